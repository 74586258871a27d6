"""Stores whose exports are as their manifests and their summary say."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Final

from support.documents import artifact_of
from support.harness import MANIFEST, document, encoded

BASE: Final = "weights.gguf"


def make_store(store: Path, count: int, content: bytes = b"base") -> list[Path]:
    """Make a store whose exports and summary agree, and return the manifests in order."""
    artifact = artifact_of(BASE, content, "base_model")
    rows, manifests = [], []
    for number in range(count):
        folder = store / "exports" / f"Q{number}"
        folder.mkdir(parents=True)
        (folder / BASE).write_bytes(content)
        made = document(3, quant=folder.name, artifacts=[artifact])
        (folder / MANIFEST).write_bytes(encoded(made))
        names = ("target", "quant", "merged", "ollama_name", "llama_cpp_tag")
        rows.append({name: made[name] for name in names} | {"base_gguf_sha256": artifact["sha256"]})
        manifests.append(folder / MANIFEST)
    (store / "manifest.json").write_text(json.dumps({"exports": rows}))
    return manifests


def make_endless(store: Path) -> list[Path]:
    """Make a store of three exports of which the second takes minutes to read."""
    manifests = make_store(store, 3)
    made = json.loads(manifests[1].read_bytes())
    made["artifacts"][0]["size_bytes"] = 2**40
    manifests[1].write_bytes(encoded(made))
    os.truncate(manifests[1].parent / BASE, 2**40)
    return manifests
