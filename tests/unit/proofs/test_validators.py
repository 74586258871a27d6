"""The proof by stock validators sees a wrong verdict, an error and a crash."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from proofs.validators.questions import LARGE, Question, questions
from proofs.validators.run import (
    JUDGES,
    RESOLVES_NOTHING,
    Result,
    ask,
    chosen,
    compared,
    table,
)

from dlm_schema.document.versions import VERSIONS

ASKED = [("first", True), ("second", False)]


def question(version: int, document: object) -> Question:
    return Question("subject", version, json.dumps(document), frozenset({"type"}))


@pytest.mark.parametrize(
    ("answers", "status", "differing", "crashed"),
    [
        ([True, False], 0, (), ()),
        ([False, False], 0, ("first: rejected, expected accepted",), ()),
        ([True, "StackOverflowError"], 0, (), ("second: StackOverflowError",)),
        ([True], -11, (), ("second: the program ended with status -11",)),
        ([True, False], 1, (), ("second: the program ended with status 1",)),
    ],
)
def test_wrong_verdicts_errors_and_early_ends_are_told(
    answers: list[bool | str], status: int, differing: tuple[str, ...], crashed: tuple[str, ...]
) -> None:
    result = compared(ASKED, answers, status)
    assert (result.differing, result.crashed) == (differing, crashed)


@pytest.mark.parametrize(
    ("version", "document", "schemas"),
    [
        (1, {}, ("v1", "any", "bundle")),
        (1, [], ("v1", "any", "bundle")),
        (3, {"schema_version": 3}, ("v3", "any", "bundle", "latest")),
        (3, {"schema_version": 99}, ("v3", "any", "bundle", "latest")),
        (3, {"target": "vllm"}, ("v3", "latest")),
        (2, ["a" * LARGE], ("v2",)),
    ],
)
def test_a_document_is_put_before_every_schema_that_judges_its_version(
    version: int, document: object, schemas: tuple[str, ...]
) -> None:
    assert question(version, document).schemas() == schemas


def test_a_judge_that_loads_no_other_file_is_not_given_schemas_that_refer_to_one() -> None:
    [alone] = [judge for judge in JUDGES if judge.name == RESOLVES_NOTHING]
    asked = [schema for schema, _ in chosen(alone, [question(3, {"schema_version": 3})])]
    assert asked == ["v3", "bundle"]


def test_a_program_is_asked_line_by_line(tmp_path: Path) -> None:
    program = tmp_path / "judge.py"
    program.write_text(
        "import json, sys\n"
        "for line in sys.stdin:\n"
        "    question = json.loads(line)\n"
        "    print(json.dumps(json.loads(question['document']) == {}))\n"
    )
    asked = [("v1", question(1, {})), ("v1", question(1, {"a": 1}))]
    result = ask((tmp_path, [sys.executable, str(program)]), tmp_path, asked)
    assert result == Result(2, ("subject, judged by v1: accepted, expected rejected",), ())


def test_questions_are_of_every_version_and_of_either_kind() -> None:
    kinds = {(one.version, one.accepted) for one in questions()}
    assert kinds == {(version, accepted) for version in VERSIONS for accepted in (True, False)}


def test_the_table_has_a_line_for_each_judge_with_the_version_that_is_pinned() -> None:
    judges = [judge for judge in JUDGES if judge.pin]
    lines = table(dict.fromkeys(judges, Result(1_000, ("a",), ()))).splitlines()
    assert len(lines) == len(judges) + 2
    assert lines[2] == "| Ajv (strict) | 8.20.0 | JavaScript | 1,000 | 1 | 0 |"
