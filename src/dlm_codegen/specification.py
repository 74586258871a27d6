"""The published specification as the generators see it, read once and handed to all of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Version:
    """One version of the export manifest and its JSON Schema."""

    number: int
    schema_path: str
    schema: dict[str, Any]

    @property
    def manifest_name(self) -> str:
        """Name of the type that a whole document has."""
        name: str = self.schema["title"]
        return name

    @property
    def type_names(self) -> tuple[str, ...]:
        """Names of all types of this version, sorted."""
        definitions = self.schema.get("$defs", {}).values()
        return tuple(sorted({self.manifest_name, *(entry["title"] for entry in definitions)}))


@dataclass(frozen=True)
class Specification:
    """Every published version, oldest first."""

    versions: tuple[Version, ...]

    @property
    def latest(self) -> Version:
        """The version that new documents are written in."""
        return self.versions[-1]


def read_specification(folder: Path) -> Specification:
    """Read the specification that ``versions.json`` in ``folder`` lists."""
    entries = _read_json(folder / "versions.json")["versions"]
    return Specification(tuple(_read_version(folder, entry) for entry in entries))


def _read_version(folder: Path, entry: dict[str, Any]) -> Version:
    path = entry["files"]["schema"]["path"]
    return Version(entry["number"], path, _read_json(folder / path))


def _read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
