"""Reading a JSON text from left to right, up to its first fault (SPEC section 3).

What the encoding layer accepts is defined here: a scanner that builds no value, needs no
recursion, and reports one fault with the pointer of the value that it is in.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

import jiter

from dlm_schema.findings import Finding, pointer_to
from dlm_schema.limits import MAX_DEPTH, MAX_INTEGER
from dlm_schema.text import excerpt

_LONGEST_SHOWN: Final = 40
_HIGH_SURROGATES: Final = range(0xD800, 0xDC00)

_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane << 16 | 0xFFFE)}-{chr(plane << 16 | 0xFFFF)}" for plane in range(17)
)
FORBIDDEN_ASCII: Final = r"\x00-\x1f\x7f"
FORBIDDEN: Final = f"\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{_NONCHARACTERS}"
_ESCAPED = r"\\(?:[\"\\/bfnrt]|u[0-9A-Fa-f]{4})"

_SPACE = re.compile(r"[ \t\n\r]*+")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?")
_PLAIN_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,15}")
_LITERAL = re.compile(r"true|false|null")


@cache
def _string(forbidden: str) -> re.Pattern[str]:
    """Return the expression of a string, up to what may not follow in it."""
    return re.compile(rf'"((?:[^"\\{forbidden}]++|{_ESCAPED})*+)')


_UNIT = (
    r"(?!00[0189]|007[Ff]|202[89]|[Dd][89A-Fa-f]|[Ff][Dd][DdEe]|[Ff]{3}[EeFf])"
    r"[0-9A-Fa-f]{4}"
)
_PAIR = (
    r"(?![Dd][89ABab][37BbFf][Ff]\\u[Dd][Ff]{2}[EeFf])"
    r"[Dd][89ABab][0-9A-Fa-f]{2}\\u[Dd][C-Fc-f][0-9A-Fa-f]{2}"
)
SOUND_ESCAPE: Final = rf'\\(?:["\\/]|u(?:{_UNIT}|{_PAIR}))'
"""An escape that stands for a character which a string may hold."""
_FORBIDDEN_ESCAPE = re.compile(
    rf"(?:[^\\]++|{SOUND_ESCAPE})*+\\(?:u(.{{4}})(?:\\u([Dd][C-Fc-f]..))?|(.))"
)
_SHORT_ESCAPES = dict(zip('"\\/bfnrt', b'"\\/\b\f\n\r\t', strict=True))
FORBIDDEN_CHARACTER = re.compile(f"[{FORBIDDEN}]")


def fault(code: str, pointer: str, message: str) -> Finding:
    """Report a fault of the encoding layer."""
    return Finding(f"encoding/{code}", "error", pointer, message)


def number_fault(shown: str, pointer: str) -> Finding:
    """Report a number that is no plain integer, or too large."""
    return fault(
        "number",
        pointer,
        f"{shown} is not a plain integer between -{MAX_INTEGER} and {MAX_INTEGER}",
    )


def character_fault(character: str, pointer: str, what: str) -> Finding:
    """Report a character that no string or name may hold."""
    return fault(
        "character",
        pointer,
        f"{what} holds U+{ord(character):04X}; control characters, line and paragraph separators, "
        f"lone surrogates and noncharacters are not allowed",
    )


def depth_fault(pointer: str) -> Finding:
    """Report an array or object that is nested too deep."""
    return fault("depth", pointer, f"nested more than {MAX_DEPTH} deep")


class _FaultError(Exception):
    def __init__(self, finding: Finding) -> None:
        self.finding = finding


class Scanner:
    """One pass over a JSON text without building its value.

    ``frames`` holds, for every array and object open at ``position``, the names seen so far
    (``None`` for an array) and the name or index of the value being read. Where a text is scanned
    from its middle, ``before`` is what comes before it, which ends after a comma, and the frames
    are those open there.
    """

    def __init__(self, text: str, before: bytes = b"") -> None:
        self.text = text
        self.before = before
        self.position = 0
        self.frames: list[tuple[dict[str, Any] | None, list[str | int]]] = []
        # Compiling what non-ASCII text needs takes as long as judging a hundred manifests.
        self.string = _string(FORBIDDEN_ASCII if text.isascii() else FORBIDDEN)

    def scan(self) -> Finding | None:
        """Return the first fault, or ``None``."""
        try:
            self._document()
        except _FaultError as error:
            return error.finding
        return None

    def _document(self) -> None:
        self._skip_space()
        if self.frames:
            self._reach_value(*self.frames[-1])
        self._value()
        while self.frames:
            names, current = self.frames[-1]
            closing = "]" if names is None else "}"
            self._skip_space()
            character = self._peek()
            if character == ",":
                self.position += 1
                self._skip_space()
                if names is None:
                    current[0] = int(current[0]) + 1
                self._reach_value(names, current)
                self._value()
            elif character == closing:
                self.position += 1
                self.frames.pop()
            else:
                raise self._syntax(f"expected ',' or '{closing}'")
        self._skip_space()
        if self.position != len(self.text):
            raise self._syntax("expected the end of the document")

    def _value(self) -> None:
        """Read a scalar, an empty container, or the opening of a container."""
        while True:
            character = self._peek()
            if character == '"':
                self._string()
                return
            if character not in ("{", "["):
                self._scalar()
                return
            if len(self.frames) == MAX_DEPTH:
                raise _FaultError(depth_fault(self._pointer()))
            self.position += 1
            self._skip_space()
            if self._peek() == ("}" if character == "{" else "]"):
                self.position += 1
                return
            names: dict[str, Any] | None = {} if character == "{" else None
            current: list[str | int] = [0]
            self.frames.append((names, current))
            self._reach_value(names, current)

    def _reach_value(self, names: dict[str, Any] | None, current: list[str | int]) -> None:
        """Read the name of the value that comes next, if it has one."""
        if names is None:
            return
        if self._peek() != '"':
            raise self._syntax("expected a member name in double quotes")
        name = self._string(of_member=True)
        if "\\" in name:
            name = jiter.from_json(f'"{name}"'.encode())
        current[0] = name
        if name in names:
            message = f"the member {excerpt(name)} occurs twice in its object"
            raise _FaultError(fault("duplicate-member", self._pointer(), message))
        names[name] = None
        self._skip_space()
        if self._peek() != ":":
            raise self._syntax("expected ':' after the member name")
        self.position += 1
        self._skip_space()

    def _string(self, *, of_member: bool = False) -> str:
        """Read a string, or a member's name, and return it as written between its quotes."""
        start = self.position
        match = self.string.match(self.text, start)
        if match is None:
            raise AssertionError("called at a double quote")
        body = match[1]
        self.position = match.end()
        if "\\" in body:
            forbidden = _first_forbidden_escape(body)
            if forbidden is not None:
                raise self._forbidden(forbidden, of_member=of_member)
        following = self._peek()
        if following == '"':
            self.position += 1
            return body
        if following == "\\":
            raise self._syntax("bad escape in a string")
        if following == "":
            self.position = start
            raise self._syntax("unterminated string")
        raise self._forbidden(following, of_member=of_member)

    def _scalar(self) -> None:
        literal = _LITERAL.match(self.text, self.position)
        if literal:
            self.position = literal.end()
            return
        number = _NUMBER.match(self.text, self.position)
        if number is None:
            raise self._syntax("expected a JSON value")
        token = number[0]
        if not _PLAIN_INTEGER.fullmatch(token) or abs(int(token)) > MAX_INTEGER:
            shown = (
                token if len(token) <= _LONGEST_SHOWN else f"a number of {len(token)} characters"
            )
            raise _FaultError(number_fault(shown, self._pointer()))
        self.position = number.end()

    def _skip_space(self) -> None:
        match = _SPACE.match(self.text, self.position)
        if match:
            self.position = match.end()

    def _peek(self) -> str:
        return self.text[self.position : self.position + 1]

    def _pointer(self) -> str:
        return pointer_to(*(current[0] for _, current in self.frames))

    def _forbidden(self, character: str, *, of_member: bool) -> _FaultError:
        if of_member:
            owner = pointer_to(*(current[0] for _, current in self.frames[:-1]))
            return _FaultError(character_fault(character, owner, "a member name"))
        return _FaultError(character_fault(character, self._pointer(), "the string"))

    def _syntax(self, expected: str) -> _FaultError:
        line = self.before.count(b"\n") + self.text.count("\n", 0, self.position) + 1
        column = self.position - self.text.rfind("\n", 0, self.position)
        if "\n" not in self.text[: self.position]:
            column += len(self.before[self.before.rfind(b"\n") + 1 :].decode())
        seen = self._peek()
        found = f"found {excerpt(seen)}" if seen else "the document ends"
        message = f"line {line}, column {column}: {expected}, {found}"
        return _FaultError(fault("syntax", "", message))


def _first_forbidden_escape(body: str) -> str | None:
    """Return the first forbidden character that a string's escapes, all complete, stand for."""
    match = _FORBIDDEN_ESCAPE.match(body)
    if match is None:
        return None
    if match[3]:
        return chr(_SHORT_ESCAPES[match[3]])
    unit = int(match[1], 16)
    if unit in _HIGH_SURROGATES and match[2]:
        return chr(0x10000 + ((unit - 0xD800) << 10) + (int(match[2], 16) - 0xDC00))
    return chr(unit)
