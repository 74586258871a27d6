"""Reports as JUnit XML: a suite for each store, a test case for each manifest."""

from __future__ import annotations

import os
from collections.abc import Sequence

from dlm_schema.export.summary import store_of
from dlm_schema.output.junit_writer import JunitWriter, Part
from dlm_schema.output.results import Reporter, Result
from dlm_schema.output.streams import write
from dlm_schema.output.text import finding_lines
from dlm_schema.published import MANIFEST_FILENAME


class JunitReporter(Reporter):
    """Prints a suite for each store, or each path that was given, and a case for each manifest."""

    def __init__(self, command: str, paths: Sequence[str]) -> None:
        super().__init__(command, paths)
        self._writer = JunitWriter(f"dlm-schema {command}")
        self._suite: str | None = None

    def _add(self, result: Result) -> None:
        suite = self._suite_of(result.path)
        if suite != self._suite:
            self._writer.begin_suite(suite)
            self._suite = suite
        below = f"{suite.rstrip(os.sep)}/"
        name = result.path.removeprefix(below) or os.curdir
        attributes = {"name": name, "classname": suite, "file": result.path}
        self._writer.add_case(attributes, _parts(result))

    def _finish(self, *, interrupted: bool) -> None:
        if interrupted:
            self._writer.begin_suite("run")
            parts = [Part("error", "interrupted: there would have been more results", "run")]
            self._writer.add_case({"name": "run", "classname": "run"}, parts)
        for piece in self._writer.finish():
            write(piece)

    def _suite_of(self, path: str) -> str:
        folder, name = os.path.split(path)
        # A folder or a link that should be an export is named itself.
        store = store_of(folder if name == MANIFEST_FILENAME else path)
        if store is not None:
            return store or os.curdir
        for given in self.paths:
            if path.startswith(f"{given.rstrip(os.sep)}/") and path != given:
                return given
        return folder or os.curdir


def _parts(result: Result) -> list[Part]:
    if result.complaint is not None:
        return [Part("error", result.complaint, result.findings[0].code)]
    lines = [line for finding in result.findings for line in finding_lines(finding)]
    lines += [*result.notes, *([result.truncation] if result.truncation else ())]
    text = "".join(f"\n{line}" for line in lines)
    if result.ok:
        return [Part("system-out", text=f"{text}\n")] if text else []
    if not result.findings:  # such as a migration that would lose something
        return [Part("failure", next(iter(result.notes), "refused"), "refused", f"{text}\n")]
    severities = [finding.severity for finding in result.findings]
    worst = result.findings[severities.index("error") if "error" in severities else 0]
    return [Part("failure", str(worst), worst.code, f"{text}\n")]
