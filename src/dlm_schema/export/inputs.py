"""The manifests that a command line names, read one at a time."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from dlm_schema.disk import files
from dlm_schema.document.validation import judge
from dlm_schema.errors import ManifestPathError
from dlm_schema.export.discovery import find_manifests
from dlm_schema.findings import Finding
from dlm_schema.limits import MAX_BYTES
from dlm_schema.output.reporters import Result
from dlm_schema.published import MANIFEST_FILENAME

STDIN: Final = "-"

# Exports around one, each of which can list as many artifacts as there can be.
_MOST_AROUND: Final = 8


class Subject(NamedTuple):
    """A manifest to look at: its bytes, or why there are none."""

    path: str
    data: bytes
    error: ManifestPathError | None


class Enclosing:
    """The exports around the place that a walk is at.

    An artifact may have the manifest's name in a folder of its own. The digest in the manifest
    that lists it vouches for its bytes, so it is that artifact and no export: whatever it says is
    not judged, and it is not migrated.
    """

    def __init__(self) -> None:
        self._around: list[tuple[str, frozenset[str]]] = []

    def enter(self, path: str, document: Mapping[str, Any]) -> None:
        """Note a valid manifest as the walk comes by it."""
        listed = frozenset(
            artifact["path"]
            for artifact in document["artifacts"]
            if artifact["path"].endswith(f"/{MANIFEST_FILENAME}")
        )
        self._around.append((path.removesuffix(MANIFEST_FILENAME), listed))
        del self._around[:-_MOST_AROUND]

    def holds(self, path: str) -> bool:
        """Whether a path is below a valid export that the walk came by."""
        while self._around and not path.startswith(self._around[-1][0]):
            self._around.pop()
        return bool(self._around)

    def lists(self, path: str) -> bool:
        """Whether the manifest at a path is an artifact of an export around it."""
        return self.holds(path) and any(
            path.removeprefix(folder) in listed for folder, listed in self._around
        )


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
                yield Subject(
                    found, files.read_manifest(found, follow=follow and found is path), None
                )
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
        document, report, _ = judge(files.read_manifest(path))
        if report.ok:
            enclosing.enter(path, document)


def unreadable(subject: Subject, error: ManifestPathError) -> Result:
    """Report a path that leads to no manifest."""
    code = error.code or "files/unreadable"
    finding = Finding(code, "error", "", error.reason)
    return Result(subject.path, None, [finding], ok=False, complaint=str(error))
