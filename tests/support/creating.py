"""Export directories to create manifests for, and the options that have to be given."""

from __future__ import annotations

from pathlib import Path
from typing import Final

REVISION: Final = "12fd25f77366fa6b3b4b768ec3050bf629380bac"
BASE: Final = "base.Q4_K_M.gguf"
REQUIRED: Final = (
    "--target=ollama",
    "--quant=Q4_K_M",
    "--base-model-hf-id=org/name",
    f"--base-model-revision={REVISION}",
    "--adapter-version=4",
)


def export(folder: Path, **files: bytes) -> Path:
    """Make an export directory of these files, or of a base model and an adapter."""
    folder.mkdir(exist_ok=True)
    for name, content in (files or {BASE: b"base", "adapter.gguf": b"adapter"}).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder
