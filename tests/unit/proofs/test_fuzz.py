"""A short run of the fuzzer, and proof that each of its laws can fail.

A law is made to fail by a package that is broken in one way; the oracle is the name of the law.
"""

from __future__ import annotations

from collections import UserDict
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import pytest
from proofs.fuzz import laws, run
from proofs.fuzz.documents import canonical, valid_document
from proofs.fuzz.laws import Violation, examine
from proofs.fuzz.minimise import minimise

import dlm_schema
from dlm_schema import Finding, Report
from dlm_schema.document.schemas import WALKS
from dlm_schema.document.validation import Judgement, judge

VALIDATE = dlm_schema.validate
JUDGE = dlm_schema.validate.__globals__["_judge"]
MIGRATE = dlm_schema.migrate
LONG_WAY = laws._long_way
Judge = Callable[[Any], Report]


def document(version: int = 2, *, target: str = "ollama") -> dict[str, Any]:
    for seed in range(1000):
        drawn = valid_document(Random(seed), version)
        if drawn.get("target", "ollama") == target:
            return drawn
    raise AssertionError(f"no document for {target}")


def broken_law(data: Any) -> str:
    with pytest.raises(Violation) as caught:
        examine(data)
    return caught.value.law


def rejudged(report: Report, judged: Judgement) -> Judgement:
    codes = {finding.code.split("/")[0] for finding in report.findings}
    return Judgement(judged.document, report, report.version is not None and codes <= {"rules"})


def everywhere(change: Callable[[Report], Report]) -> Callable[[pytest.MonkeyPatch], None]:
    """Break every way to judge alike, so that only another oracle can tell."""

    def apply(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(dlm_schema, "validate", lambda data: change(VALIDATE(data)))
        patch.setattr(laws, "_long_way", lambda data: change(LONG_WAY(data)))
        patch.setattr(laws, "judge", lambda data: rejudged(change(LONG_WAY(data)), judge(data)))

    return apply


def validating(judge: Judge) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda patch: patch.setattr(dlm_schema, "validate", judge)


def migrating(migrate: Callable[..., Any]) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda patch: patch.setattr(dlm_schema, "migrate", migrate)


def error(code: str, pointer: str = "", message: str = "is wrong") -> Finding:
    return Finding(code, "error", pointer, message)


def always(version: int | None, *findings: Finding) -> Callable[[Report], Report]:
    return lambda _: Report(version, findings)


def raising(exception: Exception) -> Callable[..., Any]:
    def fail(*_: Any, **__: Any) -> Any:
        raise exception

    return fail


def without_last(report: Report) -> Report:
    return Report(report.version, report.findings[:-1])


def changing_its_argument(data: Any, *arguments: Any, **options: Any) -> Any:
    outcome = MIGRATE(data, *arguments, **options)
    data["quant"] = "Q2_K"
    return outcome


def altered(alter: Callable[[dlm_schema.Migration], object]) -> Callable[..., Any]:
    def migrate(data: Any, *arguments: Any, **options: Any) -> Any:
        outcome = MIGRATE(data, *arguments, **options)
        alter(outcome)
        return outcome

    return migrate


def number(outcome: dlm_schema.Migration) -> object:
    outcome.document["adapter_version"] += 1
    return outcome


def never_loses(data: Any, to: int, *, allow_loss: bool = False) -> Any:
    return MIGRATE(data, to, allow_loss=True)


def takes_everything(data: Any, *_: Any, **__: Any) -> Any:
    return dlm_schema.Migration(dict(data), (), (), Report(None))


def only_for(kind: type, report: Report) -> Judge:
    return lambda data: report if isinstance(data, kind) else VALIDATE(data)


def busy(_: Any) -> Report:
    while True:
        pass


VALID = canonical(document())
NEGATIVE_ZERO = canonical({**document(), "artifacts": []}).replace(
    b"[]",
    b'[{"path": "base.F16.gguf", "sha256": "' + b"0" * 64 + b'", "size_bytes": -0}]',
)
VLLM = document(2, target="vllm")


def says(version: int | None, *places: tuple[str, str]) -> Callable[[pytest.MonkeyPatch], None]:
    """Break every way to judge: it is always these errors."""
    return everywhere(always(version, *(error(*place) for place in places)))


SYNTAX = ("encoding/syntax", "")
QUANT = ("schema/type", "/quant")
V1_BYTES = canonical(document(1))
WARNING = Finding("rules/missing-role", "warning", "/artifacts", "is wrong")
BAD_DATE = canonical({**document(), "created_at": "2026-02-30T00:00:00"})
NO_DICT = validating(only_for(dict, Report(None, [error(*SYNTAX)])))
NO_TEXT = validating(only_for(str, Report(None, [error(*SYNTAX)])))
BROKEN: dict[str, tuple[str, Callable[[pytest.MonkeyPatch], None], Any]] = {
    "validate raises": ("validate-raises", validating(raising(KeyError("x"))), b"{"),
    "no report": ("report", validating(lambda _: Report), b"{"),  # type: ignore[arg-type,return-value]
    "a code of no catalogue": ("report", says(None, ("encoding/other", "")), b"{"),
    "another severity": (
        "report",
        everywhere(always(None, Finding("encoding/syntax", "note", "", "is wrong"))),
        b"{",
    ),
    "no pointer": ("report", says(None, ("encoding/syntax", "a")), b"{"),
    "a bad escape in a pointer": ("report", says(None, ("encoding/syntax", "/~2")), b"{"),
    "a message of two lines": ("report", everywhere(always(None, error(*SYNTAX, "a\nb"))), b"{"),
    "one place twice": ("report", says(2, QUANT, QUANT), VALID),
    "not alone": ("report", says(None, SYNTAX, ("encoding/number", "/a")), b"{"),
    "another order": ("report", says(2, QUANT, ("schema/type", "/merged")), VALID),
    "two layers": ("report", says(2, QUANT, ("rules/calendar-date", "")), VALID),
    "a version beside an encoding finding": ("report", says(2, SYNTAX), b"{"),
    "a shortcut that overlooks -0": (
        "shortcut",
        lambda patch: patch.setitem(
            dlm_schema.validate.__globals__,
            "_judge",
            lambda data, most: JUDGE(data.replace(b"-0", b"0"), most),
        ),
        NEGATIVE_ZERO,
    ),
    "a shortcut that takes everything": ("shortcut", validating(always(2)), b"{"),
    "a shortcut that is another after many": (
        "shortcut",
        lambda patch: patch.setattr(
            laws, "judge", lambda data: judge(b"{" if WALKS.enough else data)
        ),
        VALID,
    ),
    "a schema that does not accept what holds": (
        "shortcut",
        lambda patch: patch.setattr(
            laws, "judge", lambda data: judge(data)._replace(accepted=False)
        ),
        VALID,
    ),
    "another value judged": (
        "value",
        lambda patch: patch.setattr(laws, "judge", lambda data: judge(data)._replace(document=1)),
        VALID,
    ),
    "another encoding code": ("encoding", says(None, ("encoding/number", "/a")), b'{"a":1,"a":2}'),
    "another encoding pointer": ("encoding", says(None, ("encoding/number", "/b")), b'{"a":1.0}'),
    "an encoding fault overlooked": ("encoding", says(2), b'{"a": 1.0}'),
    "an encoding fault that is none": ("encoding", says(None, ("encoding/size", "")), VALID),
    "a fault of a mapping overlooked": ("encoding", says(2), {"a": {1}}),
    "text that is judged otherwise": ("text", NO_TEXT, VALID),
    "a mapping that is judged otherwise": ("mapping", NO_DICT, VALID),
    "another version": ("version", everywhere(lambda report: Report(1, report.findings)), VALID),
    "another version code": (
        "version",
        says(None, ("version/not-an-integer", "/schema_version")),
        b"[]",
    ),
    "a schema violation overlooked": ("schema", everywhere(without_last), b"{}"),
    "a schema violation that is none": ("schema", says(2, QUANT), VALID),
    "a rule that is overlooked": ("rules", everywhere(without_last), BAD_DATE),
    "a rule that is not broken": ("rules", everywhere(always(2, WARNING)), VALID),
    "migrate raises": ("migrate-raises", migrating(raising(KeyError("x"))), VALID),
    "migrate refuses what is valid": (
        "migrate-up",
        migrating(raising(dlm_schema.DlmSchemaError("no"))),
        V1_BYTES,
    ),
    "migrate takes what is invalid": ("migrate-invalid", migrating(takes_everything), b"{}"),
    "migrate takes no step": ("migrate-up", migrating(takes_everything), V1_BYTES),
    "migrate gives what is invalid": (
        "migrate-up",
        migrating(altered(lambda outcome: outcome.document.update(extra=1))),
        V1_BYTES,
    ),
    "another document": ("migrate-round-trip", migrating(altered(number)), VALID),
    "another document in two steps": (
        "migrate-up",
        migrating(altered(lambda outcome: len(outcome.steps) > 1 and number(outcome))),
        V1_BYTES,
    ),
    "another document beside a loss": (
        "migrate-down",
        migrating(altered(number)),
        canonical(VLLM),
    ),
    "a step that is not told": (
        "migrate-up",
        migrating(altered(lambda outcome: setattr(outcome, "steps", outcome.steps[1:]))),
        V1_BYTES,
    ),
    "a broken rule that is not told": (
        "migrate-down",
        migrating(altered(lambda outcome: setattr(outcome, "report", Report(2)))),
        BAD_DATE,
    ),
    "migrate changes its argument": ("pure", migrating(changing_its_argument), dict(document(3))),
    "a loss is not refused": ("migrate-down", migrating(never_loses), canonical(VLLM)),
    "a loss is not reported": (
        "migrate-down",
        migrating(altered(lambda outcome: setattr(outcome, "losses", ()))),
        canonical(VLLM),
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_package_breaks_a_law(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    law, apply, data = BROKEN[name]
    apply(monkeypatch)
    assert broken_law(data) == law


@pytest.mark.parametrize("name", BROKEN)
def test_the_inputs_break_no_law_otherwise(name: str) -> None:
    assert examine(BROKEN[name][2])


def test_an_endless_loop_breaks_a_law(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dlm_schema, "validate", busy)
    monkeypatch.setattr(run, "_SECONDS_FOR_ONE", 0.1)
    outcome = run.run_chunk(0, 1, 0)
    assert [failure.law for failure in outcome.failures] == ["time"]


def test_a_short_run_finds_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    status = run.main(["--inputs", "2000", "--seed", "0", "--jobs", "1"])
    out = capsys.readouterr().out
    assert out.endswith("2000 passed, 0 failed\n"), out
    assert status == 0


def test_a_seed_gives_the_same_inputs_in_every_process(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def counts(jobs: int) -> list[str]:
        run.main(["--inputs", "1500", "--seed", "3", "--jobs", str(jobs)])
        return [line for line in capsys.readouterr().out.splitlines() if line.startswith("   ")]

    assert counts(1) == counts(2)


def test_failures_are_minimised_and_reported(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def no_quotes(data: Any) -> Report:
        if isinstance(data, bytes) and b'"' in data:
            raise KeyError("quote")
        return VALIDATE(data)

    monkeypatch.setattr(dlm_schema, "validate", no_quotes)
    status = run.main(["--inputs", "30", "--seed", "4", "--jobs", "1"])
    out = capsys.readouterr().out
    assert status == 1
    assert "FAILED validate-raises: KeyError: 'quote'\n  minimised input: b'\"'\n" in out
    assert "again: nox -s fuzz -- --seed 4 --inputs 30\n" in out
    passed, failed = out.splitlines()[-1].split(", ")
    assert int(passed.removesuffix(" passed")) + int(failed.removesuffix(" failed")) == 30
    assert failed != "0 failed"


def test_bytes_text_and_mappings_are_minimised_to_what_fails() -> None:
    assert minimise(b"abcXdefYghi" * 9, lambda data: b"X" in data and b"Y" in data) == b"XY"
    assert minimise("abc\ud800def", lambda text: "\ud800" in text) == "\ud800"

    def fails(value: Mapping[str, Any]) -> bool:
        return any("x" in item for item in value.get("a", []))

    data = UserDict({"b": {"c": 1}, "a": ["no", "axb", "x"]})
    assert minimise(data, fails) == {"a": ["x"]}
