"""Tell artifacts that have a manifest's name from exports (SPEC section 7.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from dlm_schema.published import MANIFEST_FILENAME

_NAMED: Final = f"/{MANIFEST_FILENAME}"


class _Around(NamedTuple):
    """An export's folder, the artifacts of the manifest's name, and how long the longest is."""

    folder: str
    listed: frozenset[str]
    longest: int


class Enclosing:
    """The exports around the place that a walk is at.

    An artifact may have the manifest's name in a folder of its own. The digest in the manifest
    that lists it vouches for its bytes, so it is that artifact and no export: whatever it says is
    not judged, and it is not migrated.
    """

    def __init__(self) -> None:
        self._around: list[_Around] = []

    def enter(self, path: str, document: Mapping[str, Any]) -> None:
        """Note a valid manifest as the walk comes by it."""
        listed = frozenset([artifact["path"] for artifact in named_as_manifests(document)])
        longest = max(map(len, listed), default=0)
        self._around.append(_Around(path.removesuffix(MANIFEST_FILENAME), listed, longest))

    def holds(self, path: str) -> bool:
        """Whether a path is below a valid export that the walk came by."""
        while self._around and not path.startswith(self._around[-1].folder):
            self._around.pop()
        return bool(self._around)

    def lists(self, path: str) -> bool:
        """Whether the manifest at a path is an artifact of an export around it."""
        return self.holds(path) and any(
            len(path) - len(folder) <= longest and path[len(folder) :] in listed
            for folder, listed, longest in self._around
        )


def named_as_manifests(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the artifacts of a valid manifest that have the manifest's name in a folder."""
    return [artifact for artifact in document["artifacts"] if artifact["path"].endswith(_NAMED)]
