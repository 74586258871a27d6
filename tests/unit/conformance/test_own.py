"""This package answers every case of the corpus as the corpus says."""

from __future__ import annotations

import pytest
from proofs.corpus.index import answered, comparable

from dlm_schema.conformance.corpus import Corpus
from dlm_schema.document.schemas import WALKS

HUGE = 1_000_000


@pytest.mark.parametrize("path", Corpus().index["recipes"])
def test_this_package_answers_every_case(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The document layers know two ways: for the first documents of a process, and for many.

    What is huge takes seconds the first way, and is asked the second way alone.
    """
    asked = 0
    for case in Corpus().cases(path):
        asked += 1
        is_huge = len(getattr(case.request, "data", b"")) > HUGE
        for walked in (10**9,) if is_huge else (-(10**9), 10**9):
            monkeypatch.setattr(WALKS, "_walked", walked)
            assert comparable(answered(case.request)) == comparable(case.expected), case.id
    assert asked > 0
