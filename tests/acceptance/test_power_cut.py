"""Power cuts: whatever was not synced yet, a whole manifest is there, or a whole backup of it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from support.harness import MANIFEST, backup_of, make_store, manifest_bytes
from support.power import Recorder, State

from dlm_schema.cli.main import main
from dlm_schema.export import rewriting

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the model asks /proc for bytes")


def judged(
    top: Path, act: Callable[[], int], patch: pytest.MonkeyPatch, *, syncs: bool = True
) -> tuple[Recorder, list[str]]:
    """Do something in a store, and say in which states what was there may be lost."""
    names = [str(path.relative_to(top)) for path in top.glob(f"exports/*/{MANIFEST}")]
    wrong: list[str] = []
    wanted: dict[str, tuple[bytes, bytes]] = {}
    for number, name in enumerate(sorted(names), 1):
        old, new = (manifest_bytes(version, adapter_version=number) for version in (1, 2))
        wanted[name] = old, new

    def judge(state: State) -> None:
        for name, versions in wanted.items():
            found = state.read(recorder.top, name)
            kept = state.read(recorder.top, backup_of(name, 1))
            if found not in versions and kept not in versions:
                wrong.append(f"{name} may be lost")
            elif found is None:
                wrong.append(f"{name} may be gone")

    recorder = Recorder(top, judge)
    with patch.context() as patched:
        recorder.watch(patched, syncs=syncs)
        assert act() == 0
    return recorder, wrong


@pytest.mark.parametrize("few", [16, 0], ids=["one by one", "together"])
def test_a_migration_and_its_way_back_lose_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(rewriting, "_FEW", few)
    make_store(tmp_path / "store", 2)
    for command, version in (("migrate --in-place", 2), ("restore", 1)):
        options = [*command.split(), "--quiet", str(tmp_path / "store")]
        recorder, wrong = judged(tmp_path / "store", partial(main, options), monkeypatch)
        assert wrong == []
        assert recorder.states > 20
        ends: list[State] = []
        recorder.look(ends.append)
        for state in ends:  # what ended well is durable
            name = f"exports/Q00/{MANIFEST}"
            assert state.read(recorder.top, name) == manifest_bytes(version, adapter_version=1)
            kept = state.read(recorder.top, backup_of(name, 1))
            assert kept == manifest_bytes(1, adapter_version=1)


def test_a_migration_that_syncs_nothing_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = tmp_path / "store"
    make_store(top, 1)
    options = ["migrate", "--in-place", "--quiet", str(top)]
    _, wrong = judged(top, partial(main, options), monkeypatch, syncs=False)
    assert any("may be lost" in each for each in wrong)
