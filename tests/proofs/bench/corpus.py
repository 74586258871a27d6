"""Measure the whole conformance corpus, asked of an implementation by the batch protocol.

``python tests/proofs/bench/corpus.py [CMD ...]`` asks our batch server, or another command.
The time of a case is that from the request to its answer, over the pipes and back, and for a
directory that of making it as well. Making the case from its recipe is not in it.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import median, quantiles
from time import perf_counter
from typing import Final, NamedTuple

from dlm_schema.conformance.batch import Batch
from dlm_schema.conformance.cases import LAYERS, Case
from dlm_schema.conformance.corpus import Corpus
from dlm_schema.conformance.protocol import Failure, Skipped

SERVE: Final = (sys.executable, "-m", "dlm_schema", "conformance", "serve")
_TIMEOUT: Final = 60.0
_ROW: Final = "{:12}{:>7}{:>12}{:>12}{:>12}{:>12}{:>10}"
_PERCENT: Final = 100


class Measured(NamedTuple):
    """Seconds for each case of a layer, and how many cases had no answer."""

    seconds: Sequence[float]
    unanswered: int


def main(arguments: Sequence[str]) -> int:
    """Measure, and print a table."""
    layers = measured(Corpus(), arguments or SERVE)
    print(table(layers), end="")
    return 1 if any(layer.unanswered for layer in layers.values()) else 0


def measured(cases: Iterable[Case], command: Sequence[str]) -> dict[str, Measured]:
    """Ask every case, one after the other, and return the times of each layer."""
    seconds: dict[str, list[float]] = defaultdict(list)
    unanswered: dict[str, int] = defaultdict(int)
    batch = Batch(command, _TIMEOUT)
    try:
        batch.start()
        for case in cases:
            start = perf_counter()
            reply = batch.ask(case)
            seconds[case.layer].append(perf_counter() - start)
            unanswered[case.layer] += isinstance(reply, Failure | Skipped)
    finally:
        batch.close()
    return {
        layer: Measured(seconds[layer], unanswered[layer]) for layer in LAYERS if layer in seconds
    }


def table(layers: dict[str, Measured]) -> str:
    """Return the times of each layer and of all, for people."""
    everything = Measured(
        [second for layer in layers.values() for second in layer.seconds],
        sum(layer.unanswered for layer in layers.values()),
    )
    lines = [_ROW.format("layer", "cases", "median", "mean", "99 of 100", "longest", "all")]
    lines += [_line(name, layer) for name, layer in [*layers.items(), ("all", everything)]]
    if everything.unanswered:
        lines.append(f"{everything.unanswered} cases had no answer")
    return "".join(f"{line}\n" for line in lines)


def _line(name: str, layer: Measured) -> str:
    times = layer.seconds
    most = quantiles(times, n=_PERCENT)[-1] if len(times) > 1 else times[0]
    shown = (median(times), sum(times) / len(times), min(most, max(times)), max(times))
    columns = [f"{1000 * seconds:.3f} ms" for seconds in shown]
    return _ROW.format(name, len(times), *columns, f"{sum(times):.1f} s")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
