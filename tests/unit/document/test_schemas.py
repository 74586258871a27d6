"""What the corpus cannot see of the schemas: messages, facts, large values, parts and odd schemas.

Which keyword complains of which value, on both sides of every bound, the cases of the corpus say;
``tests/property/test_laws.py`` asks ``jsonschema`` about many more.
"""

from __future__ import annotations

from typing import Any, Final

import pytest
from support.documents import TARGETS, VERSIONS, document

from dlm_schema.document.operations import operations
from dlm_schema.document.schemas import Schema
from dlm_schema.document.validation import validate
from dlm_schema.document.versions import REGISTRY
from dlm_schema.published import published


def changed(version: int, pointer: str, value: Any) -> dict[str, Any]:
    """Return a valid document with one member set; ``...`` removes it."""
    made = document(version)
    owner: Any = made
    *parents, last = pointer.split("/")[1:]
    for token in parents:
        owner = owner[int(token) if isinstance(owner, list) else token]
    if value is ...:
        del owner[last]
    else:
        owner[last] = value
    return made


@pytest.mark.parametrize("version", VERSIONS)
def test_artifacts_are_counted_up_to_65536_and_not_judged_beyond(version: int) -> None:
    def found(entries: list[Any]) -> list[tuple[str, str]]:
        findings = REGISTRY[version].schema.violations(changed(version, "/artifacts", entries))
        return [(finding.code, finding.pointer) for finding in findings]

    entry = document(version)["artifacts"][0]
    broken = {**entry, "size_bytes": -1}
    assert found([entry] * 65_536) == []
    assert found([entry] * 65_535 + [broken]) == [("schema/minimum", "/artifacts/65535/size_bytes")]
    for entries in ([broken] * 65_537, [None] * 1_000_000):
        assert found(entries) == [("schema/maxItems", "/artifacts")]


def test_every_one_of_many_members_is_reported_in_document_order() -> None:
    many = {f"m{number:06}": 1 for number in range(300_000)}
    report = validate({**document(3), **many}, max_findings=None)
    assert [finding.pointer for finding in report.findings] == [f"/{name}" for name in many]


PATHS: Final = (
    "must be relative, with `/` between segments: no empty segment, no `.` or `..`, no backslash, "
    "and no colon in the first segment (on Windows that is a drive); found "
)
MODELS: Final = (
    "must be `org/name`, such as `HuggingFaceTB/SmolLM2-135M-Instruct`: an organization, one `/` "
    "and a name, in ASCII letters, digits, full stops, low lines and hyphens; a revision belongs "
    "in `base_model_revision`; found "
)


REVISION: Final = (
    "must be 40 lower-case hexadecimal digits: a branch or tag such as `main` can move, so record "
    "the commit that it names; found "
)

MESSAGES: dict[str, Any] = {
    "required": ("/quant", ..., "the member quant is missing", (None, None)),
    "additionalProperties": (
        "/extra\n",
        1,
        r"the member 'extra\n' is not defined in this version",
        (None, None),
    ),
    "type": ("/merged", 1, "expected boolean, found 1", ("boolean", 1)),
    "types": (
        "/ollama_name",
        [],
        "expected string or null, found an array of 0 entries",
        (("string", "null"), "an array of 0 entries"),
    ),
    "type of null": ("/merged", None, "expected boolean, found null", ("boolean", None)),
    "enum": (
        "/target",
        "lm-studio",
        "expected one of ollama, llama-server, vllm, mlx-serve; found 'lm-studio'",
        (TARGETS, "lm-studio"),
    ),
    "const": ("/schema_version", 4, "expected 3, found 4", (3, 4)),
    "pattern": (
        "/quant",
        "Q4 K",
        (
            "must be ASCII letters, digits, full stops, low lines and hyphens, beginning with a "
            "letter or digit; found 'Q4 K'"
        ),
        ("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", "Q4 K"),
    ),
    "revision": (
        "/base_model_revision",
        "M" * 40,
        f"{REVISION}'{'M' * 40}'",
        ("^[0-9a-f]{40}$", "M" * 40),
    ),
    "model without org": ("/base_model_hf_id", "gpt2", f"{MODELS}'gpt2'", (..., "gpt2")),
    "model with revision": (
        "/base_model_hf_id",
        "org/name@main",
        f"{MODELS}'org/name@main'",
        (..., "org/name@main"),
    ),
    "path above": (
        "/artifacts/0/path",
        "../../etc/passwd",
        f"{PATHS}'../../etc/passwd'",
        (..., "../../etc/passwd"),
    ),
    "path of Windows": ("/artifacts/0/path", "a\\b", rf"{PATHS}'a\\b'", (..., "a\\b")),
    "maxLength": (
        "/base_model_hf_id",
        "o/" + "n" * 300,
        "expected at most 256 characters, found 302",
        (256, 302),
    ),
    "minimum": ("/adapter_version", 0, "expected at least 1, found 0", (1, 0)),
    "maximum": (
        "/adapter_version",
        2**53,
        "expected at most 9007199254740991, found 9007199254740992",
        (2**53 - 1, 2**53),
    ),
    "maxItems": (
        "/artifacts",
        [None] * 65_537,
        "expected at most 65536 entries, found 65537",
        (65536, 65537),
    ),
}


@pytest.mark.parametrize(("pointer", "value", "message", "facts"), MESSAGES.values(), ids=MESSAGES)
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


TEXT: Final = {"type": "string", "maxLength": 9}
SHORT: Final = {"type": "string", "maxLength": 8}


def objects(**members: Any) -> dict[str, Any]:
    return {"type": "object", "required": [*members], "properties": members}


def listed(entry: Any, most: int = 5) -> dict[str, Any]:
    return {"type": "array", "maxItems": most, "items": entry}


ASKED_AGAIN: dict[str, Any] = {
    "the-same": (objects(a=TEXT), objects(a={**TEXT, "title": "A"}), {}),
    "one-taken-away": (objects(a=TEXT), objects(a=TEXT, removed=TEXT), {}),
    "narrower": (objects(a=SHORT, b=TEXT), objects(a=TEXT, b=TEXT), {"a": SHORT}),
    "changed": (objects(changed=TEXT), objects(changed=TEXT), {"changed": TEXT}),
    "one-more": (objects(a=TEXT, b=TEXT), objects(a=TEXT), {"b": TEXT}),
    "one-less": (objects(a=TEXT), objects(a=TEXT, other=TEXT), {"a": {}}),
    "one-that-may-lack": (objects(a=TEXT), {**objects(a=TEXT), "required": []}, {"a": {}}),
    "entries": (objects(a=listed(objects(b=TEXT))), objects(a=listed(objects(b=TEXT))), {}),
    "fewer-entries": (
        objects(a=listed(objects(b=TEXT))),
        objects(a=listed(objects(b=TEXT), 6)),
        {"a": listed({})},
    ),
    "one-taken-from-entries": (
        objects(list=listed(objects(b=TEXT))),
        objects(list=listed(objects(b=TEXT, gone=TEXT))),
        {},
    ),
    "changed-in-entries": (
        objects(list=listed(objects(b=TEXT, new=TEXT))),
        objects(list=listed(objects(b=TEXT, new=TEXT))),
        {"list": listed(objects(b={}, new=TEXT))},
    ),
}


@pytest.mark.parametrize(("older", "newer", "left"), ASKED_AGAIN.values(), ids=ASKED_AGAIN)
def test_what_another_schema_asked_already_is_not_asked_again(
    older: dict[str, Any], newer: dict[str, Any], left: dict[str, Any]
) -> None:
    changed = {("changed",), ("list", "*", "new")}
    removed = {("removed",), ("list", "*", "gone")}
    remaining = Schema(older).after(Schema(newer), changed, removed)
    asked = remaining._schema
    assert {name: part for name, part in asked.get("properties", {}).items() if part} == {
        name: part for name, part in left.items() if part
    }
    assert bool(asked) == bool(left)


@pytest.mark.parametrize("newer", VERSIONS[1:])
def test_going_down_asks_nothing_again_of_each_artifact(newer: int) -> None:
    step = operations(newer)
    assert not step._older._schema.get("properties", {}).get("artifacts")
