"""The batch protocol, against implementations that go wrong in every way."""

from __future__ import annotations

import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.harness import COMMAND, ENVIRONMENT, TIMEOUT
from support.small_corpus import (
    NAMES,
    SERVE,
    conformance,
    make_corpus,
    misbehaving,
    process_is_alive,
    recipes,
    small_corpus,
)

SHORT = 1.0


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_corpus(tmp_path_factory.mktemp("small") / "corpus")


@pytest.mark.parametrize(
    ("how", "only", "outcome", "problem"),
    [
        ("dies", "schema/valid", "crash", "it ended with status 101; standard error ends in: thr"),
        ("is-killed", "schema/valid", "crash", "it was killed by SIGSEGV"),
        ("dies-with-a-child", "schema/valid", "crash", "it ended without an answer: it ended with"),
        ("closes-output", "schema/valid", "crash", "it closed its output without an answer"),
        ("endless-line", "schema/valid", "garbage", "wrote more than 33554432 bytes without"),
        ("no-json", "schema/valid", "garbage", "'ok' is no JSON"),
        ("no-utf8", "schema/valid", "garbage", "is no JSON: 'utf-8' codec"),
        ("nan", "schema/valid", "garbage", "NaN is no JSON number"),
        ("deep", "schema/valid", "garbage", "it is nested too deep"),
        ("array", "schema/valid", "garbage", "expected a JSON object, found an array of 1"),
        ("blank-line", "schema/valid", "garbage", "'' is no JSON"),
        ("earlier-id", "schema/valid", "garbage", "with the id 3 has the id 2"),
        ("text-id", "schema/valid", "garbage", "with the id 3 has the id '3'"),
        ("true-id", "schema/valid", "garbage", "with the id 3 has the id true"),
        ("no-id", "schema/valid", "garbage", "with the id 3 has the id none"),
        ("text-valid", "schema/valid", "garbage", "valid must be true or false, found 'true'"),
        ("number-valid", "schema/valid", "garbage", "valid must be true or false, found 1"),
        ("no-valid", "schema/valid", "garbage", "the answer has no valid"),
        ("twice-valid", "schema/valid", "garbage", "the member 'valid' comes twice in its object"),
        ("twice-id", "schema/valid", "garbage", "the member 'id' comes twice in its object"),
        ("text-version", "schema/valid", "garbage", "version must be an integer or null"),
        ("true-version", "schema/valid", "garbage", "version must be an integer or null"),
        ("fraction-version", "schema/valid", "garbage", "an integer or null, found 2.0"),
        ("large-version", "schema/valid", "garbage", "version is beyond +-9007199254740991"),
        ("no-version", "schema/valid", "garbage", "the answer has no version"),
        ("null-errors", "schema/valid", "garbage", "errors must be a list, found null"),
        ("text-errors", "schema/valid", "garbage", "errors must hold objects"),
        ("no-pointer", "schema/valid", "garbage", "each of errors must have the strings code and"),
        ("number-code", "schema/valid", "garbage", "each of errors must have the strings code and"),
        ("no-base64", "migrations", "garbage", "output is no base64: Incorrect padding"),
        ("number-output", "migrations", "garbage", "output must be base64 or null, found 1"),
        ("no-output", "migrations", "garbage", "the answer has no output"),
        ("no-losses", "migrations", "garbage", "the answer has no losses"),
        ("no-value", "migrations", "garbage", "each of losses must have a value"),
        ("no-notes", "files", "garbage", "the answer has no notes"),
        ("silent-skips", "schema/valid", "garbage", "skipped must be the reason as a string, and"),
        ("number-skips", "schema/valid", "garbage", "skipped must be the reason as a string"),
        ("skips", "schema/valid", "skipped", "no \x1b[31mtime"),
        ("fails", "schema/valid", "error", r"the implementation says: 'out of \u202ememory'"),
        ("accepts", "schema/invalid", "failed", "valid is true, expected false"),
        ("accepts", "schema/invalid", "failed", "missing schema/minLength at /quant"),
        ("rejects", "schema/valid", "failed", "valid is false, expected true"),
        ("rejects", "schema/valid", "failed", "errors: extra schema/type at /a\x1b"),
        ("repeats-error", "schema/invalid", "failed", "extra schema/pattern at /quant"),
        ("other-version", "schema/valid", "failed", "version is 1, expected 2"),
        ("no-known-version", "schema/valid", "failed", "version is null, expected 2"),
        ("another-warning", "files", "failed", "warnings: extra files/unlisted at /artifacts"),
        ("other-output", "migrations", "failed", "from byte 1 on the output is other: '{}"),
        ("refuses", "migrations", "failed", "there is no output"),
        ("number-loss", "migrations", "failed", "losses: extra loss/value at /target (1)"),
    ],
)
def test_what_goes_wrong_is_the_result_of_its_case_and_the_run_goes_on(
    corpus: Path, how: str, only: str, outcome: str, problem: str
) -> None:
    ended = conformance(corpus, "--only", only, command=misbehaving(how))
    assert ended.status == 1
    assert ended.outcomes() == dict.fromkeys(NAMES, "passed") | {"trigger": outcome}
    assert problem in ended.case("trigger")["problem"]
    assert ended.seconds < TIMEOUT / 4


@pytest.mark.parametrize("how", ["more-members", "floods-errors"])
@pytest.mark.parametrize("only", ["schema", "migrations", "files"])
def test_what_does_no_harm_passes(corpus: Path, how: str, only: str) -> None:
    ended = conformance(corpus, "--only", only, command=misbehaving(how))
    assert ended.status == 0
    assert set(ended.outcomes().values()) == {"passed"}


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


def test_a_child_that_holds_the_pipes_is_ended_with_the_implementation(
    corpus: Path, tmp_path: Path
) -> None:
    processes = tmp_path / "processes"
    command = misbehaving("dies-with-a-child", str(processes))
    ended = conformance(corpus, "--only", "schema/valid", command=command)
    assert ended.case("trigger")["outcome"] == "crash"
    numbers = [int(line) for line in processes.read_text().split()]
    assert len(numbers) == 3
    assert not [number for number in numbers if process_is_alive(number)]


@pytest.mark.parametrize("how", ["twice", "endless-lines"])
def test_what_nobody_asked_for_is_found_at_the_next_case(corpus: Path, how: str) -> None:
    ended = conformance(corpus, "--only", "schema/valid", command=misbehaving(how))
    assert ended.outcomes() == dict.fromkeys(NAMES, "passed") | {"after": "garbage"}
    assert "it was not asked for" in ended.case("after")["problem"]


def test_what_nobody_asked_for_is_found_after_the_last_case(corpus: Path) -> None:
    ended = conformance(corpus, "--only", "schema/valid/trigger", command=misbehaving("twice"))
    assert ended.outcomes() == {"trigger": "garbage"}
    assert "it was not asked for" in ended.case("trigger")["problem"]


def test_an_answer_before_the_request_is_none(corpus: Path) -> None:
    ended = conformance(corpus, command=misbehaving("never-reads"), timeout=SHORT)
    assert set(ended.outcomes().values()) == {"garbage"}


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


def test_an_implementation_that_claims_other_levels_when_restarted_is_no_answer(
    corpus: Path,
) -> None:
    ended = conformance(corpus, "--only", "schema/valid", command=misbehaving("changes"))
    assert list(ended.outcomes().values()) == ["passed", "crash", "garbage", "garbage"]
    assert ended.case("last")["problem"].startswith("at start: it calls itself another")


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
    assert ended.seconds < TIMEOUT / 4


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


def test_a_run_is_given_up_when_nothing_is_answered(tmp_path: Path) -> None:
    names = [f"trigger{number}" for number in range(30)]
    plain = {"input": "{{name}}", "errors": [{"code": "encoding/syntax", "pointer": ""}]}
    files = {"encoding/all.json": recipes("encoding/all", names, versions=[1, 2, 3], **plain)}
    corpus = make_corpus(tmp_path / "corpus", files)
    hanging = conformance(corpus, command=misbehaving("hangs"), timeout=0.5)
    assert list(hanging.outcomes().values()) == ["timeout"] * 5 + ["not-run"] * 25
    assert hanging.report["problem"] == "given up after 5 cases in a row without an answer"
    dying = conformance(corpus, command=misbehaving("dies"))
    assert list(dying.outcomes().values()) == ["crash"] * 20 + ["not-run"] * 10
    assert dying.report["levels"]["encoding"] == {
        "passed": 0,
        "failed": 20,
        "skipped": 0,
        "known": 0,
        "not_run": 10,
        "total": 30,
    }
    assert dying.status == hanging.status == 1


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


def test_directories_are_gone_after_the_run(corpus: Path, tmp_path: Path) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    for how in ("hangs", "dies", "skips"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(ENVIRONMENT, "TMPDIR", str(folder))
            ended = conformance(corpus, "--only", "files", command=misbehaving(how), timeout=SHORT)
        assert ended.case("trigger")["outcome"] != "passed"
        assert list(folder.iterdir()) == []


def test_own_implementation_passes(corpus: Path) -> None:
    ended = conformance(corpus, command=SERVE)
    assert ended.status == 0
    assert ended.report["implementation"]["name"] == "dlm-schema"
    figures: dict[str, Any] = {"failed": 0, "skipped": 0, "known": 0, "not_run": 0}
    assert ended.report["levels"] == {
        "encoding": {"passed": 0, **figures, "total": 0},
        "schema": {"passed": 8, **figures, "total": 8},
        "rules": {"passed": 0, **figures, "total": 0},
        "migrations": {"passed": 4, **figures, "total": 4},
        "operations": {"passed": 0, **figures, "total": 0},
        "files": {"passed": 4, **figures, "total": 4},
    }
