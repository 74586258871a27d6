"""What reporters print; ``json`` and ``str.isprintable`` are the oracles."""

from __future__ import annotations

import json
from collections.abc import Sequence

import jiter
import pytest

import dlm_schema
from dlm_schema.findings import Finding
from dlm_schema.output import reporters
from dlm_schema.output.reporters import JsonReporter, Result, TextReporter
from dlm_schema.text import printable

ERROR = Finding("rules/self-listing", "error", "/artifacts/0/path", "seen\x1b[2J")
WARNING = Finding("files/unlisted", "warning", "/artifacts", "extra")
GOOD = Result("a", 3, [], ok=True, line="valid v3")
NOTED = Result("n", 2, [WARNING], ok=True, line="valid v2", notes=["by the way"])
BAD = Result("b\n", 1, [ERROR, WARNING], ok=False, notes=["mind\tthis"])
BAD_LINES = """\
wrong  b\\n
  error rules/self-listing at /artifacts/0/path: seen\\x1b[2J
  warning files/unlisted at /artifacts: extra
  mind\\tthis
"""
NOTED_LINES = """\
valid v2  n
  warning files/unlisted at /artifacts: extra
  by the way
1 manifest: 1 fine, 0 wrong
"""
GONE = Result("c", None, [ERROR], ok=False, complaint="c: gone\x9b")

Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("results", "quiet", "printed", "status"),
    [
        pytest.param([], False, ("0 manifests: 0 fine, 0 wrong\n", ""), 0, id="nothing"),
        pytest.param(
            [GOOD], False, ("valid v3  a\n1 manifest: 1 fine, 0 wrong\n", ""), 0, id="good"
        ),
        pytest.param([GOOD], True, ("", ""), 0, id="good and quiet"),
        pytest.param([BAD], True, (BAD_LINES, ""), 1, id="bad and quiet"),
        pytest.param(
            [GONE, GOOD],
            False,
            ("valid v3  a\n2 manifests: 1 fine, 1 wrong\n", "dlm-schema: c: gone\\x9b\n"),
            2,
            id="unreadable",
        ),
        pytest.param(
            [GONE, BAD], True, (BAD_LINES, "dlm-schema: c: gone\\x9b\n"), 2, id="unreadable and bad"
        ),
        pytest.param([NOTED], False, (NOTED_LINES, ""), 0, id="warning"),
        pytest.param(
            [NOTED], True, (NOTED_LINES[: NOTED_LINES.index("1")], ""), 0, id="warning and quiet"
        ),
        pytest.param(
            [NOTED._replace(findings=[WARNING._replace(severity="note")])],
            True,
            ("", ""),
            0,
            id="note and quiet",
        ),
        pytest.param(
            [Result("d", 1, [], ok=True)],
            False,
            ("fine  d\n1 manifest: 1 fine, 0 wrong\n", ""),
            0,
            id="no line of its own",
        ),
    ],
)
def test_people_read_lines(
    capsys: Capture,
    results: Sequence[Result],
    printed: tuple[str, str],
    status: int,
    *,
    quiet: bool,
) -> None:
    reporter = TextReporter(quiet=quiet, good="fine", bad="wrong")
    for result in results:
        reporter.add(result)
    assert reporter.finish() == status
    assert capsys.readouterr() == printed


def test_people_are_told_how_much_is_not_shown(capsys: Capture) -> None:
    reporter = TextReporter(quiet=True, good="fine", bad="wrong")
    reporter.add(Result("a", 1, [WARNING] * 100, ok=False, notes=["note"] * 103))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1 + 100 + 100 + 1
    assert lines[-1] == "  and 3 more (--format json lists all)"


def test_many_warnings_hide_no_error(capsys: Capture) -> None:
    reporter = TextReporter(quiet=True, good="fine", bad="wrong")
    note = WARNING._replace(severity="note")
    findings = [note, *[WARNING] * 200, ERROR, ERROR]
    reporter.add(Result("a", 1, findings, ok=False))
    lines = capsys.readouterr().out.splitlines()
    severities = [line.split()[0] for line in lines[1:-1]]
    assert severities == ["error"] * 2 + ["warning"] * 98
    assert lines[-1] == "  and 103 more (--format json lists all)"


def test_programs_read_one_object(capsys: Capture) -> None:
    reporter = JsonReporter("verify")
    for result in (GOOD, BAD, GONE._replace(details={"written": False})):
        reporter.add(result)
    assert capsys.readouterr().out == ""
    assert reporter.finish() == 2
    printed = capsys.readouterr().out
    assert printed.isascii()
    assert json.loads(printed) == {
        "command": "verify",
        "tool_version": dlm_schema.__version__,
        "results": [
            {"path": "a", "version": 3, "ok": True, "findings": []},
            {
                "path": "b\n",
                "version": 1,
                "ok": False,
                "findings": [dict(ERROR._asdict()), dict(WARNING._asdict())],
            },
            {
                "path": "c",
                "version": None,
                "ok": False,
                "findings": [dict(ERROR._asdict())],
                "written": False,
            },
        ],
        "summary": {"checked": 3, "ok": 1, "failed": 2},
    }


def test_programs_read_names_that_are_no_utf_8_as_people_do(capsys: Capture) -> None:
    reporter = JsonReporter("check")
    finding = ERROR._replace(message="is \udcff and \U0001f600")
    reporter.add(Result("a\udcff\udcfe\\ud800 \U0001f600\x1b", 3, [finding], ok=False))
    reporter.finish()
    printed = capsys.readouterr().out
    assert printed.isascii()
    assert "\x1b" not in printed
    # A parser that refuses what Python's own lets pass.
    [result] = jiter.from_json(printed.encode())["results"]
    assert result["path"] == "a\\udcff\\udcfe\\ud800 \U0001f600\x1b"
    assert result["findings"][0]["message"] == "is \\udcff and \U0001f600"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("plain text", "plain text", id="plain"),
        pytest.param("naïve 模型", "naïve 模型", id="letters"),
        pytest.param("a\0b", "a\\x00b", id="NUL"),
        pytest.param("\x1b]0;t\x07", "\\x1b]0;t\\x07", id="escape sequence"),
        pytest.param("a\r\nb\tc", "a\\r\\nb\\tc", id="line ends"),
        pytest.param("\x9b31m", "\\x9b31m", id="C1"),
        pytest.param("\u202e\u2066\u200b", "\\u202e\\u2066\\u200b", id="invisible"),
        pytest.param("\u2028\u00a0", "\\u2028\\xa0", id="spaces"),
        pytest.param("\udcff", "\\udcff", id="surrogate"),
        pytest.param("\U000e0041", "\\U000e0041", id="tag"),
    ],
)
def test_what_acts_on_a_terminal_is_escaped(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_no_character_at_all_gets_through_unless_it_is_printable() -> None:
    everything = "".join(map(chr, range(0x110000)))
    assert printable(everything).isprintable()


def test_complaints_go_to_standard_error(capsys: Capture) -> None:
    reporters.complain("a\nb")
    assert capsys.readouterr() == ("", "dlm-schema: a\\nb\n")


LONG = Finding(
    "files/sha256", "error", "/artifacts/0/sha256", f"a: expected {'1' * 64}, found x\x1b"
)


def test_what_is_compared_stands_below_each_other_when_it_is_long() -> None:
    assert reporters.finding_lines(LONG) == [
        "error files/sha256 at /artifacts/0/sha256: a",
        f"expected  {'1' * 64}",
        "found     x\\x1b",
    ]
    short = LONG._replace(message="a: expected 1 bytes, found 2")
    assert reporters.finding_lines(short) == [f"error {short}"]


def test_a_name_compares_nothing_whatever_it_says() -> None:
    name = f"'expected {'1' * 64}, found {'2' * 64}' is not listed"
    finding = Finding("files/unlisted", "warning", "/artifacts", name)
    assert reporters.finding_lines(finding) == [f"warning {finding}"]


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
    assert reporters.finding_lines(finding) == [f"error {finding}"]


def test_the_summary_counts_findings_where_it_is_to(capsys: Capture) -> None:
    reporter = TextReporter(quiet=False, good="fine", bad="wrong", count_findings=True)
    for result in (BAD, NOTED, GOOD, Result("d", 1, [WARNING._replace(severity="note")], ok=True)):
        reporter.add(result)
    reporter.finish()
    printed = capsys.readouterr().out
    assert printed.endswith("4 manifests: 3 fine, 1 wrong; 1 error, 2 warnings, 1 note\n")


@pytest.mark.parametrize("count", [0, 1, 5_000])
def test_a_report_of_any_size_is_written_as_json_writes_it(capsys: Capture, count: int) -> None:
    reporter = JsonReporter("check")
    for _ in range(count):
        reporter.add(BAD)
    reporter.finish(interrupted=True)
    printed = capsys.readouterr().out
    report = json.loads(printed)
    assert json.dumps(report, indent=2) + "\n" == printed
    assert (len(report["results"]), report["interrupted"]) == (count, True)
