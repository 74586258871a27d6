"""The published specification as the generators see it, read once and handed to all of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Version:
    """One version: its JSON Schema and the migration that leads up to it, if there is one."""

    number: int
    status: str
    schema_path: str
    schema: dict[str, Any]
    migration_path: str | None
    migration: dict[str, Any] | None

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
    """Every published version, oldest first, and the catalogue of findings.

    ``files`` holds the text of the published files by their path, for packages that embed them.
    """

    versions: tuple[Version, ...]
    rules: tuple[dict[str, Any], ...]
    files: Mapping[str, str]

    @property
    def latest(self) -> Version:
        """The version that new documents are written in."""
        return self.versions[-1]


def read_specification(folder: Path) -> Specification:
    """Read the specification that ``versions.json`` in ``folder`` lists."""
    listed = json.loads(_read(folder, "versions.json"))["versions"]
    paths = ["versions.json", "rules.json"]
    paths += [file["path"] for entry in listed for file in entry["files"].values()]
    files = {path: _read(folder, path) for path in paths}
    return Specification(
        versions=tuple(_version(entry, files) for entry in listed),
        rules=tuple(json.loads(files["rules.json"])["rules"]),
        files=files,
    )


def _version(entry: dict[str, Any], files: Mapping[str, str]) -> Version:
    schema_path = entry["files"]["schema"]["path"]
    migration_path = entry["files"].get("migration", {}).get("path")
    return Version(
        number=entry["number"],
        status=entry["status"],
        schema_path=schema_path,
        schema=json.loads(files[schema_path]),
        migration_path=migration_path,
        migration=json.loads(files[migration_path]) if migration_path else None,
    )


def _read(folder: Path, path: str) -> str:
    return (folder / path).read_text(encoding="utf-8")
