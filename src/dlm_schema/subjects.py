"""The manifests that a command line names, read one at a time."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from dlm_schema import encoding, files
from dlm_schema.errors import ManifestPathError
from dlm_schema.report import Finding
from dlm_schema.reporters import Result
from dlm_schema.store import find_manifests

STDIN: Final = "-"


class Subject(NamedTuple):
    """A manifest to look at: its bytes, or why there are none."""

    path: str
    data: bytes
    error: ManifestPathError | None


def subjects(paths: Sequence[str], *, follow: bool = True) -> Iterator[Subject]:
    """Read every manifest at or below the paths, in order.

    With ``follow`` a path that was named may itself be a symbolic link to a manifest.
    """
    for position, path in enumerate(paths):
        if path == STDIN and path in paths[:position]:
            continue  # it was read to its end
        if path == STDIN:
            if sys.stdin is None:
                error = ManifestPathError(path, "standard input is closed", "files/unreadable")
                yield Subject(path, b"", error)
                continue
            data = sys.stdin.buffer.read(encoding.MAX_BYTES + 1)
            yield Subject(path, data, None)
            continue
        for found in find_manifests(path):
            if isinstance(found, ManifestPathError):
                yield Subject(found.path, b"", found)
                continue
            try:
                yield Subject(
                    found, files.read_manifest(found, follow=follow and found is path), None
                )
            except ManifestPathError as error:
                yield Subject(found, b"", error)


def unreadable(subject: Subject, error: ManifestPathError) -> Result:
    """Report a path that leads to no manifest."""
    code = error.code or "files/unreadable"
    finding = Finding(code, "error", "", error.reason)
    return Result(subject.path, None, [finding], ok=False, complaint=str(error))
