"""How many items are put together."""

from __future__ import annotations

from dlm_schema.export.batches import batches


def test_batches_are_of_some_items_and_of_fewer_where_they_hold_much() -> None:
    sizes = [*[1] * 20, 600_000, 600_000, 3_000_000, 5]
    made = list(batches(sizes, int))
    assert [len(batch) for batch in made] == [16, 6, 1, 1]
    assert [size for batch in made for size in batch] == sizes
    assert list(batches([], int)) == []


def test_no_more_is_taken_than_a_batch_needs() -> None:
    given = iter(range(100))
    assert next(batches(given, lambda _: 0, most=3)) == [0, 1, 2]
    assert next(given) == 3
