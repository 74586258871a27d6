"""Read a long JSON text in windows, so that its length bounds time and memory (SPEC section 11).

What a hostile document costs is the values that a parser makes of it: ``[],`` is three characters,
and the list that they stand for takes twenty times as much. Here ``jiter`` reads a window of some
kilobytes, which ends after a comma: what is open before it is opened again in front of it, and what
is open after it is closed behind it. Of its values is kept what a schema looks at.

A window is sound exactly when the text has no fault in it. Where one is not, the scanner begins at
its start, and finds the fault before it has read much.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import accumulate, islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import jiter

from dlm_schema.document.scanner import FORBIDDEN, FORBIDDEN_ASCII, SOUND_ESCAPE, Scanner
from dlm_schema.document.shapes import FLAT, Shape
from dlm_schema.limits import MAX_DEPTH, MAX_INTEGER

if TYPE_CHECKING:
    from dlm_schema.findings import Finding

LENGTH: Final = 64 * 1024
"""Bytes of a window, unless it takes more to reach a comma."""

# Member names that no document may have.
_OPEN_ALREADY: Final = "\x7f"
_NOT_THERE_YET: Final = "\x7f\x7f"

_STRING = rb'"(?:[^"\\]++|\\.)*+"'
_UP_TO_LAST_COMMA = re.compile(rb'(?:[^",]++|%b|(,))*+' % _STRING, re.DOTALL)
_UP_TO_FIRST_COMMA = re.compile(rb'(?:[^",]++|%b)*+' % _STRING, re.DOTALL)
_STEPS = bytes.maketrans(b"[{]}", b"\x01\x01\xff\xff")
_NO_BRACKETS = bytes(set(range(256)) - set(b"[{]}"))


_LARGEST = str(MAX_INTEGER)
_LARGER = "|".join(
    f"(?<={_LARGEST[0]}){_LARGEST[1:place]}[{int(digit) + 1}-9][0-9]{{{len(_LARGEST) - place - 1}}}"
    for place, digit in enumerate(_LARGEST)
    if place and digit != "9"
)
# What it begins with is one set of characters, so that all others are passed quickly.
_BAD_NUMBER = re.compile(rf"[-0-9](?:(?<=-)0|(?<!-)[.eE]|{_LARGER}|(?<!-)[0-9]{{{len(_LARGEST)}}})")
_ALLOWED_DEPTHS: Final = bytes(range(MAX_DEPTH + 1))


@cache
def _sound_string(forbidden: str) -> re.Pattern[str]:
    """Return the expression of a string that holds nothing at fault, raw or escaped."""
    return re.compile(rf'"(?:[^"\\{forbidden}]++|{SOUND_ESCAPE})*+"')


class _Frame(NamedTuple):
    """An array or object that is open: what is kept of it so far."""

    kept: Any
    shape: Shape


def read(data: bytes, shape: Shape, length: int = LENGTH) -> tuple[Any, Finding | None]:
    """Return what a shape keeps of a strict JSON text, or the first fault in it.

    ``data`` is well-formed UTF-8.
    """
    return _Reading(data, shape, length).value()


class _Reading:
    """One pass over a text, from window to window."""

    def __init__(self, data: bytes, shape: Shape, length: int) -> None:
        self._data = data
        self._shape = shape
        self._length = length
        self._document: Any = None
        self._frames: list[_Frame] = []

    def value(self) -> tuple[Any, Finding | None]:
        start, size = 0, len(self._data)
        while start < size or not size:
            end = self._end(start)
            if not self._take(self._data[start:end], is_last=end == size):
                return None, self._scan(start)
            start = end
            if end == size:
                break
        return self._document, None

    def _end(self, start: int) -> int:
        """Return where a window ends: after a comma outside of strings, or with the text."""
        if start + self._length >= len(self._data):
            return len(self._data)
        match = _UP_TO_LAST_COMMA.match(self._data, start, start + self._length)
        if match and match[1]:
            return match.end(1)
        match = _UP_TO_FIRST_COMMA.match(self._data, start)
        found = match.end() if match else start
        return found + 1 if self._data[found : found + 1] == b"," else len(self._data)

    def _take(self, window: bytes, *, is_last: bool) -> bool:
        """Read a window, and tell whether it is sound."""
        text = window.decode()
        strings = _sound_string(FORBIDDEN_ASCII if text.isascii() else FORBIDDEN)
        # In a window that is longer than others, so many strings have too few commas between them.
        most = self._length // 2 + 2 * MAX_DEPTH
        outside, number = strings.subn("s", text, most)
        if number == most or '"' in outside or _BAD_NUMBER.search(outside):
            return False
        brackets = outside.encode().translate(None, _NO_BRACKETS)
        steps = memoryview(brackets.translate(_STEPS)).cast("b")
        before = len(self._frames)
        try:
            depths = bytes(accumulate(steps, initial=before))
        except ValueError:
            return False
        least = next(depth for depth in range(before + 1) if depth in depths)
        after = depths[-1]
        if depths.strip(_ALLOWED_DEPTHS) or (after > 0) == is_last:
            return False
        opened = [brackets[depths.rindex(depth)] for depth in range(least, after)]
        return self._parse(window, least, bytes(opened), is_last=is_last)

    def _parse(self, window: bytes, least: int, opened: bytes, *, is_last: bool) -> bool:
        kinds = [isinstance(frame.kept, dict) for frame in self._frames]
        prefix = [b'{"\x7f":' if is_object else b"[" for is_object in kinds]
        if kinds:
            prefix.append(b"0,")  # so that the window does not begin with a closing bracket
        kinds[least:] = [bracket == ord("{") for bracket in opened]
        suffix = [b"}" if is_object else b"]" for is_object in reversed(kinds)]
        if not is_last:
            suffix.insert(0, b'"\x7f\x7f":0' if kinds[-1] else b"0")
        try:
            parsed = jiter.from_json(
                b"".join((*prefix, window, *suffix)),
                allow_inf_nan=False,
                cache_mode="none",
                catch_duplicate_keys=True,
            )
        except ValueError:
            return False
        if not is_last:
            innermost = parsed
            for _ in kinds[1:]:
                innermost = _last(innermost)
            innermost.pop(_NOT_THERE_YET) if kinds[-1] else innermost.pop()
        return self._absorb(parsed, least, len(kinds))

    def _absorb(self, parsed: Any, least: int, depth: int) -> bool:
        """Add what was read to what is kept, and tell whether every name is new."""
        if not self._frames:
            self._document = _kept(parsed, self._shape)
            if depth:
                self._frames.append(_Frame(self._document, self._shape))
                self._enter(parsed, depth)
            return True
        parts = []
        for kept, _ in self._frames:
            if isinstance(kept, dict):
                inner = parsed.pop(_OPEN_ALREADY)
            else:
                inner = parsed[0]
                del parsed[0]
            parts.append(parsed)
            parsed = inner
        sizes = [len(kept) for kept, _ in self._frames]
        for (kept, shape), part, size in zip(self._frames, parts, sizes, strict=True):
            if isinstance(kept, dict):
                kept.update(_kept(part, shape))
            else:
                kept.extend(_kept(part, shape._replace(most=max(shape.most - size, 0))))
            if len(kept) != size + len(part):
                self._cut_back(sizes)
                return False
        del self._frames[least:]
        if self._frames:
            self._enter(parts[least - 1], depth)
        return True

    def _cut_back(self, sizes: list[int]) -> None:
        """Forget the names and entries of a window: the scanner is told those before it."""
        for (kept, _), size in zip(self._frames, sizes, strict=True):
            while len(kept) > size:
                kept.popitem() if isinstance(kept, dict) else kept.pop()

    def _enter(self, parsed: Any, depth: int) -> None:
        """Note what a window opens: each the last value in that before it."""
        while len(self._frames) < depth:
            kept, shape = self._frames[-1]
            parsed = _last(parsed)
            if isinstance(kept, dict):
                name = next(reversed(kept))
                inner, place = kept[name], shape.members.get(name, FLAT)
            else:
                inner, place = kept[-1], shape.items or FLAT
            if inner is None:  # of which nothing is kept but the names that may not come again
                inner, place = _kept(parsed, FLAT), FLAT
            self._frames.append(_Frame(inner, place))

    def _scan(self, start: int) -> Finding | None:
        """Find the fault in the window that begins at ``start``."""
        scanner = Scanner(self._data[start:].decode(), self._data[:start])
        for level, (kept, _) in enumerate(self._frames):
            if isinstance(kept, dict):
                scanner.frames.append((kept, [next(reversed(kept))]))
            else:
                is_innermost = level == len(self._frames) - 1
                scanner.frames.append((None, [len(kept) - (not is_innermost)]))
        found = scanner.scan()
        if found is None:
            raise AssertionError("a window was taken to be at fault and is not")
        return found


def _last(parsed: Any) -> Any:
    return parsed[next(reversed(parsed))] if isinstance(parsed, dict) else parsed[-1]


def _kept(value: Any, shape: Shape) -> Any:
    """Return what a shape keeps of a value."""
    if isinstance(value, dict):
        kept = dict.fromkeys(value)
        for name in shape.members.keys() & value.keys():
            kept[name] = _kept(value[name], shape.members[name])
        return kept
    if isinstance(value, list):
        if shape.items is None:
            return [None] * len(value)
        kept_entries = [_kept(entry, shape.items) for entry in islice(value, shape.most)]
        kept_entries += [None] * (len(value) - len(kept_entries))
        return kept_entries
    return value
