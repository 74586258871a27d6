"""The module that lists the versions: their numbers, schemas, migrations and how they are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dlm_codegen.members import Shape, objects, shape_of
from dlm_codegen.rust.declarations import declare
from dlm_codegen.rust.text import header, integer, string, strings, uses
from dlm_codegen.specification import TARGET_MEMBER, VERSION_MEMBER

if TYPE_CHECKING:
    from dlm_codegen.specification import Detection, Specification, Version


def render_versions(specification: Specification) -> str:
    """Return the module."""
    versions = specification.versions
    modules = "".join(f"pub mod v{version.number};\n" for version in versions)
    latest = specification.latest
    names = [entry.name for entry in declare(latest.document)]
    entries = "".join(map(_entry, versions))
    return (
        header("schema/versions.json")
        + "//! The published versions, and the items of the latest.\n\n"
        + "use crate::value::Shape;\nuse crate::version::versions;\n"
        + f"\n{modules}\n"
        + uses(f"v{latest.number}", names)
        + _detection(specification.detection)
        + _RULES
        + _WITHOUT_ROLES.format(_newest_without_roles(specification))
        + "\n/// What some version's schema looks at.\n#[rustfmt::skip]\n"
        + "pub(crate) const SHAPE: &Shape = &"
        + f"{_shape(shape_of(version.document for version in versions))};\n"
        + f"\nversions! {{\n    latest: V{latest.number};\n{entries}}}\n"
    )


_RULES: Final = """
/// The catalogue of findings, as it is published.
pub const RULES: &str = include_str!("../schema/rules.json");
"""


_WITHOUT_ROLES: Final = """
/// The newest version without roles, which artifacts of a snapshot have the form of.
#[cfg(all(feature = "files", unix))]
pub(crate) use v{} as without_roles;
"""


def _newest_without_roles(specification: Specification) -> int:
    return max(
        version.number
        for version in specification.versions
        if all(each.find("role") is None for each in objects(version.document))
    )


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


def _entry(version: Version) -> str:
    migration = "None"
    if version.migration_path:
        migration = f"Some({_included(version.migration_path)})"
    return f"""    V{version.number} {{
        number: {version.number},
        module: v{version.number},
        written_by: {strings(version.written_by)},
        read_by: {strings(version.read_by)},
        schema: {_included(version.schema_path)},
        migration: {migration},
    }}
"""


def _shape(shape: Shape) -> str:
    members = ", ".join(f"({string(name)}, {_shape(each)})" for name, each in shape.members.items())
    entries = f"Some(&{_shape(shape.entries)})" if shape.entries else "None"
    return f"Shape {{ members: &[{members}], entries: {entries}, most: {integer(shape.most)} }}"


def _included(path: str) -> str:
    return f"include_str!({string(f'../schema/{path}')})"
