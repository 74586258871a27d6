"""A small corpus of its own, and running the command with it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from support.harness import COMMAND, ENVIRONMENT, Outcome
from support.harness import run as run_command

from dlm_schema.conformance.corpus import CORPUS, Corpus, digest_of

MISBEHAVING = str(Path(__file__).with_name("misbehaving.py"))
SERVE = (*COMMAND, "conformance", "serve")

SHORT = 1.0
"""Seconds that an implementation has where it is to hang."""

NAMES = ("before", "trigger", "after", "last")


class Ended(NamedTuple):
    """How a run ended: its status, its report, and how long it took."""

    status: int
    report: Any
    seconds: float

    def outcomes(self) -> dict[str, str]:
        """Return the outcome of each case, by the third part of its id."""
        return {case["id"].split("/")[2]: case["outcome"] for case in self.report["cases"]}

    def case(self, name: str) -> dict[str, Any]:
        """Return a case by the third part of its id."""
        found: dict[str, Any]
        (found,) = (case for case in self.report["cases"] if case["id"].split("/")[2] == name)
        return found


def make_corpus(folder: Path, files: dict[str, dict[str, Any]]) -> Path:
    """Write a corpus of these files of recipes, by their paths below ``recipes/``."""
    shutil.copytree(os.path.join(CORPUS, "bases"), folder / "bases")
    for path, content in files.items():
        target = folder / "recipes" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(content), encoding="utf-8")
    index: dict[str, Any] = {
        "bases": sorted(p.relative_to(folder).as_posix() for p in folder.glob("bases/v*/*.json")),
        "recipes": [f"recipes/{path}" for path in files],
    }
    index["cases"] = {case.id: digest_of(case) for case in Corpus(str(folder), index)}
    (folder / "index.json").write_text(json.dumps(index), encoding="utf-8")
    return folder


def recipes(case_id: str, names: Iterable[str], **members: Any) -> dict[str, Any]:
    """Return a file of recipes with a case ``case_id/NAME`` for each name."""
    return {
        "layer": case_id.partition("/")[0],
        "groups": [
            {
                "id": case_id,
                "why": "Because it is so.",
                "requirements": ["EM-MEM-5"],
                "table": [{"name": name} for name in names],
                **members,
            }
        ],
    }


def document(**members: Any) -> str:
    """Return a version 2 document in which the name of its case stands."""
    path = os.path.join(CORPUS, "bases", "v2", "ollama.json")
    with open(path, encoding="utf-8") as file:
        return json.dumps(json.load(file) | {"created_by": "{{name}}"} | members)


def small_corpus(folder: Path) -> Path:
    """Return a corpus of validating, migrating and verifying, each with a case ``trigger``."""
    named = [{"op": "replace", "path": "/created_by", "value": "{{name}}"}]
    literal = {"versions": [2], "version": 2}
    wrong = [
        {"code": "schema/minLength", "pointer": "/quant"},
        {"code": "schema/pattern", "pointer": "/quant"},
    ]
    up = {"base": "ollama", "from": 2, "to": 3, "patch": named, "output": {"patch": named}}
    right = {"base": "ollama", "versions": [2], "manifest": named, "valid": True}
    files = {
        "schema/valid.json": recipes(
            "schema/valid", NAMES, input=document(), valid=True, **literal
        ),
        "schema/invalid.json": recipes(
            "schema/invalid", NAMES, input=document(quant=""), errors=wrong, **literal
        ),
        "migrations/up.json": recipes("migrations/up", NAMES, **up),
        "files/right.json": recipes("files/right", NAMES, **right),
    }
    return make_corpus(folder, files)


def conformance(
    corpus: Path, *options: str, command: Iterable[str] = SERVE, timeout: float = 10
) -> Ended:
    """Run the corpus against a command and return what the JSON report says."""
    start = time.monotonic()
    outcome = run_command(
        "conformance",
        "run",
        "--format",
        "json",
        "--corpus",
        str(corpus),
        "--timeout",
        f"{timeout:g}",
        *options,
        "--",
        *command,
    )
    seconds = time.monotonic() - start
    assert outcome.err == "" or outcome.status == 2, outcome.err
    report = json.loads(outcome.out) if outcome.out else outcome.err
    return Ended(outcome.status, report, seconds)


def run_with(corpus: Path, *options: str, command: tuple[str, ...] = SERVE) -> Outcome:
    """Run the corpus against a command and return what is printed."""
    return run_command("conformance", "run", "--corpus", corpus, *options, "--", *command)


def misbehaving(how: str, *arguments: str) -> tuple[str, ...]:
    """Return the command of an implementation that misbehaves."""
    return (sys.executable, MISBEHAVING, how, *arguments)


def process_is_alive(number: int) -> bool:
    """Tell whether a process runs; one that nobody has reaped yet does not."""
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(number)],
        capture_output=True,
        check=False,
        text=True,
        env=ENVIRONMENT,
    ).stdout.strip()
    return bool(state) and not state.startswith("Z")
