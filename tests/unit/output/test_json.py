"""Reports for programs; ``json`` and ``jiter``, which is strict, are the oracles."""

from __future__ import annotations

import json
from typing import Final

import jiter
import pytest
from support.process import raising
from support.results import BAD, ERROR, GONE, GOOD, NOTED, WARNING

import dlm_schema
from dlm_schema.output.json import JsonReporter
from dlm_schema.output.results import Result

Capture = pytest.CaptureFixture[str]
MANY: Final = {"error": 7, "warning": 1, "note": 0}


def test_programs_read_one_object(capsys: Capture) -> None:
    reporter = JsonReporter("verify", ["c"])
    for result in (GOOD, BAD, GONE._replace(details={"written": False})):
        reporter.add(result)
    assert capsys.readouterr().out == ""
    assert reporter.finish() == 2
    printed = capsys.readouterr().out
    assert printed.isascii()
    assert json.loads(printed) == {
        "report_version": 1,
        "command": "verify",
        "tool_version": dlm_schema.__version__,
        "results": [
            {"path": "a", "version": 3, "ok": True, "findings": []},
            {
                "path": "b\n",
                "version": 1,
                "ok": False,
                "findings": [ERROR.as_json(), WARNING.as_json()],
            },
            {
                "path": "c",
                "version": None,
                "ok": False,
                "findings": [ERROR.as_json()],
                "written": False,
            },
        ],
        "summary": {
            "checked": 3,
            "ok": 1,
            "failed": 2,
            "unreadable": 1,
            "counts": {"error": 2, "warning": 1, "note": 0},
            "written": 0,
        },
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


@pytest.mark.parametrize("result", [GOOD, NOTED, BAD, GONE, BAD._replace(counts=MANY)])
def test_a_result_that_an_interrupt_keeps_from_the_report_is_not_counted(
    monkeypatch: pytest.MonkeyPatch, result: Result
) -> None:
    monkeypatch.setattr("dlm_schema.output.json.result_content", raising(KeyboardInterrupt()))
    reporter = JsonReporter("check")
    with pytest.raises(KeyboardInterrupt):
        reporter.add(result._replace(details={"written": True}))
    assert (reporter.checked, reporter.failed, reporter.unreadable) == (0, 0, 0)
    assert not any(reporter.counts.values())
    assert not reporter.written
