"""The published files, linted: portable, complete, and agreeing with each other."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from support.documents import REPOSITORY, VERSIONS

from dlm_schema.document import encoding
from dlm_schema.document.schemas import Schema
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


def test_there_is_a_schema_for_each_kind_of_file() -> None:
    assert EVERY_SCHEMA == [
        "migration.schema.json",
        "report.schema.json",
        "rules.schema.json",
        "versions.schema.json",
    ]


@pytest.mark.parametrize("path", EVERY_SCHEMA)
def test_schema_of_a_file_is_named_after_it(path: str) -> None:
    assert read(path)["$id"] == BASE + path


@pytest.mark.parametrize("version", VERSIONS)
def test_schema_of_a_version_has_its_permanent_id(version: int) -> None:
    assert manifest_schema(version)["$id"] == f"{BASE}export-manifest/v{version}/schema.json"


KEYWORDS = {
    "$ref",
    "title",
    "description",
    "examples",
    "type",
    "enum",
    "const",
    "required",
    "properties",
    "additionalProperties",
    "items",
    "maxItems",
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
}
AT_THE_TOP = {"$schema", "$id", "$defs"}
ASSERTIONS = {
    "additionalProperties",
    "const",
    "enum",
    "maxItems",
    "maxLength",
    "maximum",
    "minLength",
    "minimum",
    "pattern",
    "required",
    "type",
}


@pytest.mark.parametrize("version", VERSIONS)
def test_only_keywords_of_the_portable_subset_are_used(version: int) -> None:
    for where, node in nodes(manifest_schema(version)):
        allowed = KEYWORDS if where else KEYWORDS | AT_THE_TOP
        assert node.keys() <= allowed, where


@pytest.mark.parametrize("version", VERSIONS)
def test_references_lead_to_definitions_of_the_same_file_and_each_is_used(version: int) -> None:
    schema = manifest_schema(version)
    used = [node["$ref"] for _, node in nodes(schema) if "$ref" in node]
    assert set(used) == {f"#/$defs/{name}" for name in schema["$defs"]}
    for _, node in nodes(schema):
        assert "$ref" not in node or node.keys() == {"$ref"}
    for name, definition in schema["$defs"].items():
        assert definition["title"] == name


@pytest.mark.parametrize("node", NODES)
def test_bounds_stand_only_where_they_mean_something(node: Node) -> None:
    types = types_of(node)
    needs = {
        "string": {"minLength", "maxLength", "pattern"},
        "integer": {"minimum", "maximum"},
        "array": {"items", "maxItems"},
        "object": {"properties", "required", "additionalProperties"},
    }
    for kind, keywords in needs.items():
        assert kind in types or not keywords & node.keys()


@pytest.mark.parametrize("member", MEMBERS)
def test_example_is_accepted_by_its_member(member: Node) -> None:
    for example in member.get("examples", []):
        assert Draft202012Validator(member).is_valid(example)


@pytest.mark.parametrize("member", MEMBERS)
def test_enumerated_values_are_distinct(member: Node) -> None:
    assert len(set(member.get("enum", []))) == len(member.get("enum", []))


# The grammar of SPEC appendix B, as one expression.
SINGLE = r"(?:[A-Za-z0-9!*+./:_~]|\\\\)"
CLASS = rf"\[\^?(?:{SINGLE}-{SINGLE}|{SINGLE})+-?\]"
LITERAL = r"[A-Za-z0-9/:_-]"
REPEAT = r"(?:\{[0-9]+(?:,[0-9]+)?\})?"


def portable_pattern() -> re.Pattern[str]:
    sequence = rf"(?:(?:{LITERAL}|{CLASS}){REPEAT})+"
    for _ in range(4):  # groups nested deeper than in any pattern
        group = rf"\({sequence}(?:\|{sequence})*\)"
        sequence = rf"(?:(?:{LITERAL}|{CLASS}|{group}){REPEAT})+"
    return re.compile(rf"\^{sequence}\$?")


PORTABLE = portable_pattern()
SCHEMA_PATTERNS = sorted(
    {
        node["pattern"]
        for version in VERSIONS
        for _, node in nodes(manifest_schema(version))
        if "pattern" in node
    }
)
MIGRATION_PATTERNS = sorted(
    {
        rule["pattern"]
        for path in MIGRATIONS
        for operation in read(path)["operations"]
        for rule in operation.get("rules", [])
    }
)


RULE_PATTERNS = sorted(
    pattern
    for rule in RULES
    for name, value in rule.get("parameters", {}).items()
    if name in ("pattern", "forbidden", "at_top", "anywhere")
    for pattern in ([value] if isinstance(value, str) else value)
)
MOST_REPEATED = 1000


REPEATED = re.compile(r"(\[[^\]]*\]|[^\[])(?:\{(?:[0-9]+,)?([0-9]+)\})?")


def most_repeated(pattern: str) -> int:
    """Return the largest product of the bounds of repetitions within each other."""
    most, groups = 1, [1]
    for atom, bound in REPEATED.findall(pattern):
        if atom == "(":
            groups.append(1)
            continue
        repeated = int(bound or 1) * (groups.pop() if atom == ")" else 1)
        groups[-1] = max(groups[-1], repeated)
        most = max(most, repeated)
    return most


def test_bounds_of_nested_repetitions_are_multiplied() -> None:
    assert most_repeated("^a(b{0,3}(c{2}|d){1,5}){0,7}e{9}$") == 2 * 5 * 7
    assert most_repeated("^[a-z({]{1,40}$") == 40


@pytest.mark.parametrize("pattern", SCHEMA_PATTERNS + MIGRATION_PATTERNS + RULE_PATTERNS)
def test_pattern_is_portable(pattern: str) -> None:
    assert PORTABLE.fullmatch(pattern)
    assert most_repeated(pattern) <= MOST_REPEATED
    for ordered in re.findall(r"(.)-(.)", "".join(re.findall(r"\[([^\]]*?)-?\]", pattern))):
        assert ordered[0] < ordered[1]


@pytest.mark.parametrize("pattern", SCHEMA_PATTERNS)
def test_pattern_of_a_schema_is_anchored_at_both_ends(pattern: str) -> None:
    assert pattern.startswith("^")
    assert pattern.endswith("$")


@pytest.mark.parametrize(
    "pattern",
    [
        "a",
        "a$",
        "^a|b$",
        "^(a$",
        "^a)$",
        "^[a$",
        r"^\d$",
        r"^\w{1,}$",
        r"^[\s]$",
        r"^\p{L}$",
        r"^a\.b$",
        "^a*$",
        "^a+$",
        "^a?$",
        "^.$",
        "^a.b$",
        "^[^]$",
        "^[^\\d]$",
        "^\\\\$",
        "^[\\]]$",
        "^a{1,}$",
        "^(?=a)a$",
        "^(?:a)$",
        "^(?<n>a)$",
        "^(a)\\1$",
        "^a{,3}$",
        "^a{1}{2}$",
        "^[[:alpha:]]$",
        "^[\u00e9]$",
        "^\u00e9$",
        "^[a-]b]$",
        "^[]$",
        "^()$",
        "^(|a)$",
        "^$",
        "^a$b$",
        "^a^b$",
        "^ $",
        "^[ -~]$",
        "(?i)^a$",
    ],
)
def test_pattern_beyond_the_portable_subset_is_seen(pattern: str) -> None:
    assert not PORTABLE.fullmatch(pattern)


@pytest.mark.parametrize("version", VERSIONS)
def test_schema_nests_less_deep_than_the_encoding_layer_allows(version: int) -> None:
    def depth(node: Node) -> int:
        if "$ref" in node:
            return depth(schema["$defs"][node["$ref"].removeprefix("#/$defs/")])
        inner = [
            *node.get("properties", {}).values(),
            *([node["items"]] if "items" in node else []),
        ]
        return max((depth(item) for item in inner), default=0) + bool(inner)

    schema = manifest_schema(version)
    assert depth(schema) == 3


def test_largest_schema_valid_integers_are_those_of_the_encoding_layer() -> None:
    text = b'{"a":9007199254740991,"b":9007199254740992}'
    fault = encoding.find_fault(text)
    assert fault is not None
    assert fault.pointer == "/b"


def without_words(schema: Node) -> Node:
    """Drop what may be worded anew in each version."""
    made = copy.deepcopy(schema)
    for _, node in nodes(made):
        for keyword in ("description", "examples", "$id"):
            node.pop(keyword, None)
    return made


TARGET = {
    "type": "string",
    "enum": ["ollama", "llama-server", "vllm", "mlx-serve"],
}
ROLE = {
    "type": "string",
    "enum": [
        "base_model",
        "adapter",
        "projector",
        "modelfile",
        "chat_template",
        "launch_script",
        "runtime_config",
        "other",
    ],
}
TIME = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"


def test_version_2_is_version_1_and_a_target() -> None:
    older, newer = without_words(manifest_schema(1)), without_words(manifest_schema(2))
    assert newer["properties"].pop("target") == TARGET
    newer["required"].remove("target")
    assert newer == older


def test_version_3_is_version_2_with_a_version_a_time_zone_and_roles() -> None:
    older, newer = without_words(manifest_schema(2)), without_words(manifest_schema(3))
    assert newer["properties"].pop("schema_version") == {"type": "integer", "const": 3}
    newer["required"].remove("schema_version")
    artifact = newer["$defs"]["ExportArtifact"]
    assert artifact["properties"].pop("role") == ROLE
    artifact["required"].remove("role")
    assert older["properties"].pop("created_at") == {
        "type": "string",
        "minLength": 19,
        "maxLength": 19,
        "pattern": f"{TIME}$",
    }
    assert newer["properties"].pop("created_at") == {
        "type": "string",
        "minLength": 20,
        "maxLength": 20,
        "pattern": f"{TIME}Z$",
    }
    assert newer == older


def test_version_1_is_exactly_this() -> None:
    text_or_null = {"type": ["string", "null"], "maxLength": 1024}
    part = "[A-Za-z0-9._-]{1,256}"
    segment = r"([^/\\.]|[.][^/\\.]|[.][.][^/\\])"  # how one begins that is neither . nor ..
    first = r"([^/\\.:]|[.][^/\\.:]|[.][.][^/\\:])[^/\\:]{0,512}"
    largest = 9007199254740991
    schema = without_words(manifest_schema(1))
    assert schema["properties"] == {
        "quant": {
            "type": "string",
            "minLength": 1,
            "maxLength": 64,
            "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
        },
        "merged": {"type": "boolean"},
        "dequantized": {"type": "boolean"},
        "ollama_name": text_or_null,
        "created_at": {
            "type": "string",
            "minLength": 19,
            "maxLength": 19,
            "pattern": f"{TIME}$",
        },
        "created_by": {
            "type": "string",
            "minLength": 1,
            "maxLength": 128,
            "pattern": "^[!-~]{1,128}$",
        },
        "llama_cpp_tag": text_or_null,
        "base_model_hf_id": {
            "type": "string",
            "minLength": 3,
            "maxLength": 256,
            "pattern": f"^{part}/{part}$",
        },
        "base_model_revision": {
            "type": "string",
            "minLength": 40,
            "maxLength": 40,
            "pattern": "^[0-9a-f]{40}$",
        },
        "adapter_version": {"type": "integer", "minimum": 1, "maximum": largest},
        "artifacts": {
            "type": "array",
            "maxItems": 65536,
            "items": {"$ref": "#/$defs/ExportArtifact"},
        },
    }
    assert schema["$defs"]["ExportArtifact"]["properties"] == {
        "path": {
            "type": "string",
            "minLength": 1,
            "maxLength": 512,
            "pattern": f"^{first}(/{segment}([^/\\\\]|/{segment}){{0,512}}){{0,1}}$",
        },
        "sha256": {
            "type": "string",
            "minLength": 64,
            "maxLength": 64,
            "pattern": "^[0-9a-f]{64}$",
        },
        "size_bytes": {"type": "integer", "minimum": 0, "maximum": largest},
    }


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


def test_codes_are_exactly_these() -> None:
    layers = {
        "encoding": "size bom utf8 syntax duplicate-member number character depth",
        "version": "not-an-object not-an-integer unsupported",
        "schema": "required additionalProperties type enum const pattern minLength maxLength "
        "minimum maximum maxItems",
        "rules": "duplicate-path case-collision path-prefix reserved-name unportable-path "
        "self-listing calendar-date ollama-name quant-name dequantized-without-merged "
        "target-fields missing-role",
        "files": "missing size sha256 symlink not-regular unreadable changed hard-link unlisted",
        "store": "summary-missing summary-mismatch",
        "loss": "value unrepresentable",
    }
    assert list(CODES) == [f"{layer}/{name}" for layer in layers for name in layers[layer].split()]


def test_every_code_is_an_error_but_these() -> None:
    assert {
        code: rule["severity"] for code, rule in CODES.items() if rule["severity"] != "error"
    } == {
        **dict.fromkeys(
            (
                "rules/case-collision",
                "rules/reserved-name",
                "rules/unportable-path",
                "rules/ollama-name",
                "rules/quant-name",
                "rules/dequantized-without-merged",
                "rules/target-fields",
                "rules/missing-role",
            ),
            "warning",
        ),
        "files/hard-link": "note",
        "files/unlisted": "warning",
        "store/summary-missing": "warning",
    }


def test_every_assertion_in_use_has_a_code_and_every_code_is_in_use() -> None:
    used = {
        keyword
        for version in VERSIONS
        for _, node in nodes(manifest_schema(version))
        for keyword in node.keys() & ASSERTIONS
    }
    assert used == ASSERTIONS
    assert {f"schema/{keyword}" for keyword in used} == {
        code for code in CODES if code.startswith("schema/")
    }


def test_package_explains_every_assertion() -> None:
    failing: dict[str, tuple[Node, Any]] = {
        "const": ({"const": 1}, 2),
        "enum": ({"enum": ["a"]}, "b"),
        "maxItems": ({"maxItems": 0}, [1]),
        "maxLength": ({"maxLength": 0}, "a"),
        "maximum": ({"maximum": 0}, 1),
        "minLength": ({"minLength": 1}, ""),
        "minimum": ({"minimum": 1}, 0),
        "pattern": ({"pattern": "^a$"}, "b"),
        "type": ({"type": "null"}, 1),
        "required": ({"properties": {}, "required": ["a"]}, {}),
        "additionalProperties": (
            {"properties": {}, "required": [], "additionalProperties": False},
            {"a": 1},
        ),
    }
    assert failing.keys() == ASSERTIONS
    for keyword, (schema, value) in failing.items():
        assert [finding.code for finding in Schema(schema).violations(value)] == [
            f"schema/{keyword}"
        ]


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
