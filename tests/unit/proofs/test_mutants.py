"""The proof that the corpus bites can itself fail: it tells the living from the dead.

The whole of it is ``nox -s mutants``; here a few mutants of each kind are enough.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from proofs.mutants import engine, operators, run
from proofs.mutants.code import reach
from proofs.mutants.engine import Mutant, Outcome, outcomes
from proofs.mutants.equivalence import Texts, same
from proofs.mutants.expressions import mistakes
from proofs.mutants.suite import prepared
from proofs.mutants.variants import Variant
from support.harness import ENVIRONMENT

from dlm_schema.document.versions import REGISTRY
from dlm_schema.published import published

FEW_CASES = "recipes/encoding/depth.json"


def proof(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "proofs.mutants.run", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=ENVIRONMENT)


def published_patterns(value: object) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(published_patterns, value))
    if not isinstance(value, dict):
        return set()
    own = {value[name] for name in ("pattern", "forbidden") if isinstance(value.get(name), str)}
    return own.union(*map(published_patterns, value.values()))


def test_every_mistake_in_an_expression_is_made_once() -> None:
    assert dict(mistakes("^(T|[b-c.]{1,2})$")) == {
        "^ left out": "(T|[b-c.]{1,2})$",
        "$ left out": "^(T|[b-c.]{1,2})",
        "(T|[b-c.]{1,2}) left out": "^$",
        "without T": "^([b-c.]{1,2})$",
        "T left out": "^(|[b-c.]{1,2})$",
        "T or 'S'": "^([TS]|[b-c.]{1,2})$",
        "T or 'U'": "^([TU]|[b-c.]{1,2})$",
        "T or 't'": "^([Tt]|[b-c.]{1,2})$",
        "without [b-c.]{1,2}": "^(T)$",
        "[b-c.]{1,2} left out": "^(T|)$",
        "[b-c.]{1,2} as {2,2}": "^(T|[b-c.]{2,2})$",
        "[b-c.]{1,2} as {1,}": "^(T|[b-c.]{1,})$",
        "[b-c.]{1,2} as {0,2}": "^(T|[b-c.]{0,2})$",
        "[b-c.]{1,2} as {1,1}": "^(T|[b-c.]{1,1})$",
        "[b-c.]{1,2} as {1,3}": "^(T|[b-c.]{1,3})$",
        "[b-c.]{1,2} without b-c": "^(T|[.]{1,2})$",
        "[b-c.]{1,2} with c-c for b-c": "^(T|[c-c.]{1,2})$",
        "[b-c.]{1,2} with b-b for b-c": "^(T|[b-b.]{1,2})$",
        "[b-c.]{1,2} with 'a'": "^(T|[ab-c.]{1,2})$",
        "[b-c.]{1,2} with 'd'": "^(T|[db-c.]{1,2})$",
        "[b-c.]{1,2} with 'B'": "^(T|[Bb-c.]{1,2})$",
        "[b-c.]{1,2} with 'C'": "^(T|[Cb-c.]{1,2})$",
        "[b-c.]{1,2} without .": "^(T|[b-c]{1,2})$",
        "[b-c.]{1,2} with '-'": "^(T|[\\-b-c.]{1,2})$",
        "[b-c.]{1,2} with '/'": "^(T|[/b-c.]{1,2})$",
    }


@pytest.mark.parametrize(
    ("expression", "mistaken"),
    [
        (r"ab[.]", ["[aA][bB][.]", "b[.]", "a[.]", "ab", r"ab[\-.]", "ab[/.]", "ab[^!]"]),
        (r"[^/]", ["", "[/]", "[^./]", "[^0/]"]),
        (r"(?:é)*+", ["(?:)*+", "(?:[éè])*+", "(?:[éê])*+", "", "(?:é){1,}+", "(?:é){0,1}+"]),
        (r"[\x1f]?", ["", *(f"[\\x1f]{{{n}}}" for n in ("1,1", "0,", "0,0", "0,2"))]),
    ],
)
def test_mistakes_are_made_in_words_negations_groups_and_escapes(
    expression: str, mistaken: list[str]
) -> None:
    made = [pattern for _, pattern in mistakes(expression)]
    assert made[: len(mistaken)] == mistaken or set(mistaken) <= set(made)
    assert len(set(made)) == len(made)


def test_every_mistake_in_a_published_pattern_compiles() -> None:
    files = [version.schema_path for version in REGISTRY.values()]
    files += [path for version in REGISTRY.values() if (path := version.migration_path)]
    found = set().union(*(published_patterns(published(path)) for path in [*files, "rules.json"]))
    assert len(found) > 20
    for pattern in found:
        for _, mistaken in mistakes(pattern):
            re.compile(mistaken)


@pytest.mark.parametrize(
    ("pattern", "mistaken", "longest", "texts"),
    [
        ("^[a-c][ab]{0,2}$", "^[a-c][ab]{0,3}$", 3, "same"),
        ("^[a-c][ab]{0,2}$", "^[a-c][ab]{0,3}$", 4, "others"),
        ("^[a-c]{2}$", "[a-c]{2}", 2, "same"),
        ("^[a-c]{2}$", "^[a-c]{2}", 3, "others"),
        ("^(0[1-9]|[12][0-9])$", "^([01][1-9]|[12][0-9])$", 9, "same"),
        ("^[^/]{1,}$", "^[^/a]{1,}$", 9, "others"),
        ("^[b]$", "^[^a]$", 9, "others"),
        ("^[b]$", "^(?:b)$", 9, "others"),  # no portable pattern, so nothing is proven
    ],
)
def test_patterns_that_no_text_tells_apart_are_proven_to_be_the_same(
    pattern: str, mistaken: str, longest: int, texts: str
) -> None:
    assert same(Texts(longest), pattern, mistaken) is (texts == "same")
    assert same(Texts(longest, "^[b]{1,9}$"), "^[ab]{1,9}$", "^[b]{1,9}$")


CODE = """
LIMIT = 2

def judge(artifacts, limit=LIMIT):
    message = f"{artifacts} are too many"
    for artifact in artifacts:
        if artifact < limit and artifact:
            yield artifact.lower()
    return [message, "/x"]
"""


def names_of(code: str) -> list[tuple[str, str, str]]:
    return [edit[1:4] for edit in operators.edits(ast.parse(code))]


def test_code_is_changed_by_every_operator_but_for_words() -> None:
    assert names_of(CODE) == [
        ("LIMIT", "as 1", "2"),
        ("LIMIT", "as 3", "2"),
        ("judge", "without last", "_"),
        ("judge", "never", "_ < _ and _"),
        ("judge", "always", "_ < _ and _"),
        ("judge", "other operator", "_ < _ and _"),
        ("judge", "operand dropped", "_ < _"),
        ("judge", "boundary", "_ < _"),
        ("judge", "operand dropped", "_"),
        ("judge", "dropped", "yield _.lower()"),
        ("judge", "not called", "_.lower()"),
        ("judge", "dropped", "return [_, '/x']"),
        ("judge", "dropped", "_"),
        ("judge", "dropped", "'/x'"),
    ]


def test_a_renamed_variable_or_another_layout_changes_no_mutant() -> None:
    renamed = (
        CODE.replace("artifact ", "each ")
        .replace("artifact:", "each:")
        .replace("artifact.", "each.")
        .replace("artifact\n", "each\n")
    )
    assert names_of(renamed.replace(" and ", " \\\n   and  ")) == names_of(CODE)


def test_every_change_of_code_makes_other_code() -> None:
    unchanged = ast.dump(ast.parse(CODE))
    made = set()
    for number in range(len(names_of(CODE))):
        tree = ast.parse(CODE)
        list(operators.edits(tree))[number].apply()
        compile(ast.fix_missing_locations(tree), "code", "exec")
        made.add(ast.dump(tree))
    assert len(made | {unchanged}) == len(names_of(CODE)) + 1


def mutant(place: str, judge: Callable[[bytes], object] | None = None, reason: str = "") -> Mutant:
    functions = {"document.validation:judge": lambda _: judge} if judge else {}
    variant = Variant(functions=functions)
    return Mutant("k", place, "", variant, frozenset(("encoding",)), reason=reason)


ONE_OF_EVERY_KIND = {
    "schema v1 data: additionalProperties: removed": "schema/extra-members.json",
    "schema v3 patterns: properties/quant/pattern: ^ left out": "schema/quant.json",
    "rules data: rules/missing-role/parameters/roles/vllm/0: removed": "rules/required-roles.json",
    "rules patterns: rules/ollama-name/parameters/pattern: $ left out": "rules/ollama-name.json",
    "migration to v2 data: operations/0/value: 'vllm'": "migrations/pairs.json",
    "migration to v3 patterns: operations/2/rules/1/pattern: [.] left out": (
        "migrations/roles-derived.json"
    ),
    r"document.scanner expressions: [ \t\n\r]*+: [ \t\n\r]*+ with '\x0b'": "encoding/around.json",
    "document.scanner: Scanner._document: never: _ == ','": "encoding/depth.json",
    "document.canonical: _text: as '': '['": "migrations/pairs.json",
}


def test_mutants_of_every_kind_are_killed() -> None:
    recipes = {f"recipes/{path}" for path in ONE_OF_EVERY_KIND.values()}
    only = "|".join(map(re.escape, ONE_OF_EVERY_KIND))
    finished = proof("--verbose", "--only", f"^({only})", "--corpus", *recipes)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    for mutant in ONE_OF_EVERY_KIND:
        assert f"{mutant}\n    " in finished.stdout
    count = len(ONE_OF_EVERY_KIND)
    assert f"killed {count} of {count}: 100.0%" in finished.stdout


def test_a_mutant_that_no_case_tells_apart_survives_and_fails_the_proof() -> None:
    mutant = r"document.encoding: _find_fault_in_bytes: never: _.startswith(b'\xef\xbb\xbf')"
    only = f"^{re.escape(mutant)}$"
    finished = proof("--corpus", "recipes/encoding/bytes.json", "--only", only)
    assert finished.returncode == 0, finished.stdout
    assert "killed 1 of 1: 100.0%" in finished.stdout
    finished = proof("--corpus", FEW_CASES, "--only", only)
    assert finished.returncode == 1
    assert f"survives: {mutant}\n" in finished.stdout
    assert "killed 0 of 1: 0.0%" in finished.stdout


def test_an_explanation_that_explains_nothing_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    places = {"k: a": ("x", "*"), "k: b": ("", "y", "z")}
    monkeypatch.setattr(run, "EXPLAINED", {"one reason": places})
    living = Outcome(mutant("a", reason="one reason"), "explained")
    assert run.report([living], whole=False) == 0
    assert capsys.readouterr().out.count("k: ") == 0
    dead = Outcome(mutant("b", reason="one reason"), "killed")
    assert run.report([living, dead, Outcome(mutant("c"), "unexplained")], whole=True) == 1
    printed = capsys.readouterr().out.splitlines()
    assert printed[2:] == [
        "survives: k: c: ",
        "explained, but killed: k: b: ",
        "explained, but there is none: k: a: x",
        "explained, but there is none: k: b: y",
        "explained, but there is none: k: b: z",
        "killed 1 of 2: 50.0%",
    ]


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_mutants_that_hang_or_die_are_told_apart_and_those_that_do_not_load_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine, "_SECONDS", {False: 1, True: 5})
    unloadable = Variant(functions={"document.validation:no_such_function": lambda _: None})
    mutants = [
        mutant("hangs", lambda _: time.sleep(3600)),
        mutant("dies", lambda _: os.kill(os.getpid(), 9)),
        mutant("raises", lambda _: 1 // 0),
        mutant("does not load")._replace(variant=unloadable),
        mutant("unchanged"),
    ]
    with prepared([FEW_CASES]) as questions:
        found = {each.mutant.place: each[1:] for each in outcomes(mutants, questions, 2)}
    assert found == {
        "hangs": ("killed", "a case", "no answer in time"),
        "dies": ("killed", "a case", "died of 9"),
        "raises": (
            "killed",
            questions[0].id,
            "raised ZeroDivisionError('integer division or modulo by zero')",
        ),
        "does not load": ("not loaded", "", ""),
        "unchanged": ("unexplained", "", ""),
    }


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_what_cases_reach_is_seen() -> None:
    judge = sys.modules["dlm_schema.document.validation"]
    with prepared([FEW_CASES, "recipes/migrations/same-version.json"]) as questions:
        assert sys.modules["dlm_schema.document.validation"] is not judge
        groups, wrong = reach(questions, 2)
    assert sys.modules["dlm_schema.document.validation"] is judge  # as other tests need it
    assert wrong == {}
    reached = {(os.path.basename(path), name): found for (path, name), found in groups.items()}
    assert reached["scanner.py", "Scanner._value"] == {"encoding/depth", "huge"}
    assert reached["migrations.py", "apply_steps"] == {"migrations/same-version", "huge"}
    assert ("migrations.py", "") in reached
    assert ("validation.py", "judge_mapping") not in reached
