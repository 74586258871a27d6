"""Printing what commands found, for people and for programs (SPEC section 8)."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, TextIO

from dlm_schema._version import __version__
from dlm_schema.output.buffer import Spool
from dlm_schema.text import counted_noun, printable

if TYPE_CHECKING:
    from dlm_schema.findings import Finding

SEVERITIES: Final = ("error", "warning", "note")

_NAMING: Final = "files/unlisted"  # its message is a name, which can be any text
_SHOWN: Final = 100
_WIDTH: Final = 100
_STYLES: Final = {"good": "32", "bad": "1;31", "error": "31", "warning": "33", "note": "36"}


class Result(NamedTuple):
    """What a command found about one manifest.

    ``line`` is what a person reads when all is well and ``notes`` what follows below it,
    ``complaint`` what stood in the way of reading the manifest at all, and ``details`` what a
    program reads beside the findings.
    """

    path: str
    version: int | None
    findings: Sequence[Finding]
    ok: bool
    line: str = ""
    notes: Sequence[str] = ()
    complaint: str | None = None
    details: Mapping[str, Any] | None = None


class Reporter(Protocol):
    """Takes results one at a time, prints them, and knows how the command ends."""

    @property
    def checked(self) -> int:
        """How many results were taken."""

    def add(self, result: Result) -> None:
        """Take one result."""

    def finish(self, *, interrupted: bool = False) -> int:
        """Print what comes last and return the exit status.

        ``interrupted`` tells that there would have been more results.
        """


class Tally:
    """Counts results, and complains about those that could not be read."""

    def __init__(self) -> None:
        self.checked = 0
        self.failed = 0
        self.unreadable = 0
        self.severities: Counter[str] = Counter()

    def count(self, result: Result) -> None:
        """Count one result."""
        self.checked += 1
        self.failed += not result.ok
        self.severities.update(finding.severity for finding in result.findings)
        if result.complaint is not None:
            self.unreadable += 1
            complain(result.complaint)

    def exit_status(self) -> int:
        """Return how the command ends."""
        return 2 if self.unreadable else 1 if self.failed else 0


class TextReporter:
    """Prints for people: a line for each manifest, its findings below, a summary at the end.

    ``good`` and ``bad`` are the words for the two verdicts. With ``count_findings`` the summary
    counts findings beside manifests.
    """

    def __init__(self, *, quiet: bool, good: str, bad: str, count_findings: bool = False) -> None:
        self._quiet = quiet
        self._good = good
        self._bad = bad
        self._count_findings = count_findings
        self._tally = Tally()
        self._is_coloured = is_coloured(sys.stdout)

    @property
    def checked(self) -> int:
        """How many results were taken."""
        return self._tally.checked

    def add(self, result: Result) -> None:
        """Print one result."""
        self._tally.count(result)
        if result.ok and self._quiet and not _needs_attention(result):
            return
        if result.ok:
            verdict = self._painted("good", result.line or self._good)
            write(f"{verdict}  {printable(result.path)}\n")
        elif not result.ok and result.complaint is None:
            write(f"{self._painted('bad', self._bad)}  {printable(result.path)}\n")
        if result.complaint is None:
            for finding in _most_telling(result.findings):
                self._print_finding(finding)
            for note in result.notes[:_SHOWN]:
                write(f"  {printable(note)}\n")
            hidden = max(len(result.findings) - _SHOWN, 0) + max(len(result.notes) - _SHOWN, 0)
            if hidden:
                write(f"  and {hidden} more (--format json lists all)\n")

    def finish(self, *, interrupted: bool = False) -> int:  # noqa: ARG002  (status says it)
        """Print the summary."""
        tally = self._tally
        if not self._quiet:
            good, bad = tally.checked - tally.failed, tally.failed
            numbers = [
                self._painted("good" if good else "", f"{good} {self._good}"),
                self._painted("bad" if bad else "", f"{bad} {self._bad}"),
            ]
            counted = [
                self._painted(severity, counted_noun(tally.severities[severity], severity))
                for severity in SEVERITIES
                if self._count_findings and tally.severities[severity]
            ]
            findings = f"; {', '.join(counted)}" if counted else ""
            manifests = counted_noun(tally.checked, "manifest")
            write(f"{manifests}: {', '.join(numbers)}{findings}\n")
        return tally.exit_status()

    def _print_finding(self, finding: Finding) -> None:
        first, *others = finding_lines(finding)
        severity = finding.severity
        write(f"  {self._painted(severity, severity)}{first[len(severity) :]}\n")
        for line in others:
            write(f"    {line}\n")

    def _painted(self, style: str, text: str) -> str:
        if not (style and self._is_coloured):
            return text
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m"


def _needs_attention(result: Result) -> bool:
    return any(finding.severity != "note" for finding in result.findings)


def _most_telling(findings: Sequence[Finding]) -> Sequence[Finding]:
    """Choose what a person sees of many findings: many files unlisted must not hide an error."""
    if len(findings) <= _SHOWN:
        return findings
    return sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))[:_SHOWN]


def finding_lines(finding: Finding) -> list[str]:
    """Show a finding as lines: one, or three when what it compares would not fit beside it.

    Messages that compare say ``expected X, found Y``. Two digests in one line are not told apart
    at a glance, so they are put below each other.
    """
    line = printable(f"{finding.severity} {finding}")
    if finding.code == _NAMING:
        return [line]
    start, expected, found = _compared(finding.message)
    if len(line) <= _WIDTH or not (expected and found):
        return [line]
    head = str(finding._replace(message=start)).rstrip(" :,")
    return [
        printable(f"{finding.severity} {head}"),
        printable(f"expected  {expected}"),
        printable(f"found     {found}"),
    ]


def _compared(message: str) -> tuple[str, str, str]:
    start, _, values = message.partition("expected ")
    expected, _, found = values.partition(", found ")
    return start, expected, "" if "expected " in found else found


def is_coloured(stream: TextIO) -> bool:
    """Whether what is written goes to a terminal that shows colours to someone who wants them."""
    terminal = os.environ.get("TERM", "dumb")
    return stream.isatty() and terminal != "dumb" and not os.environ.get("NO_COLOR")


class JsonReporter:
    """Prints one object of the shape that ``report.schema.json`` describes.

    Nothing is printed before it is complete, so that no program reads half a report.
    """

    def __init__(self, command: str) -> None:
        self._command = command
        self._results = Spool()
        self._tally = Tally()

    @property
    def checked(self) -> int:
        """How many results were taken."""
        return self._tally.checked

    def add(self, result: Result) -> None:
        """Keep one result."""
        self._tally.count(result)
        content = {
            "path": result.path,
            "version": result.version,
            "ok": result.ok,
            "findings": [finding._asdict() for finding in result.findings],
            **(result.details or {}),
        }
        separator = "\n" if self._results.is_empty else ",\n"
        text = f"{separator}{_json(content)}"
        self._results.write(text.replace("\n", "\n    "))

    def finish(self, *, interrupted: bool = False) -> int:
        """Print the report."""
        tally = self._tally
        summary = {
            "checked": tally.checked,
            "ok": tally.checked - tally.failed,
            "failed": tally.failed,
        }
        content: dict[str, Any] = {
            "command": self._command,
            "tool_version": __version__,
            "results": [],
            "summary": summary,
        }
        if interrupted:
            content["interrupted"] = True
        write_with(content, "results", self._results)
        return tally.exit_status()


def _json(value: Any) -> str:
    """Write a JSON value in ASCII, so that every parser reads it.

    Python has a lone surrogate in the place of every byte of a path that is no UTF-8. Strict
    parsers refuse those, as the encoding layer does, so they are shown as people see them.
    """
    import json  # noqa: PLC0415  (text output does without)

    text = json.dumps(value, indent=2)
    return json.dumps(_well_formed(value), indent=2) if "\\ud" in text else text


def _well_formed(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode(errors="backslashreplace").decode()
    if isinstance(value, Mapping):
        return {_well_formed(name): _well_formed(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_well_formed(inner) for inner in value]
    return value


def write_with(content: Mapping[str, Any], name: str, entries: Spool) -> None:
    """Print a JSON object whose member ``name`` is an empty array, filled with kept entries.

    The member is the only one of its name, and the entries are indented as they are to stand.
    """
    import json  # noqa: PLC0415  (text output does without)

    before, member, after = json.dumps(content, indent=2).partition(f'"{name}": [')
    write(before + member)
    if not entries.is_empty:
        indent = before[before.rindex("\n") :]
        for piece in entries.drain():
            write(piece)
        write(indent)
    write(after + "\n")


_outlived: list[bool] = []


def outlive_reader() -> None:
    """Go on in silence from now on when whoever reads the output is gone."""
    _outlived.append(True)


def write(text: str) -> None:
    """Print to standard output."""
    try:
        sys.stdout.write(text)
    except BrokenPipeError:
        if not _outlived:
            raise
        _silence(sys.stdout)


def write_json(value: Any) -> None:
    """Print a JSON value, in ASCII, as the last thing a program reads."""
    write(_json(value) + "\n")


def complain(message: str) -> None:
    """Print one line to standard error, if anybody is left to read it."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(f"dlm-schema: {printable(message)}\n")
    except OSError:
        _silence(sys.stderr)


def flush() -> None:
    """Print what is still buffered, because the interpreter would fail with noise at its exit."""
    try:
        sys.stdout.flush()
    except OSError:
        _silence(sys.stdout)
        raise


def _silence(stream: TextIO) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
