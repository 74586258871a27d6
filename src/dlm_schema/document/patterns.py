"""Patterns of the published files in other hands (SPEC appendix B).

Within that grammar Python's own expressions agree with every other engine, save for ``$``, which
they match before a final LF too. A text is judged by ``maxLength`` before a pattern is asked, so
what an expression remembers of a repetition stays small.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

_BOUNDED = r"\{([0-9]+),([0-9]+)\}"


def translated(pattern: str) -> str:
    """Return a published pattern as an expression of Python's."""
    return pattern[:-1] + r"\Z" if pattern.endswith("$") else pattern


@cache
def matcher(pattern: str) -> Callable[[str], re.Match[str] | None]:
    """Return the function that tells whether a published pattern matches some part of a text."""
    compiled = re.compile(translated(pattern))
    # An anchored search would try every place of a text all the same.
    return compiled.match if pattern.startswith("^") else compiled.search


def without_redundant_bounds(pattern: str, limit: int) -> str:
    """Drop the bounds that no text within ``limit`` characters reaches.

    They are there for engines that do not bear unbounded groups; an automaton is an order of
    magnitude faster without them.
    """

    def unbounded(match: re.Match[str]) -> str:
        least, most = match.groups()
        return f"{{{least},}}" if int(most) >= limit else match[0]

    return re.sub(_BOUNDED, unbounded, pattern)
