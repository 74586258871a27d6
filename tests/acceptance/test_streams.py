"""Where output goes, what happens when it cannot go there, and what a command imports."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from support.harness import (
    COMMAND,
    ENVIRONMENT,
    RECORDED,
    TIMEOUT,
    V2,
    contents,
    imported_by,
    make_export,
    make_store,
    manifest_bytes,
    migrated_contents,
    run,
)

PRINTING = [
    pytest.param(["validate", V2], id="validate"),
    pytest.param(["validate", "--format", "json", str(RECORDED)], id="json"),
    pytest.param(["detect", V2], id="detect"),
    pytest.param(["migrate", "--to", "3", V2], id="migrate"),
    pytest.param(["migrate", "--to", "3", "--diff", V2], id="diff"),
    pytest.param(["schema"], id="schema"),
    pytest.param(["rules"], id="rules"),
    pytest.param(["--help"], id="help"),
    pytest.param(["--version"], id="version"),
]


def end_with(arguments: list[str], stdout: int) -> tuple[int, str]:
    ended = subprocess.run(
        [*COMMAND, *arguments],
        check=False,
        env=ENVIRONMENT,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        text=True,
        timeout=TIMEOUT,
    )
    return ended.returncode, ended.stderr


def end_with_closed_pipe(arguments: list[str]) -> tuple[int, str]:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        return end_with(arguments, writing)
    finally:
        os.close(writing)


@pytest.mark.parametrize("arguments", PRINTING)
def test_a_pipe_closed_early_changes_no_status(arguments: list[str]) -> None:
    with open(os.devnull, "wb") as nowhere:
        assert end_with_closed_pipe(arguments) == end_with(arguments, nowhere.fileno())


def test_a_migration_in_place_ends_although_nobody_reads_about_it(tmp_path: Path) -> None:
    make_store(tmp_path / "store", 3)
    expected = migrated_contents(tmp_path)
    assert end_with_closed_pipe(["migrate", "--in-place", str(tmp_path)]) == (0, "")
    assert contents(tmp_path) == expected


def test_closed_standard_error_does_not_change_the_status() -> None:
    script = '"$@" 2>&1 >/dev/null | true; exit "${PIPESTATUS[0]}"'
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("needs bash")
    for arguments, status in ((["validate", V2], 0), (["validate", "/nonexistent"], 2)):
        command = [bash, "-c", script, "bash", *COMMAND, *arguments]
        assert run(command=tuple(command)).status == status
        closed = [bash, "-c", 'exec "$@" 2>&-', "bash", *COMMAND, *arguments]
        assert run(command=tuple(closed)).status == status


@pytest.mark.parametrize("arguments", PRINTING[:-2])
def test_closed_standard_output_is_said(arguments: list[str]) -> None:
    assert run(command=("sh", "-c", 'exec "$@" >&-', "sh", *COMMAND, *arguments)) == (
        2,
        "",
        "dlm-schema: standard output is closed, so there is nowhere to print results\n",
    )


def test_closed_standard_input_is_said() -> None:
    command = ("sh", "-c", 'exec "$@" <&-', "sh", *COMMAND, "detect", "--quiet", "-")
    assert run(command=command) == (2, "", "dlm-schema: -: standard input is closed\n")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", PRINTING)
def test_output_to_a_full_disk_is_one_line(arguments: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        status, err = end_with(arguments, full.fileno())
    assert status == 2
    assert err == "dlm-schema: cannot go on: [Errno 28] No space left on device\n"


def test_an_interrupt_ends_with_130_and_one_line(tmp_path: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "validate", V2, "-"],
        env=ENVIRONMENT | {"PYTHONUNBUFFERED": "1"},
        stderr=subprocess.PIPE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        # With the first result printed, it waits for standard input.
        assert process.stdout.readline() == f"ok v2  {V2}\n".encode()
        process.send_signal(signal.SIGINT)
        assert process.wait(TIMEOUT) == 130
        said = b"dlm-schema: interrupted: 1 result is reported, nothing is known of the rest\n"
        assert process.stderr.read() == said
        assert process.stdout.read() == b"1 manifest: 1 ok, 0 failed\n"


def wait_until_it_has_read(process: subprocess.Popen[bytes], times: int) -> None:
    """Wait for more calls that read than importing takes."""
    while process.poll() is None:
        said = Path(f"/proc/{process.pid}/io").read_text().split()
        if int(said[said.index("syscr:") + 1]) > times:
            return
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("command", "sent"),
    [
        (["validate"], signal.SIGINT),
        (["list"], signal.SIGTERM),
        (["migrate", "--dry-run"], signal.SIGTERM),
    ],
)
def test_an_interrupted_command_gives_programs_a_whole_report(
    tmp_path: Path, command: list[str], sent: signal.Signals
) -> None:
    store = make_store(tmp_path / "store", 1)[0].parent.parent.parent
    (tmp_path / "paths").write_text(f"{store}\n" * 100_000)  # which takes long
    options = ["--format", "json", "--files-from", str(tmp_path / "paths")]
    with subprocess.Popen(
        [*COMMAND, *command, *options], env=ENVIRONMENT, stdout=subprocess.PIPE
    ) as process:
        wait_until_it_has_read(process, 20_000)
        process.send_signal(sent)
        out, _ = process.communicate(timeout=TIMEOUT)
        assert process.returncode == 128 + sent
    report = json.loads(out)
    assert report["interrupted"] is True
    assert abs(report["summary"]["checked"] - len(report["results"])) <= 1


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["validate", V2], id="validate"),
        pytest.param(["detect", V2], id="detect"),
        pytest.param(["migrate", "--to", "3", V2], id="migrate"),
    ],
)
def test_documents_are_handled_without_slow_imports(arguments: list[str]) -> None:
    modules = imported_by(*arguments)
    assert {"dlm_schema.cli.main", "dlm_schema.document.encoding", "jiter"} <= modules
    slow = {"asyncio", "click", "jsonschema", "pydantic", "pydantic_core", "rich"}
    assert modules.isdisjoint(slow)
    if arguments[0] != "migrate":
        assert modules.isdisjoint({"ctypes", "difflib", "fcntl", "hashlib", "json", "pathlib"})


def test_results_and_complaints_keep_to_their_streams(tmp_path: Path) -> None:
    good = make_export(tmp_path / "good", manifest_bytes(2))
    bad = make_export(tmp_path / "bad", b"null")
    status, out, err = run("validate", good, bad, "gone", cwd=tmp_path)
    assert status == 2
    assert out == (
        f"ok v2  {good}\n"
        f"failed  {bad}\n"
        "  error version/not-an-object at the top: expected an object, found null\n"
        "2 manifests: 1 ok, 1 failed, 1 unreadable; 2 errors\n"
    )
    assert err == "dlm-schema: gone: no such file or directory\n"


def test_closed_standard_output_stops_a_migration_in_place_before_it_begins(
    tmp_path: Path,
) -> None:
    make_export(tmp_path / "export")
    before = contents(tmp_path)
    command = ("sh", "-c", 'exec "$@" >&-', "sh", *COMMAND, "migrate", "--in-place", str(tmp_path))
    assert run(command=command).status == 2
    assert contents(tmp_path) == before
