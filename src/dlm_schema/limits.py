"""The limits of a document (SPEC section 3) and of what it can name."""

from __future__ import annotations

from typing import Final

MAX_BYTES: Final = 16 * 1024 * 1024
MAX_DEPTH: Final = 16
MAX_INTEGER: Final = 2**53 - 1

MAX_PATH: Final = 512
"""Characters of an artifact's path (SPEC section 5.2)."""

MAX_FOLDERS: Final = MAX_PATH // 2
"""Folders around an artifact: each takes a character and a separator (EM-FILE-7)."""

MAX_FINDINGS: Final = 1000
"""Findings about one subject that a report lists unless it is asked for more or fewer."""
