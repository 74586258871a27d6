"""The published specification as it lies in this package, and the names it gives to things."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import jiter

SPECIFICATION: Final = os.path.join(os.path.dirname(__file__), "specification")
"""Directory of the published specification inside this package."""

BASE_URL: Final = "https://tenseleyflow.github.io/dlm-schema/"
"""Where the ``$id`` of every published schema begins; it is the same wherever a copy is served."""

MANIFEST_FILENAME: Final = "export_manifest.json"
VERSION_MEMBER: Final = "schema_version"
TARGET_MEMBER: Final = "target"


def published(path: str) -> Any:
    """Return a JSON file of the specification, by its path below ``schema/``.

    It is parsed anew each time: what a caller does to it is no other caller's concern.
    """
    return jiter.from_json(published_bytes(path))


def published_bytes(path: str) -> bytes:
    """Return a file of the specification, byte for byte."""
    with open(os.path.join(SPECIFICATION, *path.split("/")), "rb") as file:
        return file.read()


@cache
def catalogue() -> Mapping[str, Mapping[str, Any]]:
    """Return every finding there is, by code, as ``rules.json`` lists them."""
    return {entry["code"]: entry for entry in published("rules.json")["rules"]}
