"""Measure speed beside other validators: ``nox -s bench``.

``subjects`` says what is measured, ``timing`` how. Everything is measured in one run, so that
ratios compare like with like.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final, NamedTuple

from proofs.bench import exports, hostile, subjects
from proofs.bench.timing import Samples, Subject, in_turns

from dlm_schema.disk.read_pool import usable_cores
from dlm_schema.limits import MAX_BYTES

_PEERS: Final = (
    "dlm-schema",
    "jiter",
    "jsonschema-rs",
    "jsonschema",
    "fastjsonschema",
    "pydantic",
    "check-jsonschema",
)
_MICROSECOND: Final = 1e-6
_MILLISECOND: Final = 1e-3
_SECOND: Final = 1.0


@dataclass(frozen=True)
class Settings:
    """How much is measured."""

    sizes: tuple[int, ...] = (3, 20, 1000)
    manifests: int = 10_000
    repeats: int = 21
    sample_seconds: float = 0.02
    process_repeats: int = 21
    folder_repeats: int = 9
    large_bytes: int = 2 * 1024**3
    several_files: int = 8
    several_bytes: int = 512 * 1024**2
    large_repeats: int = 5
    exports: int = 10_000
    export_repeats: int = 7
    hostile_bytes: int = MAX_BYTES
    hostile_repeats: int = 5


QUICK: Final = Settings(
    repeats=7,
    sample_seconds=0.005,
    process_repeats=7,
    folder_repeats=3,
    manifests=2000,
    large_bytes=256 * 1024**2,
    several_bytes=64 * 1024**2,
    large_repeats=3,
    exports=1000,
    export_repeats=3,
    hostile_repeats=1,
)


class Row(NamedTuple):
    """One line of the table: a subject, its median, and how often that of another it takes."""

    group: str
    subject: str
    seconds: float
    cpu: float
    ratio: float
    beside: str


class Peak(NamedTuple):
    """The most memory that a process of its own held while it did something."""

    what: str
    mebibytes: float


class Target(NamedTuple):
    """A ratio that is to be reached; ``None`` was measured where the peer is not installed."""

    what: str
    measured: float | None
    bound: float
    at_least: bool = False

    @property
    def met(self) -> bool | None:
        """Tell whether the target is met."""
        if self.measured is None:
            return None
        return self.measured >= self.bound if self.at_least else self.measured <= self.bound


class Results(NamedTuple):
    """Everything that was measured."""

    rows: list[Row]
    targets: list[Target]
    peaks: list[Peak]


def measure(settings: Settings, parts: Sequence[str] = ()) -> Results:
    """Measure the parts, or everything."""
    results = Results([], [], [])
    for part in parts or PARTS:
        with tempfile.TemporaryDirectory() as folder:
            PARTS[part](results, settings, folder)
    return results


def _measure_documents(results: Results, settings: Settings, folder: str) -> None:
    for size in settings.sizes:
        _measure_validators(results, settings, size)
    _measure_loads_and_migrations(results, settings, folder)


def _measure_validators(results: Results, settings: Settings, size: int) -> None:
    samples = _in_turns(subjects.validators(size), settings)
    group = f"one document, {size} artifacts"
    results.rows.extend(_rows(group, samples, subjects.VALIDATE))
    for peer, bound, at_least in (
        (subjects.JSONSCHEMA, 20, True),
        (subjects.JSONSCHEMA_RS, 3, False),
        (subjects.LOADS_JSONSCHEMA_RS, 3, False),
        (subjects.PYDANTIC, 1, False),
    ):
        one, other = (peer, subjects.VALIDATE) if at_least else (subjects.VALIDATE, peer)
        what = f"{one} / {other}, {size} artifacts"
        results.targets.append(Target(what, samples.ratio(one, other), bound, at_least))


def _measure_loads_and_migrations(results: Results, settings: Settings, folder: str) -> None:
    for group, made in (
        ("reading as a model", subjects.loads(folder, settings.sizes)),
        ("migrating a document", subjects.migrations(settings.sizes)),
    ):
        results.rows.extend(_rows(group, _in_turns(made, settings), next(iter(made))))


def _measure_commands(results: Results, settings: Settings, folder: str) -> None:
    samples = _processes(subjects.commands(folder), settings.process_repeats)
    results.rows.extend(_rows("a process for one file", samples, subjects.COMMAND))
    measured = None
    if subjects.CHECK_JSONSCHEMA in samples.seconds:
        measured = samples.ratio(subjects.COMMAND, subjects.CHECK_JSONSCHEMA)
    what = f"{subjects.COMMAND} / {subjects.CHECK_JSONSCHEMA}"
    results.targets.append(Target(what, measured, 1 / 6))


def _measure_folder(results: Results, settings: Settings, folder: str) -> None:
    stores = os.path.join(folder, "stores")
    subjects.write_stores(stores, settings.manifests)
    for made, subject, floor in (
        (subjects.folders(stores), subjects.FOLDER_INSIDE, subjects.READING_INSIDE),
        (subjects.folder_commands(stores), subjects.FOLDER_COMMAND, subjects.READING_COMMAND),
    ):
        samples = _processes(made, settings.folder_repeats)
        group = f"a folder of {settings.manifests} manifests"
        results.rows.extend(_rows(group, samples, floor))
        results.targets.append(Target(f"{subject} / {floor}", samples.ratio(subject, floor), 4))


def _measure_large_files(results: Results, settings: Settings, folder: str) -> None:
    cores = min(usable_cores(), 2)
    for number, size in (
        (1, settings.large_bytes),
        (settings.several_files, settings.several_bytes),
    ):
        with tempfile.TemporaryDirectory(dir=folder) as inner:
            export = exports.write_large(inner, number, size)
            samples = _processes(exports.large(export, cores), settings.large_repeats)
            if number == 1:
                peak = exports.peak_memory("verify", export)
                results.peaks.append(Peak(f"verifying one file of {_bytes(size)}", peak))
        group = f"{number} files of {_bytes(size)}" if number > 1 else f"a file of {_bytes(size)}"
        results.rows.extend(_rows(group, samples, exports.LIMIT))
        verified = exports.VERIFY if number == 1 else exports.VERIFY_ONE_JOB
        what = f"{exports.LIMIT} / {verified}, {group}"
        ratio = samples.ratio(exports.LIMIT, verified)
        results.targets.append(Target(what, ratio, 0.9 if number == 1 else 0.8, at_least=True))
        if number > 1 and cores > 1:
            what = f"{exports.VERIFY_ONE_JOB} / {exports.VERIFY}, {group}"
            ratio = samples.ratio(exports.VERIFY_ONE_JOB, exports.VERIFY)
            results.targets.append(Target(what, ratio, 1.8, at_least=True))


def _measure_exports(results: Results, settings: Settings, folder: str) -> None:
    few, many = min(100, settings.exports), settings.exports
    stores = os.path.join(folder, "stores")
    exports.write_stores(stores, many)
    samples = _processes(exports.small(stores), settings.export_repeats)
    results.rows.extend(_rows(f"{many} exports of small files", samples, exports.BARE))
    for subject in (exports.CHECK_ALL, exports.VERIFY_ALL):
        what = f"{subject} / {exports.BARE}, {many} exports"
        results.targets.append(Target(what, samples.ratio(subject, exports.BARE), 1.9))
    fewer = os.path.join(folder, "fewer")
    exports.write_stores(fewer, few)
    peaks = [
        Peak(f"checking {number} exports", exports.peak_memory("check", top))
        for number, top in ((few, fewer), (many, stores))
    ]
    results.peaks.extend(peaks)
    what = f"peak memory, {many} exports / {few} exports"
    results.targets.append(Target(what, peaks[1].mebibytes / peaks[0].mebibytes, 1.1))
    for made, subject, beside, bound in (
        (exports.listing(stores), exports.LIST_ALL, exports.READ_ALL, 2),
        (exports.migrating(stores), exports.MIGRATE_ALL, exports.WRITE_ALL, 1.3),
    ):
        samples = _processes(made, settings.export_repeats)
        results.rows.extend(_rows(f"{many} manifests of exports", samples, beside))
        what = f"{subject} / {beside}, {many} exports"
        results.targets.append(Target(what, samples.ratio(subject, beside), bound))


def _measure_hostile(results: Results, settings: Settings, folder: str) -> None:
    subjects = (hostile.VALIDATE, hostile.LOADS)
    size = settings.hostile_bytes
    for name, path in hostile.write(folder, size).items():
        costs = [
            {subject: hostile.measure(subject, path) for subject in subjects}
            for _ in range(settings.hostile_repeats)
        ]
        samples = Samples(
            {subject: [cost[subject].seconds for cost in costs] for subject in subjects},
            {subject: [cost[subject].cpu for cost in costs] for subject in subjects},
        )
        most = max(cost[hostile.VALIDATE].mebibytes for cost in costs)
        results.rows.extend(_rows(f"{_bytes(size)} of {name}", samples, hostile.LOADS))
        results.peaks.append(Peak(f"validating {_bytes(size)} of {name}", most))
        what = f"seconds of {hostile.VALIDATE}, {name}"
        results.targets.append(Target(what, samples.median(hostile.VALIDATE), 2))
        what = f"bytes of memory for a byte, {name}"
        results.targets.append(Target(what, most * 1024**2 / size, 16))


PARTS: Final[Mapping[str, Callable[[Results, Settings, str], None]]] = {
    "documents": _measure_documents,
    "processes": _measure_commands,
    "folder": _measure_folder,
    "large-files": _measure_large_files,
    "exports": _measure_exports,
    "hostile": _measure_hostile,
}


_PARTS_HELP: Final = f"what to measure: {', '.join(PARTS)} (default: everything)"


def _bytes(size: int) -> str:
    return f"{size >> 20} MiB" if size >= 1 << 20 else f"{size} bytes"


def _in_turns(made: Mapping[str, Subject], settings: Settings) -> Samples:
    return in_turns(made, repeats=settings.repeats, sample_seconds=settings.sample_seconds)


def _processes(made: Mapping[str, Subject], repeats: int) -> Samples:
    return in_turns(made, repeats=repeats, sample_seconds=0)


def _rows(group: str, samples: Samples, beside: str) -> list[Row]:
    return [
        Row(
            group,
            subject,
            samples.median(subject),
            samples.median_cpu(subject),
            samples.ratio(subject, beside),
            beside,
        )
        for subject in samples.seconds
    ]


def surroundings() -> dict[str, Any]:
    """Tell on what was measured."""
    found = {}
    for peer in _PEERS:
        try:
            found[peer] = version(peer)
        except PackageNotFoundError:
            found[peer] = "not installed"
    return {
        "machine": f"{platform.machine()}, {_processor()}, {os.cpu_count()} CPUs",
        "system": f"{platform.system()} {platform.release()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "packages": found,
    }


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
            names = [line.partition(":")[2].strip() for line in file if "model name" in line]
    except OSError:
        names = []
    return names[0] if names else platform.processor() or "unknown processor"


def as_text(around: Mapping[str, Any], results: Results) -> str:
    """Write the table."""
    packages = ", ".join(f"{name} {number}" for name, number in around["packages"].items())
    lines = [
        f"{around['python']} on {around['system']}, {around['machine']}",
        packages,
        "Medians of interleaved repeats; ratios are medians of the ratios within each repeat.",
        "cpu is processor time, as finely as the system counts it.",
        "Bare loops open files by their paths and follow links; they judge, compare and print",
        "nothing, and look at nothing a second time; but that beside migrate --in-place makes the",
        "same system calls, and only works nothing out.",
    ]
    width = max(len(row.subject) for row in results.rows)
    group = ""
    for row in results.rows:
        if row.group != group:
            group = row.group
            lines += ["", f"{group:{width + 2}}  {'median':>10}  {'cpu':>10}  {'ratio':>8}"]
        beside = f"x {row.beside}" if row.subject != row.beside else ""
        seconds = f"{_duration(row.seconds):>10}  {_duration(row.cpu):>10}"
        lines.append(f"  {row.subject:{width}}  {seconds}  {row.ratio:8.2f}  {beside}".rstrip())
    if results.peaks:
        lines += ["", "Most memory held at once"]
        width = max(len(peak.what) for peak in results.peaks)
        lines += [f"  {peak.what:{width}}  {peak.mebibytes:8.1f} MiB" for peak in results.peaks]
    lines += ["", "Targets"]
    width = max(len(target.what) for target in results.targets)
    for target in results.targets:
        wanted = f"{'at least' if target.at_least else 'at most'} {target.bound:g}"
        measured = "-" if target.measured is None else f"{target.measured:.2f}"
        verdict = {True: "met", False: "MISSED", None: "not measured"}[target.met]
        lines.append(f"  {target.what:{width}}  {measured:>8}  {wanted:>12}  {verdict}")
    return "\n".join(lines) + "\n"


def _duration(seconds: float) -> str:
    if seconds < _MILLISECOND:
        return f"{seconds / _MICROSECOND:.1f} us"
    if seconds < _SECOND:
        return f"{seconds / _MILLISECOND:.2f} ms"
    return f"{seconds:.2f} s"


def as_json(around: Mapping[str, Any], settings: Settings, results: Results) -> dict[str, Any]:
    """Return what was measured as a JSON value."""
    return {
        **around,
        "settings": {**vars(settings), "sizes": list(settings.sizes)},
        "rows": [row._asdict() for row in results.rows],
        "peaks": [peak._asdict() for peak in results.peaks],
        "targets": [{**target._asdict(), "met": target.met} for target in results.targets],
    }


def main(arguments: Sequence[str]) -> int:
    """Measure, print the table and keep it; a target that is missed is no failure."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__, allow_abbrev=False)
    parser.add_argument("parts", nargs="*", metavar="PART", help=_PARTS_HELP)
    parser.add_argument("--quick", action="store_true", help="fewer repeats, a smaller folder")
    options = parser.parse_args(arguments)
    unknown = [part for part in options.parts if part not in PARTS]
    if unknown:
        parser.error(f"no part {unknown[0]}; {_PARTS_HELP}")
    run(QUICK if options.quick else Settings(), Path("build", "bench.json"), options.parts)
    return 0


def run(settings: Settings, path: Path, parts: Sequence[str] = ()) -> Results:
    """Measure, print the table and keep it as JSON."""
    around = surroundings()
    results = measure(settings, parts)
    sys.stdout.write(as_text(around, results))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(as_json(around, settings, results), indent=2) + "\n")
    return results


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
