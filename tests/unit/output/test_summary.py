"""The short summary, held against lines that are written out here."""

from __future__ import annotations

import pytest
from support.results import BAD, ERROR, GOOD, NOTED

from dlm_schema.findings import Finding
from dlm_schema.output.summary import SummaryReporter

Capture = pytest.CaptureFixture[str]
NOTE = Finding("files/unlisted", "note", "/artifacts", "Modelfile")


ATTENTION = """\
error rules/self-listing: 6 in 5 manifests
  b0\\n
  b1\\n
  b2\\n
  and 2 more
warning files/unlisted: 6 in 6 manifests
  n
  b0\\n
  b1\\n
  and 3 more
"""
REST = """\
note files/unlisted: 1 in 1 manifest
  m
8 manifests: 3 ok, 5 failed; 6 errors, 6 warnings, 1 note
"""


@pytest.mark.parametrize(("quiet", "printed"), [(False, ATTENTION + REST), (True, ATTENTION)])
def test_codes_are_counted_the_worst_first_with_some_examples(
    capsys: Capture, printed: str, *, quiet: bool
) -> None:
    reporter = SummaryReporter("check", quiet=quiet, count_findings=True)
    reporter.add(NOTED)
    reporter.add(NOTED._replace(path="m", findings=[NOTE]))
    reporter.add(GOOD)
    for number in range(5):
        findings = [*BAD.findings, *([ERROR] if number == 4 else [])]
        reporter.add(BAD._replace(path=f"b{number}\n", findings=findings))
    assert reporter.finish() == 1
    assert capsys.readouterr().out == printed


def test_findings_that_are_not_listed_are_counted(capsys: Capture) -> None:
    reporter = SummaryReporter("check", quiet=True)
    reporter.add(BAD._replace(path="b", counts={"error": 7, "warning": 1, "note": 0}))
    reporter.finish()
    assert capsys.readouterr().out.splitlines()[-1] == "beyond those listed: 6 findings"


def test_it_is_as_short_of_a_hundred_thousand_manifests(capsys: Capture) -> None:
    reporter = SummaryReporter("check", quiet=False)
    for number in range(100_000):
        reporter.add(BAD._replace(path=str(number)))
    reporter.finish()
    assert len(capsys.readouterr().out.splitlines()) == 11
