"""The published versions as values, and which of them a document claims (SPEC section 4)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, final

from dlm_schema.document.interrupts import held
from dlm_schema.errors import InvalidManifestError, UnknownVersionError
from dlm_schema.findings import Finding, Report, observed
from dlm_schema.published import MANIFEST_FILENAME, TARGET_MEMBER, VERSION_MEMBER, published
from dlm_schema.text import excerpt

if TYPE_CHECKING:
    from types import ModuleType

    from dlm_schema.document.native import Shortcut
    from dlm_schema.document.schemas import Schema


_STORES_MEMBER: Final = "exports"


@final
class SchemaVersion:
    """One version of the export manifest.

    ``number`` is its number, ``status`` is ``draft`` or ``frozen``, ``read_by`` names the programs
    that read it, ``schema_path`` and ``migration_path`` name its files below ``schema/``; the
    oldest version has no migration.
    """

    def __init__(self, entry: Mapping[str, Any]) -> None:
        self.number: int = entry["number"]
        self.status: str = entry["status"]
        self.read_by: tuple[str, ...] = tuple(entry["read_by"])
        self.schema_path: str = entry["files"]["schema"]["path"]
        migration = entry["files"].get("migration")
        self.migration_path: str | None = migration["path"] if migration else None

    @cached_property
    def schema(self) -> Schema:
        """The version's JSON Schema, compiled."""
        from dlm_schema.document.schemas import Schema  # noqa: PLC0415  (imported when first validating)

        return Schema(published(self.schema_path))

    @cached_property
    def shortcut(self) -> Shortcut | None:
        """What proves quickly that a document has no fault before the rules, where it is known."""
        with held():
            from dlm_schema.document import native  # noqa: PLC0415  (imported where it pays)

            try:
                return native.Shortcut(published(self.schema_path))
            except native.UnknownShapeError:
                return None

    @cached_property
    def models(self) -> ModuleType:
        """The module of the version's models, ``ExportManifest`` and ``ExportArtifact``."""
        return import_module(f"dlm_schema.models.v{self.number}")

    @cached_property
    def names_itself(self) -> bool:
        """Whether documents of this version carry ``schema_version``."""
        return VERSION_MEMBER in published(self.schema_path)["properties"]

    def __repr__(self) -> str:
        return f"SchemaVersion({self.number}, {self.status})"


REGISTRY: Final[Mapping[int, SchemaVersion]] = {
    entry["number"]: SchemaVersion(entry) for entry in published("versions.json")["versions"]
}
VERSIONS: Final = tuple(REGISTRY)
LATEST: Final = VERSIONS[-1]
NEWEST_READ: Final = max(number for number, version in REGISTRY.items() if version.read_by)
"""The newest version that a DLM reads."""


def lookup(number: int) -> SchemaVersion:
    """Return a version by its number, or raise ``UnknownVersionError``."""
    version = REGISTRY.get(number) if type(number) is int else None
    if version is None:
        raise UnknownVersionError(number, VERSIONS)
    return version


def claimed_version(document: object) -> SchemaVersion | Finding:
    """Return the version that a document claims, or the finding that says why there is none.

    Detection is total: ``schema_version`` decides where it is present, else ``target`` does.
    """
    # The exact type first: asking an abstract class takes longer than all the rest.
    if type(document) is not dict and not isinstance(document, Mapping):
        message = f"expected an object, found {excerpt(document)}"
        return _finding("not-an-object", "", message, "object", document)
    if VERSION_MEMBER not in document:
        return REGISTRY[2 if TARGET_MEMBER in document else 1]
    number = document[VERSION_MEMBER]
    version = REGISTRY.get(number) if type(number) is int else None
    if version is not None and version.names_itself:
        return version
    pointer = f"/{VERSION_MEMBER}"
    if type(number) is not int:
        message = f"expected an integer, found {excerpt(number)}"
        return _finding("not-an-integer", pointer, message, "integer", number)
    if version is not None and _STORES_MEMBER in document and "artifacts" not in document:
        message = (
            f"this looks like a store's own manifest.json; the manifest of an export is "
            f"{MANIFEST_FILENAME} in a folder of the store's exports"
        )
    elif version is not None:
        message = f"documents of version {number} carry no {VERSION_MEMBER}; remove it"
    elif number > LATEST:
        message = (
            f"version {excerpt(number)} is newer than {LATEST}; read it with a newer dlm-schema"
        )
    else:
        message = f"there is no version {excerpt(number)}"
    named = tuple(version.number for version in REGISTRY.values() if version.names_itself)
    return _finding("unsupported", pointer, message, named, number)


def detect_version(document: Mapping[str, Any]) -> int:
    """Tell which version a document claims, by its members alone (SPEC section 4).

    Nothing else about the document is judged. Raises ``InvalidManifestError`` when it is no
    object or its ``schema_version`` names no version that carries the member.
    """
    claim = claimed_version(document)
    if isinstance(claim, Finding):
        raise InvalidManifestError(Report(None, [claim]))
    return claim.number


def _finding(
    code: str, pointer: str, message: str, expected: str | tuple[int, ...], found: object
) -> Finding:
    return Finding(
        f"version/{code}", "error", pointer, message, expected=expected, observed=observed(found)
    )
