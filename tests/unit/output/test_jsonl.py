"""Reports as JSON Lines, held against the JSON report of the same results and its schema."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from support.harness import ROOT
from support.results import BAD, GONE, GOOD

from dlm_schema.output.json import JsonReporter
from dlm_schema.output.jsonl import JsonLinesReporter

Capture = pytest.CaptureFixture[str]


_SCHEMA: Any = json.loads((ROOT / "schema" / "report.schema.json").read_bytes())
_REGISTRY: Any = Registry().with_resource(_SCHEMA["$id"], Resource.from_contents(_SCHEMA))
LINE: Final = Draft202012Validator({"$ref": f"{_SCHEMA['$id']}#/$defs/line"}, registry=_REGISTRY)


@pytest.mark.parametrize("interrupted", [False, True])
def test_lines_are_the_results_and_then_the_rest_of_the_json_report(
    capsys: Capture, *, interrupted: bool
) -> None:
    reports = []
    counted = BAD._replace(counts={"error": 5, "warning": 1, "note": 0})
    for kind in (JsonReporter, JsonLinesReporter):
        reporter = kind("verify", ["c"])
        for result in (GOOD, counted, GONE._replace(details={"written": False})):
            reporter.add(result)
        assert reporter.finish(interrupted=interrupted) == 2
        reports.append(capsys.readouterr().out)
    assert reports[1].isascii()
    whole = json.loads(reports[0])
    *lines, last = map(json.loads, reports[1].splitlines())
    assert lines == whole.pop("results")
    assert last == whole
    for line in (*lines, last):
        LINE.validate(line)
    with pytest.raises(Exception, match="is not valid under any of the given schemas"):
        LINE.validate({**last, "more": 1})


def test_a_line_is_there_as_soon_as_its_result_is(capsys: Capture) -> None:
    reporter = JsonLinesReporter("check")
    for number in range(1, 4):
        reporter.add(GOOD)
        assert capsys.readouterr().out.count("\n") == 1, number


def test_a_name_that_is_no_utf_8_is_a_line_that_every_parser_reads(capsys: Capture) -> None:
    reporter = JsonLinesReporter("check")
    reporter.add(GOOD._replace(path="a\n\udcff"))
    [line] = capsys.readouterr().out.splitlines()
    assert json.loads(line)["path"] == "a\n\\udcff"
