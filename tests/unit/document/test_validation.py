"""One way through the layers, whatever the input is given as."""

from __future__ import annotations

import json
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from support.documents import TARGETS, VERSIONS, Document, as_bytes, document

from dlm_schema.document.schemas import WALKS
from dlm_schema.document.validation import judge, judge_mapping, validate
from dlm_schema.findings import Finding, Report
from dlm_schema.limits import MAX_BYTES


@pytest.fixture(autouse=True, params=["few", "many"])
def judged_before(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Judge as a process does that has judged few documents, and as one that has judged many."""
    monkeypatch.setattr(WALKS, "_walked", -(10**9) if request.param == "few" else 10**9)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("walked", range(930, 1001, 5))
def test_no_document_comes_between_few_and_many(
    monkeypatch: pytest.MonkeyPatch, version: int, walked: int
) -> None:
    text = as_bytes(document(version)).decode().replace(":1216", ":0.0")
    monkeypatch.setattr(WALKS, "_walked", walked)
    assert [finding.code for finding in validate(text).findings] == ["encoding/number"]


KINDS = [(1, "ollama"), *((version, target) for version in (2, 3) for target in TARGETS)]


@pytest.mark.parametrize(("version", "target"), KINDS)
def test_valid_document_is_valid_as_bytes_text_and_mapping(version: int, target: str) -> None:
    made = document(version, target)
    for data in (
        as_bytes(made),
        bytearray(as_bytes(made)),
        as_bytes(made).decode(),
        json.dumps(made, indent=3),
        made,
        MappingProxyType(made),
    ):
        report = validate(data)
        assert report == Report(version)
        assert report.ok


def changed(version: int, **members: Any) -> Document:
    return {**document(version), **members}


@pytest.mark.parametrize(
    "data",
    [None, 5, ["{}"], memoryview(b"{}"), Path(), object()],
    ids=lambda data: type(data).__name__,
)
def test_anything_else_is_a_type_error(data: Any) -> None:
    kind = type(data).__name__
    accepted = "bytes, bytearray, str or a mapping"
    with pytest.raises(TypeError, match=f"^expected {accepted}, found {kind}$"):
        validate(data)


def test_text_is_judged_as_its_utf8() -> None:
    made = as_bytes(document(2)).decode()
    assert validate(made.replace("dlm-0.10.0", "\ud800")).findings[0] == Finding(
        "encoding/utf8",
        "error",
        "",
        f"byte {made.index('dlm-0.10.0')} does not continue well-formed UTF-8",
    )
    assert validate("\ufeff" + made).findings[0].code == "encoding/bom"
    assert validate(made + " " * (MAX_BYTES - len(made))).ok
    too_long = validate(made + " " * (MAX_BYTES - len(made) + 1))
    assert [finding.code for finding in too_long.findings] == ["encoding/size"]


def test_document_comes_back_with_its_report() -> None:
    made = document(3)
    assert judge(as_bytes(made)) == (made, Report(3), True)
    assert judge_mapping(made) == (made, Report(3), True)
    broken = changed(3, quant=5)
    assert judge(as_bytes(broken)).document == broken
    assert judge_mapping(broken).document == broken
    assert judge(b"{").document is None
    assert judge_mapping({"a": 1.0}).document is None


@pytest.mark.parametrize(
    ("made", "accepted"),
    [
        (changed(3, created_at="2026-02-30T00:00:00Z"), True),
        (changed(3, artifacts=[]), True),
        (changed(3, quant=""), False),
        ({"schema_version": 99}, False),
        (changed(3, quant="\x00"), False),
    ],
    ids=["error of the rules", "warning", "schema", "version", "encoding"],
)
def test_what_its_schema_accepts_can_be_migrated(made: Document, *, accepted: bool) -> None:
    assert judge(as_bytes(made)).accepted is judge_mapping(made).accepted is accepted


def test_reports_of_valid_documents_are_one_that_nobody_can_change() -> None:
    report = validate(document(3))
    assert report is validate(as_bytes(document(3)))
    with pytest.raises(AttributeError):
        setattr(report, "ok", False)  # noqa: B010  (the type checker knows better)
    assert validate(document(3)).ok


def test_judged_mapping_is_a_copy() -> None:
    made = document(3)
    taken = judge_mapping(made).document
    taken["artifacts"][0].clear()
    assert made == document(3)
