"""This process: the memory and descriptors that it has, and calls of it that fail."""

from __future__ import annotations

import os
import resource
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


def raising(error: BaseException | int) -> Callable[..., Any]:
    """Return what raises an error whatever it is given; a number is one of the system."""
    made = OSError(error, os.strerror(error)) if isinstance(error, int) else error

    def fail(*_: object, **__: object) -> Any:
        raise made

    return fail


@contextmanager
def descriptors(most: int) -> Iterator[None]:
    """Let the process have no descriptor from a number on."""
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


@contextmanager
def traced_memory() -> Iterator[Callable[[], int]]:
    """Yield a function that tells the most bytes that Python's objects have taken meanwhile."""
    tracemalloc.start()
    try:
        yield lambda: tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
