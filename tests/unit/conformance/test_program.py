"""Programs that cannot be started, that hang, and that are to end with the run."""

from __future__ import annotations

import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.harness import COMMAND, ENVIRONMENT, TIMEOUT
from support.small_corpus import (
    NAMES,
    SHORT,
    conformance,
    make_corpus,
    misbehaving,
    process_is_alive,
    recipes,
)


@pytest.mark.parametrize("how", ["hangs", "hangs-deaf", "hangs-with-a-child"])
@pytest.mark.parametrize("only", ["schema/valid", "files"])
def test_a_hang_ends_with_its_time_and_the_run_goes_on(
    corpus: Path, how: str, only: str, tmp_path: Path
) -> None:
    processes = tmp_path / "processes"
    command = misbehaving(how, str(processes))
    ended = conformance(corpus, "--only", only, command=command, timeout=SHORT)
    assert ended.outcomes() == dict.fromkeys(NAMES, "passed") | {"trigger": "timeout"}
    assert ended.case("trigger")["problem"].startswith("no answer within 1 s")
    assert SHORT < ended.seconds < 8 * SHORT
    numbers = [int(line) for line in processes.read_text().split()]
    assert len(numbers) >= 2  # it was started anew
    assert not [number for number in numbers if process_is_alive(number)]


def test_a_large_request_that_is_never_read_ends_with_its_time(tmp_path: Path) -> None:
    case = {"input": [{"repeat": " ", "times": 4_000_000}], "versions": [2], "version": 2}
    large = recipes("schema/large", NAMES, valid=True, **case)
    corpus = make_corpus(tmp_path / "corpus", {"schema/large.json": large})
    program = "import json,sys,time; i=json.loads(input())['id']; print(json.dumps({'id':i,"
    program += "'name':'','language':'','version':'','levels':['schema']}),flush=True);"
    program += "time.sleep(1000)"
    ended = conformance(corpus, command=[sys.executable, "-c", program], timeout=SHORT)
    assert set(ended.outcomes().values()) == {"timeout"}
    assert "of 5333374 bytes of the request" in ended.case("before")["problem"]


def test_an_input_that_is_closed_is_a_crash_of_every_case(corpus: Path) -> None:
    ended = conformance(corpus, "--only", "schema/valid", command=misbehaving("closes-input"))
    assert set(ended.outcomes().values()) == {"crash"}
    assert "it closed its input before it had read the request" in ended.case("last")["problem"]


@pytest.mark.parametrize(
    ("how", "problem"),
    [
        ("start-dies", "at start: it closed its output without an answer: it ended with status 1"),
        ("start-hangs", "at start: no answer within 1 s"),
        ("start-ends", "at start: it closed its output without an answer: it ended with status 0"),
        ("start-garbage", "at start: 'Welcome to reader 1.0' is no JSON"),
        ("start-levels", "at start: 'all' is no level; the levels are encoding, schema, rules"),
        ("start-nested-levels", "at start: an array of 1 entries is no level; the levels are"),
        ("start-object-levels", "at start: an object of 0 members is no level; the levels are"),
        ("start-refuses", "at start: it refuses to start: 'protocol 1 is too old'"),
        ("start-claims-nothing", "no case was asked: the implementation claims none of these"),
    ],
)
def test_an_implementation_that_does_not_start_ends_the_run(
    corpus: Path, how: str, problem: str
) -> None:
    ended = conformance(corpus, command=misbehaving(how), timeout=SHORT)
    assert ended.status == 1
    assert ended.report["problem"].startswith(problem)
    assert ended.report["cases"] == []
    assert ended.report["summary"]["conforms"] == []
    assert ended.seconds < 15  # no timeout was waited for


def unusable(tmp_path: Path) -> Iterator[tuple[str, str]]:
    plain = tmp_path / "plain"
    plain.write_text("#!/bin/sh\n")
    yield str(plain), "it is not executable"
    orphan = tmp_path / "orphan"
    orphan.write_text("#!/no/such/interpreter\n")
    orphan.chmod(0o755)
    yield (
        str(orphan),
        "what it is to be run by, such as the interpreter of a script, is not there",
    )
    binary = tmp_path / "binary"
    binary.write_bytes(b"\x7fELF nothing")
    binary.chmod(stat.S_IRWXU)
    yield str(binary), "Exec format error"
    yield str(tmp_path / "gone"), "there is no such command"
    yield str(tmp_path), "it is a directory"
    yield "no-such-\x1b[31mcommand", "there is no such command"
    yield "", "there is no such command"


@pytest.mark.parametrize("protocol", ["batch", "one-shot"])
def test_a_command_that_cannot_be_run_is_said(corpus: Path, tmp_path: Path, protocol: str) -> None:
    for command, problem in unusable(tmp_path):
        options = ("--protocol", protocol, "--only", "schema/valid")
        ended = conformance(corpus, *options, command=[command])
        assert ended.status == 1
        if ended.report["implementation"] is None:
            name = command or "a command without a name"
            assert ended.report["problem"] == f"{name} cannot be run: {problem}"
        else:  # a file that looks like a program until it is run
            assert problem in ended.case("before")["problem"]


def started(corpus: Path, processes: Path) -> subprocess.Popen[bytes]:
    command = [*COMMAND, "conformance", "run", "--corpus", str(corpus), "--", *misbehaving("hangs")]
    program = subprocess.Popen(
        [*command, str(processes)],
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + TIMEOUT
    while not processes.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1)
    return program


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_whoever_ends_the_run_ends_the_implementation(
    corpus: Path, tmp_path: Path, number: signal.Signals, status: int
) -> None:
    processes = tmp_path / "processes"
    with started(corpus, processes) as program:
        program.send_signal(number)
        out, err = program.communicate(timeout=TIMEOUT)
    assert program.returncode == status
    assert out == b""
    assert err == (b"dlm-schema: interrupted\n" if number == signal.SIGINT else b"")
    assert not [line for line in processes.read_text().split() if process_is_alive(int(line))]
