"""Open files and folders whose names are untrusted (SPEC section 7).

Nothing here follows a symbolic link below a directory that the caller named, leaves that directory,
or blocks on a pipe or a device. Paths are walked one segment at a time, each opened relative to the
folder before it with ``O_NOFOLLOW``.

Linux's ``openat2`` does that in one call. It is not used, because it would be a second way beside
this one, which other systems, older kernels and filtered containers need: Python reaches it only by
``ctypes``, and it limits a path in bytes where the specification counts characters. Measured, the
walk takes 5 microseconds for a file at the top, where most files of exports lie, and 3 more for
every folder on the way to it; ``openat2`` takes 6, however deep the file lies.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator, Sequence
from typing import Final

from dlm_schema.disk.handles import Entries, Folder, FolderId
from dlm_schema.disk.refusals import not_regular, refusal, refusal_to_open, unfit
from dlm_schema.errors import ManifestPathError

_READ_FLAGS: Final = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
_DIRECTORY_FLAGS: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC

# A folder that is only passed through needs no permission to be listed.
_PASSAGE_FLAGS: Final = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_CLOEXEC

_NO_NAMES: Final = frozenset(("", os.curdir, os.pardir))


def folder_id(directory: int) -> FolderId:
    """Return what tells that an open folder is the one that it was."""
    if isinstance(directory, Folder):
        return directory.identity
    status = os.fstat(directory)
    return status.st_dev, status.st_ino


def close(descriptor: int) -> None:
    """Close a file or folder of which all that matters is known by now, and never fail."""
    try:  # noqa: SIM105  (it is called for every file, and folders take longer)
        os.close(descriptor)
    except OSError:
        pass


def duplicate(directory: int) -> int:
    """Return another handle of an open folder. Raises ``OSError``."""
    return directory if isinstance(directory, Folder) else os.dup(directory)


def anew(directory: int) -> int:
    """Return an open folder as one of which nothing is known yet, where that matters."""
    return directory.anew() if isinstance(directory, Folder) else directory


def remove(directory: int, name: str) -> None:
    """Remove a file in an open folder. Raises ``OSError``."""
    if isinstance(directory, Folder):
        directory.remove(name)
    else:
        os.unlink(name, dir_fd=directory)


def stays_beneath(path: str) -> bool:
    """Whether every segment of a path is a name, so that following it leads only further down."""
    if "\0" in path:
        return False
    return _NO_NAMES.isdisjoint(path.split("/")) if "/" in path else path not in _NO_NAMES


def open_regular(path: str, *, follow: bool = False) -> tuple[int, os.stat_result]:
    """Open a regular file for reading and return its descriptor and status.

    The last segment of ``path`` may be a symbolic link only with ``follow``. Raises
    ``ManifestPathError`` for anything else than a regular file that can be read.
    """
    try:
        descriptor = os.open(path, _READ_FLAGS | (0 if follow else os.O_NOFOLLOW))
    except OSError as error:
        raise refusal_to_open(path, error) from None
    except ValueError:
        raise unfit(path) from None
    return _checked(descriptor, path, stat.S_IFREG)


def open_given(path: str, *, follow: bool = True) -> tuple[int, os.stat_result]:
    """Open a directory or a regular file that a caller named, whichever it is.

    It is asked for once: what was opened says what it is. The last segment of ``path`` may be a
    symbolic link to a directory, and to a file with ``follow``. Raises ``ManifestPathError`` for
    anything else than these two.
    """
    try:
        descriptor = os.open(path, _READ_FLAGS | (0 if follow else os.O_NOFOLLOW))
    except OSError as error:
        if follow or error.errno not in (errno.ELOOP, errno.EMLINK):
            raise refusal_to_open(path, error) from None
        try:
            descriptor = os.open(path, _DIRECTORY_FLAGS)
        except OSError:
            raise refusal_to_open(path, error) from None
    except ValueError:
        raise unfit(path) from None
    return _checked(descriptor, path, stat.S_IFREG, stat.S_IFDIR)


def open_beneath(directory: int, path: str) -> tuple[int, os.stat_result]:
    """Open a regular file below an open directory without ever leaving it.

    ``path`` is an artifact's path, of which no segment is followed as a symbolic link. Raises
    ``ManifestPathError``.
    """
    try:
        if isinstance(directory, Folder):
            return _regular(directory, path)
        descriptor = _open(directory, path, _READ_FLAGS)
    except OSError as error:
        raise refusal_to_open(path, error) from None
    return _checked(descriptor, path, stat.S_IFREG)


def open_folder_beneath(directory: int, path: str) -> int:
    """Open a folder below an open directory, as :func:`open_beneath` opens files.

    Raises ``OSError``.
    """
    if isinstance(directory, Folder):
        return directory.folder(path)
    return _open(directory, path, _DIRECTORY_FLAGS)


def holds(directory: int, path: str) -> bool:
    """Whether something has a name below an open directory, be it a link that leads nowhere."""
    if isinstance(directory, Folder):
        return directory.holds(path)
    try:
        os.stat(path, dir_fd=directory, follow_symlinks=False)
    except OSError:
        return False
    return True


def entries_of(directory: int) -> Entries:
    """List what lies in an open directory. Raises ``OSError``."""
    if isinstance(directory, Folder):
        return directory.entries()
    with os.scandir(directory) as entries:
        return [(entry.name, None if entry.is_symlink() else entry.is_dir()) for entry in entries]


def expect(directory: int, ways: Sequence[str]) -> None:
    """Tell which folders below an open directory are opened next, in order."""
    if isinstance(directory, Folder):
        directory.expect(ways)


def size_of(directory: int, entries: Entries) -> int:
    """Return the bytes of the files right in an open directory, which was listed."""
    if isinstance(directory, Folder):
        return directory.size
    size = 0
    for name, is_folder in entries:
        if is_folder is False:
            with contextlib.suppress(OSError):  # which is found when it is read
                size += os.stat(name, dir_fd=directory, follow_symlinks=False).st_size
    return size


def entries_beneath(directory: int, folder: str) -> Entries:
    """List a folder below an open directory as :func:`entries_of` does, following no link.

    The empty ``folder`` is the directory. Raises ``OSError``.
    """
    if isinstance(directory, Folder):
        return directory.entries_beneath(folder)
    if not folder:
        return entries_of(directory)
    descriptor = open_folder_beneath(directory, folder)
    try:
        return entries_of(descriptor)
    finally:
        close(descriptor)


@contextlib.contextmanager
def directory_at(path: str, *, follow: bool = True, start: int | None = None) -> Iterator[int]:
    """Hold a directory open. Raises ``ManifestPathError`` when it cannot be."""
    descriptor = open_directory(path, follow=follow, start=start)
    try:
        yield descriptor
    finally:
        close(descriptor)


def real(path: str) -> str:
    """Resolve the links on a path as far as there are any; what can be no name stays as it is."""
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):  # such as a folder and a link that take turns in one place
        return path


def open_directory(path: str, *, follow: bool = True, start: int | None = None) -> int:
    """Open a directory that the caller closes. Raises ``ManifestPathError`` when it cannot be.

    ``path`` begins at the open directory ``start``, if there is one.
    """
    if isinstance(start, Folder):
        return start.folder(path)
    flags = _DIRECTORY_FLAGS | (0 if follow else os.O_NOFOLLOW)
    try:
        return os.open(path, flags, dir_fd=start)
    except NotADirectoryError:
        raise ManifestPathError(path, "is not a directory", "files/missing") from None
    except OSError as error:
        raise refusal(path, error) from None
    except ValueError:
        raise unfit(path) from None


def _checked(descriptor: int, path: str, *kinds: int) -> tuple[int, os.stat_result]:
    """Return the status of what was opened, or close it when it is of no kind that is wanted."""
    try:
        status = os.fstat(descriptor)
    except OSError as error:
        close(descriptor)
        raise refusal(path, error) from None
    if stat.S_IFMT(status.st_mode) not in kinds:
        close(descriptor)
        raise not_regular(path)
    return descriptor, status


def _regular(directory: Folder, path: str) -> tuple[int, os.stat_result]:
    if not stays_beneath(path):
        raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
    opened = directory.open(path)
    if not stat.S_ISREG(opened[1].st_mode):
        raise not_regular(path)
    return opened


def _open(directory: int, path: str, flags: int) -> int:
    """Open ``path`` one segment at a time, following no link."""
    if not stays_beneath(path):
        raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
    if "/" not in path:  # as most paths, of which there are many
        return _open_segment(directory, path, flags)
    *folders, name = path.split("/")
    held = directory
    try:
        for folder in folders:
            inner = _open_segment(held, folder, _PASSAGE_FLAGS)
            if held != directory:
                close(held)
            held = inner
        return _open_segment(held, name, flags)
    finally:
        if held != directory:
            close(held)


def _open_segment(folder: int, name: str, flags: int) -> int:
    try:
        return os.open(name, flags | os.O_NOFOLLOW, dir_fd=folder)
    except NotADirectoryError:
        # A link that is opened as a folder is refused with this error, not with ELOOP.
        if stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from None
        raise
