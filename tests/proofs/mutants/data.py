"""Mutants of the published data: of the schemas, of the parameters of rules, of the migrations."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from proofs.mutants.engine import Mutant
from proofs.mutants.equivalence import Texts, same
from proofs.mutants.expressions import mistakes
from proofs.mutants.variants import PUBLISHED, Variant

from dlm_schema.document.scanner import FORBIDDEN_CHARACTER
from dlm_schema.document.versions import REGISTRY
from dlm_schema.published import published

_Path = tuple[str | int, ...]

# What explains, and what would make nonsense of all the rest.
_LEFT_ALONE = frozenset(("$schema", "$id", "$ref", "title", "description", "examples", "meaning"))
_LEFT_ALONE |= frozenset(("remedy", "code", "layer", "kind", "from", "to", "op"))
_LEFT_ALONE |= frozenset(("pointer", "source", "target"))
_EXPRESSIONS = frozenset(("pattern", "forbidden", "at_top", "anywhere"))
_SEPARATORS = str.maketrans("-_", "_-")
_REMOVED = object()
# What the package reads without asking whether it is there.
_AS_ABSENT: dict[str | int, Any] = {"required": [], "maxItems": 2**62}
_NEWEST = published(REGISTRY[max(REGISTRY)].schema_path)
_TARGETS: list[str] = _NEWEST["properties"]["target"]["enum"]
_PATH = _NEWEST["$defs"]["ExportArtifact"]["properties"]["path"]
_PATHS = Texts(_PATH["maxLength"], _PATH["pattern"])
_SEGMENTS = Texts(_PATH["maxLength"], rf"^[^/\\]{{1,{_PATH['maxLength']}}}$")
_FILE_NAMES = Texts(255, "^[^/]{1,255}$")
_VOCABULARIES = (
    _TARGETS,
    _NEWEST["$defs"]["ExportArtifact"]["properties"]["role"]["enum"],
    ["object", "array", "string", "integer", "boolean", "null"],
    ["error", "warning", "note"],
)


def data_mutants() -> Iterator[Mutant]:
    """Yield every mutant of every schema, of every migration, and of what rules have as data."""
    for number, version in REGISTRY.items():
        name = f"schema v{number}"
        layers = ("version", "schema", "rules")
        for mutant in _of_file(version.schema_path, (), name, layers):
            yield mutant._replace(version=f"v{number}")
        if version.migration_path is not None:
            layers = ("migrations", "rules", "files")
            yield from _of_file(version.migration_path, (), f"migration to v{number}", layers)
    for index, rule in enumerate(published("rules.json")["rules"]):
        if rule["layer"] in ("rules", "files"):
            asked = (rule["layer"], "migrations")
            for mutant in _of_file("rules.json", ("rules", index), "rules", asked):
                yield mutant._replace(place=f"{rule['code']}/{mutant.place}")


def _of_file(file: str, within: _Path, name: str, layers: tuple[str, ...]) -> Iterator[Mutant]:
    document = part = published(file)
    for token in within:
        part = part[token]
    for path, what, value in _changes(part, within):
        mutated = copy.deepcopy(document)
        *owners, last = path
        owner = mutated
        for token in owners:
            owner = owner[token]
        owner[last] = _AS_ABSENT.get(last) if value is _REMOVED else value
        if value is _REMOVED and last not in _AS_ABSENT:
            del owner[last]
        changed = partial(_with_file, file, json.dumps(mutated).encode())
        kind = f"{name} {'data' if _EXPRESSIONS.isdisjoint(path) else 'patterns'}"
        place = "/".join(map(str, path[len(within) :]))
        variant = Variant(functions={PUBLISHED: changed})
        mutant = Mutant(kind, place, what, variant, frozenset(layers))
        if isinstance(value, str) and not _EXPRESSIONS.isdisjoint(path[-2:]):
            original = published(file)
            for token in path:
                owner, original = original, original[token]
            texts = _texts(path, owner if isinstance(owner, dict) else {})
            mutant = mutant._replace(equivalent=partial(same, texts, original, value))
        yield mutant


def _texts(path: _Path, owner: Any) -> Texts:
    """Return the texts that the pattern at a path, a member of ``owner``, is asked of."""
    if "maxLength" in owner:
        return Texts(owner["maxLength"])
    if path[-2] in _EXPRESSIONS:
        return _FILE_NAMES
    if "separator" in owner:
        return _SEGMENTS
    if "pointer" in owner:
        return Texts(_NEWEST["properties"][owner["pointer"][1:]]["maxLength"])
    return _PATHS


def _with_file(file: str, content: bytes, original: Any) -> Any:
    return lambda path: content if path == file else original(path)


def _changes(value: Any, path: _Path) -> Iterator[tuple[_Path, str, Any]]:
    if isinstance(value, dict):
        for name, member in value.items():
            if name not in _LEFT_ALONE:
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


def _of_list(value: list[Any], path: _Path) -> Iterator[tuple[_Path, str, Any]]:
    nested = isinstance(value[0], dict) or path[-1] in _EXPRESSIONS
    for index, item in enumerate(value):
        yield (*path, index), "removed", _REMOVED
        if nested:
            yield from _changes(item, (*path, index))
        if isinstance(item, dict) and index:
            swapped = [*value[: index - 1], item, value[index - 1], *value[index + 1 :]]
            yield path, f"{index} before {index - 1}", swapped
    if not nested and path[-1] != "required":
        for word in _strangers(value, path):
            yield path, f"with {word!r}", [*value, word]


def _strangers(value: list[str], path: _Path) -> list[str]:
    found = [word for words in _VOCABULARIES if value[0] in words for word in words]
    if path[-1] == "enum":
        spelled = (str.upper, str.capitalize, lambda word: word.translate(_SEPARATORS))
        found += [change(word) for change in spelled for word in value] + [""]
    return [word for word in dict.fromkeys(found) if word not in value]


def _of_scalar(value: Any, path: _Path) -> Iterator[tuple[str, Any]]:
    if not _EXPRESSIONS.isdisjoint(path[-2:]):
        for what, mistaken in mistakes(value):
            if not FORBIDDEN_CHARACTER.search(mistaken):  # which the encoding layer has found
                yield what, mistaken
    elif isinstance(value, bool):
        yield f"as {not value}", not value
    elif isinstance(value, int):
        yield from ((f"as {other}", other) for other in (value - 1, value + 1))
    elif value is None:
        yield "as text", "x"
    else:
        words = [word for words in _VOCABULARIES if value in words for word in words]
        for other in words or dict.fromkeys((value[1:], value[:-1], value.swapcase())):
            if other != value:
                yield f"{other!r}", [value, other] if path[-1] == "type" else other
