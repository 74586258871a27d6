"""A migration in place that is killed, fails or is interrupted at any instant.

The oracle is the bytes: each manifest is the old one or the new one, and running again ends
where an undisturbed run would have ended.
"""

from __future__ import annotations

import errno
import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support import killed
from support.harness import (
    ENVIRONMENT,
    TIMEOUT,
    changes_to_disk,
    contents,
    make_store,
    migrated_contents,
    run,
)

from dlm_schema.cli.main import main

# Sixteen manifests at most are synced one by one, more of them together.
FEW, MANY = 2, 17


def nothing(number: int, name: str, arguments: tuple[Any, ...]) -> None:
    pass


def migrate(store: Path, *, backup: bool) -> int:
    options = [] if backup else ["--no-backup"]
    return main(["migrate", "--in-place", "--quiet", *options, str(store)])


def assert_whole(store: Path, old: dict[str, bytes], new: dict[str, bytes]) -> None:
    """Whatever is in the store is old or new, no manifest is gone, none has lost its backup."""
    found = contents(store)
    assert old.keys() <= found.keys(), store.name
    for name, data in found.items():
        if not name.endswith(".tmp"):
            assert data in (old.get(name), new.get(name)), f"{store.name}: {name}"
        backup = f"{name}.v1.bak"
        if name in old and data != old[name] and backup in new:
            assert found.get(backup) == old[name], f"{store.name}: {backup}"


@pytest.mark.parametrize(
    ("size", "kind"),
    [
        pytest.param(FEW, "", id="few"),
        pytest.param(FEW, "without backup", id="few without backup"),
        pytest.param(FEW, "without hard links", id="few without hard links"),
        pytest.param(MANY, "", id="many"),
    ],
)
def test_killed_at_any_instant_it_leaves_whole_manifests_and_a_second_run_converges(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    size: int,
    kind: str,
) -> None:
    backup, links = kind != "without backup", kind != "without hard links"
    if not links:
        monkeypatch.setattr(os, "link", killed.without_links)
    template, work = tmp_path / "template", tmp_path / "work"
    make_store(template, size)
    work.mkdir()
    old, new = contents(template), migrated_contents(template, backup=backup)
    options = ["migrate", "--in-place", "--quiet", *([] if backup else ["--no-backup"])]
    ended = subprocess.run(
        [
            *(sys.executable, killed.__file__, template, work),
            *([] if links else ["--without-links"]),
            *options,
        ],
        capture_output=True,
        check=True,
        env=ENVIRONMENT,
        text=True,
        timeout=5 * TIMEOUT,
    )
    runs = int(ended.stdout)
    assert runs >= 4 * size
    renamed = 0
    for number in range(1, runs + 1):
        store = work / str(number)
        assert_whole(store, old, new)
        found = contents(store)
        renamed = max(renamed, sum(found[name] != old[name] for name in old))
        with changes_to_disk(nothing):
            assert migrate(store, backup=backup) == 0, number
        assert contents(store) == new, number
        shutil.rmtree(store)
        assert capsys.readouterr().err == ""
    assert renamed == size


def system_error(number: int) -> OSError:
    return OSError(number, os.strerror(number))


def failing_at(point: int, failure: BaseException) -> Callable[..., None]:
    def before(number: int, name: str, arguments: tuple[Any, ...]) -> None:
        if number == point:
            raise failure

    return before


@pytest.mark.parametrize(
    ("size", "failure", "status"),
    [
        pytest.param(FEW, system_error(errno.ENOSPC), 2, id="few-disk full"),
        pytest.param(FEW, system_error(errno.EIO), 2, id="few-input/output error"),
        pytest.param(FEW, system_error(errno.EACCES), 2, id="few-permission denied"),
        pytest.param(FEW, KeyboardInterrupt(), 130, id="few-interrupted"),
        pytest.param(MANY, system_error(errno.ENOSPC), 2, id="many-disk full"),
    ],
)
def test_failing_at_any_call_it_leaves_whole_manifests_and_no_temporary(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    size: int,
    failure: BaseException,
    status: int,
) -> None:
    template = tmp_path / "template"
    make_store(template, size)
    old, new = contents(template), migrated_contents(template)
    for point in itertools.count(1):
        store = tmp_path / str(point)
        shutil.copytree(template, store)
        with changes_to_disk(failing_at(point, failure)):
            ended = migrate(store, backup=True)
        complaint = capsys.readouterr().err
        if ended == 0:
            break
        assert complaint.startswith("dlm-schema: "), point
        assert complaint.count("\n") == 1, point
        if isinstance(failure, KeyboardInterrupt):
            assert complaint == "dlm-schema: interrupted\n"
        else:
            assert f"{store}" in complaint, point
        assert ended == status, (point, complaint)
        assert_whole(store, old, new)
        assert not [name for name in contents(store) if name.endswith(".tmp")], point
        with changes_to_disk(nothing):
            assert migrate(store, backup=True) == 0, point
        assert contents(store) == new, point
        shutil.rmtree(store)
    assert point > 5 * size
    assert contents(store) == new
    assert complaint == ""


def test_a_link_that_fails_leaves_no_temporary_and_no_half_backup(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", killed.without_links)
    template = tmp_path / "template"
    make_store(template, 2)
    old, new = contents(template), migrated_contents(template)
    failure = system_error(errno.ENOSPC)
    for point in itertools.count(1):
        store = tmp_path / str(point)
        shutil.copytree(template, store)
        with changes_to_disk(failing_at(point, failure)):
            ended = migrate(store, backup=True)
        complaint = capsys.readouterr().err
        if ended == 0:
            break
        assert "no space left on device" in complaint
        assert_whole(store, old, new)
        assert not [name for name in contents(store) if name.endswith(".tmp")], point
        with changes_to_disk(nothing):
            assert migrate(store, backup=True) == 0, point
        assert contents(store) == new, point
        shutil.rmtree(store)
    assert point > 20


def test_what_was_rewritten_before_a_failure_is_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    manifests = make_store(tmp_path / "store", 3)
    rename = os.rename

    def failing(source: str, destination: str, **keywords: Any) -> None:
        if len(renamed) == 2:
            raise system_error(errno.EIO)
        renamed.append(destination)
        rename(source, destination, **keywords)

    renamed: list[str] = []
    monkeypatch.setattr(os, "rename", failing)
    assert main(["migrate", "--in-place", str(tmp_path)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == (
        f"dlm-schema: {manifests[2]}: input/output error; 2 of 3 manifests were rewritten, the "
        "others are untouched: run the same command again when the cause is mended\n"
    )


def test_a_manifest_whose_folder_cannot_be_synced_counts_as_rewritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    manifests = make_store(tmp_path / "store", 3)
    old = [path.read_bytes() for path in manifests]
    fsync = os.fsync

    def failing(descriptor: int) -> None:
        if os.path.isdir(f"/proc/self/fd/{descriptor}"):
            raise system_error(errno.EIO)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", failing)
    assert main(["migrate", "--in-place", "--no-backup", str(tmp_path)]) == 2
    assert [path.read_bytes() != data for path, data in zip(manifests, old, strict=True)] == [
        True,
        False,
        False,
    ]
    assert "; 1 of 3 manifests were rewritten, the others are untouched" in capsys.readouterr().err


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a file system that thirty small files fill but for a few pages."""
    if os.name != "posix" or os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root can mount a small file system")
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=160k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_on_a_full_disk_nothing_changes_and_with_room_again_it_ends_well(small_disk: Path) -> None:
    store = small_disk / "store"
    make_store(store, 30)
    old, new = contents(small_disk), migrated_contents(small_disk)
    refused = run("migrate", "--in-place", store)
    assert refused.status == 2
    assert refused.out == ""
    assert refused.err.endswith("export_manifest.json: no space left on device\n")
    assert contents(small_disk) == old
    subprocess.run(["mount", "-o", "remount,size=1m", str(small_disk)], check=True)
    assert run("migrate", "--in-place", "--quiet", store) == (0, "", "")
    assert contents(small_disk) == new
