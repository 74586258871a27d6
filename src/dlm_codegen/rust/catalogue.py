"""The published catalogue of findings: the codes, and the rules that are data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from dlm_codegen.errors import GenerationError
from dlm_codegen.members import objects
from dlm_codegen.rust.declarations import camel_case
from dlm_codegen.rust.text import character, header, scalar, string, strings
from dlm_codegen.specification import FILES_LAYER, MIGRATION_LAYER, READING_LAYERS, STORE_LAYER

if TYPE_CHECKING:
    from dlm_codegen.rust.patterns import Patterns
    from dlm_codegen.specification import Specification

_SOURCE: Final = "schema/rules.json"
_LONGEST_NAME: Final = 255  # bytes, which every file system that people use is limited to


def render_codes(specification: Specification) -> str:
    """Return the module of the codes that a reader, migrator and verifier can report."""
    layers = (*READING_LAYERS, FILES_LAYER, STORE_LAYER, MIGRATION_LAYER)
    rules = specification.rules_of(layers)
    entries = "".join(_code(rule) for rule in rules)
    return (
        header(_SOURCE)
        + "//! The codes of the published catalogue.\n\n"
        + f"use crate::code::codes;\n\ncodes! {{\n{entries}}}\n"
    )


def _code(rule: Mapping[str, Any]) -> str:
    return f"""    {camel_case(rule["code"])} {{
        code: {string(rule["code"])},
        severity: {camel_case(rule["severity"])},
        meaning: {string(rule["meaning"])},
        remedy: {string(rule["remedy"])},
    }}
"""


def render_rules(specification: Specification, patterns: Patterns) -> str:
    """Return the module of the rules that are data."""
    of_texts: dict[str, str] = {}
    of_targets = ""
    for rule in specification.rules_of(READING_LAYERS):
        parameters = rule.get("parameters", {})
        if "pointer" in parameters:
            pointer = parameters["pointer"]
            of_texts.setdefault(pointer, "")
            of_texts[pointer] += f"        {_rule(rule, 'TextRule', specification, patterns)},\n"
        elif parameters:
            of_targets += f"    {_rule(rule, 'TargetRule', specification, patterns)},\n"
    listed = "".join(
        f"    ({strings(pointer.split('/')[1:])}, &[\n{rules}    ]),\n"
        for pointer, rules in of_texts.items()
    )
    return (
        header(_SOURCE)
        + _RULES.format(of_texts=listed, of_targets=of_targets)
        + _companions(specification, patterns)
        + _store(specification, patterns)
    )


def _companions(specification: Specification, patterns: Patterns) -> str:
    """Return the names of files that no artifact lists and that are not worth a warning."""
    data = specification.companions
    lists = "".join(
        _names_of_companions(key.upper(), f"an export {words}", data[key], patterns)
        for key, words in (("at_top", "at the top"), ("anywhere", "in any folder"))
    )
    severity = camel_case(data["severity"])
    return f"{lists}\npub(crate) const COMPANION_SEVERITY: Severity = Severity::{severity};\n"


def _names_of_companions(key: str, of: str, listed: Sequence[str], patterns: Patterns) -> str:
    names = (patterns.name(pattern, _LONGEST_NAME, "companion") for pattern in listed)
    return (
        f"\n/// Names of companions of {of}.\n#[rustfmt::skip]\n"
        f"pub(crate) static COMPANIONS_{key}: &[&Pattern] = &[\n"
        + "".join(f"    &{name},\n" for name in names)
        + "];\n"
    )


def _store(specification: Specification, patterns: Patterns) -> str:
    """Return what the catalogue says of the directories in the exports of a store."""
    snapshots, named = specification.snapshots, specification.directories_by_target
    listed = ", ".join(f"({string(target)}, {string(name)})" for target, name in named.items())
    return (
        _names_of_companions("OF_SNAPSHOTS", "a snapshot", snapshots["companions"], patterns)
        + f"""
/// Name of the manifest of a snapshot.
pub(crate) const SNAPSHOT_FILENAME: &str = {string(snapshots["filename"])};

/// Names of directories that can be snapshots.
pub(crate) static SNAPSHOT_DIRECTORIES: &[&str] = {strings(snapshots["directories"])};

/// The newest version without roles, which artifacts of a snapshot have the form of.
#[cfg(all(feature = "files", unix))]
pub(crate) use crate::versions::v{_newest_without_roles(specification)} as without_roles;

/// Names of the directories of exports whose name is not the quant, by their target.
#[rustfmt::skip]
pub(crate) static DIRECTORIES_BY_TARGET: &[(&str, &str)] = &[{listed}];
"""
    )


def _newest_without_roles(specification: Specification) -> int:
    return max(
        version.number
        for version in specification.versions
        if all(each.find("role") is None for each in objects(version.document))
    )


_RULES: Final = """\
//! The rules that are data, see `rules`.

#[allow(unused_imports)] // As below.
use std::borrow::Cow;

#[allow(unused_imports)] // Which are used is up to the rules.
use crate::{{
    code::Severity,
    codes::Code,
    pattern::Pattern,
    patterns,
    rules::{{TargetRule, TextRule, Texts}},
    value::Value,
}};

#[rustfmt::skip]
pub(crate) static TEXT_RULES: &[(Texts, &[(Code, TextRule)])] = &[
{of_texts}];

#[rustfmt::skip]
pub(crate) static TARGET_RULES: &[(Code, TargetRule)] = &[
{of_targets}];
"""


def _rule(
    rule: Mapping[str, Any], group: str, specification: Specification, patterns: Patterns
) -> str:
    given = rule["parameters"]

    def pattern(parameter: str) -> str:
        if parameter not in given:
            return "None"
        wish = rule["code"].rpartition("/")[2]
        longest = specification.max_length(given["pointer"])
        return f"Some(&{patterns.name(given[parameter], longest, wish)})"

    match given["kind"]:
        case "pattern":
            separator = (
                f"Some(b{character(given['separator'])})" if "separator" in given else "None"
            )
            fields = {"separator": separator}
            fields |= {name: pattern(name) for name in ("pattern", "forbidden")}
        case "embedded_value":
            fields = {name: string(given[name]) for name in ("prefix", "suffix", "member")}
        case "values_by_target":
            fields = {name: _by_target(given[name]) for name in ("require", "forbid")}
        case "roles_by_target":
            fields = {"roles": _by_target(given["roles"])}
        case kind:
            raise GenerationError(
                f"schema/rules.json: {rule['code']} is of the kind {kind}, which is unknown to the "
                f"Rust generator; teach it in src/dlm_codegen/rust/catalogue.py and "
                f"runtime/src/rules.rs"
            )
    listed = ", ".join(f"{name}: {value}" for name, value in fields.items())
    code, kind = camel_case(rule["code"]), camel_case(given["kind"])
    return f"(Code::{code}, {group}::{kind} {{ {listed} }})"


def _by_target(targets: Mapping[str, Any]) -> str:
    """Return what is said of each target: roles, or members with a value."""
    entries = (
        f"({string(target)}, &[{', '.join(_items(said))}])" for target, said in targets.items()
    )
    return f"&[{', '.join(entries)}]"


def _items(said: Mapping[str, Any] | Sequence[str]) -> list[str]:
    if isinstance(said, Mapping):
        return [f"({string(member)}, {scalar(value)})" for member, value in said.items()]
    return [string(text) for text in said]
