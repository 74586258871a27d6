"""The whole proof: which mutants there are, what became of them, and the table."""

from __future__ import annotations

import argparse
import os
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from proofs.mutants.code import Reach, code_mutants, expression_mutants, reach
from proofs.mutants.data import migration_mutants, rule_mutants, schema_mutants
from proofs.mutants.engine import STILLBORN, Mutant, Outcome, outcomes
from proofs.mutants.explained import reason_of
from proofs.mutants.suite import Suite, prepared

from dlm_schema.document.versions import REGISTRY, published

_PROCESSES = min(2, os.cpu_count() or 1)


def mutants(reached: Reach) -> Iterator[Mutant]:
    """Yield every mutant there is."""
    yield from schema_mutants()
    yield from rule_mutants()
    yield from migration_mutants()
    yield from expression_mutants(reached)
    yield from code_mutants(reached)


def main(arguments: Sequence[str]) -> int:
    """Run the proof and print its table."""
    parser = argparse.ArgumentParser(prog="mutants", description=__doc__)
    parser.add_argument("--verbose", action="store_true", help="print which case killed which")
    parser.add_argument("--list", action="store_true", help="print the mutants and stop")
    parser.add_argument("--only", metavar="REGEX", help="only the mutants it is found in")
    parser.add_argument("--corpus", nargs="+", metavar="FILE", default=[], help="recipes to use")
    parser.add_argument("--processes", type=int, default=_PROCESSES)
    options = parser.parse_args(arguments)
    start = time.monotonic()
    with prepared(options.corpus) as suite:
        print(f"prepared in {time.monotonic() - start:.0f} s")
        reached = reach(suite.package, options.processes)
        print(f"reached in {time.monotonic() - start:.0f} s")
        print(len(reached.wrong), "wrong", list(reached.wrong.items())[:3])
        if os.environ.get("PART"):
            suite = suite._replace(package=[q for q in suite.package if q.id not in reached.wrong])
            w = {o.killer for o in _schema_wrong(suite, options.processes)}
            print(len(w), "wrong in schema")
            suite = suite._replace(schema=[q for q in suite.schema if q.id not in w])
        chosen = [
            each._replace(reason=reason_of(each.title))
            for each in mutants(reached)
            if re.search(options.only or "", each.title)
        ]
        print(f"made in {time.monotonic() - start:.0f} s")
        if options.list:
            print(*(each.title for each in chosen), sep="\n")
            return 0
        found = []
        for outcome in outcomes(chosen, suite, processes=options.processes):
            found.append(outcome)
            if options.verbose: print(outcome.mutant.title, "    ", outcome.killer, outcome.how)
    print(f"{len(found)} mutants in {time.monotonic() - start:.0f} s")
    c = defaultdict(Counter)
    for o in found: c[o.mutant.kind]["killed" if o.killer else o.how or "survived"]+=1
    for k in c: print(k, dict(c[k]))
    for o in found:
        if o.killer is None and not o.how: print("survives:", o.mutant.title)
    return 0


def _schema_wrong(suite: Suite, processes: int) -> Iterator[Outcome]:
    """Ask what is not mutated: a case that it fails would kill every mutant."""
    unchanged = [
        Mutant("unchanged", "", f"schema v{number}", version=number, schema=published(version.schema_path))
        for number, version in REGISTRY.items()
    ]
    for outcome in outcomes(unchanged, suite, processes=processes, every=True):
        if outcome.killer is not None:
            yield outcome
