"""Misuse, help and version: what every command line has in common."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from support.harness import ROOT, contents, run

import dlm_schema

MISUSE = [
    pytest.param([], "the following arguments are required: COMMAND", id="nothing"),
    pytest.param(["valid", "x"], "argument COMMAND: invalid choice: 'valid'", id="command"),
    pytest.param(["validate"], "no PATH is given", id="no path"),
    pytest.param(["check", "--files-from", "gone"], "--files-from gone: no such", id="no list"),
    pytest.param(
        ["check", "--files-from", "https://u:secret@h/x"],
        "--files-from https://***@h/x: no such",
        id="no secret",
    ),
    pytest.param(
        ["check", "--files-from", "-", "-"], "so - can be no PATH as well", id="stdin twice"
    ),
    pytest.param(["migrate", "--from", "0", "x"], "argument --from: invalid choice: 0", id="from"),
    pytest.param(["migrate", "--target", "vlm", "x"], "argument --target: invalid", id="target"),
    pytest.param(["list", "-0", "x"], "-0 goes with --files-from", id="no list to split"),
    pytest.param(["validate", "--qui", "x"], "unrecognized arguments: --qui", id="abbreviation"),
    pytest.param(["migrate", "--to", "x", "-"], "argument --to: invalid int value: 'x'", id="to"),
    pytest.param(["schema", "4"], "argument N: invalid choice: 4", id="schema"),
    pytest.param(["migrate", "--to", "4", "-"], "--to: version 4 is unknown", id="to 4"),
    pytest.param(["migrate", "--in-place", "-"], "standard input cannot be migrated", id="stdin"),
    pytest.param(
        ["migrate", "--in-place", "--output", "o", "x"],
        "--in-place and --output exclude each other",
        id="two places",
    ),
    pytest.param(["migrate", "--no-backup", "x"], "--no-backup goes with --in-place", id="backup"),
    pytest.param(["migrate", "--skip-refused", "x"], "--skip-refused goes with", id="skip"),
    pytest.param(
        ["migrate", "--dry-run", "--output", "o", "x"],
        "--dry-run and --output exclude each other",
        id="dry run",
    ),
    pytest.param(
        ["migrate", "--diff", "--format", "json", "x"], "--diff prints text", id="diff as json"
    ),
]


@pytest.mark.parametrize(("arguments", "complaint"), MISUSE)
def test_misuse_ends_with_2_and_says_why(
    tmp_path: Path, arguments: list[str], complaint: str
) -> None:
    status, out, err = run(*arguments, cwd=tmp_path)
    assert (status, out) == (2, "")
    assert complaint in err.splitlines()[-1]
    assert contents(tmp_path) == {}


def test_version_and_help_are_printed() -> None:
    version = f"dlm-schema {dlm_schema.__version__}\n"
    assert run("--version") == run("validate", "--version") == (0, version, "")
    for arguments in (["-h"], ["migrate", "--help"]):
        status, out, err = run(*arguments)
        assert (status, err) == (0, "")
        assert out.startswith("usage: dlm-schema ")
        assert "Exit status: 0 no errors;" in out


def test_the_console_script_is_the_module(three: list[Path]) -> None:
    script = "import sys; from dlm_schema.cli.main import main; sys.argv[0] = 'x'; sys.exit(main())"
    scripts = ROOT / "pyproject.toml"
    assert 'dlm-schema = "dlm_schema.cli.main:main"' in scripts.read_text("utf-8")
    for arguments in (["validate", *map(str, three)], ["validate", "gone"], ["--help"], ["nope"]):
        assert run(*arguments, command=(sys.executable, "-c", script)) == run(*arguments)


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("dlm-schema ver", {"verify"}),
        ("dlm-schema list --hi", {"--history"}),
        ("dlm-schema check --format sa", {"sarif"}),
        ("dlm-schema conformance cov", {"coverage"}),
    ],
)
def test_a_shell_is_told_how_a_line_could_go_on(
    tmp_path: Path, line: str, offered: set[str]
) -> None:
    answer = tmp_path / "answer"
    asked = {
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_IFS": "\n",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(answer),
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
    }
    assert run(environment=asked) == (0, "", "")
    assert {word.strip() for word in answer.read_text().split("\n")} == offered
