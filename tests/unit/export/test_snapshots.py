"""Manifests of snapshots; the corpus has their verdicts, and here is what it cannot say."""

from __future__ import annotations

import pytest

from dlm_schema.export.snapshots import judge_snapshot
from dlm_schema.limits import MAX_BYTES


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b" " * (MAX_BYTES + 1), f"has more than {MAX_BYTES} bytes"),
        (b"[1]", "expected an object, found an array of 1 entries"),
        (b"{}", "the member artifacts is missing"),
    ],
)
def test_a_refused_manifest_is_told_in_words(data: bytes, message: str) -> None:
    document, findings = judge_snapshot(data)
    assert (document, [finding.message for finding in findings]) == (None, [message])


def test_only_the_artifacts_are_kept() -> None:
    assert judge_snapshot(b'{"artifacts": [], "weights": [NaN]}') == ({"artifacts": []}, [])


def test_findings_are_bounded() -> None:
    _, findings = judge_snapshot(b'{"artifacts": [%s]}' % b",".join([b"1"] * 50), most=7)
    assert (len(findings), findings.counts["error"]) == (7, 50)
