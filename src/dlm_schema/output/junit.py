"""JUnit XML, as continuous integration reads it: suites of test cases.

There is no standard of it. Written is what the readers of the large systems have in common:
counts on every suite, and one ``failure``, ``error`` or ``skipped`` in a case that did not pass.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from dlm_schema.export.summary import store_of
from dlm_schema.output.buffer import Spool
from dlm_schema.output.reporters import Result, Tally, finding_lines, write
from dlm_schema.published import MANIFEST_FILENAME
from dlm_schema.text import printable

_ESCAPES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
_COUNTED: Final = {"failure": "failures", "error": "errors", "skipped": "skipped"}


class Part(NamedTuple):
    """What a test case holds: ``failure``, ``error``, ``skipped`` or ``system-out``."""

    name: str
    message: str = ""
    kind: str = ""
    text: str = ""


class JunitWriter:
    """Builds a report one case at a time.

    A suite says first how many cases it has, so what was written is kept until that is known.
    All text may be anybody's: what XML cannot hold is escaped, and the rest is ASCII, so that the
    encoding of the output does not matter.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._suites = Spool()
        self._totals: Counter[str] = Counter()
        self._suite: str | None = None
        self._cases = Spool()
        self._counts: Counter[str] = Counter()

    def begin_suite(self, name: str) -> None:
        """Begin a suite, which the cases that follow belong to."""
        self._end_suite()
        self._suite = name

    def add_case(self, attributes: Mapping[str, str], parts: Sequence[Part] = ()) -> None:
        """Add a case to the suite; ``attributes`` has ``name`` and ``classname`` at least."""
        self._counts["tests"] += 1
        self._counts.update(_COUNTED[part.name] for part in parts if part.name in _COUNTED)
        start = f"    <testcase{_written(attributes)}"
        if not parts:
            self._cases.write(f"{start} />\n")
            return
        self._cases.write(f"{start}>\n")
        for part in parts:
            given = {"type": part.kind, "message": part.message}
            head = _written({name: value for name, value in given.items() if value})
            text = f">{_escaped(part.text)}</{part.name}>" if part.text else " />"
            self._cases.write(f"      <{part.name}{head}{text}\n")
        self._cases.write("    </testcase>\n")

    def finish(self) -> Iterator[str]:
        """Yield the report in pieces."""
        self._end_suite()
        totals = {name: str(self._totals[name]) for name in ("tests", "failures", "errors")}
        yield '<?xml version="1.0" encoding="UTF-8"?>\n'
        yield f"<testsuites{_written({'name': self._name, **totals})}>\n"
        yield from self._suites.drain()
        yield "</testsuites>\n"

    def _end_suite(self) -> None:
        if self._suite is None:
            return
        counts = {name: str(self._counts[name]) for name in ("tests", *_COUNTED.values())}
        self._suites.write(f"  <testsuite{_written({'name': self._suite, **counts})}>\n")
        for piece in self._cases.drain():
            self._suites.write(piece)
        self._suites.write("  </testsuite>\n")
        self._totals.update(self._counts)
        self._counts.clear()


class JunitReporter:
    """Prints a suite for each store, or each path that was given, and a case for each manifest."""

    def __init__(self, command: str, paths: Sequence[str]) -> None:
        self._writer = JunitWriter(f"dlm-schema {command}")
        self._paths = paths
        self._suite: str | None = None
        self._tally = Tally()

    @property
    def checked(self) -> int:
        """How many results were taken."""
        return self._tally.checked

    def add(self, result: Result) -> None:
        """Keep one result."""
        self._tally.count(result)
        suite = self._suite_of(result.path)
        if suite != self._suite:
            self._writer.begin_suite(suite)
            self._suite = suite
        below = f"{suite.rstrip(os.sep)}/"
        name = result.path.removeprefix(below) or os.curdir
        attributes = {"name": name, "classname": suite, "file": result.path}
        self._writer.add_case(attributes, _parts(result))

    def finish(self, *, interrupted: bool = False) -> int:
        """Print the report."""
        if interrupted:
            self._writer.begin_suite("run")
            parts = [Part("error", "interrupted: there would have been more results", "run")]
            self._writer.add_case({"name": "run", "classname": "run"}, parts)
        for piece in self._writer.finish():
            write(piece)
        return self._tally.exit_status()

    def _suite_of(self, path: str) -> str:
        folder, name = os.path.split(path)
        # A folder or a link that should be an export is named itself.
        store = store_of(folder if name == MANIFEST_FILENAME else path)
        if store is not None:
            return store or os.curdir
        for given in self._paths:
            if path.startswith(f"{given.rstrip(os.sep)}/") and path != given:
                return given
        return folder or os.curdir


def _parts(result: Result) -> list[Part]:
    if result.complaint is not None:
        return [Part("error", result.complaint, result.findings[0].code)]
    lines = [line for finding in result.findings for line in finding_lines(finding)]
    text = "".join(f"\n{line}" for line in (*lines, *result.notes))
    if result.ok:
        return [Part("system-out", text=f"{text}\n")] if text else []
    severities = [finding.severity for finding in result.findings]
    worst = result.findings[severities.index("error") if "error" in severities else 0]
    return [Part("failure", str(worst), worst.code, f"{text}\n")]


def _written(attributes: Mapping[str, str]) -> str:
    return "".join(f' {name}="{_escaped(printable(value))}"' for name, value in attributes.items())


def _escaped(text: str) -> str:
    """Escape what XML gives meaning to, and what it cannot hold; line ends are kept."""
    shown = "\n".join(printable(line) for line in text.split("\n"))
    for character, escape in _ESCAPES.items():
        shown = shown.replace(character, escape)
    return shown.encode("ascii", "xmlcharrefreplace").decode()
