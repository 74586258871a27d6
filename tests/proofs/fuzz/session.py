"""Running the fuzzer: chunks over processes, counts, and what is said about failures."""

from __future__ import annotations

import argparse
import multiprocessing
import secrets
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from random import Random
from typing import Any, Final, NamedTuple

from proofs.fuzz.laws import CpuTimeExceededError, Violation, examine
from proofs.fuzz.minimise import minimise
from proofs.fuzz.mutations import Input, large_input, next_input

_CHUNK: Final = 1000
_LARGE_EVERY: Final = 10_000
_THOROUGH_EVERY: Final = 20
_SECONDS_FOR_ONE: Final = 10.0
_SECONDS_BETWEEN_LINES: Final = 20.0
_SHOWN: Final = 10


class Failure(NamedTuple):
    """An input for which a law does not hold: its number, the law, and how."""

    number: int
    origin: str
    law: str
    detail: str


class Outcome(NamedTuple):
    """What a chunk of inputs came to."""

    inputs: int
    origins: Counter[str]
    verdicts: Counter[str]
    failures: list[Failure]


def inputs(seed: int, chunk: int, size: int) -> Iterator[tuple[int, Input]]:
    """Draw the inputs of a chunk with their numbers; the same for a seed, however run."""
    random = Random(f"{seed}:{chunk}")
    for number in range(chunk * _CHUNK, chunk * _CHUNK + size):
        draw = large_input if number % _LARGE_EVERY == _LARGE_EVERY - 1 else next_input
        yield number, draw(random)


def run_chunk(seed: int, total: int, chunk: int) -> Outcome:
    """Examine the inputs of one chunk of a run of ``total``."""
    size = min(_CHUNK, total - chunk * _CHUNK)
    outcome = Outcome(size, Counter(), Counter(), [])
    for number, drawn in inputs(seed, chunk, size):
        outcome.origins[drawn.origin] += 1
        thorough = number % _THOROUGH_EVERY == 0
        try:
            with _bounded():
                verdicts = examine(drawn.data, thorough=thorough)
        except Violation as violation:
            outcome.failures.append(Failure(number, drawn.origin, violation.law, violation.detail))
        else:
            outcome.verdicts.update(verdicts)
    return outcome


@contextmanager
def _bounded() -> Iterator[None]:
    """Stop what takes too much processor time, where the platform can."""
    if not hasattr(signal, "SIGPROF") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, _SECONDS_FOR_ONE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _stop(*_: object) -> None:
    raise CpuTimeExceededError


def _violates(law: str, data: Any) -> bool:
    try:
        with _bounded():
            examine(data)
    except Violation as violation:
        return violation.law == law
    return False


def _explain(failure: Failure, seed: int, total: int) -> str:
    """Show a failure with its input, as small as it can be made."""
    chunk, at = divmod(failure.number, _CHUNK)
    drawn = next(drawn for number, drawn in inputs(seed, chunk, at + 1) if number == failure.number)
    smallest = minimise(drawn.data, partial(_violates, failure.law))
    try:
        examine(smallest)
        detail = failure.detail
    except Violation as violation:
        detail = violation.detail
    return (
        f"FAILED {failure.law}: {detail[:2000]}\n"
        f"  minimised input: {repr(smallest)[:4000]}\n"
        f"  made as: {failure.origin}, number {failure.number}\n"
        f"  again: nox -s fuzz -- --seed {seed} --inputs {total}\n"
    )


def _outcomes(seed: int, total: int, jobs: int) -> Iterator[Outcome]:
    chunks = range(-(-total // _CHUNK))
    examine_chunk = partial(run_chunk, seed, total)
    if jobs == 1:
        yield from map(examine_chunk, chunks)
        return
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        yield from pool.imap_unordered(examine_chunk, chunks)


def main(arguments: Sequence[str]) -> int:
    """Run the fuzzer and return 0 when every law held for every input."""
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__, allow_abbrev=False)
    parser.add_argument(
        "--inputs", type=int, default=200_000, help="how many (default %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=None, help="default: a random one, printed")
    parser.add_argument("--jobs", type=int, default=2, help="processes (default %(default)s)")
    options = parser.parse_args(arguments)
    seed = secrets.randbelow(2**32) if options.seed is None else options.seed
    print(f"fuzz: {options.inputs} inputs, seed {seed}, {options.jobs} processes", flush=True)
    started = said = time.monotonic()
    done = 0
    origins: Counter[str] = Counter()
    verdicts: Counter[str] = Counter()
    failures: list[Failure] = []
    for outcome in _outcomes(seed, options.inputs, options.jobs):
        done += outcome.inputs
        origins += outcome.origins
        verdicts += outcome.verdicts
        failures += outcome.failures
        if time.monotonic() - said > _SECONDS_BETWEEN_LINES:
            said = time.monotonic()
            print(f"  {done} done in {said - started:.0f} s, {len(failures)} failed", flush=True)
    _print_counts("inputs by origin", origins)
    _print_counts("inputs by verdict (one may have several codes)", verdicts)
    first_of_law = {failure.law: failure for failure in sorted(failures, reverse=True, key=_number)}
    for failure in sorted(first_of_law.values(), key=_number)[:_SHOWN]:
        sys.stdout.write(_explain(failure, seed, options.inputs))
    print(f"{done} inputs in {time.monotonic() - started:.0f} s with seed {seed}")
    print(f"{done - len(failures)} passed, {len(failures)} failed")
    return 1 if failures else 0


def _number(failure: Failure) -> int:
    return failure.number


def _print_counts(title: str, counts: Counter[str]) -> None:
    print(f"{title}:")
    for name in sorted(counts):
        print(f"  {counts[name]:9}  {name}")
