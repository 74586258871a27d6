"""Every small mistake that can be made in a portable pattern (SPEC appendix B, EM-REG-7)."""

from __future__ import annotations

import string
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

_PLAIN_IN_CLASS = frozenset(string.ascii_letters + string.digits + "!*+._~")
_PLAIN_LITERAL = frozenset(string.ascii_letters + string.digits + "-/:_")
_VISIBLE = (("!", "~"),)
_ANY = "".join(map(chr, range(0x80)))


class Class(NamedTuple):
    """A class of characters; a single one is a range from itself to itself."""

    ranges: tuple[tuple[str, str], ...]

    def has(self, character: str) -> bool:
        """Tell whether it matches a character."""
        return any(low <= character <= high for low, high in self.ranges)


class Group(NamedTuple):
    """Alternatives in parentheses."""

    alternatives: tuple[Items, ...]


class Item(NamedTuple):
    """A literal character, a class or a group, with its least and greatest number of times."""

    atom: str | Class | Group
    repeat: tuple[int, int | None] | None = None


Items: TypeAlias = tuple[Item, ...]


class Pattern(NamedTuple):
    """A pattern, taken apart."""

    items: Items
    start: bool = True
    end: bool = True


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def peek(self) -> str:
        return self.text[self.position : self.position + 1]

    def take(self, expected: str = "") -> str:
        character = self.peek()
        if not character or (expected and character != expected):
            raise ValueError(f"{self.text!r} is not portable at {self.position}")
        self.position += 1
        return character

    def pattern(self) -> Pattern:
        self.take("^")
        items = self.items()
        end = self.peek() == "$"
        if end:
            self.take()
        if self.peek():
            self.take("the end")
        return Pattern(items, end=end)

    def items(self) -> Items:
        found = []
        while self.peek() not in ("", "$", "|", ")"):
            found.append(Item(self.atom(), self.repeat()))
        return tuple(found)

    def atom(self) -> str | Class | Group:
        character = self.take()
        if character == "(":
            alternatives = [self.items()]
            while self.take() == "|":
                alternatives.append(self.items())
            return Group(tuple(alternatives))
        if character != "[":
            if character not in _PLAIN_LITERAL:
                raise ValueError(f"{character!r} in {self.text!r} is not portable")
            return character
        ranges = []
        while self.peek() != "]":
            low = high = self.take()
            if self.peek() == "-" and self.text[self.position + 1] != "]":
                self.take()
                high = self.take()
            ranges.append((low, high))
        self.take("]")
        return Class(tuple(ranges))

    def repeat(self) -> tuple[int, int | None] | None:
        if self.peek() != "{":
            return None
        end = self.text.index("}", self.position)
        low, comma, high = self.text[self.position + 1 : end].partition(",")
        self.position = end + 1
        if not comma:
            return int(low), int(low)
        return int(low), int(high) if high else None


def parse(text: str) -> Pattern:
    """Take a portable pattern apart."""
    return _Parser(text).pattern()


def render(pattern: Pattern) -> str:
    """Write a pattern; what the grammar has no form for is escaped as ``\\xHH``."""
    return ("^" if pattern.start else "") + _items(pattern.items) + ("$" if pattern.end else "")


def _items(items: Items) -> str:
    return "".join(_atom(item.atom) + _repeat(item.repeat) for item in items)


def _atom(atom: str | Class | Group) -> str:
    if isinstance(atom, str):
        return _escaped(atom, _PLAIN_LITERAL)
    if isinstance(atom, Group):
        return f"({'|'.join(_items(items) for items in atom.alternatives)})"
    hyphen = ("-", "-")
    written = [
        _escaped(low, _PLAIN_IN_CLASS)
        + (f"-{_escaped(high, _PLAIN_IN_CLASS)}" if high != low else "")
        for low, high in atom.ranges
        if (low, high) != hyphen
    ]
    return f"[{''.join(written)}{'-' if hyphen in atom.ranges else ''}]"


def _escaped(character: str, plain: frozenset[str]) -> str:
    return character if character in plain else f"\\x{ord(character):02x}"


def _repeat(repeat: tuple[int, int | None] | None) -> str:
    if repeat is None:
        return ""
    low, high = repeat
    return f"{{{low}}}" if low == high else f"{{{low},{'' if high is None else high}}}"


class Mistake(NamedTuple):
    """One change of a pattern: what it is, and the pattern it makes."""

    name: str
    pattern: str


def mistakes(text: str, alphabet: str = _ANY) -> Iterator[Mistake]:
    """Yield every change of one anchor, class, range, bound, alternative, group or literal.

    Where the texts that are matched can hold only the characters of ``alphabet``, no class is
    widened by another one.
    """
    pattern = parse(text)
    assert render(pattern) == text
    changed = [("no anchor at the start", pattern._replace(start=False))]
    if pattern.end:
        changed.append(("no anchor at the end", pattern._replace(end=False)))
    changed += [
        (name, pattern._replace(items=items))
        for name, items in _of_items(pattern.items, "", alphabet)
    ]
    seen = {text}
    for name, mistaken in changed:
        written = render(mistaken)
        if written not in seen:
            seen.add(written)
            yield Mistake(name, written)


def _of_items(items: Items, where: str, alphabet: str) -> Iterator[tuple[str, Items]]:
    for start, end in _units(items):
        unit = items[start:end]
        for name, changed in _of_unit(unit, f"{where}{start + 1}", alphabet):
            yield name, items[:start] + changed + items[end:]


def _units(items: Items) -> Iterator[tuple[int, int]]:
    """Yield the bounds of each item; literals without a number of times go together."""
    start = 0
    while start < len(items):
        end = start + 1
        if _is_literal(items[start]):
            while end < len(items) and _is_literal(items[end]):
                end += 1
        yield start, end
        start = end


def _is_literal(item: Item) -> bool:
    return isinstance(item.atom, str) and item.repeat is None


def _of_unit(unit: Items, place: str, alphabet: str) -> Iterator[tuple[str, Items]]:
    name = f"{place}: {_items(unit)}"
    if len(unit) > 1:
        yield f"{name} without its first character", unit[1:]
        yield f"{name} without its last character", unit[:-1]
        folded = tuple(_either_case(item) for item in unit)
        if folded != unit:
            yield f"{name} in any case", folded
        return
    (item,) = unit
    yield f"{name} left out", ()
    for change, repeat in _of_repeat(item.repeat):
        yield f"{name} {change}", (Item(item.atom, repeat),)
    if isinstance(item.atom, Group):
        group = item.atom.alternatives
        for index, alternative in enumerate(group):
            if len(group) > 1:
                rest = Group(group[:index] + group[index + 1 :])
                yield f"{name} without {_items(alternative)}", (Item(rest, item.repeat),)
            for change, items in _of_items(alternative, f"{place}.{index + 1}.", alphabet):
                new = Group((*group[:index], items, *group[index + 1 :]))
                yield change, (Item(new, item.repeat),)
    else:
        atom = Class(((item.atom, item.atom),)) if isinstance(item.atom, str) else item.atom
        for change, new_class in _of_class(atom, alphabet):
            yield f"{name} {change}", (Item(new_class, item.repeat),)


def _either_case(item: Item) -> Item:
    letter = str(item.atom)
    if letter.swapcase() == letter:
        return item
    return Item(Class(((letter, letter), (letter.swapcase(), letter.swapcase()))))


def _of_repeat(
    repeat: tuple[int, int | None] | None,
) -> Iterator[tuple[str, tuple[int, int | None] | None]]:
    if repeat is None:
        return
    low, high = repeat
    changed: list[tuple[int, int | None]] = [(low + 1, high), (low, None), (0, high)]
    if low > 0:
        changed.append((low - 1, high))
    if high is None:
        changed.append((low, low + 1))
    else:
        changed += [(low, high - 1), (low, high + 1)]
        if low == high:
            changed += [(low - 1, low - 1), (low + 1, low + 1)]
    for new_low, new_high in dict.fromkeys(changed):
        if (new_low, new_high) != repeat and (new_high is None or new_low <= new_high):
            yield f"as {_repeat((new_low, new_high))}", (new_low, new_high)


def _of_class(old: Class, alphabet: str) -> Iterator[tuple[str, Class]]:
    for index, (low, high) in enumerate(old.ranges):
        rest = old.ranges[:index] + old.ranges[index + 1 :]
        shown = low if low == high else f"{low}-{high}"
        if rest:
            yield f"without {shown}", Class(rest)
        if low != high:
            yield f"without {low}", Class((*rest, (chr(ord(low) + 1), high)))
            yield f"without {high}", Class((*rest, (low, chr(ord(high) - 1))))
        for neighbour in (chr(ord(low) - 1), chr(ord(high) + 1)):
            if not old.has(neighbour) and neighbour in alphabet:
                yield f"with {neighbour!a}", Class((*old.ranges, (neighbour, neighbour)))
        other = Class(((low.swapcase(), high.swapcase()),))
        if low.isalpha() and not old.has(low.swapcase()):
            yield f"with {_atom(other)}", Class((*old.ranges, *other.ranges))
    if old.ranges == ((".", "."),):
        yield "as any character", Class(_VISIBLE)
