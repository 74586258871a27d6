"""Corrupt generated stores at random and hold ``check`` against an oracle: ``nox -s soak``.

``worlds`` makes the stores, ``faults`` corrupts them, and ``oracle`` says what must be found. The
same seed makes the same rounds.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Final, NamedTuple

from proofs.running import Watch, parser_of, print_counts
from proofs.soak.faults import Fault, inject
from proofs.soak.oracle import Expected, Fact, expected
from proofs.soak.worlds import MANIFEST, SNAPSHOT, World, is_snapshot, make_world, write_world

import dlm_schema
from dlm_schema.findings import Finding
from dlm_schema.text import printable

_COMMAND_EVERY: Final = 25
_SHOWN: Final = 20
_UNLISTED: Final = " is not listed"

Found = dict[str, Expected]
"""What was found about each export, in the oracle's terms."""


class DisagreementError(Exception):
    """What was found is not what must be found."""


class Round(NamedTuple):
    """A world that was corrupted, and how."""

    world: World
    clean: Found
    faults: list[Fault]
    random: Random


def make_round(seed: int, number: int) -> Round:
    """Draw a round; the same for a seed and number, whenever run."""
    random = Random(f"{seed}:{number}")
    world = make_world(random)
    clean = expected(world)
    count = random.choice((0, 1, 1, 1, 2, 3, 4 * len(clean)))
    return Round(world, clean, [inject(random, world) for _ in range(count)], random)


def run_round(drawn: Round, top: str, *, command: bool = False) -> Counter[str]:
    """Write a round's stores to a folder and judge them; return how often each code was found.

    Raises ``DisagreementError``.
    """
    write_world(drawn.world, top)
    wanted = expected(drawn.world)
    _tell_the_fault(drawn, wanted)
    jobs = drawn.random.choice((1, 1, 2, 3, None))
    _compare("check", wanted, _of_check(top, wanted, jobs))
    snapshots = {path for path, _, folder in drawn.world.exports() if is_snapshot(folder)}
    for export, one in expected(drawn.world, with_store=False, in_tree=False).items():
        if export not in snapshots and drawn.random.random() < 0.3:
            report = dlm_schema.verify(os.path.join(top, export), jobs=jobs)
            _compare("verify", {export: one}, {export: facts_of(report.findings)})
    there = sorted(path for path, _, folder in drawn.world.exports() if MANIFEST in folder)
    if there and drawn.random.random() < 0.3:
        export = drawn.random.choice(there)
        path = os.path.join(top, export, drawn.random.choice(("", MANIFEST)))
        report = dlm_schema.check(path, jobs=jobs)
        one = expected(drawn.world, in_tree=False)[export]
        _compare("check of one", {export: one}, {export: facts_of(report.findings)})
    if command:
        _compare_command(drawn, wanted, top)
    return Counter(fact.code for one in wanted.values() for fact in one.facts.elements())


def _tell_the_fault(drawn: Round, wanted: Found) -> None:
    """Hold the oracle against what a fault says of itself, when it is the only one."""
    if len(drawn.faults) != 1:
        return
    [fault] = drawn.faults
    if fault.code is None:
        return
    new = Counter[tuple[str, str]]()
    for export, one in wanted.items():
        if export.startswith(fault.export):
            before = drawn.clean[export].facts
            new.update((fact.code, fact.pointer) for fact in (one.facts - before).elements())
    exports = [export for export in wanted if export.startswith(fault.export)]
    told = [(code, at) for code, at in new if code == fault.code and fault.pointer in (None, at)]
    if not told and exports and not _already(drawn.clean[exports[0]], fault):
        raise DisagreementError(f"the oracle does not see the fault {fault}: {sorted(new)}")


def _already(clean: Expected, fault: Fault) -> bool:
    """Tell whether a finding was there before, such as a hard link that got one more name."""
    return any((fact.code, fact.pointer) == (fault.code, fault.pointer) for fact in clean.facts)


def facts_of(findings: Sequence[Finding]) -> Expected:
    """Return findings in the oracle's terms."""
    facts = Counter[Fact]()
    readable = True
    for code, severity, pointer, message, *_ in findings:
        name = message.removesuffix(_UNLISTED) if code == "files/unlisted" else ""
        facts[Fact(code, severity, pointer, name)] += 1
        readable = readable and not (code.startswith("files/") and pointer == "")
    return Expected(facts, readable)


def _of_check(top: str, wanted: Found, jobs: int | None) -> Found:
    """Check everything in one call and tell apart what was found about each export."""
    report = dlm_schema.check(top, jobs=jobs)
    if not wanted:
        [finding] = report.findings
        if finding[:3] != ("files/missing", "error", ""):
            raise DisagreementError(f"of no export at all: {finding}")
        return {}
    if len(wanted) == 1:
        return {next(iter(wanted)): facts_of(report.findings)}
    named = {printable(export): export for export in wanted}
    found: dict[str, list[Finding]] = {export: [] for export in wanted}
    for finding in report.findings:
        path, _, message = finding.message.partition(": ")
        export = export_of(path, top)
        found.setdefault(named.get(export, export), []).append(finding._replace(message=message))
    return {export: facts_of(findings) for export, findings in found.items()}


def export_of(path: str, top: str) -> str:
    """Return what the oracle calls the export that a result is about."""
    folder, name = os.path.split(path)
    return os.path.relpath(folder if name in (MANIFEST, SNAPSHOT) else path, top)


def _compare(what: str, wanted: Mapping[str, Expected], found: Mapping[str, Expected]) -> None:
    lines = []
    for export in sorted(wanted.keys() | found.keys()):
        must = wanted[export].facts if export in wanted else Counter[Fact]()
        seen = found[export].facts if export in found else Counter[Fact]()
        lines += [f"  not found: {export}: {fact}" for fact in (must - seen).elements()]
        lines += [f"  invented:  {export}: {fact}" for fact in (seen - must).elements()]
        if export in wanted and export in found and wanted[export][1] != found[export][1]:
            lines.append(f"  readable: {export}: {found[export].readable}")
    if lines:
        raise DisagreementError("\n".join([what, *lines[:_SHOWN]]))


def _compare_command(drawn: Round, wanted: Found, top: str) -> None:
    """Run the whole command, in a process of its own."""
    name = drawn.random.choice(("check", "verify"))
    strict = name == "check" and drawn.random.random() < 0.5
    if name == "verify":
        wanted = expected(drawn.world, with_store=False)
    command = [sys.executable, "-m", "dlm_schema", name, top, "--format", "json"]
    command += ["--jobs", str(drawn.random.randrange(1, 9))] + ["--strict"] * strict
    ended = subprocess.run(command, capture_output=True, check=False, timeout=300)
    shown = " ".join(command)
    if not wanted:
        if ended.returncode != 1:
            raise DisagreementError(f"{shown}: exit status {ended.returncode} for no export")
        return
    found = {}
    failed = 0
    for result in json.loads(ended.stdout)["results"]:
        findings = [Finding(**one) for one in result["findings"]]
        export = export_of(result["path"], top)
        found[export] = facts_of(findings)
        failing = ("error", "warning") if strict else ("error",)
        failed += any(finding.severity in failing for finding in findings)
    _compare(shown, wanted, found)
    status = 1 if failed else 0
    if ended.returncode != status:
        raise DisagreementError(
            f"{shown}: exit status {ended.returncode}, expected {status}\n"
            f"{ended.stderr.decode(errors='backslashreplace')}"
        )


class Tally(NamedTuple):
    """What a run came to: rounds, and how often each fault was made and each code found."""

    rounds: int
    faults: Counter[str]
    codes: Counter[str]


def soak(
    seed: int,
    *,
    first: int = 0,
    goes_on: Callable[[int], bool],
    folder: str | None = None,
    command_every: int = _COMMAND_EVERY,
) -> Tally:
    """Run rounds from the first on for as long as ``goes_on`` says of the next round's number.

    The folder of a round that ends in a disagreement, or in any other error, is kept and named in
    the ``DisagreementError`` that is raised.
    """
    faults: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    number = first
    while goes_on(number):
        drawn = make_round(seed, number)
        top = tempfile.mkdtemp(prefix=f"soak-{seed}-{number}-", dir=folder)
        command = command_every > 0 and number % command_every == command_every - 1
        try:
            codes += run_round(drawn, top, command=command)
        except Exception as error:
            done = "\n".join(f"  {fault.kind} in {fault.export}" for fault in drawn.faults)
            raise DisagreementError(
                f"seed {seed}, round {number}: {error!r}\n{error}\nfaults:\n{done}\n"
                f"kept: {top}\nagain: nox -s soak -- --seed {seed} --round {number}"
            ) from error
        faults.update(fault.kind for fault in drawn.faults)
        shutil.rmtree(top)
        number += 1
    return Tally(number - first, faults, codes)


def main(arguments: Sequence[str]) -> int:
    """Run the soak and return 0 when every round agreed."""
    parser = parser_of("soak", __doc__)
    parser.add_argument("--seconds", type=float, default=1800, help="(default %(default)s)")
    parser.add_argument("--round", type=int, default=None, help="only this one, command included")
    options = parser.parse_args(arguments)
    seed = options.seed
    print(f"soak: {options.seconds:g} s, seed {seed}", flush=True)
    watch = Watch()

    def goes_on(number: int) -> bool:
        watch.say(f"{number} rounds agreed")
        return bool(watch.seconds < options.seconds)

    try:
        if options.round is None:
            tally = soak(seed, goes_on=goes_on)
        else:
            only: int = options.round
            tally = soak(seed, first=only, goes_on=lambda number: number == only, command_every=1)
    except DisagreementError as error:
        print(f"DISAGREEMENT\n{error}", flush=True)
        return 1
    if not tally.rounds:
        print("no round was made", flush=True)
        return 1
    print_counts("faults made", tally.faults)
    print_counts("findings foreseen and found", tally.codes)
    print(
        f"{tally.rounds} rounds in {watch.seconds:.0f} s with seed {seed}: "
        f"{tally.faults.total()} faults, {tally.codes.total()} findings, none missed or invented"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
