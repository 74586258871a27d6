"""The coverage table counts what the cases do, and says which requirement lacks one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.harness import ROOT, run

from dlm_schema.conformance import coverage
from dlm_schema.conformance.cases import Answer, Case, Migrate, Place, Validate, Verify
from dlm_schema.conformance.corpus import Corpus

SPECIFICATION = (ROOT / "schema" / "SPEC.md").read_text(encoding="utf-8")


def case(
    case_id: str, *codes: str, requirements: tuple[str, ...] = (), request: Any = None
) -> Case:
    layer, _, _ = case_id.partition("/")
    errors = tuple(Place(code, "") for code in codes)
    answer = Answer(valid=not errors, version=None, errors=errors)
    return Case(case_id, layer, "Why.", requirements, (1, 2), request or Validate(b""), answer)


def complete() -> Iterator[Case]:
    """Yield an accepted and a flagged case for every requirement."""
    for number, (name, area) in enumerate(coverage.specified().items()):
        level = coverage.AREAS.get(area)
        if level == "migrations":
            for word, output in (("out", b""), ("refused", None)):
                made = case(f"migrations/{word}/{number}", requirements=(name,))
                request = Migrate(b"", 1, allow_loss=False)
                expected = made.expected._replace(output=output)
                yield made._replace(request=request, expected=expected)
        elif level:
            directory = Verify(()) if level == "files" else None
            for codes in ((), (f"{level}/code",)):
                made = case(f"{level}/{len(codes)}/{number}", *codes, request=directory)
                yield made._replace(requirements=(name,))


def test_every_requirement_of_the_specification_is_known() -> None:
    names = coverage.specified()
    assert list(names) == re.findall(r"^\*\*(EM-[A-Z]+-\d+)\*\*", SPECIFICATION, re.MULTILINE)
    assert len(names) == SPECIFICATION.count("\n**EM-") > 150
    assert names["EM-ENC-1"] == "ENC"


def test_the_areas_are_those_of_the_specification() -> None:
    rows = re.findall(r"^\| ([A-Z, ]+) \| .* \| .* \|$", SPECIFICATION, re.MULTILINE)
    tested = [area for row in rows for area in row.split(", ")]
    assert set(coverage.AREAS) == set(tested[: len(coverage.AREAS)])


def test_every_requirement_without_a_case_is_told() -> None:
    cases = list(complete())
    for left_out in cases:
        (name,) = left_out.requirements
        found = coverage.covered(one for one in cases if one is not left_out)
        word = "flagged" if left_out.flagged else "accepted"
        assert found.uncovered == {name: word}
        assert not found.complete
    assert set(coverage.covered([]).uncovered.values()) == {"accepted and no flagged"}


def test_a_requirement_that_does_not_exist_is_told() -> None:
    found = coverage.covered([*complete(), case("schema/a", requirements=("EM-MEM-99",))])
    assert found.unknown == {"schema/a": "EM-MEM-99"}
    assert not found.complete
    assert "schema/a: there is no EM-MEM-99" in coverage.text_table(found, quiet=True)


@pytest.mark.parametrize(
    ("code", "name", "flagged"),
    [
        ("encoding/depth", "EM-ENC-14", True),
        ("version/not-an-object", "EM-ENC-14", False),
        ("version/not-an-object", "EM-VER-1", True),
        ("schema/type", "EM-VER-1", True),
        ("rules/calendar-date", "EM-MEM-8", False),
        ("rules/calendar-date", "EM-RULE-7", True),
        ("schema/enum", "EM-ROLE-5", True),
    ],
)
def test_a_case_is_flagged_where_the_level_of_the_requirement_finds_an_error(
    code: str, name: str, *, flagged: bool
) -> None:
    found = coverage.covered([case("schema/a", code, requirements=(name,))])
    assert found.requirements[name] == (1, 1, not flagged, flagged)


def test_a_warning_flags_a_case_that_is_accepted() -> None:
    warned = case("rules/a", requirements=("EM-RULE-18", "EM-MEM-22"))
    warnings = (Place("rules/ollama-name", "/ollama_name"),)
    warned = warned._replace(expected=warned.expected._replace(warnings=warnings))
    found = coverage.covered([warned])
    assert found.requirements["EM-RULE-18"] == (1, 1, 0, 1)
    assert found.requirements["EM-MEM-22"] == (1, 1, 1, 0)
    assert found.layers["rules"] == (1, 1, 0, 1)
    assert not warned.rejected


def test_the_corpus_is_complete() -> None:
    outcome = run("conformance", "coverage", "--format", "json")
    report = json.loads(outcome.out)
    assert report["uncovered"] == {}
    assert report["unknown"] == {}
    assert outcome.status == 0
    assert report["summary"]["cases"] == sum(1 for _ in Corpus())
    assert report["summary"]["flagged"] >= 0.6 * report["summary"]["cases"]


def test_what_is_missing_fails_the_command(tmp_path: Path) -> None:
    index: dict[str, Any] = {"bases": [], "recipes": [], "cases": {}}
    (tmp_path / "index.json").write_text(json.dumps(index), encoding="utf-8")
    status, out, err = run("conformance", "coverage", "--corpus", tmp_path)
    assert (status, err) == (1, "")
    assert "EM-ENC-1: no accepted and no flagged case\n" in out
    assert out.splitlines()[0].split() == [
        "layer",
        "cases",
        "distinct",
        "accepted",
        "flagged",
        "share",
    ]
    quiet = run("conformance", "coverage", "--quiet", "--corpus", tmp_path)
    assert set(quiet.out.splitlines()) == {line for line in out.splitlines() if ": no " in line}


def test_versions_of_one_case_are_one_distinct_case() -> None:
    found = coverage.covered(
        [case("schema/a/v1"), case("schema/a/v2", "schema/type"), case("schema/b/v10/v1")]
    )
    assert found.layers["schema"] == (3, 2, 2, 1)
    assert found.versions["1"] == found.versions["2"] == (3, 2, 2, 1)
    assert found.versions["3"] == (0, 0, 0, 0)
