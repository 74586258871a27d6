"""Each operation in both directions, on small documents, and the published steps as data."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from dlm_schema.document.operations import Add, Derive, Operation, Suffix, operations
from dlm_schema.findings import Loss

Document = dict[str, Any]

ADD = Add({"op": "add", "pointer": "/new", "value": "x"})
ADD_NULL = Add({"op": "add", "pointer": "/new", "value": None})
ADD_INSIDE = Add({"op": "add", "pointer": "/outer/new", "value": 0})
ADD_EVERYWHERE = Add({"op": "add", "pointer": "/list/*/new", "value": True})
SUFFIX = Suffix({"op": "suffix", "pointer": "/time", "suffix": "Z"})
SUFFIX_EVERYWHERE = Suffix({"op": "suffix", "pointer": "/list/*/name", "suffix": "-1"})
DERIVE = Derive(
    {
        "op": "derive",
        "pointer": "/list/*/kind",
        "source": "/list/*/name",
        "target": "/for",
        "rules": [
            {"pattern": "^a", "value": "first"},
            {"pattern": "^(a|b)(c|d){0,2}$", "targets": ["one", "two"], "value": "grouped"},
            {"pattern": "^b", "targets": ["two"], "value": "second"},
            {"pattern": "z$", "value": "last"},
        ],
        "otherwise": "none",
    }
)


@pytest.mark.parametrize(
    ("operation", "older", "newer"),
    [
        pytest.param(ADD, {"a": 1}, {"a": 1, "new": "x"}, id="add"),
        pytest.param(ADD_NULL, {}, {"new": None}, id="add-null"),
        pytest.param(ADD_INSIDE, {"outer": {}}, {"outer": {"new": 0}}, id="add-inside"),
        pytest.param(
            ADD_EVERYWHERE,
            {"list": [{"a": 1}, {}]},
            {"list": [{"a": 1, "new": True}, {"new": True}]},
            id="add-everywhere",
        ),
        pytest.param(ADD_EVERYWHERE, {"list": []}, {"list": []}, id="add-nowhere"),
        pytest.param(SUFFIX, {"time": "12:00"}, {"time": "12:00Z"}, id="suffix"),
        pytest.param(SUFFIX, {"time": "Z"}, {"time": "ZZ"}, id="suffix-on-itself"),
        pytest.param(SUFFIX, {"time": ""}, {"time": "Z"}, id="suffix-on-nothing"),
        pytest.param(
            SUFFIX_EVERYWHERE,
            {"list": [{"name": "a"}, {"name": "b-1"}]},
            {"list": [{"name": "a-1"}, {"name": "b-1-1"}]},
            id="suffix-everywhere",
        ),
        pytest.param(
            DERIVE,
            {"for": "two", "list": [{"name": "abc"}, {"name": "bc"}, {"name": "bx"}]},
            {
                "for": "two",
                "list": [
                    {"name": "abc", "kind": "first"},
                    {"name": "bc", "kind": "grouped"},
                    {"name": "bx", "kind": "second"},
                ],
            },
            id="derive",
        ),
        pytest.param(DERIVE, {"for": "one", "list": []}, {"for": "one", "list": []}, id="derive-0"),
    ],
)
def test_operation_goes_up_and_exactly_back(
    operation: Operation, older: Document, newer: Document
) -> None:
    made = copy.deepcopy(older)
    operation.up(made)
    assert made == newer
    assert operation.down(made) == []
    assert made == older


@pytest.mark.parametrize(
    ("operation", "newer", "older", "losses"),
    [
        pytest.param(ADD, {"new": "y"}, {}, [("/new", "y")], id="add"),
        pytest.param(ADD_NULL, {"new": 0}, {}, [("/new", 0)], id="add-null"),
        pytest.param(
            ADD_EVERYWHERE,
            {"list": [{"new": True}, {"new": False}, {"new": None}]},
            {"list": [{}, {}, {}]},
            [("/list/1/new", False), ("/list/2/new", None)],
            id="add-everywhere",
        ),
        pytest.param(SUFFIX, {"time": "12Z"}, {"time": "12"}, [], id="suffix-never-loses"),
        pytest.param(
            DERIVE,
            {
                "for": "one",
                "list": [
                    {"name": "a", "kind": "last"},
                    {"name": "bx", "kind": "none"},
                    {"name": "bx", "kind": "second"},
                ],
            },
            {"for": "one", "list": [{"name": "a"}, {"name": "bx"}, {"name": "bx"}]},
            [("/list/0/kind", "last"), ("/list/2/kind", "second")],
            id="derive",
        ),
    ],
)
def test_going_down_tells_what_going_up_would_not_give_back(
    operation: Operation, newer: Document, older: Document, losses: list[tuple[str, Any]]
) -> None:
    assert operation.down(newer) == [Loss(at, "loss/value", value) for at, value in losses]
    assert newer == older


@pytest.mark.parametrize(
    ("target", "source", "value"),
    [
        ("one", "a", "first"),
        ("one", "ac", "first"),
        ("one", "b", "grouped"),
        ("one", "bcd", "grouped"),
        ("one", "bcdc", "none"),
        ("two", "bcdc", "second"),
        ("two", "bcd", "grouped"),
        ("other", "b", "none"),
        ("other", "bz", "last"),
        ("two", "bz", "second"),
        ("one", "xz", "last"),
        ("one", "xz\n", "none"),
        ("one", "b\n", "none"),
        ("one", "x\na", "none"),
        ("one", "", "none"),
        (None, "bc", "none"),
        (None, "a", "first"),
    ],
)
def test_first_rule_that_holds_decides(target: str | None, source: str, value: str) -> None:
    assert DERIVE.deriver(target)(source) == value


def test_published_steps_are_made_of_these_operations() -> None:
    assert [type(operation) for operation in operations(2)] == [Add]
    assert [type(operation) for operation in operations(3)] == [Add, Suffix, Derive]
    assert operations(3) is operations(3)


def test_oldest_version_has_no_step_that_leads_to_it() -> None:
    with pytest.raises(AssertionError, match="version 1 is not the oldest and has no migration"):
        operations(1)
