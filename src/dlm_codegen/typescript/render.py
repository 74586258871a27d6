"""Render the npm package ``dlm-export-manifest``.

What depends on the specification is types and data; the code that executes it lies in ``runtime/``.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dlm_codegen.errors import GenerationError
from dlm_codegen.members import (
    Array,
    Boolean,
    Choice,
    Constant,
    Integer,
    Nullable,
    Object,
    Shape,
    Text,
    Type,
    in_words,
    objects,
    shape_of,
)
from dlm_codegen.runtime import notice, read_runtime
from dlm_codegen.specification import FILES_LAYER, READING_LAYERS, STORE_LAYER

if TYPE_CHECKING:
    from dlm_codegen.settings import Settings
    from dlm_codegen.specification import Specification, Version
    from dlm_codegen.tree import Tree

_RUNTIME: Final = Path(__file__).parent / "runtime"

_EXAMPLES: Final = ("examples/open.mjs", "examples/read.mjs", "examples/store.mjs")

_ANNOTATIONS: Final = frozenset(("$schema", "$id", "title", "description", "examples"))

_WIDTH: Final = 95
"""Of the text in a comment."""

_RULE_KINDS: Final = ("pattern", "embedded_value", "values_by_target", "roles_by_target")
"""Those that ``runtime/src/rules.ts`` executes."""


def render(specification: Specification, settings: Settings) -> Tree:
    """Return the files of the package, by path."""
    return {
        **_runtime(settings),
        "src/definition.ts": _definition(specification),
        "src/models.ts": _models(specification),
        "src/published.ts": _published(specification),
        **{f"src/v{each.number}.ts": _types(each) for each in specification.versions},
    }


def _assertions(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a schema asserts; beside a pattern, what a text must be in words."""
    kept = {keyword: value for keyword, value in schema.items() if keyword not in _ANNOTATIONS}
    if "pattern" in schema:
        kept["description"] = in_words(schema)
    for keyword in kept.keys() & {"properties", "$defs"}:
        kept[keyword] = {name: _assertions(member) for name, member in schema[keyword].items()}
    if "items" in schema:
        kept["items"] = _assertions(schema["items"])
    return kept


def _runtime(settings: Settings) -> Tree:
    """Return what is written by hand, with the examples in the README."""
    files = read_runtime(_RUNTIME, settings)
    readme = files["README.md"]
    for path in _EXAMPLES:
        example = (_RUNTIME / path).read_text(encoding="utf-8")
        readme = readme.replace(f"{{{{{path}}}}}\n", example)
    return {**files, "README.md": readme}


def _header(source: str) -> str:
    return f"// {notice(source)}\n"


def _types(version: Version) -> str:
    """Return the interfaces of one version; a document is read only, all the way down."""
    interfaces = "".join(map(_interface, objects(version.document)))
    return (
        f"{_header(f'schema/{version.schema_path}')}"
        f"/** Types of version {version.number} of the export manifest. */\n{interfaces}"
    )


def _interface(kind: Object) -> str:
    members = "".join(
        f"{_comment(member.description, '  ')}  readonly {member.name}: {_type(member.type)};\n"
        for member in kind.members
    )
    return f"\n{_comment(kind.description)}export interface {kind.title} {{\n{members}}}\n"


def _type(kind: Type) -> str:
    match kind:
        case Nullable(other):
            return f"{_type(other)} | null"
        case Array(entry):
            return f"readonly ({_type(entry)})[]"
        case Object(title):
            return title
        case Choice(values):
            return " | ".join(map(_literal, values))
        case Constant(value):
            return _literal(value)
        case Boolean():
            return "boolean"
        case Integer():
            return "number"
        case Text():
            return "string"


def _comment(text: str, indent: str = "") -> str:
    lines = textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)
    return textwrap.indent("\n * ".join(["/**", *lines]) + "\n */\n", indent)


def _definition(specification: Specification) -> str:
    versions, detection = specification.versions, specification.detection
    severities = {
        rule["code"]: rule["severity"]
        for rule in specification.rules_of((*READING_LAYERS, FILES_LAYER, STORE_LAYER))
    }
    rules = [
        {name: rule[name] for name in ("code", "meaning", "parameters")}
        for rule in specification.rules_of(["rules"])
        if _kind(rule) is not None
    ]
    definitions = [
        {
            "number": version.number,
            "status": version.status,
            "schemaPath": version.schema_path,
            "namesItself": version in detection.named,
            "migration": version.operations,
        }
        for version in versions
    ]
    codes = "".join(f'\n  | "{code}"' for code in severities)
    schemas = {version.number: _assertions(version.schema) for version in versions}
    read_by = {version.number: version.read_by for version in versions}
    shape = _shape(shape_of(version.document for version in versions))
    target = _operation(specification, "add", "/target")["value"]
    directories = specification.directories_by_target
    role = _operation(specification, "derive", "/artifacts/*/role")
    return f"""{_header("schema/versions.json, migrations and rules.json")}
/** What the specification says as data: versions, migrations, and the values that rules name. */

import type {{ Derive }} from "./operations.js";
import type {{ Severity }} from "./report.js";
import type {{ Rule }} from "./rules.js";
import type {{ Shape }} from "./scanner.js";
import type {{ Schema }} from "./schemas.js";
import type {{ VersionDefinition }} from "./versions.js";

/** Numbers of the versions, oldest first. */
export const VERSIONS = {_literal([version.number for version in versions])} as const;

/** Number of a version. */
export type Version = (typeof VERSIONS)[number];

/** Number of the latest version. */
export const LATEST = {specification.latest.number};

/** Code of a finding about a manifest, its files or its store, by the catalogue in `rules.json`. */
export type Code ={codes};

/** What each finding means for the verdict (EM-REPORT-3). */
export const SEVERITIES: Readonly<Record<Code, Severity>> = {_literal(severities)};

/** Programs that read a version, by its number: what they are to read is written in it. */
export const READ_BY: Readonly<Record<Version, readonly string[]>> = {_literal(read_by)};

/** Versions of the documents that do not carry their number (EM-VER-5). */
export const WITH_TARGET: Version = {detection.with_target.number};
export const WITHOUT_TARGET: Version = {detection.without_target.number};

/** The versions, oldest first. */
export const DEFINITIONS: readonly VersionDefinition[] = {_literal(definitions)};

/** What the schema of a version asserts. */
export const SCHEMAS: Readonly<Record<Version, Schema>> = {_literal(schemas)};

/** What some version's schema looks at. */
export const SHAPE: Shape = {_literal(shape)};

/** Target of the versions that name none (EM-RULE-1). */
export const IMPLIED_TARGET = {_literal(target)};

/** How the role of an artifact follows from its path (EM-ROLE-6). */
export const DERIVE_ROLE: Derive = {_literal(role)};

/** Patterns of the names of files that no artifact lists and that do no harm (EM-FILE-12). */
export const COMPANIONS = {_literal(specification.companions)} as const;

/** What tells a snapshot from other directories in a store (EM-STORE-14 and EM-STORE-15). */
export const SNAPSHOTS = {_literal(specification.snapshots)};

/** Names of the directories of exports whose target has one, by the target (EM-STORE-12). */
export const DIRECTORIES: Readonly<Record<string, string>> = {_literal(directories)};

/** The rules that are data (SPEC section 6). */
export const RULES: readonly Rule[] = {_literal(rules)};
"""


def _shape(shape: Shape) -> dict[str, Any]:
    written: dict[str, Any] = {
        "members": {name: _shape(member) for name, member in shape.members.items()}
    }
    return written | ({"items": _shape(shape.entries), "most": shape.most} if shape.entries else {})


def _kind(rule: Mapping[str, Any]) -> str | None:
    """Return the kind of a rule that is data; one without a kind is code."""
    kind: str | None = rule.get("parameters", {}).get("kind")
    if kind is not None and kind not in _RULE_KINDS:
        raise GenerationError(
            f"schema/rules.json: {rule['code']} is of the kind {kind}, which runtime/src/rules.ts "
            f"does not know"
        )
    return kind


def _operation(specification: Specification, op: str, pointer: str) -> Mapping[str, Any]:
    """Find the operation that gives documents a member that the rules need."""
    for version in specification.versions:
        for operation in version.operations:
            if (operation["op"], operation["pointer"]) == (op, pointer):
                return operation
    raise GenerationError(f"no migration has an operation {op} for {pointer}, which rules need")


def _models(specification: Specification) -> str:
    numbers = [version.number for version in specification.versions]
    imports = "".join(f'import type * as v{each} from "./v{each}.js";\n' for each in numbers)
    members = "".join(
        f"  readonly {version.number}: v{version.number}.{version.manifest_name};\n"
        for version in specification.versions
    )
    return f"""{_header("schema/versions.json")}
/** The types of every version; those without a version in their name are the latest's. */

{imports}
export type {{ {", ".join(f"v{each}" for each in numbers)} }};
export type {{ {", ".join(specification.latest.type_names)} }} from "./v{numbers[-1]}.js";

/** The type of a manifest by the number of its version. */
export interface Manifests {{
{members}}}
"""


def _published(specification: Specification) -> str:
    return f"""{_header("schema")}
/** The published files of the specification, byte for byte, by their path. */

export const FILES = {_literal(specification.files)} as const;
"""


def _literal(value: object) -> str:
    """Write a value in TypeScript; JSON is a part of it."""
    return json.dumps(value, indent=2)
