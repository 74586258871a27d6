"""Findings, reports, pointers and the excerpts that messages show."""

from __future__ import annotations

import random
from typing import Any

import pytest

from dlm_schema.findings import Finding, Report, in_document_order, pointer_to
from dlm_schema.text import excerpt

ERROR = Finding("schema/type", "error", "/quant", "expected string, found 5")
WARNING = Finding("files/unlisted", "warning", "/artifacts", "notes.txt is not listed")
NOTE = Finding("files/hard-link", "note", "", "it has two names")


@pytest.mark.parametrize(
    ("finding", "shown"),
    [
        pytest.param(ERROR, "schema/type at /quant: expected string, found 5", id="pointer"),
        pytest.param(NOTE, "files/hard-link at the top: it has two names", id="top"),
    ],
)
def test_finding_reads_as_one_line(finding: Finding, shown: str) -> None:
    assert str(finding) == shown


def test_people_read_no_more_than_the_start_of_a_long_pointer() -> None:
    shown = str(ERROR._replace(pointer="/artifacts/0/" + "x" * 10**6))
    assert shown == f"schema/type at /artifacts/0/{'x' * 184}...: expected string, found 5"
    whole = ERROR._replace(pointer="/" + "x" * 199)
    assert str(whole) == f"schema/type at {whole.pointer}: expected string, found 5"


def test_finding_is_a_tuple_of_code_severity_pointer_and_message() -> None:
    assert Finding._fields == ("code", "severity", "pointer", "message")
    assert ERROR == ("schema/type", "error", "/quant", "expected string, found 5")


@pytest.mark.parametrize(
    ("findings", "ok"),
    [
        pytest.param([], True, id="none"),
        pytest.param([NOTE], True, id="note"),
        pytest.param([WARNING, NOTE], True, id="warning"),
        pytest.param([ERROR], False, id="error"),
        pytest.param([NOTE, WARNING, ERROR], False, id="error-last"),
    ],
)
def test_only_errors_decide_the_verdict(findings: list[Finding], *, ok: bool) -> None:
    report = Report(3, iter(findings))
    assert report.ok is ok
    assert report.findings == tuple(findings)
    assert report.version == 3


def test_reports_are_equal_when_version_and_findings_are() -> None:
    assert Report(3, [ERROR]) == Report(3, (ERROR,))
    assert hash(Report(3, [ERROR])) == hash(Report(3, (ERROR,)))
    assert Report(3) != Report(2)
    assert Report(None) != Report(2)
    assert Report(3, [ERROR]) != Report(3, [NOTE])
    assert Report(3, [ERROR, NOTE]) != Report(3, [NOTE, ERROR])
    assert Report(3) != (3, ())


def test_report_shows_its_parts() -> None:
    assert repr(Report(2)) == "Report(version=2, findings=())"
    assert repr(Report(None, [NOTE])) == f"Report(version=None, findings=({NOTE!r},))"


@pytest.mark.parametrize(
    ("tokens", "pointer"),
    [
        pytest.param((), "", id="whole"),
        pytest.param(("quant",), "/quant", id="member"),
        pytest.param(("artifacts", 0, "path"), "/artifacts/0/path", id="entry"),
        pytest.param(("",), "/", id="empty-name"),
        pytest.param(("", ""), "//", id="empty-names"),
        pytest.param(("a/b", "c~d"), "/a~1b/c~0d", id="escaped"),
        pytest.param(("~1", "~0", "~/"), "/~01/~00/~0~1", id="escaped-once"),
        pytest.param((" ", '"', "\u00e9", "%25"), '/ /"/\u00e9/%25', id="nothing-else-escaped"),
    ],
)
def test_pointer_is_written_by_rfc_6901(tokens: tuple[str | int, ...], pointer: str) -> None:
    assert pointer_to(*tokens) == pointer


ORDERED = [
    ("", "schema/type"),
    ("/", "schema/additionalProperties"),
    ("/artifacts", "rules/missing-role"),
    ("/artifacts", "schema/type"),
    ("/artifacts/0/path", "rules/path-prefix"),
    ("/artifacts/0/path", "rules/reserved-name"),
    ("/artifacts/2/path", "rules/path-prefix"),
    ("/artifacts/2/role", "schema/enum"),
    ("/artifacts/10", "schema/type"),
    ("/artifacts/10/path", "schema/type"),
    ("/artifacts/100", "schema/type"),
    ("/created_at", "rules/calendar-date"),
    ("/quant", "schema/maxLength"),
    ("/quant", "schema/minLength"),
    ("/quant", "schema/pattern"),
    ("/x", "schema/additionalProperties"),
    ("/x~1y", "schema/additionalProperties"),
    ("/xy", "schema/additionalProperties"),
    ("/x~0y", "schema/additionalProperties"),
    ("/\u00e9", "schema/additionalProperties"),
]


@pytest.mark.parametrize("seed", range(20))
def test_findings_are_ordered_by_pointer_and_then_by_code(seed: int) -> None:
    findings = [Finding(code, "error", pointer, "") for pointer, code in ORDERED]
    shuffled = random.Random(seed).sample(findings, len(findings))
    assert in_document_order(shuffled) == findings


def test_order_takes_any_pointer() -> None:
    odd = ["/\u0661", "/\u00b2", "/1\u0661", "/" + "9" * 5000, "/01", "/-1", "/1.0"]
    findings = [Finding("schema/type", "error", pointer, "") for pointer in odd]
    assert set(in_document_order(findings)) == set(findings)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param("quant", "'quant'", id="string"),
        pytest.param("it's", '"it\'s"', id="quote"),
        pytest.param("", "''", id="empty"),
        pytest.param("\u00e9\n\x1b[31m\U0001f600", r"'\xe9\n\x1b[31m\U0001f600'", id="escaped"),
        pytest.param("\ud800", r"'\ud800'", id="surrogate"),
        pytest.param("a" * 58, "'" + "a" * 58 + "'", id="58"),
        pytest.param("a" * 59, "'" + "a" * 56 + "...", id="59"),
        pytest.param("a" * 10**6, "'" + "a" * 56 + "...", id="million"),
        pytest.param(None, "null", id="null"),
        pytest.param(True, "true", id="true"),
        pytest.param(False, "false", id="false"),
        pytest.param(0, "0", id="0"),
        pytest.param(-17, "-17", id="-17"),
        pytest.param(2**64, "18446744073709551616", id="2^64"),
        pytest.param(10**5000, "an integer of 16610 bits", id="5001-digits"),
        pytest.param(-(10**5000), "an integer of 16610 bits", id="-5001-digits"),
        pytest.param({}, "an object of 0 members", id="object"),
        pytest.param({"a": 1, "b": 2}, "an object of 2 members", id="members"),
        pytest.param([1, 2, 3], "an array of 3 entries", id="array"),
        pytest.param(1.5, "1.5", id="float"),
    ],
)
def test_excerpt_shows_a_value_on_one_short_line(value: Any, shown: str) -> None:
    assert excerpt(value) == shown
    assert len(excerpt(value)) <= 60
