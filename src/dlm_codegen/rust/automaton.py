"""From a portable pattern to the smallest automaton for it (SPEC appendix B).

The grammar of the published patterns is small, so this reads all of it: the Rust crate then
matches by looking up one table, in time linear in the text, without an engine for regular
expressions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from dlm_codegen.errors import GenerationError

_Symbols = frozenset[str]
_States = frozenset[int]

_CLASS: Final = r"(?P<class>\[(?:[A-Za-z0-9!*+._~](?:-[A-Za-z0-9!*+._~])?)+-?\])"
_REPEAT: Final = r"(?P<repeat>\{(?P<least>[0-9]+)(?P<comma>,(?P<most>[0-9]+)?)?\})"
_TOKEN = re.compile(
    rf"{_CLASS}|{_REPEAT}"
    r"|(?P<literal>[A-Za-z0-9/:_-])"
    r"|(?P<mark>[(|)])"
)
_RANGE = re.compile(r"(.)-(.)|(.)", re.DOTALL)
_MOST_STATES: Final = 4096


@dataclass(frozen=True)
class Automaton:
    """A deterministic automaton over ASCII.

    ``classes`` are the sets of characters that no transition tells apart; every other character
    is of class 0. ``rows`` has for each state the next one by class. State 0 is the one that
    nothing leads out of; the states from ``accepting`` on accept.
    """

    classes: tuple[str, ...]
    rows: tuple[tuple[int, ...], ...]
    start: int
    accepting: int

    def matches(self, text: str) -> bool:
        """Tell whether the pattern matches, as the Rust crate does."""
        state = self.start
        for character in text:
            found = [index for index, members in enumerate(self.classes, 1) if character in members]
            state = self.rows[state][found[0] if found else 0]
        return state >= self.accepting


@dataclass(frozen=True)
class Run:
    """A pattern that is one class of characters repeated; ``most`` is ``None`` without a limit."""

    least: int
    most: int | None


def find_run(pattern: str) -> Run | None:
    """Return a pattern as a run, if it is one: most are, and need no automaton."""
    match = re.fullmatch(rf"\^{_CLASS}{_REPEAT}\$", pattern)
    return _repetition(match) if match else None


def _repetition(match: re.Match[str]) -> Run:
    least = int(match["least"])
    most = int(match["most"]) if match["most"] else None if match["comma"] else least
    return Run(least, most)


def compile_pattern(pattern: str) -> Automaton:
    """Return the smallest automaton that accepts the texts that a pattern matches."""
    graph = _Graph(pattern)
    alphabet = _distinguish(graph)
    return _minimize(*_determinize(graph, alphabet), alphabet)


class _Graph:
    """States with moves on sets of characters and moves on nothing."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.moves: list[list[tuple[_Symbols, int]]] = []
        self.free: list[list[int]] = []
        body = pattern.removeprefix("^")
        self.ends = body.endswith("$")
        if body == pattern:
            raise self._outside()
        self._text = body.removesuffix("$")
        self._position = 0
        self.start = self.state()
        self.final = self._sequence(self.start)
        if self._position != len(self._text):
            raise self._outside()

    def state(self) -> int:
        """Add a state."""
        if len(self.moves) > _MOST_STATES:
            raise GenerationError(f"the pattern {self.pattern} needs too many states to compile")
        self.moves.append([])
        self.free.append([])
        return len(self.moves) - 1

    def closure(self, states: _States) -> _States:
        """Return the states that moves on nothing lead to, with those they start from."""
        reached = set(states)
        pending = list(states)
        while pending:
            new = [state for state in self.free[pending.pop()] if state not in reached]
            reached.update(new)
            pending += new
        return frozenset(reached)

    def _outside(self) -> GenerationError:
        return GenerationError(
            f"the pattern {self.pattern} is outside the portable subset of SPEC appendix B; "
            f"write it with what the grammar there has"
        )

    def _sequence(self, start: int) -> int:
        """Add what a sequence matches from a state on, and return the state after it."""
        end = start
        while match := _TOKEN.match(self._text, self._position):
            if match["mark"] in ("|", ")") or match["repeat"]:
                break
            end = self._repeated(end)
        return end

    def _repeated(self, start: int) -> int:
        position = self._position
        end = self._piece(start)
        match = _TOKEN.match(self._text, self._position)
        if match is None or not match["repeat"]:
            return end
        after = match.end()
        times = _repetition(match)

        def again(state: int) -> int:
            self._position = position
            return self._piece(state)

        end = start
        for _ in range(times.least):
            end = again(end)
        if times.most is None:
            # The loop has a state of its own, so that nothing but it leads back.
            loop = self.state()
            self.free[end].append(loop)
            self.free[again(loop)].append(loop)
            end = loop
        else:
            skips = []
            for _ in range(times.most - times.least):
                skips.append(end)
                end = again(end)
            for state in skips:
                self.free[state].append(end)
        self._position = after
        return end

    def _piece(self, start: int) -> int:
        match = _TOKEN.match(self._text, self._position)
        if match is None or match["repeat"] or match["mark"] in ("|", ")"):
            raise self._outside()
        self._position = match.end()
        if match["mark"]:
            return self._group(start)
        end = self.state()
        symbols = _members(match["class"]) if match["class"] else frozenset(match["literal"])
        self.moves[start].append((symbols, end))
        return end

    def _group(self, start: int) -> int:
        end = self.state()
        while True:
            begin = self.state()
            self.free[start].append(begin)
            self.free[self._sequence(begin)].append(end)
            following = self._text[self._position : self._position + 1]
            self._position += 1
            if following == ")":
                return end
            if following != "|":
                raise self._outside()


def _members(text: str) -> _Symbols:
    """Return the characters of a class that is written as in ``[A-Za-z._-]``."""
    found: set[str] = set()
    for first, last, single in _RANGE.findall(text[1:-1]):
        if single:
            found.add(single)
        else:
            found.update(map(chr, range(ord(first), ord(last) + 1)))
    return frozenset(found)


def _distinguish(graph: _Graph) -> list[str]:
    """Return the classes of characters that the graph's moves tell apart, in order."""
    sets = sorted({symbols for moves in graph.moves for symbols, _ in moves}, key=sorted)
    together: dict[tuple[bool, ...], list[str]] = {}
    for character in sorted(set().union(*sets)):
        signature = tuple(character in symbols for symbols in sets)
        together.setdefault(signature, []).append(character)
    return ["".join(members) for members in together.values()]


def _determinize(graph: _Graph, alphabet: list[str]) -> tuple[list[list[int]], list[bool]]:
    """Return the rows of an automaton whose state 0 is dead and whose state 1 is the start."""
    start = graph.closure(frozenset([graph.start]))
    numbers: dict[_States, int] = {frozenset(): 0, start: 1}
    rows: list[list[int]] = []
    accepts: list[bool] = []
    pending = [frozenset[int](), start]
    for states in pending:
        accepting = graph.final in states
        accepts.append(accepting)
        if accepting and not graph.ends:
            # Whatever follows, the text matches.
            rows.append([numbers[states]] * (len(alphabet) + 1))
            continue
        row = [0]
        for members in alphabet:
            reached = graph.closure(
                frozenset(
                    end
                    for state in states
                    for symbols, end in graph.moves[state]
                    if members[0] in symbols
                )
            )
            if reached not in numbers:
                numbers[reached] = len(pending)
                pending.append(reached)
            row.append(numbers[reached])
        rows.append(row)
    return rows, accepts


def _minimize(rows: list[list[int]], accepts: list[bool], alphabet: list[str]) -> Automaton:
    """Merge the states that no text tells apart, and number those that accept last."""
    block = [int(accepting) for accepting in accepts]
    count = 0
    while count != len(set(block)):
        count = len(set(block))
        signatures: dict[tuple[int, ...], int] = {}
        block = [
            signatures.setdefault((block[state], *(block[end] for end in row)), len(signatures))
            for state, row in enumerate(rows)
        ]
    first = {part: state for state, part in reversed(list(enumerate(block)))}
    parts = list(_in_order(first, accepts))
    number = {part: index for index, part in enumerate(parts)}
    return Automaton(
        classes=tuple(alphabet),
        rows=tuple(tuple(number[block[end]] for end in rows[first[part]]) for part in parts),
        start=number[block[1]],
        accepting=sum(not accepts[first[part]] for part in parts),
    )


def _in_order(first: dict[int, int], accepts: list[bool]) -> Iterator[int]:
    by_state = sorted(first, key=first.__getitem__)
    for accepting in (False, True):
        yield from (part for part in by_state if accepts[first[part]] is accepting)
