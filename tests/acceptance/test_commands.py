"""Each command, run whole: what it prints, for people and for programs, and how it ends."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator
from support.harness import (
    MANIFEST,
    ROOT,
    contents,
    document,
    encoded,
    make_export,
    make_store,
    manifest_bytes,
    run,
)

import dlm_schema

REPORT_SHAPE: Final = Draft202012Validator(
    json.loads((ROOT / "schema" / "report.schema.json").read_bytes())
)


def report_of(*arguments: str | Path, status: int = 0, **options: Any) -> Any:
    ended = run(*arguments, "--format", "json", **options)
    assert ended.status == status, ended
    report = json.loads(ended.out)
    REPORT_SHAPE.validate(report)
    assert report["tool_version"] == dlm_schema.__version__
    assert report["command"] == arguments[0]
    assert list(report["summary"].values()) == [
        len(report["results"]),
        sum(result["ok"] for result in report["results"]),
        sum(not result["ok"] for result in report["results"]),
    ]
    return report


@pytest.fixture
def three(tmp_path: Path) -> list[Path]:
    """Return the manifests of one export in each version."""
    return [make_export(tmp_path / f"v{version}", manifest_bytes(version)) for version in (1, 2, 3)]


PLACES = [
    pytest.param("store/exports/Q00/export_manifest.json", 1, id="file"),
    pytest.param("store/exports/Q00", 1, id="export directory"),
    pytest.param("store", 3, id="store"),
    pytest.param(".", 3, id="folder of stores"),
]


@pytest.mark.parametrize(("place", "count"), PLACES)
def test_validate_takes_any_place(tmp_path: Path, place: str, count: int) -> None:
    make_store(tmp_path / "store", 3)
    names = [os.path.normpath(f"store/exports/Q0{number}/{MANIFEST}") for number in range(count)]
    prefix = "./" if place == "." else ""
    lines = [f"valid v1  {prefix}{name}" for name in names]
    noun = "manifest" if count == 1 else "manifests"
    expected = "\n".join([*lines, f"{count} {noun}: {count} valid, 0 invalid", ""])
    assert run("validate", place, cwd=tmp_path) == (0, expected, "")
    assert run("validate", "--quiet", place, cwd=tmp_path) == (0, "", "")


def test_validate_reads_standard_input() -> None:
    valid = "valid v3  -\n1 manifest: 1 valid, 0 invalid\n"
    assert run("validate", "-", stdin=manifest_bytes(3)) == (0, valid, "")
    ended = run("validate", "--quiet", "-", stdin=encoded(document(3, adapter_version=0)))
    finding = "error schema/minimum at /adapter_version: expected at least 1, found 0"
    assert ended == (1, f"invalid  -\n  {finding}\n", "")


def test_validate_lists_every_finding_of_the_first_layer_at_fault(tmp_path: Path) -> None:
    broken = document(3, merged="yes", quant="hf")
    del broken["artifacts"][0]["role"]
    path = make_export(tmp_path / "export", encoded(broken))
    expected = [
        ("schema/required", "/artifacts/0/role", "the member role is missing"),
        ("schema/type", "/merged", "expected boolean, found 'yes'"),
    ]
    facts: list[dict[str, Any]] = [{}, {"expected": "boolean", "observed": "yes"}]
    status, out, err = run("validate", "--quiet", path)
    assert (status, err) == (1, "")
    assert out.splitlines() == [
        f"invalid  {path}",
        *(f"  error {code} at {pointer}: {message}" for code, pointer, message in expected),
    ]
    [result] = report_of("validate", path, status=1)["results"]
    assert result == {
        "path": str(path),
        "version": 3,
        "ok": False,
        "findings": [
            {"code": code, "severity": "error", "pointer": pointer, "message": message} | fact
            for (code, pointer, message), fact in zip(expected, facts, strict=True)
        ],
    }


def test_more_than_a_hundred_findings_are_counted_for_people_and_listed_for_programs(
    tmp_path: Path,
) -> None:
    broken = document(3, artifacts=[{"path": "a"} for _ in range(50)])
    path = make_export(tmp_path / "export", encoded(broken))
    lines = run("validate", "--quiet", path).out.splitlines()
    assert len(lines) == 102
    assert lines[-1] == "  and 50 more (--format json lists all)"
    [result] = report_of("validate", path, status=1)["results"]
    assert len(result["findings"]) == 150


def test_detect_looks_at_the_version_alone(three: list[Path], tmp_path: Path) -> None:
    odd = make_export(tmp_path / "odd", b'{"target": 17}')
    future = make_export(tmp_path / "future", b'{"schema_version": 99}')
    status, out, err = run("detect", *three, odd, future)
    assert (status, err) == (1, "")
    assert out == (
        f"v1  {three[0]}\nv2  {three[1]}\nv3  {three[2]}\nv2  {odd}\nunknown  {future}\n"
        "  error version/unsupported at /schema_version: "
        "version 99 is newer than 3; read it with a newer dlm-schema\n"
        "5 manifests: 4 known, 1 unknown\n"
    )
    report = report_of("detect", *three, odd, future, status=1)
    assert [result["version"] for result in report["results"]] == [1, 2, 3, 2, None]


def test_what_cannot_be_read_is_part_of_a_json_report(tmp_path: Path, three: list[Path]) -> None:
    for command in ("validate", "detect", "migrate"):
        report = report_of(command, three[0], tmp_path / "gone", status=2)
        first, second = report["results"]
        assert (first["ok"], second["ok"]) == (True, False)
        assert second["version"] is None
        assert second["findings"] == [
            {
                "code": "files/missing",
                "severity": "error",
                "pointer": "",
                "message": "no such file or directory",
            }
        ]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_schema_prints_the_published_bytes(number: int) -> None:
    published = (ROOT / "schema" / "export-manifest" / f"v{number}/schema.json").read_text("utf-8")
    assert run("schema", str(number)) == (0, published, "")
    if number == 3:
        assert run("schema") == (0, published, "")


def test_rules_prints_the_catalogue_or_explains_one_code() -> None:
    entries = json.loads((ROOT / "schema" / "rules.json").read_bytes())["rules"]
    lines = run("rules").out.splitlines()
    assert [line.split()[:2] for line in lines] == [
        [entry["code"], entry["severity"]] for entry in entries
    ]
    assert all(
        line.endswith(f"  {entry['meaning']}") for line, entry in zip(lines, entries, strict=True)
    )
    for entry in (entries[0], entries[-1]):
        expected = (
            f"{entry['code']} ({entry['severity']}, {entry['layer']} layer)\n"
            f"{entry['meaning']}\n{entry['remedy']}\n"
        )
        assert run("rules", entry["code"]) == (0, expected, "")
        assert json.loads(run("rules", "--format", "json", entry["code"]).out) == entry
    assert json.loads(run("rules", "--format", "json").out)["rules"] == entries
    assert run("rules", "rules/none\x1b") == (
        2,
        "",
        "dlm-schema: there is no code 'rules/none\\x1b'; 'dlm-schema rules' lists them all\n",
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
        f"v1 -> v2  {three[0]}\nv2 already  {three[1]}\nv3 -> v2  {three[2]}\n"
        "3 manifests: 3 migratable, 0 refused\n"
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
    written = f"v1 -> v2  {three[0]}\n1 manifest: 1 migrated, 0 refused\n"
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
        f"refused  {path}\n  refused without --allow-loss: {LOSS}\n"
        "1 manifest: 0 migratable, 1 refused\n"
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
    difference, _, plan = ended.stdout.decode().partition("v1 -> v3")
    assert plan == f"  export/{MANIFEST}\n1 manifest: 1 migratable, 0 refused\n"
    assert path.read_bytes() == data
    apply(difference, tmp_path)
    assert path.read_bytes() == manifest_bytes(3)


MISUSE = [
    pytest.param([], "the following arguments are required: COMMAND", id="nothing"),
    pytest.param(["valid", "x"], "argument COMMAND: invalid choice: 'valid'", id="command"),
    pytest.param(["validate"], "the following arguments are required: PATH", id="no path"),
    pytest.param(["validate", "--qui", "x"], "unrecognized arguments: --qui", id="abbreviation"),
    pytest.param(["migrate", "--to", "x", "-"], "argument --to: invalid int value: 'x'", id="to"),
    pytest.param(["schema", "4"], "argument N: invalid choice: 4", id="schema"),
    pytest.param(["migrate", "--to", "4", "-"], "--to: version 4 is unknown", id="to 4"),
    pytest.param(["migrate", "--in-place", "-"], "standard input cannot be migrated", id="stdin"),
    pytest.param(
        ["migrate", "--in-place", "--output", "o", "x"],
        "--in-place and --output exclude each other",
        id="two places",
    ),
    pytest.param(["migrate", "--no-backup", "x"], "--no-backup goes with --in-place", id="backup"),
    pytest.param(
        ["migrate", "--dry-run", "--output", "o", "x"], "--dry-run writes nothing", id="dry run"
    ),
    pytest.param(
        ["migrate", "--diff", "--format", "json", "x"], "--diff prints text", id="diff as json"
    ),
]


@pytest.mark.parametrize(("arguments", "complaint"), MISUSE)
def test_misuse_ends_with_2_and_says_why(
    tmp_path: Path, arguments: list[str], complaint: str
) -> None:
    status, out, err = run(*arguments, cwd=tmp_path)
    assert (status, out) == (2, "")
    assert complaint in err.splitlines()[-1]
    assert contents(tmp_path) == {}


def test_version_and_help_are_printed() -> None:
    version = f"dlm-schema {dlm_schema.__version__}\n"
    assert run("--version") == run("validate", "--version") == (0, version, "")
    for arguments in (["-h"], ["migrate", "--help"]):
        status, out, err = run(*arguments)
        assert (status, err) == (0, "")
        assert out.startswith("usage: dlm-schema ")
        assert "Exit status: 0 no errors;" in out


def test_the_console_script_is_the_module(three: list[Path]) -> None:
    script = "import sys; from dlm_schema.cli.main import main; sys.argv[0] = 'x'; sys.exit(main())"
    scripts = ROOT / "pyproject.toml"
    assert 'dlm-schema = "dlm_schema.cli.main:main"' in scripts.read_text("utf-8")
    for arguments in (["validate", *map(str, three)], ["validate", "gone"], ["--help"], ["nope"]):
        assert run(*arguments, command=(sys.executable, "-c", script)) == run(*arguments)
