"""Canonical bytes, beside literal bytes and a writer that was written here from SPEC section 9."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.documents import REPOSITORY, VERSIONS, document
from support.strategies import manifests

import dlm_schema
from dlm_schema.document.canonical import canonical_bytes

SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def written(value: Any, indent: str = "") -> str:
    """Write a value by the words of the specification."""
    inner = indent + "  "
    match value:
        case None:
            return "null"
        case True:
            return "true"
        case False:
            return "false"
        case int():
            return str(value)
        case str():
            return '"' + "".join(map(character, value)) + '"'
        case []:
            return "[]"
        case list():
            lines = [inner + written(entry, inner) for entry in value]
            return "[\n" + ",\n".join(lines) + "\n" + indent + "]"
    if not value:
        return "{}"
    lines = [f"{inner}{written(name)}: {written(value[name], inner)}" for name in sorted(value)]
    return "{\n" + ",\n".join(lines) + "\n" + indent + "}"


def character(one: str) -> str:
    if one in SHORT:
        return SHORT[one]
    if " " <= one <= "~":
        return one
    units = one.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param({}, b"{}\n", id="empty"),
        pytest.param({"a": []}, b'{\n  "a": []\n}\n', id="empty-array"),
        pytest.param({"a": {}}, b'{\n  "a": {}\n}\n', id="empty-object"),
        pytest.param({"b": 1, "a": 2}, b'{\n  "a": 2,\n  "b": 1\n}\n', id="sorted"),
        pytest.param(
            {"b": 1, "B": 2, "_": 3, "a1": 4, "a": 5, "\u00e9": 6, "": 7},
            b'{\n  "": 7,\n  "B": 2,\n  "_": 3,\n  "a": 5,\n  "a1": 4,\n  "b": 1,\n'
            b'  "\\u00e9": 6\n}\n',
            id="sorted-by-code-point",
        ),
        pytest.param(
            {"\U00010000": 1, "\uffee": 2},
            b'{\n  "\\uffee": 2,\n  "\\ud800\\udc00": 1\n}\n',
            id="sorted-by-code-point-and-not-by-unit",
        ),
        pytest.param(
            {"a": [2, 1, {"c": None, "b": [True, False]}]},
            b'{\n  "a": [\n    2,\n    1,\n    {\n      "b": [\n        true,\n        false\n'
            b'      ],\n      "c": null\n    }\n  ]\n}\n',
            id="nested",
        ),
        pytest.param(
            {"a": "\"\\/<>&'`{}[]:, ~"},
            b'{\n  "a": "\\"\\\\/<>&\'`{}[]:, ~"\n}\n',
            id="ascii",
        ),
        pytest.param(
            {"a": "\b\f\n\r\t\x00\x1f\x7f\x80"},
            b'{\n  "a": "\\b\\f\\n\\r\\t\\u0000\\u001f\\u007f\\u0080"\n}\n',
            id="control",
        ),
        pytest.param(
            {"a": "\u00e9\u2028\ufffd\U0001f600"},
            b'{\n  "a": "\\u00e9\\u2028\\ufffd\\ud83d\\ude00"\n}\n',
            id="beyond-ascii",
        ),
        pytest.param(
            {"a": [0, -1, 9007199254740991, -9007199254740991]},
            b'{\n  "a": [\n    0,\n    -1,\n    9007199254740991,\n    -9007199254740991\n  ]\n}\n',
            id="integers",
        ),
    ],
)
def test_canonical_bytes_are_exactly_these(value: dict[str, Any], expected: bytes) -> None:
    assert canonical_bytes(value) == expected


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
  "llama_cpp_tag": "b8816",
  "merged": true,
  "ollama_name": "my-tutor:v3",
  "quant": "Q4_K_M"
}
"""


def test_plain_version_1_document_is_written_like_this() -> None:
    assert canonical_bytes(document(1)) == VERSION_1
    assert dlm_schema.dumps(document(1)) == VERSION_1


@pytest.mark.parametrize(
    "path",
    sorted((REPOSITORY / "examples").rglob("export_manifest.json")),
    ids=lambda path: "/".join(path.parts[-5:-1]),
)
def test_example_is_in_canonical_form(path: Path) -> None:
    data = path.read_bytes()
    assert canonical_bytes(json.loads(data)) == data


@pytest.mark.parametrize("version", VERSIONS)
def test_order_of_members_does_not_matter_and_order_of_artifacts_does(version: int) -> None:
    made = document(version, "ollama" if version == 1 else "vllm")
    backwards = dict(reversed(made.items()))
    assert list(backwards) != list(made)
    assert canonical_bytes(backwards) == canonical_bytes(made)
    made["artifacts"] = [*made["artifacts"], {**made["artifacts"][0], "path": "last"}]
    turned = {**made, "artifacts": made["artifacts"][::-1]}
    assert canonical_bytes(turned) != canonical_bytes(made)


@given(st.sampled_from(VERSIONS).flatmap(manifests))
def test_valid_document_is_written_by_the_words_of_the_specification(made: dict[str, Any]) -> None:
    data = canonical_bytes(made)
    assert data == f"{written(made)}\n".encode("ascii")
    assert json.loads(data) == made
    assert canonical_bytes(json.loads(data)) == data


@settings(max_examples=200)
@given(
    st.dictionaries(
        st.text(max_size=3),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=5),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
            max_leaves=10,
        ),
    )
)
def test_any_document_is_written_by_the_words_of_the_specification(value: dict[str, Any]) -> None:
    assert canonical_bytes(value) == f"{written(value)}\n".encode("ascii")
