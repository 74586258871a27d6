"""The measurement of the corpus: it asks every case, and says where there was no answer."""

from __future__ import annotations

import pytest
from proofs.bench import corpus
from support.small_corpus import misbehaving, small_corpus

from dlm_schema.conformance.corpus import Corpus


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return Corpus(str(small_corpus(tmp_path_factory.mktemp("small") / "corpus")))


def test_every_case_is_asked_and_timed(small: Corpus) -> None:
    layers = corpus.measured(small, corpus.SERVE)
    assert {name: len(layer.seconds) for name, layer in layers.items()} == {
        "schema": 8,
        "migrations": 4,
        "files": 4,
    }
    assert all(second > 0 for layer in layers.values() for second in layer.seconds)
    assert [layer.unanswered for layer in layers.values()] == [0, 0, 0]
    lines = corpus.table(layers).splitlines()
    assert [line.split()[:2] for line in lines[1:]] == [
        ["schema", "8"],
        ["migrations", "4"],
        ["files", "4"],
        ["all", "16"],
    ]


def test_a_case_without_an_answer_is_counted(small: Corpus) -> None:
    layers = corpus.measured(small, misbehaving("dies"))
    assert [layer.unanswered for layer in layers.values()] == [2, 1, 1]
    assert corpus.table(layers).endswith("4 cases had no answer\n")
