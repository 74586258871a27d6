"""Programs in other languages: the versions that are pinned, building, running and asking them."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Program:
    """A program around a tool of others: how it is built and started, in a copy of its folder.

    ``pin`` is the file that pins the version of the tool, and the expression that finds it there.
    """

    name: str
    language: str
    command: str
    folder: str = ""
    tools: tuple[str, ...] = ()
    build: tuple[str, ...] = ()
    pin: tuple[str, str] | None = None

    def version(self, around: Path) -> str:
        """Return the version that is pinned; that of a tool in Python is what is installed."""
        if self.pin is None:
            return version_of(self.name)
        file, expression = self.pin
        found = re.search(expression, (around / file).read_text(encoding="utf-8"))
        assert found is not None, f"{file} pins nothing that {expression} finds"
        return found[1]


def run(command: str | Sequence[str | Path], folder: Path, **environment: str) -> str:
    """Return what a command printed, and exit with that where it fails."""
    words = shlex.split(command) if isinstance(command, str) else command
    around = {**os.environ, **environment}
    ended = subprocess.run(
        words, cwd=folder, env=around, capture_output=True, check=False, text=True
    )
    if ended.returncode != 0:
        raise SystemExit(f"{command}\n{ended.stdout}{ended.stderr}")
    return ended.stdout


def answers(
    command: Sequence[str], folder: Path, questions: Iterable[object], patience: float
) -> tuple[list[Any], int]:
    """Return what a program answers, a line of JSON to each that it reads, and its status."""
    with tempfile.TemporaryFile("w+b") as asked, tempfile.TemporaryFile("w+b") as given:
        asked.writelines(f"{json.dumps(question)}\n".encode() for question in questions)
        asked.seek(0)
        try:
            status = subprocess.run(
                command, cwd=folder, stdin=asked, stdout=given, check=False, timeout=patience
            ).returncode
        except subprocess.TimeoutExpired:
            status = -9
        given.seek(0)
        return [json.loads(line) for line in given], status
