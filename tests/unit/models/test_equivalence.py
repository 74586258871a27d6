"""A model accepts a document exactly when its version's schema and the calendar rule do.

The oracle is ``support.schema_judge``: jsonschema over the published files. Documents are JSON
values as the strict reader yields them, so there are no fractions; what a model makes of those is
in ``test_strictness``.
"""

from __future__ import annotations

import copy
import importlib
import json
import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from support.schema_judge import accepts, schema_validator
from support.strategies import VERSIONS, manifests, nearly_valid, random_documents

MODELS: dict[int, type[BaseModel]] = {
    version: importlib.import_module(f"dlm_schema.models.v{version}").ExportManifest
    for version in VERSIONS
}
EXAMPLES = int(os.environ.get("DLM_SCHEMA_EXAMPLES", "300"))
generated = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def model_accepts(version: int, document: Any) -> bool:
    try:
        MODELS[version].model_validate(document)
    except ValidationError:
        return False
    return True


def model_accepts_text(version: int, document: Any) -> bool:
    try:
        MODELS[version].model_validate_json(json.dumps(document))
    except ValidationError:
        return False
    return True


def assert_equivalent(version: int, document: Any) -> None:
    before = copy.deepcopy(document)
    expected = accepts(version, document)
    assert model_accepts(version, document) is expected
    assert model_accepts_text(version, document) is expected
    assert document == before


def example(version: int) -> dict[str, Any]:
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


EVERY_TYPE: dict[str, Any] = {
    "null": None,
    "true": True,
    "false": False,
    "zero": 0,
    "one": 1,
    "three": 3,
    "negative": -1,
    "beyond-64-bits": 2**64,
    "far-beyond-64-bits": -(2**200),
    "empty-text": "",
    "text": "x",
    "text-of-a-number": "3",
    "text-of-a-boolean": "true",
    "array": [],
    "array-of-null": [None],
    "object": {},
    "object-with-member": {"path": "a"},
    "lone-surrogate": "\ud800",
    "nul": "\x00",
}

# What a text may be spoilt by, whatever its pattern.
SPOILT: dict[str, Callable[[str], str]] = {
    "line-feed-after": lambda text: text + "\n",
    "carriage-return-after": lambda text: text + "\r",
    "line-separator-after": lambda text: text + "\u2028",
    "line-feed-before": lambda text: "\n" + text,
    "second-line": lambda text: text + "\n" + text,
    "space-after": lambda text: text + " ",
    "space-before": lambda text: " " + text,
    "nul-after": lambda text: text + "\x00",
    "doubled": lambda text: text + text,
    "last-character-gone": lambda text: text[:-1],
    "first-character-gone": lambda text: text[1:],
    "upper-case": str.upper,
    "lower-case": str.lower,
    "accent": lambda text: text + "\u00e9",
    "arabic-digits": lambda text: text.translate({48 + n: 0x660 + n for n in range(10)}),
    "fullwidth-digits": lambda text: text.translate({48 + n: 0xFF10 + n for n in range(10)}),
    "surrogate-after": lambda text: text + "\udfff",
    "astral-after": lambda text: text + "\U0001f600",
}

TIMESTAMPS = {
    "leap-day-2024": "2024-02-29T00:00:00",
    "leap-day-2023": "2023-02-29T00:00:00",
    "leap-day-2000": "2000-02-29T00:00:00",
    "leap-day-1900": "1900-02-29T00:00:00",
    "february-30": "2024-02-30T00:00:00",
    "april-30": "2026-04-30T00:00:00",
    "april-31": "2026-04-31T00:00:00",
    "december-31": "2026-12-31T00:00:00",
    "december-32": "2026-12-32T00:00:00",
    "day-0": "2026-12-00T00:00:00",
    "month-0": "2026-00-01T00:00:00",
    "month-12": "2026-12-01T00:00:00",
    "month-13": "2026-13-01T00:00:00",
    "year-0": "0000-01-01T00:00:00",
    "year-1": "0001-01-01T00:00:00",
    "year-9999": "9999-12-31T23:59:59",
    "year-10000": "10000-01-01T00:00:00",
    "year-of-two-digits": "26-01-01T00:00:00",
    "hour-23": "2026-01-01T23:00:00",
    "hour-24": "2026-01-01T24:00:00",
    "minute-59": "2026-01-01T00:59:00",
    "minute-60": "2026-01-01T00:60:00",
    "second-59": "2026-01-01T00:00:59",
    "leap-second": "2016-12-31T23:59:60",
    "no-seconds": "2026-01-01T00:00",
    "date-only": "2026-01-01",
    "basic-form": "20260101T000000",
    "space-for-t": "2026-01-01 00:00:00",
    "underscore-for-t": "2026-01-01_00:00:00",
    "lower-case-t": "2026-01-01t00:00:00",
    "slashes": "2026/01/01T00:00:00",
    "fraction": "2026-01-01T00:00:00.0",
    "microseconds": "2026-01-01T00:00:00.000000",
    "comma-fraction": "2026-01-01T00:00:00,5",
    "one-digit-month": "2026-1-01T00:00:00",
    "week-date": "2026-W01-1T00:00:00",
    "signed-year": "+2026-01-01T00:00:00",
    "negative-year": "-0001-01-01T00:00:00",
    "sign-in-minute": "2026-01-01T00:+1:00",
    "underscore-in-minute": "2026-01-01T00:1_:00",
    "minus-sign": "2026\u221201\u221201T00:00:00",
    "unix-seconds": "1766707200",
    "zero": "0",
    "now": "now",
    "infinity": "infinity",
}
ZONES = {
    "no-zone": "",
    "z": "Z",
    "lower-case-z": "z",
    "offset-0": "+00:00",
    "offset-minus-0": "-00:00",
    "offset-2": "+02:00",
    "zz": "ZZ",
    "utc": " UTC",
    "line-feed": "Z\n",
}

MEMBERS: dict[str, dict[str, Any]] = {
    "schema_version": {
        **{f"integer-{number}": number for number in (-3, 0, 1, 2, 3, 4, 2**64 + 3)},
    },
    "target": {
        **{name: name for name in ("ollama", "llama-server", "vllm", "mlx-serve")},
        **{name: name for name in ("Ollama", "llama_server", "mlx", "lmstudio", "ollama\n")},
    },
    "quant": {
        "one": "a",
        "hf": "hf",
        "longest": "a" * 64,
        "too-long": "a" * 65,
        "every-mark": "a._-",
        "leading-dot": ".a",
        "leading-hyphen": "-a",
        "leading-underscore": "_a",
        "slash": "a/b",
        "plus": "a+b",
    },
    "ollama_name": {
        "one": "a",
        "namespace": "a/b",
        "tag": "a:b",
        "all": "a/b:c",
        "longest": "a" * 128,
        "too-long": "a" * 129,
        "longest-of-parts": "a/" + "b" * 124 + ":c",
        "too-long-of-parts": "a/" + "b" * 125 + ":c",
        "two-namespaces": "a/b/c",
        "two-tags": "a:b:c",
        "empty-namespace": "/a",
        "empty-name": "a/",
        "empty-tag": "a:",
        "tag-before-namespace": "a:b/c",
        "leading-dot": ".a",
        "tag-leading-hyphen": "a:-b",
    },
    "created_by": {
        "one": "!",
        "last-visible": "~",
        "every-visible": "".join(map(chr, range(0x21, 0x7F))),
        "longest": "x" * 128,
        "too-long": "x" * 129,
        "space-inside": "a b",
        "del": "\x7f",
        "tab": "a\tb",
    },
    "llama_cpp_tag": {
        "one": "!",
        "longest": "x" * 64,
        "too-long": "x" * 65,
        "space-inside": "a b",
        "del": "\x7f",
    },
    "base_model_hf_id": {
        "shortest": "a/b",
        "longest": "a/" + "b" * 254,
        "too-long": "a/" + "b" * 255,
        "no-slash": "ab",
        "two-slashes": "a/b/c",
        "empty-org": "/bb",
        "empty-name": "aa/",
        "dots": "../..",
        "space": "a/b c",
    },
    "base_model_revision": {
        "40": "a" * 40,
        "39": "a" * 39,
        "41": "a" * 41,
        "g": "g" * 40,
        "main": "main",
        "upper-case-hex": "A" * 40,
    },
    "adapter_version": {
        **{f"integer-{number}": number for number in (-1, 0, 1, 2, 2**31, 2**53 - 1, 2**53, 2**63)},
    },
    "artifacts": {
        "two-alike": [{"path": "a", "sha256": "0" * 64, "size_bytes": 1}] * 2,
        "nested": [[]],
        "text": "[]",
        "indexed-object": {"0": {"path": "a", "sha256": "0" * 64, "size_bytes": 1}},
    },
}
for _name in ("merged", "dequantized"):
    MEMBERS[_name] = {"yes": "yes", "on": "on", "t": "t", "integer-2": 2}
ARTIFACT_MEMBERS: dict[str, dict[str, Any]] = {
    "path": {
        "one": "a",
        "longest": "a" * 512,
        "too-long": "a" * 513,
        "longest-of-segments": "a/" * 255 + "ab",
        "too-long-of-segments": "a/" * 256 + "a",
        "absolute": "/a",
        "trailing-slash": "a/",
        "empty-segment": "a//b",
        "dot": ".",
        "dot-dot": "..",
        "dot-segment": "a/./b",
        "dot-dot-segment": "a/../b",
        "three-dots": "...",
        "leading-dot": ".a",
        "leading-dots": "..a",
        "trailing-dot": "a.",
        "segment-with-trailing-dot": "a./b",
        "every-mark": "a._+-",
        "backslash": "a\\b",
        "colon": "C:a",
        "space": "a b",
        "tilde": "~a",
    },
    "sha256": {
        "64": "a" * 64,
        "63": "a" * 63,
        "65": "a" * 65,
        "g": "g" * 64,
        "prefixed": "sha256:" + "a" * 57,
        "upper-case-hex": "A" * 64,
    },
    "size_bytes": {
        **{f"integer-{number}": number for number in (-1, 0, 1, 2**53 - 1, 2**53, 2**64)},
    },
    "role": {
        **{
            name: name
            for name in (
                "base_model",
                "adapter",
                "modelfile",
                "chat_template",
                "launch_script",
                "runtime_config",
                "other",
                "Other",
                "base-model",
                "tokenizer",
            )
        },
    },
}


def _values(name: str, current: Any, own: dict[str, Any]) -> dict[str, Any]:
    spoilt = {}
    if isinstance(current, str):
        spoilt = {case: spoil(current) for case, spoil in SPOILT.items()}
    return {**EVERY_TYPE, **spoilt, **own}


def member_cases() -> list[Any]:
    cases = []
    for version in VERSIONS:
        for owner, table in (((), MEMBERS), (("artifacts", 1), ARTIFACT_MEMBERS)):
            whole = example(version)
            part = whole["artifacts"][1] if owner else whole
            for name in sorted(part.keys() | table.keys()):
                own = dict(table.get(name, {}))
                if name == "created_at":
                    own = {
                        f"{case}-{zone}": text + suffix
                        for case, text in TIMESTAMPS.items()
                        for zone, suffix in ZONES.items()
                        if zone in {"no-zone", "z"} or case == "year-1"
                    }
                for case, value in _values(name, part.get(name), own).items():
                    document = example(version)
                    changed = document["artifacts"][1] if owner else document
                    changed[name] = value
                    label = "/".join(["artifacts", name] if owner else [name])
                    cases.append(pytest.param(version, document, id=f"v{version}/{label}/{case}"))
                document = example(version)
                (document["artifacts"][1] if owner else document).pop(name, None)
                label = "/".join(["artifacts", name] if owner else [name])
                cases.append(pytest.param(version, document, id=f"v{version}/{label}/absent"))
    return cases


def document_cases() -> list[Any]:
    cases = []
    for version in VERSIONS:
        extra = {**example(version), "comment": None}
        inner = example(version)
        inner["artifacts"][0]["comment"] = None
        empty = {**example(version), "artifacts": []}
        named = {
            "itself": example(version),
            "extra-member": extra,
            "extra-empty-name": {**example(version), "": 1},
            "extra-lone-surrogate": {**example(version), "\ud800": 1},
            "extra-model-config": {**example(version), "model_config": {}},
            "extra-artifact-member": inner,
            "no-artifacts": empty,
            "artifact-null": {**example(version), "artifacts": [None]},
            "artifact-text": {**example(version), "artifacts": ["base.gguf"]},
            "artifact-array": {**example(version), "artifacts": [["a", "0" * 64, 1]]},
            "artifact-empty": {**example(version), "artifacts": [{}]},
            **{f"version-{other}-document": example(other) for other in VERSIONS},
            **{f"whole-{case}": value for case, value in EVERY_TYPE.items()},
        }
        cases += [
            pytest.param(version, document, id=f"v{version}/{case}")
            for case, document in named.items()
        ]
    return cases


@pytest.mark.parametrize(("version", "document"), member_cases())
def test_member_is_judged_alike(version: int, document: Any) -> None:
    assert_equivalent(version, document)


@pytest.mark.parametrize(("version", "document"), document_cases())
def test_document_is_judged_alike(version: int, document: Any) -> None:
    assert_equivalent(version, document)


@pytest.mark.parametrize("version", VERSIONS)
def test_example_is_accepted(version: int) -> None:
    assert accepts(version, example(version))


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("entries", "expected"), [(65536, True), (65537, False)], ids=["most", "too-many"]
)
def test_number_of_artifacts_is_bounded(version: int, entries: int, *, expected: bool) -> None:
    # jsonschema would take half a minute over that many entries, so only its bound is looked up.
    assert schema_validator(version).schema["properties"]["artifacts"]["maxItems"] == 65536
    document = example(version)
    document["artifacts"] = document["artifacts"][:1] * entries
    assert model_accepts(version, document) is expected
    assert model_accepts_text(version, document) is expected


@pytest.mark.parametrize("version", VERSIONS)
def test_valid_documents_are_accepted(version: int) -> None:
    @generated
    @given(manifests(version))
    def law(document: Any) -> None:
        assert accepts(version, document)
        assert_equivalent(version, document)

    law()


@pytest.mark.parametrize("version", VERSIONS)
def test_nearly_valid_documents_are_judged_alike(version: int) -> None:
    @generated
    @given(nearly_valid(version))
    def law(document: Any) -> None:
        assert_equivalent(version, document)

    law()


@pytest.mark.parametrize("version", VERSIONS)
def test_documents_of_other_versions_are_judged_alike(version: int) -> None:
    @generated
    @given(st.sampled_from(VERSIONS).flatmap(manifests))
    def law(document: Any) -> None:
        assert_equivalent(version, document)

    law()


@pytest.mark.parametrize("version", VERSIONS)
def test_random_documents_are_judged_alike(version: int) -> None:
    @generated
    @given(random_documents())
    def law(document: Any) -> None:
        assert_equivalent(version, document)

    law()
