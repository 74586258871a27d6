"""The proof that the corpus bites can itself fail: it tells the living from the dead.

The whole of it is ``nox -s mutants``; here a few mutants of each kind are enough.
"""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from proofs.mutants import engine, patterns, session
from proofs.mutants.conditions import edits
from proofs.mutants.engine import Mutant, Outcome, outcomes
from proofs.mutants.suite import prepared
from proofs.mutants.variants import Change, Variant, changed, text_of
from support.documents import REPOSITORY

from dlm_schema.document.versions import VERSIONS, published

RUN = REPOSITORY / "tests" / "proofs" / "mutants" / "run.py"
FEW_CASES = "recipes/encoding/depth.json"


def proof(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(RUN), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=REPOSITORY)


def published_patterns() -> set[str]:
    found: set[str] = set()

    def look(value: object) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("pattern"), str):
                found.add(value["pattern"])
            for item in value.values():
                look(item)
        elif isinstance(value, list):
            for item in value:
                look(item)

    for version in VERSIONS:
        look(published(f"export-manifest/v{version}.schema.json"))
    look(published("migrations/2-to-3.json"))
    return found


def test_every_mistake_in_a_pattern_is_made_once() -> None:
    assert {
        mistake.name: mistake.pattern for mistake in patterns.mistakes("^(T|[b-c.]{1,2})$")
    } == {
        "no anchor at the start": "(T|[b-c.]{1,2})$",
        "no anchor at the end": "^(T|[b-c.]{1,2})",
        "1: (T|[b-c.]{1,2}) left out": "^$",
        "1: (T|[b-c.]{1,2}) without T": "^([b-c.]{1,2})$",
        "1.1.1: T left out": "^(|[b-c.]{1,2})$",
        "1.1.1: T with 'S'": "^([TS]|[b-c.]{1,2})$",
        "1.1.1: T with 'U'": "^([TU]|[b-c.]{1,2})$",
        "1.1.1: T with [t]": "^([Tt]|[b-c.]{1,2})$",
        "1: (T|[b-c.]{1,2}) without [b-c.]{1,2}": "^(T)$",
        "1.2.1: [b-c.]{1,2} left out": "^(T|)$",
        "1.2.1: [b-c.]{1,2} as {2}": "^(T|[b-c.]{2})$",
        "1.2.1: [b-c.]{1,2} as {1,}": "^(T|[b-c.]{1,})$",
        "1.2.1: [b-c.]{1,2} as {0,2}": "^(T|[b-c.]{0,2})$",
        "1.2.1: [b-c.]{1,2} as {1}": "^(T|[b-c.]{1})$",
        "1.2.1: [b-c.]{1,2} as {1,3}": "^(T|[b-c.]{1,3})$",
        "1.2.1: [b-c.]{1,2} without b-c": "^(T|[.]{1,2})$",
        "1.2.1: [b-c.]{1,2} without b": "^(T|[.c]{1,2})$",
        "1.2.1: [b-c.]{1,2} without c": "^(T|[.b]{1,2})$",
        "1.2.1: [b-c.]{1,2} with 'a'": "^(T|[b-c.a]{1,2})$",
        "1.2.1: [b-c.]{1,2} with 'd'": "^(T|[b-c.d]{1,2})$",
        "1.2.1: [b-c.]{1,2} with [B-C]": "^(T|[b-c.B-C]{1,2})$",
        "1.2.1: [b-c.]{1,2} without .": "^(T|[b-c]{1,2})$",
        "1.2.1: [b-c.]{1,2} with '-'": "^(T|[b-c.-]{1,2})$",
        "1.2.1: [b-c.]{1,2} with '/'": "^(T|[b-c.\\x2f]{1,2})$",
    }


def test_words_in_a_pattern_lose_an_end_or_their_case() -> None:
    assert [mistake.pattern for mistake in patterns.mistakes("^ab[.]$", "ab.")] == [
        "ab[.]$",
        "^ab[.]",
        "^b[.]$",
        "^a[.]$",
        "^[aA][bB][.]$",
        "^ab$",
        "^ab[!-~]$",
    ]


def test_every_mistake_in_a_published_pattern_is_another_pattern_that_compiles() -> None:
    for pattern in published_patterns():
        mistaken = [mistake.pattern for mistake in patterns.mistakes(pattern)]
        assert len({pattern, *mistaken}) == len(mistaken) + 1 > 4
        for each in mistaken:
            re.compile(each)


@pytest.mark.parametrize("text", ["a", "^a*$", "^a$b", "^.$", "^a|b$", "^(a"])
def test_a_pattern_that_is_not_portable_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not portable"):
        patterns.parse(text)


def test_every_condition_is_changed_both_ways() -> None:
    text = "if top:\n    pass\n\n\ndef f(a, b):\n    while a:\n        x = 'é' if b < 1 else 2\n"
    text += "    return [x for x in b if x and a]\n"
    assert {edit.name: edit.text.splitlines()[5:] for edit in edits("m", text)} == {
        "m.f: a -> False": ["    while (False):", *text.splitlines()[6:]],
        "m.f: b < 1 -> True": [
            "    while a:",
            "        x = 'é' if (True) else 2",
            text.splitlines()[7],
        ],
        "m.f: b < 1 -> False": [
            "    while a:",
            "        x = 'é' if (False) else 2",
            text.splitlines()[7],
        ],
        "m.f: b < 1 -> b <= 1": [
            "    while a:",
            "        x = 'é' if (b <= 1) else 2",
            text.splitlines()[7],
        ],
        "m.f: x and a -> True": [*text.splitlines()[5:7], "    return [x for x in b if (True)]"],
        "m.f: x and a -> False": [*text.splitlines()[5:7], "    return [x for x in b if (False)]"],
        "m.f: x -> True": [*text.splitlines()[5:7], "    return [x for x in b if (True) and a]"],
        "m.f: a -> True": [*text.splitlines()[5:7], "    return [x for x in b if x and (True)]"],
    }
    assert list(edits("m", text, frozenset(("f",)))) == []


def test_a_change_is_of_text_that_stands_there_once() -> None:
    text = text_of("canonical")
    change = Change("canonical", "indent=2", "indent=3")
    assert changed([change]).modules == {"canonical": text.replace("indent=2", "indent=3")}
    with pytest.raises(ValueError, match=r"^canonical holds 'indent=2' 0 times, not once$"):
        changed([change, change])


ONE_OF_EVERY_KIND = [
    "schema v1: keywords: v1 top: additionalProperties removed",
    "schema v3: keywords: v3 properties/schema_version: const as 4",
    "schema v2: patterns: v2 properties/quant: pattern 1: [A-Za-z0-9] with '['",
    "rules: parameters: vllm without the role adapter",
    'migrations: operations: 1 to 2: add /target with "vllm"',
    "migrations: patterns: 2 to 3: derive /artifacts/*/role: rule 2 (adapter): 8: [.] left out",
    'scanner: conditions: scanner.Scanner._document: character == "," -> False',
    "encoding: strictness: ill-formed UTF-8 replaced",
    "versions: strictness: null is no version",
    "validation: strictness: rules not judged",
    "schemas: strictness: one missing member reported",
    "rules: strictness: year 0 is a year",
    "operations: strictness: the target ignored",
    "migrations: strictness: artifacts sorted",
    "canonical: strictness: no final line feed",
    "report: strictness: ~ not escaped",
    "verification: strictness: the digest not compared",
    "files: strictness: links followed anywhere",
]


def test_mutants_of_every_kind_are_killed() -> None:
    chosen = "|".join(map(re.escape, ONE_OF_EVERY_KIND))
    finished = proof("--verbose", "--only", f"^({chosen})")
    assert finished.returncode == 0, finished.stdout + finished.stderr
    missing = [mutant for mutant in ONE_OF_EVERY_KIND if mutant not in finished.stdout]
    assert missing == []
    count = len(ONE_OF_EVERY_KIND)
    assert f"killed {count} of {count}: 100.0%" in finished.stdout


def test_a_mutant_that_no_case_tells_apart_survives_and_fails_the_proof() -> None:
    mutant = "canonical: strictness: no final line feed"
    finished = proof("--corpus", "recipes/migrations/pairs.json", "--only", f"^{mutant}$")
    assert finished.returncode == 0, finished.stdout
    finished = proof("--corpus", FEW_CASES, "--only", f"^{mutant}$")
    assert finished.returncode == 1
    assert f"survives: {mutant}\n" in finished.stdout
    assert "killed 0 of 1: 0.0%" in finished.stdout


def test_an_equivalent_mutant_survives_with_its_reason() -> None:
    finished = proof("--corpus", FEW_CASES, "--only", "deepest -> True$")
    assert finished.returncode == 0, finished.stdout
    assert "equivalent, it decides how soon an answer comes, not which:" in finished.stdout
    assert "killed 0 of 0" in finished.stdout


def test_an_explanation_that_explains_nothing_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(session, "EXPLAINED", {"k: a*": "one reason", "k: b": "another"})
    dead = Outcome(Mutant("k", "a1", ()), "a/case", "differs")
    living = Outcome(Mutant("k", "a2", ()), None, "")
    assert session.report([living, dead], whole=True) == 1
    printed = capsys.readouterr().out
    assert "explained, but a/case tells it apart: k: a1\n" in printed
    assert "explains no survivor: k: b\n" in printed
    assert "survives" not in printed
    assert session.report([living], whole=False) == 0


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_mutants_that_hang_or_die_are_told_apart_and_those_that_do_not_load_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine, "_SECONDS_FOR_A_CASE", 1)
    layers = ("encoding",)

    def mutant(name: str, statement: str) -> Mutant:
        text = text_of("validation").replace("    document = _shortcut(data)\n", statement)
        return Mutant("k", name, layers, variant=Variant({"validation": text}))

    mutants = [
        mutant("hangs", "    while True:\n        pass\n"),
        mutant("dies", "    import os\n    os.kill(os.getpid(), 9)\n"),
        mutant("raises", "    raise ZeroDivisionError\n"),
        mutant("does not load", "}"),
        Mutant("k", "unchanged", layers),
    ]
    with prepared([FEW_CASES]) as suite:
        found = {outcome.mutant.name: outcome for outcome in outcomes(mutants, suite, processes=2)}
    first = suite.package[0].id
    assert found["hangs"][1:] == (first, "no answer in time")
    assert found["dies"][1:] == (first, "died with 9")
    assert found["raises"][1:] == (first, "raised ZeroDivisionError()")
    assert found["does not load"][1:] == (None, "cannot be loaded, so it proves nothing")
    assert found["unchanged"][1:] == (None, "")
