"""Deterministic automata for the portable patterns (SPEC appendix B).

A pattern of the schemas or of a migration becomes a table that a matcher walks with one look-up a
byte: linear in the text, without a regular expression engine at run time. The grammar of the
patterns is small (EM-REG-7); what is outside of it stops the generation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from dlm_codegen.errors import GenerationError

_MOST_STATES: Final = 20_000
"""Of the automaton before it is made deterministic: a bound on what a repetition may cost."""

_MOST_CELLS: Final = 2**16
"""Of a table: what a state is numbered with has 16 bits."""

_REPEAT: Final = re.compile(r"\{([0-9]+)(,([0-9]*))?\}")
_LITERAL: Final = re.compile(r"[A-Za-z0-9/:_-]")
_CLASS: Final = re.compile(r"\[((?:[A-Za-z0-9!*+._~]-[A-Za-z0-9!*+._~]|[A-Za-z0-9!*+._~])*-?)\]")
_RANGE: Final = re.compile(r"(.)-(.)|(.)")


@dataclass(frozen=True)
class Automaton:
    """A pattern as a table.

    ``classes`` lists the characters that the pattern does not tell apart; a character has the
    index of its class plus one, and 0 when it is in none. ``rows`` has a row for each state, with
    the next state for each class. State 0 is never left and accepts nothing. The states from
    ``accepting`` on accept.
    """

    pattern: str
    classes: tuple[str, ...]
    rows: tuple[tuple[int, ...], ...]
    start: int
    accepting: int

    def matches(self, text: str) -> bool:
        """Tell whether the pattern matches; what generated code does, in the words of Python."""
        state = self.start
        for character in text:
            index = 1 + next(
                (number for number, members in enumerate(self.classes) if character in members), -1
            )
            state = self.rows[state][index]
        return state >= self.accepting


def compile_pattern(pattern: str) -> Automaton:
    """Return the smallest automaton that accepts what the pattern matches.

    Raises ``GenerationError`` when the pattern is not in the portable subset.
    """
    reader = _Reader(pattern)
    start, end = reader.read()
    nfa = reader.nfa
    classes = _classes(nfa)
    transitions, accepted = _determinize(nfa, start, end, classes, prefix=reader.prefix)
    automaton = _minimize(pattern, classes, transitions, accepted)
    if len(automaton.rows) * (len(classes) + 1) > _MOST_CELLS:
        raise reader.error("its table would be too large")
    return automaton


@dataclass
class _Nfa:
    """Thompson's construction: edges by a set of characters, and edges that read nothing."""

    edges: list[list[tuple[frozenset[str], int]]] = field(default_factory=list)
    empty: list[list[int]] = field(default_factory=list)

    def state(self) -> int:
        self.edges.append([])
        self.empty.append([])
        return len(self.edges) - 1

    def closure(self, states: frozenset[int]) -> frozenset[int]:
        found = set(states)
        waiting = list(states)
        while waiting:
            for following in self.empty[waiting.pop()]:
                if following not in found:
                    found.add(following)
                    waiting.append(following)
        return frozenset(found)


class _Reader:
    """Reads a pattern by the grammar of EM-REG-7 and builds an automaton of what it reads."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.position = 0
        self.nfa = _Nfa()
        self.prefix = not pattern.endswith("$")

    def read(self) -> tuple[int, int]:
        """Return the state that reading begins in and the one that accepts."""
        if not self.pattern.startswith("^"):
            raise self.error("it does not begin with ^")
        self.position = 1
        start = self.nfa.state()
        end = self._sequence(start)
        rest = "" if self.prefix else "$"
        if self.pattern[self.position :] != rest:
            raise self.error(f"character {self.position + 1} is not understood")
        return start, end

    def _sequence(self, start: int) -> int:
        first = self.position
        while self.position < len(self.pattern) and self.pattern[self.position] not in "|)$":
            start = self._repeated(start)
        if self.position == first:
            raise self.error(f"something is missing at character {first + 1}")
        return start

    def _repeated(self, start: int) -> int:
        begin = self.position
        end = self._atom(start)
        after = self.position
        match = _REPEAT.match(self.pattern, after)
        if match is None:
            return end
        least = int(match[1])
        most = least if match[2] is None else int(match[3]) if match[3] else None
        if most is not None and most < least:
            raise self.error(f"the repetition {match[0]} is empty")
        exits = [start] if least == 0 else []
        for count in range(1, (max(least, 1) if most is None else most) + 1):
            if len(self.nfa.edges) > _MOST_STATES:
                raise self.error("its repetitions need too many states")
            if count > 1:
                self.position = begin
                start = end
                end = self._atom(start)
            if count >= least:
                exits.append(end)
        if most is None:
            self.nfa.empty[end].append(start)
        done = self.nfa.state()
        for leaving in exits:
            self.nfa.empty[leaving].append(done)
        self.position = match.end()
        return done

    def _atom(self, start: int) -> int:
        # An own state to begin in: what repeats must not lead back into what came before.
        begin, end = self.nfa.state(), self.nfa.state()
        self.nfa.empty[start].append(begin)
        if self.pattern[self.position] == "(":
            self._group(begin, end)
            return end
        if literal := _LITERAL.match(self.pattern, self.position):
            characters = frozenset(literal[0])
            self.position = literal.end()
        elif listed := _CLASS.match(self.pattern, self.position):
            characters = frozenset(_members(listed[1]))
            self.position = listed.end()
        else:
            raise self.error(f"character {self.position + 1} is not understood")
        self.nfa.edges[begin].append((characters, end))
        return end

    def _group(self, begin: int, end: int) -> None:
        while True:
            self.position += 1  # the bracket, or the bar before an alternative
            branch = self.nfa.state()
            self.nfa.empty[begin].append(branch)
            self.nfa.empty[self._sequence(branch)].append(end)
            following = self.pattern[self.position : self.position + 1]
            if following == ")":
                self.position += 1
                return
            if following != "|":
                raise self.error("a group is not closed")

    def error(self, reason: str) -> GenerationError:
        """Return the error that says why the pattern cannot be compiled."""
        return GenerationError(
            f"the pattern {self.pattern} cannot be made a table: {reason}; what patterns may hold "
            f"is in SPEC appendix B"
        )


def _members(listed: str) -> Iterator[str]:
    if listed.endswith("-"):
        yield "-"
        listed = listed[:-1]
    for first, last, single in _RANGE.findall(listed):
        if single:
            yield single
        else:
            yield from map(chr, range(ord(first), ord(last) + 1))


def _classes(nfa: _Nfa) -> tuple[str, ...]:
    """Part the characters that the pattern names by the sets that they are in."""
    sets = sorted({tuple(sorted(edge[0])) for edges in nfa.edges for edge in edges})
    parts: dict[tuple[bool, ...], list[str]] = {}
    for character in sorted({character for members in sets for character in members}):
        parts.setdefault(tuple(character in members for members in sets), []).append(character)
    return tuple("".join(characters) for characters in parts.values())


def _determinize(
    nfa: _Nfa, start: int, end: int, classes: Sequence[str], *, prefix: bool
) -> tuple[list[list[int]], list[bool]]:
    """Return the next states by state and class, and which states accept; state 0 is dead.

    Without ``$`` a text matches once its beginning does, so an accepting state is never left.
    """
    numbers: dict[frozenset[int], int] = {frozenset(): 0, nfa.closure(frozenset([start])): 1}
    transitions: list[list[int]] = []
    accepted: list[bool] = []
    for states in (waiting := list(numbers)):
        accepts = end in states
        accepted.append(accepts)
        if accepts and prefix:
            transitions.append([len(transitions)] * (len(classes) + 1))
            continue
        row = [0]
        for members in classes:
            reached = nfa.closure(
                frozenset(
                    following
                    for state in states
                    for characters, following in nfa.edges[state]
                    if members[0] in characters
                )
            )
            if reached not in numbers:
                numbers[reached] = len(numbers)
                waiting.append(reached)
            row.append(numbers[reached])
        transitions.append(row)
    return transitions, accepted


def _minimize(
    pattern: str,
    classes: tuple[str, ...],
    transitions: Sequence[Sequence[int]],
    accepted: Sequence[bool],
) -> Automaton:
    """Join the states that no text tells apart, by refining what is known to differ."""
    group = [int(accepts) for accepts in accepted]
    while True:
        numbers: dict[tuple[int, ...], int] = {}
        refined = [
            numbers.setdefault((group[state], *(group[following] for following in row)), state)
            for state, row in enumerate(transitions)
        ]
        if len(set(refined)) == len(set(group)):
            break
        group = refined
    representatives = sorted(set(refined), key=lambda state: (accepted[state], state))
    order: Mapping[int, int] = {state: number for number, state in enumerate(representatives)}
    return Automaton(
        pattern=pattern,
        classes=classes,
        rows=tuple(
            tuple(order[refined[following]] for following in transitions[state])
            for state in representatives
        ),
        start=order[refined[1]],
        accepting=sum(not accepted[state] for state in representatives),
    )
