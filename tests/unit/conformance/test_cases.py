"""What a case expects of an implementation that judges by some levels alone."""

from __future__ import annotations

from pathlib import Path

from support.corpus import all_cases
from support.small_corpus import conformance, make_corpus, misbehaving, recipes

from dlm_schema.conformance.cases import Validate, expected_at


def test_an_error_of_a_layer_above_the_levels_claimed_is_none() -> None:
    for case in all_cases():
        if not isinstance(case.request, Validate):
            continue
        for levels in (("encoding",), ("encoding", "schema"), ("encoding", "schema", "rules")):
            expected = expected_at(case, levels)
            above = [place for place in case.expected.errors if place not in expected.errors]
            assert expected.valid == (not expected.errors)
            assert not (above and expected.errors)
            assert expected.warnings == (case.expected.warnings if "rules" in levels else ())


def test_an_implementation_is_judged_by_the_levels_that_it_claims(tmp_path: Path) -> None:
    expected = {"versions": [1], "errors": [{"code": "version/not-an-object", "pointer": ""}]}
    files = {"encoding/one.json": recipes("encoding/one", ["array"], input="[]", **expected)}
    corpus = make_corpus(tmp_path / "corpus", files)
    assert conformance(corpus).outcomes() == {"array": "passed"}
    ended = conformance(corpus, command=misbehaving("claims-encoding"))
    assert ended.outcomes() == {"array": "failed"}
    assert ended.case("array")["expected"] == {"valid": True, "version": None, "errors": []}
