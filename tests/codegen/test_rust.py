"""The Rust crate follows the specification; the oracle of patterns is Python's ``re``."""

from __future__ import annotations

import json
import random
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from dlm_codegen.errors import GenerationError
from dlm_codegen.rust.automaton import compile_pattern
from dlm_codegen.rust.render import render
from dlm_codegen.settings import Settings
from dlm_codegen.specification import read_specification

PROJECT = Path(__file__).resolve().parents[2]
SETTINGS = Settings({}, {})


def published_patterns() -> list[str]:
    """Every pattern of the schemas and migrations."""
    files = read_specification(PROJECT / "schema").files
    found: set[str] = set()

    def collect(value: dict[str, Any]) -> dict[str, Any]:
        if isinstance(value.get("pattern"), str):
            found.add(value["pattern"])
        return value

    for text in files.values():
        json.loads(text, object_hook=collect)
    return sorted(found)


OTHER_PATTERNS = ["^(a|bc{2,3}){0,2}x$", "^a{0}b{0,}$", "^(ab|a[b-d]){1,}"]
EXAMPLES = (
    "base.Q4.gguf adapter.gguf adapters/x x/y.safetensors x/adapter_config.json Modelfile "
    "2026-04-23T18:42:00Z 2026-04-23T18:42:00 org/name ns/name:tag x_launch.sh "
    "chat-template.jinja vllm_config.json bccbcccx abad"
)


@pytest.mark.parametrize("pattern", [*published_patterns(), *OTHER_PATTERNS])
def test_automaton_matches_what_the_pattern_matches(pattern: str) -> None:
    generator = random.Random(pattern)
    automaton = compile_pattern(pattern)
    matches = re.compile(pattern.replace("$", r"\Z")).search
    characters = [*sorted(set(re.sub(r"[\[\]{}()|^$]", "", pattern))), *"aA0/.-_~ \n\xe9"]
    verdicts = set()
    for _ in range(3000):
        if generator.random() < 0.5:
            length = generator.choice([0, 1, 2, 3, 10, 40, 63, 64, 65, 128, 129])
            text = generator.choice(characters) * length
        else:
            text = generator.choice(EXAMPLES.split())
        for _ in range(generator.randrange(3)):
            at = generator.randrange(len(text) + 1)
            text = text[:at] + generator.choice(characters) + text[at + generator.randrange(2) :]
        expected = matches(text) is not None
        assert automaton.matches(text) is expected, text
        verdicts.add(expected)
    assert verdicts == {True, False}


@pytest.mark.parametrize(
    "pattern", ["a", "^a*$", "^a+$", r"^\d$", "^[^a]$", "^a|b$", "^(a$", "^{2}$", "^.$", "^[]$"]
)
def test_pattern_outside_the_portable_subset_is_refused(pattern: str) -> None:
    with pytest.raises(GenerationError, match="is outside the portable subset"):
        compile_pattern(pattern)


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    return shutil.copytree(PROJECT / "schema", tmp_path / "schema")


def edit_latest(schema: Path, edit: Any) -> None:
    path = schema / read_specification(schema).latest.schema_path
    document = json.loads(path.read_text(encoding="utf-8"))
    edit(document)
    path.write_text(json.dumps(document), encoding="utf-8")


def test_changed_constraint_changes_the_crate(schema: Path) -> None:
    def narrow(document: Any) -> None:
        document["properties"]["quant"]["maxLength"] = 7

    before = render(read_specification(schema), SETTINGS)
    edit_latest(schema, narrow)
    after = render(read_specification(schema), SETTINGS)
    changed = {path for path in after if before.get(path) != after[path]}
    latest = read_specification(schema).latest.number
    assert changed == {
        f"schema/export-manifest/v{latest}.schema.json",
        f"src/versions/v{latest}.rs",
    }
    # What was the older version's type is now a type of its own.
    assert (
        "    Quant {\n        min_length: 1,\n        max_length: 7,"
        in after[f"src/versions/v{latest}.rs"]
    )


@pytest.mark.parametrize(
    ("member", "complaint"),
    [
        ({"type": "number"}, "has the type 'number'"),
        ({"type": "string", "maxLength": 1, "not": {}}, "has the keyword not"),
        ({"type": "string"}, "has a string without maxLength"),
    ],
)
def test_schema_that_no_type_is_known_for_is_refused(
    schema: Path, member: dict[str, Any], complaint: str
) -> None:
    def replace(document: Any) -> None:
        document["properties"]["quant"] = {**member, "description": "Something else."}

    edit_latest(schema, replace)
    with pytest.raises(GenerationError) as caught:
        render(read_specification(schema), SETTINGS)
    assert complaint in str(caught.value)
    assert str(caught.value).endswith("teach it in src/dlm_codegen/rust/declarations.py")


def test_every_source_file_says_where_it_comes_from() -> None:
    for path, text in render(read_specification(PROJECT / "schema"), SETTINGS).items():
        if path.endswith((".rs", ".toml")):
            assert re.match(
                r"(//|#) Generated from \S+.* by `nox -s generate`. Do not edit.\n", text
            )
