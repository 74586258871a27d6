"""This package behind the batch protocol: an implementation like any other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import IO, Any, Final

from dlm_schema._version import __version__
from dlm_schema.conformance import own
from dlm_schema.conformance.cases import LEVELS
from dlm_schema.conformance.protocol import (
    LINE_LIMIT,
    PROTOCOL,
    AnswerError,
    answer_message,
    from_base64,
    line_of,
    object_of,
)
from dlm_schema.errors import DlmSchemaError
from dlm_schema.text import excerpt

_TYPES: Final = "start, validate, migrate, step, verify and check"


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answer each line of requests with a line, until there is no more.

    What cannot be answered is answered with ``error``, and the next request is read.
    """
    for line in _lines(requests):
        answers.write(line_of(answer_to(line)))
        answers.flush()


def answer_to(line: bytes | None) -> dict[str, Any]:
    """Return the answer to one request; ``None`` is a line that was too long to be read."""
    number: Any = None
    try:
        if line is None:
            raise AnswerError(f"a request has at most {LINE_LIMIT} bytes")
        request = object_of(line)
        number = request.get("id")
        return _answer(request, number)
    except (DlmSchemaError, OSError, MemoryError) as error:
        return {"id": number, "error": f"{type(error).__name__}: {error}"}


def _answer(request: Mapping[str, Any], number: Any) -> dict[str, Any]:
    kind = request.get("type")
    if kind == "start":
        if request.get("protocol") != PROTOCOL:
            raise AnswerError(
                f"this is protocol {PROTOCOL}, not {excerpt(request.get('protocol'))}"
            )
        return {
            "id": number,
            "name": "dlm-schema",
            "language": "Python",
            "version": __version__,
            "levels": list(LEVELS),
            "detail": "full",
        }
    if kind == "validate":
        answer = own.validate(_input(request))
    elif kind in ("migrate", "step"):
        step = _step(request) if kind == "step" else None
        to, allow_loss = _member(request, "to", int), _member(request, "allow_loss", bool)
        try:
            answer = own.migrate(_input(request), to, allow_loss=allow_loss, step=step)
        except (LookupError, TypeError, AttributeError, AssertionError) as error:
            if step is None:
                raise
            raise AnswerError(f"the step cannot be executed: {error!r}") from None
    elif kind == "verify":
        answer = own.verify_directory(_member(request, "directory", str))
    elif kind == "check":
        answer = own.check_store(_member(request, "directory", str))
    else:
        raise AnswerError(f"the type of a request is one of {_TYPES}, not {excerpt(kind)}")
    return answer_message(kind, number, answer)


def _input(request: Mapping[str, Any]) -> bytes:
    return from_base64(_member(request, "input", str), "input")


def _step(request: Mapping[str, Any]) -> dict[str, Any]:
    kinds = {"older": dict, "newer": dict, "operations": list}
    return {name: _member(request, name, kind) for name, kind in kinds.items()}


def _member(request: Mapping[str, Any], name: str, kind: type) -> Any:
    if type(request.get(name)) is not kind:
        raise AnswerError(f"{name} must be of type {kind.__name__}: {excerpt(request.get(name))}")
    return request[name]


def _lines(requests: IO[bytes]) -> Iterator[bytes | None]:
    """Yield each line, and ``None`` for one that is longer than any request."""
    while line := requests.readline(LINE_LIMIT):
        whole = line.endswith(b"\n") or len(line) < LINE_LIMIT
        ended = whole
        while not ended and (rest := requests.readline(LINE_LIMIT)):
            ended = rest.endswith(b"\n")
        yield line if whole else None
