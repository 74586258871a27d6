"""Values and names as messages show them; ``str.isprintable`` is the oracle."""

from __future__ import annotations

from typing import Any

import pytest

from dlm_schema.text import excerpt, printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("plain text", "plain text", id="plain"),
        pytest.param("naïve 模型", "naïve 模型", id="letters"),
        pytest.param("a\0b", "a\\x00b", id="NUL"),
        pytest.param("\x1b]0;t\x07", "\\x1b]0;t\\x07", id="escape sequence"),
        pytest.param("a\r\nb\tc", "a\\r\\nb\\tc", id="line ends"),
        pytest.param("\x9b31m", "\\x9b31m", id="C1"),
        pytest.param("\u202e\u2066\u200b", "\\u202e\\u2066\\u200b", id="invisible"),
        pytest.param("\u2028\u00a0", "\\u2028\\xa0", id="spaces"),
        pytest.param("\udcff", "\\udcff", id="surrogate"),
        pytest.param("\U000e0041", "\\U000e0041", id="tag"),
    ],
)
def test_what_acts_on_a_terminal_is_escaped(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_no_character_at_all_gets_through_unless_it_is_printable() -> None:
    everything = "".join(map(chr, range(0x110000)))
    assert printable(everything).isprintable()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param("quant", "'quant'", id="string"),
        pytest.param("it's", '"it\'s"', id="quote"),
        pytest.param("", "''", id="empty"),
        pytest.param("\u00e9\n\x1b[31m\U0001f600", r"'\xe9\n\x1b[31m\U0001f600'", id="escaped"),
        pytest.param("\ud800", r"'\ud800'", id="surrogate"),
        pytest.param("a" * 58, "'" + "a" * 58 + "'", id="58"),
        pytest.param("a" * 59, "'" + "a" * 56 + "...", id="59"),
        pytest.param("a" * 10**6, "'" + "a" * 56 + "...", id="million"),
        pytest.param(None, "null", id="null"),
        pytest.param(True, "true", id="true"),
        pytest.param(False, "false", id="false"),
        pytest.param(0, "0", id="0"),
        pytest.param(-17, "-17", id="-17"),
        pytest.param(2**64, "18446744073709551616", id="2^64"),
        pytest.param(10**5000, "an integer of 16610 bits", id="5001-digits"),
        pytest.param(-(10**5000), "an integer of 16610 bits", id="-5001-digits"),
        pytest.param({}, "an object of 0 members", id="object"),
        pytest.param({"a": 1, "b": 2}, "an object of 2 members", id="members"),
        pytest.param([1, 2, 3], "an array of 3 entries", id="array"),
        pytest.param(1.5, "1.5", id="float"),
    ],
)
def test_excerpt_shows_a_value_on_one_short_line(value: Any, shown: str) -> None:
    assert excerpt(value) == shown
    assert len(excerpt(value)) <= 60
