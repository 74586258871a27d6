"""What the renderers are given, as it is checked in."""

from __future__ import annotations

from pathlib import Path

import pytest

from dlm_codegen.settings import Settings, read_settings
from dlm_codegen.specification import Specification, read_specification

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def specification() -> Specification:
    return read_specification(PROJECT / "schema")


@pytest.fixture(scope="session")
def settings() -> Settings:
    return read_settings(PROJECT / "pyproject.toml")
