"""The operations that migration files are made of, in both directions (SPEC section 10).

Each has an exact inverse and knows what going down would lose. They change a document in place;
:mod:`dlm_schema.document.migrations` copies it first.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias, final

from dlm_schema.document.patterns import translated
from dlm_schema.document.schemas import EVERY_ENTRY
from dlm_schema.document.versions import REGISTRY, VERSIONS
from dlm_schema.findings import Loss, pointer_to
from dlm_schema.published import published

if TYPE_CHECKING:
    from dlm_schema.document.schemas import Schema

_Object: TypeAlias = dict[str, Any]
_Objects: TypeAlias = list[_Object]
_Path: TypeAlias = tuple[str | int, ...]
_Lost: TypeAlias = list[tuple[int, str, Any]]
"""Values of members that objects lose: the position of the object, the member and the value."""

_SOURCES_REMEMBERED: Final = 4096
"""Paths recur from manifest to manifest; deriving from one again costs a tenth."""


@final
class Operations:
    """What a step between neighbouring versions does, in both directions.

    ``entries`` are those of its migration file; the rest are the schemas of the two versions.
    """

    def __init__(self, entries: Iterable[Mapping[str, Any]], older: Schema, newer: Schema) -> None:
        self.listed = tuple(_OPERATIONS[entry["op"]](entry) for entry in entries)
        self._undone = tuple(reversed([*enumerate(self.listed, 1)]))
        removed = {each.pointer for each in self.listed if isinstance(each, Add)}
        changed = {each.pointer for each in self.listed} - removed
        self._older = older.after(newer, changed, removed)

    def up(self, document: _Object) -> None:
        """Make the older version's document the newer's."""
        for operation in self.listed:
            operation.up(document)

    def down(self, document: _Object) -> list[Loss]:
        """Make a document that the newer schema accepts the older's and tell what that loses.

        What the older schema does not accept is ``loss/unrepresentable``.
        """
        losses: list[Loss] = []
        for position, operation in self._undone:
            for path, value in operation.down(document):
                losses.append(Loss(self._origin(path, position), "loss/value", value))
        violations = self._older.violations(document)
        for pointer in dict.fromkeys([violation.pointer for violation in violations]):
            path, value = _found(document, pointer)
            losses.append(Loss(self._origin(path, 0), "loss/unrepresentable", value))
        return losses

    def _origin(self, path: _Path, undone: int) -> str:
        """Return where a member was before the operations from ``undone`` on were undone."""
        for operation in self.listed[undone:]:
            path = operation.newer_path(path)
        return pointer_to(*path)


@cache
def operations(newer: int) -> Operations:
    """Return the operations of the step that leads up to version ``newer``."""
    path = REGISTRY[newer].migration_path
    if path is None:
        raise AssertionError(f"version {newer} is not the oldest and has no migration")
    older = VERSIONS[VERSIONS.index(newer) - 1]
    return Operations(published(path)["operations"], REGISTRY[older].schema, REGISTRY[newer].schema)


class Operation:
    """One entry of a migration file, changing a document in place at each place it names.

    ``pointer`` leads to the member, of the older version where that has it, ``name`` is its name,
    and ``newer`` and ``older`` change the objects that have it.
    """

    def __init__(self, entry: Mapping[str, Any]) -> None:
        self.pointer = tuple(entry["pointer"].split("/")[1:])
        *self._parents, self.name = self.pointer

    def up(self, document: _Object) -> None:
        """Make the older version's document the newer's."""
        owners = _owners(document, self._parents)
        if owners:
            self.newer(owners, document)

    def down(self, document: _Object) -> list[tuple[_Path, Any]]:
        """Make the newer version's document the older's and tell what is lost, and where."""
        owners = _owners(document, self._parents)
        lost = self.older(owners, document) if owners else []
        paths = _paths(document, self._parents) if lost else []
        return [((*paths[index], name), value) for index, name, value in lost]

    def newer(self, owners: _Objects, document: _Object) -> None:
        """Change objects for the newer version."""
        raise NotImplementedError

    def older(self, owners: _Objects, document: _Object) -> _Lost:
        """Change objects back, and tell which of them lose which member's value."""
        raise NotImplementedError

    def newer_path(self, path: _Path) -> _Path:
        """Return where the newer version has what the older has at ``path``."""
        return path


@final
class Suffix(Operation):
    """``suffix``: append to a string. Down strips it; the newer schema requires it."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        super().__init__(entry)
        self._suffix: str = entry["suffix"]

    def newer(self, owners: _Objects, document: _Object) -> None:  # noqa: ARG002
        """Append the suffix."""
        for owner in owners:
            owner[self.name] += self._suffix

    def older(self, owners: _Objects, document: _Object) -> _Lost:  # noqa: ARG002
        """Strip the suffix."""
        for owner in owners:
            owner[self.name] = owner[self.name].removesuffix(self._suffix)
        return []


class Add(Operation):
    """``add``: a member with one value. Down removes it; another value is a loss."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        super().__init__(entry)
        self.value: Any = entry.get("value")

    def giver(self, document: _Object) -> Callable[[_Object], Any]:  # noqa: ARG002
        """Return the function from an object to the value that it gets."""
        value = self.value
        return (
            (lambda _: copy.deepcopy(value)) if isinstance(value, dict | list) else lambda _: value
        )

    def newer(self, owners: _Objects, document: _Object) -> None:
        """Add the member."""
        given = self.giver(document)
        for owner in owners:
            owner[self.name] = given(owner)

    def older(self, owners: _Objects, document: _Object) -> _Lost:
        """Remove the member."""
        given, name = self.giver(document), self.name
        return [
            (index, name, value)
            for index, owner in enumerate(owners)
            if _differ(value := owner.pop(name), given(owner))
        ]


@final
class Derive(Add):
    """``derive``: a member whose value path rules give. Down removes it; another is a loss."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        super().__init__(entry)
        self._source = entry["source"].rsplit("/", 1)[1]
        self._target = entry["target"].removeprefix("/")
        self._rules: list[dict[str, Any]] = entry["rules"]
        self._otherwise: str = entry["otherwise"]
        self._derivers: dict[str | None, Callable[[str], str]] = {}

    def giver(self, document: _Object) -> Callable[[_Object], str]:
        """Return the function from an object to the value that the rules give."""
        derive, source = self.deriver(document[self._target]), self._source
        return lambda owner: derive(owner[source])

    def deriver(self, target: str | None) -> Callable[[str], str]:
        """Return the function from a path to the value that holds for ``target``."""
        if target not in self._derivers:
            self._derivers[target] = self._compile(target)
        return self._derivers[target]

    def _compile(self, target: str | None) -> Callable[[str], str]:
        """Join the rules that apply into one expression: its first branch to match decides."""
        branches: list[str] = []
        values: dict[int | None, str] = {None: self._otherwise}
        group = 1
        anchored = all(rule["pattern"].startswith("^") for rule in self._rules)
        for rule in self._rules:
            if "targets" not in rule or target in rule["targets"]:
                pattern = translated(rule["pattern"])
                branches.append(f"({pattern})")
                values[group] = rule["value"]
                group += 1 + re.compile(pattern).groups
        compiled = re.compile("|".join(branches))
        match = compiled.match if anchored else compiled.search

        @lru_cache(_SOURCES_REMEMBERED)
        def derive(source: str) -> str:
            found = match(source)
            return values[found.lastindex if found else None]

        return derive


@final
class Map(Operation):
    """``map``: replace values by others. Down replaces them back, and falls back with a loss."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        super().__init__(entry)
        self._newer = _table((pair["older"], pair["newer"]) for pair in entry["pairs"])
        self._older = _table((pair["newer"], pair["older"]) for pair in entry["pairs"])
        self._fallbacks = _table(
            (pair["newer"], pair["older"]) for pair in entry.get("fallbacks", ())
        )

    def newer(self, owners: _Objects, document: _Object) -> None:  # noqa: ARG002
        """Replace the older value."""
        for owner in owners:
            value = owner[self.name]
            owner[self.name] = self._newer.get(_typed(value), value)

    def older(self, owners: _Objects, document: _Object) -> _Lost:  # noqa: ARG002
        """Replace the newer value."""
        lost: _Lost = []
        for index, owner in enumerate(owners):
            value = owner[self.name]
            key = _typed(value)
            owner[self.name] = self._older.get(key, self._fallbacks.get(key, value))
            if key in self._fallbacks:
                lost.append((index, self.name, value))
        return lost


class Remove(Operation):
    """``remove``: what is not the usual value is kept in another member, which down restores."""

    removes = True

    def __init__(self, entry: Mapping[str, Any]) -> None:
        super().__init__(entry)
        self._value = entry["value"]
        self._kept_in: str | None = entry.get("kept_in")

    def keeps(self, value: Any) -> bool:
        """Tell whether a value goes to the other member."""
        return _differ(value, self._value)

    def newer(self, owners: _Objects, document: _Object) -> None:  # noqa: ARG002
        """Keep what is to be kept, and take it away or put the usual value in its place."""
        for owner in owners:
            value = owner[self.name]
            kept = self.keeps(value)
            if self._kept_in is not None:
                owner[self._kept_in] = value if kept else None
            if self.removes:
                del owner[self.name]
            elif kept:
                owner[self.name] = copy.deepcopy(self._value)

    def older(self, owners: _Objects, document: _Object) -> _Lost:  # noqa: ARG002
        """Restore what was kept."""
        lost: _Lost = []
        for index, owner in enumerate(owners):
            value = copy.deepcopy(self._value) if self.removes else owner[self.name]
            kept = None if self._kept_in is None else owner.pop(self._kept_in)
            restores = kept is not None and self.keeps(kept)
            owner[self.name] = kept if restores else value
            if self._kept_in is not None and kept is not None and not restores:
                lost.append((index, self._kept_in, kept))  # going up would not keep it
            elif restores and _differ(value, self._value):
                lost.append((index, self.name, value))
        return lost


@final
class Narrow(Remove):
    """``narrow``: what a new bound refuses is kept in another member, which down restores."""

    removes = False

    def __init__(self, entry: Mapping[str, Any]) -> None:
        super().__init__(entry)
        ((keyword, self._bound),) = entry["bound"].items()
        self._refuses = _REFUSALS[keyword]

    def keeps(self, value: Any) -> bool:
        """Tell whether the bound refuses a value."""
        return self._refuses(value, self._bound)


@final
class Move(Operation):
    """``move``: rename a member, or move it into or out of objects."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        older, newer = (entry[end].split("/")[1:] for end in ("from", "to"))
        self.pointer = tuple(older)
        arrays = [index for index, token in enumerate(older, 1) if token == EVERY_ENTRY]
        self._depth = max(arrays, default=0)
        self._parents = older[: self._depth]
        self._from, self._to = older[self._depth :], newer[self._depth :]

    def newer(self, owners: _Objects, document: _Object) -> None:  # noqa: ARG002
        """Move the member."""
        for owner in owners:
            _put(owner, self._to, _taken(owner, self._from))

    def older(self, owners: _Objects, document: _Object) -> _Lost:  # noqa: ARG002
        """Move the member back."""
        for owner in owners:
            _put(owner, self._from, _taken(owner, self._to))
        return []

    def newer_path(self, path: _Path) -> _Path:
        """Return where the newer version has what the older has at ``path``."""
        end = self._depth + len(self._from)
        entries = [EVERY_ENTRY if isinstance(token, int) else token for token in path[:end]]
        if entries != [*self._parents, *self._from]:
            return path
        return (*path[: self._depth], *self._to, *path[end:])


def _owners(document: _Object, parents: Sequence[str]) -> _Objects:
    """Return each object that a pointer without its last token leads to.

    Where an object on the way is null there is none.
    """
    found: list[Any] = [document]
    for token in parents:
        if token == EVERY_ENTRY:
            found = [entry for entries in found for entry in entries if entry is not None]
        else:
            found = [value for owner in found if (value := owner[token]) is not None]
    return found


def _paths(document: _Object, parents: Sequence[str]) -> list[_Path]:
    """Return the path to each object that :func:`_owners` returns."""
    found: list[tuple[_Path, Any]] = [((), document)]
    for token in parents:
        if token == EVERY_ENTRY:
            found = [
                ((*path, index), entry)
                for path, entries in found
                for index, entry in enumerate(entries)
                if entry is not None
            ]
        else:
            found = [
                ((*path, token), value)
                for path, owner in found
                if (value := owner[token]) is not None
            ]
    return [path for path, _ in found]


def _taken(owner: _Object, names: Sequence[str]) -> Any:
    """Take a member out, and the objects on the way to it that it leaves empty."""
    name, *rest = names
    if not rest:
        return owner.pop(name)
    value = _taken(owner[name], rest)
    if not owner[name]:
        del owner[name]
    return value


def _put(owner: _Object, names: Sequence[str], value: Any) -> None:
    """Put a member in, and the objects on the way to it that are missing."""
    *parents, name = names
    for parent in parents:
        owner = owner.setdefault(parent, {})
    owner[name] = value


def _found(document: Any, pointer: str) -> tuple[_Path, Any]:
    """Return the tokens of a pointer and the value there; a member that is missing is null."""
    path: list[str | int] = []
    value = document
    for name in pointer.split("/")[1:]:
        is_entry = isinstance(value, list)
        path.append(int(name) if is_entry else name)
        value = value[int(name)] if is_entry else value.get(name)
    return tuple(path), value


def _differ(one: Any, other: Any) -> bool:
    """Tell ``True`` from 1 as well, however deep it lies."""
    if type(one) is not type(other) or one != other:
        return True
    if isinstance(one, dict):
        return any(_differ(value, other[name]) for name, value in one.items())
    return isinstance(one, list) and any(map(_differ, one, other))


def _typed(value: Any) -> tuple[type, Any]:
    """Tell ``True`` from 1."""
    return type(value), value


def _table(pairs: Iterable[tuple[Any, Any]]) -> Mapping[tuple[type, Any], Any]:
    return {_typed(before): after for before, after in pairs}


_REFUSALS: Final[Mapping[str, Callable[[Any, int], bool]]] = {
    "minimum": lambda value, bound: value is not None and value < bound,
    "maximum": lambda value, bound: value is not None and value > bound,
    "minLength": lambda value, bound: value is not None and len(value) < bound,
    "maxLength": lambda value, bound: value is not None and len(value) > bound,
    "maxItems": lambda value, bound: value is not None and len(value) > bound,
}

_OPERATIONS: Final[Mapping[str, Callable[[Mapping[str, Any]], Operation]]] = {
    kind.__name__.lower(): kind for kind in (Add, Remove, Move, Map, Narrow, Suffix, Derive)
}
