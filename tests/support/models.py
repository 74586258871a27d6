"""The models of every version, and a document that each accepts."""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, Any

from support.documents import VERSIONS

if TYPE_CHECKING:
    from pydantic import BaseModel

MODELS: dict[int, type[BaseModel]] = {
    version: importlib.import_module(f"dlm_schema.models.v{version}").ExportManifest
    for version in VERSIONS
}
EXAMPLES = int(os.environ.get("DLM_SCHEMA_EXAMPLES", "300"))


def example(version: int) -> dict[str, Any]:
    """Return a new document with two artifacts."""
    document: dict[str, Any] = {
        "quant": "Q4_K_M",
        "merged": False,
        "dequantized": False,
        "ollama_name": "team/my-tutor:v3",
        "created_at": "2026-04-23T18:42:00",
        "created_by": "dlm-0.10.0",
        "llama_cpp_tag": "b8816",
        "base_model_hf_id": "HuggingFaceTB/SmolLM2-135M-Instruct",
        "base_model_revision": "12fd25f77366fa6b3b4b768ec3050bf629380bac",
        "adapter_version": 3,
        "artifacts": [
            {"path": "base.Q4_K_M.gguf", "sha256": "4b" * 32, "size_bytes": 8384},
            {"path": "sub/adapter.gguf", "sha256": "a0" * 32, "size_bytes": 0},
        ],
    }
    if version >= 2:
        document["target"] = "ollama"
    if version >= 3:
        document["schema_version"] = 3
        document["created_at"] += "Z"
        for artifact, role in zip(document["artifacts"], ("base_model", "adapter"), strict=True):
            artifact["role"] = role
    return document
