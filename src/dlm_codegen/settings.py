"""What ``pyproject.toml`` says about the generators: their exact versions and their options."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from dlm_codegen.errors import GenerationError

_INSTALL = "install the pinned one: python -m pip install --group generate"


@dataclass(frozen=True)
class Settings:
    """Pinned versions and options, each by the name of the generator."""

    pins: Mapping[str, str]
    options: Mapping[str, Any]

    def require_pin(self, distribution: str) -> None:
        """Raise ``GenerationError`` unless exactly the pinned version of a generator is installed.

        Another version writes other text, which would look like drift in what is checked in.
        """
        pinned = self.pins.get(distribution)
        if pinned is None:
            raise GenerationError(
                f"pyproject.toml pins no version of {distribution}; add {distribution}==VERSION "
                f"to the dependency group generate"
            )
        try:
            installed = version(distribution)
        except PackageNotFoundError:
            raise GenerationError(
                f"{distribution} {pinned} is needed and none is installed; {_INSTALL}"
            ) from None
        if installed != pinned:
            raise GenerationError(
                f"{distribution} {installed} is installed and pyproject.toml pins {pinned}; "
                f"{_INSTALL}"
            )


def read_settings(path: Path) -> Settings:
    """Read the generators' settings from a ``pyproject.toml``."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    pins = {}
    for requirement in document["dependency-groups"]["generate"]:
        match = re.fullmatch(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;]+)", requirement)
        if match is None:
            raise GenerationError(
                f"the dependency group generate holds {requirement!r}, which is not pinned by =="
            )
        pins[match[1]] = match[2]
    return Settings(pins, document["tool"])
