"""Corrupt generated stores at random and hold ``check`` against an oracle: ``nox -s soak``.

``worlds`` makes the stores, ``faults`` corrupts them, and ``oracle`` says what must be found. The
same seed makes the same rounds.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> int:
    """Make the tests importable, as pytest does, and run."""
    sys.path[0] = str(Path(__file__).resolve().parents[2])
    from proofs.soak.session import main as run  # noqa: PLC0415  (found by the path just set)

    return run(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
