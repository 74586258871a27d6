"""Say why something cannot be opened, read or written, and which finding that amounts to."""

from __future__ import annotations

import errno
from typing import Any, Final

from dlm_schema.errors import ManifestPathError
from dlm_schema.findings import Finding, finding

_REASONS: Final = {
    errno.ENOENT: ("missing", "no such file or directory"),
    errno.ENOTDIR: ("missing", "no such file or directory"),
    errno.ENAMETOOLONG: ("missing", "no such file or directory: the name is too long"),
    errno.ELOOP: ("symlink", "is a symbolic link, which is never followed; name the file itself"),
}

# A socket cannot be opened: Linux says the former, BSD and macOS the latter.
_NOT_REGULAR: Final = (errno.ENXIO, errno.EOPNOTSUPP)


def refusal(path: str, error: OSError) -> ManifestPathError:
    """Turn an operating system's error into one that says which finding it amounts to."""
    code, reason = _REASONS.get(
        error.errno or 0, ("unreadable", (error.strerror or str(error)).lower())
    )
    return ManifestPathError(path, reason, f"files/{code}")


def refusal_to_open(path: str, error: OSError) -> ManifestPathError:
    """Do what :func:`refusal` does with an error of opening a file."""
    if error.errno in _NOT_REGULAR:
        return not_regular(path)
    return refusal(path, error)


def not_regular(path: str) -> ManifestPathError:
    """Say that something is no regular file."""
    return ManifestPathError(path, "is not a regular file", "files/not-regular")


def unfit(path: str) -> ManifestPathError:
    """Say why no file can have a name: Python refuses it before the system sees it."""
    reason = "holds a NUL character" if "\0" in path else "cannot be written as a file name"
    return ManifestPathError(path, reason, "files/missing")


def finding_of(
    error: ManifestPathError, pointer: str = "", message: str = "", **facts: Any
) -> Finding:
    """Return the finding of an error, whose reason is the message unless there is a better one."""
    return finding(error.code or "files/unreadable", pointer, message or error.reason, **facts)
