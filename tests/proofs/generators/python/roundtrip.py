"""Read and write documents by generated Python: ``python roundtrip.py GENERATOR``.

``README.md`` above has the form.
"""

# mypy: ignore-errors
# The modules that are imported are written by the generators.

from __future__ import annotations

import json
import sys
from collections.abc import Callable


def by_quicktype() -> Callable[[str], str]:
    """Return the round trip through dataclasses."""
    import quicktype  # noqa: PLC0415  (one generator a run)

    def round_trip(text: str) -> str:
        manifest = quicktype.export_manifest_from_dict(json.loads(text))
        return json.dumps(quicktype.export_manifest_to_dict(manifest))

    return round_trip


def by_datamodel_code_generator() -> Callable[[str], str]:
    """Return the round trip through Pydantic models."""
    import datamodel  # noqa: PLC0415

    def round_trip(text: str) -> str:
        return datamodel.ExportManifest.model_validate_json(text).model_dump_json()

    return round_trip


def main(generator: str) -> None:
    """Answer every line of the standard input."""
    round_trip = by_quicktype() if generator == "quicktype" else by_datamodel_code_generator()
    for line in sys.stdin:
        try:
            answer = round_trip(json.loads(line))
        except Exception:  # noqa: BLE001  (each generator has errors of its own)
            answer = None
        sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
