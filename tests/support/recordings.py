"""What DLM itself wrote, and what is to be found in it (``tests/recorded/expected.json``)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from dlm_schema.findings import Finding

FOLDER: Final = Path(__file__).resolve().parents[1] / "recorded"
_TABLE: Final[dict[str, Any]] = json.loads((FOLDER / "expected.json").read_bytes())


class Recording(NamedTuple):
    """One recorded manifest.

    ``document`` are the findings of ``validate`` and ``files`` those that ``verify`` adds, as
    ``shown`` writes them. ``outcome`` is how the export ended where DLM did not complete it.
    """

    name: str
    version: int | None
    document: tuple[str, ...]
    files: tuple[str, ...]
    outcome: str

    @property
    def directory(self) -> Path:
        """The export directory."""
        return FOLDER / self.name

    @property
    def path(self) -> Path:
        """The manifest."""
        return self.directory / "export_manifest.json"

    @property
    def readable(self) -> bool:
        """Whether no layer before the rules finds an error."""
        return self.version is not None


RECORDINGS: Final = tuple(
    Recording(
        name,
        row["version"],
        tuple(row.get("document", ())),
        tuple(row.get("files", ())),
        row.get("outcome", ""),
    )
    for name, row in _TABLE["manifests"].items()
)
READABLE: Final = tuple(one for one in RECORDINGS if one.readable)
WITHOUT_MANIFEST: Final[dict[str, str]] = _TABLE["without_manifest"]


def shown(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Write findings as the table does, with the file where the pointer names none."""
    return tuple(
        f"{one.severity} {one.code} {one.path if one.code == 'files/unlisted' else one.pointer}"
        for one in findings
    )
