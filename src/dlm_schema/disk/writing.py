"""Write files atomically, so that a crash leaves the old file or the new one."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from typing import Final

from dlm_schema.disk.refusals import refusal
from dlm_schema.errors import ManifestPathError

_NO_LINKS: Final = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)


def temporary_name(name: str, writer: str = "") -> str:
    """Return the name under which a replacement for ``name`` is written."""
    return f".{name}{writer}.dlm-schema.tmp"


def is_temporary(name: str) -> bool:
    """Whether a file is one that somebody is writing, or was when they were stopped."""
    return name.startswith(".") and name.endswith(".tmp")


def write_temporary(
    directory: int, temporary: str, data: bytes, like: os.stat_result | None, *, sync: bool = True
) -> None:
    """Write a file that is to be renamed, with the mode and owner of a file that it is like.

    A leftover of a run that was killed is removed first. Raises ``OSError`` and leaves nothing.
    """
    with contextlib.suppress(FileNotFoundError):
        os.unlink(temporary, dir_fd=directory)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    mode = 0o666 if like is None else 0o600
    descriptor = os.open(temporary, flags, mode, dir_fd=directory)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]
        if like is not None:
            created = os.fstat(descriptor)
            if (created.st_uid, created.st_gid) != (like.st_uid, like.st_gid):
                _give(descriptor, like)
            os.fchmod(descriptor, stat.S_IMODE(like.st_mode))
        if sync:
            os.fsync(descriptor)
    except BaseException:
        os.unlink(temporary, dir_fd=directory)
        raise
    finally:
        os.close(descriptor)


def _give(descriptor: int, like: os.stat_result) -> None:
    try:
        os.fchown(descriptor, like.st_uid, like.st_gid)
    except PermissionError as error:
        kept = f"its owner, user {like.st_uid} of group {like.st_gid}, cannot be kept"
        raise PermissionError(error.errno, f"{kept}: {error.strerror}") from None


def write_atomically(directory: int, path: str, data: bytes, *, replace: bool = True) -> None:
    """Create or replace a file atomically and durably, in the open directory that it lies in.

    ``path`` is what the user calls it. Raises ``ManifestPathError`` when it cannot be written or
    something other than a regular file has its name, and ``FileExistsError`` when, without
    ``replace``, anything has.
    """
    name = os.path.basename(path)
    replaced = None
    try:
        with contextlib.suppress(FileNotFoundError):
            replaced = os.stat(name, dir_fd=directory, follow_symlinks=False)
        if replaced is not None and not stat.S_ISREG(replaced.st_mode):
            raise ManifestPathError(path, "is not a regular file and is left alone")
        # Nothing keeps other writers out, so each has a temporary file of its own.
        temporary = temporary_name(name, f".{os.urandom(8).hex()}")
        write_temporary(directory, temporary, data, replaced)
        if replace:
            rename_temporary(directory, temporary, name)
        else:
            _link_temporary(directory, temporary, name)
        os.fsync(directory)
    except OSError as error:
        if isinstance(error, FileExistsError) and not replace:
            raise
        raise refusal(path, error) from None


def _link_temporary(directory: int, temporary: str, name: str) -> None:
    """Give a file that is written its name unless something has that. Raises ``OSError``."""
    try:
        try:
            os.link(temporary, name, src_dir_fd=directory, dst_dir_fd=directory)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            # A file system without links: what comes between these two calls is overwritten.
            with contextlib.suppress(FileNotFoundError):
                os.stat(name, dir_fd=directory, follow_symlinks=False)
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
            os.rename(temporary, name, src_dir_fd=directory, dst_dir_fd=directory)
            return
        os.unlink(temporary, dir_fd=directory)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary, dir_fd=directory)
        raise


def rename_temporary(directory: int, temporary: str, name: str) -> None:
    """Give a file that is written its name. Raises ``OSError`` and leaves nothing then."""
    try:
        os.rename(temporary, name, src_dir_fd=directory, dst_dir_fd=directory)
    except BaseException:
        os.unlink(temporary, dir_fd=directory)
        raise
