"""Words and values as messages show them: on one line, short, and harmless to a terminal."""

from __future__ import annotations

import os
from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Final


def excerpt(value: object, limit: int = 60) -> str:
    """Show a JSON value in a message: short, on one line, and never all of a large one."""
    if isinstance(value, str):
        shown = ascii(value[: limit + 1])
    elif isinstance(value, dict):
        shown = f"an object of {len(value)} members"
    elif isinstance(value, list):
        shown = f"an array of {len(value)} entries"
    elif value is None or isinstance(value, bool):
        shown = {None: "null", True: "true", False: "false"}[value]
    elif isinstance(value, int) and abs(value) >= 10**limit:
        shown = f"an integer of {value.bit_length()} bits"
    else:
        shown = ascii(value)
    return shown if len(shown) <= limit else shown[: limit - 3] + "..."


def printable(text: str) -> str:
    """Escape what a terminal would act on: paths and names can be anybody's."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )


def counted_noun(number: int, noun: str) -> str:
    """Say how many there are of something."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


_UNITS: Final = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")


def shown_size(number: int) -> str:
    """Say how many bytes there are, in the largest binary unit of which there is one."""
    if number < 1024:  # noqa: PLR2004  (a binary unit is 1,024 of the next smaller one)
        return f"{number} B"
    power = min((number.bit_length() - 1) // 10, len(_UNITS) - 1)
    return f"{number / 1024**power:.1f} {_UNITS[power]}"


def is_excluded(path: str, patterns: Iterable[str]) -> bool:
    """Whether a shell pattern matches a path or its last segment; ``*`` matches ``/`` too."""
    name = os.path.basename(path)
    return any(fnmatchcase(path, pattern) or fnmatchcase(name, pattern) for pattern in patterns)
