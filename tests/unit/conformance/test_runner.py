"""What a run asks, when it is given up, and what it leaves behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.harness import ENVIRONMENT
from support.small_corpus import SHORT, conformance, make_corpus, misbehaving, recipes


def test_an_implementation_that_claims_other_levels_when_restarted_is_no_answer(
    corpus: Path,
) -> None:
    ended = conformance(corpus, "--only", "schema/valid", command=misbehaving("changes"))
    assert list(ended.outcomes().values()) == ["passed", "crash", "garbage", "garbage"]
    assert ended.case("last")["problem"].startswith("at start: it calls itself another")


def test_a_run_is_given_up_when_nothing_is_answered(tmp_path: Path) -> None:
    names = [f"trigger{number}" for number in range(30)]
    plain = {"input": "{{name}}", "errors": [{"code": "encoding/syntax", "pointer": ""}]}
    files = {"encoding/all.json": recipes("encoding/all", names, versions=[1, 2, 3], **plain)}
    corpus = make_corpus(tmp_path / "corpus", files)
    hanging = conformance(corpus, command=misbehaving("hangs"), timeout=0.5)
    assert list(hanging.outcomes().values()) == ["timeout"] * 5 + ["not-run"] * 25
    assert hanging.report["problem"] == "given up after 5 cases in a row without an answer"
    dying = conformance(corpus, command=misbehaving("dies"))
    assert list(dying.outcomes().values()) == ["crash"] * 20 + ["not-run"] * 10
    assert dying.report["levels"]["encoding"] == {
        "passed": 0,
        "failed": 20,
        "skipped": 0,
        "known": 0,
        "not_run": 10,
        "total": 30,
    }
    assert dying.status == hanging.status == 1


def test_directories_are_gone_after_the_run(corpus: Path, tmp_path: Path) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    for how in ("hangs", "dies", "skips"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(ENVIRONMENT, "TMPDIR", str(folder))
            ended = conformance(corpus, "--only", "files", command=misbehaving(how), timeout=SHORT)
        assert ended.case("trigger")["outcome"] != "passed"
        assert list(folder.iterdir()) == []
