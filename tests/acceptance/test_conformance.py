"""The command ``conformance run`` as a person or a build meets it: usage, reports, statuses."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from support.harness import COMMAND, ENVIRONMENT, TIMEOUT, V2, imported_by, run
from support.small_corpus import SERVE, conformance, misbehaving, run_with, small_corpus


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_corpus(tmp_path_factory.mktemp("small") / "corpus")


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


def test_a_verdict_can_be_all_that_is_compared(corpus: Path) -> None:
    options = ("--detail", "verdict")
    ended = conformance(corpus, *options, command=misbehaving("other-version"))
    assert ended.status == 0
    assert ended.report["implementation"]["detail"] == "verdict"
    assert conformance(corpus, command=misbehaving("other-version")).status == 1
    assert conformance(corpus, *options, command=misbehaving("accepts")).status == 1
    assert conformance(corpus, *options, command=misbehaving("other-output")).status == 1


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
    shown = ""
    with contextlib.suppress(OSError):  # that is how a terminal without a writer ends
        while data := os.read(main, 65536):  # one call gives what is there of it
            shown += data.decode()
    os.close(main)
    assert ended.returncode == 0
    assert b"\r" not in ended.stdout
    assert shown.endswith("\r16 of 16 cases, 0 failed\r\x1b[K")


def test_other_commands_import_nothing_of_it() -> None:
    modules = imported_by("validate", V2)
    assert not [name for name in modules if name.startswith("dlm_schema.conformance")]


CASE = "schema/quant/too-long/v3"


def test_a_case_is_shown_with_its_reason_its_answer_and_its_bytes() -> None:
    status, out, err = run("conformance", "show", CASE)
    assert (status, err) == (0, "")
    shown, _, rest = out.partition("\n\n")
    case = json.loads(shown)
    assert case["id"] == CASE
    assert case["why"].startswith("65 characters are too many")
    assert case["expected"]["errors"] == [{"code": "schema/maxLength", "pointer": "/quant"}]
    assert rest.startswith("input.bin, ")
    assert f'"quant": "{"q" * 65}"' in rest


def test_raw_writes_the_input_as_it_is_asked() -> None:
    status, out, err = run("conformance", "show", "--raw", CASE)
    assert (status, err) == (0, "")
    assert json.loads(out)["quant"] == "q" * 65


def test_bytes_that_no_terminal_should_see_are_escaped_and_long_inputs_are_cut() -> None:
    status, out, _ = run("conformance", "show", "encoding/size/before-byte-order-mark/v3")
    assert status == 0
    assert r"\xef\xbb\xbf" in out
    assert out.endswith("bytes more\n")
    assert len(out) < 20_000


def test_an_id_that_is_no_case_is_a_wrong_usage() -> None:
    assert run("conformance", "show", "schema/nothing") == (
        2,
        "",
        (
            "dlm-schema: there is no case 'schema/nothing'; "
            "'conformance coverage' counts those there are\n"
        ),
    )
