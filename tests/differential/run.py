"""Ask every binding and this package the same, and stop where they disagree.

``python tests/differential/run.py`` needs the conformance programs, which ``nox -s differential``
builds.
"""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Make the tests importable, as pytest does, and run."""
    sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    from differential.session import main as run  # noqa: PLC0415  (found by the path set)

    return run(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
