"""Read manifests and other small files, never more of one than a manifest may have."""

from __future__ import annotations

import os

from dlm_schema.disk.handles import File, Folder
from dlm_schema.disk.opening import close, open_beneath, open_regular
from dlm_schema.disk.refusals import refusal, refusal_to_open
from dlm_schema.errors import ManifestPathError
from dlm_schema.limits import MAX_BYTES


def read_manifest(path: str, *, follow: bool = False) -> bytes:
    """Read a manifest file, and no more of it than makes plain that it is too large.

    A file larger than a reader accepts comes back one byte longer than the limit, whatever its
    size, so that the encoding layer refuses it. Raises ``ManifestPathError``.
    """
    return read_opened(open_regular(path, follow=follow), path)


def read_beneath(directory: int, path: str) -> bytes:
    """Read a file below an open directory as :func:`read_manifest` does.

    Raises ``ManifestPathError``.
    """
    if isinstance(directory, Folder):
        try:
            return directory.read(path)
        except OSError as error:
            raise refusal_to_open(path, error) from None
    return read_with_status(directory, path)[0]


def read_or_refused(directory: int, path: str) -> bytes | ManifestPathError:
    """Read a file as :func:`read_beneath` does, and return the error where it is refused."""
    try:
        return read_beneath(directory, path)
    except ManifestPathError as error:
        return error


def read_with_status(directory: int, path: str) -> tuple[bytes, os.stat_result]:
    """Read a file as :func:`read_beneath` does, and return its status from before as well."""
    opened = open_beneath(directory, path)
    return read_opened(opened, path), opened[1]


def read_opened(opened: tuple[int, os.stat_result], path: str) -> bytes:
    """Read a file that is open as :func:`read_manifest` does, and close it.

    Raises ``ManifestPathError``.
    """
    descriptor, status = opened
    try:
        return read_bounded(descriptor, status.st_size)
    except OSError as error:
        raise refusal(path, error) from None
    finally:
        close(descriptor)


def read_bounded(descriptor: int, size: int) -> bytes:
    """Read a file of about ``size`` bytes, up to one byte more than a manifest may have."""
    if size > MAX_BYTES:
        return bytes(MAX_BYTES + 1)
    if isinstance(descriptor, File):
        return descriptor.read(size + 1)
    data = os.read(descriptor, size + 1)
    if len(data) == size:
        return data
    parts = [data]
    total = len(data)
    while total <= MAX_BYTES and (data := os.read(descriptor, MAX_BYTES + 1 - total)):
        parts.append(data)
        total += len(data)
    return b"".join(parts)


def read_start(descriptor: int, most: int) -> bytes:
    """Read the first bytes of an open file. Raises ``OSError``."""
    if isinstance(descriptor, File):
        return descriptor.read(most)
    return os.pread(descriptor, most, 0)
