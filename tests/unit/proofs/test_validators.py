"""The proof by stock validators sees a wrong verdict, an error and a crash."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from proofs.validators.questions import LARGE, Question, questions
from proofs.validators.session import JUDGES, Judge, Result, ask, chosen, compared, table

from dlm_schema.document.versions import VERSIONS

ASKED = [("first, judged by v3", True), ("second, judged by v3", False)]


def question(version: int, document: object) -> Question:
    return Question("subject", version, json.dumps(document), accepted=False)


def test_the_right_answers_differ_nowhere() -> None:
    assert compared(ASKED, [True, False], 0) == Result(2, (), ())


def test_a_wrong_verdict_is_told() -> None:
    assert compared(ASKED, [False, False], 0).differing == (
        "first, judged by v3: rejected, expected accepted",
    )


def test_an_error_is_a_crash_whatever_was_expected() -> None:
    assert compared(ASKED, [True, "StackOverflowError"], 0).crashed == (
        "second, judged by v3: StackOverflowError",
    )


def test_an_early_end_is_a_crash_at_the_document_that_had_no_answer() -> None:
    assert compared(ASKED, [True], -11).crashed == (
        "second, judged by v3: the program ended with status -11",
    )


def test_an_end_with_an_error_after_the_last_answer_is_a_crash() -> None:
    assert compared(ASKED, [True, False], 1).crashed == (
        "second, judged by v3: the program ended with status 1",
    )


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
    alone = Judge("alone", "", "", resolves=False)
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
