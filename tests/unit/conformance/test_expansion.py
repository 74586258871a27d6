"""The corpus as plain files, one folder a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jsonschema import Draft202012Validator
from support.small_specification import CASES, loaded

if TYPE_CHECKING:
    from dlm_schema.publish.tree import Tree


def test_the_index_lists_every_case_as_its_own_file_does(expanded: Tree) -> None:
    index = loaded(expanded, "corpus/cases/index.json")
    assert [case["id"] for case in index["cases"]] == CASES
    for case in index["cases"]:
        assert loaded(expanded, f"corpus/cases/{case['id']}/case.json") == case


def test_index_cases_and_directories_match_their_schema(expanded: Tree) -> None:
    schema = loaded(expanded, "corpus/cases/index.schema.json")
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(loaded(expanded, "corpus/cases/index.json"))
    directory = Draft202012Validator({"$defs": schema["$defs"], "$ref": "#/$defs/directory"})
    directory.validate(loaded(expanded, "corpus/cases/files/every-kind/v2/directory.json"))


def test_what_the_schema_alone_says_is_told_where_it_differs(expanded: Tree) -> None:
    cases = {case["id"]: case for case in loaded(expanded, "corpus/cases/index.json")["cases"]}
    told = {name: case["schema_alone"] for name, case in cases.items() if "schema_alone" in case}
    assert told == {"encoding/no-text/nested": [{"code": "schema/type", "pointer": ""}]}
