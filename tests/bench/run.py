"""Measure speed beside other validators: ``nox -s bench``.

What is measured is in ``bench.subjects``, how in ``bench.timing``, what is said about it in
``bench.session``. Everything is measured in one run, so that ratios compare like with like.
"""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Make the tests importable, as pytest does, and run."""
    sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    from bench.session import main as run  # noqa: PLC0415  (found by the path just set)

    return run(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
