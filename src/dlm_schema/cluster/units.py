"""Units of work: places that one worker judges in one go, cut by bytes."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from dlm_schema._version import __version__

if TYPE_CHECKING:
    from dlm_schema.export.checking import Bounds
    from dlm_schema.export.places import Place

MOST_BYTES: Final = 1024**3
"""Bytes of files from which a unit takes no other place: a second's work or so."""

MOST_PLACES: Final = 2048
_FAST: Final = 1
_FEWEST_PLACES: Final = 8
_UNITS_FOR_EACH: Final = 8  # of what a thread is given, the last unit is no more than an eighth


def pack(value: object) -> bytes:
    """Return a value as few bytes."""
    return zlib.compress(pickle.dumps(value), _FAST)


def unpack(packed: bytes) -> Any:
    """Return what :func:`pack` was given, by this client or a worker of its cluster."""
    return pickle.loads(zlib.decompress(packed))  # noqa: S301  (as all that Dask receives)


class Unit:
    """Places, and how they are judged. It is sent to workers, which print what they are given.

    Paths can hold passwords, so nothing of it is printed. Places are packed, because schedulers
    keep units that are done. ``number`` tells units apart, ``count`` is how many places it has, and
    ``version`` is that of the package which a worker has to have as well.
    """

    def __init__(self, number: int, kind: str, places: Sequence[Place], bounds: Bounds) -> None:
        self.number = number
        self.kind = kind
        self.count = len(places)
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
        return f"Unit({self.number}, {self.count} places)"


def cut(places: Iterator[Place], threads: Callable[[], int]) -> Iterator[list[Place]]:
    """Cut places into those of one unit each, in order.

    Units grow with what was found so far, so that few places are spread over all ``threads`` of
    the workers, and many are sent in few units.
    """
    begun: list[Place] = []
    size = seen = 0
    most = _FEWEST_PLACES
    for place in places:
        if begun and (len(begun) >= most or size + place.size > MOST_BYTES):
            yield begun
            seen += len(begun)
            most = seen // (_UNITS_FOR_EACH * max(threads(), 1))
            most = min(max(most, _FEWEST_PLACES), MOST_PLACES)
            begun, size = [], 0
        begun.append(place)
        size += place.size
    if begun:
        yield begun
