"""Tell by looks alone that nothing in a folder changed: by names, sizes, times and versions."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import time
from typing import Final

from dlm_schema.disk.handles import Folder, Stamps
from dlm_schema.disk.opening import close, open_folder_beneath
from dlm_schema.limits import MAX_FOLDERS

_SECOND: Final = 10**9
_COARSE: Final = 2 * _SECOND  # file systems of memory cards count every other second
_FINE: Final = _SECOND // 10  # ten ticks of the slowest kernel


def tree_stamp(directory: int, *, anew: bool = False) -> str | None:
    """Return a digest of every name below an open folder and of the stamp of each file.

    No file is opened, and no link followed. It is ``None`` where a later change need not show: a
    folder cannot be listed, a store does not tell versions apart, or a file changed so lately that
    the next change could have the same time. A store may remember what it listed, unless it is to
    be asked ``anew``.
    """
    if anew and isinstance(directory, Folder):
        directory = directory.anew()
    digest = hashlib.sha256()
    pending = [""]
    try:
        while pending:
            folder = pending.pop()
            for name, stamp in sorted(_stamps_beneath(directory, folder), key=str):
                path = f"{folder}/{name}" if folder else name
                if stamp is None:
                    if path.count("/") >= MAX_FOLDERS:
                        return None
                    pending.append(path)
                digest.update(ascii((path, stamp)).encode())
    except OSError:
        return None
    return digest.hexdigest()


def check_settled(nanoseconds: int) -> None:
    """Raise ``OSError`` for a time so late that a change after now could have it as well."""
    margin = _FINE if nanoseconds % _SECOND else _COARSE
    if nanoseconds > time.time_ns() - margin:
        raise OSError(errno.EAGAIN, "changed too lately")


def _stamps_beneath(directory: int, folder: str) -> Stamps:
    if not folder:
        return _stamps_in(directory)
    inner = open_folder_beneath(directory, folder)
    try:
        return _stamps_in(inner)
    finally:
        close(inner)


def _stamps_in(directory: int) -> Stamps:
    if isinstance(directory, Folder):
        return directory.stamps()
    with os.scandir(directory) as entries:
        return [(entry.name, _stamp(entry.stat(follow_symlinks=False))) for entry in entries]


def _stamp(status: os.stat_result) -> str | None:
    """Return what of a status tells that a file is another, or was written to.

    Its device is left out, whose number can be another after a restart; another name of the file
    moves the time of its status.
    """
    if stat.S_ISDIR(status.st_mode):
        return None
    check_settled(status.st_ctime_ns)
    return (
        f"{status.st_mode} {status.st_ino} {status.st_size} "
        f"{status.st_mtime_ns} {status.st_ctime_ns}"
    )
