"""Units of work: places at which one worker begins, and how long it goes on."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dlm_schema._version import __version__

if TYPE_CHECKING:
    from dlm_schema.export.checking import Bounds
    from dlm_schema.export.places import Place

MOST_BYTES: Final = 1024**3
"""Bytes of files from which a unit takes no other export: a second's work or so."""

MOST_PLACES: Final = 2048
_FAST: Final = 1


def pack(value: object) -> bytes:
    """Return a value as few bytes."""
    return zlib.compress(pickle.dumps(value), _FAST)


def unpack(packed: bytes) -> Any:
    """Return what :func:`pack` was given, by this client or a worker of its cluster."""
    return pickle.loads(zlib.decompress(packed))  # noqa: S301  (as all that Dask receives)


class Left(NamedTuple):
    """Places that a worker left, packed: a folder can have a million names."""

    number: int
    results: int
    packed: bytes

    @property
    def places(self) -> Sequence[Place]:
        """What is left, in order."""
        places: Sequence[Place] = unpack(self.packed)
        return places


def left(places: Sequence[Place]) -> Iterator[Left]:
    """Pack places, so many at a time as a unit has at most."""
    for begin in range(0, len(places), MOST_PLACES):
        some = tuple(places[begin : begin + MOST_PLACES])
        yield Left(len(some), sum(place.is_something for place in some), pack(some))


class Unit:
    """Places, and how they are judged. It is sent to workers, which print what they are given.

    Paths can hold passwords, so nothing of it is printed. Places are packed, because schedulers
    keep units that are done. What is not begun after some ``seconds`` comes back. ``results`` is of
    how many places there surely is something to say, and ``version`` that of the package which a
    worker has to have as well.
    """

    def __init__(self, kind: str, places: Sequence[Place], bounds: Bounds, seconds: float) -> None:
        self.kind = kind
        self.seconds = seconds
        self.count = len(places)
        self.results = sum(place.is_something for place in places)
        self._packed = pack(tuple(places))
        self.version = __version__
        self._bounds = bounds

    @property
    def places(self) -> Sequence[Place]:
        """What is judged, in order."""
        places: Sequence[Place] = unpack(self._packed)
        return places

    @property
    def bounds(self) -> Bounds:
        """What the check of the unit looks at and may use."""
        sample = self._bounds.sample
        return self._bounds._replace(sample=sample and sample.anew())

    def __repr__(self) -> str:
        return f"Unit({self.count} places)"
