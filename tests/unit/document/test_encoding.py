"""What the encoding layer accepts, and where it finds the first fault.

Expected codes and pointers are written out here from SPEC section 3; ``json.loads`` of the standard
library is the independent judge of the values that accepted texts have.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest

from dlm_schema.document.encoding import find_fault, parse, read, to_bytes
from dlm_schema.document.validation import validate
from dlm_schema.findings import Finding
from dlm_schema.limits import MAX_BYTES

LARGEST = 2**53 - 1
NONCHARACTERS = [
    *range(0xFDD0, 0xFDF0),
    *(plane << 16 | last for plane in range(17) for last in (0xFFFE, 0xFFFF)),
]
CONTROLS = [*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029]


def fault_in(data: bytes) -> tuple[str, str] | None:
    """Return code and pointer of the first fault, once the ways to ask agree about it."""
    finding = find_fault(data)
    value, same = read(data)
    assert same == finding
    if finding is None:
        assert value == json.loads(data)
        return None
    assert value is None
    assert validate(data).findings == (finding,)
    assert finding.severity == "error"
    layer, code = finding.code.split("/")
    assert layer == "encoding"
    return code, finding.pointer


def escaped(code_point: int) -> str:
    """Write a character as one ``\\u`` escape, or as the pair of them that it takes."""
    units = chr(code_point).encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def cases(*rows: tuple[Any, ...]) -> list[Any]:
    """Turn rows whose first column is the input into parameters named after it."""
    return [pytest.param(*row, id=ascii(row[0])[1:60].strip("'\"") or "empty") for row in rows]


def code_points(numbers: Iterable[int]) -> list[Any]:
    return [pytest.param(number, id=f"U+{number:04X}") for number in numbers]


@pytest.mark.parametrize(
    "data",
    cases(
        *(
            (data,)
            for data in (
                b"{}",
                b"[]",
                b'""',
                b"0",
                b"null",
                b"true",
                b"false",
                b"[[]]",
                b"[{}]",
                b"{ }",
                b"[ ]",
                b" \t\n\r{ \t\n\r} \t\n\r",
                b'{"a":1}',
                b'{"a" : 1 , "b"\n:\t2\r}',
                b'[1,"a",null,true,false,{},[]]',
                b'{"":0}',
                b'{"":{"":{}}}',
                b'{"a":1,"A":2}',
                b'{"a":{"a":1},"b":{"a":1}}',
                b'[{"a":1},{"a":1}]',
                b'{"a":[{"a":1},{"a":{"a":1}}],"b":1}',
                b'{"a":1,"a ":2," a":3}',
                b'{"a~b":1,"a/b":2,"a~0b":3,"a~1b":4}',
                '{"\u00e9":1,"e\u0301":2}'.encode(),
                '{"\u01c6":1,"\u01c5":2,"\u017f":3,"s":4}'.encode(),
                b'"\\"\\\\\\/"',
                b'"\\u0041\\u00e9\\u00E9\\uFFFD"',
                b'"\\ud83d\\ude00"',
                b'"\\uD83D\\uDE00\\uD83D\\uDE00"',
                b'"\\\\u0000"',
                b'"\\\\ud800"',
                b'"\\\\\\\\n"',
                '"\u00e9\u4e2d\U0001f600\ufffd"'.encode(),
                '"\u00a0\u00ad\u2027\u202a\ufeff"'.encode(),
                '"\ufdcf\ufdf0\ufffd\U0001fffd\U00020000\U0010fffd"'.encode(),
                '"\ud7ff\ue000"'.encode(),
                b'" !~"',
                b'"/* no comment */ // nor this"',
                b'"{\\"a\\":01,\\"a\\":1.0}"',
                b'"a,b,[1.0],{"',
            )
        )
    ),
)
def test_strict_text_is_accepted(data: bytes) -> None:
    assert fault_in(data) is None


@pytest.mark.parametrize(
    "data",
    cases(
        *(
            (data,)
            for data in (
                b"",
                b" ",
                b"\n\n",
                b"{",
                b"[",
                b"}",
                b"]",
                b"[}",
                b"{]",
                b"[1",
                b"[1,",
                b"[1,]",
                b"[,]",
                b"[,1]",
                b"[1,,2]",
                b"[1 2]",
                b"[1:2]",
                b'["a" "b"]',
                b'{"a"',
                b'{"a":',
                b'{"a":1',
                b'{"a":1,',
                b'{"a":1,}',
                b'{"a":1,"b":2,}',
                b"{,}",
                b'{,"a":1}',
                b'{"a":1,,"b":2}',
                b'{"a" 1}',
                b'{"a",1}',
                b'{"a"::1}',
                b'{"a":1:2}',
                b'{"a":1;"b":2}',
                b'{"a":1 "b":2}',
                b'{"a":}',
                b"{:1}",
                b'{"a"}',
                b"{a:1}",
                b"{1:1}",
                b"{null:1}",
                b"{[]:1}",
                b"{'a':1}",
                b"'a'",
                b"{\"a\":'b'}",
                b'"',
                b'"a',
                b'"a\\',
                b'"a\\"',
                b'"\\u',
                b'"\\u004',
                b'["a]',
                b'{"a',
                b'{"a\\": 1}',
                b'"\\x41"',
                b'"\\a"',
                b'"\\v"',
                b'"\\0"',
                b'"\\\'"',
                b'"\\U00000041"',
                b'"\\N{DIGIT ONE}"',
                b'"\\ "',
                b'"\\\t"',
                b'"\\\n"',
                b'"\\u"',
                b'"\\u004"',
                b'"\\u004g"',
                b'"\\u 041"',
                b'"\\u+041"',
                b'"\\u0x41"',
                b'"\\u00_1"',
                '"\\u\u0660\u0660\u0664\u0661"'.encode(),
                '"\\u\uff10\uff10\uff14\uff11"'.encode(),
                '"\\\u00e9"'.encode(),
                b"nul",
                b"nulll",
                b"Null",
                b"NULL",
                b"none",
                b"None",
                b"undefined",
                b"True",
                b"TRUE",
                b"tru",
                b"truefalse",
                b"true false",
                b"fals",
                b"[nul]",
                b"[truex]",
                b"{}{}",
                b"{} {}",
                b"{},",
                b"{}]",
                b"{}}",
                b"[]]",
                b"1 2",
                b"1,2",
                b'""""',
                b"{}\x00",
                b"\x00{}",
                b"{}\x1a",
                b"{}x",
                b"{};",
                b"{}\n{}",
                b"// c\n{}",
                b"{} // c",
                b"/* c */{}",
                b"{/* c */}",
                b"[1,/**/2]",
                b"# c\n{}",
                b"[1,\x0b2]",
                b"[1,\x0c2]",
                b"\x0c{}",
                b"{}\x0c",
                b"[\x0c]",
                b"{\x0c}",
                b'{"a"\x0c:1}',
                b'{"a":\x0c1}',
                b'{"a":1\x0c}',
                b"[1\x08]",
                b"[1\x7f]",
                *(
                    template.replace("_", space).encode()
                    for space in ("\u00a0", "\u0085", "\u2003", "\u2028", "\u2029", "\u3000")
                    for template in ("_{}", "{}_", "[_1]", "[1_]", '{_"a":1}', '{"a"_:1}')
                ),
                "[1,\ufeff2]".encode(),
                "\ufffe{}".encode(),
                b"<export/>",
                b"quant: hf",
                b"\x1f\x16",
            )
        )
    ),
)
def test_what_json_has_no_grammar_for_is_a_fault_of_syntax(data: bytes) -> None:
    assert fault_in(data) == ("syntax", "")


NUMBERS_ACCEPTED = [
    "0",
    "1",
    "-1",
    "9",
    "10",
    "-10",
    "123456789012345",
    "-123456789012345",
    "1000000000000000",
    "9007199254740990",
    "9007199254740991",
    "-9007199254740990",
    "-9007199254740991",
]
NUMBERS_OF_ANOTHER_FORM = [
    "-0",
    "0.0",
    "-0.0",
    "1.0",
    "-1.0",
    "1.5",
    "0.1",
    "0e0",
    "1e0",
    "1E0",
    "1e+0",
    "1e-0",
    "1E+2",
    "1.0e1",
    "10E-1",
    "-0e0",
    "-0.0e-0",
    "1e400",
    "1e-400",
    "1e99999999999999999999",
    "3.0",
    "0.30000000000000004",
    "9007199254740991.0",
    "9007199254740992",
    "-9007199254740992",
    "9007199254740993",
    "9999999999999999",
    "-9999999999999999",
    "10000000000000000",
    "12345678901234567",
    "1234567890123456789",
    "-1234567890123456789",
    "9223372036854775807",
    "18446744073709551616",
    "9" * 40,
    "1" + "0" * 308,
    "9" * 4300,
    "9" * 5000,
    "-" + "9" * 5000,
    "0." + "1" * 5000,
    "1." + "0" * 5000,
]
NUMBERS_OF_NO_FORM = [
    "01",
    "00",
    "0123",
    "+1",
    "+0",
    "++1",
    "--1",
    "- 1",
    ".5",
    "-.5",
    "1.",
    "1.e1",
    "0.",
    "1e",
    "1e+",
    "1E-",
    "1ee1",
    "1_000",
    "1,000,",
    "-",
    "+",
    ".",
    "e1",
    "NaN",
    "nan",
    "-NaN",
    "Infinity",
    "-Infinity",
    "+Infinity",
    "inf",
    "0x10",
    "0X1F",
    "0b1",
    "0o7",
    "1f",
    "1n",
    "1 2",
    "\u0661",
    "\uff11",
    "1\u0661",
    "\u00b2",
    "\u22121",
]
NUMBERS_WHOSE_TOKEN_IS_AT_FAULT_FIRST = ["-01", "-00", "1.5x", "1.0.0", "1e1e1", "1.5e", "0.0e+"]


@pytest.mark.parametrize("number", cases(*((number,) for number in NUMBERS_ACCEPTED)))
def test_plain_integer_is_accepted(number: str) -> None:
    assert fault_in(number.encode()) is None
    assert fault_in(f"[{number}]".encode()) is None
    assert fault_in(f'{{"a": {number}, "b": {number} , "c":{number}}}'.encode()) is None


@pytest.mark.parametrize(
    "number",
    cases(
        *((number,) for number in NUMBERS_OF_ANOTHER_FORM + NUMBERS_WHOSE_TOKEN_IS_AT_FAULT_FIRST)
    ),
)
def test_other_number_is_reported_where_it_stands(number: str) -> None:
    assert fault_in(number.encode()) == ("number", "")
    assert fault_in(f"[7,8,{number}".encode()) == ("number", "/2")
    assert fault_in(f'{{"a":1,"b": {number} }}'.encode()) == ("number", "/b")
    assert fault_in(f'{{"a":[0,{{"b":[{number},0]}}]}}'.encode()) == ("number", "/a/1/b/0")


@pytest.mark.parametrize("number", cases(*((number,) for number in NUMBERS_OF_NO_FORM)))
def test_what_is_no_number_is_a_fault_of_syntax(number: str) -> None:
    assert fault_in(number.encode()) == ("syntax", "")
    assert fault_in(f"[7,8,{number}]".encode()) == ("syntax", "")
    assert fault_in(f'{{"a":{number},"b":1}}'.encode()) == ("syntax", "")


@pytest.mark.parametrize(
    ("digits", "expected"),
    [
        pytest.param(15, None, id="15"),
        pytest.param(16, None, id="16"),
        pytest.param(17, ("number", "/2"), id="17"),
        pytest.param(19, ("number", "/2"), id="19"),
        pytest.param(5000, ("number", "/2"), id="5000"),
    ],
)
@pytest.mark.parametrize("sign", ["", "-"])
def test_number_of_digits_alone_decides_nothing_below_the_bound(
    digits: int, sign: str, expected: tuple[str, str] | None
) -> None:
    assert fault_in(f"[1,2,{sign}{'1' * digits},3]".encode()) == expected


@pytest.mark.parametrize("code_point", code_points(CONTROLS))
def test_control_character_is_forbidden_raw_and_escaped(code_point: int) -> None:
    for text in (chr(code_point), f"\\u{code_point:04x}", f"\\u{code_point:04X}"):
        assert fault_in(f'["a","b{text}c"]'.encode()) == ("character", "/1")
        assert fault_in(f'{{"a":0,"b":{{"c{text}":0}}}}'.encode()) == ("character", "/b")
        assert fault_in(f'"{text}'.encode()) == ("character", "")


@pytest.mark.parametrize("code_point", code_points(NONCHARACTERS))
def test_noncharacter_is_forbidden_raw_and_escaped(code_point: int) -> None:
    for text in (chr(code_point), escaped(code_point), escaped(code_point).replace("f", "F")):
        assert fault_in(f'["a","b{text}c"]'.encode()) == ("character", "/1")
        assert fault_in(f'{{"a":0,"b":{{"c{text}":0}}}}'.encode()) == ("character", "/b")


def test_there_are_66_noncharacters() -> None:
    assert len(set(NONCHARACTERS)) == 66


@pytest.mark.parametrize(
    "code_point",
    code_points(
        sorted(
            {
                neighbour
                for number in NONCHARACTERS
                for neighbour in (number - 1, number + 1)
                if neighbour <= 0x10FFFF and neighbour not in NONCHARACTERS
            }
            | {0x20, 0x7E, 0xA0, 0x2027, 0x202A, 0xD7FF, 0xE000, 0xFEFF}
        )
    ),
)
def test_neighbour_of_a_forbidden_character_is_accepted(code_point: int) -> None:
    for text in (chr(code_point), escaped(code_point)):
        assert fault_in(f'{{"a":["b{text}c"],"{text}":0}}'.encode()) is None


@pytest.mark.parametrize(
    ("escape", "name"),
    [("\\b", "b"), ("\\f", "f"), ("\\n", "n"), ("\\r", "r"), ("\\t", "t")],
)
def test_short_escape_of_a_control_character_is_forbidden(escape: str, name: str) -> None:
    assert fault_in(f'["a","b{escape}c"]'.encode()) == ("character", "/1")
    assert fault_in(f'{{"a":{{"{escape}":0}}}}'.encode()) == ("character", "/a")
    assert fault_in(f'["\\{escape}"]'.encode()) is None


@pytest.mark.parametrize(
    "body",
    [
        r"\ud800",
        r"\udbff",
        r"\udc00",
        r"\udfff",
        r"\uD800",
        r"\uDFFF",
        r"a\ud800",
        r"\ud800a",
        r"\ud800\\udc00",
        r"\ud800 \udc00",
        r"\ud800\u0041",
        r"\ud800A",
        r"\ud800\/",
        r"\ud800\"",
        r"\ud800\ud800",
        r"\ud800\ud800\udc00",
        r"\ud800\udc00\ud800",
        r"\ud800\udc00\udc00",
        r"\udc00\ud800",
        r"\udc00\udc00",
        r"\udc00\ud800\udc00",
        r"\u0041\udc00",
        r"\\\ud800",
        "\\ud800\U0001f600",
        "\U0001f600\\udc00",
    ],
)
def test_lone_surrogate_is_forbidden(body: str) -> None:
    assert fault_in(f'["a","{body}"]'.encode()) == ("character", "/1")
    assert fault_in(f'{{"a":{{"{body}":0}}}}'.encode()) == ("character", "/a")


@pytest.mark.parametrize(
    ("data", "pointer"),
    cases(
        (b'{"a":1,"a":2}', "/a"),
        (b'{"a":1,"a":1}', "/a"),
        (b'{"":1,"":2}', "/"),
        (b'{"a":1,"b":2,"c":3,"a":4}', "/a"),
        (b'{"a":1,"b":2,"b":3,"a":4}', "/b"),
        (b'{"a":1,"\\u0061":2}', "/a"),
        (b'{"\\u0061":1,"a":2}', "/a"),
        (b'{"\\u0061":1,"a":2,"b":3}', "/a"),
        (b'{"\\u0061":1,"b":3,"a":2,"c":3}', "/a"),
        (b'{"\\u0061":1,"\\u0061":2}', "/a"),
        (b'{"a\\/b":1,"a/b":2}', "/a~1b"),
        (b'{"a~":1,"a\\u007e":2}', "/a~0"),
        (b'{"\\"":1,"\\u0022":2}', '/"'),
        (b'{"\\\\":1,"\\u005c":2}', "/\\"),
        ('{"\u00e9":1,"\\u00e9":2}'.encode(), "/\u00e9"),
        ('{"\\u00E9":1,"\u00e9":2}'.encode(), "/\u00e9"),
        ('{"\U0001f600":1,"\\ud83d\\ude00":2}'.encode(), "/\U0001f600"),
        (b'{"x":{"a":1,"a":2}}', "/x/a"),
        (b'{"x":{"y":{"a":1,"b":{},"a":2}}}', "/x/y/a"),
        (b'[{"a":1},{"a":1,"a":2}]', "/1/a"),
        (b'[0,[{"b":[]},{"a":[],"a":2}]]', "/1/1/a"),
        (b'{"a":{"a":1},"a":2}', "/a"),
        (b'{"a":[{"a":1}],"b":2,"a":2}', "/a"),
        (b'{"a":1,"a"', "/a"),
        (b'{"a":1,"a"}', "/a"),
        (b'{"a":1,"a":', "/a"),
        (b'{"a":1,"a":01}', "/a"),
        (b'{"a":1,"a":"\\u0000"}', "/a"),
    ),
)
def test_repeated_name_is_reported_at_the_later_member(data: bytes, pointer: str) -> None:
    assert fault_in(data) == ("duplicate-member", pointer)


@pytest.mark.parametrize(
    "data",
    cases(
        (b"\xff",),
        (b"{}\xff",),
        (b'"\x80"',),
        (b'"\xbf"',),
        (b'"\xc0\x80"',),
        (b'"\xc0\xaf"',),
        (b'"\xc1\xbf"',),
        (b'"\xe0\x80\xaf"',),
        (b'"\xe0\x9f\xbf"',),
        (b'"\xf0\x80\x80\xaf"',),
        (b'"\xf0\x8f\xbf\xbf"',),
        (b'"\xed\xa0\x80"',),
        (b'"\xed\xbf\xbf"',),
        (b'"\xed\xa0\xbd\xed\xb8\x80"',),
        (b'"\xf4\x90\x80\x80"',),
        (b'"\xf5\x80\x80\x80"',),
        (b'"\xf8\x88\x80\x80\x80"',),
        (b'"\xfc\x84\x80\x80\x80\x80"',),
        (b'"\xc3"',),
        (b'"\xc3',),
        (b'"\xe2\x82"',),
        (b'"\xe2\x82',),
        (b'"\xf0\x9f\x98"',),
        (b'"\xf0\x9f\x98',),
        (b'"\xc3\x28"',),
        (b'"\xe2\x28\xa1"',),
        (b'"\xe9"',),
        (b'{"\xe9":0}',),
        (b'{"a":01,"b":"\xff"}',),
        (b'{"a":1,"a":"\xff"}',),
        ("{}".encode("utf-16"),),
        (b"\xfe\xff\x00{\x00}",),
        ("{}".encode("utf-32"),),
        ('{"quant":"hf"}'.encode("utf-16"),),
        ('"\u00e9"'.encode("latin-1"),),
        ('"\u20ac"'.encode("cp1252"),),
        (b"+/v8-{}\xff",),
    ),
)
def test_bytes_that_are_not_utf8_are_reported_before_anything_else(data: bytes) -> None:
    assert fault_in(data) == ("utf8", "")


@pytest.mark.parametrize(
    "data",
    cases(("{}".encode("utf-16-le"),), ("{}".encode("utf-16-be"),), ("[]".encode("utf-32-be"),)),
)
def test_other_encoding_without_mark_is_a_fault_of_syntax(data: bytes) -> None:
    assert fault_in(data) == ("syntax", "")


@pytest.mark.parametrize(
    "data",
    cases(
        (b"\xef\xbb\xbf",),
        (b"\xef\xbb\xbf{}",),
        (b"\xef\xbb\xbf{",),
        (b"\xef\xbb\xbf\xef\xbb\xbf{}",),
        (b"\xef\xbb\xbf\xff",),
        (b'\xef\xbb\xbf{"a":1,"a":01}',),
    ),
)
def test_byte_order_mark_is_reported_before_what_follows(data: bytes) -> None:
    assert fault_in(data) == ("bom", "")


@pytest.mark.parametrize(
    ("data", "expected"),
    cases(
        (b'{"a": 1, "a": 01}', ("duplicate-member", "/a")),
        (b'["\\u0000', ("character", "/0")),
        (b'["\x00', ("character", "/0")),
        (b'["\\q\\u0000"]', ("syntax", "")),
        (b'["\\u0000\\q"]', ("character", "/0")),
        (b'["\\n\\q"]', ("character", "/0")),
        (b'["\\q\\n"]', ("syntax", "")),
        (b'["\\ud800\\q"]', ("character", "/0")),
        (b'["\\ud83d\\ude0"]', ("character", "/0")),
        (b'["\\ud83d\\u"]', ("character", "/0")),
        (b'["\\ud83d\\', ("character", "/0")),
        (b'["\\ud83d', ("character", "/0")),
        (b'["\\u00\x00"]', ("syntax", "")),
        (b'["\\\x00"]', ("syntax", "")),
        (b'["\x01\\q"]', ("character", "/0")),
        (b'["\\u0001\x02"]', ("character", "/0")),
        (b"[1.0,", ("number", "/0")),
        (b"[1.0,,]", ("number", "/0")),
        (b"[,1.0]", ("syntax", "")),
        (b"[01,1.0]", ("syntax", "")),
        (b"[1.0,01]", ("number", "/0")),
        (b'[-0,"\x00"]', ("number", "/0")),
        (b'["\x00",-0]', ("character", "/0")),
        (b'{"\x00":1.0}', ("character", "")),
        (b'{"a":1.0,"a":1}', ("number", "/a")),
        (b'{"a":1,"a":1.0}', ("duplicate-member", "/a")),
        (b'{"a":1,"a\x00":1}', ("character", "")),
        (b'{"a\x00":1,"a\x00":1}', ("character", "")),
        (b'{"a":{"b":1,"b":1},"a":1}', ("duplicate-member", "/a/b")),
        (b'{"a":1,"a":{"b":1,"b":1}}', ("duplicate-member", "/a")),
        (b"[1}1.0", ("syntax", "")),
        (b"[] 1.0", ("syntax", "")),
        (b"-0 x", ("number", "")),
        (b"x -0", ("syntax", "")),
        (b"[" * 17, ("depth", "/0" * 16)),
        (b"[" * 17 + b"x", ("depth", "/0" * 16)),
        (b"[" * 16 + b"1.0", ("number", "/0" * 16)),
        (b"[" * 16 + b"x" + b"[", ("syntax", "")),
        (b"[1.0," + b"[" * 17, ("number", "/0")),
        (b'{"a":0,"a":' + b"[" * 17, ("duplicate-member", "/a")),
    ),
)
def test_fault_that_begins_first_is_the_one_reported(
    data: bytes, expected: tuple[str, str]
) -> None:
    assert fault_in(data) == expected


def nested(kinds: str, innermost: bytes = b"") -> tuple[bytes, str]:
    """Nest arrays (``a``) and objects (``o``); return the text and the innermost one's pointer."""
    before = b"".join(b"[" if kind == "a" else b'{"k":' for kind in kinds[:-1])
    after = b"".join(b"]" if kind == "a" else b"}" for kind in reversed(kinds[:-1]))
    last = b"[" + innermost + b"]" if kinds[-1] == "a" else b"{" + innermost + b"}"
    pointer = "".join("/0" if kind == "a" else "/k" for kind in kinds[:-1])
    return before + last + after, pointer


@pytest.mark.parametrize("unit", ["a", "o", "ao", "oa", "aao", "ooooa"])
def test_sixteen_levels_are_accepted_and_seventeen_are_not(unit: str) -> None:
    kinds = unit * 17
    assert fault_in(nested(kinds[:16])[0]) is None
    data, pointer = nested(kinds[:17])
    assert fault_in(data) == ("depth", pointer)


def test_depth_counts_what_is_open_and_not_what_was() -> None:
    sixteen = nested("a" * 15)[0]
    assert fault_in(b"[" + b",".join([sixteen] * 40) + b"]") is None
    seventeen, pointer = nested("a" * 16)
    assert fault_in(b"[1," + seventeen + b"]") == ("depth", f"/1{pointer}")


def test_deepest_container_may_hold_values() -> None:
    assert fault_in(nested("a" * 16, b'1,"a",null')[0]) is None
    assert fault_in(nested("o" * 16, b'"a":1,"b":"c"')[0]) is None


def test_size_is_judged_first_and_by_the_byte() -> None:
    largest = b'["' + b"a" * (MAX_BYTES - 4) + b'"]'
    assert len(largest) == MAX_BYTES == 16_777_216
    assert find_fault(largest) is None
    for data in (
        largest + b" ",
        b"\xef\xbb\xbf" + b"\xff" * (MAX_BYTES - 2),
        b"[" * (MAX_BYTES + 1),
    ):
        finding = find_fault(data)
        assert finding is not None
        assert finding.code == "encoding/size"
        assert finding.pointer == ""
        assert finding.message == "the document has more than the 16777216 bytes that are allowed"


def test_size_counts_bytes_and_not_characters() -> None:
    text = '"' + "\u00e9" * (MAX_BYTES // 2) + '"'
    finding = find_fault(text.encode())
    assert finding is not None
    assert finding.code == "encoding/size"


ENTRY_RUNS = cases(
    (b"[1,2,3,4,5,6,7,1.0]", "/7"),
    (b"[1,2,3,4,5,6,7,1.0,8]", "/7"),
    (b"[1 , 2 ,\n3\t,\r -0]", "/3"),
    (b'["a","b","c",1.0]', "/3"),
    (b'["a,b,c","d",1.0]', "/2"),
    (b'[",",1,",,,",2,1.0]', "/4"),
    (b'[1,2,"a,b",3,1.0]', "/4"),
    (b'["a","b\\/","c",1.0]', "/3"),
    (b'["a","\\",","c",1.0]', "/3"),
    (b'["","","",1.0]', "/3"),
    (b'["[1.0,","{",1.0]', "/2"),
    (b"[null,true,false,0,-1,1.0]", "/5"),
    (b"[0,0,0,00.0", None),
    (b"[1,9007199254740991,2,1.0]", "/3"),
    (b"[1,123456789012345,1234567890123456,3,1.0]", "/4"),
    (b"[1,[2],3,4,1.0]", "/4"),
    (b"[[],[],1,2,[],1.0]", "/5"),
    (b"[[],1,1.0]", "/2"),
    (b"[{},1,{},1,2,1.0]", "/5"),
    (b"[[1,2],[3,4,[5,6,7,1.0]]]", "/1/2/3"),
    (b"[1,2,[3,4,5,1.0]]", "/2/3"),
    (b'[1,2,{"a":1,"b":2,"c":1.0}]', "/2/c"),
    (b'{"x":[1,2,{"y":1,"z":1.0}]}', "/x/2/z"),
    (b'{"x":[1,2,3],"y":[1,2,1.0]}', "/y/2"),
    (b'[["a","b"],["a",1.0]]', "/1/1"),
    (b'{"a":1,"b":2,"c":1.0}', "/c"),
    (b'{"a":1,"b":"x,y","c":1,"d":1.0}', "/d"),
    (b'{"a,b":1,"c:d":2,"{":3,"d":1.0}', "/d"),
    (b'{"a":1,"b":{"c":1,"d":1.0},"e":1}', "/b/d"),
    (b'{"a":{"c":1,"d":2},"b":1,"c":1.0}', "/c"),
    (b'{"a":"\\u0041","b":1,"c":1.0}', "/c"),
    (b'{"a":1234567890123456,"b":1,"c":1.0}', "/c"),
)


@pytest.mark.parametrize("beyond_ascii", [False, True], ids=["ascii", "beyond-ascii"])
@pytest.mark.parametrize(("data", "pointer"), ENTRY_RUNS)
def test_fault_after_a_run_of_plain_values_has_the_right_pointer(
    data: bytes, pointer: str | None, *, beyond_ascii: bool
) -> None:
    before, root = b"", ""
    if beyond_ascii:
        data = data.replace(b'"a"', '"a\u00e9"'.encode())
        before, root = '["\u00e9",'.encode(), "/1"
    expected = ("syntax", "") if pointer is None else ("number", root + pointer)
    assert fault_in(before + data) == expected


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


@pytest.mark.parametrize(
    ("data", "code", "pointer", "message"),
    [
        pytest.param(
            b"\xef\xbb\xbf{}",
            "encoding/bom",
            "",
            "the document begins with a byte order mark; remove it",
            id="bom",
        ),
        pytest.param(
            b'{"a":"\xe9"}',
            "encoding/utf8",
            "",
            "byte 6 does not continue well-formed UTF-8",
            id="utf8",
        ),
        pytest.param(
            '{"a":1}'.encode("utf-16"),
            "encoding/utf8",
            "",
            "byte 0 does not continue well-formed UTF-8; "
            "it looks like UTF-16, which is not allowed",
            id="utf16",
        ),
        pytest.param(
            b'{\n  "a": 1\n  "b": 2\n}',
            "encoding/syntax",
            "",
            "line 3, column 3: expected ',' or '}', found '\"'",
            id="syntax",
        ),
        pytest.param(
            b"",
            "encoding/syntax",
            "",
            "line 1, column 1: expected a JSON value, the document ends",
            id="empty",
        ),
        pytest.param(
            b"[1]\n]",
            "encoding/syntax",
            "",
            "line 2, column 1: expected the end of the document, found ']'",
            id="trailing",
        ),
        pytest.param(
            b"[1 2]",
            "encoding/syntax",
            "",
            "line 1, column 4: expected ',' or ']', found '2'",
            id="array",
        ),
        pytest.param(
            b"{1:2}",
            "encoding/syntax",
            "",
            "line 1, column 2: expected a member name in double quotes, found '1'",
            id="name",
        ),
        pytest.param(
            b'{"a"}',
            "encoding/syntax",
            "",
            "line 1, column 5: expected ':' after the member name, found '}'",
            id="colon",
        ),
        pytest.param(
            b'["abc',
            "encoding/syntax",
            "",
            "line 1, column 2: unterminated string, found '\"'",
            id="unterminated",
        ),
        pytest.param(
            b'["abc\\x"]',
            "encoding/syntax",
            "",
            r"line 1, column 6: bad escape in a string, found '\\'",
            id="escape",
        ),
        pytest.param(
            b'{"quant":1,"quant":2}',
            "encoding/duplicate-member",
            "/quant",
            "the member 'quant' occurs twice in its object",
            id="duplicate",
        ),
        pytest.param(
            b'{"a":[1.50]}',
            "encoding/number",
            "/a/0",
            "1.50 is not a plain integer between -9007199254740991 and 9007199254740991",
            id="number",
        ),
        pytest.param(
            b"9" * 40,
            "encoding/number",
            "",
            f"{'9' * 40} is not a plain integer between -9007199254740991 and 9007199254740991",
            id="number-of-40-digits",
        ),
        pytest.param(
            b"9" * 41,
            "encoding/number",
            "",
            "a number of 41 characters is not a plain integer "
            "between -9007199254740991 and 9007199254740991",
            id="number-of-41-digits",
        ),
        pytest.param(
            b'{"a":["\\u0000"]}',
            "encoding/character",
            "/a/0",
            "the string holds U+0000; control characters, line and paragraph "
            "separators, lone surrogates and noncharacters are not allowed",
            id="character",
        ),
        pytest.param(
            b'{"a":["\\t"]}',
            "encoding/character",
            "/a/0",
            "the string holds U+0009; control characters, line and paragraph "
            "separators, lone surrogates and noncharacters are not allowed",
            id="short-escape",
        ),
        pytest.param(
            b'{"a":{"\\udbff\\udfff":0}}',
            "encoding/character",
            "/a",
            "a member name holds U+10FFFF; control characters, line and paragraph "
            "separators, lone surrogates and noncharacters are not allowed",
            id="character-in-a-name",
        ),
        pytest.param(
            b"[" * 17,
            "encoding/depth",
            "/0" * 16,
            "nested more than 16 deep",
            id="depth",
        ),
    ],
)
def test_message_says_what_was_seen(data: bytes, code: str, pointer: str, message: str) -> None:
    finding = find_fault(data)
    assert finding is not None
    assert finding == Finding(code, "error", pointer, message)


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


def test_text_with_a_lone_surrogate_is_ill_formed_utf8() -> None:
    assert to_bytes('"\ud800"') == b'"\xed\xa0\x80"'
    assert validate('"\ud800"').findings[0].code == "encoding/utf8"
    assert to_bytes('"\u00e9\U0001f600"') == '"\u00e9\U0001f600"'.encode()


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


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"[" * 1_000_000, "encoding/depth", id="brackets"),
        pytest.param(b'{"a":' * 1_000_000, "encoding/depth", id="braces"),
        pytest.param(b"9" * 10_000_000, "encoding/number", id="digits"),
        pytest.param(b"[" + b"1," * 1_000_000 + b"1]", "version/not-an-object", id="entries"),
        pytest.param(
            b'{"artifacts":[' + b"{}," * 200_000 + b"{}]}", "schema/required", id="artifacts"
        ),
        pytest.param(
            b"{" + b"".join(b'"m%d":1,' % n for n in range(MANY)) + b'"z":1}',
            "schema/required",
            id="members",
        ),
    ],
)
def test_large_input_is_judged_by_every_layer(data: bytes, code: str) -> None:
    assert validate(data).findings[0].code == code


def test_fraction_is_parsed_to_a_value_of_no_json_type() -> None:
    assert type(parse(b"1.0")) not in {bool, int, float, str, list, dict, type(None)}
    assert type(parse(b"1e0")) not in {bool, int, float, str, list, dict, type(None)}
