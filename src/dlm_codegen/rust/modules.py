"""One module a version: its types, or where an earlier version's are the same, those."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from dlm_codegen.rust.declarations import Declaration, Field, camel_case, declare
from dlm_codegen.rust.text import doc_comment, header, integer, string, uses

if TYPE_CHECKING:
    from dlm_codegen.rust.patterns import Patterns
    from dlm_codegen.specification import Specification, Version

_Origins = dict[str, tuple[str, str]]

_INDENT: Final = "    "
_NULLABLE: Final = """\
    #[cfg_attr(
        feature = "serde",
        serde(deserialize_with = "serde::Deserialize::deserialize")
    )]
"""


def render_modules(specification: Specification, patterns: Patterns) -> dict[str, str]:
    """Return the modules by name."""
    modules = {}
    origins: _Origins = {}
    for version in specification.versions:
        name = f"v{version.number}"
        modules[name] = _render_module(version, name, patterns, origins)
    return modules


def _render_module(version: Version, name: str, patterns: Patterns, origins: _Origins) -> str:
    declarations = declare(version.schema, version.schema_path)
    by_name = {declaration.name: declaration for declaration in declarations}
    shared = defaultdict(list)
    own = []
    for declaration in declarations:
        identity = _identity(declaration, by_name)
        origin, known = origins.get(declaration.name, (name, ""))
        if known == identity:
            shared[origin].append(declaration.name)
        else:
            origins[declaration.name] = (name, identity)
            own.append(declaration)
    blocks = [_render(declaration, patterns) for declaration in own]
    reexports = [uses(f"super::{origin}", names) for origin, names in sorted(shared.items())]
    return (
        header(f"schema/{version.schema_path}")
        + f"//! Version {version.number} of the export manifest.\n\n"
        + _imports(own)
        + "".join(f"\n{text}" for text in reexports)
        + "".join(f"\n{block}" for block in blocks)
    )


def _identity(declaration: Declaration, by_name: Mapping[str, Declaration]) -> str:
    """Return a text that equal types have in common, those that they use included."""
    parts = [repr(declaration), *(_identity(by_name[name], by_name) for name in declaration.uses)]
    return json.dumps(parts)


def _imports(declarations: Iterable[Declaration]) -> str:
    kinds = sorted({declaration.kind for declaration in declarations})
    macros = kinds[0] if len(kinds) == 1 else f"{{{', '.join(kinds)}}}"
    has_pattern = any(declaration.rules.get("pattern") for declaration in declarations)
    patterns = "use crate::patterns;\nuse crate::schema::Form;\n" if has_pattern else ""
    return f"{patterns}use crate::types::{macros};\n"


def _render(declaration: Declaration, patterns: Patterns) -> str:
    if declaration.kind == "record":
        return _struct(declaration)
    rules = declaration.rules
    name = declaration.name
    described = [declaration.description]
    match declaration.kind:
        case "text":
            described += _described_text(declaration)
            body = f"    {name} {{{_text_rules(declaration, patterns)}    }}\n"
        case "choice":
            choices = [(camel_case(value), value) for value in rules["values"]]
            lines = "".join(f"        {variant} = {string(value)},\n" for variant, value in choices)
            body = f"    {name} {{\n{lines}    }}\n"
        case "integer":
            least, most = integer(rules["minimum"]), integer(rules["maximum"])
            described.append(f"From {rules['minimum']} to {rules['maximum']}.")
            primitive = "i64" if rules["minimum"] < 0 else "u64"
            body = (
                f'    {name}: {primitive} = "{primitive}" {{\n'
                f"        minimum: {least},\n        maximum: {most},\n    }}\n"
            )
        case "constant":
            described.append(f"Always {rules['only']}.")
            body = f"    {name} = {integer(rules['only'])}\n"
        case _:
            limit = rules["max_items"]
            described.append(f"At most {limit} entries.")
            body = f"    {name}: [{rules['entry']}; ..={integer(limit)}]\n"
    return f"{declaration.kind}! {{\n{doc_comment(described, _INDENT)}{body}}}\n"


def _described_text(declaration: Declaration) -> list[str]:
    rules = declaration.rules
    least, most = rules["min_length"], rules["max_length"]
    length = f"Exactly {most}" if least == most else f"{least} to {most}"
    pattern = f", which match `{rules['pattern']}`" if rules["pattern"] else ""
    return [f"{length} characters{pattern}."]


def _text_rules(declaration: Declaration, patterns: Patterns) -> str:
    rules = declaration.rules
    form = "None"
    if rules["pattern"] is not None:
        wish = _constant_case(declaration.name)
        pattern = patterns.name(rules["pattern"], rules["max_length"], wish)
        form = (
            f"Some(Form {{\n            pattern: &{pattern},\n"
            f"            in_words: {string(rules['in_words'])},\n        }})"
        )
    return (
        f"\n        min_length: {integer(rules['min_length'])},"
        f"\n        max_length: {integer(rules['max_length'])},"
        f"\n        form: {form},\n"
    )


def _constant_case(name: str) -> str:
    words = "".join(f"_{letter}" if letter.isupper() else letter for letter in name)
    return words.removeprefix("_").upper()


def _struct(declaration: Declaration) -> str:
    name = declaration.name
    members = sorted(declaration.fields, key=lambda field: field.name)
    listed = "".join(f"    {field.identifier}: {string(field.name)},\n" for field in members)
    return (
        doc_comment([declaration.description])
        + "#[derive(Clone, Debug, Eq, Hash, PartialEq)]\n"
        + "#[cfg_attr(\n"
        + '    feature = "serde",\n'
        + "    derive(serde::Deserialize, serde::Serialize),\n"
        + "    serde(deny_unknown_fields)\n"
        + ")]\n"
        + f"pub struct {name} {{\n{''.join(map(_field, declaration.fields))}}}\n\n"
        + f"record! {{ {name} {{\n{listed}}} }}\n"
    )


def _field(field: Field) -> str:
    type_name = f"Option<{field.type_name}>" if field.nullable else field.type_name
    # Without this serde would read an absent member as null.
    attribute = _NULLABLE if field.nullable else ""
    documentation = doc_comment([field.description], _INDENT)
    return f"{documentation}{attribute}    pub {field.identifier}: {type_name},\n"
