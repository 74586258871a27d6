"""The published specification as the generators see it, read once and handed to all of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import jsonschema_rs

from dlm_codegen.errors import GenerationError
from dlm_codegen.members import (
    Array,
    Constant,
    Member,
    Object,
    Text,
    Type,
    objects,
    plain,
    read_document,
)

VERSION_MEMBER: Final = "schema_version"
TARGET_MEMBER: Final = "target"
TIMESTAMP_MEMBER: Final = "created_at"

READING_LAYERS: Final = ("encoding", "version", "schema", "rules")
"""The layers that judge a document without its files, in the order of judgement."""

FILES_LAYER: Final = "files"
STORE_LAYER: Final = "store"
MIGRATION_LAYER: Final = "migration"

ROW_PATH: Final = "store-row.schema.json"


@dataclass(frozen=True)
class Version:
    """One version: its JSON Schema and the migration that leads up to it, if there is one."""

    number: int
    status: str
    written_by: tuple[str, ...]
    read_by: tuple[str, ...]
    schema_path: str
    schema: dict[str, Any]
    migration_path: str | None
    migration: dict[str, Any] | None

    @cached_property
    def document(self) -> Object:
        """What the schema says of a whole document."""
        return read_document(self.schema, self.schema_path)

    @property
    def manifest_name(self) -> str:
        """Name of the type that a whole document has."""
        return self.document.title

    @property
    def type_names(self) -> tuple[str, ...]:
        """Names of the types of all objects of this version, sorted."""
        return tuple(sorted(each.title for each in objects(self.document)))

    @property
    def operations(self) -> Sequence[Mapping[str, Any]]:
        """The operations of the migration that leads up to this version, for programs.

        Empty for the oldest version; what the operations say to people is left out.
        """
        return tuple(
            {name: value for name, value in operation.items() if name != "description"}
            for operation in (self.migration or {"operations": ()})["operations"]
        )

    def member(self, pointer: str) -> Type | None:
        """Return what a member may hold, or ``None`` where this version has none.

        In the pointer ``*`` is every entry of an array.
        """
        found: Type = self.document
        for name in pointer.split("/")[1:]:
            within = plain(found)
            if isinstance(within, Array) and name == "*":
                found = within.entry
            elif isinstance(within, Object) and (member := within.find(name)):
                found = member.type
            else:
                return None
        return found


@dataclass(frozen=True)
class Detection:
    """How documents tell their version (SPEC section 4).

    Those of the versions ``named`` carry its number in ``schema_version``. Of the others one has a
    ``target`` and one has not.
    """

    named: tuple[Version, ...]
    with_target: Version
    without_target: Version


@dataclass(frozen=True)
class Specification:
    """Every published version, oldest first, the catalogue of findings, and a store's rows.

    ``row`` is the JSON Schema of what a store remembers of an export. ``files`` holds the text of
    the published files by their path, for packages that embed them.
    """

    versions: tuple[Version, ...]
    rules: tuple[dict[str, Any], ...]
    row: dict[str, Any]
    files: Mapping[str, str]

    @property
    def latest(self) -> Version:
        """The version that new documents are written in."""
        return self.versions[-1]

    @property
    def detection(self) -> Detection:
        """How versions are told apart.

        Raises ``GenerationError`` where nothing does.
        """
        named = tuple(entry for entry in self.versions if entry.document.find(VERSION_MEMBER))
        for version in named:
            found = version.member(f"/{VERSION_MEMBER}")
            if found != Constant(version.number):
                raise GenerationError(
                    f"schema/{version.schema_path}: {VERSION_MEMBER} must be the constant "
                    f"{version.number}, found {getattr(found, 'value', found)}"
                )
        unnamed = [version for version in self.versions if version not in named]
        with_target = [version for version in unnamed if version.document.find(TARGET_MEMBER)]
        without_target = [version for version in unnamed if version not in with_target]
        if len(with_target) != 1 or len(without_target) != 1:
            raise GenerationError(
                f"schema/versions.json: of the versions without {VERSION_MEMBER} one must have "
                f"{TARGET_MEMBER} and one must not; nothing else tells them apart"
            )
        return Detection(named, with_target[0], without_target[0])

    @property
    def newest_read(self) -> Version:
        """The newest version that some DLM reads."""
        return next(version for version in reversed(self.versions) if version.read_by)

    def max_length(self, pointer: str) -> int | None:
        """Return how long a text can be that a rule or a migration asks, if that is bounded.

        It has passed the schema of its version.
        """
        found = [plain(member) for each in self.versions if (member := each.member(pointer))]
        texts = [member for member in found if isinstance(member, Text)]
        return max(text.max_length for text in texts) if texts and texts == found else None

    @cached_property
    def kinds(self) -> Mapping[str, Mapping[str, Mapping[int, Member]]]:
        """Every kind of object by its title, its members by name, and what each is by version.

        Titles and names are sorted.
        """
        found: dict[str, dict[str, dict[int, Member]]] = {}
        for version in self.versions:
            for each in objects(version.document):
                members = found.setdefault(each.title, {})
                for member in each.members:
                    members.setdefault(member.name, {})[version.number] = member
        return {title: dict(sorted(found[title].items())) for title in sorted(found)}

    def require_one_nesting(self) -> None:
        """Raise ``GenerationError`` where versions differ in what objects a member is made of.

        A reader keeps what is nested before it knows the version.
        """
        for title, members in self.kinds.items():
            for name, by_version in members.items():
                if len({_nesting(member.type) for member in by_version.values()} - {()}) > 1:
                    raise GenerationError(
                        f"schema/versions.json: the member {name} of {title} holds one kind of "
                        f"object or array in one version and another kind in another; give the "
                        f"member of the newer version another name"
                    )

    @cached_property
    def companions(self) -> Mapping[str, Any]:
        """Patterns of names of files that no artifact lists and that do no harm (EM-FILE-12)."""
        return self._parameters("companions")

    @cached_property
    def snapshots(self) -> Mapping[str, Any]:
        """What snapshots are named, and what lies in them besides artifacts (EM-STORE-14, 15)."""
        return self._parameters("snapshots")

    @cached_property
    def directories_by_target(self) -> Mapping[str, str]:
        """Names of export directories that are not their ``quant``, by target (EM-STORE-12)."""
        directories: Mapping[str, str] = self._parameters("directories_by_target")["directories"]
        return directories

    def _parameters(self, kind: str) -> Mapping[str, Any]:
        found: list[Mapping[str, Any]] = [
            rule["parameters"]
            for rule in self.rules_of((FILES_LAYER, STORE_LAYER))
            if rule.get("parameters", {}).get("kind") == kind
        ]
        return found[0]

    def rules_of(self, layers: Iterable[str]) -> tuple[dict[str, Any], ...]:
        """Return the entries of the catalogue that are of some layers, in its order."""
        wanted = frozenset(layers)
        return tuple(rule for rule in self.rules if rule["layer"] in wanted)


def _nesting(kind: Type) -> tuple[str, ...]:
    """Return what arrays and objects a type is made of, from the outside in."""
    match plain(kind):
        case Array(entry):
            return ("array", *_nesting(entry))
        case Object(title):
            return (title,)
    return ()


def read_specification(folder: Path) -> Specification:
    """Read the specification that ``versions.json`` in ``folder`` lists."""
    listed = json.loads(_read(folder, "versions.json"))["versions"]
    paths = ["versions.json", "rules.json"]
    paths += [file["path"] for entry in listed for file in entry["files"].values()]
    files = {path: _read(folder, path) for path in paths}
    for entry in listed:
        if "migration" in entry["files"]:
            _require_operations(folder, entry["files"]["migration"]["path"], files)
    return Specification(
        versions=tuple(_version(entry, files) for entry in listed),
        rules=tuple(json.loads(files["rules.json"])["rules"]),
        row=json.loads(_read(folder, ROW_PATH)),
        files=files,
    )


def _require_operations(folder: Path, path: str, files: Mapping[str, str]) -> None:
    """Raise ``GenerationError`` where a migration is not of the shape of its JSON Schema."""
    schema = json.loads(_read(folder, "migration.schema.json"))
    migration = json.loads(files[path])
    operations = schema["properties"]["operations"].pop("items")
    checked = [(f"schema/{path}", migration, schema)]
    known = [kind["$ref"].rpartition("/")[2] for kind in operations["oneOf"]]
    for position, operation in enumerate(migration.get("operations", ()), 1):
        if operation.get("op") not in known:
            raise GenerationError(
                f"schema/{path}: operation {position} is none of {', '.join(known)}: "
                f"{operation.get('op')}"
            )
        kind = {"$ref": f"#/$defs/{operation['op']}", "$defs": schema["$defs"]}
        place = f"schema/{path}: operation {position} ({operation['op']})"
        checked.append((place, operation, kind))
    for place, instance, against in checked:
        for error in jsonschema_rs.iter_errors(against, instance):
            raise GenerationError(f"{place}: {error.message}")


def _version(entry: dict[str, Any], files: Mapping[str, str]) -> Version:
    schema_path = entry["files"]["schema"]["path"]
    migration_path = entry["files"].get("migration", {}).get("path")
    return Version(
        number=entry["number"],
        status=entry["status"],
        written_by=tuple(entry["written_by"]),
        read_by=tuple(entry["read_by"]),
        schema_path=schema_path,
        schema=json.loads(files[schema_path]),
        migration_path=migration_path,
        migration=json.loads(files[migration_path]) if migration_path else None,
    )


def _read(folder: Path, path: str) -> str:
    return (folder / path).read_text(encoding="utf-8")
