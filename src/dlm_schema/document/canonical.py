"""The canonical form of a manifest (SPEC section 9)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from json.encoder import encode_basestring_ascii as quoted
from typing import Any


def canonical_bytes(document: Mapping[str, Any]) -> bytes:
    """Write a document in canonical form: what DLM writes, in every version and language.

    It is what ``json.dumps`` writes with ``sort_keys=True`` and ``indent=2``, in a third of the
    time.
    """
    return f"{_text(document, chr(10))}\n".encode("ascii")


def _text(value: Any, margin: str) -> str:
    """Return a value as it is written after a margin: a line feed, and how deep it lies."""
    if isinstance(value, str):
        return quoted(value)
    if value is None or value is True or value is False:
        return "null" if value is None else "true" if value else "false"
    if type(value) is int:
        return str(value)
    inner = f"{margin}  "
    if isinstance(value, dict) and value:
        members = [f"{quoted(name)}: {_text(value[name], inner)}" for name in sorted(value)]
        return f"{{{inner}{f',{inner}'.join(members)}{margin}}}"
    if isinstance(value, list) and value:
        return f"[{inner}{f',{inner}'.join([_text(item, inner) for item in value])}{margin}]"
    return json.dumps(value)
