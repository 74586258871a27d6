"""What can lie in the place of weights."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dlm_schema.export.weights import is_weights, missing_shards, what_is_there_instead


@pytest.mark.parametrize("path", ["base.gguf", "a/b.SAFETENSORS", "x.bin", "x.pt"])
def test_weights_are_told_by_their_ending(path: str) -> None:
    assert is_weights(path)
    assert not is_weights(f"{path}.json")


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        (b"", "it is empty"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "Git LFS"),
        (b"GGUF", None),
        (b"version https://git-lfs".ljust(2000), None),
    ],
)
def test_what_is_no_weights_is_told(tmp_path: Path, content: bytes, hint: str | None) -> None:
    path = tmp_path / "base.gguf"
    path.write_bytes(content)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        said = what_is_there_instead(descriptor, len(content))
    finally:
        os.close(descriptor)
    assert (said is None) == (hint is None)
    assert hint is None or (said is not None and hint in said)


def test_shards_that_are_missing_are_named() -> None:
    shards = [f"model-{number:05}-of-00006.safetensors" for number in range(1, 7)]
    assert list(missing_shards([*shards, "a-00001-of-00002.txt", "other.gguf"])) == []
    [(shard, missing)] = missing_shards(shards[1:2])
    assert shard == shards[1]
    assert missing == f"{shards[0]}, {shards[2]}, {shards[3]} and 2 more"
    many = [f"{number}-00001-of-99999.bin" for number in range(1000)]
    assert {missing.partition(" and ")[2] for _, missing in missing_shards(many)} == {"99995 more"}
    assert list(missing_shards(["x/a-00002-of-00002.gguf", "y/a-00001-of-00002.gguf"])) == [
        ("x/a-00002-of-00002.gguf", "x/a-00001-of-00002.gguf"),
        ("y/a-00001-of-00002.gguf", "y/a-00002-of-00002.gguf"),
    ]
