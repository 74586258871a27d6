"""What the tests of commands share."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.harness import make_export, manifest_bytes


@pytest.fixture
def three(tmp_path: Path) -> list[Path]:
    """Return the manifests of one export in each version."""
    return [make_export(tmp_path / f"v{version}", manifest_bytes(version)) for version in (1, 2, 3)]
