"""The whole proof: which mutants there are, what became of them, and the table."""

from __future__ import annotations

import argparse
import fnmatch
import os
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence

from proofs.mutants.code import code_mutants
from proofs.mutants.data import migration_mutants, rule_mutants
from proofs.mutants.engine import Mutant, Outcome, outcomes
from proofs.mutants.explained import EXPLAINED
from proofs.mutants.schemas import schema_mutants, unchanged_schemas
from proofs.mutants.suite import DOCUMENT_LAYERS, Suite, prepared

_ALL_LAYERS = (*DOCUMENT_LAYERS, "migrations", "files")
_PROCESSES = min(2, os.cpu_count() or 1)


def mutants() -> Iterator[Mutant]:
    """Yield every mutant there is."""
    yield from schema_mutants()
    yield from rule_mutants()
    yield from migration_mutants()
    yield from code_mutants()


def main(arguments: Sequence[str]) -> int:
    """Run the proof and print its table."""
    parser = argparse.ArgumentParser(prog="mutants", description=__doc__)
    parser.add_argument("--verbose", action="store_true", help="print which case killed which")
    parser.add_argument("--list", action="store_true", help="print the mutants and stop")
    parser.add_argument("--only", metavar="REGEX", help="only the mutants it is found in")
    parser.add_argument("--corpus", nargs="+", metavar="FILE", default=[], help="recipes to use")
    parser.add_argument("--processes", type=int, default=_PROCESSES)
    options = parser.parse_args(arguments)
    chosen = [each for each in mutants() if re.search(options.only or "", _title(each))]
    repeated = [title for title, times in Counter(map(_title, chosen)).items() if times > 1]
    if repeated:
        raise ValueError(f"mutants of one name: {repeated}")
    if options.list:
        print(*map(_title, chosen), sep="\n")
        return 0
    start = time.monotonic()
    with prepared(options.corpus) as suite:
        wrong = list(_wrong_without_change(suite))
        for outcome in wrong:
            print(f"unchanged, {outcome.killer}: {outcome.how}")
        if wrong:
            return 1
        asked = outcomes(chosen, suite, processes=options.processes)
        found = list(_shown(asked, verbose=options.verbose))
    status = report(found, whole=options.only is None and not options.corpus)
    print(f"{len(found)} mutants in {time.monotonic() - start:.0f} s")
    return status


def _wrong_without_change(suite: Suite) -> Iterator[Outcome]:
    """Ask what is not mutated: a case that it fails would kill every mutant."""
    unchanged = [Mutant("unchanged", "the package", _ALL_LAYERS), *unchanged_schemas()]
    for outcome in outcomes(unchanged, suite, processes=1, every=True):
        if outcome.killer is not None:
            yield outcome


def _shown(found: Iterator[Outcome], *, verbose: bool) -> Iterator[Outcome]:
    for outcome in found:
        if verbose and outcome.killer is not None:
            print(f"{_title(outcome.mutant)}\n    {outcome.killer}: {outcome.how}")
        yield outcome


def _title(mutant: Mutant) -> str:
    return f"{mutant.kind}: {mutant.name}"


def _reason(mutant: Mutant) -> str | None:
    return next(
        (reason for pattern, reason in EXPLAINED.items() if _matches(pattern, mutant)), None
    )


def _matches(pattern: str, mutant: Mutant) -> bool:
    return fnmatch.fnmatchcase(_title(mutant), pattern.replace("[", "[[]"))


def report(found: list[Outcome], *, whole: bool) -> int:
    survivors = [outcome.mutant for outcome in found if outcome.killer is None]
    killed = [outcome for outcome in found if outcome.killer is not None]
    explained = {_title(mutant): reason for mutant in survivors if (reason := _reason(mutant))}
    faults = [
        f"survives: {_title(each.mutant)} {each.how}".rstrip()
        for each in found
        if each.killer is None and _title(each.mutant) not in explained
    ]
    faults += [
        f"explained, but {each.killer} tells it apart: {_title(each.mutant)}"
        for each in killed
        if _reason(each.mutant)
    ]
    if whole:
        faults += [
            f"explains no survivor: {pattern}"
            for pattern in EXPLAINED
            if not any(_matches(pattern, mutant) for mutant in survivors)
        ]
    print(f"{'kind':<32} {'mutants':>8} {'killed':>8} {'explained':>10} {'unexplained':>12}")
    for kind in dict.fromkeys(outcome.mutant.kind for outcome in found):
        of_kind = [outcome for outcome in found if outcome.mutant.kind == kind]
        dead = sum(outcome.killer is not None for outcome in of_kind)
        known = sum(_title(outcome.mutant) in explained for outcome in of_kind)
        left = len(of_kind) - dead - known
        print(f"{kind:<32} {len(of_kind):>8} {dead:>8} {known:>10} {left:>12}")
    reasons: dict[str, list[str]] = {}
    for title, reason in explained.items():
        reasons.setdefault(reason, []).append(title)
    for reason, titles in reasons.items():
        print(f"equivalent, {reason}:", *titles, sep="\n    ")
    print(*faults, sep="\n", end="\n" if faults else "")
    bitten = len(killed) / max(1, len(found) - len(explained))
    print(f"killed {len(killed)} of {len(found) - len(explained)}: {bitten:.1%}")
    return 1 if faults else 0
