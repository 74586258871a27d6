"""An implementation of the batch protocol that answers right until it meets what it cannot take.

``python misbehaving.py HOW``: a document (or the manifest of a directory) that holds ``trigger``
makes it misbehave in the way that HOW names; to every other request it answers as this package
does. With a second argument the ids of its processes are written to that file.
"""

from __future__ import annotations

import base64
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

from dlm_schema.conformance.server import answer_to

FOREVER = 1000


def say(*messages: Any) -> None:
    """Write messages, or bytes as they are, at one go."""
    text = b"".join(
        message if isinstance(message, bytes) else json.dumps(message).encode() + b"\n"
        for message in messages
    )
    while text:
        text = text[os.write(1, text) :]


def child() -> None:
    """Leave a child behind that holds every pipe open."""
    number = os.fork()
    if number == 0:
        time.sleep(FOREVER)
    record(number)


def record(number: int) -> None:
    if len(sys.argv) > 2:
        with open(sys.argv[2], "a", encoding="ascii") as file:
            file.write(f"{number}\n")


def say_for_ever(text: bytes) -> None:
    while True:
        say(text)


def be_deaf() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    time.sleep(FOREVER)


def die() -> None:
    sys.stderr.write("thread 'main' panicked\x1b[31m\n")
    os._exit(101)


def without(right: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in right.items() if name not in names}


def hang() -> None:
    time.sleep(FOREVER)


def hang_with_a_child() -> None:
    child()
    hang()


def die_with_a_child() -> None:
    child()
    os._exit(0)


def close_output() -> None:
    os.close(1)
    hang()


def flood_errors(right: dict[str, Any]) -> None:
    sys.stderr.write("warning\n" * 100_000)
    say(right)


ACTS: dict[str, Callable[[dict[str, Any]], None]] = {
    "dies": lambda right: die(),
    "changes": lambda right: die(),
    "is-killed": lambda right: os.kill(os.getpid(), signal.SIGSEGV),
    "hangs": lambda right: hang(),
    "hangs-deaf": lambda right: be_deaf(),
    "hangs-with-a-child": lambda right: hang_with_a_child(),
    "dies-with-a-child": lambda right: die_with_a_child(),
    "closes-output": lambda right: close_output(),
    "endless-line": lambda right: say_for_ever(b"x" * 65536),
    "endless-lines": lambda right: say_for_ever((json.dumps(right).encode() + b"\n") * 1000),
    "floods-errors": flood_errors,
    "twice": lambda right: say(right, right),
    "blank-line": lambda right: say(b"\n", right),
}
ANSWERS: dict[str, Callable[[dict[str, Any]], object]] = {
    "earlier-id": lambda right: right | {"id": right["id"] - 1},
    "text-id": lambda right: right | {"id": str(right["id"])},
    "true-id": lambda right: right | {"id": True},
    "no-id": lambda right: without(right, "id"),
    "no-json": lambda right: b"ok\n",
    "no-utf8": lambda right: b'{"id": "\xff"}\n',
    "nan": lambda right: b'{"id": NaN}\n',
    "twice-valid": lambda right: json.dumps(right)[:-1].encode() + b', "valid": false}\n',
    "twice-id": lambda right: b'{"id": 0, ' + json.dumps(right)[1:].encode() + b"\n",
    "deep": lambda right: b"[" * 100_000 + b"\n",
    "array": lambda right: [right],
    "text-valid": lambda right: right | {"valid": "true"},
    "number-valid": lambda right: right | {"valid": 1},
    "no-valid": lambda right: {"id": right["id"]},
    "text-version": lambda right: right | {"version": "2"},
    "true-version": lambda right: right | {"version": True},
    "fraction-version": lambda right: right | {"version": 2.0},
    "large-version": lambda right: right | {"version": 10**4000},
    "no-version": lambda right: {name: right[name] for name in ("id", "valid", "errors")},
    "null-errors": lambda right: right | {"errors": None},
    "text-errors": lambda right: right | {"errors": ["schema/type"]},
    "no-pointer": lambda right: right | {"errors": [{"code": "schema/type"}]},
    "number-code": lambda right: right | {"errors": [{"code": 1, "pointer": ""}]},
    "no-base64": lambda right: right | {"output": "e30"},
    "number-output": lambda right: right | {"output": 1},
    "no-output": lambda right: without(right, "output"),
    "no-losses": lambda right: without(right, "losses"),
    "no-value": lambda right: right | {"losses": [{"code": "loss/value", "pointer": "/target"}]},
    "no-notes": lambda right: without(right, "notes"),
    "skips": lambda right: {"id": right["id"], "skipped": "no \x1b[31mtime"},
    "silent-skips": lambda right: {"id": right["id"], "skipped": " "},
    "number-skips": lambda right: {"id": right["id"], "skipped": 1},
    "fails": lambda right: {"id": right["id"], "error": "out of \u202ememory"},
    "more-members": lambda right: right | {"skipped": None, "error": None, "took": 3},
    "accepts": lambda right: right | {"valid": True, "errors": []},
    "rejects": lambda right: (
        right | {"valid": False, "errors": [{"code": "schema/type", "pointer": "/a\x1b"}]}
    ),
    "other-version": lambda right: right | {"version": 1},
    "no-known-version": lambda right: right | {"version": None},
    "another-warning": lambda right: (
        right | {"warnings": [{"code": "files/unlisted", "pointer": "/artifacts"}]}
    ),
    "other-output": lambda right: right | {"output": base64.b64encode(b"{}\n").decode()},
    "refuses": lambda right: right | {"output": None},
    "number-loss": lambda right: (
        right | {"losses": [{"code": "loss/value", "pointer": "/target", "value": 1}]}
    ),
    "repeats-error": lambda right: right | {"errors": right["errors"] * 2},
}


def triggered(request: dict[str, Any]) -> bool:
    if "directory" in request:
        with open(os.path.join(request["directory"], "export_manifest.json"), "rb") as file:
            return b"trigger" in file.read()
    return b"trigger" in base64.b64decode(request.get("input", ""))


def start() -> dict[str, Callable[[], object]]:
    """Return what each way to fail at the start does."""
    about = {"id": 1, "name": "", "language": "", "version": ""}
    return {
        "start-dies": lambda: os._exit(1),
        "start-hangs": lambda: time.sleep(FOREVER),
        "start-ends": lambda: os._exit(0),
        "start-garbage": lambda: say(b"Welcome to reader 1.0\n"),
        "start-levels": lambda: say(about | {"levels": ["all"]}),
        "start-nested-levels": lambda: say(about | {"levels": [["encoding"]]}),
        "start-object-levels": lambda: say(about | {"levels": [{}]}),
        "start-refuses": lambda: say({"id": 1, "error": "protocol 1 is too old"}),
        "start-claims-nothing": lambda: say(about | {"levels": []}),
    }


def after_start(how: str, number: int, right: dict[str, Any]) -> None:
    """Answer ``start``, and misbehave at once if that is the way."""
    if how == "claims-encoding" or (how == "changes" and number > 1):
        right["levels"] = ["encoding"]
    if how == "closes-input":
        os.close(0)
    say(right)
    if how == "never-reads":
        answer = {"valid": True, "version": 2, "errors": [], "warnings": []}
        say(*({"id": number, **answer} for number in range(2, 1000)))
    if how in ("never-reads", "closes-input"):
        time.sleep(FOREVER)


def main() -> None:
    record(os.getpid())
    how = sys.argv[1]
    if how in start():
        start()[how]()
        time.sleep(FOREVER)
    for line in sys.stdin.buffer:
        request = json.loads(line)
        right = answer_to(line)
        if request["type"] == "start":
            after_start(how, request["id"], right)
        elif not triggered(request):
            say(right)
        elif how in ACTS:
            ACTS[how](right)
        else:
            answer = ANSWERS[how](right)
            say(answer)


if __name__ == "__main__":
    main()
