"""``migrate``, run whole: what it prints and writes, one manifest or a plan for many."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.harness import (
    MANIFEST,
    RECORDED,
    ROOT,
    contents,
    document,
    make_export,
    make_store,
    manifest_bytes,
    report_of,
    run,
)


@pytest.mark.parametrize("to", [1, 2, 3])
@pytest.mark.parametrize("version", [1, 2, 3])
def test_migrate_prints_the_document(three: list[Path], version: int, to: int) -> None:
    printed = run("migrate", "--to", str(to), three[version - 1])
    assert printed == (0, manifest_bytes(to).decode(), "")
    piped = run("migrate", "--to", str(to), "-", stdin=manifest_bytes(version))
    assert piped == printed


def test_migrate_prints_a_plan_for_several(three: list[Path], tmp_path: Path) -> None:
    before = contents(tmp_path)
    expected = (
        f"ok v1 -> v2  {three[0]}\nok v2 already  {three[1]}\nok v3 -> v2  {three[2]}\n"
        "3 manifests: 3 ok, 0 failed; 0 written\n"
    )
    assert run("migrate", *three) == (0, expected, "")
    assert run("migrate", "--dry-run", *three) == (0, expected, "")
    assert run("migrate", "--in-place", "--dry-run", tmp_path) == (0, expected, "")
    assert contents(tmp_path) == before
    results = report_of("migrate", *three)["results"]
    assert [(result["from"], result["to"], result["written"]) for result in results] == [
        (1, 2, False),
        (2, 2, False),
        (3, 2, False),
    ]


def test_output_is_written_whole_and_replaces_only_files(three: list[Path], tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    written = f"ok v1 -> v2  {three[0]}\n1 manifest: 1 ok, 0 failed; 1 written\n"
    assert run("migrate", three[0], "--output", target) == (0, written, "")
    assert target.read_bytes() == manifest_bytes(2)
    target.chmod(0o640)
    assert run("migrate", "--to", "3", three[0], "--output", "out.json", cwd=tmp_path).status == 0
    assert target.read_bytes() == manifest_bytes(3)
    assert target.stat().st_mode & 0o777 == 0o640
    [result] = report_of("migrate", three[0], "--output", target)["results"]
    assert (result["from"], result["to"], result["written"]) == (1, 2, True)
    assert three[0].read_bytes() == manifest_bytes(1)
    assert not [name for name in contents(tmp_path) if name.endswith(".tmp")]


@pytest.mark.parametrize(
    ("output", "complaint"),
    [
        pytest.param("folder", "folder: is not a regular file and is left alone", id="folder"),
        pytest.param("link", "link: is not a regular file and is left alone", id="link"),
        pytest.param("pipe", "pipe: is not a regular file and is left alone", id="FIFO"),
        pytest.param("gone/out.json", "gone: no such file or directory", id="missing folder"),
        pytest.param("folder/", "folder/: no such file or directory", id="no name"),
    ],
)
def test_output_that_is_no_file_is_left_alone(tmp_path: Path, output: str, complaint: str) -> None:
    path = make_export(tmp_path / "export")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(path)
    os.mkfifo(tmp_path / "pipe")
    before = contents(tmp_path)
    ended = run("migrate", path, "--output", f"{tmp_path}/{output}")
    assert ended == (2, "", f"dlm-schema: {tmp_path}/{complaint}\n")
    assert contents(tmp_path) == before
    assert (tmp_path / "link").is_symlink()


def test_output_takes_one_manifest(three: list[Path], tmp_path: Path) -> None:
    assert run("migrate", *three, "--output", tmp_path / "out.json") == (
        2,
        "",
        "dlm-schema: --output takes one manifest, found 3; use --in-place for many\n",
    )
    assert not (tmp_path / "out.json").exists()


LOSSY = manifest_bytes(3, artifacts=[
    {"path": "base.Q4_K_M.gguf", "sha256": "0" * 64, "size_bytes": 1, "role": "base_model"},
    {"path": "notes.txt", "sha256": "0" * 64, "size_bytes": 1, "role": "launch_script"},
])  # fmt: skip
LOSS = "loss/value at /artifacts/1/role ('launch_script')"


def test_a_loss_refuses_the_migration_until_it_is_allowed(tmp_path: Path) -> None:
    path = make_export(tmp_path / "export", LOSSY)
    assert run("migrate", "--to", "2", path) == (
        1,
        "",
        f"dlm-schema: {path}: refused without --allow-loss: {LOSS}\n",
    )
    status, out, err = run("migrate", "--to", "2", "--allow-loss", path)
    assert (status, err) == (0, f"dlm-schema: {path}: not carried over: {LOSS}\n")
    migrated = json.loads(out)
    assert [list(artifact) for artifact in migrated["artifacts"]] == [
        ["path", "sha256", "size_bytes"]
    ] * 2
    assert "schema_version" not in migrated
    refused = run("migrate", "--to", "2", "--in-place", path)
    assert refused.status == 1
    assert refused.out == (
        f"failed  {path}\n  refused without --allow-loss: {LOSS}\n"
        "1 manifest: 0 ok, 1 failed; 0 written\n"
    )
    assert path.read_bytes() == LOSSY


def apply(difference: str, folder: Path) -> None:
    if shutil.which("patch") is None:
        pytest.skip("needs patch")
    subprocess.run(
        ["patch", "--silent", "--binary", "--strip=0", "--force"],
        check=True,
        cwd=folder,
        input=difference.encode(),
    )


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(manifest_bytes(1), id="canonical"),
        pytest.param(json.dumps(document(1)).encode(), id="one line without end"),
        pytest.param(manifest_bytes(1).replace(b"\n", b"\r\n"), id="CR LF"),
        pytest.param(manifest_bytes(1).replace(b": ", b":\n \t"), id="other white space"),
    ],
)
def test_a_difference_can_be_applied(tmp_path: Path, data: bytes) -> None:
    path = make_export(tmp_path / "export", data)
    ended = subprocess.run(
        [sys.executable, "-m", "dlm_schema", "migrate", "--to=3", "--diff", f"export/{MANIFEST}"],
        capture_output=True,
        check=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
    )
    difference, _, plan = ended.stdout.decode().partition("ok v1 -> v3")
    assert plan == f"  export/{MANIFEST}\n1 manifest: 1 ok, 0 failed; 0 written\n"
    assert path.read_bytes() == data
    apply(difference, tmp_path)
    assert path.read_bytes() == manifest_bytes(3)


def test_output_of_a_refused_migration_is_not_written(tmp_path: Path) -> None:
    path = make_export(tmp_path / "export", b"{}")
    status, out, err = run("migrate", path, "--output", tmp_path / "out.json")
    assert (status, out) == (1, "")
    assert err.startswith(f"dlm-schema: {path}: schema/required at /")
    assert list(contents(tmp_path)) == [f"export/{MANIFEST}"]


def test_a_json_report_tells_losses(tmp_path: Path) -> None:
    path = make_export(tmp_path / "export", LOSSY)
    loss = {"pointer": "/artifacts/1/role", "code": "loss/value", "value": "launch_script"}
    [result] = report_of("migrate", "--to", "2", path, status=1)["results"]
    assert (result["ok"], result["losses"], result["written"]) == (False, [loss], False)
    [result] = report_of("migrate", "--to", "2", "--allow-loss", "--in-place", path)["results"]
    assert (result["ok"], result["losses"], result["written"]) == (True, [loss], True)


def test_what_an_allowed_loss_leaves_broken_is_told_and_running_again_is_no_error(
    tmp_path: Path,
) -> None:
    export = tmp_path / "vllm"
    shutil.copytree(RECORDED / "dlm-trunk/store/01KQAR00VP2KAKVGCB7W4XRRZY/exports/vllm", export)
    path = export / MANIFEST
    command = ("migrate", "--to", "1", "--allow-loss", "--in-place", export)
    expected = (
        f"ok v2 -> v1  {path}\n"
        "  warning rules/missing-role at /artifacts: "
        "no artifact has a role that the target ollama needs: base_model\n"
        "  warning rules/target-fields at /quant: "
        "quant should not be 'hf' when the target is ollama\n"
        "  not carried over: loss/value at /target ('vllm')\n"
        "1 manifest: 1 ok, 0 failed; 1 written\n"
    )
    assert run(*command) == (0, expected, "")
    after = contents(tmp_path)
    assert run(*command).status == 0
    assert contents(tmp_path) == after


@pytest.mark.parametrize("options", [["--dry-run"], ["--in-place"], ["--diff"]], ids=lambda o: o[0])
def test_no_link_to_a_folder_is_followed(tmp_path: Path, options: list[str]) -> None:
    make_store(tmp_path / "outside", 1)
    [path] = make_store(tmp_path / "inside", 1)
    (tmp_path / "inside" / "link").symlink_to(tmp_path / "outside")
    before = contents(tmp_path / "outside")
    outcome = run("migrate", tmp_path / "inside", *options)
    assert (outcome.status, "/link/" in outcome.out) == (0, False)
    assert str(path) in outcome.out
    assert contents(tmp_path / "outside") == before
