"""``check`` and ``verify``, run whole: what they print, how they end, and how they are stopped."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator
from support.harness import (
    COMMAND,
    ENVIRONMENT,
    MANIFEST,
    RECORDED,
    ROOT,
    TIMEOUT,
    document,
    encoded,
    imported_by,
    run,
)
from support.stores import BASE, make_endless, make_store

REPORT_SHAPE: Final = Draft202012Validator(
    json.loads((ROOT / "schema" / "report.schema.json").read_bytes())
)
INTERRUPTED: Final = RECORDED / "dlm-trunk/store/01KQAR00VP2KAKVGCB7W4XRRZY/exports/F16"
COMMANDS: Final = ("check", "verify")
ALONE: Final = (
    "judged as a document alone: only a file named export_manifest.json lies beside its export"
)


def report_of(*arguments: str | Path, status: int) -> Any:
    ended = run(*arguments, "--format", "json")
    assert ended.status == status, ended
    report = json.loads(ended.out)
    REPORT_SHAPE.validate(report)
    assert report["command"] == arguments[0]
    return report


def test_check_says_of_a_store_that_it_is_ok(tmp_path: Path) -> None:
    first, second = make_store(tmp_path / "store", 2)
    expected = f"ok v3  {first}\nok v3  {second}\n2 manifests: 2 ok, 0 failed\n"
    for place in ("store", "store/exports", "."):
        assert run("check", tmp_path / place) == (0, expected, "")
    assert run("check", "--quiet", tmp_path) == (0, "", "")
    assert run("check", first) == (0, f"ok v3  {first}\n1 manifest: 1 ok, 0 failed\n", "")


def test_verify_says_of_a_store_that_it_is_verified(tmp_path: Path) -> None:
    [manifest] = make_store(tmp_path, 1)
    (tmp_path / "manifest.json").unlink()
    expected = f"ok v3  {manifest}\n1 manifest: 1 ok, 0 failed\n"
    assert run("verify", tmp_path) == (0, expected, "")


def test_check_says_what_is_wrong_in_files_and_store(tmp_path: Path) -> None:
    first, second, third = make_store(tmp_path, 3)
    (first.parent / BASE).write_bytes(b"BASE")
    (first.parent / "other").touch()
    (third.parent / "Modelfile").touch()
    summary = json.loads((tmp_path / "manifest.json").read_text())
    summary["exports"][1]["ollama_name"] = None
    (tmp_path / "manifest.json").write_text(json.dumps(summary))
    observed, recorded = (hashlib.sha256(data).hexdigest() for data in (b"BASE", b"base"))
    expected = (
        f"failed  {first}\n"
        f"  warning files/unlisted at /artifacts: 'other' is not listed\n"
        f"  error files/sha256 at /artifacts/0/sha256: {BASE}\n"
        f"    expected  {recorded}\n"
        f"    found     {observed}\n"
        f"failed  {second}\n"
        f"  error store/summary-mismatch at /ollama_name: the store's manifest.json has another "
        f"ollama_name\n"
        f"    expected  null\n"
        f"    found     'my-tutor:v3'\n"
        f"ok v3  {third}\n"
        f"  note files/unlisted at /artifacts: 'Modelfile' is not listed\n"
        f"3 manifests: 1 ok, 2 failed; 2 errors, 1 warning, 1 note\n"
    )
    assert run("check", tmp_path) == (1, expected, "")


def test_check_reports_to_programs(tmp_path: Path) -> None:
    first, second = make_store(tmp_path, 2)
    (second.parent / BASE).unlink()
    report = report_of("check", tmp_path, status=1)
    counts = {"error": 1, "warning": 0, "note": 0}
    numbers = {"checked": 2, "ok": 1, "failed": 1, "unreadable": 0}
    assert report["summary"] == numbers | {"counts": counts}
    assert report["results"] == [
        {"path": str(first), "version": 3, "ok": True, "findings": []},
        {
            "path": str(second),
            "version": 3,
            "ok": False,
            "findings": [
                {
                    "code": "files/missing",
                    "severity": "error",
                    "pointer": "/artifacts/0/path",
                    "message": f"{BASE}: no such file or directory",
                    "path": BASE,
                }
            ],
        },
    ]


def test_strict_lets_warnings_fail_and_notes_pass(tmp_path: Path) -> None:
    first, second = make_store(tmp_path, 2)
    (first.parent / "other").touch()
    (second.parent / "Modelfile").touch()
    assert run("check", tmp_path).status == 0
    expected = (
        f"failed  {first}\n"
        f"  warning files/unlisted at /artifacts: 'other' is not listed\n"
        f"ok v3  {second}\n"
        f"  note files/unlisted at /artifacts: 'Modelfile' is not listed\n"
        f"2 manifests: 1 ok, 1 failed; 1 warning, 1 note\n"
    )
    assert run("check", "--strict", tmp_path) == (1, expected, "")
    report = report_of("check", "--strict", tmp_path, status=1)
    assert [result["ok"] for result in report["results"]] == [False, True]
    assert [found["severity"] for found in report["results"][0]["findings"]] == ["warning"]


def test_only_what_is_true_is_said_of_the_recorded_stores() -> None:
    generations = [RECORDED / name for name in ("dlm-0.9.0", "dlm-0.10.0", "dlm-trunk")]
    assert run("check", "--quiet", *generations).status == 0
    strict = run("check", "--quiet", "--strict", *generations)
    assert (strict.status, strict.err) == (1, "")
    assert strict.out == (
        f"failed  {INTERRUPTED / MANIFEST}\n"
        f"  warning rules/missing-role at /artifacts: no artifact has a role that the target "
        f"llama-server needs: chat_template, launch_script\n"
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_an_exports_folder_without_manifests_is_said_in_a_line(
    tmp_path: Path, command: str
) -> None:
    first, second = make_store(tmp_path / "a", 2)
    second.unlink()
    (tmp_path / "b" / "exports").mkdir(parents=True)
    make_store(tmp_path / "b", 0)
    status, out, err = run(command, tmp_path)
    assert (status, err) == (0, "")
    assert out.splitlines()[0].endswith(str(first))
    warning = f"store/no-manifest at the top: holds no {MANIFEST}: an export that did not finish"
    assert out.splitlines()[-3:-1] == [
        f"ok  {second.parent}",
        f"  warning {warning}",
    ]
    assert run(command, "--strict", tmp_path).status == 1
    shutil.rmtree(second.parent)
    assert run(command, tmp_path).status == 0
    assert run(command, "--quiet", tmp_path) == (0, "", "")


@pytest.mark.parametrize("command", [*COMMANDS, "validate"])
def test_a_working_directory_that_is_gone_stops_nothing(tmp_path: Path, command: str) -> None:
    make_store(tmp_path / "store", 2)
    gone = tmp_path / "store" / "gone"
    gone.mkdir()
    script = 'cd "$0" && rmdir "$0" && exec "$@"'
    ended = run(command, "..", command=("sh", "-c", script, gone, *COMMAND))
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.splitlines()[-1].startswith("2 manifests: 2 ")


def test_a_document_alone_is_judged_and_said_to_be_alone(tmp_path: Path) -> None:
    data = encoded(document(3))
    other = tmp_path / "other.json"
    other.write_bytes(data)
    for path, name in ((other, str(other)), ("-", "-")):
        expected = f"ok v3  {name}\n  {ALONE}\n1 manifest: 1 ok, 0 failed\n"
        assert run("check", path, stdin=data) == (0, expected, "")
    assert run("check", "-", "-", stdin=data).out.endswith("1 manifest: 1 ok, 0 failed\n")
    status, out, _ = run("check", "-", stdin=b"[]")
    assert status == 1
    assert out.startswith("failed  -\n  error version/not-an-object at the top: ")


def test_verify_refuses_a_document_alone(tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_bytes(encoded(document(3)))
    complaint = f"{other}: only a file named {MANIFEST} lies beside its export"
    summary = "0 manifests: 0 ok, 0 failed, 1 unreadable; 1 error\n"
    assert run("verify", other) == (2, summary, f"dlm-schema: {complaint}\n")


@pytest.mark.parametrize("command", COMMANDS)
def test_what_cannot_be_read_is_a_complaint_and_the_rest_is_judged(
    tmp_path: Path, command: str
) -> None:
    first, second, third = make_store(tmp_path / "store", 3)
    first.unlink()
    first.symlink_to(second)
    (tmp_path / "empty").mkdir()
    status, out, err = run(command, tmp_path / "gone", tmp_path / "empty", tmp_path / "store")
    assert status == 2
    assert [line.split()[-1] for line in out.splitlines()[:-1]] == [str(second), str(third)]
    assert out.splitlines()[-1].startswith("2 manifests: 2 ")
    assert err.splitlines() == [
        f"dlm-schema: {tmp_path / 'gone'}: no such file or directory",
        f"dlm-schema: {tmp_path / 'empty'}: holds no {MANIFEST}, at any depth",
        f"dlm-schema: {first}: is a symbolic link, which is never followed; name the file itself",
    ]
    report = report_of(command, tmp_path / "store", status=1)
    counts = {"error": 1, "warning": 0, "note": 0}
    numbers = {"checked": 3, "ok": 2, "failed": 1, "unreadable": 1}
    assert report["summary"] == numbers | {"counts": counts}
    assert [found["code"] for found in report["results"][0]["findings"]] == ["files/symlink"]


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: path.write_text("{"), "cannot be read: 'EOF while parsing an object at line"),
        (lambda path: path.write_text("{}"), "has no array exports"),
        (lambda path: path.unlink(), "cannot be read: no such file or directory"),
        (lambda path: os.truncate(path, 2**40), "cannot be read: it has more than 16777216 bytes"),
    ],
    ids=["broken", "without exports", "missing", "large"],
)
def test_a_broken_summary_is_a_warning_for_each_export(
    tmp_path: Path, make: Any, reason: str
) -> None:
    manifests = make_store(tmp_path, 3)
    make(tmp_path / "manifest.json")
    status, out, err = run("check", tmp_path)
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[:-1:2] == [f"ok v3  {path}" for path in manifests]
    start = "  warning store/summary-missing at the top: the store's manifest.json "
    assert all(line.startswith(start + reason) for line in lines[1::2])
    assert run("check", "--strict", tmp_path).status == 1


def test_a_hundred_thousand_folders_are_walked(tmp_path: Path) -> None:
    for number in range(300):
        top = tmp_path / "exports" / str(number)
        top.mkdir(parents=True)
        for inner in range(333):
            os.mkdir(f"{top}/{inner}")
    [manifest] = make_store(tmp_path / "z", 1)
    assert run("check", "--quiet", tmp_path) == (0, "", "")
    assert run("check", tmp_path).out.startswith(f"ok v3  {manifest}\n")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("jobs", ["1", "2", "16", "1000"])
def test_the_number_of_jobs_changes_nothing(tmp_path: Path, command: str, jobs: str) -> None:
    make_store(tmp_path, 5, os.urandom(1_000_000))
    (tmp_path / "exports" / "Q3" / BASE).write_bytes(bytes(1_000_000))
    ended = run(command, "--jobs", jobs, tmp_path)
    assert ended == run(command, tmp_path)
    assert ended.status == 1


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("jobs", ["0", "-1", "x", "1.5", "", "²"])
def test_jobs_are_one_or_more(command: str, jobs: str) -> None:
    status, out, err = run(command, f"--jobs={jobs}", "x")
    assert (status, out) == (2, "")
    assert err.endswith(f"argument --jobs: expected a number of 1 or more, found {jobs!r}\n")


# Interruption


def interrupted(*arguments: str | Path, after: str) -> tuple[int, str, str]:
    """Send SIGINT once a line was printed, and return how the command ended."""
    with subprocess.Popen(
        [*COMMAND, *arguments],
        env=ENVIRONMENT | {"PYTHONUNBUFFERED": "1"},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        line = process.stdout.readline() if after else ""
        assert line == after
        time.sleep(0 if after else 2)
        process.send_signal(signal.SIGINT)
        begun = time.monotonic()
        out, err = process.communicate(timeout=TIMEOUT)
        assert time.monotonic() - begun < 3
        return process.returncode, line + out, err


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt_says_how_many_were_judged(tmp_path: Path, command: str, jobs: str) -> None:
    first, *_ = make_endless(tmp_path)
    line = f"ok v3  {first}\n"
    status, out, err = interrupted(command, "--jobs", jobs, tmp_path, after=line)
    assert (status, out) == (130, f"{line}1 manifest: 1 ok, 0 failed\n")
    said = "dlm-schema: interrupted: 1 manifest was judged, nothing is known of "
    others = ("the rest", "at least 1 more", "at least 2 more", "2 more")
    assert err in [f"{said}{rest}\n" for rest in others]


def test_an_interrupt_leaves_a_report_of_what_was_judged(tmp_path: Path) -> None:
    first, second, _ = make_endless(tmp_path)
    status, out, err = interrupted("check", "--format=json", "--jobs=2", first, second, after="")
    assert (status, err) == (
        130,
        "dlm-schema: interrupted: 1 manifest was judged, nothing is known of 1 more\n",
    )
    report = json.loads(out)
    REPORT_SHAPE.validate(report)
    assert [result["path"] for result in report["results"]] == [str(first)]
    assert report["interrupted"] is True


def test_an_interrupt_is_seen_whenever_it_comes(tmp_path: Path) -> None:
    first, *_ = make_endless(tmp_path)
    for _ in range(20):
        status, out, _ = interrupted("check", "--jobs", "2", tmp_path, after=f"ok v3  {first}\n")
        assert (status, out.count("\n")) == (130, 2)


def test_a_reader_that_leaves_stops_the_threads(tmp_path: Path) -> None:
    make_endless(tmp_path)
    gone = tmp_path / "gone"
    make_store(gone, 2)
    with subprocess.Popen(
        [*COMMAND, "check", "--jobs", "2", gone, tmp_path],
        env=ENVIRONMENT | {"PYTHONUNBUFFERED": "1"},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.wait(TIMEOUT) == 141  # as a shell says of SIGPIPE
        assert process.stderr.read() == b""


# What a command imports


def test_verifying_small_files_imports_no_models(tmp_path: Path) -> None:
    [manifest] = make_store(tmp_path, 1)
    program = (
        "import sys, dlm_schema.cli.main\n"
        "status = dlm_schema.cli.main.main(sys.argv[1:])\n"
        "print(*sorted(sys.modules), file=sys.stderr)\n"
        "raise SystemExit(status)\n"
    )
    ended = run("check", manifest, command=(sys.executable, "-c", program))
    assert ended.status == 0
    loaded = {name.split(".")[0] for name in ended.err.split()}
    assert not loaded & {"pydantic", "rich", "asyncio", "concurrent", "logging", "click"}


@pytest.mark.parametrize("command", COMMANDS)
def test_sizes_are_compared_of_all_files_and_digests_of_some(tmp_path: Path, command: str) -> None:
    manifests = make_store(tmp_path, 30)
    for manifest in manifests:
        base = manifest.parent / BASE
        base.write_bytes(bytes(byte ^ 1 for byte in base.read_bytes()))
    assert run(command, tmp_path).out.count("error files/sha256") == len(manifests)
    status, out, err = run(command, "--size-only", tmp_path)
    assert (status, "error" in out) == (0, False)
    assert out.count("  1 file not read: only the size was compared\n") == len(manifests)
    for result in report_of(command, "--size-only", tmp_path, status=0)["results"]:
        assert result["not_read"] == 1
    for form in ("junit", "sarif"):
        printed = run(command, "--size-only", "--format", form, tmp_path).out
        assert printed.count("1 file not read") == len(manifests)
    files = sum(len(json.loads(one.read_bytes())["artifacts"]) for one in manifests)
    assert err == f"dlm-schema: 0 of {files} files read; the sizes of all\n"
    sampled = run(command, "--sample", "50%", "--quiet", tmp_path)
    assert 0 < sampled.out.count("error files/sha256") < len(manifests)
    [seed] = re.findall(r"--seed \d+", sampled.err)
    assert run(command, "--sample", "50", "--quiet", *seed.split(), tmp_path) == sampled
    assert run(command, "--sample", "100%", tmp_path).out == run(command, tmp_path).out
    (manifests[0].parent / BASE).write_bytes(b"")
    assert run(command, "--size-only", tmp_path).out.count("error files/size") == 1


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--size-only", "--sample", "5%"], "--size-only and --sample exclude each other"),
        (["--seed", "5"], "--seed goes with --sample"),
        (["--sample", "101%"], "expected 0% to 100%, found '101%'"),
        (["--sample", "nan"], "expected 0% to 100%, found 'nan'"),
    ],
)
def test_a_choice_of_files_that_makes_no_sense_is_refused(
    tmp_path: Path, options: list[str], complaint: str
) -> None:
    status, out, err = run("check", *options, tmp_path)
    assert (status, out) == (2, "")
    assert complaint in err


@pytest.mark.parametrize("command", ["check", "verify"])
def test_one_machine_needs_nothing_of_clusters(command: str) -> None:
    modules = imported_by(command, str(RECORDED / "dlm-trunk" / "store"))
    assert modules.isdisjoint({"asyncio", "dask", "distributed", "fsspec"})
    assert modules.isdisjoint({"dlm_schema.cluster", "dlm_schema.export.places"})
