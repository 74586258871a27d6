"""Send documents through code that third-party generators make: ``nox -s generators``.

Prints the table that docs/runtime-authors.md keeps and fails where it is another; ``--write`` puts
it there.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> int:
    """Make the tests importable, as pytest does, and run."""
    sys.path[0] = str(Path(__file__).resolve().parents[2])
    from proofs.generators.session import main as run  # noqa: PLC0415  (found by the path set)

    return run(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
