"""The renderer of Go, without Go: the oracle of its tables of patterns is the module ``re``."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from dlm_codegen.errors import GenerationError
from dlm_codegen.go import render
from dlm_codegen.go.automaton import Automaton, compile_pattern
from dlm_codegen.go.names import exported, unexported
from dlm_codegen.settings import Settings
from dlm_codegen.specification import Specification, read_specification

PROJECT = Path(__file__).resolve().parents[2]
NO_SETTINGS = Settings({}, {})


@pytest.fixture(scope="module")
def specification() -> Specification:
    return read_specification(PROJECT / "schema")


def published_patterns() -> list[str]:
    text = "".join(read_specification(PROJECT / "schema").files.values())
    return sorted(set(re.findall(r'"pattern": "([^"]*)"', text)))


@pytest.mark.parametrize(
    "pattern",
    [
        *published_patterns(),
        "^a{3,5}(b|cd){0,2}$",
        "^(a|b){1,}[c-]{2}$",
        "^(ab{0,1}){2,}$",
        "^(a{0,}b){0,2}c{0,}$",
        "^(a{0,1}){3}$",
        "^ab{0}c$",
        "^x{0,}",
    ],
)
def test_table_matches_what_the_pattern_does(pattern: str) -> None:
    automaton = compile_pattern(pattern)
    expression = re.compile(pattern.replace("$", r"\Z"))
    chance = random.Random(pattern)
    characters = "".join(members[0] + members[-1] for members in automaton.classes)
    left = distances(automaton)
    verdicts = set()
    for _ in range(100):
        text = walk(automaton, left, chance)
        disturbed = text[: chance.randrange(len(text) + 1)] + chance.choice(f"{characters}\u00e9 ")
        for tried in (text, disturbed, f"{text}\u00e9", text[1:]):
            expected = expression.search(tried) is not None
            assert automaton.matches(tried) is expected, tried
            verdicts.add(expected)
    assert verdicts == ({True} if pattern == "^x{0,}" else {True, False})


def distances(automaton: Automaton) -> dict[int, int]:
    """Return how many characters are missing, by state, until the pattern matches."""
    left = dict.fromkeys(range(automaton.accepting, len(automaton.rows)), 0)
    reached = list(left)
    for following in reached:
        for number, row in enumerate(automaton.rows):
            if number not in left and following in row:
                left[number] = left[following] + 1
                reached.append(number)
    return left


def walk(automaton: Automaton, left: Mapping[int, int], chance: random.Random) -> str:
    """Return a text that the pattern matches: random steps, and then the shortest way."""
    text = ""
    state = automaton.start
    for steps in count(-chance.randrange(12)):
        ways = [
            (index, following)
            for index, following in enumerate(automaton.rows[state])
            if index and following in left and (steps < 0 or left[following] < left[state])
        ]
        if not ways:
            break
        index, state = chance.choice(ways)
        text += chance.choice(automaton.classes[index - 1])
    return text


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("a$", "it does not begin with ^"),
        ("^a*$", "character 3 is not understood"),
        ("^.{0,}$", "character 2 is not understood"),
        ("^a|b$", "character 3 is not understood"),
        ("^$", "something is missing at character 2"),
        ("^(a$", "a group is not closed"),
        ("^a{3,2}$", "the repetition {3,2} is empty"),
        ("^(a{1,1000}){1,1000}$", "its repetitions need too many states"),
        ("^[\\d]$", "character 2 is not understood"),
    ],
)
def test_pattern_outside_the_subset_is_refused(pattern: str, reason: str) -> None:
    with pytest.raises(GenerationError) as caught:
        compile_pattern(pattern)
    assert str(caught.value) == (
        f"the pattern {pattern} cannot be made a table: {reason}; what patterns may hold is in "
        f"SPEC appendix B"
    )


def test_rendering_is_deterministic(specification: Specification) -> None:
    assert render(specification, NO_SETTINGS) == render(specification, NO_SETTINGS)


def test_every_source_says_where_it_comes_from(specification: Specification) -> None:
    for path, text in render(specification, NO_SETTINGS).items():
        if not path.endswith(".go"):
            continue
        header = text.splitlines()[0]
        source = re.fullmatch(
            r"// (?:Code generated from (\S+) by nox -s generate\. DO NOT EDIT\.|"
            r"Generated from (\S+) by `nox -s generate`\. Do not edit\.)",
            header,
        )
        assert source, path
        assert (PROJECT / (source[1] or source[2])).exists()


def test_published_files_are_embedded_byte_for_byte(specification: Specification) -> None:
    tree = render(specification, NO_SETTINGS)
    embedded = {path.removeprefix("schema/"): tree[path] for path in tree if path[:7] == "schema/"}
    assert embedded == specification.files


def test_optional_member_is_refused(specification: Specification) -> None:
    latest = specification.latest
    schema = {**latest.schema, "required": latest.schema["required"][1:]}
    changed = replace(
        specification, versions=(*specification.versions[:-1], replace(latest, schema=schema))
    )
    with pytest.raises(GenerationError, match="ExportManifest has members that are not required"):
        render(changed, NO_SETTINGS)


def test_names_are_those_of_the_format() -> None:
    assert exported("base_model_hf_id") == "BaseModelHFID"
    assert exported("Target", "mlx-serve") == "TargetMLXServe"
    assert exported("schema", "additionalProperties") == "SchemaAdditionalProperties"
    assert unexported("ExportManifest", "sha256") == "exportManifestSHA256"
