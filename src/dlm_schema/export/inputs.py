"""The manifests that a command line names, read one at a time."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from dlm_schema.disk.opening import FolderId, directory_at, folder_id
from dlm_schema.disk.reading import read_manifest
from dlm_schema.document.validation import judge
from dlm_schema.errors import ManifestPathError
from dlm_schema.export.discovery import find_manifests
from dlm_schema.export.enclosing import Enclosing
from dlm_schema.limits import MAX_BYTES
from dlm_schema.published import MANIFEST_FILENAME

STDIN: Final = "-"


class Subject(NamedTuple):
    """A manifest to look at: its bytes, or why there are none, and the folder it was read in."""

    path: str
    data: bytes
    error: ManifestPathError | None
    folder: FolderId | None = None


def subjects(paths: Sequence[str], *, follow: bool = True) -> Iterator[Subject]:
    """Read every manifest at or below the paths, in order, but none that is an artifact.

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
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
            yield Subject(path, data, None)
            continue
        for found in _without_artifacts(find_manifests(path)):
            if isinstance(found, ManifestPathError):
                yield Subject(found.path, b"", found)
                continue
            try:
                with directory_at(os.path.dirname(found) or os.curdir) as directory:
                    data = read_manifest(found, follow=follow and found == path)
                    folder = folder_id(directory)
                yield Subject(found, data, None, folder)
            except ManifestPathError as error:
                yield Subject(found, b"", error)


def _without_artifacts(
    found: Iterator[str | ManifestPathError],
) -> Iterator[str | ManifestPathError]:
    """Leave out what an export around it lists; only an export with another in it is read here."""
    enclosing = Enclosing()
    last = ""
    for item in found:
        if isinstance(item, str):
            if last and item.startswith(last.removesuffix(MANIFEST_FILENAME)):
                _enter(enclosing, last)
            last = ""
            if enclosing.lists(item):
                continue
            last = item
        yield item


def _enter(enclosing: Enclosing, path: str) -> None:
    with contextlib.suppress(ManifestPathError):  # whoever is to judge it says so
        document, report, _ = judge(read_manifest(path))
        if report.ok:
            enclosing.enter(path, document)
