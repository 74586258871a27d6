"""Each operation in both directions, on small documents, and the published steps as data."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from dlm_schema.document.operations import Derive, Operations, operations
from dlm_schema.document.schemas import Schema
from dlm_schema.findings import Loss

Document = dict[str, Any]
Entry = dict[str, Any]

ANYTHING = Schema({})
ADD: Entry = {"op": "add", "pointer": "/new", "value": "x"}
ADD_LIST: Entry = {"op": "add", "pointer": "/list/*/new", "value": {"tags": []}}
SUFFIX: Entry = {"op": "suffix", "pointer": "/time", "suffix": "Z"}
MAP: Entry = {
    "op": "map",
    "pointer": "/list/*/kind",
    "pairs": [{"older": 1, "newer": "one"}, {"older": True, "newer": "yes"}],
    "fallbacks": [{"newer": "two", "older": 1}],
}
REMOVE: Entry = {"op": "remove", "pointer": "/old", "value": "usual", "kept_in": "was"}
CONSTANT: Entry = {"op": "remove", "pointer": "/old", "value": 3}
NARROW: Entry = {
    "op": "narrow",
    "pointer": "/n",
    "bound": {"maximum": 9},
    "value": 0,
    "kept_in": "was",
}
RENAME: Entry = {"op": "move", "from": "/list/*/a", "to": "/list/*/b"}
INTO: Entry = {"op": "move", "from": "/a", "to": "/x/y/a"}
OUT_OF: Entry = {"op": "move", "from": "/x/y/a", "to": "/a"}
DERIVE: Entry = {
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


def narrow(keyword: str, bound: int, value: Any) -> Entry:
    return {**NARROW, "bound": {keyword: bound}, "value": value}


@pytest.mark.parametrize(
    ("entries", "older", "newer"),
    [
        pytest.param([ADD], {"a": 1}, {"a": 1, "new": "x"}, id="add"),
        pytest.param([{**ADD, "value": None}], {}, {"new": None}, id="add-null"),
        pytest.param(
            [ADD_LIST],
            {"list": [{"a": 1}, {}]},
            {"list": [{"a": 1, "new": {"tags": []}}, {"new": {"tags": []}}]},
            id="add-object-everywhere",
        ),
        pytest.param(
            [{**ADD, "pointer": "/x/new"}], {"x": None}, {"x": None}, id="add-in-no-object"
        ),
        pytest.param([SUFFIX], {"time": "12:00"}, {"time": "12:00Z"}, id="suffix"),
        pytest.param([SUFFIX], {"time": "Z"}, {"time": "ZZ"}, id="suffix-on-itself"),
        pytest.param(
            [DERIVE],
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
        pytest.param(
            [MAP],
            {"list": [{"kind": 1}, {"kind": True}, {"kind": False}, {"kind": None}]},
            {
                "list": [
                    {"kind": "one"},
                    {"kind": "yes"},
                    {"kind": False},
                    {"kind": None},
                ]
            },
            id="map",
        ),
        pytest.param([DERIVE], {"list": []}, {"list": []}, id="derive-for-nobody"),
        pytest.param([REMOVE], {"old": "usual"}, {"was": None}, id="remove-usual"),
        pytest.param([REMOVE], {"old": "rare"}, {"was": "rare"}, id="remove-rare"),
        pytest.param([CONSTANT], {"old": 3}, {}, id="remove-constant"),
        pytest.param([NARROW], {"n": 9}, {"n": 9, "was": None}, id="narrow-within"),
        pytest.param([NARROW], {"n": 10}, {"n": 0, "was": 10}, id="narrow-maximum"),
        pytest.param([NARROW], {"n": None}, {"n": None, "was": None}, id="narrow-null"),
        pytest.param([narrow("minimum", 2, 5)], {"n": 1}, {"n": 5, "was": 1}, id="narrow-minimum"),
        pytest.param(
            [narrow("minLength", 2, "??")],
            {"n": "\U0001f600"},
            {"n": "??", "was": "\U0001f600"},
            id="narrow-minLength",
        ),
        pytest.param(
            [narrow("maxLength", 1, "?")],
            {"n": "ab"},
            {"n": "?", "was": "ab"},
            id="narrow-maxLength",
        ),
        pytest.param(
            [narrow("maxItems", 1, [])],
            {"n": [1, 2]},
            {"n": [], "was": [1, 2]},
            id="narrow-maxItems",
        ),
        pytest.param(
            [RENAME],
            {"list": [{"a": 1}, {"a": None}]},
            {"list": [{"b": 1}, {"b": None}]},
            id="rename",
        ),
        pytest.param([INTO], {"a": 1}, {"x": {"y": {"a": 1}}}, id="into-new-objects"),
        pytest.param([OUT_OF], {"x": {"y": {"a": 1}}}, {"a": 1}, id="out-of-emptied-objects"),
        pytest.param(
            [INTO], {"a": 1, "x": {"b": 2}}, {"x": {"b": 2, "y": {"a": 1}}}, id="into-an-object"
        ),
        pytest.param([ADD, {**SUFFIX, "pointer": "/new"}], {}, {"new": "xZ"}, id="in-order"),
        pytest.param(
            [INTO, {**ADD, "pointer": "/x/y/new"}],
            {"a": 1},
            {"x": {"y": {"a": 1, "new": "x"}}},
            id="beside-what-was-moved",
        ),
    ],
)
def test_step_goes_up_and_exactly_back(
    entries: list[Entry], older: Document, newer: Document
) -> None:
    step = Operations(entries, ANYTHING, ANYTHING)
    made = copy.deepcopy(older)
    step.up(made)
    assert made == newer
    assert step.down(made) == []
    assert made == older


@pytest.mark.parametrize(
    ("entries", "newer", "older", "losses"),
    [
        pytest.param([ADD], {"new": "y"}, {}, [("/new", "y")], id="add"),
        pytest.param(
            [ADD_LIST],
            {"list": [{"new": {"tags": []}}, {"new": {"tags": [1]}}]},
            {"list": [{}, {}]},
            [("/list/1/new", {"tags": [1]})],
            id="add-object-everywhere",
        ),
        pytest.param(
            [{**ADD, "value": 1}], {"new": True}, {}, [("/new", True)], id="add-tells-true-from-1"
        ),
        pytest.param(
            [{**ADD, "value": {"tags": [1]}}],
            {"new": {"tags": [True]}},
            {},
            [("/new", {"tags": [True]})],
            id="add-tells-true-from-1-within",
        ),
        pytest.param([DERIVE], {"list": []}, {"list": []}, [], id="derive-for-nobody"),
        pytest.param([SUFFIX], {"time": "12Z"}, {"time": "12"}, [], id="suffix-never-loses"),
        pytest.param(
            [DERIVE],
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
        pytest.param(
            [MAP],
            {"list": [{"kind": "two"}, {"kind": "three"}]},
            {"list": [{"kind": 1}, {"kind": "three"}]},
            [("/list/0/kind", "two")],
            id="map-falls-back",
        ),
        pytest.param(
            [REMOVE], {"was": "usual"}, {"old": "usual"}, [("/was", "usual")], id="remove"
        ),
        pytest.param(
            [NARROW], {"n": 1, "was": 9}, {"n": 1}, [("/was", 9)], id="narrow-needlessly-kept"
        ),
        pytest.param([NARROW], {"n": 1, "was": 10}, {"n": 10}, [("/n", 1)], id="narrow-twice"),
        pytest.param(
            [
                {**ADD, "pointer": "/list/*/o/new"},
                {"op": "move", "from": "/list/*/o", "to": "/list/*/p/q"},
                {"op": "move", "from": "/list/*/p/q/b", "to": "/list/*/b"},
            ],
            {"list": [{"p": {"q": {"new": "y"}}, "b": 1}]},
            {"list": [{"o": {"b": 1}}]},
            [("/list/0/p/q/new", "y")],
            id="where-it-was-before-moving",
        ),
    ],
)
def test_going_down_tells_what_going_up_would_not_give_back(
    entries: list[Entry], newer: Document, older: Document, losses: list[tuple[str, Any]]
) -> None:
    found = Operations(entries, ANYTHING, ANYTHING).down(newer)
    assert found == [Loss(at, "loss/value", value) for at, value in losses]
    assert newer == older


def test_what_the_older_schema_refuses_is_unrepresentable_where_the_newer_had_it() -> None:
    text = {"type": "string", "minLength": 2, "maxLength": 9, "pattern": "^a"}
    entry = {"type": "object", "required": ["b", "c"], "properties": {"b": text, "c": text}}
    schema = Schema({"properties": {"list": {"items": entry, "maxItems": 9}}, "required": []})
    step = Operations([{**RENAME, "from": "/list/*/b", "to": "/list/*/x"}], schema, ANYTHING)
    newer = {"list": [{"x": "b", "c": "ab"}, {"x": "ab", "c": 1}]}
    assert step.down(newer) == [
        Loss("/list/0/x", "loss/unrepresentable", "b"),  # too short and of another form: once
        Loss("/list/1/c", "loss/unrepresentable", 1),
    ]


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
    assert Derive(DERIVE).deriver(target)(source) == value


@pytest.mark.parametrize(
    ("loss", "shown"),
    [
        pytest.param(
            Loss("/target", "loss/value", "vllm"), "loss/value at /target ('vllm')", id="string"
        ),
        pytest.param(Loss("/a/0", "loss/value", None), "loss/value at /a/0 (null)", id="null"),
    ],
)
def test_loss_reads_as_one_line(loss: Loss, shown: str) -> None:
    assert str(loss) == shown
    assert Loss._fields == ("pointer", "code", "value")


def test_documents_do_not_share_what_is_added() -> None:
    operation = Operations([ADD_LIST], ANYTHING, ANYTHING)
    made: Document = {"list": [{}, {}]}
    operation.up(made)
    made["list"][0]["new"]["tags"].append("x")
    other: Document = {"list": [{}]}
    operation.up(other)
    assert [made["list"][1]["new"], other["list"][0]["new"]] == [{"tags": []}, {"tags": []}]


def test_oldest_version_has_no_step_that_leads_to_it() -> None:
    with pytest.raises(AssertionError, match="version 1 is not the oldest and has no migration"):
        operations(1)
