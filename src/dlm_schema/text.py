"""Words and values as messages show them: on one line, short, and harmless to a terminal."""

from __future__ import annotations


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
