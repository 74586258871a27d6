"""Mutants of the three schemas: each keyword of each node removed, weakened or tightened."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

from proofs.mutants.engine import Mutant
from proofs.mutants.patterns import mistakes

from dlm_schema.document.versions import VERSIONS, published

ANNOTATIONS = frozenset(("$schema", "$id", "$defs", "title", "description", "examples", "format"))
_LAYERS = ("schema", "rules", "version", "encoding")
_TYPES = ("object", "array", "string", "integer", "boolean", "null")
_LIMITS = ("maxLength", "minLength", "minimum", "maximum", "maxItems")
_SEPARATORS = str.maketrans("-_", "_-")
_UNLIMITED = 2**62
# What the package's explanation of a rejection reads without asking whether it is there.
_AS_ABSENT: dict[str, Any] = {"required": [], "maxItems": _UNLIMITED}


def schema_mutants() -> Iterator[Mutant]:
    """Yield every mutant of every version's schema."""
    for version in VERSIONS:
        schema = published(f"export-manifest/v{version}.schema.json")
        for path in _nodes(schema, ()):
            node = _at(schema, path)
            for keyword in node.keys() - ANNOTATIONS:
                for change in _changes(keyword, node[keyword]):
                    yield _mutant(version, schema, path, keyword, change)


def unchanged_schemas() -> Iterator[Mutant]:
    """Yield each schema as it is, for which every case must come out right."""
    for version in VERSIONS:
        schema = published(f"export-manifest/v{version}.schema.json")
        yield Mutant("unchanged", f"schema v{version}", _LAYERS, version=version, schema=schema)


def _nodes(node: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield path
    for keyword in ("properties", "$defs"):
        for name in node.get(keyword, {}):
            yield from _nodes(node[keyword][name], (*path, keyword, name))
    if "items" in node:
        yield from _nodes(node["items"], (*path, "items"))


def _at(schema: Any, path: tuple[str, ...]) -> Any:
    for token in path:
        schema = schema[token]
    return schema


def _mutant(
    version: int, schema: Any, path: tuple[str, ...], keyword: str, change: tuple[str, Any]
) -> Mutant:
    what, value = change
    mutated = copy.deepcopy(schema)
    node = _at(mutated, path)
    if value is not None:
        node[keyword] = value
    elif keyword in _AS_ABSENT:
        node[keyword] = _AS_ABSENT[keyword]
    else:
        del node[keyword]
    member = path[-1] if path and path[-2] == "properties" else ""
    family = "pattern" if keyword == "pattern" else "keyword"
    return Mutant(
        f"schema v{version}: {family}s",
        f"v{version} {'/'.join(path) or 'top'}: {keyword} {what}",
        _LAYERS,
        hint=member,
        version=version,
        schema=mutated,
    )


def _changes(keyword: str, value: Any) -> Iterator[tuple[str, Any]]:
    yield "removed", None
    if keyword in _LIMITS:
        for other in (value - 1, value + 1):
            yield f"as {other}", other
    elif keyword in _CHANGES:
        yield from _CHANGES[keyword](value)


def _without(value: dict[str, Any] | list[str]) -> Iterator[tuple[str, Any]]:
    for name in value:
        if isinstance(value, dict):
            yield f"without {name}", {other: value[other] for other in value if other != name}
        else:
            yield f"without {name}", [other for other in value if other != name]


def _enum(value: list[str]) -> Iterator[tuple[str, Any]]:
    yield from _without(value)
    for option in value:
        foreign = {option.upper(), option.capitalize(), option.translate(_SEPARATORS)}
        for stranger in sorted(foreign - set(value)):
            yield f"with {stranger}", [*value, stranger]
    yield "with the empty string", [*value, ""]


def _const(value: int) -> Iterator[tuple[str, Any]]:
    for other in (value - 1, value + 1, str(value)):
        yield f"as {json.dumps(other)}", other


def _pattern(value: str) -> Iterator[tuple[str, Any]]:
    for mistake in mistakes(value):
        yield mistake.name, mistake.pattern


def _types(value: str | list[str]) -> Iterator[tuple[str, Any]]:
    names = [value] if isinstance(value, str) else value
    for name in _TYPES:
        if name not in names:
            yield f"with {name}", [*names, name]
    if len(names) > 1:
        for name in names:
            yield f"without {name}", [other for other in names if other != name]


_CHANGES: dict[str, Callable[[Any], Iterator[tuple[str, Any]]]] = {
    "type": _types,
    "enum": _enum,
    "const": _const,
    "required": _without,
    "properties": _without,
    "pattern": _pattern,
}
