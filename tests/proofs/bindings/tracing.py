"""Trace what every implementation opens while somebody swaps what it verifies (EM-VERIFY-1).

``PYTHONPATH=tests python -m proofs.bindings.tracing "Go=build/conformance" ...`` asks this package
too. Before any of its system calls, an entry of the export can become a link out of it or a FIFO,
or be itself again. The kernel is the oracle: of every file that is opened ``/proc`` says where it
truly lies. That the trace would catch one is shown by this package with an opening of its own that
follows links, which has to be caught.
"""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Final

from proofs.tracing.tracer import Opened, Seen, Tracer, why_not_here
from support.harness import ENVIRONMENT, ROOT

from dlm_schema.conformance.cases import Verify
from dlm_schema.conformance.protocol import line_of, object_of, request_message, start_request

QUESTIONS: Final = 400
PATIENCE: Final = 240  # seconds for all of one program
SHARE_OF_CALLS: Final = 0.1
SEED: Final = 20260423
EXAMPLE: Final = next(ROOT.glob("examples/version-2/*/exports/vllm"))
PLACES: Final = (
    "export_manifest.json",
    "adapters",
    "adapters/tutor",
    "adapters/tutor/adapter_config.json",
    "vllm_config.json",
)
PYTHON: Final = f"Python={shlex.quote(sys.executable)} -m dlm_schema conformance serve"
NAIVE: Final = (
    "from proofs.tracing.traced import follow; from dlm_schema.cli.main import main; import sys;"
    "follow(); sys.exit(main(['conformance', 'serve']))"
)
OTHER_WAYS: Final = frozenset({2, 85, 304, 265, 425})
"""``open``, ``creat``, ``open_by_handle_at`` on both machines, and ``io_uring_setup``."""


class Whole(Tracer):
    """A command that is traced from its first call to its last, without marks."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        meanwhile: Callable[[int, int], None],
    ) -> None:
        super().__init__(command, environment, meanwhile=meanwhile)
        self.rounds.append(Seen())
        self._tracing = True


class Swapper:
    """Makes one entry after the other of an export something else, and itself again."""

    def __init__(self, export: Path, outside: Path, random: Random) -> None:
        self.swaps = 0
        self._export, self._outside, self._random = export, outside, random
        self._swapped: Path | None = None

    def turn(self, _round: int, _calls: int) -> None:
        """Change something, or nothing."""
        if self._random.random() < SHARE_OF_CALLS:
            self.swap()

    def swap(self) -> None:
        """Put something else in a place, or back what was there."""
        aside = self._export / "aside"
        if self._swapped is not None:
            self._swapped.unlink()
            aside.rename(self._swapped)
            self._swapped = None
            return
        place = self._random.choice(PLACES)
        swapped = self._export / place
        swapped.rename(aside)
        if self._random.random() < 0.7:
            swapped.symlink_to(self._outside / place)
        else:
            os.mkfifo(swapped)
        self._swapped = swapped
        self.swaps += 1


def traced(command: Sequence[str], top: Path) -> tuple[Seen, int]:
    """Return what a program did, and how many swaps there were."""
    export, outside = top / "export", top / "outside"
    shutil.copytree(EXAMPLE, export)
    shutil.copytree(EXAMPLE, outside)
    messages = [start_request(0)]
    messages += [
        request_message(Verify(()), number, str(export)) for number in range(1, QUESTIONS + 1)
    ]
    requests, answered = top.with_suffix(".requests"), top.with_suffix(".answers")
    requests.write_bytes(b"".join(map(line_of, messages)))
    talk = f'read _ && exec "$@" <{shlex.quote(str(requests))} >{shlex.quote(str(answered))}'
    words = ("sh", "-c", talk, "sh", *command)
    swapper = Swapper(export, outside, Random(SEED))
    tracer = Whole(words, {**ENVIRONMENT, "UV_USE_IO_URING": "0"}, swapper.turn)
    signal.alarm(PATIENCE)
    tracer.run()
    signal.alarm(0)
    answers = list(map(object_of, answered.read_bytes().splitlines()))
    if len([answer for answer in answers if "valid" in answer]) != QUESTIONS:
        raise AssertionError(f"not every question was answered: {answers[-1]}")
    return tracer.rounds[0], swapper.swaps


def escapes(seen: Seen, top: Path) -> Iterator[str]:
    """Yield what was opened that is not the export's, of what lies around it."""
    around, export = f"{top}/", f"{top / 'export'}"
    for call, name, path in seen.opened:
        if path.startswith(around) and not f"{path}/".startswith(f"{export}/"):
            yield f"{call}({name!r}) opened {path}"
    yield from (each for each in seen.others if int(each.rsplit(" ", 1)[1]) in OTHER_WAYS)


def within(opened: Sequence[Opened], top: Path) -> int:
    """Count what was opened of the export."""
    return sum(each.path.startswith(f"{top / 'export'}/") for each in opened)


def main(programs: Sequence[str]) -> int:
    """Trace this package, each program and one that follows links; return the exit status."""
    if (problem := why_not_here()) is not None:
        print(f"not traced: {problem}")
        return 1 if os.environ.get("CI") else 0
    faults = []
    naive = f"a naive one={shlex.join([sys.executable, '-c', NAIVE])}"
    for program in (PYTHON, *programs, naive):
        language, _, command = program.partition("=")
        with tempfile.TemporaryDirectory() as folder:
            top = Path(folder).resolve() / "top"
            top.mkdir()
            seen, swaps = traced(shlex.split(command), top)
            found = list(escapes(seen, top))
            print(
                f"{language}: {len(seen.calls):,} calls, {swaps} swaps,"
                f" {within(seen.opened, top)} files of the export opened,"
                f" {len(found)} of elsewhere",
                flush=True,
            )
        if program == naive:
            faults += [] if found else ["the naive one was not caught"]
        else:
            faults += [f"{language}: {fault}" for fault in dict.fromkeys(found)]
    print(*faults, sep="\n", end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
