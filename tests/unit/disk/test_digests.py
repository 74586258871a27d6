"""Digests of files that are large, or that change meanwhile; ``hashlib`` is the oracle."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from support.process import traced_memory

from dlm_schema import ManifestPathError, build_artifact


def test_an_artifact_is_read_in_constant_memory(tmp_path: Path) -> None:
    size = 64 * 1024**2
    with (tmp_path / "adapter.gguf").open("wb") as file:
        file.truncate(size)
    build_artifact(tmp_path, "adapter.gguf")
    with traced_memory() as peak:
        artifact = build_artifact(tmp_path, "adapter.gguf")
        assert peak() < 3 * 1024**2
    assert artifact.size_bytes == size
    assert artifact.sha256 == hashlib.sha256(bytes(size)).hexdigest()


def test_an_artifact_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "adapter.gguf"
    path.write_bytes(b"x" * 100)
    read = os.read

    def interfering(descriptor: int, size: int) -> bytes:
        monkeypatch.setattr(os, "read", read)
        with path.open("ab") as file:
            file.write(b"y")
        return read(descriptor, size)

    monkeypatch.setattr(os, "read", interfering)
    with pytest.raises(ManifestPathError) as caught:
        build_artifact(tmp_path, "adapter.gguf")
    assert str(caught.value) == "adapter.gguf: changed while it was read; try again"
    assert caught.value.code == "files/changed"


def test_an_artifact_that_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestPathError) as caught:
        build_artifact(tmp_path, "adapter.gguf")
    assert str(caught.value) == "adapter.gguf: no such file or directory"
    assert caught.value.code == "files/missing"
