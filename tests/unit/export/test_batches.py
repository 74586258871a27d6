"""How many items are put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.process import descriptors

from dlm_schema.export.batches import batches, most_open

if TYPE_CHECKING:
    import pytest


def test_batches_are_of_some_items_and_of_fewer_where_they_hold_much() -> None:
    sizes = [*[1] * 20, 600_000, 600_000, 3_000_000, 5]
    made = list(batches(sizes, int))
    assert [len(batch) for batch in made] == [16, 6, 1, 1]
    assert [size for batch in made for size in batch] == sizes
    assert list(batches([], int)) == []


def test_what_was_gathered_is_given_before_what_may_take_its_time() -> None:
    given = iter(["a", "b", None, None, "c", None])
    assert list(batches(given, lambda _: 0)) == [["a", "b"], ["c"]]


def test_nothing_waits_long_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dlm_schema.export.batches._LONGEST", 0)
    assert list(batches("abc", lambda _: 0)) == [["a"], ["b"], ["c"]]


def test_few_are_open_where_few_can_be() -> None:
    for limit, most in ((300, 9), (64, 2), (20, 1)):
        with descriptors(limit):
            assert most_open() == most


def test_no_more_is_taken_than_a_batch_needs() -> None:
    given = iter(range(100))
    assert next(batches(given, lambda _: 0, most=3)) == [0, 1, 2]
    assert next(given) == 3
