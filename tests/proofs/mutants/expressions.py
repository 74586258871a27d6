"""Every small mistake in a regular expression, portable or Python's, as a change of its text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

_ESCAPE = r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)"
_REPEAT = re.compile(r"(?:([*+?])|\{([0-9]+)(,?)([0-9]*)\})([+?]?)")
_UNIT = re.compile(
    rf"(?P<word>(?:[\w/:\" -](?!{_REPEAT.pattern})){{2,}})"
    rf"|\[(?P<class>\^?(?:{_ESCAPE}|[^]\\])+)\]"
    r"|(?P<open>\((?:\?(?:[a-z-]*:|<?[=!]))?)|(?P<close>\))|(?P<bar>\|)"
    rf"|(?P<other>[$^.]|\\[A-Za-z](?<!\\[xuU]))|(?P<character>{_ESCAPE}|[^\\])",
    re.DOTALL,
)
_RANGE = re.compile(rf"({_ESCAPE}|.)(?:-({_ESCAPE}|[^]]))?", re.DOTALL)
_BOUNDS: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_CONTROLS = dict(zip("afnrtv", "\a\f\n\r\t\v", strict=True))
_SHOWN = 60
_MANY = 8  # ranges of a class, of which those that follow are alike, but for the last

_Splice = tuple[str, int, int, str]
_Range = tuple[int, int, str, str]


def mistakes(text: str) -> Iterator[tuple[str, str]]:
    """Yield every change of one anchor, class, range, bound, alternative, group or literal.

    Each comes as what it is, and the expression that it makes.
    """
    seen = {text}
    names: Counter[str] = Counter()
    for name, start, end, new in _splices(text):
        changed = text[:start] + new + text[end:]
        if changed not in seen:
            seen.add(changed)
            names[name] += 1
            yield name + (f" ({names[name]})" if names[name] > 1 else ""), changed


def short(text: str) -> str:
    """Return an expression in ASCII, or both ends of a long one."""
    text = text if text.isascii() and text.isprintable() else ascii(text)[1:-1]
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN // 2]} ... {text[-_SHOWN // 2 :]}"


def _splices(text: str) -> Iterator[_Splice]:
    groups = [(0, [0])]  # where each open group starts, and each of its alternatives
    at = 0
    while unit := _UNIT.match(text, at):
        start, at = unit.span()
        if unit.lastgroup == "open":
            groups.append((start, [at]))
        elif unit.lastgroup == "bar":
            groups[-1][1].append(at)
        elif unit.lastgroup == "word":
            yield from _of_word(unit)
        else:
            if unit.lastgroup == "close":
                start, alternatives = groups.pop()
                yield from _of_alternatives(text, alternatives, at - 1)
            repeat = _REPEAT.match(text, at)
            yield from _of_unit(unit, start, repeat)
            at = repeat.end() if repeat else at
    yield from _of_alternatives(text, groups[0][1], len(text))


def _of_word(unit: re.Match[str]) -> Iterator[_Splice]:
    start, end = unit.span()
    folded = re.sub("[A-Za-z]", lambda letter: f"[{letter[0]}{letter[0].swapcase()}]", unit[0])
    yield f"{unit[0]} in any case", start, end, folded
    yield f"{unit[0]} without its first character", start, start + 1, ""
    yield f"{unit[0]} without its last character", end - 1, end, ""


def _of_unit(unit: re.Match[str], start: int, repeat: re.Match[str] | None) -> Iterator[_Splice]:
    atom, end = unit.end(), repeat.end() if repeat else unit.end()
    whole = short(unit.string[start:end])
    yield f"{whole} left out", start, end, ""
    for low, high in _other_bounds(repeat) if repeat else ():
        new = f"{{{low},{'' if high is None else high}}}{repeat[5] if repeat else ''}"
        yield f"{whole} as {new}", atom, end, new
    if unit.lastgroup == "class":
        yield from _of_class(whole, unit)
    if unit.lastgroup == "character":
        one = _decoded(unit[0])
        for stranger in _strangers([(0, 0, one, one)]):
            yield f"{whole} or {stranger!a}", start, atom, f"[{unit[0]}{_written(stranger)}]"


def _of_alternatives(text: str, starts: list[int], end: int) -> Iterator[_Splice]:
    if len(starts) > 1:
        for start, following in zip(starts, [*starts[1:], end + 1], strict=True):
            name = f"without {text[start : following - 1]}"
            last = following > end
            yield name, start - last, following - last, ""


def _of_class(whole: str, unit: re.Match[str]) -> Iterator[_Splice]:
    first, last = unit.span("class")
    if unit["class"].startswith("^"):
        yield f"{whole} not negated", first, first + 1, ""
        first += 1
    ranges = [
        (found.start(), found.end(), _decoded(found[1]), _decoded(found[2] or found[1]))
        for found in _RANGE.finditer(unit.string, first, last)
    ]
    for stranger in _strangers(ranges):
        yield f"{whole} with {stranger!a}", first, first, _written(stranger)
    for start, end, low, high in _some(ranges):
        if len(ranges) > 1:
            yield f"{whole} without {unit.string[start:end]}", start, end, ""
        for new_low, new_high in (ord(low) + 1, ord(high)), (ord(low), ord(high) - 1):
            new = f"{_written(chr(new_low))}-{_written(chr(new_high))}"
            if low != high:
                yield f"{whole} with {new} for {low}-{high}", start, end, new
    if unit[0] == "[.]":
        yield f"{whole} as any character but !", *unit.span(), "[^!]"


def _some(ranges: list[_Range]) -> list[_Range]:
    return ranges[:_MANY] + ranges[_MANY:][-1:]


def _strangers(ranges: list[_Range]) -> list[str]:
    """Return the neighbours of ranges and their letters in the other case, which are not in them.

    A surrogate is none, since no text holds one.
    """
    near = [chr(ord(low) - 1) for _, _, low, _ in _some(ranges) if low > "\0"]
    near += [chr(ord(high) + 1) for _, _, _, high in _some(ranges) if high < "\U0010ffff"]
    near += [end.swapcase() for _, _, *ends in ranges for end in ends if end.isascii()]
    return [
        each
        for each in dict.fromkeys(near)
        if not any(low <= each <= high for _, _, low, high in [*ranges, (0, 0, "\ud800", "\udfff")])
    ]


def _other_bounds(repeat: re.Match[str]) -> list[tuple[int, int | None]]:
    sign, least, comma, most, _ = repeat.groups()
    wide = (int(most) if most else None) if comma else int(least or 0)
    low, high = _BOUNDS[sign] if sign else (int(least), wide)
    near: list[tuple[int, int | None]] = [(low - 1, high), (low + 1, high), (0, high), (low, None)]
    near += [(low, low + 1)] if high is None else [(low, high - 1), (low, high + 1)]
    if low == high:
        near += [(low - 1, low - 1), (low + 1, low + 1)]
    return [
        (least, most)
        for least, most in dict.fromkeys(near)
        if least >= 0 and (most is None or least <= most) and (least, most) != (low, high)
    ]


def _decoded(atom: str) -> str:
    if len(atom) > 2:
        return chr(int(atom.lstrip("\\xuU"), 16))
    return _CONTROLS.get(atom[-1], atom[-1]) if len(atom) > 1 else atom


def _written(character: str) -> str:
    return f"\\{character}" if character in r"\[]^-" else character
