"""How an answer is compared with the one expected, and what is said of a difference."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest

from dlm_schema.conformance.cases import LEVELS, Answer, LostValue, Migrate, Place, Validate, Verify
from dlm_schema.conformance.comparison import differences

A = Place("schema/type", "/a")


B = Place("schema/enum", "/a")


@pytest.mark.parametrize(
    ("expected", "got", "kinds"),
    [
        (Answer(valid=False, version=2, errors=(A, B)), {"errors": (B, A)}, []),
        (Answer(valid=False, version=2, errors=(A, B)), {"errors": (A,)}, ["other errors"]),
        (Answer(valid=False, version=2, errors=(A,)), {"errors": (A, A)}, ["other errors"]),
        (Answer(valid=False, version=2, errors=(A,)), {"errors": (B,)}, ["other errors"]),
        (
            Answer(valid=False, version=2, errors=(A,)),
            {"valid": True, "errors": ()},
            ["accepts what is invalid", "other errors"],
        ),
        (
            Answer(valid=True, version=2),
            {"valid": False, "version": None},
            ["rejects what is to be accepted", "another version"],
        ),
        (Answer(valid=True, version=2, notes=(A,)), {"notes": ()}, ["other notes"]),
        (
            Answer(valid=True, version=2, notes=(A,)),
            {"notes": (), "warnings": (A,)},
            ["other warnings", "other notes"],
        ),
    ],
)
def test_findings_are_compared_as_multisets(
    expected: Answer, got: dict[str, Any], kinds: list[str]
) -> None:
    found = differences(
        Verify(()), expected, expected._replace(**got), detail="full", levels=LEVELS
    )
    assert [difference.kind for difference in found] == kinds


@pytest.mark.parametrize("value", [1, 1.0, True, "1", None, [1], {"a": 1}, "", 0, False])
@pytest.mark.parametrize("other", [1, 1.0, True, "1", None, [1], {"a": 1}, "", 0, False])
def test_values_of_losses_are_compared_with_their_type(value: Any, other: Any) -> None:
    answers = [
        Answer(valid=True, version=2, losses=(LostValue("loss/value", "/a", lost),))
        for lost in (value, other)
    ]
    request = Migrate(b"", 1, allow_loss=False)
    found = list(differences(request, *answers, detail="full", levels=LEVELS))
    assert bool(found) == (repr(value) != repr(other))


def test_a_verdict_is_compared_alone_but_for_the_output() -> None:
    expected = Answer(valid=True, version=2, errors=(A,), output=b"1", losses=())
    request = Migrate(b"", 1, allow_loss=False)

    def kinds(got: Answer, detail: str, *, levels: Collection[str] = tuple(LEVELS)) -> list[str]:
        found = differences(request, expected, got, detail=detail, levels=levels)
        return [difference.kind for difference in found]

    other = expected._replace(version=1, errors=(), losses=(LostValue("a", "b", 1),))
    assert kinds(other, "verdict") == []
    assert kinds(other, "full") == ["other errors", "other losses", "another version"]
    assert kinds(other, "full", levels=("encoding",)) == ["other errors", "other losses"]
    assert kinds(expected._replace(output=b"2"), "verdict") == ["other output"]
    assert kinds(expected._replace(output=None), "verdict") == ["refuses a migration"]
    refused = expected._replace(output=None)
    found = list(differences(request, refused, expected, detail="verdict", levels=LEVELS))
    assert [difference.kind for difference in found] == ["carries out what is to be refused"]


def test_what_is_different_is_told_in_bounded_length() -> None:
    many = tuple(Place("x" * 10_000, f"/{number}") for number in range(1000))
    got = Answer(valid=True, version=10**4000, errors=many)
    expected = Answer(valid=True, version=2)
    found = list(differences(Validate(b""), expected, got, detail="full", levels=LEVELS))
    assert "and 980 more that are extra" in found[0].problem
    assert all(len(difference.problem) < 10_000 for difference in found)
