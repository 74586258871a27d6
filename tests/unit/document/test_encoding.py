"""The encoding layer before its scanner: size, byte order mark, UTF-8, and text as bytes.

What a strict JSON text is, the cases of the corpus say; the scanner's own tests are beside these.
"""

from __future__ import annotations

from typing import Any

import pytest

from dlm_schema.document.encoding import find_fault, parse, read, to_bytes
from dlm_schema.document.validation import validate
from dlm_schema.findings import Finding
from dlm_schema.limits import MAX_BYTES

TOO_LARGE = "the document has more than the 16777216 bytes that are allowed"
ILL_FORMED = "byte {} does not continue well-formed UTF-8"


def test_strict_text_is_read_as_its_value_and_any_other_as_its_fault() -> None:
    assert read(b'{"a": [1, null, "\\u00e9"]}') == ({"a": [1, None, "\u00e9"]}, None)
    assert read(b"[01]") == (None, find_fault(b"[01]"))


def test_size_is_judged_first_and_by_the_byte() -> None:
    largest = b'["' + b"a" * (MAX_BYTES - 4) + b'"]'
    assert find_fault(largest) is None
    for data in (
        largest + b" ",
        b"\xef\xbb\xbf" + b"\xff" * (MAX_BYTES - 2),
        b"[" * (MAX_BYTES + 1),
        ('"' + "\u00e9" * (MAX_BYTES // 2) + '"').encode(),
    ):
        assert find_fault(data) == Finding("encoding/size", "error", "", TOO_LARGE)


@pytest.mark.parametrize(
    ("data", "code", "message"),
    [
        (b"\xef\xbb\xbf{}", "bom", "the document begins with a byte order mark; remove it"),
        (b'{"a":"\xe9"}', "utf8", ILL_FORMED.format(6)),
        (
            '{"a":1}'.encode("utf-16"),
            "utf8",
            f"{ILL_FORMED.format(0)}; it looks like UTF-16, which is not allowed",
        ),
    ],
)
def test_message_about_bytes_says_which(data: bytes, code: str, message: str) -> None:
    assert find_fault(data) == Finding(f"encoding/{code}", "error", "", message)


def test_text_with_a_lone_surrogate_is_ill_formed_utf8() -> None:
    assert to_bytes('"\ud800"') == b'"\xed\xa0\x80"'
    assert validate('"\ud800"').findings[0].code == "encoding/utf8"
    assert to_bytes('"\u00e9\U0001f600"') == '"\u00e9\U0001f600"'.encode()


@pytest.mark.parametrize("number", [b"1.0", b"1e0"])
def test_fraction_is_parsed_to_a_value_of_no_json_type(number: bytes) -> None:
    value: Any = parse(number)
    assert type(value) not in {bool, int, float, str, list, dict, type(None)}
