"""What tests of several rooms share: a small specification, and that nothing blocks or is left."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import strange_files
from support.small_specification import make_specification

from dlm_schema.publish.tree import Tree, build

DESCRIPTORS = "/proc/self/fd"


@pytest.fixture(scope="session")
def specification(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_specification(tmp_path_factory.mktemp("source") / "schema")


@pytest.fixture(scope="session")
def expanded(specification: Path, tmp_path_factory: pytest.TempPathFactory) -> Tree:
    folder = str(tmp_path_factory.mktemp("tree"))
    return build(folder, str(specification), expand_corpus=True)


@pytest.fixture
def nothing_blocks() -> Iterator[None]:
    with strange_files.never_blocked():
        yield


@pytest.fixture
def nothing_is_left_open() -> Iterator[None]:
    """Hold that a test leaves neither a thread nor, where they can be counted, a descriptor."""
    known = os.path.isdir(DESCRIPTORS)
    before = len(os.listdir(DESCRIPTORS)) if known else 0
    threads = threading.enumerate()
    yield
    assert threading.enumerate() == threads
    assert not known or len(os.listdir(DESCRIPTORS)) == before
