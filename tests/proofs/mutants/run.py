"""Prove that the corpus bites: change one thing at a time, and see that a case fails.

``python tests/proofs/mutants/run.py`` prints how many mutants of each kind some case tells
from the specification, and fails on a survivor that ``explained.json`` does not explain.
"""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Make the tests importable, as pytest does, and run."""
    tests = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    sys.path[0] = tests
    from proofs.mutants.session import main as run  # noqa: PLC0415  (found by the path set)

    return run(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
