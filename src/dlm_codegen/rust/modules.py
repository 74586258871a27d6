"""One module a version: its types, or where an earlier version's are the same, those."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from dlm_codegen.members import Array, Choice, Constant, Integer, Object, Text, Type
from dlm_codegen.rust.declarations import Declaration, Field, camel_case, declare
from dlm_codegen.rust.text import doc_comment, header, integer, string, uses

if TYPE_CHECKING:
    from dlm_codegen.rust.patterns import Patterns
    from dlm_codegen.specification import Specification, Version

_Origins = dict[str, tuple[str, Declaration]]

_MACROS: Final[Mapping[type[Type], str]] = {
    Array: "array",
    Choice: "choice",
    Constant: "constant",
    Integer: "integer",
    Object: "record",
    Text: "text",
}
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
    shared = defaultdict(list)
    own = []
    for declaration in declare(version.document):
        origin, known = origins.get(declaration.name, (name, None))
        if known == declaration:
            shared[origin].append(declaration.name)
        else:
            origins[declaration.name] = (name, declaration)
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


def _imports(declarations: Iterable[Declaration]) -> str:
    types = [declaration.type for declaration in declarations]
    kinds = sorted({_MACROS[type(kind)] for kind in types})
    macros = kinds[0] if len(kinds) == 1 else f"{{{', '.join(kinds)}}}"
    has_pattern = any(isinstance(kind, Text) and kind.pattern for kind in types)
    patterns = "use crate::patterns::PATTERNS;\nuse crate::schema::Form;\n" if has_pattern else ""
    return f"{patterns}use crate::types::{macros};\n"


def _render(declaration: Declaration, patterns: Patterns) -> str:
    name = declaration.name
    match declaration.type:
        case Object():
            return _struct(declaration)
        case Text() as text:
            said = _described_text(text)
            body = f"{name} {{{_text_rules(text, patterns)}    }}"
        case Choice(values):
            said = ""
            lines = "".join(
                f"        {_variant(name, value)} = {string(value)},\n" for value in values
            )
            body = f"{name} {{\n{lines}    }}"
        case Integer(minimum, maximum):
            said = f"From {minimum} to {maximum}."
            primitive = "i64" if minimum < 0 else "u64"
            body = (
                f'{name}: {primitive} = "{primitive}" {{\n'
                f"        minimum: {integer(minimum)},\n"
                f"        maximum: {integer(maximum)},\n    }}"
            )
        case Constant(value):
            said = f"Always {value}."
            body = f"{name} = {integer(value)}"
        case Array(_, most):
            said = f"At most {most} entries."
            body = f"{name}: [{declaration.entry}; ..={integer(most)}]"
    described = doc_comment(filter(None, [declaration.description, said]), _INDENT)
    return f"{_MACROS[type(declaration.type)]}! {{\n{described}{_INDENT}{body}\n}}\n"


def _variant(name: str, value: str) -> str:
    variant = camel_case(value)
    return variant if variant[0].isalpha() and variant != "Self" else name + variant


def _described_text(text: Text) -> str:
    least, most = text.min_length, text.max_length
    length = f"Exactly {most}" if least == most else f"{least} to {most}"
    pattern = f", which match `{text.pattern}`" if text.pattern else ""
    return f"{length} characters{pattern}."


def _text_rules(text: Text, patterns: Patterns) -> str:
    form = "None"
    if text.pattern is not None:
        pattern = patterns.add(text.pattern, text.max_length)
        form = (
            f"Some(Form {{\n            pattern: &{pattern},\n"
            f"            in_words: {string(text.in_words)},\n        }})"
        )
    return (
        f"\n        min_length: {integer(text.min_length)},"
        f"\n        max_length: {integer(text.max_length)},"
        f"\n        form: {form},\n"
    )


def _struct(declaration: Declaration) -> str:
    name = declaration.name
    members = sorted(declaration.fields, key=lambda field: field.name)
    listed = "".join(
        f"    {field.identifier}: {field.type_name} = {string(field.name)},\n" for field in members
    )
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
    # Without this serde would read an absent member as null.
    attribute = _NULLABLE if field.type_name.startswith("Option<") else ""
    documentation = doc_comment([field.description], _INDENT)
    return f"{documentation}{attribute}    pub {field.identifier}: {field.type_name},\n"
