"""The proof by round trips sees what changes, what is refused and what is let through."""

from __future__ import annotations

import json
from typing import Any

import pytest
from proofs.generators.run import (
    GENERATORS,
    HERE,
    PAGE,
    Result,
    differing,
    examples,
    judged,
    kept,
    table,
)
from proofs.validators.questions import Question

from dlm_schema.document.versions import LATEST


def document(value: Any, *keywords: str, subject: str = "case") -> Question:
    return Question(subject, LATEST, json.dumps(value), frozenset(keywords))


def of_corpus(documents: list[Question], given: list[Any]) -> Result:
    """Judge documents after the examples, all of which come back as they are."""
    before = list(examples())
    texts = [None if value is None else json.dumps(value) for value in given]
    return judged([*before, *documents], [*(one.document for one in before), *texts])


@pytest.mark.parametrize(
    ("sent", "back", "members"),
    [
        ({"a": 1, "b": [2]}, {"b": [2], "a": 1}, []),
        ({"a": None}, {}, ["`a` (absent)"]),
        ({"a": 1}, {"a": 1, "b": 2}, ["`b`"]),
        ({"a": 1}, {"a": True}, ["`a`"]),
        ({"a": 1}, {"a": 1.0}, ["`a`"]),
        ({"a": "2026-04-23T18:42:00Z"}, {"a": "2026-04-23T18:42:00.000Z"}, ["`a`"]),
    ],
)
def test_a_value_that_does_not_come_back_is_named(
    sent: dict[str, Any], back: dict[str, Any], members: list[str]
) -> None:
    assert list(differing(sent, back)) == members


def test_an_example_that_changes_is_told() -> None:
    before = list(examples())
    changed = json.dumps({**json.loads(before[0].document), "quant": "other"})
    result = judged(before, [changed, *(one.document for one in before[1:])])
    assert result.examples == (f"changes `quant` of the example {before[0].subject}",)
    assert result.changed == ("`quant`",)


def test_a_refused_document_that_the_schema_accepts_is_told() -> None:
    assert of_corpus([document({})], [None]).refused == ("refuses case",)


def test_violations_that_come_through_are_counted_by_keyword() -> None:
    result = of_corpus(
        [document({"a": 1}, "type"), document({"b": 1}, "type"), document({}, "required")],
        [{"a": 1}, None, None],
    )
    assert result.missed == {"required": (0, 1), "type": (1, 2)}


def test_the_table_tells_all_of_it() -> None:
    result = Result((), ("`a`",), ("refuses b",), {"enum": (3, 3), "type": (1, 2), "const": (0, 1)})
    good = Result((), (), (), {})
    lines = table(dict(zip(GENERATORS, [result, good], strict=False))).splitlines()
    assert lines[2] == (
        "| quicktype 26.0.0 | TypeScript | the same | changes `a`; refuses some "
        "| `enum`; in part `type` |"
    )
    assert lines[3] == "| quicktype 26.0.0 | Python | the same | the same | nothing |"


def test_the_page_keeps_a_line_for_every_generator() -> None:
    lines = kept(PAGE.read_text()).splitlines()[2:]
    assert [line.split(" | ")[0].strip("| ") for line in lines] == [
        f"{one.name} {one.version(HERE)}" for one in GENERATORS
    ]
