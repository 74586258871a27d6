"""The module that lists the versions: their numbers, schemas, migrations and how they are told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from dlm_codegen.errors import GenerationError
from dlm_codegen.rust.declarations import declare
from dlm_codegen.rust.text import header, integer, scalar, string, strings, uses
from dlm_codegen.shape import shape_of
from dlm_codegen.specification import TARGET_MEMBER, VERSION_MEMBER

if TYPE_CHECKING:
    from dlm_codegen.rust.patterns import Patterns
    from dlm_codegen.shape import Shape
    from dlm_codegen.specification import Detection, Specification, Version


def render_versions(specification: Specification, patterns: Patterns) -> str:
    """Return the module."""
    versions = specification.versions
    modules = "".join(f"pub mod v{version.number};\n" for version in versions)
    latest = specification.latest
    names = [entry.name for entry in declare(latest.schema, latest.schema_path)]
    imports = ["use crate::value::Shape;\n", "use crate::version::versions;\n"]
    entries = "".join(_entry(version, specification, patterns) for version in versions)
    if "Operation::" in entries:
        imports.insert(0, f"use crate::operation::{{{_operation_names(entries)}}};\n")
    if "patterns::" in entries:
        imports.insert(-2, "use crate::patterns;\n")
    if "Scalar::" in entries:
        imports[-2] = "use crate::value::{Scalar, Shape};\n"
    return (
        header("schema/versions.json")
        + "//! The published versions, and the items of the latest.\n\n"
        + "".join(imports)
        + f"\n{modules}\n"
        + uses(f"v{latest.number}", names)
        + _detection(specification.detection)
        + _kept(shape_of(versions))
        + _RULES
        + f"\nversions! {{\n    latest: V{latest.number};\n{entries}}}\n"
    )


_RULES: Final = """
/// The catalogue of findings, as it is published.
pub const RULES: &str = include_str!("../schema/rules.json");
"""


def _operation_names(entries: str) -> str:
    known = ("Derivation", "Operation", "Place", "Rule")
    return ", ".join(name for name in known if f"{name} {{" in entries or f"{name}::" in entries)


def _detection(detection: Detection) -> str:
    """Return what tells versions apart: who carries the number, and else who has a target."""
    listed = ", ".join(f"Version::V{version.number}" for version in detection.named)
    return f"""
/// The versions whose documents carry `{VERSION_MEMBER}`.
pub(crate) const NAMED_VERSIONS: &[Version] = &[{listed}];

/// The version of a document without `{VERSION_MEMBER}` that has a `{TARGET_MEMBER}`.
pub(crate) const VERSION_WITH_TARGET: Version = Version::V{detection.with_target.number};

/// The version of a document that has neither.
pub(crate) const VERSION_WITHOUT_TARGET: Version = Version::V{detection.without_target.number};
"""


def _kept(shape: Shape) -> str:
    """Return what the reader keeps of a document."""
    return f"""
/// What some version's schema looks at in a document.
pub(crate) static SHAPE: Shape = {_shape(shape, "")};
"""


def _shape(shape: Shape, indent: str) -> str:
    inner = f"{indent}    "
    members = "".join(
        _pair(string(name), f"&{_shape(member, f'{inner}        ')}", f"{inner}    ") + ",\n"
        for name, member in shape.members.items()
    )
    listed = f"&[\n{members}{inner}]" if members else "&[]"
    items = "None"
    if shape.items is not None:
        entries = f"&{_shape(shape.items, f'{inner}    ')}"
        items = f"Some({_pair(entries, integer(shape.most), inner).lstrip()})"
    if not members and items == "None":
        return "Shape::FLAT"
    return f"Shape {{\n{inner}members: {listed},\n{inner}items: {items},\n{indent}}}"


def _pair(first: str, second: str, indent: str) -> str:
    """Return a pair, on one line where both are."""
    if "\n" not in first + second:
        return f"{indent}({first}, {second})"
    return f"{indent}(\n{indent}    {first},\n{indent}    {second},\n{indent})"


def _entry(version: Version, specification: Specification, patterns: Patterns) -> str:
    migration = "None"
    operations = "&[]"
    if version.migration_path:
        migration = f"Some({_included(version.migration_path)})"
        listed = (_operation(entry, specification, patterns) for entry in version.operations)
        operations = f"&[\n{''.join(listed)}        ]"
    return f"""    V{version.number} {{
        number: {version.number},
        module: v{version.number},
        written_by: {strings(version.written_by)},
        read_by: {strings(version.read_by)},
        schema: {_included(version.schema_path)},
        migration: {migration},
        operations: {operations},
    }}
"""


def _included(path: str) -> str:
    return f"include_str!({string(f'../schema/{path}')})"


def _operation(entry: Mapping[str, Any], specification: Specification, patterns: Patterns) -> str:
    render = _OPERATIONS.get(entry["op"])
    if render is None:
        raise GenerationError(
            f"the operation {entry['op']} is unknown to the Rust generator; "
            f"teach it in src/dlm_codegen/rust/versions.py and runtime/src/operation.rs"
        )
    return render(entry, specification, patterns)


def _add(entry: Mapping[str, Any], *_: object) -> str:
    return f"""            Operation::Add {{
                place: {_place(entry["pointer"])},
                value: {scalar(entry["value"])},
            }},
"""


def _suffix(entry: Mapping[str, Any], *_: object) -> str:
    return f"""            Operation::Suffix {{
                place: {_place(entry["pointer"])},
                suffix: {string(entry["suffix"])},
            }},
"""


def _derive(entry: Mapping[str, Any], specification: Specification, patterns: Patterns) -> str:
    owner, _, member = entry["pointer"].rpartition("/")
    source_owner, _, source = entry["source"].rpartition("/")
    target_owner, _, target = entry["target"].rpartition("/")
    if source_owner != owner or target_owner:
        raise GenerationError(
            f"the source of {entry['pointer']} must stand beside it and its target at the top, "
            f"found {entry['source']} and {entry['target']}"
        )
    rules = "".join(
        _rule(
            rule,
            patterns.name(
                rule["pattern"],
                specification.max_length(entry["source"]),
                f"{member}_{rule['value']}",
            ),
        )
        for rule in entry["rules"]
    )
    return f"""            Operation::Derive(Derivation {{
                place: {_place(entry["pointer"])},
                source: {string(source)},
                target: {string(target)},
                rules: &[
{rules}                ],
                otherwise: {string(entry["otherwise"])},
            }}),
"""


def _rule(rule: Mapping[str, Any], pattern: str) -> str:
    targets = f"Some({strings(rule['targets'])})" if "targets" in rule else "None"
    return f"""                    Rule {{
                        pattern: &{pattern},
                        targets: {targets},
                        value: {string(rule["value"])},
                    }},
"""


def _place(pointer: str) -> str:
    *parents, name = pointer.split("/")[1:]
    return f"Place {{ parents: {strings(parents)}, name: {string(name)} }}"


_OPERATIONS: Final[Mapping[str, Callable[[Mapping[str, Any], Specification, Patterns], str]]] = {
    "add": _add,
    "suffix": _suffix,
    "derive": _derive,
}
