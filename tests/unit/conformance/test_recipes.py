"""Recipes expand as ``schema/corpus/README.md`` says; a mistake in one is told with its place."""

from __future__ import annotations

from typing import Any

import pytest

from dlm_schema.conformance import recipes
from dlm_schema.conformance.corpus import Corpus
from dlm_schema.conformance.recipes import CorpusError
from dlm_schema.errors import DlmSchemaError


def test_a_placeholder_without_a_variable_is_a_mistake() -> None:
    with pytest.raises(CorpusError, match=r"^case: nothing says what \{\{y\}\} stands for$"):
        recipes.filled("{{y}}", {}, "case")


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "remove", "path": "/c"},
        {"op": "replace", "path": "/c", "value": 1},
        {"op": "add", "path": "/a", "value": 1},
        {"op": "replace", "path": "/a/7", "value": 1},
        {"op": "add", "path": "/x/y", "value": 1},
    ],
)
def test_a_patch_that_does_not_fit_is_a_mistake(operation: dict[str, Any]) -> None:
    with pytest.raises(CorpusError, match=f"^case: cannot {operation['op']} "):
        recipes.patched({"a": [1]}, [operation], "case")


def test_an_edit_finds_its_text_exactly_once() -> None:
    with pytest.raises(CorpusError, match=r"^case: 'a' stands there 2 times, not once$"):
        recipes.edited(b"aa", [{"find": "a", "replace": ""}], "case")
    with pytest.raises(CorpusError, match=r"^case: 'b' stands there 0 times, not once$"):
        recipes.edited(b"aa", [{"find": "b", "replace": ""}], "case")


class Fake(Corpus):
    """A corpus of one file of recipes that no disk holds."""

    def __init__(self, layer: str, *groups: dict[str, Any]) -> None:
        super().__init__()
        self.content = {"layer": layer, "groups": groups}

    def read(self, path: str) -> Any:
        return self.content if path == "fake" else super().read(path)


GROUP = {
    "id": "schema/x",
    "why": "Because.",
    "requirements": ["EM-MEM-1"],
    "base": "ollama",
    "versions": [1, 3],
}


@pytest.mark.parametrize(
    ("layer", "change", "problem"),
    [
        ("schema", {}, "say either that it is valid or which errors it has"),
        ("rules", {"valid": True}, "the id of a case of this file begins with rules/"),
        ("schema", {"valid": True, "base": "vllm"}, "there is no bases/v1/vllm.json"),
        ("schema", {"valid": True, "input": "{}"}, "say which version the document claims"),
        (
            "migrations",
            {"id": "migrations/x", "from": 1, "to": 3},
            "an output goes with a migration that is carried out",
        ),
        (
            "files",
            {"id": "files/x", "valid": True, "directory": [{"remove": "x"}]},
            "there is no x to remove",
        ),
    ],
)
def test_a_mistake_in_a_recipe_names_the_case(
    layer: str, change: dict[str, Any], problem: str
) -> None:
    with pytest.raises(CorpusError) as caught:
        list(Fake(layer, {**GROUP, **change}).cases("fake"))
    assert caught.value.problem == problem
    assert caught.value.subject.startswith(change.get("id", "schema/x"))
    assert isinstance(caught.value, DlmSchemaError)


def test_a_patch_of_the_whole_document_is_another_document() -> None:
    operation = {"op": "replace", "path": "", "value": 3}
    assert recipes.patched({"a": 1}, [operation], "case") == 3
