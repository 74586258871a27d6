"""Pieces of Markdown that show texts of any kind as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any, Final

from dlm_schema.text import printable

ROOT: Final = Path(__file__).resolve().parents[2]
SCHEMA: Final = ROOT / "schema"

_SPECIAL: Final = re.compile(r"[\\`*_{}\[\]()#+.!|<>&~^=:-]")
_WORDS: Final = re.compile(r"[`|<>&*_\[\]\\]")


def listed(file: str, member: str) -> list[dict[str, Any]]:
    """Return the entries of a member of a JSON file of the specification."""
    entries: list[dict[str, Any]] = json.loads((SCHEMA / file).read_bytes())[member]
    return entries


def plain(text: str) -> str:
    """Return a text that Markdown and HTML show as it is."""
    return _WORDS.sub(lambda found: f"&#{ord(found[0])};", printable(text))


def code(text: str) -> str:
    """Return a text as code that Markdown shows as it is, in a cell of a table as well."""
    return f"<code>{_SPECIAL.sub(lambda found: f'&#{ord(found[0])};', printable(text))}</code>"


def html_code(text: str) -> str:
    """Return a text as code for a page's own HTML."""
    return f"<code>{escape(printable(text))}</code>"


def cut(text: str, most: int) -> str:
    """Return a text of so many characters at most; one that is cut says so."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def fenced(text: str, language: str) -> str:
    """Return a text as a block of code."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}{language}\n{text}\n{fence}\n"


def table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table."""
    head = list(columns)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows))


def member(pointer: str) -> str:
    """Return the name of a member by its pointer: ``artifacts[].path`` of ``/artifacts/*/path``."""
    return pointer.removeprefix("/").replace("/*", "[]").replace("/", ".")


def counted(number: int, word: str) -> str:
    """Return a number with its word: ``1 case``, ``2 cases``."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"
