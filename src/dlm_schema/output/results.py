"""What commands find about one manifest after the other, and how a run of them ends."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dlm_schema.disk.refusals import finding_of
from dlm_schema.errors import NoManifestError
from dlm_schema.findings import SEVERITIES
from dlm_schema.output.streams import ReaderGoneError, complain
from dlm_schema.text import counted_noun

if TYPE_CHECKING:
    from dlm_schema.errors import ManifestPathError
    from dlm_schema.findings import Finding, Report


_NOT_ALL_SEEN: Final = 141
"""Exit status where the output was closed before all was judged: what a shell gives SIGPIPE."""


class Result(NamedTuple):
    """What a command found about one manifest.

    ``counts`` is how many findings there are of each severity, where ``findings`` is not all of
    them. ``line`` is what a person reads after the verdict when all is well, in place of the
    version, and ``notes`` what follows below it. ``complaint`` is what stood in the way of reading
    the manifest at all, and ``is_missing`` whether that was only that there is none. ``details`` is
    what a program reads beside the findings, such as whether something was ``written``.
    """

    path: str
    version: int | None
    findings: Sequence[Finding]
    ok: bool
    line: str = ""
    notes: Sequence[str] = ()
    complaint: str | None = None
    is_missing: bool = False
    details: Mapping[str, Any] | None = None
    counts: Mapping[str, int] | None = None

    @property
    def truncation(self) -> str | None:
        """Say how many findings there are, where that is more than are listed."""
        if self.counts is None:
            return None
        each = [counted_noun(self.counts[severity], severity) for severity in SEVERITIES]
        total = sum(self.counts.values())
        return f"truncated: {len(self.findings)} of {total} findings are listed ({', '.join(each)})"


def result_of(path: str, report: Report, *, strict: bool = False) -> Result:
    """Return the result that a report amounts to; with ``strict`` a warning is an error."""
    ok = report.ok and not (strict and report.counts["warning"])
    some = report.counts if report.truncated else None
    return Result(path, report.version, report.findings, ok, counts=some)


def unreadable(path: str, error: ManifestPathError) -> Result:
    """Report a path that leads to no manifest."""
    return unread(Result(path, None, [finding_of(error)], ok=False), error)


def unread(result: Result, error: ManifestPathError) -> Result:
    """Say in a result why its manifest could not be read at all."""
    return result._replace(complaint=str(error), is_missing=isinstance(error, NoManifestError))


class Reporter(ABC):
    """Takes results one at a time, counts and prints them, and knows how the command ends.

    ``command`` found the results at or below ``paths``. One that could not be read is complained
    about at once, whatever the format: it is an error like any other, unless it is one of the
    ``paths`` themselves.
    """

    def __init__(self, command: str = "", paths: Sequence[str] = ()) -> None:
        self.command = command
        self.paths = paths
        self.checked = 0
        self.failed = 0
        self.unreadable = 0
        self.written: int | None = None
        self.is_finished = False
        self._given = frozenset(paths)
        self._is_misused = False
        self.truncated = False
        self.severities: Counter[str] = Counter()

    def add(self, result: Result) -> None:
        """Take one result."""
        if result.complaint is not None:
            complain(result.complaint)
        try:
            self.record(result)
        except BrokenPipeError:
            raise ReaderGoneError(self.exit_status or _NOT_ALL_SEEN) from None

    def record(self, result: Result) -> None:
        """Count a result, and print it or keep it for the end."""
        self.count(result)
        self._add(result)

    def count(self, result: Result, times: int = 1) -> None:
        """Count a result, or with -1 one that is not reported after all."""
        self.checked += times
        self.failed += 0 if result.ok else times
        if result.counts is not None:
            self.truncated = True
            self.severities.update({name: times * n for name, n in result.counts.items()})
        elif result.findings:
            for finding in result.findings:
                self.severities[finding.severity] += times
        written = result.details.get("written") if result.details else None
        if written is not None:
            self.written = (self.written or 0) + times * written
        if result.complaint is not None:
            self.unreadable += times
            self._is_misused |= result.path in self._given and not result.is_missing

    def finish(self, *, interrupted: bool = False) -> int:
        """Print what comes last and return the exit status.

        ``interrupted`` tells that there would have been more results.
        """
        self.is_finished = True
        try:
            self._finish(interrupted=interrupted)
        except BrokenPipeError:
            raise ReaderGoneError(self.exit_status) from None
        return self.exit_status

    @property
    def exit_status(self) -> int:
        """How the command ends, as far as it has come."""
        return 2 if self._is_misused else 1 if self.failed else 0

    @property
    def counts(self) -> dict[str, int]:
        """How many findings there are of each severity, listed or not."""
        return {severity: self.severities[severity] for severity in SEVERITIES}

    @abstractmethod
    def _add(self, result: Result) -> None:
        """Print a result, or keep it for the end."""

    @abstractmethod
    def _finish(self, *, interrupted: bool) -> None:
        """Print what comes last."""
