"""The published corpus is in step with its index, large enough, and answered right by this package.

That every requirement has its cases is tested with the coverage table, and that the cases bite with
the mutants.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from proofs.corpus import index
from proofs.corpus.index import ROOT, faults, lost_ids, rebuilt
from support.corpus import all_cases
from support.documents import REPOSITORY

from dlm_schema.document.validation import validate
from dlm_schema.published import published

if TYPE_CHECKING:
    import pytest

INDEX = json.loads((ROOT / "index.json").read_bytes())


def test_index_files_and_cases_are_in_step() -> None:
    assert list(index.shape_faults()) == []
    assert list(faults(INDEX, rebuilt(INDEX))) == []


def test_a_file_that_no_case_can_name_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "ROOT", tmp_path)
    names = ["a.json", "bases/a.json", "bases/v1/b.json", "cases/a/b", "recipes/schema/notes.txt"]
    for name in (*names, *index.DOCUMENTS, "bases/v1/a.json", "recipes/schema/a.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "link").symlink_to("bases")
    wanted = {"bases": ["bases/v1/a.json"], "recipes": ["recipes/schema/a.json"]}
    assert [fault.split()[0] for fault in index.strangers(wanted)] == [*names[:4], "link", names[4]]


def test_a_recipe_of_another_shape_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("index.json", "index.schema.json", "recipe.schema.json"):
        shutil.copy(ROOT / name, tmp_path)
    monkeypatch.setattr(index, "ROOT", tmp_path)
    for name, content in (("a", "{}"), ("b", "{")):
        path = tmp_path / "recipes" / "schema" / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    found = list(index.shape_faults())
    assert any("recipes/schema/a.json: $: 'groups' is a required property" in one for one in found)
    assert any(one.startswith("recipes/schema/b.json: Expecting") for one in found)


def test_every_code_is_expected_somewhere() -> None:
    """Those that no case can have are told in the recipes of the files layer, and in SPEC 5.1."""
    expected = set()
    for case in all_cases():
        answer = case.expected
        for places in (answer.errors, answer.warnings, answer.notes, case.schema_alone or ()):
            expected |= {place.code for place in places}
        expected |= {loss.code for loss in answer.losses}
        expected |= {found.code for found in answer.findings}
    codes = {rule["code"] for rule in published("rules.json")["rules"] if rule["layer"] != "store"}
    assert codes - expected == {"files/unreadable", "files/changed"}


def test_bases_are_valid_canonical_and_equal_but_for_their_version() -> None:
    bases = sorted((ROOT / "bases").glob("v*/*.json"))
    assert len(bases) == 9
    contents = json.loads((ROOT / "bases" / "contents.json").read_bytes())["files"]
    listed = set()
    for path in bases:
        data = path.read_bytes()
        document = json.loads(data)
        assert validate(data).ok, path
        assert validate(data).version == int(path.parent.name.removeprefix("v"))
        assert data == (json.dumps(document, sort_keys=True, indent=2) + "\n").encode("ascii")
        listed |= {artifact["path"] for artifact in document["artifacts"]}
    assert listed == set(contents)


def test_migrations_cover_every_pair_of_versions_in_both_directions() -> None:
    pairs = {case.versions for case in all_cases() if case.layer == "migrations"}
    assert pairs == {(source, to) for source in (1, 2, 3) for to in (1, 2, 3)}


def test_an_id_that_vanishes_is_a_fault_unless_it_is_withdrawn() -> None:
    known = {"cases": {"schema/a": "", "schema/b": ""}, "withdrawn": ["schema/b", "schema/c"]}
    wanted = {"cases": {"schema/c": ""}}
    assert list(lost_ids(known, wanted)) == [
        "schema/a is in the index and no recipe makes it: withdraw it",
        "schema/c was withdrawn: give the new case another id",
    ]


def test_the_corpus_says_nothing_of_this_package() -> None:
    for path in sorted(Path(REPOSITORY / "schema" / "corpus" / "recipes").rglob("*.json")):
        assert "dlm_schema" not in path.read_text(encoding="utf-8"), path
