"""The exact versions of foreign tools, read where they are pinned."""

from __future__ import annotations

import re
from pathlib import Path


def pinned(path: Path, pattern: str) -> str:
    """Return what the only group of an expression finds in a file."""
    found = re.search(pattern, path.read_text(encoding="utf-8"))
    assert found is not None, f"{path} pins nothing that {pattern} finds"
    return found[1]
