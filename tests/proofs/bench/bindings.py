"""Measure every binding beside its language's usual way, which checks far less.

``python -m proofs.bench.bindings "Go=FOLDER=COMMAND" ...`` runs the benchmarks of each language in
its folder, in the harness that its people know, several times. Every run reads the same documents
both ways, and what is printed are medians of the runs. Then one large file is verified, beside how
long ``openssl speed`` says that hashing it takes on one core.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Final

from proofs.bench.exports import bytes_per_second, write_large
from proofs.bench.subjects import document

from dlm_schema.document.canonical import canonical_bytes

SIZES: Final = (3, 20, 1000)
LARGE: Final = 2 * 1024**3

DOCUMENTS: Final = "BENCH_DOCUMENTS"
EXPORT: Final = "BENCH_EXPORT"
"""Name what benchmarks read; those of what is not named are left out."""

STRICT: Final = "/strict"
USUAL: Final = "/usual"

_LINE: Final = re.compile(
    r"(?P<name>(Read|Verify)/\S*?)(-[0-9]+)?\s.*?(?P<time>[0-9.,]+) ns/", re.ASCII
)
"""What all harnesses print; Go puts the number of processors behind a name."""


def main() -> int:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="runs of each language")
    parser.add_argument("--only", choices=("read", "verify"), help="what to measure; else both")
    parser.add_argument("programs", nargs="+", metavar="LANGUAGE=FOLDER=COMMAND")
    options = parser.parse_args()
    print(f"{'language':12} {'measured':24} {'binding':>13} {'usual way':>13} {'ratio':>7}")
    with tempfile.TemporaryDirectory() as folder:
        if options.only != "verify":
            write_documents(folder)
            for program in options.programs:
                print_medians(
                    program, [measure(program, DOCUMENTS, folder) for _ in range(options.rounds)]
                )
        if options.only != "read":
            export = write_large(folder, 1, LARGE)
            for program in options.programs:
                print_medians(program, [verify(program, export) for _ in range(options.rounds)])
    return 0


def write_documents(folder: str) -> None:
    """Write what every language reads: documents of each size in three forms."""
    for size in SIZES:
        latest = document(3, size)
        for form, data in (
            ("canonical", canonical_bytes(latest)),
            ("minified", json.dumps(latest, separators=(",", ":")).encode()),
            ("version-2", canonical_bytes(document(2, size))),
        ):
            Path(folder, f"{size:04}-{form}.json").write_bytes(data)


def measure(program: str, variable: str, path: str) -> dict[str, float]:
    """Run the benchmarks of a language once; return nanoseconds by the name of each."""
    _, folder, command = program.split("=", 2)
    around = {name: value for name, value in os.environ.items() if not name.startswith("BENCH_")}
    ended = subprocess.run(
        shlex.split(command),
        cwd=folder,
        env=around | {variable: path},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return {
        line["name"]: float(line["time"].replace(",", "")) for line in _LINE.finditer(ended.stdout)
    }


def verify(program: str, export: str) -> dict[str, float]:
    """Verify a large file once, and ask ``openssl`` beside it."""
    limit = LARGE / bytes_per_second() * 1e9
    return measure(program, EXPORT, export) | {f"Verify/2-GiB{USUAL}": limit}


def print_medians(program: str, rounds: Sequence[dict[str, float]]) -> None:
    """Print, for everything that was measured, the median times and the median of the ratios."""
    for strict in rounds[0]:
        what = strict.removesuffix(STRICT)
        if what != strict:
            ours, usual = ([each[what + way] for each in rounds] for way in (STRICT, USUAL))
            ratio = median(one / other for one, other in zip(ours, usual, strict=True))
            times = f"{median(ours) / 1000:10.1f} us {median(usual) / 1000:10.1f} us"
            print(f"{program.partition('=')[0]:12} {what:24} {times} {ratio:7.2f}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
