"""The canonical form of a manifest (SPEC section 9)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from json.encoder import encode_basestring_ascii as quoted
from typing import Any


def canonical_bytes(document: Mapping[str, Any]) -> bytes:
    """Write a document in canonical form: what DLM writes, in every version and language.

    Of what JSON can be read to, it is what ``json.dumps`` writes with ``sort_keys=True`` and
    ``indent=2``: that encoder is written in Python as well, because it indents, and is slower.
    """
    return f"{_text(document, chr(10))}\n".encode("ascii")


def _text(value: Any, margin: str) -> str:
    """Return a value as it is written after a margin: a line feed, and how deep it lies."""
    kind = type(value)
    if kind is str:
        return quoted(value)
    if kind is int:
        return str(value)
    if kind is bool:
        return "true" if value else "false"
    inner = f"{margin}  "
    if isinstance(value, dict) and value:
        members = [
            f"{quoted(name)}: {quoted(held) if type(held) is str else _text(held, inner)}"
            for name, held in sorted(value.items())
        ]
        return f"{{{inner}{f',{inner}'.join(members)}{margin}}}"
    if isinstance(value, list) and value:
        return f"[{inner}{f',{inner}'.join([_text(item, inner) for item in value])}{margin}]"
    return json.dumps(value)
