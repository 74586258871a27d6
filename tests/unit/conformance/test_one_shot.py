"""The one-shot protocol, against commands that go wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.small_corpus import NAMES, conformance, make_corpus, process_is_alive, recipes

ANSWER = '{"version": 2, "errors": [], "warnings": []}'


def shell(script: str) -> list[str]:
    """Answer right, but for the case ``trigger``, for which the script is run."""
    return ["sh", "-c", f"if grep -q trigger; then {script}\nfi; echo '{ANSWER}'"]


@pytest.mark.parametrize(
    ("script", "outcome", "problem"),
    [
        ("exit 0", "garbage", "it printed nothing; with --detail verdict it need not"),
        ("exit 2", "error", "it ended with status 2, which is neither 0 nor 1"),
        ("echo why >&2; exit 2", "error", "neither 0 nor 1; standard error ends in: why"),
        ("kill -SEGV $$", "crash", "it was killed by SIGSEGV"),
        ("echo ok; exit 0", "garbage", "'ok\\n' is no JSON: Expecting value"),
        (f"echo '{ANSWER}'", "garbage", "is no JSON: Extra data"),
        ("sleep 1000", "timeout", "it did not end within 1 s"),
        ("trap '' TERM INT; exec >&-; sleep 1000", "timeout", "it did not end within 1 s"),
        ("yes", "garbage", "it printed more than 33554432 bytes"),
        (f"echo '{ANSWER}'; exit 1", "failed", "valid is false, expected true"),
        (f"echo '{ANSWER}' | tr 2 3; exit 0", "failed", "version is 3, expected 2"),
    ],
)
def test_what_goes_wrong_is_the_result_of_its_case(
    corpus: Path, script: str, outcome: str, problem: str
) -> None:
    options = ("--protocol", "one-shot", "--only", "schema/valid")
    ended = conformance(corpus, *options, command=shell(script), timeout=1)
    assert ended.status == 1
    assert ended.outcomes() == dict.fromkeys(NAMES, "passed") | {"trigger": outcome}
    assert list(ended.outcomes()) == list(NAMES)
    assert problem in ended.case("trigger")["problem"]
    assert ended.seconds < 6


def test_a_child_that_holds_the_pipes_is_not_waited_for(corpus: Path, tmp_path: Path) -> None:
    processes = tmp_path / "processes"
    script = f"cat >/dev/null; sleep 1000 & echo $! >>{processes}; echo '{ANSWER}'"
    options = ("--protocol", "one-shot", "--only", "schema/valid")
    ended = conformance(corpus, *options, command=["sh", "-c", script])
    assert ended.status == 0
    assert ended.seconds < 6
    numbers = processes.read_text().split()
    assert len(numbers) == len(NAMES)
    assert not [number for number in numbers if process_is_alive(int(number))]


def test_the_document_need_not_be_read(tmp_path: Path) -> None:
    large = {"input": [{"repeat": " ", "times": 4_000_000}], "versions": [2], "version": 2}
    files = {"schema/large.json": recipes("schema/large", NAMES, valid=True, **large)}
    corpus = make_corpus(tmp_path / "corpus", files)
    ended = conformance(corpus, "--protocol", "one-shot", command=["echo", ANSWER])
    assert ended.outcomes() == dict.fromkeys(NAMES, "passed")


def test_the_verdict_alone_needs_no_output(corpus: Path) -> None:
    options = ("--protocol", "one-shot", "--detail", "verdict", "--levels", "schema")
    ended = conformance(corpus, *options, command=["grep", "-q", '"quant": "Q'])
    assert ended.status == 0
    assert set(ended.outcomes().values()) == {"passed"}
    assert ended.report["implementation"]["detail"] == "verdict"
    # The levels that it includes were not asked.
    assert ended.report["summary"]["conforms"] == []


def test_a_command_that_always_hangs_is_given_up(tmp_path: Path) -> None:
    names = [f"n{number}" for number in range(40)]
    plain = {"input": "{}", "versions": [2], "version": 2, "valid": True}
    files = {"schema/many.json": recipes("schema/many", names, **plain)}
    corpus = make_corpus(tmp_path / "corpus", files)
    ended = conformance(corpus, "--protocol", "one-shot", command=["sleep", "1000"], timeout=0.5)
    assert list(ended.outcomes().values()) == ["timeout"] * 5 + ["not-run"] * 35
