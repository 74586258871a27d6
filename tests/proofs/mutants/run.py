"""Prove that the corpus bites: change one thing at a time, and see that a case fails.

``nox -s mutants`` prints how many mutants of each kind some case tells from the specification, and
fails on a survivor that ``explained.json`` does not explain.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from proofs.mutants.code import Reach, code_mutants, expression_mutants, reach
from proofs.mutants.data import data_mutants
from proofs.mutants.engine import Mutant, Outcome, outcomes
from proofs.mutants.suite import prepared

EXPLAINED: Mapping[str, Mapping[str, Sequence[str]]] = json.loads(
    Path(__file__).with_name("explained.json").read_bytes()
)
"""Mutants that no case can tell from the specification: by the reason and the place, their names.

The name ``*`` is whatever survives at its place.
"""


def main(arguments: Sequence[str]) -> int:
    """Run the proof and print its table."""
    parser = argparse.ArgumentParser(prog="mutants", description=__doc__)
    parser.add_argument("--verbose", action="store_true", help="print which case killed which")
    parser.add_argument("--only", metavar="REGEX", default="", help="mutants that it is found in")
    parser.add_argument("--corpus", nargs="+", metavar="FILE", default=[], help="recipes to use")
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    options = parser.parse_args(arguments)
    start = time.monotonic()
    with prepared(options.corpus) as questions:
        reached = reach(questions, options.processes)
        for case, how in reached.wrong.items():
            print(f"unchanged, {case}: {how}")
        if reached.wrong:
            return 1
        chosen = [mutant for mutant in mutants(reached) if re.search(options.only, mutant.title)]
        repeated = [title for title, n in Counter(each.title for each in chosen).items() if n > 1]
        if repeated:
            raise ValueError(f"mutants of one name: {repeated}")
        found = []
        for outcome in outcomes(chosen, questions, options.processes):
            found.append(outcome)
            if options.verbose:
                shown = (
                    f"{outcome.mutant.title}\n    {outcome.fate} {outcome.killer}: {outcome.how}"
                )
                print(shown, flush=True)
    status = report(found, whole=not options.only and not options.corpus)
    worked = time.process_time() + sum(os.times()[2:4])
    elapsed = time.monotonic() - start
    print(f"{len(found)} mutants in {elapsed:.0f} s, {worked:.0f} s of them worked")
    return status


def mutants(reached: Reach) -> Iterator[Mutant]:
    """Yield every mutant there is."""
    reasons = {title: reason for reason, titles in explained() for title in titles}
    for every in (data_mutants(), expression_mutants(reached), code_mutants(reached)):
        for mutant in every:
            yield mutant._replace(
                reason=reasons.get(mutant.title) or reasons.get(_any_of(mutant), "")
            )


def _any_of(mutant: Mutant) -> str:
    return mutant._replace(name="*").title


def explained() -> Iterator[tuple[str, list[str]]]:
    """Yield each reason with the titles of the mutants that it explains."""
    for reason, places in EXPLAINED.items():
        yield reason, [f"{place}: {name}" for place, names in places.items() for name in names]


def report(found: list[Outcome], *, whole: bool) -> int:
    """Print what became of mutants, kind by kind, and what is at fault; return the exit code."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for each in found:
        counts[each.mutant.kind].update((each.fate, "mutants"))
    columns = ("mutants", "killed", "equivalent", "not loaded", "explained", "unexplained")
    print(f"{'kind':<32}", *(f"{column:>11}" for column in columns))
    for kind, of_kind in counts.items():
        print(f"{kind:<32}", *(f"{of_kind[column]:>11}" for column in columns))
    there = {title for each in found for title in (each.mutant.title, _any_of(each.mutant))}
    named = {title for _, titles in explained() for title in titles}
    faults = [f"survives: {each.mutant.title}" for each in found if each.fate == "unexplained"]
    faults += [
        f"explained, but {each.fate}: {each.mutant.title}"
        for each in found
        if each.mutant.title in named and each.fate != "explained"
    ]
    faults += [f"explained, but there is none: {title}" for title in sorted(named - there) if whole]
    print(*faults, sep="\n", end="\n" if faults else "")
    total = sum(counts.values(), Counter())
    told = total["killed"] + total["unexplained"]
    print(f"killed {total['killed']} of {told}: {total['killed'] / max(1, told):.1%}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
