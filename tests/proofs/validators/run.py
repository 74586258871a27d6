"""Ask stock JSON Schema validators about the corpus: ``nox -s validators``.

Fails where a validator crashes or gives another verdict than the corpus; prints a table of both.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> int:
    """Make the tests importable, as pytest does, and run."""
    sys.path[0] = str(Path(__file__).resolve().parents[2])
    from proofs.validators.session import main as run  # noqa: PLC0415  (found by the path set)

    return run(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
