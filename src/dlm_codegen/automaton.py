"""Deterministic automata for the portable patterns (SPEC appendix B).

Languages without a regular expression engine that is safe with hostile text, or that matches in
linear time, get each pattern of a schema, a rule or a migration as a table: a matcher takes one
step a character and keeps nothing. The grammar of the patterns is small, so this module reads all
of it, and refuses what is outside of it.

The way is the textbook's: the pattern is read into a nondeterministic automaton (Thompson), sets
of its states become the states of a deterministic one, and those that no text tells apart are
joined (Hopcroft). The result depends on nothing but what the pattern matches and how its classes
part the characters. A pattern names ASCII characters alone, so all others are one class.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from dlm_codegen.errors import GenerationError

_MOST_STATES: Final = 20_000
"""Of the nondeterministic automaton: a bound on what repetitions may cost."""

_MOST_CELLS: Final = 2**16
"""Of a table: languages number the cells with 16 bits."""

_BEYOND: Final = "\x80"
"""Stands for every character beyond ASCII."""

_ALPHABET: Final = frozenset(map(chr, range(128))) | {_BEYOND}

_SINGLE: Final = r"(?:[A-Za-z0-9!*+./:_~]|\\\\)"
_CLASS: Final = rf"\[(?P<negated>\^?)(?P<members>(?:{_SINGLE}(?:-{_SINGLE})?)+-?)\]"
_REPEAT: Final = r"\{(?P<least>[0-9]+)(?:,(?P<most>[0-9]+))?\}"

_LITERAL_AT: Final = re.compile("[A-Za-z0-9/:_-]")
_CLASS_AT: Final = re.compile(_CLASS)
_REPEAT_AT: Final = re.compile(_REPEAT)
_RUN: Final = re.compile(rf"\^{_CLASS}{_REPEAT}\$")
_MEMBER: Final = re.compile(r"\\?(.)(?:-\\?(.))?")


@dataclass(frozen=True)
class Automaton:
    """The smallest deterministic automaton that accepts what a pattern matches.

    ``classes`` lists the sets of ASCII characters that the pattern does not tell apart; a character
    has the index of its class plus one, and 0 when it is in none. All characters beyond ASCII have
    the number ``beyond``. ``rows`` has a row for each state, with the next state for each class.
    State 0 accepts nothing and is never left. The states from ``accepting`` on accept.
    """

    pattern: str
    classes: tuple[str, ...]
    beyond: int
    rows: tuple[tuple[int, ...], ...]
    start: int
    accepting: int

    @property
    def width(self) -> int:
        """How many cells a row has."""
        return len(self.classes) + 1

    def matches(self, text: str) -> bool:
        """Tell whether the pattern matches; what generated code does, in the words of Python."""
        state = self.start
        for character in text:
            state = self.rows[state][self._class_of(character)]
        return state >= self.accepting

    def _class_of(self, character: str) -> int:
        if not character.isascii():
            return self.beyond
        numbered = enumerate(self.classes, 1)
        return next((number for number, members in numbered if character in members), 0)


@dataclass(frozen=True)
class Network:
    """A nondeterministic automaton that accepts what a pattern matches.

    It is never larger than the pattern written out, and so is for patterns whose table would be.
    ``states`` has for each state whether it accepts, the numbers of the classes of characters that
    lead to it, and the states that may follow. The first one is the start.
    """

    classes: tuple[str, ...]
    beyond: int
    states: tuple[tuple[bool, tuple[int, ...], tuple[int, ...]], ...]


@dataclass(frozen=True)
class Run:
    """How often a pattern repeats its one class; ``most`` is ``None`` without a limit."""

    least: int
    most: int | None


def compile_pattern(
    pattern: str, max_length: int | None = None, most_cells: int = _MOST_CELLS
) -> Automaton:
    """Return the automaton of a pattern.

    Where no text of more than ``max_length`` characters is asked, a repetition that allows as many
    has no need to count: its bound is dropped, which makes the table small.

    Raises ``GenerationError`` when the pattern is not in the portable subset, or its table would
    be too large.
    """
    graph = _Reader(pattern, max_length).read()
    sets = _parted(graph)
    rows, accepts = _determinize(pattern, graph, sets, most_cells)
    return _minimize(pattern, *_classes(sets), rows, accepts)


def compile_network(pattern: str, max_length: int | None = None) -> Network:
    """Return a pattern, read as ``compile_pattern`` does, without joining its states."""
    graph = _Reader(pattern, max_length).read()
    if not graph.whole:
        graph.moves[graph.end].append((_ALPHABET, graph.end))
    sets = _parted(graph)
    moves = [(begin, *move) for begin, moves in enumerate(graph.moves) for move in moves]
    states = []
    for characters, reached in [(frozenset(), graph.start), *(move[1:] for move in moves)]:
        numbers = (number for number, each in enumerate(sets, 1) if each[0] in characters)
        closure = graph.closure(frozenset([reached]))
        following = (number for number, move in enumerate(moves, 1) if move[0] in closure)
        states.append((graph.end in closure, tuple(numbers), tuple(following)))
    return Network(*_classes(sets), tuple(states))


def includes(wider: str, narrower: str, max_length: int | None = None) -> bool:
    """Tell whether a pattern matches every text that another one matches.

    Texts of more than ``max_length`` characters do not count. Raises ``GenerationError`` as
    ``compile_pattern`` does.
    """
    if wider == narrower:
        return True
    pair = [compile_pattern(pattern, max_length) for pattern in (wider, narrower)]
    symbols = {tuple(each._class_of(one) for each in pair) for one in sorted(_ALPHABET)}  # noqa: SLF001
    reached = frontier = {(pair[0].start, pair[1].start)}
    length = 0
    while frontier and (max_length is None or length <= max_length):
        if any(
            inner >= pair[1].accepting and outer < pair[0].accepting for outer, inner in frontier
        ):
            return False
        following = {
            (pair[0].rows[outer][one], pair[1].rows[inner][other])
            for outer, inner in frontier
            for one, other in symbols
        }
        frontier = following - reached
        reached = reached | frontier
        length += 1
    return True


def find_run(pattern: str, max_length: int | None = None) -> Run | None:
    """Return a pattern as a run if it is one class of ASCII characters, repeated.

    Counting is all that it takes to match these, which most patterns are.
    """
    match = _RUN.fullmatch(pattern)
    return _repetition(match, max_length) if match and not match["negated"] else None


def ranges(characters: str) -> list[tuple[str, str]]:
    """Return the first and the last of each run of neighbours in a class of an automaton."""
    found: list[tuple[str, str]] = []
    for character in characters:
        if found and ord(character) == ord(found[-1][1]) + 1:
            found[-1] = (found[-1][0], character)
        else:
            found.append((character, character))
    return found


def _repetition(match: re.Match[str], max_length: int | None) -> Run:
    least = int(match["least"])
    most = int(match["most"] or least)
    dropped = max_length is not None and max_length <= most != least
    return Run(least, None if dropped else most)


def _refusal(pattern: str, reason: str) -> GenerationError:
    return GenerationError(
        f"the pattern {pattern} cannot be made a table: {reason}; what patterns may hold is in "
        f"SPEC appendix B"
    )


class _Graph:
    """A nondeterministic automaton.

    Each state has ``moves``, which read a character of a set, and ``free`` ones, which read none.
    ``whole`` says that a text has to end where the graph does.
    """

    def __init__(self, *, whole: bool) -> None:
        self.whole = whole
        self.moves: list[list[tuple[frozenset[str], int]]] = []
        self.free: list[list[int]] = []
        self.start = self.end = self.add_state()

    def add_state(self) -> int:
        self.moves.append([])
        self.free.append([])
        return len(self.moves) - 1

    def closure(self, states: frozenset[int]) -> frozenset[int]:
        """Return the states, and those that free moves lead to from them."""
        found = set(states)
        waiting = list(states)
        while waiting:
            new = [state for state in self.free[waiting.pop()] if state not in found]
            found.update(new)
            waiting += new
        return frozenset(found)

    def step(self, states: frozenset[int], character: str) -> frozenset[int]:
        """Return the states that one character leads to."""
        return self.closure(
            frozenset(
                following
                for state in states
                for characters, following in self.moves[state]
                if character in characters
            )
        )


class _Reader:
    """Reads a pattern by its grammar. Methods take a state and return the one after.

    Nothing but one piece leads out of the state that it is given: a repetition leads back there.
    """

    def __init__(self, pattern: str, max_length: int | None) -> None:
        self._pattern = pattern
        self._max_length = max_length
        self._position = 0
        self._graph = _Graph(whole=pattern.endswith("$"))

    def read(self) -> _Graph:
        if not self._pattern.startswith("^"):
            raise self._error("it does not begin with ^")
        self._position = 1
        self._graph.end = self._sequence(self._graph.start)
        if self._pattern[self._position :] != ("$" if self._graph.whole else ""):
            raise self._not_understood()
        return self._graph

    def _sequence(self, state: int) -> int:
        first = self._position
        while self._position < len(self._pattern) and self._pattern[self._position] not in "|)$":
            state = self._repeated(state)
        if self._position == first:
            raise self._error(f"something is missing at character {first + 1}")
        return state

    def _repeated(self, state: int) -> int:
        begin = self._position
        end = self._piece(state)
        match = _REPEAT_AT.match(self._pattern, self._position)
        if match is None:
            return end
        repetition = _repetition(match, self._max_length)
        if repetition.most is not None and repetition.most < repetition.least:
            raise self._error(f"the repetition {match[0]} is empty")
        leaving = [state] if repetition.least == 0 else []
        most = max(repetition.least, 1) if repetition.most is None else repetition.most
        for count in range(1, most + 1):
            if count > 1:
                self._position = begin
                state = end
                end = self._piece(state)
            if count >= repetition.least:
                leaving.append(end)
        if repetition.most is None:
            self._graph.free[end].append(state)
        self._position = match.end()
        return self._join(leaving)

    def _piece(self, state: int) -> int:
        begin = self._add_state()
        self._graph.free[state].append(begin)
        if self._pattern[self._position] == "(":
            return self._group(begin)
        if literal := _LITERAL_AT.match(self._pattern, self._position):
            characters = frozenset(literal[0])
            self._position = literal.end()
        elif listed := _CLASS_AT.match(self._pattern, self._position):
            characters = frozenset(self._members(listed["members"]))
            if listed["negated"]:
                characters = _ALPHABET - characters
            self._position = listed.end()
        else:
            raise self._not_understood()
        end = self._add_state()
        self._graph.moves[begin].append((characters, end))
        return end

    def _group(self, state: int) -> int:
        ends = []
        while True:
            self._position += 1  # the bracket, or the bar before an alternative
            branch = self._add_state()
            self._graph.free[state].append(branch)
            ends.append(self._sequence(branch))
            following = self._pattern[self._position : self._position + 1]
            if following == ")":
                self._position += 1
                return self._join(ends)
            if following != "|":
                raise self._error("a group is not closed")

    def _members(self, listed: str) -> Iterator[str]:
        for first, last in _MEMBER.findall(listed):
            if not last:
                yield first
            elif first > last:
                raise self._error(f"the range {first}-{last} is empty")
            else:
                yield from map(chr, range(ord(first), ord(last) + 1))

    def _join(self, states: Sequence[int]) -> int:
        joined = self._add_state()
        for state in states:
            self._graph.free[state].append(joined)
        return joined

    def _add_state(self) -> int:
        if len(self._graph.moves) >= _MOST_STATES:
            raise self._error("its repetitions need too many states")
        return self._graph.add_state()

    def _not_understood(self) -> GenerationError:
        return self._error(f"character {self._position + 1} is not understood")

    def _error(self, reason: str) -> GenerationError:
        return _refusal(self._pattern, reason)


def _parted(graph: _Graph) -> tuple[str, ...]:
    """Part the characters that some move reads by the sets that they are in."""
    sets = sorted({characters for moves in graph.moves for characters, _ in moves}, key=sorted)
    together: dict[tuple[bool, ...], str] = {}
    for character in sorted(frozenset().union(*sets)):
        signature = tuple(character in characters for characters in sets)
        together[signature] = together.get(signature, "") + character
    return tuple(together.values())


def _classes(sets: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """Return the ASCII characters of each class, and the number of the one for all others."""
    beyond = next((number for number, each in enumerate(sets, 1) if _BEYOND in each), 0)
    return tuple(each.removesuffix(_BEYOND) for each in sets), beyond


def _determinize(
    pattern: str, graph: _Graph, classes: Sequence[str], most_cells: int
) -> tuple[list[list[int]], list[bool]]:
    """Return the next states by state and class, and which states accept.

    State 0 is the one that is never left and state 1 the start. Where a text may go on after what
    the pattern matches, an accepting state is never left either.
    """
    waiting = [frozenset[int](), graph.closure(frozenset([graph.start]))]
    numbers = {states: number for number, states in enumerate(waiting)}
    rows: list[list[int]] = []
    accepts: list[bool] = []
    for number, states in enumerate(waiting):  # which grows meanwhile
        accepts.append(graph.end in states)
        if accepts[number] and not graph.whole:
            rows.append([number] * (len(classes) + 1))
            continue
        rows.append([0])
        for characters in classes:
            reached = graph.step(states, characters[0])
            if reached not in numbers:
                numbers[reached] = len(waiting)
                waiting.append(reached)
            rows[number].append(numbers[reached])
        if len(waiting) * (len(classes) + 1) > most_cells:
            raise _refusal(pattern, "its table would be too large")
    return rows, accepts


def _minimize(
    pattern: str,
    classes: tuple[str, ...],
    beyond: int,
    rows: Sequence[Sequence[int]],
    accepts: Sequence[bool],
) -> Automaton:
    """Join the states that no text tells apart."""
    groups = _group(rows, accepts)
    kept = sorted(set(groups), key=lambda state: (accepts[state], state))
    numbers = {state: number for number, state in enumerate(kept)}
    return Automaton(
        pattern=pattern,
        classes=classes,
        beyond=beyond,
        rows=tuple(
            tuple(numbers[groups[following]] for following in rows[state]) for state in kept
        ),
        start=numbers[groups[1]],
        accepting=sum(not accepts[state] for state in kept),
    )


def _group(rows: Sequence[Sequence[int]], accepts: Sequence[bool]) -> Sequence[int]:
    """Return the first of the states that no text tells apart from a state, for each state.

    Groups of states are split by whether a character leads into another group. After a split only
    the smaller part has to be asked for again (Hopcroft), so that many states cost little.
    """
    before: list[dict[int, list[int]]] = [defaultdict(list) for _ in rows[0]]
    for state, row in enumerate(rows):
        for number, following in enumerate(row):
            before[number][following].append(state)
    group_of = [int(accepting) for accepting in accepts]
    members = [{state for state, own in enumerate(group_of) if own == group} for group in (0, 1)]
    waiting = [0, 1]
    while waiting:
        into = tuple(members[waiting.pop()])
        for sources in before:
            leading: dict[int, set[int]] = defaultdict(set)
            for state in chain.from_iterable(sources[following] for following in into):
                leading[group_of[state]].add(state)
            for group, part in leading.items():
                members[group] -= part
                smaller, larger = sorted((part, members[group]), key=len)
                members[group] = larger
                if smaller:
                    waiting.append(len(members))
                    for state in smaller:
                        group_of[state] = len(members)
                    members.append(smaller)
    first = [min(group, default=0) for group in members]
    return [first[group] for group in group_of]
