"""What the project says beside the specification: of its release, and of the generators."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from dlm_codegen.errors import GenerationError


@dataclass(frozen=True)
class Settings:
    """The version and licence of every package; pins and options by the name of the generator.

    ``requirements`` is the dependency group ``generate`` as pyproject.toml writes it.
    """

    version: str
    licence: str
    requirements: tuple[str, ...]
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
        install = f"run: python -m pip install {shlex.join(self.requirements)}"
        try:
            installed = version(distribution)
        except PackageNotFoundError:
            raise GenerationError(
                f"{distribution} {pinned} is needed and none is installed; {install}"
            ) from None
        if installed != pinned:
            raise GenerationError(
                f"{distribution} {installed} is installed and pyproject.toml pins {pinned}; "
                f"{install}"
            )


def read_settings(path: Path) -> Settings:
    """Read a ``pyproject.toml`` and the files beside it that it names."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    pins = {}
    requirements = tuple(document["dependency-groups"]["generate"])
    for requirement in requirements:
        match = re.fullmatch(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;]+)", requirement)
        if match is None:
            raise GenerationError(
                f"the dependency group generate holds {requirement!r}, which is not pinned by =="
            )
        pins[match[1]] = match[2]
    [licence] = document["project"]["license-files"]
    return Settings(
        version=_read_version(path.parent / document["tool"]["hatch"]["version"]["path"]),
        licence=(path.parent / licence).read_text(encoding="utf-8"),
        requirements=requirements,
        pins=pins,
        options=document["tool"],
    )


def _read_version(path: Path) -> str:
    """Return the version that the Python package has, and with it the package of each language."""
    match = re.search(r'^__version__ = "([^"]*)"$', path.read_text(encoding="utf-8"), re.MULTILINE)
    found = match[1] if match else "none"
    if not re.fullmatch(r"(0|[1-9][0-9]*)([.](0|[1-9][0-9]*)){2}", found):
        raise GenerationError(
            f'{path.name} must have a line such as __version__ = "1.2.3", found {found}; the '
            f"packages of all languages have this version, and Python, npm and Cargo agree about "
            f"versions of three numbers alone"
        )
    return found
