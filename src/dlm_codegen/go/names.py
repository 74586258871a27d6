"""Identifiers of Go for the names of the specification."""

from __future__ import annotations

import re
from typing import Final

_INITIALISMS: Final = frozenset(("bom", "gguf", "hf", "id", "mlx", "sha256", "url", "utf8", "vllm"))
_WORD: Final = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")


def exported(*names: str) -> str:
    """Return an identifier that other packages see: ``base_model_hf_id`` -> ``BaseModelHFID``."""
    words = [word.lower() for name in names for word in _WORD.findall(name)]
    return "".join(
        word.upper() if word in _INITIALISMS else word[:1].upper() + word[1:] for word in words
    )


def unexported(*names: str) -> str:
    """Return an identifier of the package alone: ``ExportManifest`` -> ``exportManifest``."""
    first: str = _WORD.findall(names[0])[0]
    return first.lower() + exported(names[0][len(first) :], *names[1:])


def shape_variable(title: str) -> str:
    """Return the variable of the shape that objects of a kind have in all versions."""
    return unexported(title, "shape")


def slot(title: str, member: str) -> str:
    """Return the constant that says where objects of a kind keep a member."""
    return unexported(title, member)


def type_name(title: str, version: int) -> str:
    """Return the name of a type of one version."""
    return f"{title}V{version}"
