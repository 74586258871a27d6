"""``create``, run whole: what it writes passes ``check``, and what would not is refused.

``hashlib`` and roles written out by hand are the oracles of what a manifest says.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import socket
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest
from support.creating import BASE, REQUIRED, REVISION, export
from support.harness import MANIFEST, RECORDED, REPORT_SHAPE, Outcome, contents, encoded, run

import dlm_schema
from dlm_schema.errors import InvalidManifestError, ManifestPathError

ALL: Final = (
    *REQUIRED,
    "--merged",
    "--dequantized",
    "--ollama-name=my-tutor:v4",
    "--created-at=2026-05-01T09:30:00Z",
    "--created-by=me-1.0",
    "--llama-cpp-tag=b8816",
)


def artifact(path: str, content: bytes, role: str) -> dict[str, Any]:
    digest = hashlib.sha256(content).hexdigest()
    return {"path": path, "role": role, "sha256": digest, "size_bytes": len(content)}


def refused(folder: Path, *options: str) -> list[tuple[str, str]]:
    """Return codes and pointers that the command refused with, having written nothing."""
    before = contents(folder)
    ended = run("create", folder, *(options or REQUIRED), "--format=json")
    assert (ended.status, ended.err) == (1, "")
    assert contents(folder) == before
    report = json.loads(ended.out)
    REPORT_SHAPE.validate(report)
    [result] = report["results"]
    assert (result["ok"], result["written"]) == (False, False)
    return [(finding["code"], finding["pointer"]) for finding in result["findings"]]


def test_every_member_is_written_as_it_is_given(tmp_path: Path) -> None:
    folder = export(tmp_path / "export")
    assert run("create", folder, *ALL) == (
        0,
        (
            f"ok v3  {folder / MANIFEST}\n"
            f"  adapter     adapter.gguf, 7 bytes\n"
            f"  base_model  {BASE}, 4 bytes\n"
            f"1 manifest: 1 ok, 0 failed; 1 written\n"
        ),
        "",
    )
    assert (folder / MANIFEST).read_bytes() == encoded(
        {
            "schema_version": 3,
            "target": "ollama",
            "quant": "Q4_K_M",
            "merged": True,
            "dequantized": True,
            "ollama_name": "my-tutor:v4",
            "created_at": "2026-05-01T09:30:00Z",
            "created_by": "me-1.0",
            "llama_cpp_tag": "b8816",
            "base_model_hf_id": "org/name",
            "base_model_revision": REVISION,
            "adapter_version": 4,
            "artifacts": [
                artifact("adapter.gguf", b"adapter", "adapter"),
                artifact(BASE, b"base", "base_model"),
            ],
        }
    )
    assert run("check", "--strict", folder).status == 0
    assert sorted(os.listdir(folder)) == ["adapter.gguf", BASE, MANIFEST]


def test_what_is_not_given_has_a_default(tmp_path: Path) -> None:
    folder = export(tmp_path / "export")
    before = datetime.now(UTC).replace(microsecond=0)
    assert run("create", folder, *REQUIRED, "--quiet") == (0, "", "")
    made = json.loads((folder / MANIFEST).read_bytes())
    created = datetime.strptime(made["created_at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert before <= created <= datetime.now(UTC)
    assert re.fullmatch(r"dlm-schema-[0-9.]+", made["created_by"])
    assert [made[name] for name in ("merged", "dequantized", "ollama_name", "llama_cpp_tag")] == [
        False,
        False,
        None,
        None,
    ]


@pytest.mark.parametrize(
    "manifest",
    [
        path
        for generation in ("dlm-0.9.0", "dlm-0.10.0", "dlm-trunk")
        for path in sorted((RECORDED / generation).rglob(MANIFEST))
        if "01KQAR00VP2KAKVGCB7W4XRRZY/exports/F16" not in str(path)
    ],
    ids=lambda path: "/".join(path.parts[-6:-1]),
)
def test_recorded_exports_are_described_as_dlm_did(manifest: Path, tmp_path: Path) -> None:
    recorded = json.loads(manifest.read_bytes())
    folder = tmp_path / "export"
    for name, content in contents(manifest.parent).items():
        if name != MANIFEST:
            export(folder, **{name: content})
    options = [
        f"--{name.replace('_', '-')}={value}"
        for name, value in {"target": "ollama", **recorded}.items()
        if name != "artifacts" and isinstance(value, str | int) and not isinstance(value, bool)
    ]
    options = [f"{option}Z" if "--created-at" in option else option for option in options]
    options += [f"--{name}" for name in ("merged", "dequantized") if recorded[name]]
    assert run("create", folder, *options).status == 0
    expected = json.loads(run("migrate", "--to", "3", manifest).out)
    expected["artifacts"].sort(key=lambda entry: entry["path"])
    assert json.loads((folder / MANIFEST).read_bytes()) == expected


def test_companions_backups_and_temporary_files_are_left_out(tmp_path: Path) -> None:
    left_out = {
        "Modelfile": "a known companion",
        "export_manifest.json.v1.bak": "a backup",
        "imatrix.dat": "a known companion",
        "vl_gguf.json": "a known companion",
        ".export_manifest.json.0.dlm-schema.tmp": "a temporary file",
        "inner/.x.tmp": "a temporary file",
    }
    folder = export(tmp_path / "export", **{BASE: b"x", **dict.fromkeys(left_out, b"")})
    ended = run("create", folder, *REQUIRED)
    assert ended.status == 0
    said = re.findall(r"^  left out: (.*), (.*)$", ended.out, re.MULTILINE)
    assert dict(said) == left_out
    made = json.loads((folder / MANIFEST).read_bytes())
    assert [entry["path"] for entry in made["artifacts"]] == [BASE]
    assert run("check", folder).status == 0


def test_roles_can_be_given(tmp_path: Path) -> None:
    folder = export(tmp_path / "export", **{"weights.gguf": b"x", "Modelfile": b"y", "n": b""})
    warned = run("create", folder, *REQUIRED)
    assert warned.status == 0
    assert "  warning rules/missing-role at /artifacts: " in warned.out
    (folder / MANIFEST).unlink()
    roles = ("--role=weights.gguf=base_model", "--role", "Modelfile=modelfile")
    assert run("create", folder, *REQUIRED, *roles).status == 0
    made = json.loads((folder / MANIFEST).read_bytes())
    assert {entry["path"]: entry["role"] for entry in made["artifacts"]} == {
        "Modelfile": "modelfile",
        "n": "other",
        "weights.gguf": "base_model",
    }
    assert run("check", "--strict", folder).status == 0


@pytest.mark.parametrize(
    ("roles", "status", "said"),
    [
        (["gone=other"], 2, "--role names what is no file of the export: gone\n"),
        ([f"{BASE}=other", f"{BASE}=adapter"], 2, "--role names one file twice\n"),
        (["other"], 2, "argument --role: expected PATH=ROLE, found 'other'\n"),
        ([f"{BASE}=boss"], 1, ""),
    ],
)
def test_roles_of_nothing_are_refused(
    tmp_path: Path, roles: list[str], status: int, said: str
) -> None:
    folder = export(tmp_path / "export")
    before = contents(folder)
    ended = run("create", folder, *REQUIRED, *(f"--role={role}" for role in roles))
    assert ended.status == status
    assert ended.err.endswith(said)
    assert contents(folder) == before


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    folder = export(tmp_path / "export", **{"a b": b"", "con.txt": b"", "A": b"", "a": b""})
    (folder / "link").symlink_to("a")
    (folder / "folder").symlink_to("/etc")
    os.mkfifo(folder / "pipe")
    (folder / "caf\u00e9").touch()
    (folder / os.fsdecode(b"\xff")).touch()
    with socket.socket(socket.AF_UNIX) as listening:
        before = os.getcwd()
        os.chdir(folder)
        try:
            listening.bind("socket")
        finally:
            os.chdir(before)
        begun = time.monotonic()
        found = refused(folder)
    assert time.monotonic() - begun < 20
    assert found == [
        ("encoding/character", "/artifacts"),
        ("files/not-regular", "/artifacts"),
        ("files/not-regular", "/artifacts"),
        ("files/symlink", "/artifacts"),
        ("files/symlink", "/artifacts"),
        ("rules/missing-role", "/artifacts"),
        ("rules/case-collision", "/artifacts/1/path"),
        ("rules/unportable-path", "/artifacts/2/path"),
        ("rules/unportable-path", "/artifacts/3/path"),
        ("rules/reserved-name", "/artifacts/4/path"),
    ]
    for name in ("link", "folder", "pipe", "socket", os.fsdecode(b"\xff")):
        (folder / name).unlink()
    ended = run("create", folder, *REQUIRED)
    assert ended.status == 0
    assert re.findall(r"^  warning (\S+) at ", ended.out, re.MULTILINE) == [
        "rules/missing-role",
        "rules/case-collision",
        "rules/unportable-path",
        "rules/unportable-path",
        "rules/reserved-name",
    ]


@pytest.mark.parametrize("name", [b"a\nb", b"\x1b[31m", b"\x7f", b"\xff", b"a/\xef\xbf\xbf"])
def test_a_file_of_a_name_that_cannot_be_listed_is_named(tmp_path: Path, name: bytes) -> None:
    path = os.fsdecode(name)
    folder = export(tmp_path / "export", **{BASE: b"base", path: b"", "con.txt": b""})
    assert refused(folder) == [
        ("encoding/character", "/artifacts"),
        ("rules/reserved-name", "/artifacts/1/path"),
    ]
    message = f"{path!a} is no path of an artifact: rename the file"
    printed = run("create", folder, *REQUIRED).out
    assert f"  error encoding/character at /artifacts: {message}\n" in printed


@pytest.mark.parametrize(
    ("option", "found"),
    [
        ("--target=vlm", ("schema/enum", "/target")),
        ("--quant=", ("schema/minLength", "/quant")),
        ("--adapter-version=0", ("schema/minimum", "/adapter_version")),
        ("--adapter-version=9007199254740992", ("encoding/number", "/adapter_version")),
        ("--base-model-hf-id=x", ("schema/pattern", "/base_model_hf_id")),
        ("--created-at=2026-05-01T09:30:00", ("schema/pattern", "/created_at")),
        ("--created-at=2026-02-30T09:30:00Z", ("rules/calendar-date", "/created_at")),
        ("--created-by=a\nb", ("encoding/character", "/created_by")),
    ],
)
def test_members_that_break_the_specification_are_refused(
    tmp_path: Path, option: str, found: tuple[str, str]
) -> None:
    assert found in refused(export(tmp_path / "export"), *REQUIRED, option)


@pytest.mark.parametrize("missing", REQUIRED)
def test_members_without_a_default_are_required(tmp_path: Path, missing: str) -> None:
    options = [option for option in REQUIRED if option != missing]
    ended = run("create", export(tmp_path / "export"), *options)
    assert ended.status == 2
    assert f"are required: {missing.split('=', maxsplit=1)[0]}\n" in ended.err


def test_a_manifest_is_replaced_only_on_demand(tmp_path: Path) -> None:
    folder = export(tmp_path / "export")
    assert run("create", folder, *ALL).status == 0
    old = (folder / MANIFEST).read_bytes()
    (folder / MANIFEST).chmod(0o640)
    for option in ([], ["--dry-run"]):
        assert run("create", folder, *REQUIRED, *option) == (
            2,
            "",
            f"dlm-schema: {folder / MANIFEST}: exists already; --replace replaces it\n",
        )
    assert (folder / MANIFEST).read_bytes() == old
    assert run("create", folder, *REQUIRED, "--replace").status == 0
    assert (folder / MANIFEST).read_bytes() != old
    assert (folder / MANIFEST).stat().st_mode & 0o777 == 0o640


def test_a_dry_run_prints_what_would_be_written(tmp_path: Path) -> None:
    folder = export(tmp_path / "export")
    ended = run("create", folder, *ALL, "--dry-run")
    assert (ended.status, ended.err) == (0, "")
    assert not (folder / MANIFEST).exists()
    report = json.loads(run("create", folder, *ALL, "--dry-run", "--format=json").out)
    REPORT_SHAPE.validate(report)
    [result] = report["results"]
    assert encoded(result["manifest"]).decode() == ended.out
    assert (result["ok"], result["written"]) == (True, False)
    assert run("create", folder, *ALL) != ended
    assert (folder / MANIFEST).read_text() == ended.out


def test_the_store_has_to_agree(tmp_path: Path) -> None:
    folder = tmp_path / "exports" / "Q4_K_M"
    folder.parent.mkdir()
    export(folder, **{BASE: b"base"})
    ended = run("create", folder, *REQUIRED)
    assert (ended.status, "warning store/summary-missing" in ended.out) == (0, True)
    (folder / MANIFEST).unlink()
    row = {"target": "ollama", "quant": "Q4_K_M", "merged": False, "base_gguf_sha256": "0" * 64}
    (tmp_path / "manifest.json").write_text(json.dumps({"exports": [row]}))
    assert refused(folder) == [("store/summary-mismatch", "/artifacts/0/sha256")]
    row["base_gguf_sha256"] = hashlib.sha256(b"base").hexdigest()
    (tmp_path / "manifest.json").write_text(json.dumps({"exports": [row]}))
    assert run("create", folder, *REQUIRED).status == 0
    assert run("check", "--strict", tmp_path).status == 0


def test_a_file_more_than_a_manifest_can_list_is_refused(tmp_path: Path) -> None:
    folder = export(tmp_path / "export", **{BASE: b"base"})
    for number in range(65_536):
        os.close(os.open(folder / str(number), os.O_CREAT))
    assert refused(folder) == [("schema/maxItems", "/artifacts")]


@pytest.mark.parametrize("path", ["gone", "file"])
def test_what_is_no_directory_is_wrong_usage(tmp_path: Path, path: str) -> None:
    (tmp_path / "file").touch()
    ended: Outcome = run("create", tmp_path / path, *REQUIRED)
    assert (ended.status, ended.out) == (2, "")


def test_a_link_in_the_place_of_the_manifest_is_left_alone(tmp_path: Path) -> None:
    folder = export(tmp_path / "export")
    (folder / MANIFEST).symlink_to(tmp_path / "outside")
    for options, reason in (
        ([], "exists already; --replace replaces it"),
        (["--replace"], "is not a regular file and is left alone"),
    ):
        ended = run("create", folder, *REQUIRED, *options)
        assert ended == (2, "", f"dlm-schema: {folder / MANIFEST}: {reason}\n")
    assert (folder / MANIFEST).is_symlink()
    assert not (tmp_path / "outside").exists()


def test_what_is_no_weights_is_refused_unless_forced(tmp_path: Path) -> None:
    folder = export(tmp_path / "export", **{BASE: b""})
    assert refused(folder) == [("files/size", "/artifacts")]
    assert run("create", folder, *ALL, "--force").status == 0


def test_litter_and_what_is_excluded_is_left_out(tmp_path: Path) -> None:
    folder = export(tmp_path / "export")
    for name in ("x.part", ".git/config", "base.fp16.gguf", "notes.txt", f"{MANIFEST}.tmp.1"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x")
    ended = run("create", folder, *ALL, "--exclude", "notes*", "--as-version", "2")
    assert ended.status == 0
    assert ended.out.startswith("ok v2  ")
    assert ended.out.count("left out: ") == 5
    made = json.loads((folder / MANIFEST).read_bytes())
    assert [one["path"] for one in made["artifacts"]] == ["adapter.gguf", BASE]
    assert "schema_version" not in made


def test_the_library_does_the_same(tmp_path: Path) -> None:
    folder = export(tmp_path / "export")
    assert run("create", folder, *ALL).status == 0
    made = dlm_schema.load(folder)
    again = dlm_schema.create(folder, like=folder, replace=True)
    assert again.artifacts == made.artifacts
    assert (again.quant, again.ollama_name) == (made.quant, made.ollama_name)
    with pytest.raises(ManifestPathError, match="exists already"):
        dlm_schema.create(folder, like=made)
    with pytest.raises(TypeError, match="no member is called quantum"):
        dlm_schema.create(folder, quantum=1)
    with pytest.raises(InvalidManifestError, match="base_model_hf_id"):
        dlm_schema.create(folder, like=made, base_model_hf_id="gpt2", replace=True)


def test_what_no_option_gives_is_that_of_another_manifest(tmp_path: Path) -> None:
    old = export(tmp_path / "old")
    assert run("create", old, *ALL, "--as-version", "1").status == 0
    new = export(tmp_path / "new")
    assert run("create", new, "--like", old, "--adapter-version", "5", "--dry-run").status == 0
    for like in (old, old / MANIFEST):
        assert run("create", new, "--replace", "--like", like, "--adapter-version", "5").status == 0
        made = json.loads((new / MANIFEST).read_bytes())
        assert (made["ollama_name"], made["merged"], made["adapter_version"]) == (
            "my-tutor:v4",
            True,
            5,
        )
        assert made["created_by"] == f"dlm-schema-{dlm_schema.__version__}"
    other = ("--adapter-version", "0", "--no-merged", "--no-dequantized")
    assert run("create", new, "--replace", "--like", old, *other).status == 1
    other = ("--adapter-version", "1", "--no-merged", "--no-dequantized")
    assert run("create", new, "--replace", "--like", old, *other).status == 0
    assert not json.loads((new / MANIFEST).read_bytes())["merged"]


def test_what_no_option_gives_is_what_the_store_remembers(tmp_path: Path) -> None:
    store = tmp_path / "store"
    shutil.copytree(RECORDED / "dlm-trunk-more/adapter-tone", store)
    for manifest in sorted(store.rglob(MANIFEST)):
        folder, old = manifest.parent, json.loads(manifest.read_bytes())
        model = ("--base-model-hf-id", old["base_model_hf_id"])
        told = ("--from-store", *model, "--base-model-revision", old["base_model_revision"])
        manifest.unlink()
        ended = run("create", folder, *told)
        assert (ended.status, ended.err) == (2, "dlm-schema: nothing tells --adapter-version\n")
        ended = run("create", folder, *told, "--adapter-version", "2", "--as-version", "2")
        assert ended.status == 0, ended.err
        made = json.loads(manifest.read_bytes())
        for name in ("target", "quant", "merged", "ollama_name", "llama_cpp_tag"):
            assert made[name] == old[name], folder
        assert made["artifacts"] == sorted(old["artifacts"], key=lambda one: str(one["path"]))
        assert run("check", folder).status == 0
    again = dlm_schema.create(
        folder, from_store=True, like=made_of(old), version=2, dry_run=True, replace=True
    )
    assert isinstance(again, dlm_schema.models.v2.ExportManifest)
    assert (again.target, again.quant) == (old["target"], old["quant"])


def made_of(document: dict[str, Any]) -> dlm_schema.ExportManifest:
    """Return what says of another export what its own store says otherwise."""
    other = {**document, "target": "ollama", "quant": "Q2_K", "artifacts": []}
    return dlm_schema.loads(encoded(other))


def test_a_store_that_remembers_nothing_is_told(tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    folder = export(tmp_path / "exports" / "Q4_K_M")
    told = ("--from-store", *ALL)
    assert run("create", folder, *told).err.endswith(
        "/manifest.json: cannot be read: no such file or directory\n"
    )
    (tmp_path / "manifest.json").write_text('{"exports": [{"quant": "Q8_0", "merged": true}]}')
    assert run("create", folder, *told).err.endswith("/manifest.json: has no row of Q4_K_M\n")
    other = export(tmp_path / "other")
    assert "lies in no exports folder" in run("create", other, *told).err
    assert not (folder / MANIFEST).exists()


def test_a_manifest_to_be_like_has_to_be_one(tmp_path: Path) -> None:
    folder = export(tmp_path / "export")
    ended = run("create", folder, "--like", tmp_path / "gone")
    assert (ended.status, ended.err) == (
        2,
        f"dlm-schema: {tmp_path / 'gone'}: no such file or directory\n",
    )
    (tmp_path / "bad").write_text("{}")
    ended = run("create", folder, "--like", tmp_path / "bad")
    assert ended.status == 1
    assert "schema/required" in ended.err
    assert not (folder / MANIFEST).exists()
