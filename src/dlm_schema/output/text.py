"""Reports for people: a line for each manifest, what was found below it, and a summary."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from dlm_schema.findings import SEVERITIES
from dlm_schema.output.results import Reporter, Result
from dlm_schema.output.streams import is_coloured, write
from dlm_schema.text import counted_noun, printable

if TYPE_CHECKING:
    from dlm_schema.findings import Finding

_NAMING: Final = "files/unlisted"  # its message is a name, which can be any text
_SHOWN: Final = 100
_WIDTH: Final = 100
_STYLES: Final = {"good": "32", "bad": "1;31", "error": "31", "warning": "33", "note": "36"}


class TextReporter(Reporter):
    """Prints for people: a line for each manifest, its findings below, a summary at the end.

    With ``count_findings`` the summary counts findings beside manifests.
    """

    def __init__(
        self,
        command: str = "",
        paths: Sequence[str] = (),
        *,
        quiet: bool,
        count_findings: bool = False,
    ) -> None:
        super().__init__(command, paths)
        self._quiet = quiet
        self._count_findings = count_findings
        self._is_coloured = is_coloured(sys.stdout)

    def _add(self, result: Result) -> None:
        if result.ok and self._quiet and not _needs_attention(result):
            return
        if result.ok:
            version = "" if result.version is None else f"v{result.version}"
            verdict = self._painted("good", f"ok {result.line or version}".rstrip())
            write(f"{verdict}  {printable(result.path)}\n")
        elif not result.ok and result.complaint is None:
            write(f"{self._painted('bad', 'failed')}  {printable(result.path)}\n")
        if result.complaint is None and (result.findings or result.notes or result.counts):
            self._print_details(result)

    def _print_details(self, result: Result) -> None:
        for finding in _most_telling(result.findings):
            self._print_finding(finding)
        for note in result.notes[:_SHOWN]:
            write(f"  {printable(note)}\n")
        hidden = max(len(result.findings) - _SHOWN, 0) + max(len(result.notes) - _SHOWN, 0)
        if hidden:
            lists = "lists them" if result.truncation else "lists all"
            write(f"  and {hidden} more (--format json {lists})\n")
        if result.truncation:
            write(f"  {result.truncation}\n")

    def _finish(self, *, interrupted: bool) -> None:  # noqa: ARG002  (the exit status says it)
        if self._quiet:
            return
        good, bad = self.checked - self.failed, self.failed - self.unreadable
        numbers = [
            self._painted("good" if good else "", f"{good} ok"),
            self._painted("bad" if bad else "", f"{bad} failed"),
        ]
        counted = [
            self._painted(severity, counted_noun(self.severities[severity], severity))
            for severity in SEVERITIES
            if self._count_findings and self.severities[severity]
        ]
        findings = f"; {', '.join(counted)}" if counted else ""
        if self.unreadable:
            numbers.append(self._painted("bad", f"{self.unreadable} unreadable"))
        if self.written is not None:
            findings += f"; {self.written} written"
        manifests = counted_noun(self.checked - self.unreadable, "manifest")
        write(f"{manifests}: {', '.join(numbers)}{findings}\n")

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
