"""Folders that are removed at the end, or by the next run; what is there is the oracle."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from dlm_schema.disk.scratch import scratch_folder

if TYPE_CHECKING:
    import pytest


def test_a_folder_lasts_as_long_as_it_is_used_and_those_of_killed_runs_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left, other = tmp_path / "dlm-schema-publish-left", tmp_path / "other"
    (left / "inner").mkdir(parents=True)
    other.mkdir()
    link = tmp_path / "dlm-schema-publish-link"
    link.symlink_to(other)
    with scratch_folder() as first, scratch_folder() as second:
        here = {os.path.basename(folder) for folder in (first, second)}
        assert set(os.listdir(tmp_path)) == {*here, other.name, link.name}
    assert set(os.listdir(tmp_path)) == {other.name, link.name}
