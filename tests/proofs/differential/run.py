"""Ask every binding and this package the same, and stop where they disagree.

``python tests/proofs/differential/run.py`` needs the conformance programs, which
``nox -s differential`` builds.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> int:
    """Make the tests importable, as pytest does, and run."""
    sys.path[0] = str(Path(__file__).resolve().parents[2])
    from proofs.differential.session import main as run  # noqa: PLC0415  (found by the path set)

    return run(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
