"""Asking one mutant after another, each in a process of its own, until a case tells it apart."""

from __future__ import annotations

import gc
import mmap
import os
import pickle
import resource
import select
import signal
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple, NoReturn, TypeVar

from proofs.mutants.suite import Question, asker, difference
from proofs.mutants.variants import Variant, install

_SECONDS = {False: 3, True: 30}  # of work for a case, and for a huge one
_WAITING = 12  # times as long for one that waits: on a busy machine nearly all of it can be others'
_MEMORY = 6 * 1024**3

_Key = TypeVar("_Key")


class Mutant(NamedTuple):
    """The specification or the package with one change: its ``variant``.

    ``kind`` is its line in the table, ``place`` says where the change is, and ``name`` what it is.
    It is asked the cases of ``groups`` and, where one is given, of no other ``version``.
    ``reason`` says why none of them tells it apart.
    """

    kind: str
    place: str
    name: str
    variant: Variant
    groups: frozenset[str]
    version: str = ""
    reason: str = ""

    @property
    def title(self) -> str:
        """What it is called in the table and in explanations."""
        title = f"{self.kind}: {self.place}: {self.name}"
        return title.encode("ascii", "backslashreplace").decode()


class Outcome(NamedTuple):
    """What became of a mutant: the case that told it apart, or ``None``, and how.

    A mutant that no process can load is none: ``loaded`` is false.
    """

    mutant: Mutant
    killer: str | None
    how: str = ""
    loaded: bool = True


def outcomes(
    mutants: Iterable[Mutant], questions: list[Question], processes: int
) -> Iterator[Outcome]:
    """Ask every mutant and yield what became of each, in the order in which they end."""
    kills: dict[str, Counter[str]] = defaultdict(Counter)
    jobs = ((each, partial(_ask, each, questions, kills)) for each in mutants)
    for mutant, how, number, status in forked(jobs, processes):
        if number < 0:
            yield Outcome(mutant, None, loaded=False)
        elif how == "":
            yield Outcome(mutant, None)
        else:
            killer = questions[number].id
            for place in ("", mutant.kind, mutant.place):
                kills[place][killer] += 1
            late = -status in (signal.SIGALRM, signal.SIGPROF)
            death = "no answer in time" if late else f"ended with {status}"
            yield Outcome(mutant, killer, how or death)


def forked(
    jobs: Iterable[tuple[_Key, Callable[[mmap.mmap], Any]]], processes: int
) -> Iterator[tuple[_Key, Any, int, int]]:
    """Do each job in a process of its own, which may hang or die without harm.

    Yield its key, what it returned if it did, the number that it wrote last, and its exit code.
    """
    gc.freeze()
    running: dict[int, tuple[_Key, int, mmap.mmap]] = {}
    pending = iter(jobs)
    try:
        while True:
            while len(running) < processes and (following := next(pending, None)):
                key, job = following
                current = mmap.mmap(-1, 8)
                current[:] = (-1).to_bytes(8, signed=True)
                receiver, sender = os.pipe()
                child = os.fork()
                if child == 0:
                    _do(job, current, sender)
                os.close(sender)
                running[receiver] = (key, child, current)
            if not running:
                return
            for receiver in select.select(list(running), [], [])[0]:
                with open(receiver, "rb") as file:
                    result = file.read()
                key, child, current = running.pop(receiver)
                status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
                number = int.from_bytes(current, signed=True)
                yield key, pickle.loads(result) if result else None, number, status
    finally:
        for _, child, _ in running.values():
            os.kill(child, signal.SIGKILL)


def _do(job: Callable[[mmap.mmap], Any], current: mmap.mmap, sender: int) -> NoReturn:
    try:
        result = pickle.dumps(job(current))
        with open(sender, "wb") as file:
            file.write(result)
    finally:
        os._exit(0)


def _ask(
    mutant: Mutant,
    questions: list[Question],
    kills: Mapping[str, Counter[str]],
    current: mmap.mmap,
) -> str:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    _allow(_SECONDS[True])
    ask = asker(install(mutant.variant))
    for number in _in_order(mutant, questions, kills):
        current[:] = number.to_bytes(8)
        _allow(_SECONDS[questions[number].huge])
        how = difference(ask, questions[number])
        if how is not None:
            return how
    current[:] = bytes(8)
    return ""


def _in_order(
    mutant: Mutant, questions: list[Question], kills: Mapping[str, Counter[str]]
) -> list[int]:
    """Return the numbers of what is to be asked, first what told apart mutants that are near."""

    def order(number: int) -> tuple[bool, list[int]]:
        case = questions[number].id
        return questions[number].huge, [
            -kills[place][case] for place in (mutant.place, mutant.kind, "") if place in kills
        ]

    return sorted(
        (
            number
            for number, question in enumerate(questions)
            if not mutant.groups.isdisjoint(question.groups)
            and (not mutant.version or mutant.version in question.groups)
            and not (question.huge and mutant.reason)
        ),
        key=order,
    )


def _allow(seconds: float) -> None:
    """Have the system end this process after so much work, or after waiting for far longer."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds * _WAITING)
