"""The batch protocol, against implementations whose answers go wrong in every way."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.small_corpus import NAMES, SHORT, conformance, misbehaving


@pytest.mark.parametrize(
    ("how", "only", "outcome", "problem"),
    [
        ("dies", "schema/valid", "crash", "it ended with status 101; standard error ends in: thr"),
        ("is-killed", "schema/valid", "crash", "it was killed by SIGSEGV"),
        ("dies-with-a-child", "schema/valid", "crash", "it ended without an answer: it ended with"),
        ("closes-output", "schema/valid", "crash", "it closed its output without an answer"),
        ("endless-line", "schema/valid", "garbage", "wrote more than 33554432 bytes without"),
        ("no-json", "schema/valid", "garbage", "'ok' is no JSON"),
        ("no-utf8", "schema/valid", "garbage", "is no JSON: 'utf-8' codec"),
        ("nan", "schema/valid", "garbage", "NaN is no JSON number"),
        ("deep", "schema/valid", "garbage", "it is nested too deep"),
        ("array", "schema/valid", "garbage", "expected a JSON object, found an array of 1"),
        ("blank-line", "schema/valid", "garbage", "'' is no JSON"),
        ("earlier-id", "schema/valid", "garbage", "with the id 3 has the id 2"),
        ("text-id", "schema/valid", "garbage", "with the id 3 has the id '3'"),
        ("true-id", "schema/valid", "garbage", "with the id 3 has the id true"),
        ("no-id", "schema/valid", "garbage", "with the id 3 has the id none"),
        ("text-valid", "schema/valid", "garbage", "valid must be true or false, found 'true'"),
        ("number-valid", "schema/valid", "garbage", "valid must be true or false, found 1"),
        ("no-valid", "schema/valid", "garbage", "the answer has no valid"),
        ("twice-valid", "schema/valid", "garbage", "the member 'valid' comes twice in its object"),
        ("twice-id", "schema/valid", "garbage", "the member 'id' comes twice in its object"),
        ("text-version", "schema/valid", "garbage", "version must be an integer or null"),
        ("true-version", "schema/valid", "garbage", "version must be an integer or null"),
        ("fraction-version", "schema/valid", "garbage", "an integer or null, found 2.0"),
        ("large-version", "schema/valid", "garbage", "version is beyond +-9007199254740991"),
        ("no-version", "schema/valid", "garbage", "the answer has no version"),
        ("null-errors", "schema/valid", "garbage", "errors must be a list, found null"),
        ("text-errors", "schema/valid", "garbage", "errors must hold objects"),
        ("no-pointer", "schema/valid", "garbage", "each of errors must have the strings code and"),
        ("number-code", "schema/valid", "garbage", "each of errors must have the strings code and"),
        ("no-base64", "migrations", "garbage", "output is no base64: Incorrect padding"),
        ("number-output", "migrations", "garbage", "output must be base64 or null, found 1"),
        ("no-output", "migrations", "garbage", "the answer has no output"),
        ("no-losses", "migrations", "garbage", "the answer has no losses"),
        ("no-value", "migrations", "garbage", "each of losses must have a value"),
        ("no-notes", "files", "garbage", "the answer has no notes"),
        ("silent-skips", "schema/valid", "garbage", "skipped must be the reason as a string, and"),
        ("number-skips", "schema/valid", "garbage", "skipped must be the reason as a string"),
        ("skips", "schema/valid", "skipped", "no \x1b[31mtime"),
        ("fails", "schema/valid", "error", r"the implementation says: 'out of \u202ememory'"),
        ("accepts", "schema/invalid", "failed", "valid is true, expected false"),
        ("accepts", "schema/invalid", "failed", "missing schema/minLength at /quant"),
        ("rejects", "schema/valid", "failed", "valid is false, expected true"),
        ("rejects", "schema/valid", "failed", "errors: extra schema/type at /a\x1b"),
        ("repeats-error", "schema/invalid", "failed", "extra schema/pattern at /quant"),
        ("other-version", "schema/valid", "failed", "version is 1, expected 2"),
        ("no-known-version", "schema/valid", "failed", "version is null, expected 2"),
        ("another-warning", "files", "failed", "warnings: extra files/unlisted at /artifacts"),
        ("other-output", "migrations", "failed", "from byte 1 on the output is other: '{}"),
        ("refuses", "migrations", "failed", "there is no output"),
        ("number-loss", "migrations", "failed", "losses: extra loss/value at /target (1)"),
    ],
)
def test_what_goes_wrong_is_the_result_of_its_case_and_the_run_goes_on(
    corpus: Path, how: str, only: str, outcome: str, problem: str
) -> None:
    ended = conformance(corpus, "--only", only, command=misbehaving(how))
    assert ended.status == 1
    assert ended.outcomes() == dict.fromkeys(NAMES, "passed") | {"trigger": outcome}
    assert problem in ended.case("trigger")["problem"]
    assert ended.seconds < 15  # no timeout was waited for


@pytest.mark.parametrize("how", ["more-members", "floods-errors"])
@pytest.mark.parametrize("only", ["schema", "migrations", "files"])
def test_what_does_no_harm_passes(corpus: Path, how: str, only: str) -> None:
    ended = conformance(corpus, "--only", only, command=misbehaving(how))
    assert ended.status == 0
    assert set(ended.outcomes().values()) == {"passed"}


@pytest.mark.parametrize("how", ["twice", "endless-lines"])
def test_what_nobody_asked_for_is_found_at_the_next_case(corpus: Path, how: str) -> None:
    ended = conformance(corpus, "--only", "schema/valid", command=misbehaving(how))
    assert ended.outcomes() == dict.fromkeys(NAMES, "passed") | {"after": "garbage"}
    assert "it was not asked for" in ended.case("after")["problem"]


def test_an_answer_before_the_request_is_none(corpus: Path) -> None:
    ended = conformance(corpus, command=misbehaving("never-reads"), timeout=SHORT)
    assert set(ended.outcomes().values()) == {"garbage"}


def test_what_nobody_asked_for_is_found_after_the_last_case(corpus: Path) -> None:
    ended = conformance(corpus, "--only", "schema/valid/trigger", command=misbehaving("twice"))
    assert ended.outcomes() == {"trigger": "garbage"}
    assert "it was not asked for" in ended.case("trigger")["problem"]
