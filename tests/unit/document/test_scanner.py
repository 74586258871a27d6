"""What the corpus cannot see of the scanner: its messages, its runs, and texts of megabytes.

Which texts are strict, and where their first fault is, the cases of the corpus say one by one, and
``tests/property/test_encoding.py`` asks two independent readers about many more.
"""

from __future__ import annotations

import itertools
import json

import pytest

from dlm_schema.document.encoding import find_fault
from dlm_schema.document.scanner import FORBIDDEN_CHARACTER, _first_forbidden_escape
from dlm_schema.findings import Finding


def fault_in(data: bytes) -> tuple[str, str] | None:
    """Return code and pointer of the first fault."""
    finding = find_fault(data)
    return finding and (finding.code.removeprefix("encoding/"), finding.pointer)


@pytest.mark.parametrize("length", [0, 1, 2, 3, 50])
@pytest.mark.parametrize("space", ["", " ", "\n  "])
@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ("1.0", "number"),
        ("-0", "number"),
        ('"\x01"', "character"),
        ('"\\u0001"', "character"),
        ('"a,\x7f"', "character"),
        ("9007199254740992", "number"),
        ("12345678901234567", "number"),
    ],
)
@pytest.mark.parametrize("last", [True, False], ids=["last", "amid"])
def test_runs_of_any_length_are_counted(
    length: int, space: str, bad: str, code: str, *, last: bool
) -> None:
    plain = ['"x"', "17", "null", '"a, b"', "-3", '"\\/"', "0"]
    separator = f"{space},{space}"
    rest = [] if last else ["1", "2"]
    values = [plain[index % len(plain)] for index in range(length)]
    array = f"[{space}{separator.join([*values, bad, *rest])}{space}]"
    assert fault_in(array.encode()) == (code, f"/{length}")
    members = [f'"m{index}"{space}:{space}{value}' for index, value in enumerate(values)]
    others = [f'"r{index}":{value}' for index, value in enumerate(rest)]
    joined = separator.join([*members, f'"bad":{bad}', *others])
    assert fault_in(f"{{{space}{joined}{space}}}".encode()) == (code, "/bad")


@pytest.mark.parametrize("apart", [0, 1, 2, 40])
@pytest.mark.parametrize(
    "again", ['"name"', '"\\u006eame"', '"\\u006e\\u0061\\u006d\\u0065"'], ids=["raw", "one", "all"]
)
@pytest.mark.parametrize("value", ["1", '"a,b"', "[]", '{"name":{"name":1}}', "1234567890123456"])
def test_name_is_found_again_across_runs(apart: int, again: str, value: str) -> None:
    between = "".join(f'"m{index}":{value},' for index in range(apart))
    for first, second in (('"name"', again), (again, '"name"')):
        data = f'{{"a":0,{first}:{value},{between}{second}:1,"z":1}}'
        assert fault_in(data.encode()) == ("duplicate-member", "/name")


NOT_PLAIN = "is not a plain integer between -9007199254740991 and 9007199254740991"
NOT_ALLOWED = (
    "control characters, line and paragraph separators, lone surrogates and noncharacters are not "
    "allowed"
)


@pytest.mark.parametrize(
    ("data", "code", "pointer", "message"),
    [
        (
            b'{\n "a": 1\n "b": 2\n}',
            "syntax",
            "",
            "line 3, column 2: expected ',' or '}', found '\"'",
        ),
        (b"", "syntax", "", "line 1, column 1: expected a JSON value, the document ends"),
        (b"[1]\n]", "syntax", "", "line 2, column 1: expected the end of the document, found ']'"),
        (b"[1 2]", "syntax", "", "line 1, column 4: expected ',' or ']', found '2'"),
        (
            b"{1:2}",
            "syntax",
            "",
            "line 1, column 2: expected a member name in double quotes, found '1'",
        ),
        (b'{"a"}', "syntax", "", "line 1, column 5: expected ':' after the member name, found '}'"),
        (b'["abc', "syntax", "", "line 1, column 2: unterminated string, found '\"'"),
        (b'["abc\\x"]', "syntax", "", r"line 1, column 6: bad escape in a string, found '\\'"),
        (b'{"a":1,"a":2}', "duplicate-member", "/a", "the member 'a' occurs twice in its object"),
        (b'{"a":[1.50]}', "number", "/a/0", f"1.50 {NOT_PLAIN}"),
        (b"9" * 40, "number", "", f"{'9' * 40} {NOT_PLAIN}"),
        (b"9" * 41, "number", "", f"a number of 41 characters {NOT_PLAIN}"),
        (b'{"a":["\\u0000"]}', "character", "/a/0", f"the string holds U+0000; {NOT_ALLOWED}"),
        (b'{"a":["\\t"]}', "character", "/a/0", f"the string holds U+0009; {NOT_ALLOWED}"),
        (
            b'{"a":{"\\udbff\\udfff":0}}',
            "character",
            "/a",
            f"a member name holds U+10FFFF; {NOT_ALLOWED}",
        ),
        (b"[" * 17, "depth", "/0" * 16, "nested more than 16 deep"),
    ],
)
def test_message_says_what_was_seen(data: bytes, code: str, pointer: str, message: str) -> None:
    assert find_fault(data) == Finding(f"encoding/{code}", "error", pointer, message)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\x00" * 10_000, id="nul"),
        pytest.param('["' + "\\q" * 10_000, id="escapes"),
        pytest.param('{"' + "n" * 10_000 + '":1,"' + "n" * 10_000 + '":1}', id="name"),
        pytest.param("9" * 10_000 + ".0", id="number"),
        pytest.param("\U0001f600" * 10_000, id="astral"),
    ],
)
def test_message_never_repeats_a_large_part_of_the_document(text: str) -> None:
    finding = find_fault(text.encode())
    assert finding is not None
    assert len(finding.message) < 200
    assert finding.message.isascii()


MANY = 300_000
HOSTILE = [
    pytest.param(b"[" + b"1," * 1_000_000 + b"1]", None, id="entries"),
    pytest.param(b"[" + b"1," * 1_000_000, ("syntax", ""), id="entries-without-end"),
    pytest.param(b"[" + b"1," * 1_000_000 + b"1.0]", ("number", "/1000000"), id="entries-then"),
    pytest.param(b"[" + b"[]," * 500_000 + b"-0]", ("number", "/500000"), id="empty-arrays"),
    pytest.param(
        b"[" + b"1234567890123456," * 200_000 + b"-0]", ("number", "/200000"), id="long-integers"
    ),
    pytest.param(b"[" + b'"\\/",' * 300_000 + b"-0]", ("number", "/300000"), id="escaped-entries"),
    pytest.param(b"[" * 1_000_000, ("depth", "/0" * 16), id="brackets"),
    pytest.param(b'{"a":' * 500_000, ("depth", "/a" * 16), id="braces"),
    pytest.param(
        b"{" + b"".join(b'"m%d":1,' % n for n in range(MANY)) + b'"z":1}', None, id="members"
    ),
    pytest.param(
        b"{" + b"".join(b'"m%d":1,' % n for n in range(MANY)) + b'"m0":1}',
        ("duplicate-member", "/m0"),
        id="members-then-the-first-again",
    ),
    pytest.param(
        b"{" + b"".join(b'"m%d":[],' % n for n in range(MANY)) + b'"m0":1}',
        ("duplicate-member", "/m0"),
        id="members-of-containers",
    ),
    pytest.param(
        b"{" + b"".join(b'"\\u006d%d":1,' % n for n in range(MANY // 2)) + b'"m0":1}',
        ("duplicate-member", "/m0"),
        id="escaped-members",
    ),
    pytest.param(b'"' + b"\\u0041" * 1_000_000 + b'"', None, id="escapes"),
    pytest.param(b'"' + b"\\\\" * 2_000_000 + b'"', None, id="backslashes"),
    pytest.param(b'"' + b"\\\\" * 2_000_000, ("syntax", ""), id="backslashes-without-end"),
    pytest.param(b'"' + b"\\u0041" * 1_000_000 + b'\\ud800"', ("character", ""), id="escapes-then"),
    pytest.param(b'"' + b"\\ud83d\\ude00" * 500_000 + b'"', None, id="pairs"),
    pytest.param(b'"' + b"a" * 10_000_000, ("syntax", ""), id="string-without-end"),
    pytest.param(b" " * 10_000_000, ("syntax", ""), id="spaces"),
    pytest.param(b"[1" + b" " * 10_000_000 + b"]", None, id="spaces-before-a-bracket"),
    pytest.param(b"[" + b"1 \n" * 1_000_000 + b"]", ("syntax", ""), id="entries-without-comma"),
    pytest.param(b"\n" * 5_000_000 + b"x", ("syntax", ""), id="lines"),
    pytest.param(b"9" * 10_000_000, ("number", ""), id="digits"),
    pytest.param(b"-" * 10_000_000, ("syntax", ""), id="signs"),
    pytest.param(b"1." + b"0" * 10_000_000, ("number", ""), id="zeros"),
    pytest.param(b'{"' + b"n" * 5_000_000 + b'":1', ("syntax", ""), id="name"),
    pytest.param(b"[" + b'"a" , ' * 1_000_000 + b"x", ("syntax", ""), id="strings"),
    pytest.param(b'["' + b'a","' * 1_000_000, ("syntax", ""), id="strings-without-end"),
    pytest.param(
        ('["\u00e9",' + '"\U0001f600",' * 300_000 + "-0]").encode(),
        ("number", "/300001"),
        id="beyond-ascii",
    ),
    pytest.param(b"\xc3" * 5_000_000, ("utf8", ""), id="ill-formed"),
]


@pytest.mark.parametrize(("data", "expected"), HOSTILE)
def test_large_input_is_read_in_one_pass(data: bytes, expected: tuple[str, str] | None) -> None:
    finding = find_fault(data)
    if finding is None:
        assert expected is None
    else:
        assert (finding.code.removeprefix("encoding/"), finding.pointer) == expected
        assert len(finding.message) < 300


def test_an_escape_is_forbidden_where_its_character_is() -> None:
    ends = (range(plane - 4, plane + 4) for plane in range(0x20000, 0x110000, 0x10000))
    for point in itertools.chain(range(0x10000), range(0x10000, 0x10FFFF, 251), *ends):
        character = chr(point)
        lower = json.dumps(character)[1:-1]
        upper = "\\u".join(part.upper() for part in lower.split("\\u")) if point > 0x7F else lower
        expected = character if FORBIDDEN_CHARACTER.match(character) else None
        for body in (lower, upper, rf"a\\{lower}b"):
            assert _first_forbidden_escape(body) == expected, body


@pytest.mark.parametrize("body", [r"\udc00\ud800", r"\ud800\n", r"\ud800\ud83d\ude00", r"\ud83d"])
def test_a_surrogate_without_its_other_half_is_forbidden(body: str) -> None:
    assert _first_forbidden_escape(rf"a\\{body}") == chr(int(body[2:6], 16))
