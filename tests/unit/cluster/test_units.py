"""Units and what is left of them hold places in order, and show nothing of them."""

from __future__ import annotations

import pickle

import pytest

from dlm_schema import __version__
from dlm_schema.cluster.units import MOST_PLACES, Unit, left
from dlm_schema.disk.meter import Sample
from dlm_schema.export.checking import Bounds, Candidate
from dlm_schema.export.discovery import Ahead
from dlm_schema.export.places import Place


@pytest.mark.parametrize("number", [0, 1, MOST_PLACES, MOST_PLACES + 1, 3 * MOST_PLACES])
def test_what_is_left_is_packed_in_order(number: int) -> None:
    places = [Place("/top", "top", Ahead(str(index))) for index in range(number)]
    packed = list(left(places))
    assert [place for some in packed for place in some.places] == places
    assert [len(some.places) for some in packed] == [some.number for some in packed]
    assert all(0 < some.number <= MOST_PLACES for some in packed)
    assert sum(len(some.packed) for some in packed) <= 200 + 30 * number


def test_what_is_left_says_what_is_surely_something() -> None:
    known = Place("-", "-", known=Candidate("-"))
    (some,) = left([known, Place("/top", "top"), known])
    assert some.results == 2


@pytest.mark.parametrize("sample", [None, Sample(0.5, 7)])
def test_a_unit_can_be_sent_and_shows_nothing_of_its_places(sample: Sample | None) -> None:
    place = Place("sftp://user:secret@host/top", "sftp://***@host/top")
    unit = Unit("check", [place], Bounds(jobs=2, sample=sample), 0.5)
    assert "secret" not in f"{unit!r} {unit}"
    sent = pickle.loads(pickle.dumps(unit))
    assert (sent.kind, sent.places, sent.seconds) == ("check", (place,), 0.5)
    assert sent.version == __version__
    assert sent.bounds._replace(sample=None) == Bounds(jobs=2)
    assert (sent.bounds.sample is None) is (sample is None)
    assert sample is None or (sent.bounds.sample.share, sent.bounds.sample.seed) == (0.5, 7)
    assert sample is None or sent.bounds.sample is not sent.bounds.sample
