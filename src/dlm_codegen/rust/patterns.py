"""The patterns of schemas, rules and migrations, each named once and written as an automaton."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import Final

from dlm_codegen.automaton import (
    Automaton,
    Network,
    compile_network,
    compile_pattern,
    find_run,
    ranges,
)
from dlm_codegen.errors import GenerationError
from dlm_codegen.rust.text import WIDTH, character, header, integer, string

_NO_BREAK: Final = "\0"
"""Stands for a space that lines are not broken at."""

_MOST_CELLS: Final = 2**12
"""Of a table: it should stay in the fastest cache."""

_SHORT: Final = 64
"""The length up to which texts have a table of their own, which counts less and so is faster."""


class Patterns:
    """Collects patterns while modules are rendered, in the order in which they are met."""

    def __init__(self) -> None:
        self._lengths: dict[str, list[int | None]] = {}

    def add(self, pattern: str, max_length: int | None) -> str:
        """Return the place of a pattern, which is asked about texts up to some length."""
        self._lengths.setdefault(pattern, []).append(max_length)
        return f"PATTERNS[{list(self._lengths).index(pattern)}]"

    def render(self) -> str:
        """Return the module that holds them."""
        items = [
            _pattern(pattern, None if None in lengths else max(filter(None, lengths)))
            for pattern, lengths in self._lengths.items()
        ]
        text = "".join(items)
        imports = ", ".join(name for name in ("Matcher", "Pattern") if name in text)
        return (
            header("schema/export-manifest, schema/migrations and schema/rules.json")
            + "//! The published patterns as automata, see `pattern`.\n\n"
            + f"use crate::pattern::{{{imports}}};\n\n"
            + f"#[rustfmt::skip]\npub(crate) static PATTERNS: [Pattern; {len(items)}] = [\n"
            + text
            + "];\n"
        )


def _pattern(pattern: str, max_length: int | None) -> str:
    automaton, matcher = _matcher(pattern, max_length)
    _, short = _matcher(pattern, _SHORT)
    return (
        "Pattern::new(\n"
        f"    {string(pattern)},\n"
        f"    &[\n{_filled(_ranges(automaton.classes))}\n    ],\n"
        f"    {automaton.beyond},\n"
        f"    {'None' if short == matcher else f'Some({short})'},\n"
        f"    {matcher},\n),\n"
    )


def _matcher(pattern: str, max_length: int | None) -> tuple[Automaton | Network, str]:
    """Return a pattern's automaton, and the ``Matcher`` of the crate for it."""
    try:
        automaton = compile_pattern(pattern, max_length, _MOST_CELLS)
    except GenerationError:
        # Where it is not the size of the table, the network is refused for the same reason.
        network = compile_network(pattern, max_length)
        return network, f"Matcher::Network(&[\n{_filled(map(_state, network.states))}\n    ])"
    if run := find_run(pattern, max_length):
        most = "usize::MAX" if run.most is None else integer(run.most)
        return automaton, f"Matcher::Run {{ least: {integer(run.least)}, most: {most} }}"
    states = (
        (
            number >= automaton.accepting,
            [index for index, following in enumerate(row) if following == number],
            row,
        )
        for number, row in enumerate(automaton.rows)
    )
    return automaton, (
        f"Matcher::Automaton {{\n        states: &[\n{_filled(map(_state, states))}\n        ],\n"
        f"        start: {automaton.start},\n    }}"
    )


def _state(state: tuple[bool, Iterable[int], Iterable[int]]) -> str:
    accepts, classes, states = state
    bits = integer(sum(1 << number for number in classes))
    return f"({str(accepts).lower()}, {bits}, &[{', '.join(map(str, states))}])"


def _filled(items: Iterable[str]) -> str:
    """Return items with commas, on lines that are broken between them alone."""
    indent = " " * 8
    text = ", ".join(item.replace(" ", _NO_BREAK) for item in items)
    filled = textwrap.fill(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )
    return filled.replace(_NO_BREAK, " ")


def _ranges(classes: Iterable[str]) -> Iterator[str]:
    """Yield the runs of neighbouring characters of each class."""
    for number, members in enumerate(classes, 1):
        for first, last in ranges(members):
            yield f"(b{character(first)}, b{character(last)}, {number})"
