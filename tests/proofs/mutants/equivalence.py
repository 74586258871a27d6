"""Which mistakes in a published pattern no text tells apart: automata prove it."""

from __future__ import annotations

import re
from functools import cache, reduce
from operator import or_
from typing import NamedTuple

from dlm_codegen.automaton import compile_network
from dlm_codegen.errors import GenerationError

_ANYTHING = "([^!]|[!])"
_CHARACTERS = [*map(chr, range(0x20, 0x7F)), "\x80"]  # those that a manifest holds
_HYPHEN_FIRST = re.compile(r"\[(\^?)\\-([^]]*)\]")
_MOST_PAIRS = 20_000

_States = frozenset[int]


class Texts(NamedTuple):
    """The texts that a pattern is asked of: those of ``longest`` characters at most.

    Where there is a ``pattern``, each of them matches it.
    """

    longest: int
    pattern: str = f"^{_ANYTHING}{{0,1}}"


class _Lazy(NamedTuple):
    """A nondeterministic automaton of which each set of states is made when it is reached."""

    accepting: _States
    following: tuple[_States, ...]
    entered: dict[str, _States]

    def after(self, states: _States, character: str) -> _States:
        reached = reduce(or_, (self.following[state] for state in states), frozenset[int]())
        return reached & self.entered[character]


def same(texts: Texts, pattern: str, mistaken: str) -> bool:
    """Tell whether two patterns provably match the same of the texts."""
    try:
        three = [_lazy(each, texts.longest) for each in (texts.pattern, pattern, mistaken)]
    except GenerationError:
        return False
    alike = {
        tuple(each.entered[character] for each in three): character for character in _CHARACTERS
    }
    level: set[tuple[_States, ...]] = {(frozenset([0]),) * 3}
    seen = set(level)
    for _ in range(texts.longest + 1):
        for sets in level:
            asked, right, wrong = (
                not each.accepting.isdisjoint(states)
                for each, states in zip(three, sets, strict=True)
            )
            if asked and right != wrong:
                return False
        level = {
            tuple(each.after(states, character) for each, states in zip(three, sets, strict=True))
            for sets in level
            for character in alike.values()
        } - seen
        seen |= level
        if len(seen) > _MOST_PAIRS:
            return False
    return True


@cache
def _lazy(pattern: str, longest: int) -> _Lazy:
    portable = _HYPHEN_FIRST.sub(r"[\1\2-]", pattern.replace(",}", f",{longest}}}"))
    if not portable.startswith("^"):
        portable = f"^{_ANYTHING}{{0,{longest}}}{portable}"
    network = compile_network(portable, longest)
    numbers = {
        character: number
        for number, characters in enumerate(network.classes, 1)
        for character in characters
    } | {"\x80": network.beyond}
    return _Lazy(
        frozenset(state for state, each in enumerate(network.states) if each[0]),
        tuple(frozenset(each[2]) for each in network.states),
        {
            character: frozenset(
                state
                for state, each in enumerate(network.states)
                if numbers.get(character, 0) in each[1]
            )
            for character in _CHARACTERS
        },
    )
