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
from typing import Any, Final, NamedTuple, NoReturn, TypeVar

from proofs.mutants.suite import Question, Suite, asker
from proofs.mutants.variants import Variant, install

from dlm_schema.document.schemas import Schema

STILLBORN: Final = "cannot be loaded, so it proves nothing"
_SECONDS = {False: 3, True: 30}  # of work for a case, and for a huge one
_WAITING = 12  # times as long for one that waits: on a busy machine nearly all of it can be others'
_MEMORY = 6 * 1024**3

_Key = TypeVar("_Key")


class Mutant(NamedTuple):
    """The specification or the package with one change.

    ``kind`` is its line in the table, ``name`` says what is changed, and ``place`` where. The
    cases of ``groups``, or of layers, are asked, or all of them; those whose tags hold ``hint`` come first. The
    mutant is a ``variant`` of the package, or the ``schema`` of a ``version`` that is asked alone.
    ``reason`` says why no case should tell it apart.
    """

    kind: str
    place: str
    name: str
    groups: frozenset[str] = frozenset()
    hint: str = ""
    variant: Variant = Variant()
    version: int | None = None
    schema: Mapping[str, Any] = {}
    reason: str | None = None

    @property
    def title(self) -> str:
        """What it is called in the table and in explanations."""
        title = f"{self.kind}: {self.place}: {self.name}"
        return title.encode("ascii", "backslashreplace").decode()


class Outcome(NamedTuple):
    """What became of a mutant: the case that told it apart, or ``None``, and how."""

    mutant: Mutant
    killer: str | None
    how: str


def outcomes(
    mutants: Iterable[Mutant], suite: Suite, *, processes: int, every: bool = False
) -> Iterator[Outcome]:
    """Ask every mutant and yield what became of each, in the order in which they end.

    With ``every`` a mutant is asked all cases, and yields an outcome for each that it fails.
    """
    kills: dict[str, Counter[str]] = defaultdict(Counter)
    jobs = ((each, partial(_ask, each, suite, kills, every=every)) for each in mutants)
    for mutant, found, number, status in forked(jobs, processes):
        if found is None and number < 0:
            yield Outcome(mutant, None, STILLBORN)
            continue
        late = -status in (signal.SIGALRM, signal.SIGPROF)
        death = "no answer in time" if late else f"ended with {status}"
        for killed_by, how in [(number, death)] if found is None else found:
            killer = _questions(mutant, suite)[killed_by].id
            kills[""][killer] += 1
            kills[mutant.place][killer] += 1
            yield Outcome(mutant, killer, how)
        if found == []:
            yield Outcome(mutant, None, "")


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


def _questions(mutant: Mutant, suite: Suite) -> list[Question]:
    return suite.package if mutant.version is None else suite.schema


def _ask(
    mutant: Mutant,
    suite: Suite,
    kills: Mapping[str, Counter[str]],
    current: mmap.mmap,
    *,
    every: bool,
) -> list[tuple[int, str]]:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    _allow(_SECONDS[True])
    answer = _answerer(mutant)
    found = []
    for question, number in _ordered(mutant, suite, kills):
        current[:] = number.to_bytes(8)
        _allow(_SECONDS[question.huge])
        how = difference(answer, question)
        if how is not None:
            found.append((number, how))
            if not every:
                break
    _allow(0)
    return found


def _ordered(
    mutant: Mutant, suite: Suite, kills: Mapping[str, Counter[str]]
) -> list[tuple[Question, int]]:
    """Return what is to be asked, first what has told apart the mutants of the same place."""
    asked = [
        (question, number)
        for number, question in enumerate(_questions(mutant, suite))
        if (not mutant.groups or not mutant.groups.isdisjoint(question.groups))
        and mutant.version in (None, question.version)
        and not (question.huge and mutant.reason)
    ]

    def order(each: tuple[Question, int]) -> tuple[bool, int, bool, int]:
        question, _ = each
        near, meant = kills[mutant.place][question.id], mutant.hint in question.tags
        return question.huge, -near, not meant, -kills[""][question.id]

    return sorted(asked, key=order)


def _allow(seconds: float) -> None:
    """Have the system end this process after so much work, or after waiting for far longer."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds * _WAITING)


def _answerer(mutant: Mutant) -> Callable[[Any], Any]:
    if mutant.version is None:
        return asker(install(mutant.variant))
    judge = Schema(dict(mutant.schema)).judge
    return lambda value: sorted((found.code, found.pointer) for found in judge(value))


def difference(answer: Callable[[Any], Any], question: Question) -> str | None:
    try:
        given = answer(question.subject)
    except Exception as error:  # noqa: BLE001  (whatever it is, it is no answer)
        return f"raised {error!r:.200}"
    if given == question.expected:
        return None
    return f"expected {question.expected!r:.300}, got {given!r:.300}"
