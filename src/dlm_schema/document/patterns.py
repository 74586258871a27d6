"""Patterns of the published files as functions (SPEC appendix B).

Within its grammar Python's own expressions agree with every other engine, save for ``$``, which
they match before a final LF too. Texts are judged by ``maxLength`` before a pattern is asked, so
that what these expressions remember of a repetition stays small.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache


def translated(pattern: str) -> str:
    """Return a published pattern as an expression of Python's."""
    return pattern[:-1] + r"\Z" if pattern.endswith("$") else pattern


@cache
def matcher(pattern: str) -> Callable[[str], re.Match[str] | None]:
    """Return the function that tells whether a text matches a published pattern."""
    return re.compile(translated(pattern)).match
