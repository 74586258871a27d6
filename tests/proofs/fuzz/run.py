"""Throw generated and mutated inputs at ``validate`` and ``migrate``: ``nox -s fuzz``.

``documents`` and ``mutations`` make the inputs, ``laws`` says what must hold for each, and
``support.oracles`` what it is held against. The same seed throws the same inputs.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> int:
    """Make the tests importable, as pytest does, and run."""
    sys.path[0] = str(Path(__file__).resolve().parents[2])
    from proofs.fuzz.session import main as run  # noqa: PLC0415  (found by the path just set)

    return run(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
