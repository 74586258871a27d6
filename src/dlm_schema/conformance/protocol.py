"""The words of both protocols: requests to an implementation, and what its answers mean.

``schema/corpus/PROTOCOL.md`` defines them. Answers come from a program that can be wrong in every
way, so nothing in them is used before its type is checked.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections import Counter
from collections.abc import Mapping
from itertools import chain
from typing import Any, Final, NamedTuple, NoReturn, TypeAlias

from dlm_schema.conformance.cases import (
    LEVELS,
    Answer,
    Check,
    Found,
    LostValue,
    Migrate,
    Place,
    Request,
    Verify,
    kind_of,
)
from dlm_schema.errors import DlmSchemaError
from dlm_schema.findings import SEVERITIES
from dlm_schema.limits import MAX_DEPTH, MAX_INTEGER
from dlm_schema.text import excerpt

PROTOCOL: Final = 1
LINE_LIMIT: Final = 32 * 1024 * 1024
"""Longest line, in bytes, that either side has to accept."""

_REASON: Final = "the reason as a string"

_OF_DOCUMENTS: Final = ("valid", "version", "errors")
_OF_MIGRATIONS: Final = (*_OF_DOCUMENTS, "output", "losses", "findings")
_ANSWERED: Final[Mapping[str, tuple[str, ...]]] = {
    "validate": (*_OF_DOCUMENTS, "warnings"),
    "migrate": _OF_MIGRATIONS,
    "step": _OF_MIGRATIONS,
    "verify": (*_OF_DOCUMENTS, "warnings", "notes"),
    "check": ("valid", "findings"),
}
"""The members of an answer, by the type of the request."""

DETAILS: Final = ("full", "verdict")


class Implementation(NamedTuple):
    """What an implementation says of itself; ``detail`` is ``full`` or ``verdict``."""

    name: str
    language: str
    version: str
    levels: tuple[str, ...]
    detail: str


class Skipped(NamedTuple):
    """An implementation, or this machine, does without a case."""

    reason: str


class Failure(NamedTuple):
    """No answer came that can be judged.

    ``kind`` is ``timeout``, ``crash``, ``garbage`` (an answer that is none), ``error`` (the
    implementation says itself that it failed) or ``not-run``.
    """

    kind: str
    problem: str


NOT_RUN: Final = Failure("not-run", "the run was given up")

Reply: TypeAlias = Answer | Skipped | Failure


class AnswerError(DlmSchemaError):
    """An answer, or a request, is not what the protocol says."""


def line_of(message: Mapping[str, Any]) -> bytes:
    """Write a message as the line that it is sent as."""
    return json.dumps(message, separators=(",", ":")).encode("ascii") + b"\n"


def object_of(text: bytes) -> dict[str, Any]:
    """Read a message, or raise ``AnswerError``."""
    try:
        value = json.loads(
            text.decode("utf-8"), parse_constant=_no_number, object_pairs_hook=_distinct
        )
    except (ValueError, RecursionError, MemoryError) as error:
        reason = "it is nested too deep" if isinstance(error, RecursionError) else error
        raise AnswerError(f"{_shown(text)} is no JSON: {reason}") from None
    if not isinstance(value, dict):
        raise AnswerError(f"expected a JSON object, found {excerpt(value)}")
    return value


def start_request(number: int) -> dict[str, Any]:
    """Return the request that opens a conversation."""
    return {"id": number, "type": "start", "protocol": PROTOCOL}


def request_message(request: Request, number: int, directory: str = "") -> dict[str, Any]:
    """Return the request of a case; ``directory`` holds the entries that it verifies."""
    message = {"id": number, "type": kind_of(request)}
    if isinstance(request, Verify | Check):
        return message | {"directory": directory}
    message["input"] = _base64(request.data)
    if isinstance(request, Migrate):
        message |= {"to": request.to, "allow_loss": request.allow_loss, **(request.step or {})}
    return message


def answer_message(request: str, number: object, answer: Answer) -> dict[str, Any]:
    """Return the answer to a request of a type, as this package writes it."""
    output = None if answer.output is None else _base64(answer.output)
    return {"id": number, **answer.as_json(_ANSWERED[request], output)}


def implementation_of(message: Mapping[str, Any]) -> Implementation:
    """Read the answer to ``start``."""
    if message.get("error") is not None:
        raise AnswerError(f"it refuses to start: {excerpt(message['error'], 300)}")
    levels = _member(message, "levels", list, "a list of levels")
    for level in levels:
        if level not in tuple(LEVELS):  # it can be of any type, and of one that has no hash
            raise AnswerError(f"{excerpt(level)} is no level; the levels are {', '.join(LEVELS)}")
    detail = message.get("detail", "full")
    if detail not in DETAILS:
        raise AnswerError(f"detail must be full or verdict, found {excerpt(detail)}")
    return Implementation(
        _member(message, "name", str, "a string"),
        _member(message, "language", str, "a string"),
        _member(message, "version", str, "a string"),
        tuple(level for level in LEVELS if level in levels),
        detail,
    )


def check_id(message: Mapping[str, Any], number: int) -> None:
    """Raise ``AnswerError`` unless a message answers the request of this number."""
    found = message.get("id")
    if type(found) is not int or found != number:
        shown = excerpt(found) if "id" in message else "none"
        raise AnswerError(f"the answer to the request with the id {number} has the id {shown}")


def reply_of(request: Request, message: Mapping[str, Any], detail: str) -> Reply:
    """Read the answer to the request of a case, as far as a detail has it compared."""
    if message.get("error") is not None:
        return Failure("error", f"the implementation says: {excerpt(message['error'], 300)}")
    if message.get("skipped") is not None:
        reason: str = _member(message, "skipped", str, _REASON)
        if not reason.strip():
            raise AnswerError(f"skipped must be {_REASON}, and it is empty")
        return Skipped(reason[:300])
    valid = _member(message, "valid", bool, "true or false")
    if isinstance(request, Check):
        found = () if detail == "verdict" else _findings(message, with_path=True)
        return Answer(valid, None, findings=found)
    migrated = isinstance(request, Migrate)
    output = _output(message) if migrated else None
    if detail == "verdict":
        return Answer(valid, None, output=output)
    return Answer(
        valid,
        _version(message),
        _places(message, "errors"),
        () if migrated else _places(message, "warnings"),
        _places(message, "notes") if isinstance(request, Verify) else (),
        output,
        _losses(message) if migrated else (),
        _findings(message) if migrated else (),
    )


def one_shot_reply(status: int, output: bytes, detail: str) -> Reply:
    """Read what a program that judged one document left: its exit status and its output."""
    if status not in (0, 1):
        return Failure("error", f"it ended with status {status}, which is neither 0 nor 1")
    if detail == "verdict":
        return Answer(status == 0, None)
    if not output.strip():
        raise AnswerError("it printed nothing; with --detail verdict it need not")
    message = object_of(output)
    return Answer(
        status == 0,
        _version(message),
        _places(message, "errors"),
        _places(message, "warnings"),
    )


def _member(message: Mapping[str, Any], name: str, kind: type, meaning: str) -> Any:
    if name not in message:
        raise AnswerError(f"the answer has no {name}, which must be {meaning}")
    if type(message[name]) is not kind:
        raise AnswerError(f"{name} must be {meaning}, found {excerpt(message[name])}")
    return message[name]


def _version(message: Mapping[str, Any]) -> int | None:
    if message.get("version", "") is None:
        return None
    version: int = _member(message, "version", int, "an integer or null")
    if abs(version) > MAX_INTEGER:
        raise AnswerError(f"version is beyond +-{MAX_INTEGER}, which no document can claim")
    return version


def _places(message: Mapping[str, Any], name: str) -> tuple[Place, ...]:
    listed = _member(message, name, list, "a list")
    return tuple(Place(*_place(entry, name)) for entry in listed)


def _place(entry: object, name: str) -> tuple[str, str]:
    if not isinstance(entry, dict):
        raise AnswerError(f"{name} must hold objects, found {excerpt(entry)}")
    code, pointer = entry.get("code"), entry.get("pointer")
    if not isinstance(code, str) or not isinstance(pointer, str):
        raise AnswerError(f"each of {name} must have the strings code and pointer")
    return code, pointer


def _losses(message: Mapping[str, Any]) -> tuple[LostValue, ...]:
    losses = []
    for entry in _member(message, "losses", list, "a list"):
        code, pointer = _place(entry, "losses")
        if "value" not in entry or _nested_deeply(entry["value"]):
            raise AnswerError("each of losses must have a value, the one that was lost")
        losses.append(LostValue(code, pointer, entry["value"]))
    return tuple(losses)


def _findings(message: Mapping[str, Any], *, with_path: bool = False) -> tuple[Found, ...]:
    findings = []
    for entry in _member(message, "findings", list, "a list"):
        code, pointer = _place(entry, "findings")
        severity = entry.get("severity")
        if severity not in SEVERITIES:
            raise AnswerError("each of findings must have the severity error, warning or note")
        path = entry.get("path") if with_path else ""
        if not isinstance(path, str):
            raise AnswerError("each of findings must have the path that it is about")
        findings.append(Found(code, severity, pointer, path))
    return tuple(findings)


def _nested_deeply(value: object) -> bool:
    """Tell whether a value is nested deeper than any document can be."""
    within = [value]
    for _ in range(MAX_DEPTH):
        containers = (outer for outer in within if isinstance(outer, dict | list))
        within = list(
            chain.from_iterable(
                each.values() if isinstance(each, dict) else each for each in containers
            )
        )
        if not within:
            return False
    return True


def _output(message: Mapping[str, Any]) -> bytes | None:
    if message.get("output", "") is None:
        return None
    return from_base64(_member(message, "output", str, "base64 or null"), "output")


def from_base64(text: str, name: str) -> bytes:
    """Decode the base64 of a member, strictly."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise AnswerError(f"{name} is no base64: {error}") from None


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _distinct(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object, unless a name comes twice: nobody can tell which of the two is meant."""
    found = dict(members)
    if len(found) != len(members):
        ((twice, _),) = Counter(name for name, _ in members).most_common(1)
        raise ValueError(f"the member {excerpt(twice)} comes twice in its object")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _shown(text: bytes) -> str:
    return excerpt(text[:80].decode("utf-8", "backslashreplace"))
