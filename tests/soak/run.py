"""Corrupt generated stores at random and hold ``check`` against an oracle: ``nox -s soak``.

What a store is made of is in ``soak.worlds``, what is done to it in ``soak.faults``, what must be
found in ``soak.oracle``. The same seed makes the same rounds.
"""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Make the tests importable, as pytest does, and run."""
    sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    from soak.session import main as run  # noqa: PLC0415  (found by the path just set)

    return run(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
