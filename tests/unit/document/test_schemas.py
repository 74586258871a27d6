"""One fault at a time: which keyword complains where, and that both sides of each bound are right.

Expected codes are written out from SPEC section 5. The order of findings is part of what is tested.
"""

from __future__ import annotations

import unicodedata
from typing import Any, Final

import pytest
from support.documents import TARGETS, VERSIONS, document

from dlm_schema.document import native
from dlm_schema.document.schemas import Schema
from dlm_schema.document.validation import validate
from dlm_schema.document.versions import REGISTRY
from dlm_schema.published import published

LARGEST = 2**53 - 1
ASTRAL = "\U0001d4ac"


class Removed:
    """Stands in a table for a member that is taken away."""

    def __repr__(self) -> str:
        return "removed"


REMOVED: Final = Removed()
NO_BOOLEANS: Final[tuple[Any, ...]] = (0, 1, "true", "", None, [], {})

Expected = list[tuple[str, str]]


def changed(version: int, pointer: str, value: Any) -> dict[str, Any]:
    """Return a valid document with one member set, or removed."""
    made = document(version)
    owner: Any = made
    *parents, last = pointer.split("/")[1:]
    for token in parents:
        owner = owner[int(token) if isinstance(owner, list) else token]
    if value is REMOVED:
        del owner[last]
    elif isinstance(owner, list):
        owner[int(last)] = value
    else:
        owner[last] = value
    return made


def judged(version: int, made: Any) -> Expected:
    """Judge a document by its schema alone, of whatever version it claims to be."""
    findings = REGISTRY[version].schema.violations(made)
    assert all(finding.severity == "error" for finding in findings)
    accepts = native.acceptance(published(REGISTRY[version].schema_path))
    assert accepts(made) is (not findings)
    return [(finding.code.removeprefix("schema/"), finding.pointer) for finding in findings]


def rows(*table: tuple[str, Any, str]) -> list[Any]:
    """Name each row after member and value; the last column is the codes, in order."""
    return [
        pytest.param(pointer, value, codes.split(), id=f"{pointer}={ascii(value)[:40]}")
        for pointer, value, codes in table
    ]


DATE = "2026-04-23"
OLD_TIMES = rows(
    ("/created_at", f"{DATE}T00:00:00", ""),
    ("/created_at", f"{DATE}T23:59:59", ""),
    ("/created_at", "0000-01-01T00:00:00", ""),
    ("/created_at", "9999-12-31T23:59:59", ""),
    ("/created_at", "2026-02-31T00:00:00", ""),
    ("/created_at", f"{DATE}T18:42:00Z", "maxLength"),
    ("/created_at", f"{DATE}T18:42:00+00:00", "maxLength"),
    ("/created_at", f"{DATE}T18:42:00.0", "maxLength"),
    ("/created_at", f"{DATE}T18:42:00\n", "maxLength"),
    ("/created_at", f"{DATE}T18:42", "minLength pattern"),
    ("/created_at", DATE, "minLength pattern"),
    ("/created_at", "", "minLength pattern"),
    ("/created_at", f"{DATE} 18:42:00", "pattern"),
    ("/created_at", f"{DATE}t18:42:00", "pattern"),
    ("/created_at", f"{DATE}T24:00:00", "pattern"),
    ("/created_at", f"{DATE}T18:60:00", "pattern"),
    ("/created_at", f"{DATE}T23:59:60", "pattern"),
    ("/created_at", f"{DATE}T2\u0661:00:00", "pattern"),
    ("/created_at", "2026-00-01T00:00:00", "pattern"),
    ("/created_at", "2026-13-01T00:00:00", "pattern"),
    ("/created_at", "2026-01-00T00:00:00", "pattern"),
    ("/created_at", "2026-01-32T00:00:00", "pattern"),
    ("/created_at", "-026-04-23T18:42:00", "pattern"),
    ("/created_at", "20260-4-23T18:42:00", "pattern"),
    ("/created_at", f"{DATE}T18:42:0Z", "pattern"),
)
NEW_TIMES = rows(
    ("/created_at", f"{DATE}T00:00:00Z", ""),
    ("/created_at", f"{DATE}T23:59:59Z", ""),
    ("/created_at", "0000-01-01T00:00:00Z", ""),
    ("/created_at", f"{DATE}T18:42:00", "minLength pattern"),
    ("/created_at", f"{DATE}T18:42:00z", "pattern"),
    ("/created_at", f"{DATE}T18:42:00 ", "pattern"),
    ("/created_at", f"{DATE}T18:42:00+", "pattern"),
    ("/created_at", f"{DATE}t18:42:00Z", "pattern"),
    ("/created_at", f"{DATE}T24:00:00Z", "pattern"),
    ("/created_at", f"{DATE}T23:59:60Z", "pattern"),
    ("/created_at", f"{DATE}T18:42:00+00:00", "maxLength"),
    ("/created_at", f"{DATE}T18:42:00.0Z", "maxLength"),
    ("/created_at", f"{DATE}T18:42:00Z\n", "maxLength"),
    ("/created_at", "", "minLength pattern"),
)
TARGET_ROWS = rows(
    *(("/target", target, "") for target in TARGETS),
    ("/target", "", "enum"),
    ("/target", "Ollama", "enum"),
    ("/target", "ollama ", "enum"),
    ("/target", "ollama\n", "enum"),
    ("/target", "llama_server", "enum"),
    ("/target", "lm-studio", "enum"),
    ("/target", "x" * 10_000, "enum"),
    ("/target", "\u00e9", "enum"),
    ("/target", 5, "enum type"),
    ("/target", None, "enum type"),
    ("/target", True, "enum type"),
    ("/target", ["ollama"], "enum type"),
    ("/target", {"ollama": 1}, "enum type"),
)
ROLE_ROWS = rows(
    *(
        ("/artifacts/0/role", role, "")
        for role in (
            "base_model",
            "adapter",
            "projector",
            "modelfile",
            "chat_template",
            "launch_script",
            "runtime_config",
            "other",
        )
    ),
    ("/artifacts/0/role", REMOVED, "required"),
    ("/artifacts/0/role", "", "enum"),
    ("/artifacts/0/role", "Other", "enum"),
    ("/artifacts/0/role", "base-model", "enum"),
    ("/artifacts/0/role", "x" * 10_000, "enum"),
    ("/artifacts/0/role", None, "enum type"),
    ("/artifacts/0/role", 0, "enum type"),
    ("/artifacts/0/role", [], "enum type"),
)
COMMON = rows(
    *(
        (f"/{name}", REMOVED, "required")
        for name in (
            "quant",
            "merged",
            "dequantized",
            "ollama_name",
            "created_at",
            "created_by",
            "llama_cpp_tag",
            "base_model_hf_id",
            "base_model_revision",
            "adapter_version",
            "artifacts",
            "artifacts/0/path",
            "artifacts/0/sha256",
            "artifacts/0/size_bytes",
        )
    ),
    *(
        (f"{owner}/{name}", value, "additionalProperties")
        for owner in ("", "/artifacts/0")
        for name in ("", "extra", "Quant", "$schema", "__proto__", "constructor", "\u00e9", "a b")
        for value in (None, "x")
    ),
    ("/path", "a", "additionalProperties"),
    ("/role", "other", "additionalProperties"),
    ("/artifacts/0/quant", "hf", "additionalProperties"),
    ("/artifacts/0/target", "ollama", "additionalProperties"),
    ("/artifacts/0/schema_version", 3, "additionalProperties"),
    ("/quant", "a", ""),
    ("/quant", "0", ""),
    ("/quant", "hf", ""),
    ("/quant", "a" * 64, ""),
    ("/quant", "a._-Z9", ""),
    ("/quant", "a" * 65, "maxLength"),
    ("/quant", "", "minLength pattern"),
    ("/quant", "_a", "pattern"),
    ("/quant", ".a", "pattern"),
    ("/quant", "-a", "pattern"),
    ("/quant", "a b", "pattern"),
    ("/quant", "a/b", "pattern"),
    ("/quant", "a+b", "pattern"),
    ("/quant", "a\n", "pattern"),
    ("/quant", " a", "pattern"),
    ("/quant", "\u00e9", "pattern"),
    ("/quant", "a\u0660", "pattern"),
    ("/quant", ASTRAL * 64, "pattern"),
    ("/quant", ASTRAL * 65, "maxLength"),
    ("/quant", None, "type"),
    ("/quant", 5, "type"),
    ("/quant", True, "type"),
    ("/quant", ["Q4"], "type"),
    ("/quant", {}, "type"),
    *((f"/{name}", value, "type") for name in ("merged", "dequantized") for value in NO_BOOLEANS),
    ("/merged", False, ""),
    ("/dequantized", True, ""),
    ("/quant", "a\u2028", "pattern"),
    *(
        (f"/{name}", text, "")
        for name in ("ollama_name", "llama_cpp_tag")
        for text in (
            None,
            "",
            "hf.co/me/model",
            "localhost:5000/me/x:v1",
            "my tutor ",
            "t\u00fctor",
            "a\n",
            "a\u2028",
            "\\",
            "a" * 1024,
            ASTRAL * 1024,
        )
    ),
    *(
        (f"/{name}", character * 1025, "maxLength")
        for name in ("ollama_name", "llama_cpp_tag")
        for character in ("a", ASTRAL)
    ),
    ("/ollama_name", 0, "type"),
    ("/ollama_name", False, "type"),
    ("/ollama_name", [], "type"),
    ("/created_by", "!", ""),
    ("/created_by", "~" * 128, ""),
    ("/created_by", "~" * 129, "maxLength"),
    ("/created_by", "", "minLength pattern"),
    ("/created_by", " ", "pattern"),
    ("/created_by", "dlm 1", "pattern"),
    ("/created_by", "\x7f", "pattern"),
    ("/created_by", "\u00a1", "pattern"),
    ("/created_by", None, "type"),
    ("/llama_cpp_tag", 8816, "type"),
    ("/base_model_hf_id", "a/b", ""),
    ("/base_model_hf_id", "../..", ""),
    ("/base_model_hf_id", "-/_", ""),
    ("/base_model_hf_id", "o/" + "n" * 254, ""),
    ("/base_model_hf_id", "o/" + "n" * 255, "maxLength"),
    ("/base_model_hf_id", "", "minLength pattern"),
    ("/base_model_hf_id", "a/", "minLength pattern"),
    ("/base_model_hf_id", "/b", "minLength pattern"),
    ("/base_model_hf_id", "abc", "pattern"),
    ("/base_model_hf_id", "/bc", "pattern"),
    ("/base_model_hf_id", "ab/", "pattern"),
    ("/base_model_hf_id", "a/b/c", "pattern"),
    ("/base_model_hf_id", "a//b", "pattern"),
    ("/base_model_hf_id", "a/b ", "pattern"),
    ("/base_model_hf_id", "a/b\n", "pattern"),
    ("/base_model_hf_id", "a/b+c", "pattern"),
    ("/base_model_hf_id", None, "type"),
    ("/base_model_revision", "0" * 40, ""),
    ("/base_model_revision", "f" * 40, ""),
    ("/base_model_revision", "0" * 39, "minLength pattern"),
    ("/base_model_revision", "0" * 41, "maxLength"),
    ("/base_model_revision", "F" * 40, "pattern"),
    ("/base_model_revision", "g" * 40, "pattern"),
    ("/base_model_revision", "0" * 39 + "\n", "pattern"),
    ("/base_model_revision", "0" * 40 + "\n", "maxLength"),
    ("/base_model_revision", "main", "minLength pattern"),
    ("/base_model_revision", None, "type"),
    ("/adapter_version", 1, ""),
    ("/adapter_version", LARGEST, ""),
    ("/adapter_version", 0, "minimum"),
    ("/adapter_version", -LARGEST, "minimum"),
    ("/adapter_version", LARGEST + 1, "maximum"),
    ("/adapter_version", 10**30, "maximum"),
    ("/adapter_version", True, "type"),
    ("/adapter_version", "1", "type"),
    ("/adapter_version", None, "type"),
    ("/adapter_version", [1], "type"),
    ("/artifacts", [], ""),
    ("/artifacts", None, "type"),
    ("/artifacts", {}, "type"),
    ("/artifacts", "[]", "type"),
    ("/artifacts", 0, "type"),
    ("/artifacts/0", None, "type"),
    ("/artifacts/0", [], "type"),
    ("/artifacts/0", "base.gguf", "type"),
    ("/artifacts/0", 7, "type"),
    ("/artifacts/0", True, "type"),
    *(
        ("/artifacts/0/path", path, "")
        for path in (
            "a",
            "A-Z_09+.x",
            ".a",
            "..a",
            "...",
            ".a/..b/...",
            "a.",
            "a./b",
            "-",
            "+",
            "_",
            "a/b/c",
            "a.b/c.d",
            "a b",
            " ",
            "a/b:c",
            "a/:",
            "a%2fb",
            "~",
            "\u00e9",
            "a\u2044b",
            "a\n",
            "a\x00b",
            "a\u2028",
            "a" * 512,
            "." * 512,
            ASTRAL * 512,
            "a/" + "b" * 510,
            "a/" * 255 + "ab",
        )
    ),
    *(
        ("/artifacts/0/path", path, "pattern")
        for path in (
            ".",
            "..",
            "a/.",
            "a/..",
            "../a",
            "./a",
            "a/../b",
            "a/./b",
            "/",
            "/a",
            "a/",
            "a//b",
            "a\\b",
            "a/b\\c",
            "\\",
            "C:a",
            "C:/a",
            ":",
            "a:b/c",
            "../../etc/passwd",
        )
    ),
    ("/artifacts/0/path", "", "minLength pattern"),
    ("/artifacts/0/path", "a" * 513, "maxLength"),
    ("/artifacts/0/path", "/" * 513, "maxLength"),
    ("/artifacts/0/path", None, "type"),
    ("/artifacts/0/path", 1, "type"),
    ("/artifacts/0/path", ["a"], "type"),
    ("/artifacts/0/sha256", "0" * 64, ""),
    ("/artifacts/0/sha256", "0" * 63, "minLength pattern"),
    ("/artifacts/0/sha256", "0" * 65, "maxLength"),
    ("/artifacts/0/sha256", "A" * 64, "pattern"),
    ("/artifacts/0/sha256", "0" * 63 + "\n", "pattern"),
    ("/artifacts/0/sha256", "0" * 64 + "\n", "maxLength"),
    ("/artifacts/0/sha256", "sha256:" + "0" * 57, "pattern"),
    ("/artifacts/0/sha256", None, "type"),
    ("/artifacts/0/size_bytes", 0, ""),
    ("/artifacts/0/size_bytes", LARGEST, ""),
    ("/artifacts/0/size_bytes", -1, "minimum"),
    ("/artifacts/0/size_bytes", LARGEST + 1, "maximum"),
    ("/artifacts/0/size_bytes", False, "type"),
    ("/artifacts/0/size_bytes", "0", "type"),
    ("/artifacts/0/size_bytes", None, "type"),
)


def check(version: int, pointer: str, value: Any, codes: list[str]) -> None:
    made = changed(version, pointer, value)
    expected = [(code, pointer) for code in codes]
    assert judged(version, made) == expected
    report = validate(made)
    found = [(finding.code, finding.pointer) for finding in report.findings]
    if is_beyond_the_encoding_layer(value):
        assert [code.split("/")[0] for code, _ in found] == ["encoding"]
    else:
        schema = [(code, at) for code, at in found if code.startswith("schema/")]
        assert schema == [(f"schema/{code}", at) for code, at in expected]
        assert schema in ([], found)


def is_beyond_the_encoding_layer(value: Any) -> bool:
    """Tell whether a value holds what the encoding layer finds before a schema is asked."""
    if isinstance(value, str):
        return any(
            unicodedata.category(character) in ("Cc", "Zl", "Zp", "Cs") for character in value
        )
    return isinstance(value, int) and abs(value) > LARGEST


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("pointer", "value", "codes"), COMMON)
def test_member_of_every_version(version: int, pointer: str, value: Any, codes: list[str]) -> None:
    check(version, pointer, value, codes)


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize(("pointer", "value", "codes"), OLD_TIMES)
def test_time_without_zone(version: int, pointer: str, value: Any, codes: list[str]) -> None:
    check(version, pointer, value, codes)


@pytest.mark.parametrize(("pointer", "value", "codes"), NEW_TIMES)
def test_time_in_utc(pointer: str, value: Any, codes: list[str]) -> None:
    check(3, pointer, value, codes)


@pytest.mark.parametrize("version", [2, 3])
@pytest.mark.parametrize(("pointer", "value", "codes"), TARGET_ROWS)
def test_target(version: int, pointer: str, value: Any, codes: list[str]) -> None:
    check(version, pointer, value, codes)


@pytest.mark.parametrize(("pointer", "value", "codes"), ROLE_ROWS)
def test_role(pointer: str, value: Any, codes: list[str]) -> None:
    check(3, pointer, value, codes)


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("value", ["base_model", None, 5])
def test_role_is_not_defined_before_version_3(version: int, value: Any) -> None:
    check(version, "/artifacts/0/role", value, ["additionalProperties"])


def test_target_is_required_where_it_exists() -> None:
    made = changed(3, "/target", REMOVED)
    assert judged(3, made) == [("required", "/target")]
    assert validate(made).version == 3
    made = changed(2, "/target", REMOVED)
    assert judged(2, made) == [("required", "/target")]
    assert validate(made).ok  # it is a version 1 document
    assert judged(1, document(2)) == [("additionalProperties", "/target")]


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        (3, []),
        (2, ["const"]),
        (4, ["const"]),
        ("3", ["const", "type"]),
        (True, ["const", "type"]),
        (None, ["const", "type"]),
        ([3], ["const", "type"]),
    ],
)
def test_schema_alone_knows_its_own_version(value: Any, codes: list[str]) -> None:
    made = changed(3, "/schema_version", value)
    assert judged(3, made) == [(code, "/schema_version") for code in codes]


def test_schema_version_is_required_by_the_schema_alone_and_decides_before_it() -> None:
    made = changed(3, "/schema_version", REMOVED)
    assert judged(3, made) == [("required", "/schema_version")]
    assert [(finding.code, finding.pointer) for finding in validate(made).findings] == [
        ("schema/additionalProperties", "/artifacts/0/role"),
        ("schema/maxLength", "/created_at"),
    ]


@pytest.mark.parametrize("version", VERSIONS)
def test_every_member_of_an_empty_object_is_missing(version: int) -> None:
    members = sorted(published(f"export-manifest/v{version}/schema.json")["properties"])
    assert judged(version, {}) == [("required", f"/{name}") for name in members]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("value", [None, [], "x", 1, True])
def test_document_that_is_no_object_is_of_another_type(version: int, value: Any) -> None:
    assert judged(version, value) == [("type", "")]


@pytest.mark.parametrize("version", VERSIONS)
def test_artifacts_are_counted_up_to_65536_and_not_judged_beyond(version: int) -> None:
    entry = document(version)["artifacts"][0]
    assert judged(version, changed(version, "/artifacts", [entry] * 65_536)) == []
    broken = {**entry, "size_bytes": -1}
    full = [entry] * 65_535 + [broken]
    assert judged(version, changed(version, "/artifacts", full)) == [
        ("minimum", "/artifacts/65535/size_bytes")
    ]
    for entries in ([entry] * 65_537, [broken] * 65_537, [None] * 1_000_000):
        made = changed(version, "/artifacts", entries)
        assert judged(version, made) == [("maxItems", "/artifacts")]


def test_findings_of_several_members_are_in_document_order() -> None:
    made = document(3, "vllm")
    made["artifacts"] = [dict(entry) for entry in made["artifacts"] * 4]
    made["artifacts"][10]["path"] = ""
    made["artifacts"][10]["extra"] = 0
    made["artifacts"][2]["role"] = 5
    del made["artifacts"][2]["path"]
    del made["quant"]
    made["target"] = "x"
    made["zebra"] = {"a": 1}
    made["Alpha"] = [[]]
    made["a/b~c"] = 1
    assert judged(3, made) == [
        ("additionalProperties", "/Alpha"),
        ("additionalProperties", "/a~1b~0c"),
        ("required", "/artifacts/2/path"),
        ("enum", "/artifacts/2/role"),
        ("type", "/artifacts/2/role"),
        ("additionalProperties", "/artifacts/10/extra"),
        ("minLength", "/artifacts/10/path"),
        ("pattern", "/artifacts/10/path"),
        ("required", "/quant"),
        ("enum", "/target"),
        ("additionalProperties", "/zebra"),
    ]


PATHS: Final = (
    "must be relative, with `/` between segments: no empty segment, no `.` or `..`, no backslash, "
    "and no colon in the first segment (on Windows that is a drive); found "
)
MODELS: Final = (
    "must be `org/name`, such as `HuggingFaceTB/SmolLM2-135M-Instruct`: an organization, one `/` "
    "and a name, in ASCII letters, digits, full stops, low lines and hyphens; a revision belongs "
    "in `base_model_revision`; found "
)


@pytest.mark.parametrize(
    ("pointer", "value", "message", "facts"),
    [
        pytest.param("/quant", REMOVED, "the member quant is missing", (None, None), id="required"),
        pytest.param(
            "/extra\n",
            1,
            r"the member 'extra\n' is not defined in this version",
            (None, None),
            id="additionalProperties",
        ),
        pytest.param("/merged", 1, "expected boolean, found 1", ("boolean", 1), id="type"),
        pytest.param(
            "/ollama_name",
            [],
            "expected string or null, found an array of 0 entries",
            (("string", "null"), "an array of 0 entries"),
            id="types",
        ),
        pytest.param(
            "/merged", None, "expected boolean, found null", ("boolean", None), id="type of null"
        ),
        pytest.param(
            "/target",
            "lm-studio",
            "expected one of ollama, llama-server, vllm, mlx-serve; found 'lm-studio'",
            (TARGETS, "lm-studio"),
            id="enum",
        ),
        pytest.param("/schema_version", 4, "expected 3, found 4", (3, 4), id="const"),
        pytest.param(
            "/quant",
            "Q4 K",
            "must be ASCII letters, digits, full stops, low lines and hyphens, beginning with a "
            "letter or digit; found 'Q4 K'",
            ("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", "Q4 K"),
            id="pattern",
        ),
        pytest.param(
            "/base_model_revision",
            "M" * 40,
            "must be 40 lower-case hexadecimal digits: a branch or tag such as `main` can move, so "
            f"record the commit that it names; found '{'M' * 40}'",
            ("^[0-9a-f]{40}$", "M" * 40),
            id="revision",
        ),
        pytest.param(
            "/base_model_hf_id", "gpt2", f"{MODELS}'gpt2'", (..., "gpt2"), id="model without org"
        ),
        pytest.param(
            "/base_model_hf_id",
            "org/name@main",
            f"{MODELS}'org/name@main'",
            (..., "org/name@main"),
            id="model with revision",
        ),
        pytest.param(
            "/artifacts/0/path",
            "../../etc/passwd",
            f"{PATHS}'../../etc/passwd'",
            (..., "../../etc/passwd"),
            id="path above",
        ),
        pytest.param(
            "/artifacts/0/path", "a\\b", rf"{PATHS}'a\\b'", (..., "a\\b"), id="path of Windows"
        ),
        pytest.param(
            "/base_model_hf_id",
            "o/" + "n" * 300,
            "expected at most 256 characters, found 302",
            (256, 302),
            id="maxLength",
        ),
        pytest.param("/adapter_version", 0, "expected at least 1, found 0", (1, 0), id="minimum"),
        pytest.param(
            "/adapter_version",
            2**53,
            "expected at most 9007199254740991, found 9007199254740992",
            (2**53 - 1, 2**53),
            id="maximum",
        ),
        pytest.param(
            "/artifacts",
            [None] * 65_537,
            "expected at most 65536 entries, found 65537",
            (65536, 65537),
            id="maxItems",
        ),
    ],
)
def test_message_says_what_was_expected_and_found(
    pointer: str, value: Any, message: str, facts: tuple[Any, Any]
) -> None:
    [finding] = REGISTRY[3].schema.violations(changed(3, pointer, value))
    expected, observed = facts
    if expected is ...:
        expected = finding.expected
        assert str(expected).startswith("^")
    assert (finding.message, finding.expected, finding.observed) == (message, expected, observed)


@pytest.mark.parametrize(
    ("member", "value", "path"),
    [
        pytest.param("sha256", "ABC", "base.Q4_K_M.gguf", id="member"),
        pytest.param("path", "../x", "../x", id="path-itself"),
        pytest.param("path", 5, None, id="no-text"),
        pytest.param("path", "x" * 2000, None, id="long"),
        pytest.param("url", "x", None, id="undefined-member"),
    ],
)
def test_violation_in_an_artifact_names_it_by_its_path(
    member: str, value: Any, path: str | None
) -> None:
    made = document(3)
    made["artifacts"][0] |= {"path": "base.Q4_K_M.gguf", member: value}
    findings = REGISTRY[3].schema.violations(made)
    assert {finding.path for finding in findings} == {path}
    del made["artifacts"][0]["sha256"]
    made["artifacts"][0]["path"] = "a"
    assert "a" in {finding.path for finding in REGISTRY[3].schema.violations(made)}


def test_text_that_is_too_short_is_told_its_form_as_well() -> None:
    findings = REGISTRY[3].schema.violations(changed(3, "/base_model_revision", "main"))
    assert [finding.code for finding in findings] == ["schema/minLength", "schema/pattern"]
    assert findings[1].message.endswith("record the commit that it names; found 'main'")


@pytest.mark.parametrize("version", VERSIONS)
def test_message_never_repeats_a_large_value(version: int) -> None:
    made = document(version)
    made["quant"] = " " * 1_000_000
    made["merged"] = ["x" * 1_000_000] * 10
    made["n" * 1_000_000] = 1
    findings = REGISTRY[version].schema.violations(made)
    assert len(findings) == 3
    assert all(len(finding.message) < 200 for finding in findings)


def test_part_of_a_schema_judges_with_pointers_into_the_part() -> None:
    schema = REGISTRY[3].schema
    entry = document(3)["artifacts"][0]
    assert schema.violations_of_definition("ExportArtifact", entry) == []
    [finding] = schema.violations_of_definition("ExportArtifact", {**entry, "role": "x"})
    assert (finding.code, finding.pointer) == ("schema/enum", "/role")
    assert finding.message == (
        "expected one of base_model, adapter, projector, modelfile, chat_template, launch_script, "
        "runtime_config, other; found 'x'"
    )


@pytest.mark.parametrize(
    ("only", "other"), [(1, True), (0, False), (True, 1), (False, 0), ("1", 1), (None, False)]
)
def test_value_of_another_type_is_never_the_only_one(only: Any, other: Any) -> None:
    schema = Schema({"const": only})
    assert schema.violations(only) == []
    assert [finding.code for finding in schema.violations(other)] == ["schema/const"]


@pytest.mark.parametrize(
    "schema",
    [
        pytest.param({"type": "array", "minItems": 1}, id="top"),
        pytest.param({"properties": {"a": {"format": "date-time"}}}, id="member"),
        pytest.param({"items": {"uniqueItems": True}}, id="entry"),
        pytest.param({"$defs": {"a": {"not": {}}}}, id="part"),
    ],
)
def test_keyword_without_a_code_is_refused(schema: dict[str, Any]) -> None:
    with pytest.raises(AssertionError, match="is a keyword without a code"):
        Schema(schema)


@pytest.mark.parametrize("version", VERSIONS)
def test_validator_that_many_documents_are_left_to_agrees_with_the_walk(version: int) -> None:
    """So that it makes no difference how many documents a process has judged before."""
    schema = Schema(published(REGISTRY[version].schema_path))
    made = [document(version), changed(version, "/quant", "a b"), {}, None, [None] * 600]
    before = [schema.violations(one) for one in made]
    for _ in range(600):
        schema.violations(made[0])
    assert [schema.violations(one) for one in made] == before
