"""Interrupts that come while ``jsonschema-rs`` validates, which drops what their handler raises."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from support.documents import REPOSITORY

from dlm_schema.document import interrupts

PROGRAM = """
import os, signal, threading, time
from dlm_schema import validate
from dlm_schema.document import interrupts
from pathlib import Path

data = Path({path!r}).read_bytes()
assert validate(data).ok
signal.signal(signal.SIGINT, signal.default_int_handler)
interrupts.watch()
caught = 0
for number in range({count}):
    sender = threading.Timer(0.001 + number % 7 / 10_000, os.kill, [os.getpid(), signal.SIGINT])
    try:
        sender.start()
        until = time.monotonic() + 5
        while time.monotonic() < until:
            validate(data)
    except KeyboardInterrupt:
        caught += 1
    sender.join()
print(caught)
"""
EXAMPLE = "examples/version-3/01KQ8XAMP1E0STAGE0DEM0ST0R/exports/Q4_K_M/export_manifest.json"


def run(program: str) -> tuple[str, str]:
    """Return what a program of its own session prints."""
    ended = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY / "src")},
        start_new_session=True,
        text=True,
        timeout=120,
    )
    return ended.stdout, ended.stderr


def interrupted_while(call: object) -> None:
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(1)
    raise AssertionError("the signal was not handled")


def dropping(call: object) -> bool:
    try:
        interrupted_while(call)
    except KeyboardInterrupt:
        return True
    raise AssertionError


@pytest.fixture
def handler() -> object:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield before
    signal.signal(signal.SIGINT, before)


def test_an_interrupt_that_a_call_drops_is_raised_again(handler: object) -> None:
    assert interrupts.reraise_interrupts(dropping)(None) is True
    interrupts.watch()
    with pytest.raises(KeyboardInterrupt):
        interrupts.reraise_interrupts(dropping)(None)
    assert interrupts.reraise_interrupts(bool)("x") is True
    assert interrupts.reraise_interrupts(bool)("") is False


def test_an_interrupt_that_is_held_has_its_effect_afterwards(handler: object) -> None:
    interrupts.watch()
    watching = signal.getsignal(signal.SIGINT)
    passed = []

    def hold() -> None:
        with interrupts.held():
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.01)
            passed.append("the signal")

    with pytest.raises(KeyboardInterrupt):
        hold()
    assert passed == ["the signal"]
    assert signal.getsignal(signal.SIGINT) is watching
    with interrupts.held():
        pass
    with pytest.raises(ZeroDivisionError), interrupts.held():
        raise ZeroDivisionError
    assert signal.getsignal(signal.SIGINT) is watching


def test_an_interrupt_that_is_held_is_not_lost_where_what_holds_it_fails(handler: object) -> None:
    def fail() -> None:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.01)
        raise ZeroDivisionError

    interrupts.watch()
    with pytest.raises(KeyboardInterrupt), interrupts.held():
        fail()


def test_what_is_not_to_be_held_has_its_effect_at_once(handler: object) -> None:
    with pytest.raises(KeyboardInterrupt), interrupts.held(signal.SIGTERM):
        interrupted_while(None)


@pytest.mark.parametrize("handling", [signal.SIG_IGN, signal.SIG_DFL])
def test_handling_that_is_no_function_is_left_alone(handler: object, handling: Any) -> None:
    signal.signal(signal.SIGINT, handling)
    with interrupts.held():
        assert signal.getsignal(signal.SIGINT) == handling
    assert signal.getsignal(signal.SIGINT) == handling


def test_threads_hold_nothing(handler: object) -> None:
    before = signal.getsignal(signal.SIGINT)
    held: list[object] = []

    def hold() -> None:
        with interrupts.held():
            held.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=hold)
    thread.start()
    thread.join()
    assert held == [before]


def test_an_interrupt_that_is_ignored_stays_ignored(handler: object) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    interrupts.watch()
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_threads_watch_for_nothing(handler: object) -> None:
    thread = threading.Thread(target=interrupts.watch)
    thread.start()
    thread.join()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_no_interrupt_is_lost_while_documents_are_validated() -> None:
    program = PROGRAM.format(path=str(REPOSITORY / EXAMPLE), count=100)
    assert run(program) == ("100\n", "")


FINALIZER = """
import os, signal, time
from dlm_schema.document import interrupts

class Noisy:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.01)

signal.signal(signal.SIGINT, signal.default_int_handler)
interrupts.watch()
try:
    del (noisy := [Noisy()])[0]
    time.sleep(30)
except KeyboardInterrupt:
    print("interrupted")
"""


def test_an_interrupt_in_a_finalizer_comes_again() -> None:
    """Python drops what a finalizer raises, and prints that it did."""
    assert run(FINALIZER) == ("interrupted\n", "")


def test_what_else_a_finalizer_raises_is_told_as_ever() -> None:
    program = FINALIZER.replace("time.sleep(0.01)", "raise ValueError('other')")
    program = program.replace("os.kill(os.getpid(), signal.SIGINT)", "").replace(
        "sleep(30)", "time()"
    )
    assert "ValueError: other" in run(program)[1]


SERIES = """
import os, signal, time
from dlm_schema.document import interrupts

ended = 0

class Slow:
    def __del__(self):
        global ended
        time.sleep(0.05)
        ended += 1

signal.signal(signal.SIGINT, signal.default_int_handler)
interrupts.watch()
many = [Slow() for _ in range(20)]
try:
    signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGINT))
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    many.clear()
    time.sleep(30)
except KeyboardInterrupt:
    print("interrupted", ended > 10)
"""


def test_one_interrupt_does_not_cut_a_whole_series_of_finalizers() -> None:
    assert run(SERIES) == ("interrupted True\n", "")


@pytest.mark.parametrize(
    "before",
    ["interrupts.unwatch()", "signal.signal(signal.SIGINT, signal.SIG_DFL)"],
    ids=["over", "not-ours"],
)
def test_nobody_is_interrupted_again_who_does_not_ask_for_it(before: str) -> None:
    program = FINALIZER.replace("os.kill(os.getpid(), signal.SIGINT)", "raise KeyboardInterrupt")
    program = program.replace("try:", f"{before}\ntry:").replace("sleep(30)", "sleep(0.2)")
    out, err = run(program)
    assert out == ""
    assert "KeyboardInterrupt" in err


IN_EXEC = """
from dlm_schema.document import interrupts

try:
    exec("raise KeyboardInterrupt")
except KeyboardInterrupt:
    raise SystemExit(interrupts.exit_status())
"""


def test_an_interrupt_while_a_class_is_made_ends_with_the_same_status(tmp_path: Path) -> None:
    (tmp_path / "interrupted.py").write_text(IN_EXEC)
    command = [sys.executable, "-m", "interrupted"]
    ended = subprocess.run(command, cwd=tmp_path, timeout=60, check=False)
    assert ended.returncode == 130
