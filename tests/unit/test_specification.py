"""The published files, linted: portable, complete, and agreeing with each other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from support.documents import REPOSITORY, VERSIONS

from dlm_schema.document import encoding
from dlm_schema.document.validation import validate

SCHEMA = REPOSITORY / "schema"
BASE = "https://tenseleyflow.github.io/dlm-schema/"
SPEC = (SCHEMA / "SPEC.md").read_text(encoding="utf-8")
DRAFT = "https://json-schema.org/draft/2020-12/schema"

Node = dict[str, Any]


def read(path: str) -> Any:
    return json.loads((SCHEMA / path).read_text(encoding="utf-8"))


def manifest_schema(version: int) -> Node:
    schema: Node = read(f"export-manifest/v{version}/schema.json")
    return schema


EVERY_SCHEMA = sorted(path.relative_to(SCHEMA).as_posix() for path in SCHEMA.glob("*.schema.json"))
MIGRATIONS = sorted(
    path.relative_to(SCHEMA).as_posix() for path in (SCHEMA / "migrations").iterdir()
)
RULES = read("rules.json")["rules"]
CODES = {rule["code"]: rule for rule in RULES}


def nodes(schema: Any, where: str = "") -> Iterator[tuple[str, Node]]:
    """Walk a schema and everything in it that is a schema, with pointers."""
    yield where, schema
    for keyword in ("properties", "$defs"):
        for name, inner in schema.get(keyword, {}).items():
            yield from nodes(inner, f"{where}/{keyword}/{name}")
    if "items" in schema:
        yield from nodes(schema["items"], f"{where}/items")


NODES = [
    pytest.param(node, id=f"v{version}{where}")
    for version in VERSIONS
    for where, node in nodes(manifest_schema(version))
]
MEMBERS = [
    pytest.param(member, id=f"v{version}{where}/properties/{name}")
    for version in VERSIONS
    for where, node in nodes(manifest_schema(version))
    for name, member in node.get("properties", {}).items()
]


def types_of(node: Node) -> list[str]:
    declared = node.get("type", [])
    return [declared] if isinstance(declared, str) else declared


@pytest.mark.parametrize(
    "path", [*EVERY_SCHEMA, *(f"export-manifest/v{number}/schema.json" for number in VERSIONS)]
)
def test_schema_is_valid_against_the_meta_schema(path: str) -> None:
    schema = read(path)
    assert schema["$schema"] == DRAFT
    Draft202012Validator.check_schema(schema)
    assert schema["title"]
    assert schema["description"]


@pytest.mark.parametrize("member", MEMBERS)
def test_member_is_described_and_typed(member: Node) -> None:
    assert len(member["description"]) > 10
    assert member["description"].endswith(".")
    assert types_of(member)
    assert "default" not in member


@pytest.mark.parametrize("node", NODES)
def test_node_is_bounded(node: Node) -> None:
    types = types_of(node)
    assert set(types) <= {"object", "array", "string", "integer", "boolean", "null"}
    if "string" in types:
        assert ("maxLength" in node) is not ("enum" in node)
        assert ("pattern" in node) is ("minLength" in node)
        assert re.fullmatch(r"\^.*\$", node.get("pattern", "^$"))
    if "integer" in types:
        assert "const" in node or (node["minimum"] >= 0 and node["maximum"] == 2**53 - 1)
    if "array" in types:
        assert node["maxItems"] == 65_536
        assert "items" in node
    if "null" in types:
        assert types == ["string", "null"]


@pytest.mark.parametrize("member", MEMBERS)
def test_example_is_accepted_by_its_member(member: Node) -> None:
    for example in member.get("examples", []):
        assert Draft202012Validator(member).is_valid(example)


@pytest.mark.parametrize("member", MEMBERS)
def test_description_says_last_what_a_pattern_requires(member: Node) -> None:
    _, must, requirement = member["description"].rpartition("Must be ")
    assert bool(must) is ("pattern" in member)
    assert not must or (requirement.endswith(".") and ". " not in requirement)


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        *((path, "migration.schema.json") for path in MIGRATIONS),
        ("rules.json", "rules.schema.json"),
        ("versions.json", "versions.schema.json"),
    ],
)
def test_file_matches_the_schema_that_it_names(path: str, schema: str) -> None:
    made = read(path)
    assert made["$schema"] == BASE + schema
    assert not list(Draft202012Validator(read(schema)).iter_errors(made))


def test_codes_are_unique_and_stand_in_their_layer() -> None:
    assert len(CODES) == len(RULES)
    for code, rule in CODES.items():
        layer = {"loss": "migration"}.get(code.split("/")[0], code.split("/")[0])
        assert rule["layer"] == layer
        assert rule["meaning"].endswith(".")
        assert rule["remedy"].endswith(".")


def test_every_code_that_the_source_names_is_in_the_catalogue() -> None:
    layers = "|".join({code.split("/")[0] for code in CODES})
    named: set[str] = set()
    for path in sorted((REPOSITORY / "src" / "dlm_schema").rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        named |= set(re.findall(rf'"((?:{layers})/[A-Za-z0-9-]+)"', source))
    assert named <= CODES.keys()
    assert {"files/missing", "loss/value", "rules/path-prefix"} <= named


def test_parameters_of_rules_name_what_the_schemas_know() -> None:
    schema = manifest_schema(3)
    artifact = schema["$defs"]["ExportArtifact"]["properties"]
    targets = set(schema["properties"]["target"]["enum"])
    fields = CODES["rules/target-fields"]["parameters"]
    needed = CODES["rules/missing-role"]["parameters"]["roles"]
    assert needed.keys() == targets
    assert all(set(names) <= set(artifact["role"]["enum"]) and names for names in needed.values())
    assert fields["require"].keys() | fields["forbid"].keys() == targets
    for kind in (fields["require"], fields["forbid"]):
        for members in kind.values():
            for name, value in members.items():
                assert Draft202012Validator(schema["properties"][name]).is_valid(value)
    for rule in RULES:
        parameters = rule.get("parameters", {})
        *parents, name = parameters.get("pointer", "/quant")[1:].split("/")
        assert name in (artifact if parents == ["artifacts", "*"] else schema["properties"])
        assert parameters.get("member", "quant") in schema["properties"]


def test_catalogue_schema_lists_the_layers_that_the_catalogue_has() -> None:
    shape = read("rules.schema.json")["properties"]["rules"]["items"]["properties"]
    assert set(shape["layer"]["enum"]) == {rule["layer"] for rule in RULES}


REQUIREMENT = re.compile(r"^\*\*(EM-[A-Z]+-[0-9]+)\*\*", re.MULTILINE)
REQUIREMENTS = REQUIREMENT.findall(SPEC)
IN_FORCE, APPENDIX, WITHDRAWN = SPEC.partition("## Appendix C: Withdrawn requirements\n")


def test_ids_of_requirements_are_unique() -> None:
    assert len(REQUIREMENTS) > 100
    assert len(set(REQUIREMENTS)) == len(REQUIREMENTS)


def test_every_id_in_the_text_is_a_requirement() -> None:
    assert set(re.findall(r"EM-[A-Z]+-[0-9]+", IN_FORCE)) == set(REQUIREMENTS)


def test_withdrawn_ids_are_not_used_again() -> None:
    assert APPENDIX
    rows = re.findall(r"^\| (EM-.*?) \| (.*?) \|", WITHDRAWN, re.MULTILINE)
    gone = [name for old, _ in rows for name in old.split(", ")]
    assert len(rows) > 20
    assert len(set(gone)) == len(gone)
    assert not set(gone) & set(REQUIREMENTS)
    assert {name for _, new in rows for name in new.split(", ") if name} <= set(REQUIREMENTS)


def test_numbers_of_requirements_have_no_gap_but_the_withdrawn() -> None:
    gone = re.findall(r"EM-[A-Z]+-[0-9]+", WITHDRAWN)
    numbers: dict[str, set[int]] = {}
    for name in {*REQUIREMENTS, *gone}:
        area, _, number = name.rpartition("-")
        numbers.setdefault(area, set()).add(int(number))
    assert all(found == set(range(1, len(found) + 1)) for found in numbers.values())


def test_requirement_says_what_must_or_should_be() -> None:
    for line in SPEC.splitlines():
        if REQUIREMENT.match(line):
            assert re.search(r"\b(MUST|SHOULD|MAY)\b", line), line[:40]


@pytest.mark.parametrize("code", CODES)
def test_code_is_mentioned_in_the_text(code: str) -> None:
    assert f"`{code}`" in SPEC


def test_text_mentions_no_code_that_the_catalogue_lacks() -> None:
    layers = {code.split("/")[0] for code in CODES}
    mentioned = {
        code
        for code in re.findall(r"`([a-z]+/[A-Za-z0-9-]+)`", SPEC)
        if code.split("/")[0] in layers
    }
    assert mentioned == set(CODES)


def test_source_refers_to_requirements_that_exist() -> None:
    for path in sorted((REPOSITORY / "src").rglob("*.py")):
        named = set(re.findall(r"EM-[A-Z]+-[0-9]+", path.read_text(encoding="utf-8")))
        assert named <= set(REQUIREMENTS), path


def test_source_refers_to_sections_that_exist() -> None:
    sections = set(re.findall(r"^#{2,3} ([0-9]+(?:\.[0-9]+)?) ", SPEC, re.MULTILINE))
    assert "11.3" in sections
    for path in sorted((REPOSITORY / "src").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for named in re.findall(r"SPEC sections? ([0-9]+(?:\.[0-9]+)?)", text):
            assert named in sections, path


EXAMPLES = re.findall(r"^```json\n(.*?)^```", SPEC, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("version", VERSIONS)
def test_example_in_the_text_is_valid_and_canonical(version: int) -> None:
    assert len(EXAMPLES) == len(VERSIONS)
    text = EXAMPLES[version - 1]
    report = validate(text)
    assert report.findings == ()
    assert report.version == version
    assert json.dumps(json.loads(text), sort_keys=True, indent=2) + "\n" == text


def test_every_member_and_value_of_the_schemas_is_in_the_text() -> None:
    for version in VERSIONS:
        for _, node in nodes(manifest_schema(version)):
            for word in [*node.get("properties", {}), *node.get("enum", [])]:
                assert f"`{word}`" in SPEC or f"`artifacts[].{word}`" in SPEC, word


def test_files_that_the_text_names_exist() -> None:
    table = SPEC[: SPEC.index("### 1.2")]
    named = re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)
    assert "versions.json" in named
    for name in named:
        path = name.replace("vN", "v3").replace("N-to-M", "2-to-3")
        if path != "corpus/":
            assert (SCHEMA / path).exists(), name


@pytest.mark.parametrize(
    "path",
    [
        name
        for path in sorted(SCHEMA.rglob("*.json"))
        if not (name := path.relative_to(SCHEMA).as_posix()).startswith("corpus/")
    ],
)
def test_published_json_is_strict_and_ends_in_one_line_feed(path: str) -> None:
    data = (SCHEMA / path).read_bytes()
    assert data.endswith(b"}\n")
    assert b"\r" not in data
    assert b"\t" not in data
    assert encoding.find_fault(data) is None
