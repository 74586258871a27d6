"""Fail, interrupt, kill and delay at every system call: ``nox -s faults``.

``process`` runs a function that is stopped at its system calls, ``worlds`` says what a function is
run on and what must hold afterwards, and ``session`` goes through all instants and counts.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> int:
    """Make the tests importable, as pytest does, and run."""
    sys.path[0] = str(Path(__file__).resolve().parents[2])
    from proofs.faults.session import main as run  # noqa: PLC0415  (found by the path just set)

    return run(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
