"""Asking by the one-shot protocol: a process for each document."""

from __future__ import annotations

import os
import shlex
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from dlm_schema.conformance.cases import Case, Validate
from dlm_schema.conformance.program import CommandError, Program, unusable
from dlm_schema.conformance.protocol import (
    LINE_LIMIT,
    NOT_RUN,
    AnswerError,
    Failure,
    Implementation,
    Reply,
    one_shot_reply,
)


class OneShot:
    """An implementation that is run once for each document, on all cores."""

    def __init__(
        self, command: Sequence[str], timeout: float, levels: Sequence[str], detail: str
    ) -> None:
        self._command = command
        self._timeout = timeout
        self._levels = tuple(levels)
        self._detail = detail
        self._stopped = threading.Event()

    def start(self) -> Implementation:
        """Tell what is run, or raise ``CommandError`` where there is no such command."""
        if problem := unusable(self._command[0]):
            raise CommandError(self._command[0], problem)
        return Implementation(shlex.join(self._command), "", "", self._levels, self._detail)

    def replies(self, cases: Iterable[Case]) -> Iterator[tuple[Case, Reply]]:
        """Yield each case with the reply to it, in order."""
        workers = os.cpu_count() or 1
        waiting: deque[tuple[Case, Future[Reply]]] = deque()
        with ThreadPoolExecutor(workers) as pool:
            try:
                for case in cases:
                    waiting.append((case, pool.submit(self._reply, case)))
                    if len(waiting) > workers * 2:
                        first, future = waiting.popleft()
                        yield first, future.result()
                for last, future in waiting:
                    yield last, future.result()
            finally:
                self.stop()

    def stop(self) -> None:
        """Ask nothing more, and end what is running."""
        self._stopped.set()

    def close(self) -> None:
        """End what is running."""
        self.stop()

    def _reply(self, case: Case) -> Reply:
        assert isinstance(case.request, Validate)
        if self._stopped.is_set():
            return NOT_RUN
        try:
            program = Program(self._command)
        except CommandError as error:
            self.stop()  # nor can it be for any other case
            return Failure("crash", str(error))
        try:
            failure = self._failure(program, case.request.data)
        finally:
            end = program.kill()
        if failure is None and (end.status is None or end.status < 0):
            failure = Failure("crash", str(end))
        if failure is None:
            try:
                reply = one_shot_reply(end.status or 0, bytes(program.output), self._detail)
            except AnswerError as error:
                reply = Failure("garbage", str(error))
            if not isinstance(reply, Failure):
                return reply
            failure = reply
        if not program.errors:
            return failure
        problem = f"{failure.problem}; standard error ends in: {program.errors}"
        return Failure(failure.kind, problem)

    def _failure(self, program: Program, data: bytes) -> Failure | None:
        """Feed a program and wait for its end; tell what went wrong on the way."""
        deadline = time.monotonic() + self._timeout
        program.send(data, last=True)
        while not program.ended():
            if self._stopped.is_set():
                return NOT_RUN
            if program.flooded:
                return Failure("garbage", f"it printed more than {LINE_LIMIT} bytes")
            if not program.pump(deadline):
                return Failure("timeout", f"it did not end within {self._timeout:g} s")
        program.drain()
        return None
