"""What programs with random inputs share: seeds, chunks over processes, and saying how it goes."""

from __future__ import annotations

import argparse
import multiprocessing
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator
from random import Random
from typing import Final, TypeVar

CHUNK: Final = 500
_LARGE_EVERY: Final = 10_000
_SECONDS_BETWEEN_LINES: Final = 20.0

_Drawn = TypeVar("_Drawn")
_Outcome = TypeVar("_Outcome")


def parser_of(name: str, description: str | None) -> argparse.ArgumentParser:
    """Return a parser of arguments that knows the seed, which is a random one by default."""
    parser = argparse.ArgumentParser(name, description=description, allow_abbrev=False)
    seed = secrets.randbelow(2**32)
    parser.add_argument("--seed", type=int, default=seed, help="default: a random one, printed")
    return parser


def drawn(
    seed: int, chunk: int, size: int, draw: Callable[[Random, bool], _Drawn]
) -> Iterator[tuple[int, _Drawn]]:
    """Draw the inputs of a chunk with their numbers; the same for a seed, however run.

    Now and then ``draw`` is asked for a large one.
    """
    random = Random(f"{seed}:{chunk}")
    for number in range(chunk * CHUNK, chunk * CHUNK + size):
        yield number, draw(random, number % _LARGE_EVERY == _LARGE_EVERY - 1)


def in_chunks(run: Callable[[int], _Outcome], total: int, jobs: int) -> Iterator[_Outcome]:
    """Run all chunks of so many inputs, several at once."""
    chunks = range(-(-total // CHUNK))
    if jobs == 1:
        yield from map(run, chunks)
        return
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        yield from pool.imap_unordered(run, chunks)


class Watch:
    """Tells how long a run takes, and now and then that it goes on."""

    def __init__(self) -> None:
        self._started = self._said = time.monotonic()

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.monotonic() - self._started

    def say(self, how_far: str) -> None:
        """Say how far it has come, unless that was said just now."""
        if time.monotonic() - self._said > _SECONDS_BETWEEN_LINES:
            self._said = time.monotonic()
            print(f"  {how_far} in {self.seconds:.0f} s", flush=True)


def print_counts(title: str, counts: Counter[str]) -> None:
    """Print how often there was what."""
    print(f"{title}:")
    for name in sorted(counts):
        print(f"  {counts[name]:9}  {name}")
