"""Tools of other languages: the versions that are pinned, and running them."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path


def pinned(path: Path, pattern: str) -> str:
    """Return what the only group of an expression finds in a file."""
    found = re.search(pattern, path.read_text(encoding="utf-8"))
    assert found is not None, f"{path} pins nothing that {pattern} finds"
    return found[1]


def run(command: str, folder: Path) -> None:
    """Run a command in a folder, and exit with what it printed where it fails."""
    ended = subprocess.run(
        shlex.split(command), cwd=folder, capture_output=True, check=False, text=True
    )
    if ended.returncode != 0:
        raise SystemExit(f"{command}\n{ended.stdout}{ended.stderr}")
