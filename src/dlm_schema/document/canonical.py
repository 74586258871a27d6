"""The canonical form of a manifest (SPEC section 9)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def canonical_bytes(document: Mapping[str, Any]) -> bytes:
    """Write a document in canonical form: what DLM writes, in every version and language."""
    return (json.dumps(document, sort_keys=True, indent=2) + "\n").encode("ascii")
