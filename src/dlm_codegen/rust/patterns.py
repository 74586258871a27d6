"""The patterns of schemas and migrations, each named once and written as its automaton."""

from __future__ import annotations

import textwrap
from typing import Final

from dlm_codegen.automaton import Automaton, compile_pattern, find_run, ranges
from dlm_codegen.rust.text import WIDTH, header, integer, string

_NO_BREAK: Final = "\0"
"""Stands for a space that lines are not broken at."""


class Patterns:
    """Collects patterns while modules are rendered, in the order in which they are met."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def name(self, pattern: str, wish: str) -> str:
        """Return the path of a pattern's static, named as wished unless that is taken."""
        if pattern not in self._names:
            taken = self._names.values()
            others = (f"{wish}_{number}" for number in range(2, len(taken) + 3))
            names = (wish, *others)
            self._names[pattern] = next(name for name in names if name not in taken)
        return f"patterns::{self._names[pattern]}"

    def render(self) -> str:
        """Return the module that holds them."""
        statics = [_static(name, pattern) for pattern, name in self._names.items()]
        return (
            header("schema/export-manifest and schema/migrations")
            + "//! The published patterns as automata, see `pattern`.\n\n"
            + "use crate::pattern::Pattern;\n\n"
            + "\n".join(statics)
        )


def _static(name: str, pattern: str) -> str:
    automaton = compile_pattern(pattern)
    run = find_run(pattern)
    if run is None:
        constructor = "automaton"
        rest = _table(automaton)
    else:
        constructor = "run"
        most = "usize::MAX" if run.most is None else integer(run.most)
        rest = f"    {integer(run.least)},\n    {most},\n"
    return (
        "#[rustfmt::skip]\n"
        f"pub(crate) static {name}: Pattern = Pattern::{constructor}(\n"
        f"    {string(pattern)},\n"
        f"    &[\n{_filled(_ranges(automaton))}\n    ],\n"
        f"{rest});\n"
    )


def _table(automaton: Automaton) -> str:
    """Return the transitions, the start and the first accepting state; states are indexes."""
    width = automaton.width
    cells = ", ".join(str(end * width) for row in automaton.rows for end in row)
    return (
        f"    &[\n{_filled(cells)}\n    ],\n"
        f"    {automaton.start * width},\n"
        f"    {automaton.accepting * width},\n"
    )


def _filled(text: str) -> str:
    indent = " " * 8
    filled = textwrap.fill(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )
    return filled.replace(_NO_BREAK, " ")


def _ranges(automaton: Automaton) -> str:
    """Return the runs of neighbouring characters of each class."""
    found = (
        f",{_NO_BREAK}".join((_byte(first), _byte(last), str(number)))
        for number, members in enumerate(automaton.classes, 1)
        for first, last in ranges(members)
    )
    return ", ".join(f"({text})" for text in found)


def _byte(character: str) -> str:
    return f"b'\\{character}'" if character in "\\'" else f"b'{character}'"
