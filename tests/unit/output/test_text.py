"""Reports for people, held against lines that are written out here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from support.results import BAD, ERROR, GONE, GOOD, NOTED, WARNING

from dlm_schema.findings import Finding
from dlm_schema.output.results import Result
from dlm_schema.output.text import TextReporter, finding_lines

BAD_LINES = """\
failed  b\\n
  error rules/self-listing at /artifacts/0/path: seen\\x1b[2J
  warning files/unlisted at /artifacts: extra
  mind\\tthis
"""
NOTED_LINES = """\
ok v2  n
  warning files/unlisted at /artifacts: extra
  by the way
1 manifest: 1 ok, 0 failed
"""
Capture = pytest.CaptureFixture[str]


PRINTED: dict[str, Any] = {
    "nothing": ([], False, ("0 manifests: 0 ok, 0 failed\n", ""), 0),
    "good": ([GOOD], False, ("ok v1 -> v3  a\n1 manifest: 1 ok, 0 failed\n", ""), 0),
    "good and quiet": ([GOOD], True, ("", ""), 0),
    "bad and quiet": ([BAD], True, (BAD_LINES, ""), 1),
    "unreadable": (
        [GONE, GOOD],
        False,
        (
            "ok v1 -> v3  a\n1 manifest: 1 ok, 0 failed, 1 unreadable\n",
            "dlm-schema: c: gone\\x9b\n",
        ),
        2,
    ),
    "unreadable and bad": ([GONE, BAD], True, (BAD_LINES, "dlm-schema: c: gone\\x9b\n"), 2),
    "warning": ([NOTED], False, (NOTED_LINES, ""), 0),
    "warning and quiet": ([NOTED], True, (NOTED_LINES[: NOTED_LINES.index("1")], ""), 0),
    "note and quiet": (
        [NOTED._replace(findings=[WARNING._replace(severity="note")])],
        True,
        ("", ""),
        0,
    ),
    "no line of its own": (
        [Result("d", 1, [], ok=True)],
        False,
        ("ok v1  d\n1 manifest: 1 ok, 0 failed\n", ""),
        0,
    ),
}


@pytest.mark.parametrize(("results", "quiet", "printed", "status"), PRINTED.values(), ids=PRINTED)
def test_people_read_lines(
    capsys: Capture,
    results: Sequence[Result],
    printed: tuple[str, str],
    status: int,
    *,
    quiet: bool,
) -> None:
    reporter = TextReporter(paths=["c"], quiet=quiet)
    for result in results:
        reporter.add(result)
    assert reporter.finish() == status
    assert capsys.readouterr() == printed


def test_people_are_told_how_much_is_not_shown(capsys: Capture) -> None:
    reporter = TextReporter(quiet=True)
    reporter.add(Result("a", 1, [WARNING] * 100, ok=False, notes=["note"] * 103))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1 + 100 + 100 + 1
    assert lines[-1] == "  and 3 more (--format json lists all)"


def test_many_warnings_hide_no_error(capsys: Capture) -> None:
    reporter = TextReporter(quiet=True)
    note = WARNING._replace(severity="note")
    findings = [note, *[WARNING] * 200, ERROR, ERROR]
    reporter.add(Result("a", 1, findings, ok=False))
    lines = capsys.readouterr().out.splitlines()
    severities = [line.split()[0] for line in lines[1:-1]]
    assert severities == ["error"] * 2 + ["warning"] * 98
    assert lines[-1] == "  and 103 more (--format json lists all)"


LONG = Finding(
    "files/sha256", "error", "/artifacts/0/sha256", f"a: expected {'1' * 64}, found x\x1b"
)


def test_what_is_compared_stands_below_each_other_when_it_is_long() -> None:
    assert finding_lines(LONG) == [
        "error files/sha256 at /artifacts/0/sha256: a",
        f"expected  {'1' * 64}",
        "found     x\\x1b",
    ]
    short = LONG._replace(message="a: expected 1 bytes, found 2")
    assert finding_lines(short) == [f"error {short}"]


def test_a_name_compares_nothing_whatever_it_says() -> None:
    name = f"'expected {'1' * 64}, found {'2' * 64}' is not listed"
    finding = Finding("files/unlisted", "warning", "/artifacts", name)
    assert finding_lines(finding) == [f"warning {finding}"]


@pytest.mark.parametrize(
    "message",
    [
        "x" * 200,
        f"expected {'1' * 100}",
        f"{'1' * 100}, found 2",
        f"a: expected {'1' * 64}, found 2; b: expected 3, found 4",
    ],
)
def test_what_compares_nothing_or_twice_stays_on_one_line(message: str) -> None:
    finding = LONG._replace(message=message)
    assert finding_lines(finding) == [f"error {finding}"]


def test_the_summary_counts_findings_where_it_is_to(capsys: Capture) -> None:
    reporter = TextReporter(quiet=False, count_findings=True)
    for result in (BAD, NOTED, GOOD, Result("d", 1, [WARNING._replace(severity="note")], ok=True)):
        reporter.add(result)
    reporter.finish()
    printed = capsys.readouterr().out
    assert printed.endswith("4 manifests: 3 ok, 1 failed; 1 error, 2 warnings, 1 note\n")
