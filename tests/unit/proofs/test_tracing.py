"""No system call of ``verify`` opens a file outside the export directory (EM-VERIFY-1).

The kernel is the oracle: of every file that the process opens, ``/proc`` says where it truly lies.
That the trace would have caught one is shown by ways of opening that are not safe, on the same
directories.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from proofs.tracing.tracer import Seen, Tracer, why_not_here
from support.documents import as_bytes, document
from support.harness import ENVIRONMENT, MANIFEST
from support.strange_files import make_dangling, make_fifo, make_loop, make_socket

if sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"):
    pytest.skip("only Linux on these machines can be traced", allow_module_level=True)

BASE = "base.Q4_K_M.gguf"
INNER = "adapters/tone/weights"
CONTENT = b"the weights of an adapter"
SECRET = b"what lies outside, secret"
LARGE = bytes(300_000)  # is read by another thread
ROUNDS = 170


@pytest.fixture(scope="module", autouse=True)
def tracing_is_possible() -> None:
    problem = why_not_here()
    if problem is not None and not os.environ.get("CI"):
        pytest.skip(problem)
    assert problem is None


def put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def make_export(top: Path, name: str = "export") -> Path:
    """Make an export, and outside a directory that holds other things by the same names."""
    everything = {BASE: b"base", INNER: CONTENT, "adapters/large": LARGE}
    for path, content in everything.items():
        put(top / name / path, content)
        put(top / "outside" / name / path, content[:-1] + b"!")
    put(top / "outside" / name / INNER, SECRET)
    listed = [
        {"path": path, "sha256": hashlib.sha256(content).hexdigest(), "size_bytes": len(content)}
        for path, content in everything.items()
    ]
    made = document(2) | {"artifacts": listed}
    for folder in (top, top / "outside"):
        put(folder / name / MANIFEST, as_bytes(made))
    return top / name


def make_store(top: Path) -> Path:
    """Make a store of one export, and outside one of the same shape."""
    export = make_export(top, "store/exports/Q4_K_M")
    made = json.loads((export / MANIFEST).read_bytes())
    names = ("target", "quant", "merged", "ollama_name")
    summary = {"exports": [{name: made[name] for name in names}]}
    for folder in (top, top / "outside"):
        put(folder / "store" / "manifest.json", as_bytes(summary))
    return top / "store"


def trace(
    export: Path,
    rounds: int,
    *variants: str,
    jobs: int = 1,
    prepare: Callable[[int], None] = lambda _: None,
    meanwhile: Callable[[int, int], None] = lambda *_: None,
) -> tuple[list[Seen], list[list[str]]]:
    """Return what every round did and which codes it found."""
    arguments = [str(export), str(rounds), str(jobs), *variants]
    command = [sys.executable, "-m", "proofs.tracing.traced", *arguments]
    tracer = Tracer(command, ENVIRONMENT, prepare, meanwhile)
    printed = tracer.run()
    codes = [line.split() for line in printed.splitlines()]
    assert len(tracer.rounds) == len(codes) == rounds, printed
    return tracer.rounds, codes


# A directory full of ways out

HOSTILE = {
    "link": "../outside/export/adapters/tone/weights",
    "adapters/link": "../../outside/export/adapters/tone/weights",
    "adapters/tone/link": "/etc/passwd",
    "adapters/tone/magic": "/proc/self/root/etc/passwd",
    "adapters/tone/fd": "/proc/self/fd/0",
    "folder": "../outside/export/adapters",
    "adapters/folder": "../../outside/export/adapters/tone",
    "adapters/tone/folder": "../../..",
    "up": "..",
    "root": "/",
    "adapters/here": ".",
}
THROUGH_FOLDERS = [
    "folder/tone/weights",
    "adapters/folder/weights",
    "adapters/tone/folder/secret",
    "up/outside/export/adapters/tone/weights",
    "root/etc/passwd",
    "adapters/here/tone/weights",
]


def make_hostile(top: Path) -> Path:
    """Make an export whose artifacts are, or lie behind, links to outside at every depth."""
    export = make_export(top)
    put(top / "secret", SECRET)
    for path, target in HOSTILE.items():
        (export / path).symlink_to(target)
    make_fifo(export / "adapters" / "fifo")
    make_socket(export / "adapters" / "socket")
    make_dangling(export / "dangling")
    make_loop(export / "adapters" / "loop")
    os.link(top / "secret", export / "hard")
    (export / "adapters" / "empty").mkdir()
    names = [*HOSTILE, *THROUGH_FOLDERS, "adapters/fifo", "adapters/socket", "dangling"]
    names += ["adapters/loop", "hard", "adapters/empty", "adapters/tone", INNER, "gone/gone"]
    listed = [
        # Each has the size of what lies behind the links, which would be read if it were opened.
        {"path": name, "sha256": "5e" * 32, "size_bytes": len(SECRET)}
        for name in names
        if not any(other.startswith(f"{name}/") for other in names)
    ]
    base = {"path": BASE, "sha256": hashlib.sha256(b"base").hexdigest(), "size_bytes": 4}
    put(export / MANIFEST, as_bytes(document(2) | {"artifacts": [base, *listed]}))
    return export


@pytest.mark.parametrize("jobs", [1, 2])
def test_nothing_outside_a_hostile_directory_is_opened(tmp_path: Path, jobs: int) -> None:
    export = make_hostile(tmp_path)
    seen, codes = trace(export, 2, "climb", jobs=jobs)
    for one in seen:
        assert one.outside(str(export)) == []
        opened = {one.path for one in one.opened}
        assert {str(export), f"{export}/{MANIFEST}", f"{export}/{INNER}"} <= opened
        assert {f"{export}/hard", f"{export}/adapters/tone"} <= opened
    assert codes[0] == codes[1]
    assert codes[0].count("files/symlink") == len(HOSTILE) + 2
    assert set(codes[0]) == {
        "files/symlink",
        "files/not-regular",
        "files/missing",
        "files/sha256",
        "files/hard-link",
        "files/unlisted",
    }


@pytest.mark.parametrize("change", ["link", "FIFO", "loop"])
def test_nothing_outside_is_opened_in_the_manifests_place(tmp_path: Path, change: str) -> None:
    export = make_export(tmp_path)
    (export / MANIFEST).unlink()
    if change == "link":
        (export / MANIFEST).symlink_to(f"../outside/export/{MANIFEST}")
    else:
        (make_fifo if change == "FIFO" else make_loop)(export / MANIFEST)
    for variants in ((), ("check",)):
        [seen], [codes] = trace(export, 1, *variants)
        assert seen.outside(str(export)) == []
        assert codes == ["files/symlink" if change in ("link", "loop") else "files/not-regular"]


# A directory that is changed between any two system calls


def aside(path: Path) -> Path:
    """Return where, within the export, something is moved out of the way."""
    return path.with_name(f"{path.name}.aside")


def swapping(top: Path, name: str) -> dict[str, Any]:
    """Put a link to outside in the place of an entry before one system call of every round.

    Round N has it done before the Nth call, so that all rounds together try every instant.
    """
    entry = top / name
    target = top / "outside" / name

    def undo(_: int) -> None:
        if entry.is_symlink():
            entry.unlink()
            aside(entry).rename(entry)

    def swap(number: int, calls: int) -> None:
        if calls == number + 1:
            entry.rename(aside(entry))
            entry.symlink_to(target)

    return {"prepare": undo, "meanwhile": swap}


ENTRIES = ["adapters", "adapters/tone", INNER, "adapters/large", MANIFEST]
STORE_ENTRIES = [
    "exports",
    "exports/Q4_K_M",
    "manifest.json",
    f"exports/Q4_K_M/{MANIFEST}",
    "exports/Q4_K_M/adapters",
]


@pytest.mark.parametrize("name", ENTRIES)
def test_nothing_outside_is_opened_whenever_something_is_swapped(tmp_path: Path, name: str) -> None:
    export = make_export(tmp_path)
    seen, codes = trace(export, ROUNDS, **swapping(tmp_path, f"export/{name}"))
    assert [one.outside(str(export)) for one in seen] == [[]] * ROUNDS
    assert len(seen[-1].calls) < ROUNDS  # so that every instant was tried
    found = {code for one in codes for code in one}
    assert "files/symlink" in found
    assert found <= {"files/symlink", "files/unlisted", "files/unreadable", "files/changed"}
    assert codes[-1] == []


@pytest.mark.parametrize("name", STORE_ENTRIES)
def test_check_opens_nothing_outside_a_store_whenever_something_is_swapped(
    tmp_path: Path, name: str
) -> None:
    store = make_store(tmp_path)
    seen, codes = trace(store, ROUNDS, "check", **swapping(tmp_path, f"store/{name}"))
    assert [one.outside(str(store)) for one in seen] == [[]] * ROUNDS
    assert len(seen[-1].calls) < ROUNDS
    assert codes[-1] == []
    assert any(codes)


def test_nothing_outside_is_opened_by_threads(tmp_path: Path) -> None:
    export = make_export(tmp_path)
    seen, _ = trace(export, ROUNDS, jobs=2, **swapping(tmp_path, "export/adapters"))
    assert [one.outside(str(export)) for one in seen] == [[]] * ROUNDS
    assert any("clone3" in one.calls or "clone" in one.calls for one in seen)


# The trace would have caught one


@pytest.mark.parametrize("variant", ["follow", "follow_segments"])
def test_a_way_of_opening_that_follows_links_is_caught(tmp_path: Path, variant: str) -> None:
    export = make_hostile(tmp_path)
    [seen], _ = trace(export, 1, variant)
    escaped = seen.outside(str(export))
    secret = f"{tmp_path}/outside/export/{INNER}"
    assert any(
        line.startswith("openat(") and line.endswith(f" opened {secret}") for line in escaped
    ), escaped
    assert any(" opened /etc/passwd" in line for line in escaped)


def test_a_way_of_opening_that_looks_first_is_caught_by_a_swap(tmp_path: Path) -> None:
    export = make_export(tmp_path)
    [seen], [codes] = trace(export, 1, "look_first")
    # It is right about everything that stands still ...
    opened_outside = [line for line in seen.outside(str(export)) if " opened " in line]
    assert (opened_outside, codes) == ([], [])
    # ... and opens what lies outside when something moves.
    rounds, _ = trace(export, ROUNDS, "look_first", **swapping(tmp_path, "export/adapters"))
    escaped = [line for one in rounds for line in one.outside(str(export)) if " opened " in line]
    assert any(line.endswith(f" opened {tmp_path}/outside/export/{INNER}") for line in escaped)


UNFORESEEN = """
import os, sys
from proofs.tracing.tracer import BEGIN, END, mark
sys.stdin.readline()
mark(BEGIN)
{statement}
mark(END)
"""


@pytest.mark.parametrize(
    ("statement", "caught"),
    [
        ("os.readlink('/proc/self/exe')", "the system call "),
        ("os.stat('/etc/passwd')", "newfstatat('/etc/passwd')"),
        ("os.chdir('/')", "the system call "),
        ("open('/etc/passwd').close()", "openat('/etc/passwd') opened /etc/passwd"),
        ("os.listdir('/etc')", "openat('/etc') opened /etc"),
    ],
)
def test_a_call_that_is_not_foreseen_is_caught(tmp_path: Path, statement: str, caught: str) -> None:
    command = [sys.executable, "-c", UNFORESEEN.format(statement=statement)]
    tracer = Tracer(command, ENVIRONMENT)
    tracer.run()
    [seen] = tracer.rounds
    [line] = {line for line in seen.outside(str(tmp_path)) if line.startswith(caught)}
    assert line


ENDING = """
import os, threading

def ask():
    while True:
        os.stat("/")

input()
for _ in range(16):
    threading.Thread(target=ask, daemon=True).start()
while os.times().user + os.times().system < 0.05:
    pass
print("ended", flush=True)
os._exit(0)
"""


def test_threads_that_end_while_they_are_looked_at_are_no_failure() -> None:
    for _ in range(3):
        assert Tracer([sys.executable, "-c", ENDING], {}).run() == "ended\n"


def test_what_goes_wrong_while_tracing_is_told() -> None:
    def fail(_round: int) -> None:
        raise AssertionError("it went wrong")

    marked = "from proofs.tracing.tracer import PREPARE, mark\n"
    asking = ENDING.replace("print", f"{marked}mark(PREPARE)\nprint")
    tests = {"PYTHONPATH": str(Path(__file__).parents[2])}
    command = (sys.executable, "-c", asking)
    with pytest.raises(AssertionError, match="it went wrong"):
        Tracer(command, {**ENVIRONMENT, **tests}, prepare=fail).run()
