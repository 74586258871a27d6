"""A small specification, and what is published of it, which no test changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.small_specification import make_specification

from dlm_schema.publish.tree import Tree, build


@pytest.fixture(scope="session")
def specification(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_specification(tmp_path_factory.mktemp("source") / "schema")


@pytest.fixture(scope="session")
def expanded(specification: Path, tmp_path_factory: pytest.TempPathFactory) -> Tree:
    folder = str(tmp_path_factory.mktemp("tree"))
    return build(folder, str(specification), expand_corpus=True)
