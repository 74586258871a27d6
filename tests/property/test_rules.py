"""The rules beside plain rewordings of them, and beside their verdict on migrated documents.

The oracle is ``support.oracles``, which compares every pair of paths.
"""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import oracles
from support.documents import Document, artifact, document
from support.strategies import VERSIONS, disorderly, manifests, nearly_valid, odd_paths

from dlm_schema.document import rules
from dlm_schema.document.migrations import apply_steps
from dlm_schema.document.validation import judge_mapping
from dlm_schema.document.versions import REGISTRY


def judged(made: Document) -> list[tuple[str, str]]:
    findings = rules.broken_rules(made)
    return [(finding.code.removeprefix("rules/"), finding.pointer) for finding in findings]


def agree(made: Document) -> None:
    found = judged(made)
    assert len(set(found)) == len(found)
    assert {(f"rules/{code}", pointer) for code, pointer in found} == oracles.judge_rules(made)


def listing(listed: list[str]) -> Document:
    made = document(3)
    made["artifacts"] = [artifact(path, "base_model") for path in listed]
    return made


@given(st.lists(odd_paths, min_size=1, max_size=14))
@settings(max_examples=4 * settings().max_examples)
def test_paths_are_judged_as_if_each_pair_were_compared(listed: list[str]) -> None:
    agree(listing(listed))


TREE = ["/".join(names) for depth in range(1, 4) for names in itertools.product("ab", repeat=depth)]


@pytest.mark.parametrize("seed", range(150))
def test_paths_are_judged_as_if_each_pair_were_compared_in_any_order(seed: int) -> None:
    chooser = random.Random(seed)
    agree(listing(chooser.sample(TREE, chooser.randint(2, len(TREE)))))
    names = ["".join(chooser.choices("ab.-+", k=2)) + "z" for _ in range(6)]
    many = ["/".join(chooser.choices(names, k=chooser.randint(1, 5))) for _ in range(120)]
    agree(listing(many))


def test_every_order_of_a_small_tree_is_judged_alike() -> None:
    for order in itertools.permutations(["a", "a/b", "a/b/c", "a.b", "A/b", "a"]):
        agree(listing(list(order)))


@pytest.mark.parametrize("version", VERSIONS)
@given(data=st.data())
def test_valid_document_is_warned_of_at_most(version: int, data: st.DataObject) -> None:
    findings = rules.broken_rules(data.draw(manifests(version)))
    assert {finding.severity for finding in findings} <= {"warning"}


def accepted_by_the_schema(version: int) -> st.SearchStrategy[Document]:
    accepted = nearly_valid(version).filter(lambda made: judge_mapping(made).accepted)
    return st.one_of(accepted, disorderly(version))


@pytest.mark.parametrize("version", VERSIONS)
@given(data=st.data())
def test_document_that_its_schema_accepts_is_judged_by_the_words(
    version: int, data: st.DataObject
) -> None:
    agree(data.draw(accepted_by_the_schema(version)))


@pytest.mark.parametrize("version", VERSIONS[:-1])
@given(data=st.data())
def test_document_is_judged_as_if_it_had_been_migrated(version: int, data: st.DataObject) -> None:
    made = data.draw(accepted_by_the_schema(version))
    found = judged(made)
    for later in VERSIONS[version:]:
        migrated: dict[str, Any] = apply_steps(judge_mapping(made), later).document
        assert REGISTRY[later].schema.violations(migrated) == []
        assert judged(migrated) == found
