"""Long texts, read in windows, beside the scanner, which reads token by token and keeps nothing."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.process import traced_memory

from dlm_schema.document import windows
from dlm_schema.document.scanner import Scanner
from dlm_schema.document.shapes import FLAT, Shape, published_shape
from dlm_schema.document.validation import validate
from dlm_schema.limits import MAX_BYTES, MAX_FINDINGS

NAMES = ["artifacts", "path", "target", "a", "b", "\\u0061", "\u00e9"]
SCALARS = ["1", "-5", "-0", "1.5", "9007199254740991", "9007199254740992", "null", "true"]
STRINGS = ['"x,y"', '"\\""', '"\\ud83d\\ude00"', '"\\ud800"', '"\u00e9"', '"\\n"', '"\x7f"']

values = st.recursive(
    st.sampled_from([*SCALARS[:2], *SCALARS[4:], *STRINGS[:3], *STRINGS[4:5]]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(lambda listed: f"[{', '.join(listed)}]"),
        st.lists(st.tuples(st.sampled_from(NAMES), inner), max_size=4).map(
            lambda members: "{" + ",".join(f'"{name}" :{value}' for name, value in members) + "}"
        ),
    ),
)
pieces = st.sampled_from([*"[]{},:\n", *SCALARS, *STRINGS, '"a"', '"', "\\", "x"])
texts = st.one_of(
    values,
    st.lists(pieces, max_size=12).map("".join),
    st.tuples(values, st.integers(0, 200), pieces).map(
        lambda parts: parts[0][: parts[1]] + parts[2] + parts[0][parts[1] :]
    ),
)


def kept(value: object, shape: Shape) -> object:
    """Say what a shape keeps, in other words than the reader does."""
    if isinstance(value, dict):
        return {
            name: kept(value[name], shape.members[name]) if name in shape.members else None
            for name in value
        }
    if isinstance(value, list):
        items = shape.items or FLAT
        return [
            kept(entry, items) if shape.items and index < shape.most else None
            for index, entry in enumerate(value)
        ]
    return value


@given(texts, st.integers(1, 30))
def test_windows_of_any_length_find_the_fault_and_keep_the_values(text: str, length: int) -> None:
    expected = Scanner(text).scan()
    value, fault = windows.read(text.encode(), published_shape(), length)
    assert fault == expected
    if fault is None:
        assert value == kept(json.loads(text), published_shape())


@pytest.mark.parametrize(
    ("start", "repeated", "end", "counted"),
    [
        ("[", "[" * 15 + "]" * 15 + ",", "0]", 1),
        ('{"artifacts":[', '"a",', "0]}", 11),
        ('{"artifacts":[{"role":[', "[],", "0]}]}", 14),
        ('{"a":', "[0],", "0", 1),
        ('{"artifacts":[', "1.0,", "0]}", 1),
    ],
    ids=["arrays", "strings", "deep-in-an-entry", "fault-after-the-first", "fractions"],
)
@pytest.mark.parametrize("size", [MAX_BYTES // 32, MAX_BYTES // 8])
def test_memory_is_bounded_by_the_length(
    start: str, repeated: str, end: str, counted: int, size: int
) -> None:
    data = (start + repeated * (size // len(repeated)) + end).encode()
    validate(b"[" + b"[]," * 9000)  # what is imported then is not the document's
    with traced_memory() as peak:
        report = validate(data)
        assert peak() < 16 * len(data)
    assert sum(report.counts.values()) == counted


@pytest.mark.parametrize("most", [0, 1, 7, MAX_FINDINGS, None])
def test_findings_beyond_the_most_are_counted(most: int | None) -> None:
    names = sorted(f"{number:05}" for number in range(5000))
    data = json.dumps(dict.fromkeys(reversed(names), 0)).encode()
    report = validate(data, max_findings=most)
    every = validate(data, max_findings=None).findings
    assert report.findings == every[:most]
    assert report.counts == {"error": len(every), "warning": 0, "note": 0}
    assert report.truncated is (most is not None)
    assert not report.ok
