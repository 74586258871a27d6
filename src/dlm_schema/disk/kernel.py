"""Calls of Linux that Python does not offer, and errors that say that a call is not offered."""

from __future__ import annotations

import ctypes
import errno
import os
from functools import cache
from typing import Any, Final

NOT_OFFERED: Final = frozenset(
    {
        errno.EBADF,  # of fsync, where folders cannot be synced
        errno.EINVAL,
        errno.EMLINK,
        errno.ENOLCK,
        errno.ENOSYS,
        errno.ENOTSUP,
        errno.EOPNOTSUPP,
        errno.EPERM,  # of a file system without links, or of a container
    }
)
"""By one of these a kernel or a file system says that it has no links, locks or syncing."""

_NOREPLACE, _EXCHANGE = 1, 2


def syncfs(descriptor: int) -> bool:
    """Write out the file system of an open file; tell whether that is offered here.

    Raises ``OSError``.
    """
    return _call("syncfs", descriptor)


def rename_unless_taken(directory: int, old: str, new: str) -> bool:
    """Rename a file in an open folder unless something has the name; tell whether it is offered.

    Raises ``FileExistsError`` where the name is taken, or another ``OSError``.
    """
    return _call("renameat2", directory, os.fsencode(old), directory, os.fsencode(new), _NOREPLACE)


def exchange(directory: int, one: str, other: str) -> bool:
    """Exchange two names in an open folder in one step; tell whether that is offered here.

    Raises ``OSError``.
    """
    return _call("renameat2", directory, os.fsencode(one), directory, os.fsencode(other), _EXCHANGE)


def _call(name: str, *arguments: Any) -> bool:
    function = getattr(_library(), name, None)
    if function is None:
        return False
    if function(*arguments) == 0:
        return True
    number = ctypes.get_errno()
    if number in NOT_OFFERED:
        return False
    raise OSError(number, os.strerror(number))


@cache
def _library() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
