"""One plain, valid document for every version and target, to be changed by the tests."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final

from dlm_schema.document.migrations import migrate

Document = dict[str, Any]

REPOSITORY: Final = Path(__file__).resolve().parents[2]
RECORDED: Final = sorted((REPOSITORY / "tests" / "recorded").rglob("export_manifest.json"))
VERSIONS: Final = tuple(
    entry["number"]
    for entry in json.loads((REPOSITORY / "schema" / "versions.json").read_bytes())["versions"]
)
WRITTEN_OUT: Final = 3
"""The last version that is written out here; documents of later ones are migrated."""
TARGETS: Final = ("ollama", "llama-server", "vllm", "mlx-serve")
CREATED_AT: Final = "2026-04-23T18:42:00"
REVISION: Final = "12fd25f77366fa6b3b4b768ec3050bf629380bac"

_FILES: Final = {
    "ollama": (("base.Q4_K_M.gguf", "base_model"),),
    "llama-server": (
        ("base.Q4_K_M.gguf", "base_model"),
        ("chat-template.jinja", "chat_template"),
        ("llama-server_launch.sh", "launch_script"),
    ),
    "vllm": (
        ("adapters/tone/adapter_model.safetensors", "adapter"),
        ("vllm_config.json", "runtime_config"),
        ("vllm_launch.sh", "launch_script"),
    ),
    "mlx-serve": (
        ("adapter/adapters.safetensors", "adapter"),
        ("mlx-serve_launch.sh", "launch_script"),
    ),
}


def document(version: int, target: str = "ollama") -> Document:
    """Return a new valid document; version 1 is for Ollama alone."""
    if version > WRITTEN_OUT:
        return migrate(document(WRITTEN_OUT, target), version).document
    hugging_face = target in ("vllm", "mlx-serve")
    made: Document = {
        "quant": "hf" if hugging_face else "Q4_K_M",
        "merged": not hugging_face,
        "dequantized": False,
        "ollama_name": "my-tutor:v3" if target == "ollama" else None,
        "created_at": CREATED_AT,
        "created_by": "dlm-0.10.0",
        "llama_cpp_tag": None if hugging_face else "b8816",
        "base_model_hf_id": "HuggingFaceTB/SmolLM2-135M-Instruct",
        "base_model_revision": REVISION,
        "adapter_version": 3,
        "artifacts": [artifact(path, role) for path, role in _FILES[target]],
    }
    if version == 3:
        made["schema_version"] = 3
        made["created_at"] += "Z"
    else:
        for entry in made["artifacts"]:
            del entry["role"]
    if version > 1:
        made["target"] = target
    return made


def artifact(path: str, role: str | None = None) -> Document:
    """Return a new artifact; without a role it is one of versions 1 and 2."""
    made: Document = {"path": path, "sha256": "5e" * 32, "size_bytes": 1216}
    if role is not None:
        made["role"] = role
    return made


def artifact_of(path: str, content: bytes, role: str | None = None) -> Document:
    """Return a new artifact that has the digest and the size of a content."""
    digest = hashlib.sha256(content).hexdigest()
    return artifact(path, role) | {"sha256": digest, "size_bytes": len(content)}


def as_bytes(made: Any) -> bytes:
    """Write a document compactly, in the order of its members."""
    return json.dumps(made, separators=(",", ":")).encode("ascii")
