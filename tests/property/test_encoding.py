"""The scanner beside two independent readers, over texts that are JSON, nearly or not at all.

- ``support.oracles.read`` asks the standard library's ``json``, whose hooks see every token;
- ``PlainReader`` reads one character at a time by SPEC section 3 and knows code and pointer.
"""

from __future__ import annotations

import json
import random
import re
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from proofs.fuzz.mutations import NUMBERS, STRINGS, TOKENS, mutate_bytes
from support import oracles
from support.documents import RECORDED, as_bytes, document

from dlm_schema.document.encoding import find_fault, parse, read
from dlm_schema.document.in_memory import read_mapping
from dlm_schema.findings import pointer_to

LARGEST = 2**53 - 1
DEEPEST = 16


class RefusedError(Exception):
    """A text that is not strict, with code and pointer where these are known."""

    def __init__(self, code: str = "", pointer: str = "") -> None:
        super().__init__(code, pointer)
        self.fault = (code, pointer)


class PlainReader:
    """A reader without any haste: one character after the other, one function a rule."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def fault(self) -> tuple[str, str] | None:
        try:
            self.space()
            self.value(())
            self.space()
        except RefusedError as error:
            return error.fault
        return ("syntax", "") if self.at < len(self.text) else None

    def next(self) -> str:
        return self.text[self.at] if self.at < len(self.text) else ""

    def take(self) -> str:
        self.at += 1
        return self.text[self.at - 1]

    def expect(self, character: str) -> None:
        if self.next() != character:
            raise RefusedError("syntax")
        self.at += 1

    def space(self) -> None:
        while self.next() in {" ", "\t", "\n", "\r"}:
            self.at += 1

    def value(self, path: tuple[str | int, ...]) -> None:
        if self.next() == '"':
            self.string(pointer_to(*path))
        elif self.next() in {"[", "{"}:
            if len(path) == DEEPEST:
                raise RefusedError("depth", pointer_to(*path))
            self.container(path)
        elif self.next() in set("-0123456789"):
            self.number(pointer_to(*path))
        else:
            for literal in ("true", "false", "null"):
                if self.text.startswith(literal, self.at):
                    self.at += len(literal)
                    return
            raise RefusedError("syntax")

    def container(self, path: tuple[str | int, ...]) -> None:
        closing = {"[": "]", "{": "}"}[self.next()]
        self.at += 1
        self.space()
        names: list[str] = []
        index = 0
        if self.next() == closing:
            self.at += 1
            return
        while True:
            key: str | int = index
            if closing == "}":
                if self.next() != '"':
                    raise RefusedError("syntax")
                key = self.string(pointer_to(*path))
                if key in names:
                    raise RefusedError("duplicate-member", pointer_to(*path, key))
                names.append(key)
                self.space()
                self.expect(":")
                self.space()
            self.value((*path, key))
            self.space()
            index += 1
            if self.next() == closing:
                self.at += 1
                return
            self.expect(",")
            self.space()

    def string(self, pointer: str) -> str:
        self.expect('"')
        value = ""
        while self.next() != '"':
            if not self.next():
                raise RefusedError("syntax")
            character = self.escape() if self.next() == "\\" else self.take()
            if oracles.is_forbidden(character):
                raise RefusedError("character", pointer)
            value += character
        self.at += 1
        return value

    def escape(self) -> str:
        """Read an escape, or two that are a pair, and stand behind it."""
        self.at += 1
        kind = self.next()
        if kind and kind in '"\\/bfnrt':
            self.at += 1
            return {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}.get(kind, kind)
        unit = self.unit(self.at)
        if unit is None:
            raise RefusedError("syntax")
        self.at += 5
        if 0xD800 <= unit < 0xDC00 and self.next() == "\\":
            low = self.unit(self.at + 1)
            if low is not None and 0xDC00 <= low < 0xE000:
                self.at += 6
                return chr(0x10000 + (unit - 0xD800) * 0x400 + low - 0xDC00)
        return chr(unit)

    def unit(self, at: int) -> int | None:
        written = self.text[at : at + 5]
        return int(written[1:], 16) if re.fullmatch("u[0-9A-Fa-f]{4}", written) else None

    def number(self, pointer: str) -> None:
        start = self.at
        if self.next() == "-":
            self.at += 1
        digits = self.digits()
        if not digits:
            raise RefusedError("syntax")
        if digits[0] == "0":
            self.at -= len(digits) - 1
        after_integer = self.at
        if self.next() == ".":
            self.at += 1
            if not self.digits():
                self.at = after_integer
        after_fraction = self.at
        if self.next() in {"e", "E"}:
            self.at += 1
            if self.next() in {"+", "-"}:
                self.at += 1
            if not self.digits():
                self.at = after_fraction
        token = self.text[start : self.at]
        plain = self.at == after_integer and token != "-0"
        if not plain or len(token) > 17 or abs(int(token)) > LARGEST:
            raise RefusedError("number", pointer)

    def digits(self) -> str:
        start = self.at
        while self.next() and self.next() in "0123456789":
            self.at += 1
        return self.text[start : self.at]


def plain_fault(data: bytes) -> tuple[str, str] | None:
    if data.startswith(b"\xef\xbb\xbf"):
        return "bom", ""
    try:
        return PlainReader(data.decode("utf-8")).fault()
    except UnicodeDecodeError:
        return "utf8", ""


def agree(data: bytes) -> None:
    finding = find_fault(data)
    reading = oracles.read(data)
    assert (not reading.codes) is (finding is None)
    expected = plain_fault(data)
    found = finding and (finding.code.removeprefix("encoding/"), finding.pointer)
    assert found == expected
    if finding is None:
        assert read(data) == (parse(data), None) == (reading.value, None)


FRAGMENTS = [
    *'{}[],:" \n\t\r01-.eE+\\/utna',
    *('"a":', '"a":1,', '"\\u00e9":', '"b":"x,y",', "1,", "2 ,", '"a",', "true,"),
    *("\\n", '\\"', "\\u0020", "\\ud83d", "\\ude00", "\\q", "\x0c", "\x9f", "\u2028", "\uffff"),
    *('{"a":{', "[[", "[{", "[[[[[[[[", "]]]]]]]]", '{"a":{"a":{"a":{"a":', "}}}}"),
    *(*NUMBERS, *TOKENS, *STRINGS),
]

soups = st.lists(st.sampled_from(FRAGMENTS), max_size=20).map("".join)

characters = st.one_of(
    st.sampled_from('abn,:"\\/{}[]01 \u00e9\u4e2d\U0001f600'),
    st.characters(exclude_categories=["Cs"]),
)
strings = st.text(characters, max_size=6)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-LARGEST, LARGEST),
    st.integers(-20, 20),
    st.sampled_from([LARGEST, LARGEST + 1, -LARGEST, -LARGEST - 1, 10**20]),
    st.floats(allow_nan=False, allow_infinity=False),
    strings,
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=6),
        st.dictionaries(st.one_of(st.sampled_from("abc"), strings), inner, max_size=5),
    ),
    max_leaves=30,
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Write a value in one of the ways that JSON allows."""
    return json.dumps(
        draw(values),
        ensure_ascii=draw(st.booleans()),
        indent=draw(st.sampled_from([None, None, 1, "\t"])),
        separators=draw(st.sampled_from([None, (",", ":"), (" , ", " :\n")])),
    )


MANIFESTS = [
    as_bytes(document(1)).decode(),
    as_bytes(document(3, "vllm")).decode(),
    RECORDED[0].read_text(),
    RECORDED[-1].read_text(),
]

BREADTH = settings(max_examples=3 * settings().max_examples)


@BREADTH
@given(soups)
def test_scanner_agrees_with_plain_readers_about_soup(text: str) -> None:
    agree(text.encode())


@given(texts())
def test_scanner_agrees_with_plain_readers_about_texts(text: str) -> None:
    agree(text.encode())


@BREADTH
@given(
    st.one_of(texts(), st.sampled_from(MANIFESTS)),
    st.randoms(use_true_random=False),
    st.integers(1, 3),
)
def test_scanner_agrees_with_plain_readers_about_mutated_texts(
    text: str, chooser: random.Random, changes: int
) -> None:
    data = bytearray(text.encode())
    for _ in range(changes):
        mutate_bytes(data, chooser)
    agree(bytes(data))


@given(st.binary(max_size=12))
def test_scanner_agrees_with_plain_readers_about_bytes(data: bytes) -> None:
    agree(data)


@given(st.lists(st.sampled_from(['"', "\\", "u", "d", "8", "c", "0", "\\ud8", "00", "\\u", "n"])))
def test_scanner_agrees_with_plain_readers_about_escapes(parts: list[str]) -> None:
    body = "".join(parts)
    agree(f'"{body}"'.encode())
    agree(f'{{"{body}":["{body}"]}}'.encode())


@pytest.mark.parametrize("first", range(0xD7FE, 0xE002, 0x1FF))
@pytest.mark.parametrize("second", range(0xD7FE, 0xE002, 0x1FF))
@pytest.mark.parametrize("third", [0x41, 0xD800, 0xDC00])
def test_readers_agree_about_arrangements_of_surrogates(
    first: int, second: int, third: int
) -> None:
    units = [f"\\u{unit:04x}" for unit in (first, second, third)]
    for between in ("", "x", "\\\\"):
        agree(f'["{between.join(units)}"]'.encode())
        agree(f'{{"{between.join(units)}":0}}'.encode())


documents_in_memory = st.dictionaries(
    st.text(st.characters(exclude_categories=[]), max_size=4),
    st.recursive(
        st.one_of(scalars, st.text(st.characters(exclude_categories=[]), max_size=3)),
        lambda inner: st.one_of(
            st.lists(inner, max_size=4), st.dictionaries(strings, inner, max_size=4)
        ),
        max_leaves=20,
    ),
    max_size=4,
)
PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def wrapped(value: Any, levels: list[str | None]) -> Any:
    for level in levels:
        value = [0, value] if level is None else {"z": 0, level: value}
    return value


@given(documents_in_memory, st.lists(st.sampled_from([None, "a", "b/~c"]), max_size=18))
def test_document_in_memory_has_the_faults_of_its_text(
    made: dict[str, Any], levels: list[str | None]
) -> None:
    made = {"top": wrapped(made, levels)}
    text = json.dumps(made)
    # Two lone surrogates in memory would become one character if they were written as escapes.
    assume(not PAIR.search(json.dumps(made, ensure_ascii=False)))
    expected = find_fault(text.encode())
    taken, finding = read_mapping(made)
    assert (finding is None) == (expected is None)
    if finding is None or expected is None:
        assert taken == made == parse(text.encode())
    else:
        assert finding[:3] == expected[:3]
