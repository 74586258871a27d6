"""How DLM itself writes a manifest for llama-server, and the example of DLM's page.

DLM saves the manifest with the model files, reads it back, appends the files that start the server,
and saves again. A package that is to take the place of DLM's own module must do each step.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.harness import MANIFEST, ROOT, encoded, run

import dlm_schema
from dlm_schema.models import v2

if TYPE_CHECKING:
    from dlm_schema.findings import Finding

PAGE = ROOT / "examples" / "page-example.json"
FILES = {
    "base.Q4_K_M.gguf": b"base",
    "adapter.gguf": b"adapter",
    "chat-template.jinja": b"{{ messages }}",
    "llama-server_launch.sh": b"#!/bin/sh\n",
}
LATER = ("chat-template.jinja", "llama-server_launch.sh")
MISSING = ("rules/missing-role", "warning", "/artifacts")


@pytest.fixture
def export(tmp_path: Path) -> Path:
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def manifest_of(
    artifacts: list[v2.ExportArtifact], target: str = "llama-server"
) -> v2.ExportManifest:
    members: dict[str, Any] = {
        "target": target,
        "quant": "Q4_K_M",
        "merged": False,
        "dequantized": False,
        "ollama_name": None,
        "created_at": "2026-04-23T18:42:00",
        "created_by": "dlm-0.10.0",
        "llama_cpp_tag": "b8816",
        "base_model_hf_id": "HuggingFaceTB/SmolLM2-135M-Instruct",
        "base_model_revision": "12fd25f77366fa6b3b4b768ec3050bf629380bac",
        "adapter_version": 3,
        "artifacts": artifacts,
    }
    return v2.ExportManifest(**members)


def artifact(export: Path, name: str) -> v2.ExportArtifact:
    built = dlm_schema.build_artifact(export, export.joinpath(name).relative_to(export), version=2)
    assert isinstance(built, v2.ExportArtifact)
    return built


def told(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return [(one.code, one.severity, one.pointer) for one in findings]


def test_a_manifest_is_saved_loaded_extended_and_saved_again(export: Path) -> None:
    first = [artifact(export, name) for name in FILES if name not in LATER]
    saved = manifest_of(first)
    assert dlm_schema.save(export, saved) == export / MANIFEST
    assert sorted(told(list(dlm_schema.verify(export).warnings))) == [
        *[("files/unlisted", "warning", "/artifacts")] * len(LATER),
        MISSING,
    ]

    warned: list[Finding] = []
    loaded = dlm_schema.load(export, version=2, on_warning=warned.append)
    assert loaded == saved
    assert told(warned) == [MISSING]

    more = [artifact(export, name) for name in LATER]
    extended = loaded.model_copy(update={"artifacts": [*loaded.artifacts, *more]})
    assert hash(extended) == hash(manifest_of([*first, *more]))
    assert extended == manifest_of([*first, *more])
    dlm_schema.save(export, extended)

    report = dlm_schema.verify(export)
    assert (report.version, report.findings) == (2, ())
    written = json.loads((export / MANIFEST).read_bytes())
    assert [entry["path"] for entry in written["artifacts"]] == list(FILES)
    assert (export / MANIFEST).read_bytes() == encoded(written)
    assert dlm_schema.load(export, version=None) == extended


@pytest.mark.parametrize("target", ["ollama", "llama-server", "vllm", "mlx-serve"])
def test_a_manifest_without_artifacts_is_saved_and_loaded(tmp_path: Path, target: str) -> None:
    empty = manifest_of([], target)
    dlm_schema.save(tmp_path, empty)
    assert dlm_schema.load(tmp_path, version=2) == empty
    assert dlm_schema.verify(tmp_path).ok


def test_the_example_of_the_page_is_valid() -> None:
    report = dlm_schema.validate(PAGE.read_bytes())
    assert (report.ok, report.version, told(list(report.findings))) == (True, 2, [MISSING])
    assert run("validate", PAGE).status == 0
