"""Every law of ``proofs.fuzz.laws``, over documents and spellings of them that hypothesis draws.

The laws hold each layer against an oracle of its own, the short ways through the layers against the
long one, and migrations against the words of SPEC section 10: up and down again, and what is lost.
"""

from __future__ import annotations

import itertools
import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from proofs.fuzz.documents import opened, written
from proofs.fuzz.laws import check_layers, examine, expected_losses
from proofs.fuzz.mutations import mutate_bytes
from support import oracles
from support.documents import artifact
from support.documents import document as plain_document
from support.strategies import (
    VERSIONS,
    Document,
    disorderly,
    manifests,
    nearly_valid,
    odd_paths,
    random_documents,
)

from dlm_schema.document.migrations import migrate
from dlm_schema.document.validation import validate
from dlm_schema.document.versions import REGISTRY

ASKED = settings().max_examples
DOCUMENTS = max(ASKED, min(10_000, 20 * ASKED))
Chooser = st.randoms(use_true_random=False)


def spelled(document: Any, chooser: random.Random) -> bytes:
    return written(opened(document), chooser).encode(errors="surrogatepass")


@pytest.mark.parametrize("source", VERSIONS)
def test_migrations_keep_their_laws(source: int) -> None:
    """Of ten thousand documents (quick: a tenth), each goes to every version."""
    seen: Counter[object] = Counter()

    @settings(max_examples=DOCUMENTS)
    @given(manifests(source, max_artifacts=3))
    def law(document: Document) -> None:
        assert examine(document, thorough=False) == (f"valid v{source}",)
        seen[document.get("target", "ollama")] += 1
        seen.update((to, bool(expected_losses(document, to))) for to in VERSIONS[: source - 1])

    law()
    for to in VERSIONS[: source - 1]:
        lossless, lossy = seen.pop((to, False)), seen.pop((to, True))
        assert min(lossless, lossy) > DOCUMENTS // 20
    assert seen.total() >= DOCUMENTS
    assert len(seen) == (1 if source == 1 else 4)


@pytest.mark.parametrize("version", VERSIONS)
@given(data=st.data(), chooser=Chooser)
@settings(max_examples=2 * ASKED)
def test_documents_keep_every_law(
    version: int, data: st.DataObject, chooser: random.Random
) -> None:
    of_version = st.one_of(nearly_valid(version), disorderly(version), manifests(version))
    document = data.draw(of_version)
    examine(document, thorough=False)
    text = bytearray(spelled(document, chooser))
    examine(bytes(text))
    for _ in range(2):
        mutate_bytes(text, chooser)
        examine(bytes(text))


@given(random_documents(), Chooser)
def test_random_documents_keep_every_law(document: Any, chooser: random.Random) -> None:
    examine(spelled(document, chooser))


@given(data=st.data(), source=st.sampled_from(VERSIONS), read=st.sampled_from(VERSIONS))
def test_document_of_another_version_breaks_the_same_keywords(
    data: st.DataObject, source: int, read: int
) -> None:
    document = data.draw(manifests(source))
    findings = REGISTRY[read].schema.violations(document)
    places = {(finding.code, finding.pointer) for finding in findings}
    assert places == oracles.judge_schema(document, read)
    assert (places == set()) is (source == read)


@given(manifests(3), Chooser)
def test_migration_does_not_depend_on_the_order_of_members(
    document: Document, chooser: random.Random
) -> None:
    names = list(document)
    chooser.shuffle(names)
    shuffled = {name: document[name] for name in names}
    for to in VERSIONS:
        one, other = (migrate(made, to, allow_loss=True) for made in (document, shuffled))
        assert (one.document, one.losses) == (other.document, other.losses)


def agree(paths: list[str]) -> None:
    listed = [artifact(path, "base_model") for path in paths]
    made = {**plain_document(3), "artifacts": listed}
    check_layers(made, validate(made), thorough=False)


@given(st.lists(odd_paths, min_size=1, max_size=14))
@settings(max_examples=4 * ASKED)
def test_paths_are_judged_as_if_each_pair_were_compared(paths: list[str]) -> None:
    agree(paths)


TREE = ["/".join(names) for depth in range(1, 4) for names in itertools.product("ab", repeat=depth)]


@pytest.mark.parametrize("seed", range(150))
def test_paths_are_judged_as_if_each_pair_were_compared_in_any_order(seed: int) -> None:
    chooser = random.Random(seed)
    agree(chooser.sample(TREE, chooser.randint(2, len(TREE))))
    names = ["".join(chooser.choices("ab.-+", k=2)) + "z" for _ in range(6)]
    many = ["/".join(chooser.choices(names, k=chooser.randint(1, 5))) for _ in range(120)]
    agree(many)


def test_every_order_of_a_small_tree_is_judged_alike() -> None:
    for order in itertools.permutations(["a", "a/b", "a/b/c", "a.b", "A/b", "a"]):
        agree(list(order))
