"""Every command and its output in the README and on the pages, and every program, is run here.

``console`` blocks hold ``$ command`` lines, each followed by its whole output; ``python`` blocks
are programs that assert what they show. They run in order, in one copy of ``examples/``. ``sh``
blocks install things, and are only checked for what they begin with. What other tests run is listed
here, so that a block that nothing runs is noticed.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from support.documents import REPOSITORY

TIMEOUT: Final = 60
KNOWN_PROGRAMS: Final = {
    "python3 -m venv .venv",
    ".venv/bin/pip install",
    ".venv/bin/dlm-schema validate",
    ".venv/bin/dlm-schema migrate",
    ".venv/bin/nox",
}


class Block(NamedTuple):
    """A fenced block: its tag, its text and the line that it begins on."""

    tag: str
    text: str
    line: int


def fenced_blocks(markdown: str) -> list[Block]:
    return [
        Block(match[1], match[2], markdown.count("\n", 0, match.start(2)) + 1)
        for match in re.finditer(r"^ *```(\S*)\n(.*?)^ *```$", markdown, re.MULTILINE | re.DOTALL)
    ]


class Command(NamedTuple):
    """A command of a console block and the output that the block shows for it."""

    line: str
    output: str


def commands_of(block: Block) -> list[Command]:
    head, *parts = re.split(r"^\$ ", block.text, flags=re.MULTILINE)
    assert head == "", f"line {block.line}: a console block begins with a command"
    return [Command(*part.split("\n", 1)) for part in parts]


README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
BLOCKS = fenced_blocks(README)
OPERATING = REPOSITORY / "docs" / "operating.md"
PAGES = [
    REPOSITORY / name for name in ("README.md", "docs/index.md", "docs/operating.md", "docs/dlm.md")
]
PROSE = (
    "README.md",
    "CONTRIBUTING.md",
    "docs/*.md",
    "docs/api/*.md",
    "schema/**/*.md",
    "generated/*/README.md",
)
PROTOCOL_TESTS = "tests/unit/conformance/test_protocol.py"
EDITORS = "docs/playground/test/editors.mjs"
RUN_ELSEWHERE: Final[dict[tuple[str, str], tuple[int, str]]] = {
    ("README.md", "bash"): (1, "tests/cluster/test_commands.py"),
    ("docs/operating.md", "py"): (1, "tests/cluster/test_commands.py"),
    ("docs/editors.md", "json"): (1, EDITORS),
    ("docs/editors.md", "lua"): (1, EDITORS),
    ("docs/editors.md", "toml"): (1, EDITORS),
    ("docs/editors.md", "xml"): (1, EDITORS),
    ("generated/go/README.md", "go"): (1, "generated/go/readme_test.go"),
    ("generated/rust/README.md", "rust"): (3, "generated/rust/src/lib.rs"),  # tests of its docs
    ("generated/rust/README.md", "rust,no_run"): (2, "generated/rust/tests/readme.rs"),
    ("generated/typescript/README.md", "html"): (1, "tests/proofs/site/browser.py"),
    ("generated/typescript/README.md", "js"): (3, "generated/typescript/test/readme.test.mjs"),
    ("schema/SPEC.md", "json"): (3, "tests/unit/test_specification.py"),
    ("schema/corpus/PROTOCOL.md", "json"): (10, PROTOCOL_TESTS),
    ("schema/corpus/PROTOCOL.md", "python"): (2, PROTOCOL_TESTS),
}
"""How many blocks of a kind a page has, and the test that runs them."""
SHELL_LINES: Final = {
    "python3 -m venv .venv && .venv/bin/pip install 'nox[uv]'": "`.ci/run` begins with it",
    ".venv/bin/nox": "`.ci/run` begins with it",
    ".venv/bin/nox -s tests -- tests/unit/document/test_rules.py -k reserved": "a part of it",
    "go get github.com/tenseleyFlow/dlm-schema/generated/go": "needs a release; `nox -s bindings` "
    "takes the module by a path in proofs.bindings.consumers",
    "cargo add dlm-export-manifest": "the same",
    "pip install 'dlm-schema[remote]'": "`nox -s remote` installs it",
    "dlm-schema check s3://my-bucket/dlm/store": "tests/remote/test_commands.py, on another bucket",
    "dlm-schema conformance run -- go run ./cmd/conformance": "`nox -s bindings`, with it built",
    "cargo build --release --example conformance": "`nox -s bindings`",
    "dlm-schema conformance run -- target/release/examples/conformance": "`nox -s bindings`",
}
"""Lines for a shell that no test runs as they are: each with the reason, or what runs the like."""


UNITS = {
    block.text.partition("\n")[0].rpartition("/")[2]: block.text
    for block in fenced_blocks(OPERATING.read_text(encoding="utf-8"))
    if block.tag == "ini"
}


def blocks(tag: str) -> list[Block]:
    return [block for block in BLOCKS if block.tag == tag]


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """Copy the examples into a folder of their own, with the commands of the README beside it."""
    folder = tmp_path / "scratch"
    shutil.copytree(REPOSITORY / "examples", folder / "examples")
    shutil.copytree(folder / "examples" / "version-1", folder / ".dlm" / "store")
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, options in (("dlm-schema", "-m dlm_schema"), ("python", ""), ("python3", "")):
        shim = programs / name
        shim.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {options} "$@"\n')
        shim.chmod(0o755)
    return folder


def run(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name[:6] != "PYTHON"}
    return subprocess.run(
        arguments,
        check=False,
        cwd=folder,
        env={
            **environment,
            "HOME": str(folder),
            "LC_ALL": "C.UTF-8",
            "PATH": f"{folder.parent / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(REPOSITORY / "src"),
        },
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        timeout=TIMEOUT,
    )


def test_readme_shows_commands_programs_and_how_to_install() -> None:
    assert len(blocks("console")) >= 3
    assert len(blocks("python")) >= 1
    assert len(blocks("sh")) == 2
    assert {block.tag for block in BLOCKS} <= {"bash", "console", "python", "sh", "text", "json"}
    assert README.count("\n```") == 2 * len(BLOCKS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_and_program_does_what_the_page_shows(scratch: Path, page: Path) -> None:
    ran = 0
    for block in fenced_blocks(page.read_text(encoding="utf-8")):
        if block.tag == "python":
            ended = run(["python", "-W", "error::DeprecationWarning", "-c", block.text], scratch)
            assert (ended.stdout, ended.returncode) == ("", 0), f"{page}, line {block.line}"
            ran += 1
        elif block.tag == "console":
            commands = commands_of(block)
            assert commands, f"{page}, line {block.line}: no command"
            for command in commands:
                ended = run(["sh", "-c", command.line], scratch)
                printed = ended.stdout.replace(f"{scratch}/", "~/")
                assert printed == command.output, f"{page}: {command.line}"
                ran += 1
    assert ran >= {"dlm": 1, "index": 2}.get(page.stem, 6)


@pytest.mark.parametrize(
    "page", sorted(page for glob in PROSE for page in REPOSITORY.glob(glob)), ids=str
)
def test_no_block_is_run_by_nothing(page: Path) -> None:
    name = page.relative_to(REPOSITORY).as_posix()
    unrun: Counter[str] = Counter()
    for block in fenced_blocks(page.read_text(encoding="utf-8")):
        if block.tag == "sh" and page != PAGES[0]:
            assert set(block.text.splitlines()) <= set(SHELL_LINES), f"{name}, line {block.line}"
        elif not (
            block.tag == "text" or (block.tag in ("console", "python", "sh") and page in PAGES)
        ):
            unrun[block.tag] += 1
    if page == OPERATING:
        assert unrun.pop("ini") == len(UNITS)
    expected = {tag: count for (place, tag), (count, _) in RUN_ELSEWHERE.items() if place == name}
    assert unrun == expected, "have a test run the block, and name it in RUN_ELSEWHERE"


@pytest.mark.parametrize("runner", sorted({runner for _, runner in RUN_ELSEWHERE.values()}))
def test_what_runs_blocks_is_there_and_reads_a_page(runner: str) -> None:
    assert re.search(r"\.md\b", (REPOSITORY / runner).read_text(encoding="utf-8"))


@pytest.mark.parametrize("unit", UNITS)
def test_systemd_takes_the_units_of_the_operating_page(scratch: Path, unit: str) -> None:
    if shutil.which("systemd-analyze") is None:
        (pytest.fail if "CI" in os.environ else pytest.skip)("systemd-analyze was not found")
    shutil.copytree(scratch.parent / "bin", scratch / ".local" / "bin")
    for name, text in UNITS.items():
        (scratch / name).write_text(text)
    verify = ["env", "XDG_RUNTIME_DIR=/run", "systemd-analyze", "--user", "verify"]
    ended = run([*verify, str(scratch / unit)], scratch)
    assert (ended.stdout, ended.returncode) == ("", 0)


def test_the_program_for_runtime_authors_opens_an_export(scratch: Path) -> None:
    program = [sys.executable, str(REPOSITORY / "docs" / "open_export.py")]
    [export] = (scratch / "examples" / "version-2").glob("*/exports/vllm")
    ended = run([*program, str(export)], scratch)
    assert ended.stdout.splitlines() == [
        "vllm HuggingFaceTB/SmolLM2-135M-Instruct",
        "adapters/tutor/adapter_config.json 30",
        "adapters/tutor/adapter_model.safetensors 86",
    ]
    (export / "vllm_config.json").unlink()
    ended = run([*program, str(export)], scratch)
    assert "files/missing" in ended.stdout
    assert ended.returncode == 1


def test_the_service_of_the_operating_page_fails_when_the_check_does(scratch: Path) -> None:
    text = OPERATING.read_text(encoding="utf-8")
    [command] = re.findall("^ExecStart=(.*)$", text, re.MULTILINE)
    arguments = command.replace("%h", str(scratch)).split()
    shutil.copytree(scratch.parent / "bin", scratch / ".local" / "bin")
    store = scratch / ".dlm" / "store"
    assert run(arguments, scratch).returncode == 0
    next(store.rglob("adapter.gguf")).write_bytes(b"changed")
    assert run(arguments, scratch).returncode == 1


@pytest.mark.parametrize("block", blocks("python"), ids=lambda block: f"line-{block.line}")
def test_program_asserts_what_it_shows(block: Block) -> None:
    assert re.search(r"^assert ", block.text, re.MULTILINE)


@pytest.mark.parametrize("block", blocks("sh"), ids=lambda block: f"line-{block.line}")
def test_installation_is_one_line_of_known_commands(block: Block) -> None:
    (line,) = block.text.splitlines()
    for command in line.split(" && "):
        assert any(command == known or command.startswith(f"{known} ") for known in KNOWN_PROGRAMS)
        words = [re.sub(r"^'([^']+)'$", r"\1", word) for word in command.split()]
        assert shlex.split(command, comments=True) == words
        assert not set("".join(words)) & set(";|&<>`$(){}*?~#\\\"'")


def test_continuous_integration_runs_the_command_that_passes_all_tests() -> None:
    tests = blocks("sh")[1].text.strip()
    assert tests.endswith("nox")
    assert tests in (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_files_that_the_readme_links_to_exist() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert "schema/SPEC.md" in links
    for link in links:
        assert link.startswith("https://") or (REPOSITORY / link).exists(), link
