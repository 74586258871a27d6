"""Reports as JSON Lines: a result a line, and a last line about the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlm_schema.output.json import json_line, result_content, run_content
from dlm_schema.output.results import Reporter
from dlm_schema.output.streams import flush, write

if TYPE_CHECKING:
    from dlm_schema.output.results import Result


class JsonLinesReporter(Reporter):
    """Prints lines of the shapes that ``report.schema.json`` has as ``line``, each at once.

    A report whose last line has no ``summary`` is not whole.
    """

    def _add(self, result: Result) -> None:
        write(json_line(result_content(result)))
        flush()

    def _finish(self, *, interrupted: bool) -> None:
        write(json_line(run_content(self, interrupted=interrupted)))
