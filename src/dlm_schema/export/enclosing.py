"""Tell artifacts that have a manifest's name from exports (SPEC section 7.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from dlm_schema.published import MANIFEST_FILENAME

# Exports around one, each of which can list as many artifacts as there can be.
_MOST_AROUND: Final = 8


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
