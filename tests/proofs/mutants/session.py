"""The whole proof: which mutants there are, what became of them, and the table."""

from __future__ import annotations

import argparse
import os
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from proofs.mutants.code import Reach, code_mutants, expression_mutants, reach
from proofs.mutants.data import data_mutants
from proofs.mutants.engine import Mutant, Outcome, outcomes
from proofs.mutants.explained import EXPLAINED
from proofs.mutants.suite import prepared


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
        found = list(outcomes(chosen, questions, options.processes))
    if options.verbose:
        print(*(f"{each.mutant.title}\n    {each.killer}: {each.how}" for each in found), sep="\n")
    status = report(found, whole=not options.only and not options.corpus)
    print(f"{len(found)} mutants in {time.monotonic() - start:.0f} s")
    return status


def mutants(reached: Reach) -> Iterator[Mutant]:
    """Yield every mutant there is."""
    for every in (data_mutants(), expression_mutants(reached), code_mutants(reached)):
        for mutant in every:
            yield mutant._replace(reason=_reason(mutant.title))


def _reason(title: str) -> str:
    return next(
        (reason for reason, known in EXPLAINED.items() if any(_is(title, each) for each in known)),
        "",
    )


def _is(title: str, pattern: str) -> bool:
    return fnmatchcase(title, pattern.replace("[", "[[]"))


def report(found: list[Outcome], *, whole: bool) -> int:
    """Print what became of mutants, kind by kind, and what is at fault; return the exit code."""
    loaded = [each for each in found if each.loaded]
    survivors = [each.mutant.title for each in loaded if each.killer is None]
    faults = [f"survives: {title}" for title in survivors if not _reason(title)]
    faults += [
        f"explained, but {each.killer} tells it apart: {each.mutant.title}"
        for each in loaded
        if each.killer is not None and each.mutant.reason
    ]
    faults += [
        f"explains no survivor: {pattern}"
        for patterns in EXPLAINED.values()
        for pattern in patterns
        if whole and not any(_is(title, pattern) for title in survivors)
    ]
    print(f"{'kind':<44} {'mutants':>8} {'killed':>8} {'explained':>10} {'unexplained':>12}")
    for kind in dict.fromkeys(each.mutant.kind for each in loaded):
        of_kind = [each for each in loaded if each.mutant.kind == kind]
        known = [each for each in of_kind if each.mutant.reason]
        dead = sum(each.killer is not None for each in of_kind)
        left = len(of_kind) - dead - len(known)
        print(f"{kind:<44} {len(of_kind):>8} {dead:>8} {len(known):>10} {left:>12}")
    print(*faults, sep="\n", end="\n" if faults else "")
    ...
    return 1 if faults else 0
