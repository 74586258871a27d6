"""Have the functions of the playground judge the documents of the corpus.

``PYTHONPATH=tests python -m proofs.site.documents PROGRAM`` is run by ``nox -s docs``. The corpus
says what is expected, which the unit tests hold this package against.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator

from dlm_schema.conformance.cases import Validate
from dlm_schema.conformance.corpus import Corpus


def lines() -> Iterator[str]:
    """Yield each document with what must be found, as a line of JSON."""
    for case in Corpus():
        if isinstance(case.request, Validate):
            answer = case.expected
            places = (*answer.errors, *answer.warnings, *answer.notes)
            yield json.dumps(
                {
                    "id": case.id,
                    "data": base64.b64encode(case.request.data).decode(),
                    "expected": [f"{place.code} {place.pointer}" for place in places],
                }
            )


def main(program: str) -> int:
    """Pass the documents to the program, which says what differs."""
    with tempfile.TemporaryFile("w+") as documents:
        documents.writelines(f"{line}\n" for line in lines())
        documents.seek(0)
        return subprocess.run(["node", program], stdin=documents, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
