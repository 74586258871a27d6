"""Every small mistake in a regular expression, portable or Python's, as a change of its text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

_ATOM = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)|.", re.DOTALL)
_GROUP = re.compile(r"\((?:\?(?:[a-z-]*:|<?[=!]|P<\w+>))?")
_REPEAT = re.compile(r"(?:([*+?])|\{([0-9]+)(,?)([0-9]*)\})([+?]?)")
_BOUNDS: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_ESCAPES = dict(zip("abfnrtv", "\a\b\f\n\r\t\v", strict=True))


class _Unit(NamedTuple):
    """An atom with its repetition: where it starts, where the atom ends and where all of it does.

    A literal has its ``character``, a class its ``ranges``, a group its ``alternatives``; what
    has none of them is an anchor or a class by one letter.
    """

    start: int
    atom: int
    end: int
    bounds: tuple[int, int | None] | None
    suffix: str
    character: str = ""
    ranges: tuple[tuple[int, int, str, str], ...] = ()
    alternatives: tuple[tuple[int, int, list[_Unit]], ...] = ()


_Splice = tuple[str, int, int, str]


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def alternatives(self) -> tuple[tuple[int, int, list[_Unit]], ...]:
        found = []
        while True:
            start, units = self.at, []
            while self.at < len(self.text) and self.text[self.at] not in "|)":
                units.append(self._unit())
            found.append((start, self.at, units))
            if self.text[self.at : self.at + 1] != "|":
                return tuple(found)
            self.at += 1

    def _unit(self) -> _Unit:
        start = self.at
        character, ranges, alternatives = "", (), ()
        if group := _GROUP.match(self.text, start):
            self.at = group.end()
            alternatives = self.alternatives()
            self.at += 1
        elif self.text[start] == "[":
            ranges = self._class()
        elif self._atom() not in ("^", "$", "."):
            character = _decoded(self.text[start : self.at])
        atom = self.at
        bounds, suffix = None, ""
        if repeat := _REPEAT.match(self.text, atom):
            sign, low, comma, high, suffix = repeat.groups()
            wide = int(high) if high else None
            bounds = _BOUNDS[sign] if sign else (int(low), wide if comma else int(low))
            self.at = repeat.end()
        return _Unit(start, atom, self.at, bounds, suffix, character, ranges, alternatives)

    def _atom(self) -> str:
        atom = _ATOM.match(self.text, self.at)
        assert atom is not None
        self.at = atom.end()
        return atom[0]

    def _class(self) -> tuple[tuple[int, int, str, str], ...]:
        self.at += 2 if self.text.startswith("[^", self.at) else 1
        ranges = []
        while self.text[self.at] != "]":
            start = self.at
            low = high = _decoded(self._atom())
            if self.text[self.at] == "-" and self.text[self.at + 1] != "]":
                self.at += 1
                high = _decoded(self._atom())
            ranges.append((start, self.at, low, high))
        self.at += 1
        return tuple(ranges)


def _decoded(atom: str) -> str:
    """Return the character that an atom stands for, or none where it stands for several."""
    if not atom.startswith("\\"):
        return atom
    if len(atom) > 2:
        return chr(int(atom[2:], 16))
    return _ESCAPES.get(atom[1], "" if atom[1].isalnum() else atom[1])


def _written(character: str) -> str:
    return f"\\{character}" if character in r"\[]^-" else character


class Mistake(NamedTuple):
    """One change of an expression: what it is, and the expression that comes of it."""

    name: str
    pattern: str


def mistakes(text: str) -> Iterator[Mistake]:
    """Yield every change of one anchor, class, range, bound, alternative, group or literal."""
    seen = {text}
    names: Counter[str] = Counter()
    for name, start, end, new in _of_alternatives(text, _Parser(text).alternatives()):
        changed = text[:start] + new + text[end:]
        if changed not in seen:
            seen.add(changed)
            names[name] += 1
            yield Mistake(name + (f" ({names[name]})" if names[name] > 1 else ""), changed)


def _of_alternatives(
    text: str, alternatives: tuple[tuple[int, int, list[_Unit]], ...]
) -> Iterator[_Splice]:
    for index, (start, end, units) in enumerate(alternatives):
        if index:
            yield f"without {text[start:end]}", start - 1, end, ""
        elif len(alternatives) > 1:
            yield f"without {text[start:end]}", start, end + 1, ""
        for first, last in _runs(units):
            if first is last:
                yield from _of_unit(text, first)
            else:
                yield from _of_word(text, first, last)


def _runs(units: list[_Unit]) -> Iterator[tuple[_Unit, _Unit]]:
    """Yield the first and last unit of each word, which is literals in a row, and of the rest."""
    start = 0
    for index, unit in enumerate(units):
        following = units[index + 1 : index + 2]
        if not (_is_letter(unit) and following and _is_letter(following[0])):
            yield units[start], unit
            start = index + 1


def _is_letter(unit: _Unit) -> bool:
    return unit.character != "" and unit.bounds is None


def _of_word(text: str, first: _Unit, last: _Unit) -> Iterator[_Splice]:
    word = text[first.start : last.end]
    yield f"{word} without its first character", first.start, first.end, ""
    yield f"{word} without its last character", last.start, last.end, ""
    folded = re.sub(r"(?<!\\)[A-Za-z]", lambda letter: f"[{letter[0]}{letter[0].swapcase()}]", word)
    yield f"{word} in any case", first.start, last.end, folded


def _of_unit(text: str, unit: _Unit) -> Iterator[_Splice]:
    whole, atom = text[unit.start : unit.end], text[unit.start : unit.atom]
    yield f"{whole} left out", unit.start, unit.end, ""
    for low, high in _other_bounds(unit.bounds):
        new = f"{{{low},{'' if high is None else high}}}"
        yield f"{whole} as {new}", unit.atom, unit.end, new + unit.suffix
    yield from _of_alternatives(text, unit.alternatives)
    if unit.character:
        for other in _strangers(((0, 0, unit.character, unit.character),)):
            new = f"[{_written(unit.character)}{_written(other)}]"
            yield f"{whole} or {other!a}", unit.start, unit.atom, new
    if unit.ranges:
        inside = unit.start + 1
        if text.startswith("[^", unit.start):
            yield f"{whole} not negated", inside, inside + 1, ""
            inside += 1
        for other in _strangers(unit.ranges):
            yield f"{whole} with {other!a}", inside, inside, _written(other)
        for start, end, low, high in unit.ranges:
            yield from _of_range(text, unit, (start, end, low, high))
        if atom == "[.]":
            yield f"{whole} as any character", unit.start, unit.atom, "."


def _of_range(text: str, unit: _Unit, span: tuple[int, int, str, str]) -> Iterator[_Splice]:
    start, end, low, high = span
    whole, shown = text[unit.start : unit.end], ascii(text[start:end])[1:-1]
    if len(unit.ranges) > 1:
        yield f"{whole} without {shown}", start, end, ""
    if low < high:
        first, last = chr(ord(low) + 1), chr(ord(high) - 1)
        yield f"{whole} without {low!a}", start, end, f"{_written(first)}-{_written(high)}"
        yield f"{whole} without {high!a}", start, end, f"{_written(low)}-{_written(last)}"


def _other_bounds(bounds: tuple[int, int | None] | None) -> list[tuple[int, int | None]]:
    if bounds is None:
        return []
    low, high = bounds
    near: list[tuple[int, int | None]] = [(low - 1, high), (low + 1, high), (0, high), (low, None)]
    near += [(low, low + 1)] if high is None else [(low, high - 1), (low, high + 1)]
    if low == high:
        near += [(low - 1, low - 1), (low + 1, low + 1)]
    return [
        (least, most)
        for least, most in dict.fromkeys(near)
        if least >= 0 and (most is None or least <= most) and (least, most) != bounds
    ]


def _strangers(ranges: tuple[tuple[int, int, str, str], ...]) -> list[str]:
    """Return the neighbours of ranges, and their letters in the other case, that are not in them.

    A surrogate is no neighbour, since no text holds one.
    """
    near = [chr(ord(low) - 1) for _, _, low, _ in ranges if low > "\0"]
    near += [chr(ord(high) + 1) for _, _, _, high in ranges if high < "\U0010ffff"]
    near += [end.swapcase() for _, _, *ends in ranges for end in ends if end.isascii()]
    return [
        each
        for each in dict.fromkeys(near)
        if not "\ud800" <= each <= "\udfff"
        and not any(low <= each <= high for _, _, low, high in ranges)
    ]
