"""The command ``conformance run`` as a person or a build meets it: usage, reports, statuses."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from support.harness import COMMAND, ENVIRONMENT, TIMEOUT, V2, Outcome, imported_by, run
from support.small_corpus import SERVE, conformance, misbehaving, small_corpus

from dlm_schema import __version__


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_corpus(tmp_path_factory.mktemp("small") / "corpus")


def run_with(corpus: Path, *options: str, command: tuple[str, ...] = SERVE) -> Outcome:
    return run("conformance", "run", "--corpus", corpus, *options, "--", *command)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "the following arguments are required: SUBCOMMAND"),
        (["prove"], "invalid choice: 'prove'"),
        (["run"], "name the command that is the implementation, after --"),
        (["run", "--"], "name the command that is the implementation, after --"),
        (["run", "--levels", "all", "--", "x"], "'all' is no level; the levels are encoding,"),
        (["run", "--levels", "", "--", "x"], "'' is no level"),
        (["run", "--timeout", "0", "--", "x"], "'0' is no time in seconds, above 0"),
        (["run", "--timeout", "nan", "--", "x"], "'nan' is no time in seconds"),
        (["run", "--timeout", "inf", "--", "x"], "'inf' is no time in seconds"),
        (["run", "--timeout", "soon", "--", "x"], "'soon' is no time in seconds"),
        (["run", "--protocol", "http", "--", "x"], "invalid choice: 'http'"),
        (["run", "--format", "xml", "--", "x"], "invalid choice: 'xml'"),
        (
            ["run", "--protocol", "one-shot", "--levels", "encoding,files", "--", "x"],
            "the one-shot protocol cannot ask the level files",
        ),
        (["run", "--only", "schema/no", "--", "x"], "no case has an id that begins with"),
        (["run", "--known-failures", "/gone", "--", "x"], "/gone: cannot be read: No such file"),
        (["run", "--corpus", "/gone", "--", "x"], "No such file or directory: '/gone/index.json'"),
        (["run", "--\x1b[31m", "--", "x"], "unrecognized arguments: --\\x1b[31m"),
    ],
)
def test_wrong_usage_is_told(arguments: list[str], complaint: str) -> None:
    outcome = run("conformance", *arguments)
    assert outcome.status == 2
    assert outcome.out == ""
    assert complaint in outcome.err


def test_arguments_of_the_command_are_its_own(corpus: Path) -> None:
    script = 'test "$*" = "-- --format json --only -x" && exec "$0" -m dlm_schema conformance serve'
    command = ("sh", "-c", script, sys.executable, "--", "--format", "json", "--only", "-x")
    outcome = run_with(corpus, "--only", "schema/valid", command=command)
    assert outcome.status == 0, outcome
    assert outcome.out.endswith(
        "4 of 4 cases passed; a part of the corpus says nothing about conformance\n"
    )


PLACES = ("schema/minLength at /quant", "schema/pattern at /quant")

PASSED = f"""\
dlm-schema {__version__} (Python)
levels claimed: encoding, schema, rules, migrations, files

level         passed  failed  skipped  known  not run  total
schema             8       0        0      0        0      8
files              4       0        0      0        0      4

conforms at no level
not at schema, because that includes encoding
not at files, because that includes encoding, rules
"""

DIFFERENT = f"""\
dlm-schema {__version__} (Python)
levels claimed: encoding, schema, rules, migrations, files

schema: accepts what is invalid (1)
  schema/invalid/trigger
    why       Because it is so. [EM-MEM-5]
    expected  invalid; version 2; errors {", ".join(PLACES)}
    got       valid; version 2
    problem   valid is true, expected false; errors: missing {", missing ".join(PLACES)}

level         passed  failed  skipped  known  not run  total
encoding           0       0        0      0        0      0
schema             7       1        0      0        0      8
rules              0       0        0      0        0      0
migrations         0       0        0      0        0      0
files              0       0        0      0        0      0

7 of 8 cases passed; a part of the corpus says nothing about conformance
"""


def test_a_person_reads_what_passed(corpus: Path) -> None:
    assert run_with(corpus, "--levels", "schema,files") == (0, PASSED, "")
    assert run_with(corpus, "--quiet") == (0, "", "")


def test_a_person_reads_what_differs_by_layer_and_kind(corpus: Path) -> None:
    outcome = run_with(corpus, "--only", "schema", command=misbehaving("accepts"))
    assert outcome == (1, DIFFERENT, "")
    quiet = run_with(corpus, "--only", "schema", "--quiet", command=misbehaving("accepts"))
    assert quiet.status == 1
    assert quiet.out.startswith("schema: accepts what is invalid (1)\n")


@pytest.mark.parametrize("form", ["text", "json", "junit"])
@pytest.mark.parametrize("how", ["skips", "rejects", "fails", "dies", "no-utf8", "start-garbage"])
def test_what_an_implementation_says_is_shown_escaped(corpus: Path, form: str, how: str) -> None:
    # The harness refuses every control character in what is printed.
    outcome = run_with(corpus, "--only", "schema", "--format", form, command=misbehaving(how))
    assert outcome.status == 1
    assert "\u202e" not in outcome.out
    if form == "junit":
        assert ET.fromstring(outcome.out.encode()).get("name") == "dlm-schema conformance"


def test_known_failures_are_set_apart(corpus: Path, tmp_path: Path) -> None:
    listed = tmp_path / "known"
    options = ("--known-failures", str(listed), "--only", "schema")
    listed.write_text("# a list\n\n  schema/valid/trigger # crashes\nmigrations/up/last\n")
    ended = conformance(corpus, *options, command=misbehaving("accepts"))
    assert ended.status == 1
    assert [case["id"] for case in ended.report["cases"] if case["known"]] == [
        "schema/valid/trigger"
    ]
    assert ended.report["levels"]["schema"]["failed"] == 1
    text = run_with(corpus, *options, command=misbehaving("accepts")).out
    assert f"schema/valid/trigger passes now: remove it from {listed}\n" in text

    listed.write_text("schema/invalid/trigger")
    ended = conformance(corpus, *options, command=misbehaving("accepts"))
    assert ended.status == 0
    assert ended.report["levels"]["schema"]["known"] == 1
    assert ended.report["levels"]["schema"]["failed"] == 0
    text = run_with(corpus, *options, command=misbehaving("accepts")).out
    assert "known failures (1)\n  schema/invalid/trigger: accepts what is invalid\n" in text
    assert "remove" not in text

    for how in ("dies", "skips"):
        listed.write_text("schema/invalid/trigger\nschema/valid/trigger")
        assert conformance(corpus, *options, command=misbehaving(how)).status == 0


def test_a_known_failure_that_is_no_case_is_wrong_usage(corpus: Path, tmp_path: Path) -> None:
    listed = tmp_path / "known"
    listed.write_text("schema/gone\nschema/valid/trigger\nschema/a\n")
    assert run_with(corpus, "--known-failures", str(listed)) == (
        2,
        "",
        f"dlm-schema: {listed}: there is no case 'schema/a', nor 1 others that it lists\n",
    )
    listed.write_bytes(b"\xff")
    outcome = run_with(corpus, "--known-failures", str(listed))
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith(f"dlm-schema: {listed}: cannot be read: 'utf-8' codec")


@pytest.mark.parametrize(
    ("index", "recipes", "complaint"),
    [
        ("[]", "{}", "index.json: is no index of a corpus: it has no cases"),
        ('{"cases": {}}', "{}", "index.json: is no index of a corpus: it has no recipes"),
        ("{", "{}", "index.json: Expecting property name"),
        (None, "{}", "does not match recipe.schema.json: KeyError: 'groups'"),
        (None, '{"groups": [[]]}', "does not match recipe.schema.json: TypeError: "),
        (None, '{"groups": [{"id": 1}]}', "does not match recipe.schema.json: KeyError: "),
    ],
)
@pytest.mark.parametrize("command", ["run", "coverage"])
def test_a_folder_that_is_no_corpus_is_told(
    tmp_path: Path, command: str, index: str | None, recipes: str, complaint: str
) -> None:
    corpus = small_corpus(tmp_path / "corpus")
    if index is not None:
        (corpus / "index.json").write_text(index)
    (corpus / "recipes" / "schema" / "valid.json").write_text(recipes)
    asked = ["--", *SERVE] if command == "run" else []
    outcome = run("conformance", command, "--corpus", corpus, *asked)
    assert (outcome.status, outcome.out) == (1, "")
    assert complaint in outcome.err
    assert "defect" not in outcome.err


def test_levels_restrict_what_is_asked(corpus: Path) -> None:
    ended = conformance(corpus, "--levels", "migrations,encoding")
    assert list(ended.report["levels"]) == ["encoding", "migrations"]
    assert len(ended.report["cases"]) == 4
    ended = conformance(corpus, command=misbehaving("claims-encoding"))
    assert ended.report["problem"].startswith("no case was asked")
    assert ended.status == 1


def test_a_verdict_can_be_all_that_is_compared(corpus: Path) -> None:
    options = ("--detail", "verdict")
    ended = conformance(corpus, *options, command=misbehaving("other-version"))
    assert ended.status == 0
    assert ended.report["implementation"]["detail"] == "verdict"
    assert conformance(corpus, command=misbehaving("other-version")).status == 1
    assert conformance(corpus, *options, command=misbehaving("accepts")).status == 1
    assert conformance(corpus, *options, command=misbehaving("other-output")).status == 1


def test_a_program_reads_junit(corpus: Path, tmp_path: Path) -> None:
    listed = tmp_path / "known"
    listed.write_text("migrations/up/trigger\nfiles/right/last/v2\n")
    options = ("--format", "junit", "--known-failures", str(listed))
    outcome = run_with(corpus, *options, command=misbehaving("dies"))
    assert outcome.status == 1
    root = ET.fromstring(outcome.out.encode())
    assert [element.tag for element in root.iter() if element.tag != "testcase"] == [
        "testsuites",
        *("testsuite", "error", "error"),
        *("testsuite", "skipped"),
        *("testsuite", "error", "failure"),
    ]
    counted: list[Any] = [
        (suite.get("name"), *(suite.get(name) for name in ("tests", "failures", "errors")))
        for suite in root
    ]
    assert counted == [
        ("schema", "8", "0", "2"),
        ("migrations", "4", "0", "0"),
        ("files", "4", "1", "1"),
    ]
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("16", "1", "3")
    error = root.find(".//error")
    assert error is not None
    assert error.get("type") == "crash"
    assert "standard error ends in: thread 'main' panicked\\x1b[31m" in error.get("message", "")
    assert error.text is not None
    assert "why       Because it is so. [EM-MEM-5]\n" in error.text


def test_whoever_watches_sees_a_counter(corpus: Path) -> None:
    main, terminal = pty.openpty()
    ended = subprocess.run(
        [*COMMAND, "conformance", "run", "--corpus", corpus, "--", *SERVE],
        check=False,
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=terminal,
        timeout=TIMEOUT,
    )
    os.close(terminal)
    shown = os.read(main, 65536).decode()
    os.close(main)
    assert ended.returncode == 0
    assert b"\r" not in ended.stdout
    assert shown.endswith("\r16 of 16 cases, 0 failed\r\x1b[K")


def test_other_commands_import_nothing_of_it() -> None:
    modules = imported_by("validate", V2)
    assert not [name for name in modules if name.startswith("dlm_schema.conformance")]
