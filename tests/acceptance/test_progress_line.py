"""What a person sees of ``check`` and ``create`` on a terminal: colours, progress, Ctrl-C."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Final

import pytest
from support.harness import MANIFEST, RECORDED, manifest_bytes
from support.stores import BASE, make_endless, make_store
from support.terminal import COLUMNS, on_terminal

LINE: Final = re.compile(
    r"(?:\d+ manifests?, )?[\d.]+ \w+ of 1\.1 TB (?:[\d.]+ \w+/s|\?) +[\d:-]+ left (.*)"
)
CREATE: Final = (
    "create",
    "--target=ollama",
    "--quant=Q4_K_M",
    "--base-model-hf-id=a/b",
    f"--base-model-revision={'0' * 40}",
    "--adapter-version=1",
)


def progress_of(lines: list[str]) -> re.Match[str] | None:
    return next((match for line in lines if (match := LINE.fullmatch(line))), None)


def is_rated(lines: list[str]) -> bool:
    match = progress_of(lines)
    return match is not None and "/s" in match[0]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Make a store whose second export takes hours to read; sizes are sparse."""
    make_endless(tmp_path / "store")
    return tmp_path / "store"


def test_progress_is_shown_and_leaves_no_trace_after_a_typed_interrupt(store: Path) -> None:
    with on_terminal("check", store) as terminal:
        assert terminal.watch(is_rated), terminal.shown
        match = progress_of(terminal.shown)
        assert match is not None
        assert match[0].startswith("1 manifest, ")
        assert match[1] == f"exports/Q1/{BASE}"
        terminal.type(b"\x03")
        assert terminal.end() == 130
        summary, said = terminal.shown[-2:]
        assert terminal.cursor_is_shown
        assert said in [
            f"dlm-schema: interrupted: 1 manifest was judged, nothing is known of {rest}"
            for rest in ("the rest", "at least 1 more", "2 more")
        ]
        assert summary == "1 manifest: 1 ok, 0 failed"
        assert progress_of(terminal.shown) is None


def test_results_in_a_file_and_progress_on_the_terminal_keep_apart(
    store: Path, tmp_path: Path
) -> None:
    with (
        (tmp_path / "report.json").open("wb") as report,
        on_terminal("check", "--format=json", store, stdout=report.fileno()) as terminal,
    ):
        assert terminal.watch(is_rated), terminal.shown
        terminal.type(b"\x03")
        assert terminal.end() == 130
        assert len(terminal.shown) == 1
    printed = json.loads((tmp_path / "report.json").read_bytes())
    assert (printed["summary"]["checked"], printed["interrupted"]) == (1, True)


@pytest.mark.parametrize(
    ("options", "environment"),
    [(["--quiet"], {}), ([], {"TERM": "dumb"})],
    ids=["quiet", "dumb"],
)
def test_nobody_is_shown_what_they_cannot_or_will_not_see(
    store: Path, options: list[str], environment: dict[str, str]
) -> None:
    with on_terminal("check", *options, store, environment=environment) as terminal:
        assert not terminal.watch(lambda lines: progress_of(lines) is not None, seconds=4)
        assert b"\x1b" not in terminal.raw
        terminal.type(b"\x03")
        assert terminal.end() == 130


def test_a_name_is_cut_off_before_the_line_wraps(tmp_path: Path) -> None:
    name = "x" * 120 + ".gguf"
    folder = tmp_path / "export"
    folder.mkdir()
    data = manifest_bytes(3, artifacts=[artifact(name), artifact(BASE)])
    (folder / MANIFEST).write_bytes(data)
    for path in (name, BASE):
        (folder / path).touch()
        os.truncate(folder / path, 2**40)
    with on_terminal("check", "--jobs=1", folder) as terminal:
        assert terminal.watch(lambda lines: any("…" in line for line in lines))
        [line] = terminal.shown
        assert "/export/xxx" in line
        assert len(line) <= COLUMNS - 3
        terminal.type(b"\x03")
        assert terminal.end() == 130


def artifact(path: str) -> dict[str, object]:
    return {"path": path, "sha256": "0" * 64, "size_bytes": 2**40, "role": "base_model"}


def test_create_shows_progress_and_writes_nothing_when_interrupted(tmp_path: Path) -> None:
    (tmp_path / BASE).touch()
    os.truncate(tmp_path / BASE, 2**40)
    with on_terminal(*CREATE, tmp_path) as terminal:
        assert terminal.watch(is_rated), terminal.shown
        terminal.type(b"\x03")
        assert terminal.end() == 130
        assert terminal.shown == ["dlm-schema: interrupted: no manifest was written"]
    assert os.listdir(tmp_path) == [BASE]


def test_short_work_shows_no_progress(tmp_path: Path) -> None:
    make_store(tmp_path, 1)
    with on_terminal("check", tmp_path) as terminal:
        assert terminal.end() == 0
        assert terminal.shown[-1] == "1 manifest: 1 ok, 0 failed"
        assert b" left" not in terminal.raw


# Colours

CHECKED = (RECORDED / "dlm-trunk", RECORDED / "dlm-trunk-more" / "tag-8")
RED, GREEN = b"\x1b[1;31m", b"\x1b[32m"


def test_verdicts_have_colours_on_a_terminal() -> None:
    with on_terminal("check", *CHECKED) as terminal:
        assert terminal.end() == 1
        assert terminal.raw.count(GREEN + b"ok v") == 8
        assert terminal.raw.count(RED + b"failed\x1b[0m  ") == 1
        assert terminal.raw.count(b"\x1b[31merror\x1b[0m encoding/character") == 1


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_whoever_wants_no_colours_sees_none(environment: dict[str, str]) -> None:
    with on_terminal("check", *CHECKED, environment=environment) as terminal:
        assert terminal.end() == 1
        assert b"ok v2" in terminal.raw
        assert b"\x1b" not in terminal.raw


# Imports


def test_rich_is_imported_only_when_progress_is_shown(tmp_path: Path) -> None:
    make_store(tmp_path, 3)
    program = (
        "import sys, dlm_schema.cli.main\n"
        "status = dlm_schema.cli.main.main(sys.argv[1:])\n"
        "sys.exit('rich' in sys.modules or status)\n"
    )
    command = (sys.executable, "-c", program)
    with on_terminal("check", tmp_path, command=command) as terminal:
        assert terminal.end() == 0


def test_an_empty_no_color_asks_for_nothing() -> None:
    with on_terminal("check", *CHECKED, environment={"NO_COLOR": ""}) as terminal:
        assert terminal.end() == 1
        assert GREEN in terminal.raw


def test_a_file_gets_no_colours(tmp_path: Path) -> None:
    with (
        (tmp_path / "out").open("wb") as out,
        on_terminal("check", *CHECKED, stdout=out.fileno()) as terminal,
    ):
        assert terminal.end() == 1
    printed = (tmp_path / "out").read_bytes()
    assert b"ok v2" in printed
    assert b"\x1b" not in printed
