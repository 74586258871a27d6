"""Throw generated and mutated inputs at ``validate`` and ``migrate``: ``nox -s fuzz``.

What is thrown is in ``fuzz.documents`` and ``fuzz.mutations``, what must hold in ``fuzz.laws``,
what it is held against in ``fuzz.oracles``. The same seed throws the same inputs.
"""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Make the tests importable, as pytest does, and run."""
    sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    from fuzz.session import main as run  # noqa: PLC0415  (found by the path just set)

    return run(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
