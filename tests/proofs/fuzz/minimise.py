"""Greedy minimising: the smallest input found for which something still holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any


class _Budget:
    """Asks ``fails``, but only so often."""

    def __init__(self, fails: Callable[[Any], bool], tries: int) -> None:
        self.fails = fails
        self.left = tries

    def __call__(self, candidate: Any) -> bool:
        self.left -= 1
        return self.left >= 0 and self.fails(candidate)


def minimise(data: Any, fails: Callable[[Any], bool], *, tries: int = 4000) -> Any:
    """Return a part of ``data`` for which ``fails`` is still true, after ``tries`` at most.

    Bytes and text lose ever smaller pieces; a mapping loses members, entries and pieces of
    text. ``fails(data)`` must be true.
    """
    budget = _Budget(fails, tries)
    before = None
    while budget.left > 0 and data is not before:
        before = data
        if isinstance(data, bytes | str):
            data = _without_pieces(data, budget)
        else:
            data = next((smaller for smaller in _smaller(data) if budget(smaller)), data)
    return data


def _without_pieces(data: Any, budget: _Budget) -> Any:
    size = max(len(data) // 2, 1)
    while size and budget.left > 0:
        start = 0
        while start < len(data):
            candidate = data[:start] + data[start + size :]
            if budget(candidate):
                data = candidate
            else:
                start += size
        size //= 2
    return data


def _smaller(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        plain = dict(value)
        for name in plain:
            yield {other: item for other, item in plain.items() if other is not name}
        for name, item in plain.items():
            for candidate in _smaller(item):
                yield {**plain, name: candidate}
    elif isinstance(value, list) and not _is_circle(value):
        for index in range(len(value)):
            yield value[:index] + value[index + 1 :]
        for index, item in enumerate(value):
            for candidate in _smaller(item):
                yield [*value[:index], candidate, *value[index + 1 :]]
    elif isinstance(value, bytes | str):
        half = len(value) // 2
        yield from (value[:half], value[half:], value[:-1], value[1:]) if value else ()


def _is_circle(value: list[Any]) -> bool:
    return any(item is value for item in value)
