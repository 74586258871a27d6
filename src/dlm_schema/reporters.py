"""Printing what commands found, for people and for programs (SPEC section 8)."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, TextIO

from dlm_schema import __version__

if TYPE_CHECKING:
    from dlm_schema.report import Finding

_SHOWN: Final = 100


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

    def add(self, result: Result) -> None:
        """Take one result."""

    def finish(self) -> int:
        """Print what comes last and return the exit status."""


class _Tally:
    def __init__(self) -> None:
        self.checked = 0
        self.failed = 0
        self.unreadable = 0

    def count(self, result: Result) -> None:
        self.checked += 1
        self.failed += not result.ok
        if result.complaint is not None:
            self.unreadable += 1
            complain(result.complaint)

    def exit_status(self) -> int:
        return 2 if self.unreadable else 1 if self.failed else 0


class TextReporter:
    """Prints for people: a line for each manifest, its findings below, a summary at the end."""

    def __init__(self, *, quiet: bool, good: str, bad: str) -> None:
        self._quiet = quiet
        self._good = good
        self._bad = bad
        self._tally = _Tally()

    def add(self, result: Result) -> None:
        """Print one result."""
        self._tally.count(result)
        if result.ok and not self._quiet:
            write(f"{result.line or self._good}  {printable(result.path)}\n")
        elif not result.ok and result.complaint is None:
            write(f"{self._bad}  {printable(result.path)}\n")
        if result.complaint is None:
            lines = [f"{finding.severity} {finding}" for finding in result.findings[:_SHOWN]]
            for line in (*lines, *result.notes[:_SHOWN]):
                write(f"  {printable(line)}\n")
            hidden = max(len(result.findings) - _SHOWN, 0) + max(len(result.notes) - _SHOWN, 0)
            if hidden:
                write(f"  and {hidden} more (--format json lists all)\n")

    def finish(self) -> int:
        """Print the summary."""
        tally = self._tally
        if not self._quiet:
            noun = "manifest" if tally.checked == 1 else "manifests"
            good, bad = tally.checked - tally.failed, tally.failed
            write(f"{tally.checked} {noun}: {good} {self._good}, {bad} {self._bad}\n")
        return tally.exit_status()


class JsonReporter:
    """Prints one object of the shape that ``report.schema.json`` describes."""

    def __init__(self, command: str) -> None:
        self._command = command
        self._results: list[dict[str, Any]] = []
        self._tally = _Tally()

    def add(self, result: Result) -> None:
        """Keep one result."""
        self._tally.count(result)
        self._results.append(
            {
                "path": result.path,
                "version": result.version,
                "ok": result.ok,
                "findings": [finding._asdict() for finding in result.findings],
                **(result.details or {}),
            }
        )

    def finish(self) -> int:
        """Print the report."""
        tally = self._tally
        write_json(
            {
                "command": self._command,
                "tool_version": __version__,
                "results": self._results,
                "summary": {
                    "checked": tally.checked,
                    "ok": tally.checked - tally.failed,
                    "failed": tally.failed,
                },
            }
        )
        return tally.exit_status()


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
    import json  # noqa: PLC0415  (text output does without)

    write(json.dumps(value, indent=2) + "\n")


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


def printable(text: str) -> str:
    """Escape what a terminal would act on: paths and names can be anybody's."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )
