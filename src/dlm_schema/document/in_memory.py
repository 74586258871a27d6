"""Documents built in memory, judged as the text that they would be written as (SPEC section 11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from dlm_schema.document.encoding import too_large
from dlm_schema.document.scanner import (
    FORBIDDEN_CHARACTER,
    character_fault,
    depth_fault,
    fault,
    number_fault,
)
from dlm_schema.findings import Finding, pointer_to
from dlm_schema.limits import MAX_BYTES, MAX_DEPTH, MAX_INTEGER
from dlm_schema.text import excerpt

# As text, every value takes two bytes at least: itself and what separates it from the next.
_LEAST_SIZE: Final = 2


def read_mapping(mapping: Mapping[str, Any]) -> tuple[Any, Finding | None]:
    """Take over a document built in memory as plain dicts and lists, or find its first fault.

    Mappings become dicts, tuples become lists, and subclasses of JSON's types those types. The
    faults are those of the text that the document would be written as; what JSON has no value
    for (a ``datetime``, a ``set``, a name that is not a string) is ``encoding/syntax``.
    """
    try:
        return _take_over(mapping, (), _Budget()), None
    except _NotJsonError as error:
        return None, error.finding


class _NotJsonError(Exception):
    def __init__(self, finding: Finding) -> None:
        self.finding = finding


class _Budget:
    """What is left of the bytes that a document may have.

    A list that holds one other many times is small in memory and endless as text.
    """

    def __init__(self) -> None:
        self._left = MAX_BYTES

    def spend(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise _NotJsonError(too_large())


def _take_over(value: Any, path: tuple[str | int, ...], budget: _Budget) -> Any:
    budget.spend(len(value) + _LEAST_SIZE if isinstance(value, str) else _LEAST_SIZE)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return _integer(int.__int__(value), path)
    if isinstance(value, str):
        return _text(str.__str__(value), path, "the string")
    if isinstance(value, float):
        raise _NotJsonError(number_fault(repr(value), pointer_to(*path)))
    if isinstance(value, Mapping | list | tuple):
        if len(path) >= MAX_DEPTH:
            raise _NotJsonError(depth_fault(pointer_to(*path)))
        if isinstance(value, Mapping):
            return {
                _name(name, path, budget): _take_over(item, (*path, name), budget)
                for name, item in value.items()
            }
        return [_take_over(item, (*path, index), budget) for index, item in enumerate(value)]
    message = f"JSON has no value of type {type(value).__name__}"
    raise _NotJsonError(fault("syntax", pointer_to(*path), message))


def _integer(value: int, path: tuple[str | int, ...]) -> int:
    if -MAX_INTEGER <= value <= MAX_INTEGER:
        return value
    raise _NotJsonError(number_fault(excerpt(value), pointer_to(*path)))


def _name(name: object, path: tuple[str | int, ...], budget: _Budget) -> str:
    if isinstance(name, str):
        budget.spend(len(name) + _LEAST_SIZE)
        return _text(str.__str__(name), path, "a member name")
    message = f"a member name has type {type(name).__name__}; names are strings"
    raise _NotJsonError(fault("syntax", pointer_to(*path), message))


def _text(text: str, path: tuple[str | int, ...], what: str) -> str:
    found = FORBIDDEN_CHARACTER.search(text)
    if found:
        raise _NotJsonError(character_fault(found[0], pointer_to(*path), what))
    return text
