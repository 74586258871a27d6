"""Asking one mutant after another, each in a process of its own, until a case tells it apart."""

from __future__ import annotations

import gc
import os
import pickle
import resource
import select
import signal
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from proofs.mutants.suite import Question, difference
from proofs.mutants.variants import Variant, install

_SECONDS = {False: 3, True: 30}  # of work for a case, and for a huge one
_WAITING = 12  # times as long for one that waits: on a busy machine nearly all of it can be others'
_MEMORY = 6 * 1024**3

_IS_HUGE = attrgetter("huge")

_Key = TypeVar("_Key")


class Mutant(NamedTuple):
    """The specification or the package with one change: its ``variant``.

    ``kind`` is its line in the table, ``place`` says where the change is, and ``name`` what it is.
    It is asked the cases of ``groups`` and, where one is given, of no other ``version``.
    ``reason`` says why none of them tells it apart; ``equivalent`` may prove that none can.
    """

    kind: str
    place: str
    name: str
    variant: Variant
    groups: frozenset[str]
    version: str = ""
    reason: str = ""
    equivalent: Callable[[], bool] = bool

    @property
    def title(self) -> str:
        """What it is called in the table and in explanations."""
        title = f"{self.kind}: {self.place}: {self.name}"
        return title.encode("ascii", "backslashreplace").decode()


class Outcome(NamedTuple):
    """What became of a mutant, and where a case told it apart, which one and how.

    ``fate`` is ``killed``, ``equivalent`` (proven so), ``not loaded`` (it is none), ``explained``
    or ``unexplained``.
    """

    mutant: Mutant
    fate: str
    killer: str = ""
    how: str = ""


def outcomes(
    mutants: Iterable[Mutant], questions: list[Question], processes: int
) -> Iterator[Outcome]:
    """Ask every mutant and yield what became of each, in the order in which they end."""
    kills: dict[str, Counter[str]] = defaultdict(Counter)
    jobs = ((each, partial(_ask, each, questions, kills)) for each in mutants)
    for mutant, found, status in forked(jobs, processes):
        if status < 0:
            late = -status in (signal.SIGALRM, signal.SIGPROF)
            how = "no answer in time" if late else f"died of {-status}"
            yield Outcome(mutant, "killed", "a case", how)
        elif found is None:
            yield Outcome(mutant, "not loaded")
        else:
            for place in ("", mutant.kind, mutant.place):
                kills[place][found[1]] += 1
            yield Outcome(mutant, *found)


def forked(
    jobs: Iterable[tuple[_Key, Callable[[], Any]]], processes: int
) -> Iterator[tuple[_Key, Any, int]]:
    """Do each job in a process of its own, which may hang or die without harm.

    Yield its key, what it returned if it did, and its exit code.
    """
    gc.freeze()
    running: dict[int, tuple[_Key, int]] = {}
    pending = iter(jobs)
    try:
        while True:
            while len(running) < processes and (following := next(pending, None)):
                key, job = following
                receiver, sender = os.pipe()
                if (child := os.fork()) == 0:
                    try:
                        os.write(sender, pickle.dumps(job()))
                    finally:
                        os._exit(0)
                os.close(sender)
                running[receiver] = (key, child)
            if not running:
                return
            for receiver in select.select(list(running), [], [])[0]:
                with open(receiver, "rb") as file:
                    result = file.read()
                key, child = running.pop(receiver)
                status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
                yield key, pickle.loads(result) if result else None, status
    finally:
        for _, child in running.values():
            os.kill(child, signal.SIGKILL)


def _ask(
    mutant: Mutant, questions: list[Question], kills: Mapping[str, Counter[str]]
) -> tuple[str, str, str]:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    _allow(_SECONDS[True])
    if mutant.equivalent():
        return "equivalent", "", ""
    own = install(mutant.variant)
    for question in _in_order(mutant, questions, kills):
        _allow(_SECONDS[question.huge])
        if how := difference(own, question):
            return "killed", question.id, how
    return "explained" if mutant.reason else "unexplained", "", ""


def _in_order(
    mutant: Mutant, questions: list[Question], kills: Mapping[str, Counter[str]]
) -> list[Question]:
    """Return what is to be asked: what told apart mutants that are near first, huge cases last."""
    asked = [
        question
        for question in questions
        if not mutant.groups.isdisjoint(question.groups)
        and (not mutant.version or mutant.version in question.groups)
        and not (question.huge and mutant.reason)
    ]
    by_id = {question.id: question for question in asked}
    near = [kills[place] for place in (mutant.place, mutant.kind, "") if place in kills]
    killers = (case for counted in near for case, _ in counted.most_common() if case in by_id)
    return sorted(map(by_id.__getitem__, dict.fromkeys((*killers, *by_id))), key=_IS_HUGE)


def _allow(seconds: float) -> None:
    """Have the system end this process after so much work, or after waiting for far longer."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds * _WAITING)
