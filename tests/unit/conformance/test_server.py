"""``conformance serve``: this package as an implementation, which answers whatever it is sent."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

import pytest
from support.harness import COMMAND, manifest_bytes, run

from dlm_schema.conformance.cases import LEVELS
from dlm_schema.conformance.protocol import LINE_LIMIT
from dlm_schema.conformance.server import serve


def served(*requests: Any) -> list[dict[str, Any]]:
    """Return the answers to requests, written as JSON or given as bytes."""
    lines = b"".join(
        request if isinstance(request, bytes) else json.dumps(request).encode() + b"\n"
        for request in requests
    )
    outcome = run("conformance", "serve", stdin=lines)
    assert outcome.status == 0
    assert outcome.err == ""
    return [json.loads(line) for line in outcome.out.splitlines()]


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.mark.parametrize(
    ("request_", "number", "problem"),
    [
        (b"\n", None, "AnswerError: '\\n' is no JSON: Expecting value"),
        (b"nonsense\n", None, "AnswerError: 'nonsense\\n' is no JSON: Expecting value"),
        (b"\xff\n", None, "AnswerError: '\\\\xff\\n' is no JSON: 'utf-8' codec"),
        (b"[" * 100_000 + b"\n", None, "it is nested too deep"),
        (b'{"id": NaN}\n', None, "NaN is no JSON number"),
        ([], None, "AnswerError: expected a JSON object, found an array of 0 entries"),
        ({}, None, "one of start, validate, migrate, step, verify and check, not null"),
        ({"id": 7}, 7, "one of start, validate, migrate, step, verify and check, not null"),
        ({"id": "x", "type": "stop"}, "x", "not 'stop'"),
        ({"id": 7, "type": ["validate"]}, 7, "not an array of 1 entries"),
        ({"id": 7, "type": "start"}, 7, "this is protocol 1, not null"),
        ({"id": 7, "type": "start", "protocol": 2}, 7, "this is protocol 1, not 2"),
        ({"id": 7, "type": "validate"}, 7, "input must be of type str: null"),
        ({"id": 7, "type": "validate", "input": 1}, 7, "input must be of type str: 1"),
        ({"id": 7, "type": "validate", "input": "e30"}, 7, "input is no base64: Incorrect"),
        ({"id": 7, "type": "validate", "input": "é==="}, 7, "input is no base64: string argument"),
        ({"id": 7, "type": "migrate", "input": ""}, 7, "to must be of type int: null"),
        (
            {"id": 7, "type": "migrate", "input": "", "to": True},
            7,
            "to must be of type int: true",
        ),
        (
            {"id": 7, "type": "migrate", "input": "", "to": 3},
            7,
            "allow_loss must be of type bool: null",
        ),
        (
            {"id": 7, "type": "migrate", "input": "", "to": 99, "allow_loss": False},
            7,
            "UnknownVersionError: version 99 is unknown; the known versions are 1, 2, 3",
        ),
        ({"id": 7, "type": "verify"}, 7, "directory must be of type str: null"),
        ({"id": 7, "type": "verify", "directory": "/nonexistent"}, 7, "ManifestPathError: "),
        ({"id": 7, "type": "verify", "directory": "/a\u0000b"}, 7, "holds a NUL character"),
        (b'{"id": 7, "type": "verify", "directory": "/\\ud800"}\n', 7, "Error: "),
    ],
)
def test_a_bad_request_is_answered_and_the_next_one_is_read(
    request_: Any, number: Any, problem: str
) -> None:
    good = {"id": 8, "type": "validate", "input": encoded(manifest_bytes(2))}
    bad, answer = served(request_, good)
    assert bad.keys() == {"id", "error"}
    assert bad["id"] == number
    assert problem in bad["error"]
    assert answer == {"id": 8, "valid": True, "version": 2, "errors": [], "warnings": []}


def test_a_line_that_is_too_long_is_answered_and_passed_over() -> None:
    good = json.dumps({"id": 8, "type": "validate", "input": ""}).encode() + b"\n"
    requests = io.BytesIO(b"x" * (LINE_LIMIT * 2 + 5) + b"\n" + good + good)
    answers = io.BytesIO()
    serve(requests, answers)
    first, *others = [json.loads(line) for line in answers.getvalue().splitlines()]
    assert first == {"id": None, "error": "AnswerError: a request has at most 33554432 bytes"}
    assert [other["id"] for other in others] == [8, 8]


def test_the_last_line_needs_no_end() -> None:
    request = json.dumps({"id": 1, "type": "start", "protocol": 1}).encode()
    (answer,) = served(request)
    assert answer["name"] == "dlm-schema"
    assert answer["levels"] == list(LEVELS)


def test_closed_standard_input_is_said() -> None:
    command = ("sh", "-c", 'exec "$@" <&-', "sh", *COMMAND)
    outcome = run("conformance", "serve", command=command)
    assert outcome == (
        2,
        "",
        "dlm-schema: standard input is closed, so there is nothing to answer\n",
    )


@pytest.mark.parametrize(
    ("step", "problem"),
    [
        ({}, "older must be of type dict: null"),
        ({"older": {}, "newer": {}}, "operations must be of type list: null"),
        (
            {"older": {}, "newer": {}, "operations": [{"op": "unknown"}]},
            "the step cannot be executed: KeyError('unknown')",
        ),
        (
            {"older": {}, "newer": {"format": "x"}, "operations": []},
            "the step cannot be executed: AssertionError('format is a keyword without a code')",
        ),
    ],
)
def test_step_of_another_form_is_an_error(step: dict[str, Any], problem: str) -> None:
    request = {"id": 1, "type": "step", "input": "e30=", "to": 1, "allow_loss": False}
    assert served({**request, **step}) == [{"id": 1, "error": f"AnswerError: {problem}"}]
