"""Results of each kind, for reporters to print."""

from __future__ import annotations

from typing import Final

from dlm_schema.findings import Finding
from dlm_schema.output.results import Result

ERROR: Final = Finding("rules/self-listing", "error", "/artifacts/0/path", "seen\x1b[2J")
WARNING: Final = Finding("files/unlisted", "warning", "/artifacts", "extra")
GOOD: Final = Result("a", 3, [], ok=True, line="v1 -> v3")
NOTED: Final = Result("n", 2, [WARNING], ok=True, notes=["by the way"])
BAD: Final = Result("b\n", 1, [ERROR, WARNING], ok=False, notes=["mind\tthis"])
GONE: Final = Result("c", None, [ERROR], ok=False, complaint="c: gone\x9b")
