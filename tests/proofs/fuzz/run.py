"""Throw generated and mutated inputs at ``validate`` and ``migrate``: ``nox -s fuzz``.

``documents`` and ``mutations`` make the inputs, ``laws`` says what must hold for each, and
``support.oracles`` what it is held against. The same seed throws the same inputs.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from random import Random
from typing import Any, Final, NamedTuple

from proofs.fuzz.laws import CpuTimeExceededError, Violation, examine
from proofs.fuzz.minimise import minimise
from proofs.fuzz.mutations import Input, large_input, next_input
from proofs.running import CHUNK, Watch, drawn, in_chunks, parser_of, print_counts

_THOROUGH_EVERY: Final = 20
_SECONDS_FOR_ONE: Final = 10.0
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


def draw(random: Random, large: bool) -> Input:  # noqa: FBT001  (by position, as it is called)
    """Draw an input."""
    return large_input(random) if large else next_input(random)


def run_chunk(seed: int, total: int, chunk: int) -> Outcome:
    """Examine the inputs of one chunk of a run of ``total``."""
    size = min(CHUNK, total - chunk * CHUNK)
    outcome = Outcome(size, Counter(), Counter(), [])
    for number, (origin, data) in drawn(seed, chunk, size, draw):
        outcome.origins[origin] += 1
        thorough = number % _THOROUGH_EVERY == 0
        try:
            with _bounded():
                verdicts = examine(data, thorough=thorough)
        except Violation as violation:
            outcome.failures.append(Failure(number, origin, violation.law, violation.detail))
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
    chunk, at = divmod(failure.number, CHUNK)
    *_, (_, (_, data)) = drawn(seed, chunk, at + 1, draw)
    smallest = minimise(data, partial(_violates, failure.law))
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


def main(arguments: Sequence[str]) -> int:
    """Run the fuzzer and return 0 when every law held for every input."""
    parser = parser_of("fuzz", __doc__)
    parser.add_argument("--inputs", type=int, default=200_000, help="(default %(default)s)")
    parser.add_argument("--jobs", type=int, default=2, help="processes (default %(default)s)")
    options = parser.parse_args(arguments)
    seed, total = options.seed, options.inputs
    print(f"fuzz: {total} inputs, seed {seed}, {options.jobs} processes", flush=True)
    watch = Watch()
    done = 0
    origins: Counter[str] = Counter()
    verdicts: Counter[str] = Counter()
    failures: list[Failure] = []
    for outcome in in_chunks(partial(run_chunk, seed, total), total, options.jobs):
        done += outcome.inputs
        origins += outcome.origins
        verdicts += outcome.verdicts
        failures += outcome.failures
        watch.say(f"{done} done, {len(failures)} failed")
    print_counts("inputs by origin", origins)
    print_counts("inputs by verdict (one may have several codes)", verdicts)
    first_of_law = {failure.law: failure for failure in sorted(failures, reverse=True)}
    for failure in sorted(first_of_law.values())[:_SHOWN]:
        sys.stdout.write(_explain(failure, seed, total))
    print(f"{done} inputs in {watch.seconds:.0f} s with seed {seed}")
    print(f"{done - len(failures)} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
