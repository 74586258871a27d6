"""Documents of the greatest size, made to cost as much as they can, beside ``json.loads``."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import count
from pathlib import Path
from typing import Final, NamedTuple

from proofs.bench.timing import PEAK

from dlm_schema.limits import MAX_BYTES

VALIDATE: Final = "validate(bytes)"
LOADS: Final = "json.loads"

_CALLS: Final = {
    VALIDATE: "import dlm_schema; call = dlm_schema.validate",
    LOADS: "import json; call = json.loads",
}
_SCRIPT: Final = """\
import sys, time
{call}
with open(sys.argv[1], "rb") as file:
    data = file.read()
call(b"{{}}")
before = peak()
started, used = time.perf_counter(), time.process_time()
call(data)
print(time.perf_counter() - started, time.process_time() - used)
print(peak() - before)
"""


def documents(size: int = MAX_BYTES) -> dict[str, bytes]:
    """Return the documents of about a size, by what they are full of."""
    return {
        "arrays in arrays": _filled(size, b"[", b"[" * 15 + b"]" * 15 + b",", b"0]"),
        "members that no version has": _members(size),
        "short strings": _filled(size, b'{"artifacts":[', b'"a",', b"0]}"),
        "empty artifacts": _filled(size, b'{"artifacts":[', b"{},", b"0]}"),
    }


def _filled(size: int, start: bytes, repeated: bytes, end: bytes) -> bytes:
    number = (size - len(start) - len(end)) // len(repeated)
    return start + repeated * number + end


def _members(size: int) -> bytes:
    text = bytearray(b"{")
    for number in count():
        member = b'"%x":0,' % number
        if len(text) + len(member) > size:
            break
        text += member
    text[-1:] = b"}"
    return bytes(text)


class Cost(NamedTuple):
    """What a call takes in a process of its own: seconds, those of a processor, MiB added."""

    seconds: float
    cpu: float
    mebibytes: float


def measure(subject: str, path: str) -> Cost:
    """Measure one call."""
    script = PEAK + _SCRIPT.format(call=_CALLS[subject])
    command = [sys.executable, "-c", script, path]
    ended = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, cpu, added = map(float, ended.stdout.split())
    return Cost(seconds, cpu, added / 1024)


def write(folder: str, size: int) -> dict[str, str]:
    """Write the documents, and return their paths."""
    paths = {}
    for number, (name, data) in enumerate(documents(size).items()):
        paths[name] = os.path.join(folder, f"{number}.json")
        Path(paths[name]).write_bytes(data)
    return paths
