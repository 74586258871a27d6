"""What the tests of conformance share."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.small_corpus import small_corpus


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small corpus, which no test changes."""
    return small_corpus(tmp_path_factory.mktemp("small") / "corpus")
