"""A summary for people that is short, however many manifests there are."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from dlm_schema.findings import SEVERITIES
from dlm_schema.output.streams import write
from dlm_schema.output.text import TextReporter
from dlm_schema.text import counted_noun, printable

if TYPE_CHECKING:
    from dlm_schema.output.results import Result

_EXAMPLES: Final = 3


class SummaryReporter(TextReporter):
    """Prints how often each code was found, in how many manifests, and the first of these.

    ``quiet`` leaves notes out, and the numbers of manifests.
    """

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self._found: Counter[tuple[str, str]] = Counter()
        self._manifests: Counter[tuple[str, str]] = Counter()
        self._examples: dict[tuple[str, str], list[str]] = {}
        self._not_listed = 0

    def _add(self, result: Result) -> None:
        kinds = [(finding.severity, finding.code) for finding in result.findings]
        self._found.update(kinds)
        for kind in dict.fromkeys(kinds):
            self._manifests[kind] += 1
            examples = self._examples.setdefault(kind, [])
            if len(examples) < _EXAMPLES:
                examples.append(result.path)
        if result.counts is not None:
            self._not_listed += sum(result.counts.values()) - len(kinds)

    def _finish(self, *, interrupted: bool) -> None:
        for severity, code in sorted(self._found, key=self._rank):
            if severity != "note" or not self._quiet:
                self._print_kind(severity, code)
        if self._not_listed:
            number = counted_noun(self._not_listed, "finding")
            write(f"beyond those listed: {number}\n")
        super()._finish(interrupted=interrupted)

    def _print_kind(self, severity: str, code: str) -> None:
        kind = severity, code
        number = self._manifests[kind]
        manifests = counted_noun(number, "manifest")
        write(f"{self._painted(severity, severity)} {code}: {self._found[kind]} in {manifests}\n")
        for path in self._examples[kind]:
            write(f"  {printable(path)}\n")
        if number > _EXAMPLES:
            write(f"  and {number - _EXAMPLES} more\n")

    def _rank(self, kind: tuple[str, str]) -> tuple[int, int, str]:
        return SEVERITIES.index(kind[0]), -self._found[kind], kind[1]
