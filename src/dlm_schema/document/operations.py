"""The operations that migration files are made of (SPEC section 10).

Each has an exact inverse and knows what going down would lose. They change a document in place;
:mod:`dlm_schema.document.migrations` copies it first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, Final, Protocol, final

from dlm_schema.document.patterns import translated
from dlm_schema.document.versions import REGISTRY
from dlm_schema.findings import Loss, pointer_to
from dlm_schema.published import published


class Operation(Protocol):
    """One entry of a migration file, in both directions, changing a document in place."""

    def up(self, document: dict[str, Any]) -> None:
        """Make the older version's document the newer's."""

    def down(self, document: dict[str, Any]) -> list[Loss]:
        """Make the newer version's document the older's and tell what that loses."""


@cache
def operations(newer: int) -> tuple[Operation, ...]:
    """Return the operations of the step that leads up to version ``newer``."""
    path = REGISTRY[newer].migration_path
    if path is None:
        raise AssertionError(f"version {newer} is not the oldest and has no migration")
    return tuple(_OPERATIONS[entry["op"]](entry) for entry in published(path)["operations"])


_EVERY_ENTRY: Final = "*"
_SOURCES_REMEMBERED: Final = 4096
"""Paths recur from manifest to manifest; deriving from one again costs a tenth."""


class _Member:
    """The member, or the members of every array entry, that an operation's pointer names."""

    def __init__(self, pointer: str) -> None:
        *self.parents, self.name = pointer.split("/")[1:]

    def owners(self, document: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
        found: list[tuple[tuple[str | int, ...], Any]] = [((), document)]
        for token in self.parents:
            if token == _EVERY_ENTRY:
                found = [
                    ((*path, index), entry)
                    for path, entries in found
                    for index, entry in enumerate(entries)
                ]
            else:
                found = [((*path, token), owner[token]) for path, owner in found]
        return iter(found)


@final
class Add:
    """``add``: a member with one value. Down removes it; another value is a loss."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        self.member = _Member(entry["pointer"])
        self.value = entry["value"]

    def up(self, document: dict[str, Any]) -> None:
        """Add the member."""
        for _, owner in self.member.owners(document):
            owner[self.member.name] = self.value

    def down(self, document: dict[str, Any]) -> list[Loss]:
        """Remove the member."""
        return [
            _loss(path, self.member.name, value)
            for path, owner in self.member.owners(document)
            if (value := owner.pop(self.member.name)) != self.value
        ]


@final
class Suffix:
    """``suffix``: append to a string. Down strips it; the newer schema requires it."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        self.member = _Member(entry["pointer"])
        self.suffix: str = entry["suffix"]

    def up(self, document: dict[str, Any]) -> None:
        """Append the suffix."""
        for _, owner in self.member.owners(document):
            owner[self.member.name] += self.suffix

    def down(self, document: dict[str, Any]) -> list[Loss]:
        """Strip the suffix."""
        for _, owner in self.member.owners(document):
            owner[self.member.name] = owner[self.member.name].removesuffix(self.suffix)
        return []


@final
class Derive:
    """``derive``: a member whose value path rules give. Down removes it; another is a loss."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        self.member = _Member(entry["pointer"])
        self.source = entry["source"].rsplit("/", 1)[1]
        self.target = entry["target"].removeprefix("/")
        self._rules: list[dict[str, Any]] = entry["rules"]
        self._otherwise: str = entry["otherwise"]
        self._derivers: dict[str | None, Callable[[str], str]] = {}

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

    def up(self, document: dict[str, Any]) -> None:
        """Add the member with the value that the rules give."""
        derive = self.deriver(document[self.target])
        for _, owner in self.member.owners(document):
            owner[self.member.name] = derive(owner[self.source])

    def down(self, document: dict[str, Any]) -> list[Loss]:
        """Remove the member."""
        derive = self.deriver(document[self.target])
        return [
            _loss(path, self.member.name, value)
            for path, owner in self.member.owners(document)
            if (value := owner.pop(self.member.name)) != derive(owner[self.source])
        ]


def _loss(path: tuple[str | int, ...], name: str, value: Any) -> Loss:
    return Loss(pointer_to(*path, name), "loss/value", value)


_OPERATIONS: Mapping[str, Callable[[Mapping[str, Any]], Operation]] = {
    "add": Add,
    "suffix": Suffix,
    "derive": Derive,
}
