"""Measure speed beside other validators: ``nox -s bench``.

``subjects`` says what is measured, ``timing`` how, and ``session`` prints it. Everything is
measured in one run, so that ratios compare like with like.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> int:
    """Make the tests importable, as pytest does, and run."""
    sys.path[0] = str(Path(__file__).resolve().parents[2])
    from proofs.bench.session import main as run  # noqa: PLC0415  (found by the path just set)

    return run(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
