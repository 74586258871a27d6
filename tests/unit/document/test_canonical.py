"""Canonical bytes beside literal ones; what becomes of each text, the corpus says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.documents import REPOSITORY, document

import dlm_schema
from dlm_schema.document.canonical import canonical_bytes

TAG = '"\\/ \u00e9\u2027\ufffd\U0001f600'
VERSION_1 = b"""\
{
  "adapter_version": 3,
  "artifacts": [
    {
      "path": "base.Q4_K_M.gguf",
      "sha256": "5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e",
      "size_bytes": 1216
    }
  ],
  "base_model_hf_id": "HuggingFaceTB/SmolLM2-135M-Instruct",
  "base_model_revision": "12fd25f77366fa6b3b4b768ec3050bf629380bac",
  "created_at": "2026-04-23T18:42:00",
  "created_by": "dlm-0.10.0",
  "dequantized": false,
  "llama_cpp_tag": "\\"\\\\/ \\u00e9\\u2027\\ufffd\\ud83d\\ude00",
  "merged": true,
  "ollama_name": "my-tutor:v3",
  "quant": "Q4_K_M"
}
"""


def test_version_1_document_is_written_like_this_whatever_the_order_of_its_members() -> None:
    made = {**document(1), "llama_cpp_tag": TAG}
    for ordered in (made, dict(reversed(made.items()))):
        assert canonical_bytes(ordered) == dlm_schema.dumps(ordered) == VERSION_1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), JSON))
def test_any_document_is_written_as_the_standard_library_does(made: dict[str, Any]) -> None:
    assert canonical_bytes(made).decode() == json.dumps(made, sort_keys=True, indent=2) + "\n"


@pytest.mark.parametrize(
    "path",
    sorted((REPOSITORY / "examples").rglob("export_manifest.json")),
    ids=lambda path: "/".join(path.parts[-5:-1]),
)
def test_example_is_in_canonical_form(path: Path) -> None:
    data = path.read_bytes()
    assert canonical_bytes(json.loads(data)) == data
