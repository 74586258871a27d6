"""What a case expects of an implementation that judges by some levels alone."""

from __future__ import annotations

from dlm_schema.conformance.cases import Validate, expected_at
from dlm_schema.conformance.corpus import Corpus


def test_an_error_of_a_layer_above_the_levels_claimed_is_none() -> None:
    for case in Corpus():
        if not isinstance(case.request, Validate):
            continue
        for levels in (("encoding",), ("encoding", "schema"), ("encoding", "schema", "rules")):
            expected = expected_at(case, levels)
            above = [place for place in case.expected.errors if place not in expected.errors]
            assert expected.valid == (not expected.errors)
            assert not (above and expected.errors)
            assert expected.warnings == (case.expected.warnings if "rules" in levels else ())
