"""Recipes expand as ``schema/corpus/README.md`` says; a mistake in one is told with its place."""

from __future__ import annotations

from typing import Any

import pytest

from dlm_schema.conformance import recipes
from dlm_schema.conformance.corpus import Corpus
from dlm_schema.conformance.recipes import CorpusError
from dlm_schema.errors import DlmSchemaError


def test_a_table_stands_for_one_recipe_a_row() -> None:
    group = {
        "id": "schema/a",
        "why": "group",
        "with": {"x": 1, "y": 2},
        "valid": True,
        "table": [
            {"name": "one", "with": {"x": 3}},
            {"name": "two", "why": "row", "errors": [{"code": "c", "pointer": ""}]},
        ],
    }
    one, two = recipes.rows_of(group, {"base": "ollama", "with": {"z": 0}})
    assert one == {
        "id": "schema/a/one",
        "why": "group",
        "base": "ollama",
        "valid": True,
        "with": {"z": 0, "x": 3, "y": 2, "name": "one"},
    }
    assert "valid" not in two
    assert two["why"] == "row"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("{{x}}", 5),
        ("a{{x}}b", "a5b"),
        ("{{s}}{{s}}", "tt"),
        ({"{{s}}": ["{{x}}", {"k": "{{s}}"}]}, {"t": [5, {"k": "t"}]}),
        ("{{}}", "{{}}"),
        ("{{ x }}", "{{ x }}"),
        (None, None),
    ],
)
def test_placeholders_are_filled_in_everywhere(value: Any, expected: Any) -> None:
    assert recipes.filled(value, {"x": 5, "s": "t"}, "case") == expected


def test_a_placeholder_without_a_variable_is_a_mistake() -> None:
    with pytest.raises(CorpusError, match=r"^case: nothing says what \{\{y\}\} stands for$"):
        recipes.filled("{{y}}", {}, "case")


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ({"op": "add", "path": "/c", "value": 3}, {"a": [1, 2], "b": {"~/": 0}, "c": 3}),
        ({"op": "add", "path": "/a/-", "value": 3}, {"a": [1, 2, 3], "b": {"~/": 0}}),
        ({"op": "add", "path": "/a/0", "value": 3}, {"a": [3, 1, 2], "b": {"~/": 0}}),
        ({"op": "replace", "path": "/a/1", "value": 3}, {"a": [1, 3], "b": {"~/": 0}}),
        ({"op": "replace", "path": "/b/~0~1", "value": 3}, {"a": [1, 2], "b": {"~/": 3}}),
        ({"op": "remove", "path": "/b"}, {"a": [1, 2]}),
        ({"op": "replace", "path": "", "value": 3}, 3),
        (
            {"op": "replace", "path": "/a", "make": {"entries": "f{{n}}", "times": 2}},
            {"a": ["f0", "f1"], "b": {"~/": 0}},
        ),
    ],
)
def test_patches_change_a_copy(operation: dict[str, Any], expected: Any) -> None:
    document = {"a": [1, 2], "b": {"~/": 0}}
    assert recipes.patched(document, [operation], "case") == expected
    assert document == {"a": [1, 2], "b": {"~/": 0}}


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


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ("\u00e9", b"\xc3\xa9"),
        (["a", {"hex": "ff fe"}, {"repeat": "ab", "times": 2}], b"a\xff\xfeabab"),
        ([{"repeat": [{"hex": "00"}, "x"], "times": 2}], b"\0x\0x"),
        ([], b""),
    ],
)
def test_parts_are_joined(parts: Any, expected: bytes) -> None:
    assert recipes.bytes_of(parts, "case") == expected


def test_edits_are_made_in_turn() -> None:
    edits: list[dict[str, Any]] = [
        {"find": "b", "replace": ["x", {"hex": "ff"}]},
        {"before": "<"},
        {"after": ">"},
        {"pad_to": 8},
    ]
    assert recipes.edited(b"abc", edits, "case") == b"<ax\xffc>  "


def test_an_edit_finds_its_text_exactly_once() -> None:
    with pytest.raises(CorpusError, match=r"^case: 'a' stands there 2 times, not once$"):
        recipes.edited(b"aa", [{"find": "a", "replace": ""}], "case")
    with pytest.raises(CorpusError, match=r"^case: 'b' stands there 0 times, not once$"):
        recipes.edited(b"aa", [{"find": "b", "replace": ""}], "case")


def test_documents_are_written_in_three_forms() -> None:
    document = {"b": [{"d": 1, "c": "\u00e9"}], "a": None}
    assert recipes.written(document, "compact") == b'{"b":[{"d":1,"c":"\xc3\xa9"}],"a":null}'
    assert recipes.written(document, "reversed") == b'{"b":[{"d":1,"c":"\xc3\xa9"}],"a":null}'
    assert recipes.written({"a": 1, "b": 2}, "reversed") == b'{"b":2,"a":1}'
    assert recipes.written(document, "canonical").startswith(b'{\n  "a": null,\n  "b": [\n')


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


def test_a_case_from_a_base_stands_for_one_in_each_version() -> None:
    group = {
        **GROUP,
        "valid": True,
        "patch": [{"op": "replace", "path": "/created_at", "value": "2026-01-01T00:00:00{{zone}}"}],
        "with": {"zone": ""},
        "by_version": {"3": {"zone": "Z"}},
    }
    first, last = Fake("schema", group).cases("fake")
    assert (first.id, first.versions, last.id, last.versions) == (
        "schema/x/v1",
        (1,),
        "schema/x/v3",
        (3,),
    )
    assert b'"2026-01-01T00:00:00"' in first.request.data  # type: ignore[union-attr]
    assert b'"2026-01-01T00:00:00Z"' in last.request.data  # type: ignore[union-attr]
    assert (first.expected.version, last.expected.version) == (1, 3)
