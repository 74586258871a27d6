"""Asking by the batch protocol: one process, one JSON object a line, strictly in turn."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NoReturn

from dlm_schema.conformance.cases import Case, Check, Verify
from dlm_schema.conformance.directories import made
from dlm_schema.conformance.program import CommandError, Program
from dlm_schema.conformance.protocol import (
    LINE_LIMIT,
    NOT_RUN,
    AnswerError,
    Failure,
    Implementation,
    Reply,
    Skipped,
    check_id,
    implementation_of,
    line_of,
    object_of,
    reply_of,
    request_message,
    start_request,
)
from dlm_schema.errors import DlmSchemaError

_UNASKED: Final = "it wrote something that it was not asked for"


class NoAnswerError(DlmSchemaError):
    """An implementation did not answer; ``kind`` is that of a ``Failure``."""

    def __init__(self, kind: str, problem: str, errors: str = "") -> None:
        self.kind = kind
        self.problem = f"{problem}; standard error ends in: {errors}" if errors else problem
        super().__init__(self.problem)


class Batch:
    """An implementation that answers one request after another, started anew when it fails."""

    def __init__(self, command: Sequence[str], timeout: float) -> None:
        self._command = command
        self._timeout = timeout
        self._number = 0
        self._program: Program | None = None
        self._implementation: Implementation | None = None
        self._stopped = threading.Event()

    def start(self) -> Implementation:
        """Run the command and ask what it is.

        Raises ``CommandError`` where it cannot be run and ``NoAnswerError`` where it says nothing.
        """
        program = self._program = Program(self._command)
        self._number += 1
        try:
            message = self._answer(program, line_of(start_request(self._number)))
            try:
                implementation = implementation_of(message)
            except AnswerError as error:
                self._fail("garbage", str(error))
            if self._implementation not in (None, implementation):
                self._fail("garbage", "it calls itself another implementation than before")
        except NoAnswerError as error:
            raise NoAnswerError(error.kind, f"at start: {error.problem}") from None
        self._implementation = implementation
        return implementation

    def replies(self, cases: Iterable[Case]) -> Iterator[tuple[Case, Reply]]:
        """Yield each case with the reply to it, in order."""
        last: tuple[Case, Reply] | None = None
        for case in cases:
            if last is not None:
                yield last
            last = case, self.ask(case)
        if last is not None:
            case, reply = last
            yield case, self._last_word(reply)

    def stop(self) -> None:
        """Ask nothing more: every further reply is that the case was not run."""
        self._stopped.set()

    def close(self) -> None:
        """End the program."""
        if self._program is not None:
            self._program.finish()
            self._program = None

    def _last_word(self, reply: Reply) -> Reply:
        """End the program; the last reply does not count if something else follows it."""
        program, self._program = self._program, None
        if program is None:
            return reply
        program.finish()
        return Failure("garbage", _UNASKED) if program.output else reply

    def ask(self, case: Case) -> Reply:
        """Return the reply to one case; the program stays, to be asked more."""
        if self._stopped.is_set():
            return NOT_RUN
        if not isinstance(case.request, Verify | Check):
            return self._asked(case)
        reply: Reply | None = None
        try:
            with made(case.request.entries) as directory:
                reply = self._asked(case, directory)
        except OSError as error:
            return reply or Skipped(f"this machine cannot make the directory: {error}")
        return reply

    def _asked(self, case: Case, directory: str = "") -> Reply:
        try:
            if self._program is None:
                self.start()
            assert self._program is not None
            assert self._implementation is not None
            self._number += 1
            request = request_message(case.request, self._number, directory)
            message = self._answer(self._program, line_of(request))
            try:
                return reply_of(case.request, message, self._implementation.detail)
            except AnswerError as error:
                self._fail("garbage", str(error))
        except NoAnswerError as error:
            return Failure(error.kind, error.problem)
        except CommandError as error:
            return Failure("crash", str(error))

    def _answer(self, program: Program, line: bytes) -> dict[str, object]:
        """Send a line and return the object that answers it."""
        deadline = time.monotonic() + self._timeout
        program.drain()
        if program.output:
            self._fail("garbage", _UNASKED)
        program.send(line)
        searched = 0
        while (end := program.output.find(b"\n", searched)) < 0 or program.unsent:
            searched = len(program.output) if end < 0 else end
            self._check(program, answered=end >= 0)
            if not program.pump(deadline):
                self._fail("timeout", self._lateness(program, line, answered=end >= 0))
        text = bytes(program.output[:end])
        del program.output[: end + 1]
        try:
            message = object_of(text)
            check_id(message, self._number)
        except AnswerError as error:
            self._fail("garbage", str(error))
        return message

    def _check(self, program: Program, *, answered: bool) -> None:
        """Fail where no answer can come any more."""
        if program.flooded and not answered:
            self._fail("garbage", f"it wrote more than {LINE_LIMIT} bytes without ending the line")
        if program.unsent and not program.input_open:
            self._fail("crash", "it closed its input before it had read the request")
        if not program.output_open and not answered:
            self._fail("crash", "it closed its output without an answer")
        if program.ended():
            program.drain()
            if b"\n" not in program.output or program.unsent:
                self._fail("crash", "it ended without an answer")

    def _lateness(self, program: Program, line: bytes, *, answered: bool) -> str:
        limit = f"{self._timeout:g} s"
        if not program.unsent:
            return f"no answer within {limit}"
        taken = f"{len(line) - program.unsent} of {len(line)} bytes of the request"
        already = ", although it had answered" if answered else ""
        return f"within {limit} it took {taken}{already}"

    def _fail(self, kind: str, problem: str) -> NoReturn:
        """End the program, to be started anew for the next case."""
        program, self._program = self._program, None
        assert program is not None
        if kind == "crash":
            end = program.finish()
            problem = f"{problem}: {end}"
        else:
            program.kill()
        raise NoAnswerError(kind, problem, program.errors)
