"""What the schemas of all versions look at, which is all that a reader keeps of a document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from dlm_codegen.specification import Version

_Part: TypeAlias = tuple[Mapping[str, Any], Mapping[str, Any]]


@dataclass(frozen=True)
class Shape:
    """What is kept of the arrays and objects at one place of a document.

    ``members`` are those of an object that some version defines, sorted by name; ``items`` is the
    shape of the entries of an array, of which no version admits more than ``most``.
    """

    members: Mapping[str, Shape] = field(default_factory=dict)
    items: Shape | None = None
    most: int = 0


def shape_of(versions: Iterable[Version]) -> Shape:
    """Return the shape of a whole document."""
    return _shape([(version.schema, version.schema) for version in versions])


def _shape(parts: Iterable[_Part]) -> Shape:
    """Return the shape of what several parts describe, each with the schema that it is of."""
    members: dict[str, list[_Part]] = {}
    items: list[_Part] = []
    most = 0
    for given, schema in parts:
        reference = given.get("$ref", "").removeprefix("#/$defs/")
        part = schema["$defs"][reference] if reference else given
        for name, member in part.get("properties", {}).items():
            members.setdefault(name, []).append((member, schema))
        if "items" in part:
            items.append((part["items"], schema))
            most = max(most, part["maxItems"])
    inner = {name: _shape(members[name]) for name in sorted(members)}
    return Shape(inner, _shape(items) if items else None, most)
