"""Levels include others, and known failures are set apart from what fails a run."""

from __future__ import annotations

import re
from pathlib import Path

from support.small_corpus import conformance, misbehaving, run_with

from dlm_schema.conformance.corpus import CORPUS
from dlm_schema.conformance.outcomes import INCLUDED, judged_levels


def test_the_levels_included_are_those_of_the_specification() -> None:
    specification = Path(CORPUS, "..", "SPEC.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| [\d., ]+ \| (?:`(\w+)` )?\|$", specification, re.MULTILINE)
    assert [level for level, _ in rows] == list(INCLUDED)
    for level, named in rows:
        included = {named, *INCLUDED[named]} if named else set()
        assert set(INCLUDED[level]) == included
        assert set(judged_levels([level])) == {level, *included}


def test_known_failures_are_set_apart(corpus: Path, tmp_path: Path) -> None:
    listed = tmp_path / "known"
    options = ("--known-failures", str(listed), "--only", "schema")
    listed.write_text("# a list\n\n  schema/valid/trigger # crashes\nmigrations/up/last\n")
    ended = conformance(corpus, *options, command=misbehaving("accepts"))
    assert ended.status == 1
    assert [case["id"] for case in ended.report["cases"] if case["known"]] == [
        "schema/valid/trigger"
    ]
    assert ended.report["levels"]["schema"]["failed"] == 1
    text = run_with(corpus, *options, command=misbehaving("accepts")).out
    assert f"schema/valid/trigger passes now: remove it from {listed}\n" in text

    listed.write_text("schema/invalid/trigger")
    ended = conformance(corpus, *options, command=misbehaving("accepts"))
    assert ended.status == 0
    assert ended.report["levels"]["schema"]["known"] == 1
    assert ended.report["levels"]["schema"]["failed"] == 0
    text = run_with(corpus, *options, command=misbehaving("accepts")).out
    assert "known failures (1)\n  schema/invalid/trigger: accepts what is invalid\n" in text
    assert "remove" not in text

    for how in ("dies", "skips"):
        listed.write_text("schema/invalid/trigger\nschema/valid/trigger")
        assert conformance(corpus, *options, command=misbehaving(how)).status == 0


def test_levels_restrict_what_is_asked(corpus: Path) -> None:
    ended = conformance(corpus, "--levels", "migrations,encoding")
    assert list(ended.report["levels"]) == ["encoding", "migrations"]
    assert len(ended.report["cases"]) == 4
    ended = conformance(corpus, command=misbehaving("claims-encoding"))
    assert ended.report["problem"].startswith("no case was asked")
    assert ended.status == 1


def test_a_byte_order_mark_is_no_part_of_an_id(corpus: Path, tmp_path: Path) -> None:
    listed = tmp_path / "known"
    listed.write_bytes(b"\xef\xbb\xbfschema/valid/trigger\r\n")
    outcome = run_with(corpus, "--known-failures", str(listed), command=misbehaving("dies"))
    assert (outcome.status, outcome.err) == (1, "")
    assert "known failures (1)\n  schema/valid/trigger: crash\n" in outcome.out
