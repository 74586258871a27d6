"""What ``create`` writes where something changes or fails meanwhile: a whole manifest, or none."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from support.creating import BASE, REQUIRED, export
from support.harness import (
    MANIFEST,
    contents,
)
from support.process import raising

from dlm_schema.cli.main import main as run_command
from dlm_schema.disk.digests import describe_beneath
from dlm_schema.export import creation


def main(folder: Path) -> int:
    return run_command(["create", str(folder), *REQUIRED])


@pytest.mark.parametrize("act", ["append", "remove", "add", "swap", "link", "odd name"])
def test_what_changes_meanwhile_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], act: str
) -> None:
    folder = export(tmp_path / "export")

    def describing(directory: int, path: str, read: Any = None) -> Any:
        described = describe_beneath(directory, path, read)
        other = folder / "adapter.gguf"
        if path == BASE and act == "append":
            other.write_bytes(b"more than before")
        elif path == BASE and act == "remove":
            other.unlink()
        elif path == BASE and act == "add":
            (folder / "new").touch()
        elif path == BASE and act == "link":
            (folder / "new").symlink_to(BASE)
        elif path == BASE and act == "odd name":
            (folder / "a\nb").touch()
        elif path == BASE:
            (folder / "x").write_bytes(b"ADAPTER")
            (folder / "x").rename(other)
        return described

    monkeypatch.setattr(creation, "describe_beneath", describing)
    assert main(folder) == 1
    code = {"link": "files/symlink", "odd name": "encoding/character"}.get(act, "files/changed")
    assert f"error {code} at /artifacts" in capsys.readouterr().out
    assert not (folder / MANIFEST).exists()


def test_a_file_system_without_links_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "link", raising(errno.EPERM))
    folder = export(tmp_path / "export")
    assert main(folder) == 0
    assert contents(folder).keys() == {BASE, "adapter.gguf", MANIFEST}
    assert main(folder) == 2
