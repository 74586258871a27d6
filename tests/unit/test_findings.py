"""Findings, reports, pointers and the excerpts that messages show."""

from __future__ import annotations

import random
from typing import Any

import pytest

from dlm_schema.findings import Finding, Report, finding, in_document_order, observed, pointer_to

ERROR = Finding(
    "schema/type",
    "error",
    "/quant",
    "expected string, found 5",
    expected="string",
    observed=5,
)
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


@pytest.mark.parametrize(
    ("expected", "observed", "compares"),
    [
        pytest.param(None, None, False, id="nothing"),
        pytest.param(None, "b8816", True, id="null is expected"),
        pytest.param("string", None, True, id="null is found"),
        pytest.param(False, True, True, id="booleans"),
        pytest.param((), 0, True, id="falsy"),
    ],
)
def test_finding_compares_when_either_side_is_a_fact(
    expected: Any, observed: Any, *, compares: bool
) -> None:
    assert ERROR._replace(expected=expected, observed=observed).compares is compares


@pytest.mark.parametrize(
    ("facts", "members"),
    [
        pytest.param({}, {}, id="no facts"),
        pytest.param({"path": "a"}, {"path": "a"}, id="path"),
        pytest.param(
            {"expected": None, "observed": "b"}, {"expected": None, "observed": "b"}, id="null"
        ),
        pytest.param(
            {"expected": ("a", "b"), "observed": 0},
            {"expected": ("a", "b"), "observed": 0},
            id="values",
        ),
    ],
)
def test_program_reads_facts_where_there_are_any(
    facts: dict[str, Any], members: dict[str, Any]
) -> None:
    assert NOTE._replace(**facts).as_json() == {
        "code": "files/hard-link",
        "severity": "note",
        "pointer": "",
        "message": "it has two names",
        **members,
    }


@pytest.mark.parametrize(
    ("value", "fact"),
    [
        pytest.param(None, None, id="null"),
        pytest.param(True, True, id="boolean"),
        pytest.param(2**53, 2**53, id="integer"),
        pytest.param(2**63, "9223372036854775808", id="integer that few languages hold"),
        pytest.param("x" * 1024, "x" * 1024, id="text"),
        pytest.param("x" * 1025, f"'{'x' * 1020}...", id="long text"),
        pytest.param([1], "an array of 1 entries", id="array"),
        pytest.param({}, "an object of 0 members", id="object"),
    ],
)
def test_observed_value_is_immutable_and_of_bounded_size(value: Any, fact: Any) -> None:
    assert observed(value) == fact
    assert type(observed(value)) is type(fact)


def test_finding_takes_its_severity_from_the_catalogue() -> None:
    made = finding("rules/quant-name", "/artifacts/0/path", "other", path="base.F16.gguf")
    assert made == Finding(
        "rules/quant-name", "warning", "/artifacts/0/path", "other", "base.F16.gguf"
    )


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


@pytest.mark.parametrize("name", ["version", "findings", "ok", "errors", "other"])
def test_report_cannot_be_changed(name: str) -> None:
    report = Report(3, [NOTE])
    with pytest.raises(AttributeError, match=f"^a report cannot be changed: {name}$"):
        setattr(report, name, ())
    with pytest.raises(AttributeError, match=f"^a report cannot be changed: {name}$"):
        delattr(report, name)
    assert report == Report(3, [NOTE])


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


def test_report_tells_errors_and_warnings_apart() -> None:
    report = Report(3, [NOTE, WARNING, ERROR, WARNING])
    assert report.errors == (ERROR,)
    assert report.warnings == (WARNING, WARNING)
    assert Report(3).errors == Report(3).warnings == ()
