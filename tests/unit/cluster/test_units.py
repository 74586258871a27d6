"""Units hold all places in order, and no more than is said of their bytes and numbers."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlm_schema import __version__
from dlm_schema.cluster.units import MOST_BYTES, MOST_PLACES, Unit, cut
from dlm_schema.disk.meter import Sample
from dlm_schema.export.checking import Bounds
from dlm_schema.export.places import Place


def places(sizes: Sequence[int]) -> list[Place]:
    return [Place("/top", "top", str(index), size=size) for index, size in enumerate(sizes)]


@given(st.lists(st.integers(0, 2 * MOST_BYTES), max_size=300), st.integers(0, 50))
def test_units_hold_all_places_in_order(sizes: list[int], threads: int) -> None:
    found = places(sizes)
    units = list(cut(iter(found), lambda: threads))
    assert [place for unit in units for place in unit] == found
    assert all(unit and (len(unit) == 1 or total(unit) <= MOST_BYTES) for unit in units)


def total(unit: list[Place]) -> int:
    return sum(place.size for place in unit)


def test_a_large_export_is_a_unit_and_small_ones_share_one() -> None:
    found = places([3_000] * 5 + [800 * 10**9] + [3_000] * 5)
    assert [len(unit) for unit in cut(iter(found), lambda: 1)] == [5, 1, 5]


def test_units_grow_with_what_was_found_up_to_a_bound() -> None:
    lengths = [len(unit) for unit in cut(iter(places([1] * 200_000)), lambda: 2)]
    assert lengths[:-1] == sorted(lengths[:-1])
    assert lengths[0] == 8
    assert max(lengths) == MOST_PLACES


@pytest.mark.parametrize(("threads", "longest"), [(1, 250), (10, 25), (100, 8)])
def test_what_few_places_there_are_is_spread_over_the_threads(threads: int, longest: int) -> None:
    assert max(len(unit) for unit in cut(iter(places([1] * 2_000)), lambda: threads)) <= longest


def test_places_are_asked_for_as_units_are() -> None:
    asked = []

    def asking() -> Iterator[Place]:
        for place in places([1] * 100):
            asked.append(place)
            yield place

    units = cut(asking(), lambda: 1)
    next(units)
    assert len(asked) == 9


@pytest.mark.parametrize("sample", [None, Sample(0.5, 7)])
def test_a_unit_can_be_sent_and_shows_nothing_of_its_places(sample: Sample | None) -> None:
    place = Place("sftp://user:secret@host/top", "sftp://***@host/top")
    unit = Unit(3, "check", [place], Bounds(jobs=2, sample=sample))
    assert "secret" not in f"{unit!r} {unit}"
    sent = pickle.loads(pickle.dumps(unit))
    assert (sent.number, sent.kind, sent.places, sent.version) == (
        3,
        "check",
        (place,),
        __version__,
    )
    assert sent.bounds._replace(sample=None) == Bounds(jobs=2)
    assert (sent.bounds.sample is None) is (sample is None)
    assert sample is None or (sent.bounds.sample.share, sent.bounds.sample.seed) == (0.5, 7)
    assert sample is None or sent.bounds.sample is not sent.bounds.sample
