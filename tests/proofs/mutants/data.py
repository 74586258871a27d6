"""Mutants of the published data: of the schemas, of the parameters of rules, of the migrations."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

from proofs.mutants.engine import Mutant
from proofs.mutants.expressions import mistakes
from proofs.mutants.variants import Variant

from dlm_schema.document.versions import REGISTRY, published

_Path = tuple[str | int, ...]
_Change = tuple[_Path, str, Any]

_LEFT_ALONE = frozenset(
    ("$schema", "$id", "$ref", "title", "description", "examples", "meaning", "remedy", "code")
    + ("layer", "kind", "from", "to", "op", "pointer", "source", "target")
)
_EXPRESSIONS = frozenset(("pattern", "forbidden", "at_top", "anywhere"))
_TYPES = ["object", "array", "string", "integer", "boolean", "null"]
_SEPARATORS = str.maketrans("-_", "_-")
_REMOVED = object()
# What the package reads without asking whether it is there.
_AS_ABSENT: dict[str | int, Any] = {"required": [], "maxItems": 2**62}
_NEWEST = published(REGISTRY[max(REGISTRY)].schema_path)
_TARGETS: list[str] = _NEWEST["properties"]["target"]["enum"]
_ROLES: list[str] = _NEWEST["$defs"]["ExportArtifact"]["properties"]["role"]["enum"]
_VOCABULARIES = (_TARGETS, _ROLES, _TYPES, ["error", "warning", "note"])


def schema_mutants() -> Iterator[Mutant]:
    """Yield every mutant of every version's schema, which is asked alone."""
    for number, version in REGISTRY.items():
        schema = published(version.schema_path)
        for path, what, mutated in _mutated(schema, _changes(schema, ())):
            members = [name for name, owner in zip(path[1:], path, strict=False) if owner == "properties"]
            yield Mutant(
                f"schema v{number} {'patterns' if 'pattern' in path else 'keywords'}",
                "/".join(map(str, path)),
                what,
                hint=str(members[-1]) if members else "",
                version=number,
                schema=mutated,
            )


def rule_mutants() -> Iterator[Mutant]:
    """Yield every mutant of the parameters and severities of the rules."""
    catalogue = published("rules.json")
    for index, rule in enumerate(catalogue["rules"]):
        if rule["layer"] in ("rules", "files"):
            changes = _changes(rule, ("rules", index))
            for path, what, mutated in _mutated(catalogue, changes):
                place = "/".join(map(str, (rule["code"], *path[2:])))
                yield _of_file("rules", place, what, "rules.json", mutated)


def migration_mutants() -> Iterator[Mutant]:
    """Yield every mutant of every migration file."""
    for version in REGISTRY.values():
        if version.migration_path is not None:
            migration = published(version.migration_path)
            for path, what, mutated in _mutated(migration, _changes(migration, ())):
                place = f"{migration['from']}-to-{migration['to']}/{'/'.join(map(str, path[1:]))}"
                yield _of_file("migrations", place, what, version.migration_path, mutated)


def _of_file(kind: str, place: str, what: str, path: str, content: Any) -> Mutant:
    variant = Variant(files={path: json.dumps(content).encode()})
    layers = ["files"] if place.startswith("files/") else ["rules", "migrations"]
    return Mutant(f"{kind} data", place, what, frozenset(layers), variant=variant)


def _mutated(document: Any, changes: Iterator[_Change]) -> Iterator[tuple[_Path, str, Any]]:
    for path, what, value in changes:
        mutated = copy.deepcopy(document)
        *owners, last = path
        owner = mutated
        for token in owners:
            owner = owner[token]
        if value is _REMOVED and last in _AS_ABSENT:
            owner[last] = _AS_ABSENT[last]
        elif value is _REMOVED:
            del owner[last]
        else:
            owner[last] = value
        yield path, what, mutated


def _changes(value: Any, path: _Path) -> Iterator[_Change]:
    if isinstance(value, dict):
        for name, member in value.items():
            if name not in _LEFT_ALONE:
                if name != "$defs" and path:
                    yield (*path, name), "removed", _REMOVED
                yield from _changes(member, (*path, name))
        if "op" not in value and "value" in value and "targets" not in value:
            for target in _TARGETS:
                others = [other for other in _TARGETS if other != target]
                yield path, f"not for {target}", {**value, "targets": others}
    elif isinstance(value, list):
        yield from _of_list(value, path)
    else:
        for what, other in _of_scalar(value, path):
            yield path, what, other


def _of_list(value: list[Any], path: _Path) -> Iterator[_Change]:
    structured = isinstance(value[0], dict)
    for index, item in enumerate(value):
        yield (*path, index), "removed", _REMOVED
        if structured or path[-1] in _EXPRESSIONS:
            yield from _changes(item, (*path, index))
        if structured and index:
            rest = [*value[: index - 1], item, value[index - 1], *value[index + 1 :]]
            yield path, f"{index} before {index - 1}", rest
    if not structured and path[-1] not in _EXPRESSIONS:
        for stranger in _strangers(value, path):
            yield path, f"with {stranger!r}", [*value, stranger]


def _strangers(value: list[str], path: _Path) -> list[str]:
    found = [word for words in _VOCABULARIES if value[0] in words for word in words]
    if path[-1] == "enum":
        spelled = (str.upper, str.capitalize, lambda word: word.translate(_SEPARATORS))
        found += [change(word) for change in spelled for word in value] + [""]
    return [word for word in dict.fromkeys(found) if word not in value and path[-1] != "required"]


def _of_scalar(value: Any, path: _Path) -> Iterator[tuple[str, Any]]:
    if not _EXPRESSIONS.isdisjoint(path[-2:]):
        yield from mistakes(value)
    elif path[-1] == "type":
        yield from ((f"with {word}", [value, word]) for word in _TYPES if word != value)
    elif isinstance(value, bool):
        yield f"as {not value}", not value
    elif isinstance(value, int):
        yield from ((f"as {other}", other) for other in (value - 1, value + 1))
    elif value is None:
        yield "as text", "x"
    else:
        others = [word for words in _VOCABULARIES if value in words for word in words]
        others = others or [value[1:], value[:-1], value.swapcase()]
        yield from ((f"as {other!r}", other) for other in others if other != value)
