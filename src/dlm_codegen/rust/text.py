"""Pieces of Rust source, in the form that rustfmt leaves alone."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable
from typing import Any, Final

from dlm_codegen.errors import GenerationError
from dlm_codegen.runtime import notice

WIDTH: Final = 100


def header(source: str) -> str:
    """Return the first line of a generated file."""
    return f"// {notice(source)}\n"


def doc_comment(paragraphs: Iterable[str], indent: str = "") -> str:
    """Return documentation, one paragraph after another; lines in backquotes are not broken."""
    blocks = [
        textwrap.wrap(paragraph, WIDTH - len(indent) - 4, **_UNBROKEN) for paragraph in paragraphs
    ]
    lines = [line for block in blocks for line in ("", *block)][1:]
    return "".join(f"{indent}/// {line}".rstrip() + "\n" for line in lines)


_UNBROKEN: Final[dict[str, Any]] = {"break_long_words": False, "break_on_hyphens": False}


def string(text: str) -> str:
    """Return a string literal of printable text, which JSON and Rust write alike."""
    if not text.isprintable():
        raise GenerationError(f"the text {text!r} is not printable")
    return json.dumps(text, ensure_ascii=False)


def character(text: str) -> str:
    """Return a character literal, which a ``b`` in front makes a byte."""
    if not text.isprintable():
        return f"'\\x{ord(text):02x}'"
    return f"'\\{text}'" if text in "\\'" else f"'{text}'"


def strings(texts: Iterable[str]) -> str:
    """Return a slice of string literals."""
    return f"&[{', '.join(string(text) for text in texts)}]"


def integer(number: int) -> str:
    """Return an integer literal, in groups of three digits."""
    return f"{number:_}"


def uses(prefix: str, names: Iterable[str]) -> str:
    """Return a public use of several names of one module, as rustfmt breaks it."""
    in_order = sorted(names)
    listed = ", ".join(in_order)
    line = f"pub use {prefix}::{listed if len(in_order) == 1 else f'{{{listed}}}'};"
    if len(line) <= WIDTH:
        return line + "\n"
    body = textwrap.fill(
        listed + ",", WIDTH - 1, initial_indent="    ", subsequent_indent="    ", **_UNBROKEN
    )
    return f"pub use {prefix}::{{\n{body}\n}};\n"
