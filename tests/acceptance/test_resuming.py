"""``check`` and ``verify`` with ``--state``: stopped and started again, and what stands in the way.

The oracles are the report of a run without a state, and the kernel's count of the bytes that were
read.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

import pytest
from support.harness import ENVIRONMENT, MANIFEST, TIMEOUT, encoded, imported_by, report_of, run
from support.stores import BASE, make_store

SIZE: Final = 128 * 1024 * 1024
COUNT: Final = 16
_PROGRAM: Final = """
import sys, dlm_schema.cli.main, dlm_schema.export.state as state
state._FLUSHED_EVERY = 0.01
ended = dlm_schema.cli.main.main(sys.argv[1:])
sys.stdout.flush()
if sys.platform == "linux":
    sys.stderr.write(open("/proc/self/io").readline())
raise SystemExit(ended)
"""
EAGER: Final = (sys.executable, "-c", _PROGRAM)
"""The command, which keeps results at once, and says how many bytes it has read."""


@pytest.fixture(name="store", scope="module")
def _store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make exports of large files that take no room, of which one is not as its manifest says."""
    store = tmp_path_factory.mktemp("large") / "store"
    digest = hashlib.sha256(bytes(SIZE)).hexdigest()
    for manifest in make_store(store, COUNT):
        made = json.loads(manifest.read_bytes())
        made["artifacts"][0] |= {"size_bytes": SIZE, "sha256": digest}
        if manifest.parent.name == "Q1":
            made["artifacts"][0]["sha256"] = "0" * 64
        manifest.write_bytes(encoded(made))
        base = manifest.parent / BASE
        base.write_bytes(b"")
        os.truncate(base, SIZE)
    summary = json.loads((store / "manifest.json").read_bytes())
    for row in summary["exports"]:
        row["base_gguf_sha256"] = digest
    (store / "manifest.json").write_text(json.dumps(summary))
    time.sleep(0.2)  # what changed just now is not kept
    return store


def without_state(report: Any) -> Any:
    for result in report["results"]:
        assert result.pop("from_state", None) == (result.pop("judged_at", None) and True)
    return report


def stopped(store: Path, state: Path, number: signal.Signals) -> int:
    """Stop a run with a signal once it has kept something, and return how it ended."""
    with subprocess.Popen(
        [*EAGER, "check", "--state", state, store],
        env=ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        until = time.monotonic() + TIMEOUT
        while not list(state.rglob("*.jsonl")):
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.001)
        process.send_signal(number)
        return process.wait(TIMEOUT)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_run_that_was_stopped_goes_on_where_it_was(
    tmp_path: Path, store: Path, number: signal.Signals
) -> None:
    state = tmp_path / "state"
    assert stopped(store, state, number) in (-number, 128 + number)
    whole = run("check", store, "--format", "json", command=EAGER)
    rest = run("check", store, "--format", "json", "--state", state, command=EAGER)
    assert whole.status == rest.status == 1
    report = json.loads(rest.out)
    known = sum("from_state" in result for result in report["results"])
    assert 0 < known < COUNT
    assert without_state(report) == json.loads(whole.out)
    if sys.platform == "linux":
        read = [int(one.err.removeprefix("rchar: ")) for one in (whole, rest)]
        assert read[0] >= COUNT * SIZE
        assert abs(read[0] - read[1] - known * SIZE) < SIZE // 2
    assert not list(state.rglob("*.tmp"))
    again = run("check", store, "--format", "json", "--state", state, command=EAGER)
    assert json.loads(again.out)["results"][0]["from_state"] is True
    if sys.platform == "linux":
        assert int(again.err.removeprefix("rchar: ")) < SIZE // 2


@pytest.mark.parametrize("command", ["check", "verify"])
@pytest.mark.parametrize("form", ["text", "junit", "sarif"])
def test_a_report_is_the_same_whether_it_is_given_again(
    tmp_path: Path, store: Path, command: str, form: str
) -> None:
    arguments = (command, store / "exports" / "Q1", "--format", form, "--size-only")
    expected = run(*arguments)
    for _ in range(2):
        assert run(*arguments, "--state", tmp_path / "state") == expected


def test_what_is_too_old_is_judged_anew(tmp_path: Path, store: Path) -> None:
    arguments = ("check", store, "--size-only", "--state", tmp_path)
    report_of(*arguments, status=1)
    for age, is_known in (("1h", True), ("0s", False)):
        time.sleep(1)
        report = report_of(*arguments, "--max-age", age, status=1)
        assert all(("from_state" in result) is is_known for result in report["results"])


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, 16))


def test_a_state_without_room_is_a_line_and_no_more(tmp_path: Path) -> None:
    first, second = make_store(tmp_path / "store", 2)
    (first.parent / BASE).write_bytes(b"BASE")
    time.sleep(0.2)
    expected = run("check", tmp_path / "store")
    assert expected.status == 1
    state = tmp_path / "state"
    complaint = "dlm-schema: not all results could be kept or used again: "
    cases: list[tuple[Any, dict[str, Any], str]] = [
        (state, {"preexec_fn": limited}, "file too large"),
        (second, {}, "not a directory"),
        ("/proc/state", {}, "no such file or directory"),
        ("https://user:secret@host/", {}, "neither archives nor web servers are written to"),
    ]
    for place, options, reason in cases:
        ended = run("check", "--state", place, tmp_path / "store", **options)
        assert ended[:2] == expected[:2]
        shown = str(place).replace("user:secret", "***")
        assert ended.err == f"{complaint}{shown}: {reason}\n"
    assert not list(state.rglob("*.*"))
    assert run("check", "--state", state, tmp_path / "store") == expected


@pytest.mark.parametrize("age", ["7", "d", "-1d", "7 d", "1y", "", "1e3s"])
def test_an_age_has_a_unit(age: str) -> None:
    status, out, err = run("check", "x", "--state", "y", f"--max-age={age}")
    assert (status, out) == (2, "")
    assert f"expected an age such as 12h, 7d or 4w, found {age!r}" in err


def test_a_state_has_a_name() -> None:
    status, out, err = run("check", "x", "--state", "")
    assert (status, out) == (2, "")
    assert err.endswith("argument --state: expected a folder or a URL, found an empty text\n")


def test_an_age_goes_with_a_state() -> None:
    assert run("verify", "x", "--max-age", "7d") == (
        2,
        "",
        "dlm-schema: --max-age goes with --state\n",
    )


def test_without_a_state_nothing_of_it_is_imported(tmp_path: Path) -> None:
    [manifest] = make_store(tmp_path, 1)
    modules = {"dlm_schema.export.state", "dlm_schema.remote.shelves", "dlm_schema.disk.stamps"}
    assert not modules & imported_by("check", str(manifest))
    assert modules <= imported_by("check", str(manifest), "--state", str(tmp_path / "state"))


def test_no_state_is_made_beside_the_one_that_is_named(tmp_path: Path) -> None:
    [manifest] = make_store(tmp_path / "store", 1)
    time.sleep(0.2)
    run("check", "--state", tmp_path / "state", tmp_path / "store")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["state", "store"]
    assert sorted(path.name for path in manifest.parent.iterdir()) == [MANIFEST, BASE]
