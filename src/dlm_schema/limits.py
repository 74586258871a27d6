"""The limits of a document: those of its text (SPEC section 3)."""

from __future__ import annotations

from typing import Final

MAX_BYTES: Final = 16 * 1024 * 1024
MAX_DEPTH: Final = 16
MAX_INTEGER: Final = 2**53 - 1
