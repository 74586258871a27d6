"""Automata match what their patterns do; the oracle is the module ``re``."""

from __future__ import annotations

import itertools
import json
import random
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from dlm_codegen.automaton import (
    Automaton,
    Network,
    Run,
    compile_network,
    compile_pattern,
    find_run,
    includes,
    ranges,
)
from dlm_codegen.errors import GenerationError
from dlm_codegen.specification import read_specification

PROJECT = Path(__file__).resolve().parents[2]


def published_patterns() -> list[tuple[str, int | None]]:
    """Return every pattern, with the greatest length of the texts that it is for."""
    specification = read_specification(PROJECT / "schema")
    found: set[tuple[str, int | None]] = set()

    def collect(value: dict[str, Any]) -> dict[str, Any]:
        if isinstance(value.get("pattern"), str):
            found.add((value["pattern"], value.get("maxLength")))
        return value

    for version in specification.versions:
        json.loads(specification.files[version.schema_path], object_hook=collect)
        for operation in version.operations:
            for rule in operation.get("rules", ()):
                found.add((rule["pattern"], specification.max_length(operation["source"])))
    for rule in specification.rules:
        parameters = rule.get("parameters", {})
        if parameters.get("kind") == "pattern":
            pattern = parameters.get("pattern") or parameters["forbidden"]
            found.add((pattern, specification.max_length(parameters["pointer"])))
        for pattern in (*parameters.get("at_top", ()), *parameters.get("anywhere", ())):
            found.add((pattern, specification.max_length("/artifacts/*/path")))
    return sorted(found, key=repr)


OTHER_PATTERNS = [
    ("^a{3,5}(b|cd){0,2}$", None),
    ("^(a|b){1,9}[c-]{2}$", None),
    ("^(a|b){1,9}[c-]{2}$", 6),
    ("^(ab{0,1}){2,8}$", 8),
    ("^(a{0,9}b){0,2}c{0,9}$", 7),
    ("^(a{1,20}|b)$", 20),
    ("^(a{0,1}){3}$", None),
    ("^(ab|a[b-d]){1,4}", None),
    ("^a{0}b{0,3}$", None),
    ("^[^a]{1,3}$", None),
    ("^[^a-c_-]{1,3}(/|[^/]){0,5}$", 5),
    (r"^[\\\\/]{1,2}[^\\\\.]$", None),
    (r"^[Z-\\\\]{2}[*-.]$", None),
    ("^([^a]b|a([^b]|b([^c]|c){0,3}d)){1,3}$", 6),
]


def expression_of(pattern: str) -> re.Pattern[str]:
    """Return what a pattern means: ``$`` is the end of the text (EM-REG-8)."""
    return re.compile(pattern.replace("$", r"\Z"))


@pytest.mark.parametrize(("pattern", "max_length"), [*published_patterns(), *OTHER_PATTERNS])
def test_automaton_matches_what_the_pattern_does(pattern: str, max_length: int | None) -> None:
    automaton = compile_pattern(pattern, max_length)
    network = compile_network(pattern, max_length)
    expression = expression_of(pattern)
    chance = random.Random(pattern)
    characters = "".join(first + last for each in automaton.classes for first, last in ranges(each))
    left = distances(automaton)
    verdicts = set()
    for _ in range(200):
        text = walk(automaton, left, chance)
        at = chance.randrange(len(text) + 1)
        other = chance.choice(f"{characters}\u00e9\U0001f600 \n")
        for tried in (
            text,
            text + other,
            text[:at] + other + text[at + chance.randrange(2) :],
            text[:at] + text[at + 1 :],
            other * chance.choice((1, 2, 3, 10, 63, 64, 65, 128, 129)),
        ):
            if max_length is not None and len(tried) > max_length:
                continue
            expected = expression.search(tried) is not None
            assert automaton.matches(tried) is expected, tried
            assert matches(network, tried) is expected, tried
            verdicts.add(expected)
    assert verdicts == {True, False}


def matches(network: Network, text: str) -> bool:
    """Tell whether a network accepts a text, as generated code does."""
    states = {0}
    for character in text:
        named = (number for number, each in enumerate(network.classes, 1) if character in each)
        read = next(named, 0) if character.isascii() else network.beyond
        following = {each for state in states for each in network.states[state][2]}
        states = {state for state in following if read in network.states[state][1]}
    return any(network.states[state][0] for state in states)


BEYOND = "\u00e9\u2603\U0001f600"


def distances(automaton: Automaton) -> dict[int, int]:
    """Return how many characters are missing, by state, until the pattern matches."""
    before: dict[int, list[int]] = {}
    for number, row in enumerate(automaton.rows):
        for following in set(row):
            before.setdefault(following, []).append(number)
    left = dict.fromkeys(range(automaton.accepting, len(automaton.rows)), 0)
    reached = list(left)
    for following in reached:
        for number in before.get(following, ()):
            if number not in left:
                left[number] = left[following] + 1
                reached.append(number)
    return left


def walk(automaton: Automaton, left: Mapping[int, int], chance: random.Random) -> str:
    """Return a text that the pattern matches: random steps, and then the shortest way."""
    text = ""
    state = automaton.start
    for steps in itertools.count(-chance.randrange(12)):
        ways = [
            (index, following)
            for index, following in enumerate(automaton.rows[state])
            if index and following in left and (steps < 0 or left[following] < left[state])
        ]
        if not ways:
            break
        index, state = chance.choice(ways)
        members = automaton.classes[index - 1]
        text += chance.choice([*members, *BEYOND] if index == automaton.beyond else members)
    return text


@pytest.mark.parametrize("seed", range(100))
def test_random_pattern_matches_the_same_short_texts(seed: int) -> None:
    chance = random.Random(seed)
    pattern = f"^{sequence(chance, 2)}{chance.choice(['$', ''])}"
    expression = expression_of(pattern)
    automaton = compile_pattern(pattern, max_length=4)
    network = compile_network(pattern, max_length=4)
    for length in range(5):
        for characters in itertools.product("abc\u00e9", repeat=length):
            text = "".join(characters)
            expected = expression.search(text) is not None
            assert automaton.matches(text) is expected, (pattern, text)
            assert matches(network, text) is expected, (pattern, text)


def sequence(chance: random.Random, depth: int) -> str:
    return "".join(
        piece(chance, depth) + chance.choice(["", "", "{0,4}", "{1,5}", "{0,2}", "{2}", "{0}"])
        for _ in range(chance.randint(1, 3))
    )


def piece(chance: random.Random, depth: int) -> str:
    if depth and chance.random() < 0.5:
        alternatives = [sequence(chance, depth - 1) for _ in range(chance.randint(1, 3))]
        return f"({'|'.join(alternatives)})"
    return chance.choice(["a", "b", "c", "[ab]", "[a-c]", "[^a]", "[^bc]"])


def test_automaton_is_the_smallest() -> None:
    assert compile_pattern("^(ac|bc|[x-z]c)$") == Automaton(
        pattern="^(ac|bc|[x-z]c)$",
        classes=("a", "b", "c", "xyz"),
        beyond=0,
        rows=((0, 0, 0, 0, 0), (0, 2, 2, 0, 2), (0, 0, 0, 3, 0), (0, 0, 0, 0, 0)),
        start=1,
        accepting=3,
    )


def test_characters_that_a_negated_class_does_not_name_are_those_beyond_ascii() -> None:
    automaton = compile_pattern("^[^a]{0,3}$", max_length=3)
    everything_else = "".join(map(chr, range(128))).replace("a", "")
    assert automaton.classes == (everything_else,)
    assert automaton.beyond == 1
    assert automaton.rows == ((0, 0), (0, 1))


@pytest.mark.parametrize(
    ("pattern", "max_length", "states"),
    [("^a{1,9}$", 10, 11), ("^a{1,9}$", 9, 3), ("^a{9}$", 9, 11), ("^a{2,9}$", 5, 4)],
)
def test_only_a_bound_that_the_length_implies_is_dropped(
    pattern: str, max_length: int, states: int
) -> None:
    assert len(compile_pattern(pattern, max_length).rows) == states


@pytest.mark.parametrize(
    ("pattern", "max_length", "run"),
    [
        ("^[a-z]{1,64}$", None, Run(1, 64)),
        ("^[a-z]{1,64}$", 65, Run(1, 64)),
        ("^[a-z]{1,64}$", 64, Run(1, None)),
        ("^[a-f0-9_.-]{40}$", 40, Run(40, 40)),
        ("^[a-z]{1,9}", None, None),
        ("^[a-z]$", None, None),
        ("^[^a-z]{1,9}$", None, None),
        ("^a{3}$", None, None),
        ("^[a-z]{1,9}[0-9]{1,9}$", None, None),
    ],
)
def test_one_class_repeated_is_a_run(pattern: str, max_length: int | None, run: Run | None) -> None:
    assert find_run(pattern, max_length) == run


def test_neighbours_of_a_class_are_ranges() -> None:
    assert ranges("-.013abc") == [("-", "."), ("0", "1"), ("3", "3"), ("a", "c")]


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("a$", "it does not begin with ^"),
        ("^a*$", "character 3 is not understood"),
        ("^a+$", "character 3 is not understood"),
        ("^a{1,}$", "character 3 is not understood"),
        ("^.{0,9}$", "character 2 is not understood"),
        ("^{2}$", "character 2 is not understood"),
        ("^a{1}{2}$", "character 6 is not understood"),
        ("^a|b$", "character 3 is not understood"),
        ("^a$b$", "character 3 is not understood"),
        ("^\\d$", "character 2 is not understood"),
        ("^[\\d]$", "character 2 is not understood"),
        ("^[\\]$", "character 2 is not understood"),
        ("^[^]$", "character 2 is not understood"),
        ("^[^\u00e9]$", "character 2 is not understood"),
        ("^\\\\$", "character 2 is not understood"),
        ("^[]$", "character 2 is not understood"),
        ("^$", "something is missing at character 2"),
        ("^(a|)$", "something is missing at character 5"),
        ("^(a$", "a group is not closed"),
        ("^[b-a]$", "the range b-a is empty"),
        ("^a{3,2}$", "the repetition {3,2} is empty"),
        ("^(a{1,1000}){1,1000}$", "its repetitions need too many states"),
        ("^[ab]{0,20}a[ab]{20}$", "its table would be too large"),
    ],
)
def test_pattern_outside_the_subset_is_refused(pattern: str, reason: str) -> None:
    with pytest.raises(GenerationError) as caught:
        compile_pattern(pattern)
    assert str(caught.value) == (
        f"the pattern {pattern} cannot be made a table: {reason}; what patterns may hold is in "
        f"SPEC appendix B"
    )


def test_table_is_no_larger_than_asked_for() -> None:
    pattern = "^[ab]{0,9}a[ab]{3}$"
    assert len(compile_pattern(pattern, most_cells=2**9).rows) > 20
    with pytest.raises(GenerationError, match="its table would be too large"):
        compile_pattern(pattern, most_cells=2**5)
    assert len(compile_network(pattern).states) == 14


@pytest.mark.parametrize(
    ("wider", "narrower", "max_length", "included"),
    [
        ("^[a-z]{1,9}$", "^[a-c]{2,3}$", None, True),
        ("^[a-c]{2,3}$", "^[a-z]{1,9}$", None, False),
        ("^[a-z]{1,4}$", "^[a-z]{1,9}$", None, False),
        ("^[a-z]{1,4}$", "^[a-z]{1,9}$", 4, True),
        ("^[a-z]{1,4}$", "^[a-z]{1,9}$", 5, False),
        ("^[^/]", "^[^/.]", None, True),
        ("^[^/.]$", "^[^/]$", None, False),
        ("^(ab|cd)$", "^ab$", None, True),
        ("^ab$", "^ab", None, False),
    ],
)
def test_pattern_includes_another_within_a_length(
    wider: str, narrower: str, max_length: int | None, *, included: bool
) -> None:
    assert includes(wider, narrower, max_length) is included
