"""Answer the batch protocol as one of the broken implementations: ``serve.py NAME``."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Make the tests importable, as pytest does, put the fault in, and serve."""
    sys.path[0] = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    from proofs.broken.faults import FAULTS  # noqa: PLC0415  (found by the path just set)
    from proofs.mutants.variants import Variant, install  # noqa: PLC0415

    fault = Variant(functions=FAULTS[sys.argv[1]].functions)
    install(fault, "conformance.server").serve(sys.stdin.buffer, sys.stdout.buffer)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
