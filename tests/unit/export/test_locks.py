"""Locks keep overlapping trees apart, whoever owns what is above them."""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path

import pytest
from support.process import raising

from dlm_schema.errors import ManifestPathError, TreeLockedError
from dlm_schema.export.locks import locked

COMMAND = Path("/proc/self/comm").read_text(encoding="utf-8").strip()


def test_a_lock_excludes_what_overlaps(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "a-b").mkdir()
    with locked([str(tmp_path / "a")]):
        for place, held in ((tmp_path / "a",) * 2, (inner, tmp_path / "a"), (tmp_path,) * 2):
            with pytest.raises(TreeLockedError) as caught, locked([str(place)]):
                pass
            assert caught.value.path == str(held)
            assert caught.value.holder == f"process {os.getpid()} ({COMMAND}) of user {os.getuid()}"
        with locked([str(tmp_path / "a-b")]):
            pass
    with locked([str(tmp_path)]):
        pass


def test_a_lock_is_given_back_when_it_cannot_be_had_whole(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
    with (
        locked([str(tmp_path / "b")]),
        pytest.raises(TreeLockedError),
        locked([str(tmp_path / "a"), str(tmp_path / "b"), str(tmp_path / "c")]),
    ):
        pass
    with locked([str(tmp_path / "a")]), locked([str(tmp_path / "c")]):
        pass


def test_a_lock_is_had_through_any_name_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    with (
        locked([str(tmp_path / "link")]),
        pytest.raises(TreeLockedError),
        locked([str(tmp_path / "real")]),
    ):
        pass


def test_a_folder_that_is_not_there_cannot_be_locked(tmp_path: Path) -> None:
    with pytest.raises(ManifestPathError) as caught, locked([str(tmp_path / "gone")]):
        pass
    assert str(caught.value) == f"{tmp_path / 'gone'}: no such file or directory"


def test_many_trees_are_held_by_the_folders_around_them(tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / "store" / str(number)).mkdir(parents=True)
    (tmp_path / "other").mkdir()
    tops = [str(tmp_path / "store" / str(number)) for number in range(17)]
    with locked([*tops, str(tmp_path / "other")]) as held:
        assert held.covers(str(tmp_path / "store" / "39" / "deeper"))
        assert held.covers(str(tmp_path / "other"))
        assert not held.covers(str(tmp_path))
        with pytest.raises(TreeLockedError), locked([str(tmp_path / "store" / "39")]):
            pass


@pytest.mark.parametrize("number", [errno.EOPNOTSUPP, errno.ENOLCK])
def test_where_there_are_no_locks_nobody_is_known_to_be_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    with locked([str(tmp_path)]) as held:
        assert held.alone
    monkeypatch.setattr(fcntl, "flock", raising(number))
    with locked([str(tmp_path)]) as held:
        assert not held.alone
