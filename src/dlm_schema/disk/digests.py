"""Take the digests of files of any size in constant memory, noticing when one changes meanwhile."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from operator import attrgetter
from typing import Final

from dlm_schema.disk.handles import Chunks, File
from dlm_schema.disk.opening import close, open_beneath
from dlm_schema.disk.refusals import refusal
from dlm_schema.errors import ManifestPathError

_CHUNK: Final = 256 * 1024  # stays in the cache of one core
_SMALL: Final = 64 * 1024  # is read in one piece

fingerprint: Final = attrgetter("st_dev", "st_ino", "st_size", "st_mtime_ns", "st_ctime_ns")
"""What of a file's status tells that it is another, or was written to (EM-VERIFY-10)."""

_content: Final = attrgetter("st_dev", "st_ino", "st_size", "st_mtime_ns")


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
        close(descriptor)
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
    ``recorded`` one. Where a store keeps a digest that is to be trusted, nothing is read. Raises
    ``OSError``.
    """
    file = descriptor if isinstance(descriptor, File) else None
    if file is not None and (kept := file.kept_digest()) is not None:
        return kept
    remaining = before.st_size + 1
    if remaining <= _SMALL:
        data = _read_small(descriptor, remaining) if file is None else file.read(remaining)
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
    after = os.fstat(descriptor) if file is None else file.status()
    lost_name = after.st_nlink < before.st_nlink  # perhaps to another file
    if remaining != 1 or lost_name or _content(before) != _content(after):
        return None
    found = digest.hexdigest()
    return found if before.st_ctime_ns == after.st_ctime_ns or found == recorded else None


def read_chunks(descriptor: int, most: int) -> Chunks:
    """Read an open file from where it stands to its end, but no more than ``most`` bytes.

    A chunk holds only until the next one is asked for. Raises ``OSError``.
    """
    if isinstance(descriptor, File):
        yield from descriptor.chunks(most)
        return
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
