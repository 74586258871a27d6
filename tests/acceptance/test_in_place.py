"""Migration in place: what is written, what is kept, what is refused and who is kept out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from support.harness import (
    ENVIRONMENT,
    MANIFEST,
    TIMEOUT,
    backup_of,
    contents,
    document,
    encoded,
    make_export,
    make_store,
    manifest_bytes,
    migrated_contents,
    run,
)

from dlm_schema.cli import migrate as migrate_command
from dlm_schema.cli.main import main
from dlm_schema.disk import kernel
from dlm_schema.export import rewriting

LINK: Final = "is a symbolic link, which is never followed; name the file itself"
NOTHING_WRITTEN: Final = (
    "dlm-schema: nothing was written, because not every manifest can be migrated: fix or move "
    "the refused ones, or migrate the others with --skip-refused"
)
Capture = pytest.CaptureFixture[str]


def migrate(*arguments: str | Path) -> int:
    return main(["migrate", "--in-place", "--quiet", *map(str, arguments)])


@pytest.mark.parametrize("count", [1, 16, 17, 40])
def test_a_store_is_migrated_and_backed_up(tmp_path: Path, count: int) -> None:
    make_store(tmp_path / "store", count)
    expected = migrated_contents(tmp_path)
    assert migrate(tmp_path) == 0
    assert contents(tmp_path) == expected


def test_without_backup_nothing_but_manifests_changes(tmp_path: Path) -> None:
    make_store(tmp_path / "store", 3)
    expected = migrated_contents(tmp_path, backup=False)
    assert migrate("--no-backup", tmp_path) == 0
    assert contents(tmp_path) == expected


def test_a_backup_is_named_after_the_file_and_its_version(tmp_path: Path) -> None:
    path = tmp_path / "export" / "copy.json"
    path.parent.mkdir()
    path.write_bytes(manifest_bytes(3))
    assert migrate("--to", "1", path) == 0
    assert contents(tmp_path) == {
        "export/copy.json": manifest_bytes(1),
        ".dlm-schema/export/copy.json.v3.bak": manifest_bytes(3),
    }


def test_a_second_run_writes_nothing(tmp_path: Path) -> None:
    paths = make_store(tmp_path / "store", 3)
    assert migrate(tmp_path) == 0
    statuses = [(path.stat().st_ino, path.stat().st_mtime_ns) for path in paths]
    before = contents(tmp_path)
    ended = run("migrate", "--in-place", tmp_path)
    assert ended == (
        0,
        "".join(f"ok v2 already  {path}\n" for path in paths)
        + "3 manifests: 3 ok, 0 failed; 0 written\n",
        "",
    )
    assert [(path.stat().st_ino, path.stat().st_mtime_ns) for path in paths] == statuses
    assert contents(tmp_path) == before


def test_what_has_the_version_keeps_its_bytes_although_not_canonical(tmp_path: Path) -> None:
    data = manifest_bytes(2).replace(b"\n", b"")
    path = make_export(tmp_path / "a", data)
    other = make_export(tmp_path / "b")
    assert migrate(tmp_path) == 0
    assert path.read_bytes() == data
    assert other.read_bytes() == manifest_bytes(2)


def test_up_and_down_again_keeps_a_backup_of_each(tmp_path: Path) -> None:
    path = make_export(tmp_path / "export")
    for version in (3, 1, 2, 1):
        assert migrate("--to", str(version), path) == 0
    name = f"export/{MANIFEST}"
    kept = {backup_of(name, version): manifest_bytes(version) for version in (1, 2, 3)}
    assert contents(tmp_path) == {name: manifest_bytes(1), **kept}


def test_a_backup_of_other_bytes_is_never_overwritten(tmp_path: Path) -> None:
    path = make_export(tmp_path / "export")
    first, second, third = (backup(path, end) for end in ("", ".2", ".3"))
    first.parent.mkdir(parents=True)
    first.write_bytes(b"precious")
    second.symlink_to("nowhere")
    assert migrate(path) == 0
    assert first.read_bytes() == b"precious"
    assert second.is_symlink()
    assert third.read_bytes() == manifest_bytes(1)
    path.write_bytes(manifest_bytes(1))
    assert migrate(path) == 0
    assert sorted(os.listdir(first.parent)) == [first.name, second.name, third.name]
    assert os.listdir(path.parent) == [MANIFEST]


def backup(manifest: Path, end: str = "") -> Path:
    return Path(backup_of(str(manifest), 1, end))


@pytest.mark.parametrize(
    ("export", "home"),
    [
        pytest.param("exports/Q4", "exports", id="in a store"),
        pytest.param("exports/Q4/inner/deep", "exports", id="deep in a store"),
        pytest.param("alone/export", "alone", id="in no store"),
        pytest.param("around/in/it", ".", id="in another export"),
    ],
)
def test_no_backup_lies_in_an_export(tmp_path: Path, export: str, home: str) -> None:
    (tmp_path / "manifest.json").touch()
    make_export(tmp_path / "around", manifest_bytes(2))
    path = make_export(tmp_path / export)
    assert migrate(path) == 0
    name = os.path.join(os.path.relpath(export, home), f"{MANIFEST}.v1.bak")
    assert (tmp_path / home / ".dlm-schema" / name).read_bytes() == manifest_bytes(1)
    assert main(["restore", "--quiet", str(path.parent)]) == 0
    assert path.read_bytes() == manifest_bytes(1)


def test_backups_lie_where_that_is_asked_for(tmp_path: Path) -> None:
    path = make_export(tmp_path / "export")
    folder = tmp_path / "backups"
    folder.mkdir()
    assert migrate("--backup-dir", folder, path) == 0
    kept = folder / str(path.parent.resolve()).lstrip("/") / f"{MANIFEST}.v1.bak"
    assert kept.read_bytes() == manifest_bytes(1)
    assert sorted(os.listdir(tmp_path)) == ["backups", "export"]
    assert main(["restore", "--quiet", "--backup-dir", str(folder), str(path)]) == 0
    assert path.read_bytes() == manifest_bytes(1)
    assert main(["restore", "--prune", "--backup-dir", str(folder), str(path)]) == 0
    assert contents(folder) == {}


@pytest.mark.parametrize("what", ["file", "link"])
def test_what_is_no_folder_keeps_no_backup_and_nothing_is_migrated(
    tmp_path: Path, capsys: Capture, what: str
) -> None:
    make_store(tmp_path / "store", 2)
    (tmp_path / "elsewhere").mkdir()
    kept = tmp_path / "store" / "exports" / ".dlm-schema"
    if what == "file":
        kept.touch()
    else:
        kept.symlink_to(tmp_path / "elsewhere")
    before = contents(tmp_path)
    assert migrate(tmp_path) == 2
    said = capsys.readouterr().err
    assert f"no backup can be kept in {kept}/Q00: " in said
    assert said.endswith("another folder with --backup-dir, or go without one with --no-backup\n")
    assert contents(tmp_path) == before
    assert migrate("--no-backup", tmp_path) == 0


def test_a_folder_of_somebody_else_keeps_no_backup_where_anybody_may_make_one(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    [path] = make_store(tmp_path / "store", 1)
    path.parent.parent.chmod(0o1777)
    (path.parent.parent / ".dlm-schema").mkdir()
    mine = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: mine + 1)
    fstat = os.fstat

    def of_another(descriptor: int) -> os.stat_result:
        status = fstat(descriptor)
        if status.st_mode & 0o1000:
            return os.stat_result((*status[:4], mine + 2, *status[5:]))
        return status

    monkeypatch.setattr(os, "fstat", of_another)
    assert migrate(tmp_path) == 2
    assert f".dlm-schema belongs to user {mine}; name another" in capsys.readouterr().err


def test_a_backup_that_is_named_is_not_migrated(tmp_path: Path, capsys: Capture) -> None:
    path = make_export(tmp_path / "export")
    assert migrate(path) == 0
    assert migrate("--to", "3", backup(path)) == 2
    assert "is a backup of a manifest; 'restore' puts it back" in capsys.readouterr().err
    assert backup(path).read_bytes() == manifest_bytes(1)


def test_mode_and_owner_are_kept(tmp_path: Path) -> None:
    path = make_export(tmp_path / "export")
    path.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(path, 12345, 54321)
    before = path.stat()
    assert migrate(path) == 0
    for name in (path, backup(path)):
        after = name.stat()
        assert (after.st_mode, after.st_uid, after.st_gid) == (
            before.st_mode,
            before.st_uid,
            before.st_gid,
        )
    assert path.stat().st_mode & 0o777 == 0o640


def test_another_name_of_a_manifest_keeps_the_old_bytes(tmp_path: Path) -> None:
    path = make_export(tmp_path / "export")
    other = tmp_path / "other"
    os.link(path, other)
    assert migrate("--no-backup", path) == 0
    assert path.read_bytes() == manifest_bytes(2)
    assert other.read_bytes() == manifest_bytes(1)
    assert path.stat().st_nlink == 1


@pytest.mark.parametrize("place", ["file", "folder"])
def test_a_manifest_that_is_a_link_is_refused_and_nothing_is_written(
    tmp_path: Path, capsys: Capture, place: str
) -> None:
    make_export(tmp_path / "store" / "a")
    target = make_export(tmp_path / "target")
    link = tmp_path / "store" / "b" / MANIFEST
    link.parent.mkdir()
    link.symlink_to(target)
    before = contents(tmp_path)
    named = place == "file"
    assert migrate(link if named else tmp_path / "store") == (2 if named else 1)
    expected = f"dlm-schema: {link}: {LINK}\n{NOTHING_WRITTEN}: {link}\n"
    assert capsys.readouterr().err == expected
    assert contents(tmp_path) == before
    assert link.is_symlink()


def test_folders_on_the_way_to_a_path_may_be_links(tmp_path: Path) -> None:
    path = make_export(tmp_path / "real" / "export")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert migrate(tmp_path / "link" / "export" / MANIFEST) == 0
    assert path.read_bytes() == manifest_bytes(2)
    assert (tmp_path / "link").is_symlink()


def test_one_invalid_manifest_keeps_all_others_as_they_are(tmp_path: Path, capsys: Capture) -> None:
    make_store(tmp_path / "store", 20)
    bad = make_export(tmp_path / "store" / "exports" / "Q10b", encoded(document(1, quant=1)))
    before = contents(tmp_path)
    assert migrate(tmp_path) == 1
    printed = capsys.readouterr()
    assert printed.out == (
        f"failed  {bad}\n  error schema/type at /quant: expected string, found 1\n"
    )
    assert printed.err == f"{NOTHING_WRITTEN}: {bad}\n"
    assert contents(tmp_path) == before


def test_refused_manifests_are_left_where_that_is_asked_for(
    tmp_path: Path, capsys: Capture
) -> None:
    first, *_ = make_store(tmp_path / "store", 20)
    bad = [
        make_export(tmp_path / "store" / "exports" / f"Q10{letter}", encoded(document(1, quant=1)))
        for letter in "abcdefghijkl"
    ]
    assert main(["migrate", "--in-place", "--skip-refused", str(tmp_path)]) == 1
    out, err = capsys.readouterr()
    assert [line.split("  ")[1] for line in out.splitlines()[:24:2]] == [*map(str, bad)]
    assert out.endswith("32 manifests: 20 ok, 12 failed; 20 written\n")
    assert err == (
        "dlm-schema: left as they are, because they cannot be migrated: "
        f"{', '.join(map(str, bad[:10]))}, and 2 more\n"
    )
    assert b'"target": "ollama"' in first.read_bytes()
    assert {one.read_bytes() for one in bad} == {encoded(document(1, quant=1))}


def test_some_manifests_are_migrated_alone(tmp_path: Path, capsys: Capture) -> None:
    folders = [make_export(tmp_path / name, manifest_bytes(2)) for name in ("a", "b", "left")]
    other = make_export(tmp_path / "other")
    assert migrate("--to", "3", "--exclude", "left", "--from", "2", tmp_path) == 0
    assert [path.read_bytes() == manifest_bytes(2) for path in folders] == [False, False, True]
    assert other.read_bytes() == manifest_bytes(1)
    assert migrate("--to", "3", "--target", "vllm", tmp_path) == 0
    assert other.read_bytes() == manifest_bytes(1)
    capsys.readouterr()
    main(["migrate", "--to", "3", "--target", "ollama", "--dry-run", str(tmp_path)])
    assert capsys.readouterr().out.endswith("4 manifests: 4 ok, 0 failed; 0 written\n")


def test_a_manifest_that_changes_after_the_plan_is_refused_and_left(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = make_store(tmp_path / "store", 3)
    changed = manifest_bytes(1, adapter_version=99)

    def interfere(rewrites: Any) -> Any:
        paths[1].write_bytes(changed)
        return rewriting.rewritten(rewrites)

    monkeypatch.setattr(migrate_command, "rewritten", interfere)
    expected = contents(tmp_path) | {f"store/exports/Q01/{MANIFEST}": changed}
    assert migrate(tmp_path) == 2
    assert capsys.readouterr() == (
        "",
        f"dlm-schema: {paths[1]}: changed since this was planned; run it again\n",
    )
    assert contents(tmp_path) == expected


def replace(path: Path) -> None:
    new = path.with_name("new")
    new.write_bytes(manifest_bytes(1, adapter_version=99))
    new.rename(path)


def remove(path: Path) -> None:
    path.unlink()


def link(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/passwd")


@pytest.mark.parametrize(
    ("interference", "reason"),
    [
        pytest.param(replace, "changed while a new one was being written", id="replaced"),
        pytest.param(remove, "no such file or directory", id="removed"),
        pytest.param(link, "changed while a new one was being written", id="linked"),
    ],
)
def test_a_manifest_that_changes_while_others_are_written_is_left(
    tmp_path: Path,
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
    interference: Callable[[Path], None],
    reason: str,
) -> None:
    paths = make_store(tmp_path / "store", 3)
    exchange = kernel.exchange

    def interfering(*arguments: Any) -> bool:
        monkeypatch.setattr("dlm_schema.disk.writing.exchange", exchange)
        exchanged = exchange(*arguments)
        interference(paths[1])
        return exchanged

    monkeypatch.setattr("dlm_schema.disk.writing.exchange", interfering)
    assert migrate(tmp_path) == 2
    assert capsys.readouterr().err == (
        f"dlm-schema: {paths[1]}: {reason}; 1 of 3 manifests were rewritten, the others are "
        "untouched: run the same command again when the cause is mended\n"
    )
    assert paths[0].read_bytes() == manifest_bytes(2, adapter_version=1)
    assert paths[2].read_bytes() == manifest_bytes(1, adapter_version=3)
    assert backup(paths[0]).read_bytes() == manifest_bytes(1, adapter_version=1)
    assert not backup(paths[2]).parent.exists()
    assert os.listdir(paths[0].parent) == os.listdir(paths[2].parent) == [MANIFEST]
    assert not [name for name in os.listdir(paths[1].parent) if name.endswith(".tmp")]


@pytest.mark.parametrize(
    ("count", "syncfs", "fsync"),
    [pytest.param(16, 0, 65, id="few"), pytest.param(17, 2, 0, id="many")],
)
def test_many_manifests_are_made_durable_together_and_few_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, syncfs: int, fsync: int
) -> None:
    make_store(tmp_path / "store", count)
    calls = {"syncfs": 0, "fsync": 0}

    class Counted:
        def __init__(self, name: str) -> None:
            self.name = name

        def __call__(self, descriptor: int) -> bool:
            os.fstat(descriptor)
            calls[self.name] += 1
            return True

    monkeypatch.setattr(rewriting, "syncfs", Counted("syncfs"))
    monkeypatch.setattr(os, "fsync", Counted("fsync"))
    assert migrate(tmp_path) == 0
    assert calls == {"syncfs": syncfs, "fsync": fsync}


def test_where_there_is_no_syncfs_many_are_synced_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_store(tmp_path / "store", 17)
    expected = migrated_contents(tmp_path)
    synced: list[int] = []
    monkeypatch.setattr(rewriting, "syncfs", lambda _: False)
    monkeypatch.setattr(os, "fsync", synced.append)
    assert migrate(tmp_path) == 0
    assert contents(tmp_path) == expected
    assert len(synced) == 51


@pytest.fixture
def hold() -> Iterator[Callable[[Path], None]]:
    """Return a function that has another process hold the lock of a tree until the test ends."""
    program = (
        "import sys\n"
        "from dlm_schema.export.locks import locked\n"
        "with locked([sys.argv[1]]):\n"
        "    print('held', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    holders = []

    def hold(folder: Path) -> None:
        holder = subprocess.Popen(
            [sys.executable, "-c", program, str(folder)],
            env=ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        holders.append(holder)
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"

    yield hold
    for holder in holders:
        holder.communicate(timeout=TIMEOUT)
        assert holder.returncode == 0


def test_a_held_tree_shuts_out_itself_what_is_around_and_what_is_in_it_but_no_neighbour(
    tmp_path: Path, capsys: Capture, hold: Callable[[Path], None]
) -> None:
    outer = tmp_path / "outer"
    inner = make_export(outer / "held" / "inner")
    neighbour = make_export(outer / "neighbour")
    make_export(tmp_path / "elsewhere")
    before = contents(tmp_path)
    hold(outer / "held")
    for place, held in (
        (outer / "held", outer / "held"),
        (inner.parent, outer / "held"),
        (inner, outer / "held"),
        (outer, outer),
        (tmp_path, tmp_path),
    ):
        assert migrate(place) == 1
        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err.startswith(f"dlm-schema: {held}: ")
        assert " holds the lock of this folder" in printed.err
    assert contents(tmp_path) == before
    assert migrate(neighbour, tmp_path / "elsewhere") == 0
    assert main(["validate", "--quiet", str(tmp_path)]) == 0


def test_neighbours_that_are_migrated_do_not_shut_each_other_out(
    tmp_path: Path, hold: Callable[[Path], None]
) -> None:
    first, second = make_store(tmp_path / "store", 2)
    hold(first.parent)
    assert migrate(second) == 0
    hold(tmp_path / "store" / "exports" / "Q01")


def test_one_command_may_name_a_tree_and_parts_of_it(tmp_path: Path) -> None:
    paths = make_store(tmp_path / "store", 2)
    assert migrate(tmp_path, paths[0], tmp_path / "store", paths[1].parent) == 0
    assert [path.read_bytes() for path in paths] == [
        manifest_bytes(2, adapter_version=1),
        manifest_bytes(2, adapter_version=2),
    ]


def test_a_thousand_paths_are_locked_and_migrated_with_few_descriptors(tmp_path: Path) -> None:
    paths = [make_export(tmp_path / str(number)) for number in range(1_000)]
    program = "import resource, sys; from dlm_schema.cli.main import main\n"
    program += "resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)); raise SystemExit(main())"
    command = (sys.executable, "-c", program, "migrate", "--in-place", "--quiet", "--no-backup")
    assert run(*paths, command=command) == (0, "", "")
    assert {path.read_bytes() for path in paths} == {manifest_bytes(2)}


def test_an_artifact_of_the_manifests_name_stays_as_it_is(tmp_path: Path) -> None:
    """The manifest around it vouches for its bytes, whatever they are."""
    inner = make_export(tmp_path / "a" / "b" / "c")
    other = make_export(tmp_path / "a" / "d")
    beside = make_export(tmp_path / "a-b" / "c")
    artifact = {"path": f"b/c/{MANIFEST}", "sha256": "9f" * 32, "size_bytes": 1}
    made = document(1)
    outer = tmp_path / "a" / MANIFEST
    outer.write_bytes(encoded(made | {"artifacts": [*made["artifacts"], artifact]}))
    deeper = make_export(inner.parent / "deeper")
    before = inner.read_bytes()
    status, out, _ = run("migrate", "--in-place", "--no-backup", "--to", "3", tmp_path)
    assert status == 0
    assert out.splitlines()[-1] == "4 manifests: 4 ok, 0 failed; 4 written"
    assert inner.read_bytes() == before
    for path in (outer, other, beside, deeper):
        assert json.loads(path.read_bytes())["schema_version"] == 3
    inner.write_bytes(b"weights")
    assert run("validate", tmp_path).status == 0
    assert run("validate", inner).status == 1
    outer.write_bytes(b"{}")  # lists nothing
    assert run("validate", "--quiet", tmp_path).out.count("failed  ") == 2


@pytest.mark.parametrize("form", ["json", "text"])
def test_an_interrupted_migration_says_how_far_it_came(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    form: str,
) -> None:
    manifests = make_store(tmp_path / "store", 3)
    exchange = kernel.exchange

    def interrupted(*arguments: Any) -> bool:
        if b'"schema_version": 3' in manifests[0].read_bytes():
            raise KeyboardInterrupt
        return exchange(*arguments)

    monkeypatch.setattr("dlm_schema.disk.writing.exchange", interrupted)
    command = ["migrate", "--to", "3", "--in-place", "--format", form, str(tmp_path)]
    assert main(command) == 130
    out, err = capsys.readouterr()
    said = "interrupted: 1 of 3 manifests were rewritten, the others are untouched: run the same"
    assert said in err
    if form == "json":
        report = json.loads(out)
        assert report["interrupted"] is True
        assert report["summary"]["written"] == 1
        assert [result["written"] for result in report["results"]] == [True, False, False]
        assert [result["ok"] for result in report["results"]] == [True, False, False]
