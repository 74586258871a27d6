"""Do one thing to some items before the next is done to them, which keeps to code that is at hand.

How much that is, ``check`` and ``list`` beside their bare loops say in the benchmark.
"""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterable, Iterator
from time import monotonic
from typing import Final, TypeVar

_Item = TypeVar("_Item")

MOST: Final = 16
_MOST_BYTES: Final = 1024 * 1024
_LONGEST: Final = 0.1  # seconds that an item waits for others
_DESCRIPTORS: Final = 32
BYTES_OF_AN_ENTRY: Final = 128
"""About what the name of a file takes that a folder was found to hold."""


def batches(
    items: Iterable[_Item | None], held: Callable[[_Item], int], most: int = MOST
) -> Iterator[list[_Item]]:
    """Yield items some at a time, in order.

    They are fewer where they hold many bytes, come slowly, or ``None`` says that the next one may.
    """
    batch: list[_Item] = []
    size = 0
    begun = 0.0
    for item in items:
        if item is not None:
            begun = begun if batch else monotonic()
            batch.append(item)
            size += held(item)
            if len(batch) < most and size < _MOST_BYTES and monotonic() - begun < _LONGEST:
                continue
        if batch:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def most_open() -> int:
    """Return of how many items each may hold a folder open, so that enough is left for others."""
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST if limit == resource.RLIM_INFINITY else max(min(MOST, limit // _DESCRIPTORS), 1)
