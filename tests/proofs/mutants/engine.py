"""Asking one mutant after another, each in a process of its own, until a case tells it apart."""

from __future__ import annotations

import gc
import importlib
import multiprocessing
import resource
import signal
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from multiprocessing import connection
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from proofs.mutants.suite import Question, Suite, asker
from proofs.mutants.variants import Variant, install

from dlm_schema.document.schemas import Schema

_SECONDS_FOR_A_CASE = 10
_WAITING = 12  # times as long for one that waits: on a busy machine nearly all of it can be others'
_MEMORY = 6 * 1024**3
_PROCESSES: Any = multiprocessing.get_context("fork")


class Mutant(NamedTuple):
    """The specification or the package with one change.

    ``kind`` is its line in the table, ``name`` says what is changed. The cases of ``layers`` are
    asked, in this order; those that speak of ``hint`` come first. The mutant is a ``variant`` of
    the package, or the ``schema`` of a ``version`` that is asked alone.
    """

    kind: str
    name: str
    layers: tuple[str, ...]
    hint: str = ""
    variant: Variant = Variant()
    version: int | None = None
    schema: Mapping[str, Any] = {}


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
    gc.freeze()
    kills: Counter[str] = Counter()
    running: dict[Connection, _Child] = {}
    pending = iter(mutants)
    try:
        while True:
            while len(running) < processes and (mutant := next(pending, None)) is not None:
                child = _Child(mutant, _questions(mutant, suite, kills), every=every)
                running[child.receiver] = child
            if not running:
                return
            for ready in connection.wait(list(running)):
                for outcome in running.pop(ready).outcomes():  # type: ignore[call-overload]
                    if outcome.killer is not None:
                        kills[outcome.killer] += 1
                    yield outcome
    finally:
        for child in running.values():
            child.process.kill()


def _questions(mutant: Mutant, suite: Suite, kills: Mapping[str, int]) -> list[Question]:
    rank = {layer: place for place, layer in enumerate(mutant.layers)}
    asked = suite.package if mutant.version is None else suite.schemas[mutant.version]

    def order(question: Question) -> tuple[bool, bool, int, int]:
        meant = mutant.hint in question.tags
        return (question.huge, not meant, rank[question.layer], -kills[question.id])

    return sorted((each for each in asked if each.layer in rank), key=order)


class _Child:
    """One mutant in a process of its own, which may hang or die without harm."""

    def __init__(self, mutant: Mutant, questions: Sequence[Question], *, every: bool) -> None:
        self.mutant = mutant
        self.questions = questions
        self.receiver, sender = _PROCESSES.Pipe(duplex=False)
        self.current = _PROCESSES.RawValue("i", -1)
        self.process = _PROCESSES.Process(
            target=_ask,
            args=(mutant, questions, sender, self.current),
            kwargs={"every": every},
        )
        self.process.start()
        sender.close()

    def outcomes(self) -> Iterator[Outcome]:
        """Yield what the child found, once it is ready to tell."""
        try:
            found = self.receiver.recv()
        except EOFError:
            found = None
        self.receiver.close()
        self.process.join()
        if found is None:
            yield self._death()
        elif not found:
            yield Outcome(self.mutant, None, "")
        else:
            yield from (Outcome(self.mutant, *each) for each in found)

    def _death(self) -> Outcome:
        asked = self.current.value
        if asked < 0:
            return Outcome(self.mutant, None, "cannot be loaded, so it proves nothing")
        status = -self.process.exitcode
        late = status in (signal.SIGALRM, signal.SIGPROF)
        how = "no answer in time" if late else f"died with {status}"
        return Outcome(self.mutant, self.questions[asked].id, how)


def _ask(
    mutant: Mutant,
    questions: Sequence[Question],
    sender: Connection,
    current: Any,
    *,
    every: bool,
) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    answer = _answerer(mutant)
    found = []
    for number, question in enumerate(questions):
        current.value = number
        _allow(_SECONDS_FOR_A_CASE)
        how = _difference(answer, question)
        if how is not None:
            found.append((question.id, how))
            if not every:
                break
    _allow(0)
    sender.send(found)


def _allow(seconds: float) -> None:
    """Have the system end this process after so much work, or after waiting for far longer."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds * _WAITING)


def _answerer(mutant: Mutant) -> Callable[[Any], Any]:
    if mutant.version is None:
        install(mutant.variant)
        return asker(importlib.import_module("dlm_schema.conformance.own"))
    judge = Schema(dict(mutant.schema)).judge
    return lambda value: sorted((found.code, found.pointer) for found in judge(value))


def _difference(answer: Callable[[Any], Any], question: Question) -> str | None:
    try:
        given = answer(question.subject)
    except Exception as error:  # noqa: BLE001  (whatever it is, it is no answer)
        return f"raised {error!r:.200}"
    if given == question.expected:
        return None
    return f"expected {question.expected!r:.300}, got {given!r:.300}"
