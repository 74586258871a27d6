"""What schemas look at in a document; the rest of a long one need not be kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from dlm_schema.published import published


class Shape(NamedTuple):
    """What is kept of the arrays and objects at a place of a document.

    Of an object these are the values of ``members``, and the names of all; of an array the first
    ``most`` entries, by the shape ``items``, and how many there are. What is not kept is ``None``.
    """

    members: Mapping[str, Shape] = MappingProxyType({})
    items: Shape | None = None
    most: int = 0


FLAT: Final = Shape()


@cache
def published_shape() -> Shape:
    """Return what some published schema looks at."""
    entries = published("versions.json")["versions"]
    schemas = [published(entry["files"]["schema"]["path"]) for entry in entries]
    return _shape([(schema, schema) for schema in schemas])


def _shape(parts: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> Shape:
    """Return what parts look at that are for one place, each with the schema that it is of."""
    members: dict[str, list[tuple[Mapping[str, Any], Mapping[str, Any]]]] = {}
    items = []
    most = 0
    for given, schema in parts:
        reference = given.get("$ref", "").removeprefix("#/$defs/")
        part = schema["$defs"][reference] if reference else given
        for name, member in part.get("properties", {}).items():
            members.setdefault(name, []).append((member, schema))
        if "items" in part:
            items.append((part["items"], schema))
            most = max(most, part["maxItems"])
    return Shape(
        {name: _shape(inner) for name, inner in members.items()},
        _shape(items) if items else None,
        most,
    )
