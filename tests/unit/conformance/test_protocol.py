"""PROTOCOL.md is true: its examples, its programs, its limits, and how answers are compared."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from support.harness import ENVIRONMENT
from support.small_corpus import NAMES, conformance, make_corpus, recipes, small_corpus

from dlm_schema.conformance.cases import Answer, LostValue, Migrate, Place, Validate, Verify
from dlm_schema.conformance.corpus import CORPUS
from dlm_schema.conformance.protocol import (
    LINE_LIMIT,
    AnswerError,
    Failure,
    Skipped,
    answer_message,
    line_of,
    object_of,
    one_shot_reply,
    reply_of,
    request_message,
    start_request,
)
from dlm_schema.conformance.runner import FAILURES_IN_A_ROW, TIMEOUTS_IN_A_ROW
from dlm_schema.conformance.server import answer_to

TEXT = Path(CORPUS, "PROTOCOL.md").read_text(encoding="utf-8")
SCHEMA = json.loads(Path(CORPUS, "protocol.schema.json").read_bytes())
MESSAGES = [
    [json.loads(line) for line in block.splitlines()]
    for block in re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)
]
PROGRAMS = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
EXCHANGES = [block for block in MESSAGES if len(block) == 2]
A, B = Place("schema/type", "/a"), Place("schema/enum", "/a")


def matches(message: Any, *names: str) -> bool:
    schemas = [{**SCHEMA, "anyOf": [{"$ref": f"#/$defs/{name}"}]} for name in names]
    return any(Draft202012Validator(schema).is_valid(message) for schema in schemas)


def unordered(message: dict[str, Any]) -> dict[str, Any]:
    return {
        name: sorted(value, key=repr) if isinstance(value, list) else value
        for name, value in message.items()
    }


def test_there_is_an_example_of_every_request() -> None:
    assert [request["type"] for request, _ in EXCHANGES] == [
        "start",
        "validate",
        "migrate",
        "step",
        "verify",
        "check",
    ]
    assert [request["id"] for request, _ in EXCHANGES] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(("request_", "answer"), EXCHANGES)
def test_examples_are_of_the_shape_that_the_schema_gives(request_: Any, answer: Any) -> None:
    kind = request_["type"]
    answers = {
        "start": "started",
        "validate": "validated",
        "migrate": "migrated",
        "step": "migrated",
        "verify": "verified",
        "check": "checked",
    }
    assert matches(request_, kind)
    assert matches(answer, answers[kind])
    assert not matches({**answer, "id": "1"}, answers[kind])


def test_this_package_gives_the_answers_of_the_examples(tmp_path: Path) -> None:
    for request, answer in EXCHANGES:
        if request["type"] == "verify":
            request["directory"] = str(tmp_path)
        if request["type"] == "check":
            (tmp_path / "exports" / "F16").mkdir(parents=True)
            (tmp_path / "manifest.json").write_text("{}")
            request["directory"] = str(tmp_path)
        given = answer_to(json.dumps(request).encode())
        if request["type"] == "start":
            assert given.keys() == answer.keys()
            assert given["levels"] == answer["levels"]
        else:
            assert unordered(given) == unordered(answer)


def test_other_examples_are_answers() -> None:
    assert [block[0].keys() for block in MESSAGES if len(block) == 1] == [
        {"valid", "version", "errors", "output", "losses", "findings"},
        {"id", "skipped"},
        {"id", "error"},
        {"version", "errors", "warnings"},
    ]
    refused, skipped, error, one_shot = (block[0] for block in MESSAGES if len(block) == 1)
    assert matches({"id": 1, **refused}, "migrated")
    assert matches(skipped, "skipped")
    assert matches(error, "error")
    assert one_shot_reply(1, json.dumps(one_shot).encode(), "full") == Answer(
        valid=False, version=None, errors=(Place("encoding/duplicate-member", "/a"),)
    )


def test_the_limits_are_those_of_the_text() -> None:
    assert f"after {TIMEOUTS_IN_A_ROW} timeouts in a row" in TEXT
    assert f"after {FAILURES_IN_A_ROW} cases in a row" in TEXT
    assert LINE_LIMIT == 32 * 1024 * 1024
    assert "more than 32 MiB" in TEXT
    request = request_message(Validate(bytes(16 * 1024 * 1024 + 1)), 10**6)
    assert 22_000_000 < len(line_of(request)) < 22_500_000


def test_the_program_of_the_text_is_an_implementation(tmp_path: Path) -> None:
    program = tmp_path / "lax.py"
    program.write_text(PROGRAMS[0], encoding="utf-8")
    documents: dict[str, tuple[list[str], dict[str, Any]]] = {
        "valid": (["[]", '"\\u0000"', "1.0"], {"valid": True, "version": 1}),
        "syntax": (["", "[", "nil"], {"errors": [{"code": "encoding/syntax", "pointer": ""}]}),
    }
    files = {
        f"encoding/{name}.json": recipes(
            f"encoding/{name}",
            [f"n{number}" for number in range(3)],
            versions=[1],
            table=[{"name": f"n{n}", "input": text} for n, text in enumerate(texts)],
            **expected,
        )
        for name, (texts, expected) in documents.items()
    }
    corpus = make_corpus(tmp_path / "corpus", files)
    ended = conformance(corpus, command=[sys.executable, str(program)])
    assert ended.status == 0, ended.report
    assert ended.report["implementation"] == {
        "name": "lax",
        "language": "Python",
        "version": "0.1",
        "levels": ["encoding"],
        "detail": "verdict",
    }
    assert ended.report["summary"]["conforms"] == ["encoding"]


def test_the_wrapper_of_the_text_gives_right_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrapper = tmp_path / "wrapper.py"
    wrapper.write_text(PROGRAMS[1], encoding="utf-8")
    command = tmp_path / "bin" / "dlm-schema"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m dlm_schema "$@"\n')
    command.chmod(0o755)
    monkeypatch.setitem(ENVIRONMENT, "PATH", f"{command.parent}:{os.environ['PATH']}")
    corpus = small_corpus(tmp_path / "corpus")
    ended = conformance(
        corpus,
        "--protocol",
        "one-shot",
        "--only",
        "schema",
        command=[sys.executable, str(wrapper)],
        timeout=30,
    )
    assert ended.status == 0, ended.report
    assert ended.report["summary"]["passed"] == 2 * len(NAMES)


@pytest.mark.parametrize(
    "request_",
    [
        Validate(b"{}"),
        Migrate(b"{}", 3, allow_loss=True),
        Migrate(b"{}", 2, allow_loss=True, step={"older": {}, "newer": {}, "operations": []}),
        Verify(()),
    ],
)
def test_an_answer_survives_its_way_over_the_wire(request_: Any) -> None:
    answer = Answer(valid=False, version=None, errors=(A, Place("a/b", "/\ud800\u0000"), A))
    if isinstance(request_, Migrate):
        losses = (LostValue("loss/value", "/a", {"a": [1, 1.5, None]}),)
        answer = answer._replace(output=b"\xff\x00", losses=losses)
    if isinstance(request_, Verify):
        answer = answer._replace(warnings=(A,), notes=(B, B))
    message = request_message(request_, 7, "/tmp")
    line = line_of(answer_message(message["type"], 7, answer))
    assert line.count(b"\n") == 1
    assert reply_of(request_, object_of(line), "full") == answer
    assert matches(message, message["type"])


def test_requests_hold_nothing_of_the_case() -> None:
    assert request_message(Validate(b"{}"), 5) == {"id": 5, "type": "validate", "input": "e30="}
    assert start_request(1) == {"id": 1, "type": "start", "protocol": 1}


@pytest.mark.parametrize(
    ("status", "output", "detail", "reply"),
    [
        (
            0,
            b'{"version": 2, "errors": [], "warnings": []}',
            "full",
            Answer(valid=True, version=2),
        ),
        (1, b"", "verdict", Answer(valid=False, version=None)),
        (0, b"garbage", "verdict", Answer(valid=True, version=None)),
        (2, b"", "full", Failure("error", "it ended with status 2, which is neither 0 nor 1")),
        (127, b"", "verdict", Failure("error", "it ended with status 127, which is neither 0 nor")),
    ],
)
def test_one_shot_answers_are_statuses_and_findings(
    status: int, output: bytes, detail: str, reply: Any
) -> None:
    found = one_shot_reply(status, output, detail)
    if isinstance(found, Failure):
        assert found.problem.startswith(reply.problem)
    else:
        assert found == reply


@pytest.mark.parametrize("output", [b"", b" \n", b"{}{}", b"[]", b'{"errors": []}', b"\xff"])
def test_one_shot_output_must_be_an_object_with_findings(output: bytes) -> None:
    with pytest.raises(AnswerError):
        one_shot_reply(0, output, "full")


def test_skipping_is_no_answer() -> None:
    assert reply_of(Validate(b""), {"skipped": "why"}, "full") == Skipped("why")
