"""The objects of all versions together: which members each has, and where it keeps them.

A document is read before its version is known. So the reader keeps each member that some version
defines in a slot that is the same for all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from dlm_codegen.errors import GenerationError
from dlm_codegen.go.names import unexported

if TYPE_CHECKING:
    from dlm_codegen.specification import Specification, Version


_ANNOTATIONS: Final = frozenset(("title", "description", "examples"))
_OF_OBJECTS: Final = _ANNOTATIONS | {
    *("$schema", "$id", "$defs"),
    *("type", "properties", "required", "additionalProperties"),
}
_OF_MEMBERS: Final = _ANNOTATIONS | {
    *("$ref", "type", "enum", "const", "items", "maxItems"),
    *("minLength", "maxLength", "pattern", "minimum", "maximum"),
}


@dataclass(frozen=True)
class Shape:
    """An object: its title and, for each member in ascending order, its schemas by version."""

    title: str
    members: Mapping[str, tuple[tuple[Version, dict[str, Any]], ...]]

    @property
    def variable(self) -> str:
        """Name of the variable that holds the shape."""
        return unexported(self.title, "shape")

    def slot(self, member: str) -> str:
        """Name of the constant that says where the member is kept."""
        return unexported(self.title, member)


def shapes(specification: Specification) -> Mapping[str, Shape]:
    """Return the shape of every kind of object by its title, sorted."""
    found: dict[str, dict[str, list[tuple[Version, dict[str, Any]]]]] = {}
    for version in specification.versions:
        for schema in object_schemas(version):
            members = found.setdefault(schema["title"], {})
            for name, member in schema["properties"].items():
                members.setdefault(name, []).append((version, member))
    return {
        title: Shape(title, {name: tuple(members[name]) for name in sorted(members)})
        for title, members in sorted(found.items())
    }


def object_schemas(version: Version) -> Iterator[dict[str, Any]]:
    """Yield the schema of each kind of object of a version, the whole document first."""
    for schema in (version.schema, *version.schema.get("$defs", {}).values()):
        if schema.get("type") != "object":
            continue
        where = f"schema/{version.schema_path}"
        if "title" not in schema:
            raise GenerationError(f"{where}: an object has no title; its type needs a name")
        if set(schema.get("required", ())) != set(schema["properties"]):
            raise GenerationError(
                f"{where}: {schema['title']} has members that are not required; the types and "
                f"checks of Go know required members alone (EM-REG-14)"
            )
        if schema.get("additionalProperties") is not False:
            raise GenerationError(
                f"{where}: {schema['title']} admits members that it does not define; the types and "
                f"checks of Go know closed objects alone (EM-REG-14)"
            )
        _require_known(version, schema, schema["title"], _OF_OBJECTS)
        for name, member in schema["properties"].items():
            what = f"the member {name} of {schema['title']}"
            for part in (member, member.get("items", {})):
                _require_known(version, part, what, _OF_MEMBERS)
        yield schema


def _require_known(
    version: Version, schema: dict[str, Any], what: str, keywords: Collection[str]
) -> None:
    for keyword in schema:
        if keyword not in keywords:
            raise GenerationError(
                f"schema/{version.schema_path}: {what} has the keyword {keyword}, which the checks "
                f"of Go do not know; teach it in src/dlm_codegen/go/tables.py and in "
                f"runtime/schema.go"
            )


def resolve(version: Version, schema: dict[str, Any]) -> dict[str, Any]:
    """Return what a schema refers to, or the schema itself."""
    reference = schema.get("$ref")
    if reference is None:
        return schema
    definitions: dict[str, dict[str, Any]] = version.schema["$defs"]
    return definitions[reference.removeprefix("#/$defs/")]


def types_of(schema: dict[str, Any]) -> Sequence[str]:
    """Return the JSON types that a schema admits."""
    types = schema["type"]
    return [types] if isinstance(types, str) else types
