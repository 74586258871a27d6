"""Measure every binding beside its language's usual way, which checks far less.

``python tests/proofs/bench/bindings.py "Go=FOLDER=COMMAND" ...`` runs each command in its folder
with three documents. It prints, for each document, what the binding takes from bytes to a validated
manifest, and what the usual way takes, measured alternately in one process.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final


def main() -> int:
    """Make the tests importable, measure, and print the table."""
    sys.path[0] = str(Path(__file__).resolve().parents[2])
    from proofs.bench.subjects import document  # noqa: PLC0415  (found by the path just set)

    from dlm_schema.document.canonical import canonical_bytes  # noqa: PLC0415  (as above)

    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for size in SIZES:
            paths.append(os.path.join(folder, f"{size}.json"))
            with open(paths[-1], "wb") as file:
                file.write(canonical_bytes(document(3, size)))
        rows = [row for each in sys.argv[1:] for row in measured(each, paths)]
    print(f"{'language':12} {'artifacts':>9} {'binding':>12} {'usual way':>12} {'ratio':>7}")
    for language, row in rows:
        ours, usual = row["ours_ns"] / 1000, row["usual_ns"] / 1000
        columns = f"{row['artifacts']:9} {ours:9.1f} us {usual:9.1f} us {ours / usual:7.2f}"
        print(f"{language:12} {columns}  {row['usual']}")
    return 0


SIZES: Final = (3, 20, 1000)


def measured(program: str, paths: list[str]) -> list[tuple[str, dict[str, Any]]]:
    """Run the benchmark of one language."""
    language, folder, command = program.split("=", 2)
    ended = subprocess.run(
        [*shlex.split(command), *paths], cwd=folder, stdout=subprocess.PIPE, check=True
    )
    return [(language, json.loads(line)) for line in ended.stdout.splitlines()]


if __name__ == "__main__":
    raise SystemExit(main())
