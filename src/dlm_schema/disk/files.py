"""Opening and replacing files that strangers name (SPEC section 7).

Nothing here follows a symbolic link below a directory that the caller named, blocks on a pipe or
a device, or leaves a half-written file behind.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Callable, Generator, Iterator
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from dlm_schema.errors import ManifestPathError
from dlm_schema.limits import MAX_BYTES

if TYPE_CHECKING:
    from ctypes import Array

READ_FLAGS: Final = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
DIRECTORY_FLAGS: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC

# A folder that is only passed through needs no permission to be listed.
_PASSAGE_FLAGS: Final = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_CLOEXEC

_CHUNK: Final = 256 * 1024  # stays in the cache of one core
_SMALL: Final = 64 * 1024  # is read in one piece
_LONGEST_PATH: Final = 4095  # bytes that one system call takes
_OPENAT2: Final = 437  # the same number on every architecture
_SIZE_OF_HOW: Final = 24
_RESOLVE: Final = 0x08 | 0x04 | 0x02  # BENEATH | NO_SYMLINKS | NO_MAGICLINKS
_NO_NAMES: Final = frozenset(("", ".", ".."))
_NO_LINKS: Final = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)
_REASONS: Final = {
    errno.ENOENT: ("missing", "no such file or directory"),
    errno.ENOTDIR: ("missing", "no such file or directory"),
    errno.ENAMETOOLONG: ("missing", "no such file or directory: the name is too long"),
    errno.ELOOP: ("symlink", "is a symbolic link, which is never followed; name the file itself"),
    # A socket cannot be opened: Linux says the former, BSD and macOS the latter.
    errno.ENXIO: ("not-regular", "is not a regular file"),
    errno.EOPNOTSUPP: ("not-regular", "is not a regular file"),
}

fingerprint: Final = attrgetter("st_dev", "st_ino", "st_size", "st_mtime_ns", "st_ctime_ns")
"""What of a file's status tells that it is another, or was written to (EM-VERIFY-10)."""

_content: Final = attrgetter("st_dev", "st_ino", "st_size", "st_mtime_ns")

Chunks: TypeAlias = Generator[memoryview, None, None]

Entries: TypeAlias = list[tuple[str, bool | None]]
"""What lies in a folder: names, and whether each is a folder's, or ``None`` for a link's."""


def refusal(path: str, error: OSError) -> ManifestPathError:
    """Turn an operating system's error into one that says which finding it amounts to."""
    code, reason = _REASONS.get(
        error.errno or 0, ("unreadable", (error.strerror or str(error)).lower())
    )
    return ManifestPathError(path, reason, f"files/{code}")


def open_regular(path: str, *, follow: bool = False) -> tuple[int, os.stat_result]:
    """Open a regular file for reading and return its descriptor and status.

    The last segment of ``path`` may be a symbolic link only with ``follow``. Raises
    ``ManifestPathError`` for anything else than a regular file that can be read.
    """
    try:
        descriptor = os.open(path, READ_FLAGS if follow else READ_FLAGS | os.O_NOFOLLOW)
    except OSError as error:
        raise refusal(path, error) from None
    except ValueError:
        raise ManifestPathError(path, _unfit(path), "files/missing") from None
    return _regular(descriptor, path)


def open_beneath(
    directory: int, path: str, *, use_openat2: bool = True
) -> tuple[int, os.stat_result]:
    """Open a regular file below an open directory without ever leaving it.

    ``path`` is an artifact's path. No segment of it is followed as a symbolic link: by
    ``openat2`` where the kernel has it, else segment by segment. Raises ``ManifestPathError``.
    """
    try:
        descriptor = _open(directory, path, READ_FLAGS, use_openat2=use_openat2)
    except OSError as error:
        raise refusal(path, error) from None
    return _regular(descriptor, path)


def open_folder_beneath(directory: int, path: str, *, use_openat2: bool = True) -> int:
    """Open a folder below an open directory, as :func:`open_beneath` opens files.

    Raises ``OSError``.
    """
    return _open(directory, path, DIRECTORY_FLAGS, use_openat2=use_openat2)


def entries_of(directory: int) -> Entries:
    """List what lies in an open directory. Raises ``OSError``."""
    with os.scandir(directory) as entries:
        return [(entry.name, None if entry.is_symlink() else entry.is_dir()) for entry in entries]


def entries_beneath(directory: int, folder: str) -> Entries:
    """List a folder below an open directory as :func:`entries_of` does, following no link.

    The empty ``folder`` is the directory. Raises ``OSError``.
    """
    if not folder:
        return entries_of(directory)
    short = len(os.fsencode(folder)) <= _LONGEST_PATH
    descriptor = open_folder_beneath(directory, folder, use_openat2=short)
    try:
        return entries_of(descriptor)
    finally:
        os.close(descriptor)


def read_manifest(path: str, *, follow: bool = False) -> bytes:
    """Read a manifest file, and no more of it than makes plain that it is too large.

    A file larger than a reader accepts comes back one byte longer than the limit, whatever its
    size, so that the encoding layer refuses it. Raises ``ManifestPathError``.
    """
    descriptor, status = open_regular(path, follow=follow)
    try:
        return read_bounded(descriptor, status.st_size)
    except OSError as error:
        raise refusal(path, error) from None
    finally:
        os.close(descriptor)


def read_bounded(descriptor: int, size: int) -> bytes:
    """Read a file of about ``size`` bytes, up to one byte more than a manifest may have."""
    if size > MAX_BYTES:
        return bytes(MAX_BYTES + 1)
    data = os.read(descriptor, size + 1)
    if len(data) == size:
        return data
    parts = [data]
    total = len(data)
    while total <= MAX_BYTES and (data := os.read(descriptor, MAX_BYTES + 1 - total)):
        parts.append(data)
        total += len(data)
    return b"".join(parts)


def describe_beneath(
    directory: int, path: str, read: Callable[[int, int], Chunks] | None = None
) -> tuple[str, os.stat_result]:
    """Open a file below an open directory and return its SHA-256 digest and status.

    Raises ``ManifestPathError`` as :func:`open_beneath` does, and when the file cannot be read or
    changes while it is.
    """
    descriptor, status = open_beneath(directory, path)
    try:
        digest = digest_of(descriptor, status, read)
    except OSError as error:
        raise refusal(path, error) from None
    finally:
        os.close(descriptor)
    if digest is None:
        raise ManifestPathError(path, "changed while it was read; try again", "files/changed")
    return digest, status


def digest_of(
    descriptor: int,
    before: os.stat_result,
    read: Callable[[int, int], Chunks] | None = None,
    *,
    recorded: str | None = None,
) -> str | None:
    """Return the SHA-256 digest of an open file, or ``None`` when it changes while it is read.

    ``before`` is the file's status from before. At most one byte more than it says is read, in
    constant memory, by ``read`` or :func:`read_chunks`. Where nothing but the time of the status
    change moved, which a new name or mode does too, the file has not changed if the digest is the
    ``recorded`` one. Raises ``OSError``.
    """
    import hashlib  # noqa: PLC0415  (validating a manifest needs no digest)

    remaining = before.st_size + 1
    if remaining <= _SMALL:
        data = _read_small(descriptor, remaining)
        digest = hashlib.sha256(data)
        remaining -= len(data)
    else:
        digest = hashlib.sha256()
        chunks = (read or read_chunks)(descriptor, remaining)
        try:
            for chunk in chunks:
                digest.update(chunk)
                remaining -= len(chunk)
        finally:
            chunks.close()
    after = os.fstat(descriptor)
    lost_name = after.st_nlink < before.st_nlink  # perhaps to another file
    if remaining != 1 or lost_name or _content(before) != _content(after):
        return None
    found = digest.hexdigest()
    return found if before.st_ctime_ns == after.st_ctime_ns or found == recorded else None


def read_chunks(descriptor: int, most: int) -> Chunks:
    """Read an open file from where it stands to its end, but no more than ``most`` bytes.

    A chunk holds only until the next one is asked for. Raises ``OSError``.
    """
    buffer = memoryview(bytearray(min(_CHUNK, most)))
    while most and (count := os.readv(descriptor, [buffer[:most]])):
        yield buffer[:count]
        most -= count


def _read_small(descriptor: int, most: int) -> bytes:
    """Read up to ``most`` bytes; one byte less is what a file of the expected size has."""
    data = os.read(descriptor, most)
    while len(data) < most - 1 and (more := os.read(descriptor, most - len(data))):
        data += more
    return data


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


def write_atomically(directory: int, name: str, data: bytes, *, replace: bool = True) -> None:
    """Create or replace a file in one step that a crash cannot halve. Raises ``OSError``.

    What is there already must be a regular file, which ``ManifestPathError`` says otherwise, and
    without ``replace`` nothing may be there, which ``FileExistsError`` says.
    """
    replaced = None
    with contextlib.suppress(FileNotFoundError):
        replaced = os.stat(name, dir_fd=directory, follow_symlinks=False)
    if replaced is not None and not stat.S_ISREG(replaced.st_mode):
        raise ManifestPathError(name, "is not a regular file and is left alone")
    # Nothing keeps other writers out, so each has a temporary file of its own.
    temporary = temporary_name(name, f".{os.urandom(8).hex()}")
    write_temporary(directory, temporary, data, replaced)
    if replace:
        rename_temporary(directory, temporary, name)
    else:
        _link_temporary(directory, temporary, name)
    os.fsync(directory)


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


@contextlib.contextmanager
def directory_at(path: str, *, follow: bool = True) -> Iterator[int]:
    """Hold a directory open. Raises ``ManifestPathError`` when it cannot be."""
    descriptor = open_directory(path, follow=follow)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def store_of(export: int) -> Iterator[int]:
    """Hold the directory open that is two above an open one. Raises ``ManifestPathError``."""
    try:
        descriptor = os.open(f"{os.pardir}/{os.pardir}", DIRECTORY_FLAGS, dir_fd=export)
    except OSError as error:
        raise refusal(f"{os.pardir}/{os.pardir}", error) from None
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def real(path: str) -> str:
    """Resolve the links on a path as far as there are any; what can be no name stays as it is."""
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):  # such as a folder and a link that take turns in one place
        return path


def open_directory(path: str, *, follow: bool = True) -> int:
    """Open a directory that the caller closes. Raises ``ManifestPathError`` when it cannot be."""
    try:
        return os.open(path, DIRECTORY_FLAGS | (0 if follow else os.O_NOFOLLOW))
    except NotADirectoryError:
        raise ManifestPathError(path, "is not a directory", "files/missing") from None
    except OSError as error:
        raise refusal(path, error) from None
    except ValueError:
        raise ManifestPathError(path, _unfit(path), "files/missing") from None


def _unfit(path: str) -> str:
    """Say why no file can have a name: Python refuses it before the system sees it."""
    return "holds a NUL character" if "\0" in path else "cannot be written as a file name"


def _regular(descriptor: int, path: str) -> tuple[int, os.stat_result]:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise ManifestPathError(path, "is not a regular file", "files/not-regular")
    return descriptor, status


def _open(directory: int, path: str, flags: int, *, use_openat2: bool) -> int:
    if "\0" in path or not _NO_NAMES.isdisjoint(path.split("/")):
        raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
    descriptor = _openat2(directory, path, flags) if use_openat2 else None
    return _walk(directory, path, flags) if descriptor is None else descriptor


def _walk(directory: int, path: str, flags: int) -> int:
    """Open ``path`` one segment at a time, following no link."""
    *folders, name = path.split("/")
    held = os.dup(directory)
    try:
        for folder in folders:
            inner = _open_segment(held, folder, _PASSAGE_FLAGS)
            os.close(held)
            held = inner
        return _open_segment(held, name, flags)
    finally:
        os.close(held)


def _open_segment(folder: int, name: str, flags: int) -> int:
    try:
        return os.open(name, flags | os.O_NOFOLLOW, dir_fd=folder)
    except NotADirectoryError:
        # A link that is opened as a folder is refused with this error, not with ELOOP.
        if stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from None
        raise


class _OpenAt2:
    """The system call, found on first use; absent on other kernels or where it is filtered."""

    def __init__(self) -> None:
        self.available = os.name == "posix" and hasattr(os, "O_PATH")
        self._prepared = False
        self._how: dict[int, tuple[Array[Any], int]] = {}

    def __call__(self, directory: int, path: str, flags: int) -> int | None:
        if not self.available:
            return None
        if not self._prepared:
            self._prepare()
        if flags not in self._how:
            self._how[flags] = _open_how(flags)
        _, how = self._how[flags]
        name = path.encode() if path.isascii() else os.fsencode(path)
        descriptor = self._syscall(_OPENAT2, directory, name, how, _SIZE_OF_HOW)
        if descriptor >= 0:
            return int(descriptor)
        import ctypes  # noqa: PLC0415  (only verification and writing need it)

        number = ctypes.get_errno()
        if number in (errno.ENOSYS, errno.EPERM, errno.EINVAL, errno.E2BIG):
            self.available = False
            return None
        # A rename was under way, or moved what was passed through: the walk is not confused by it.
        if number in (errno.EAGAIN, errno.EXDEV):
            return None
        raise OSError(number, os.strerror(number))

    def _prepare(self) -> None:
        import ctypes  # noqa: PLC0415  (as above)

        self._syscall = ctypes.CDLL(None, use_errno=True).syscall
        self._syscall.argtypes = (
            ctypes.c_long,
            ctypes.c_int,
            ctypes.c_char_p,
            ctypes.c_void_p,
            ctypes.c_size_t,
        )
        self._syscall.restype = ctypes.c_long
        self._prepared = True


def _open_how(flags: int) -> tuple[Array[Any], int]:
    """Return a ``struct open_how``, which is to be kept, and its address, which is passed faster.

    It has flags, mode and resolve, of 64 bits each.
    """
    import ctypes  # noqa: PLC0415  (as above)

    how = (ctypes.c_uint64 * 3)(flags, 0, _RESOLVE)
    return how, ctypes.addressof(how)


_openat2 = _OpenAt2()
