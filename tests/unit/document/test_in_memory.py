"""Documents built in memory, taken over as the text that they would be written as."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from enum import IntEnum
from types import MappingProxyType
from typing import Any

import pytest

from dlm_schema.document.in_memory import read_mapping
from dlm_schema.document.validation import validate

LARGEST = 2**53 - 1


class Level(IntEnum):
    ONE = 1


class Text(str):
    __slots__ = ()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param({}, {}, id="empty"),
        pytest.param({"a": (1, 2)}, {"a": [1, 2]}, id="tuple"),
        pytest.param({"a": MappingProxyType({"b": 1})}, {"a": {"b": 1}}, id="mapping"),
        pytest.param({"a": Level.ONE}, {"a": 1}, id="int-subclass"),
        pytest.param({Text("a"): Text("b")}, {"a": "b"}, id="str-subclass"),
        pytest.param({"a": [True, None, -LARGEST]}, {"a": [True, None, -LARGEST]}, id="plain"),
    ],
)
def test_mapping_is_taken_over_as_plain_values(value: Any, expected: Any) -> None:
    taken, fault = read_mapping(value)
    assert fault is None
    assert taken == expected
    assert json.dumps(taken) == json.dumps(expected)
    assert type(taken) is dict
    for name, item in taken.items():
        assert type(name) is str
        assert type(item) in {bool, int, str, list, dict}


def test_taken_over_document_shares_nothing_with_the_original() -> None:
    inner: dict[str, Any] = {"b": []}
    original = {"a": [inner]}
    taken, fault = read_mapping(original)
    assert fault is None
    taken["a"][0]["b"].append(1)
    taken["a"].append(2)
    assert original == {"a": [{"b": []}]}


@pytest.mark.parametrize(
    ("value", "code", "pointer"),
    [
        pytest.param({"a": 1.0}, "number", "/a", id="float"),
        pytest.param({"a": float("nan")}, "number", "/a", id="nan"),
        pytest.param({"a": [0, 2**53]}, "number", "/a/1", id="2^53"),
        pytest.param({"a": [0, -(2**53)]}, "number", "/a/1", id="-2^53"),
        pytest.param({"a": 10**5000}, "number", "/a", id="5001-digits"),
        pytest.param({"a": "\x00"}, "character", "/a", id="nul"),
        pytest.param({"a": "\ud800"}, "character", "/a", id="surrogate"),
        pytest.param({"a": {"b\x7f": 1}}, "character", "/a", id="delete-in-a-name"),
        pytest.param({"a": {1: 2}}, "syntax", "/a", id="integer-name"),
        pytest.param({"a": [{"b/c": {1, 2}}]}, "syntax", "/a/0/b~1c", id="set"),
        pytest.param({"a": datetime(2026, 4, 23, tzinfo=UTC)}, "syntax", "/a", id="datetime"),
    ],
)
def test_mapping_that_stands_for_no_strict_text_is_reported(
    value: Any, code: str, pointer: str
) -> None:
    taken, finding = read_mapping(value)
    assert taken is None
    assert finding is not None
    assert (finding.code, finding.severity, finding.pointer) == (
        f"encoding/{code}",
        "error",
        pointer,
    )
    assert validate(value).findings == (finding,)
    assert len(finding.message) < 200


def test_mapping_that_holds_itself_is_too_deep() -> None:
    cycle: dict[str, Any] = {}
    cycle["a"] = cycle
    _, finding = read_mapping(cycle)
    assert finding is not None
    assert finding[:4] == ("encoding/depth", "error", "/a" * 16, "nested more than 16 deep")
