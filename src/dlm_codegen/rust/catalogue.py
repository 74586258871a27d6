"""The published catalogue of findings: the codes, and the patterns of the rules that are data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from dlm_codegen.errors import GenerationError
from dlm_codegen.rust.declarations import camel_case
from dlm_codegen.rust.text import header, string
from dlm_codegen.specification import FILES_LAYER, MIGRATION_LAYER, READING_LAYERS, STORE_LAYER

if TYPE_CHECKING:
    from dlm_codegen.rust.patterns import Patterns
    from dlm_codegen.specification import Specification

_KINDS: Final = ("pattern", "embedded_value", "values_by_target", "roles_by_target")
_LONGEST_NAME: Final = 255  # bytes, which every file system that people use is limited to


def render_codes(specification: Specification) -> str:
    """Return the module of the codes that a reader, migrator and verifier can report."""
    layers = (*READING_LAYERS, FILES_LAYER, STORE_LAYER, MIGRATION_LAYER)
    rules = specification.rules_of(layers)
    entries = "".join(_code(rule) for rule in rules)
    return (
        header("schema/rules.json")
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


def add_patterns(specification: Specification, patterns: Patterns) -> None:
    """Add the patterns that the crate reads from the catalogue and from the migrations."""
    for rule in specification.rules_of(READING_LAYERS):
        given = rule.get("parameters", {})
        if given and given["kind"] not in _KINDS:
            raise GenerationError(
                f"schema/rules.json: {rule['code']} is of the kind {given['kind']}, which is "
                f"unknown to the Rust generator; teach it in src/dlm_codegen/rust/catalogue.py "
                f"and runtime/src/catalogue.rs"
            )
        for name in given.keys() & {"pattern", "forbidden"}:
            patterns.add(given[name], specification.max_length(given["pointer"]))
    companions = specification.companions
    for pattern in (
        *companions["at_top"],
        *companions["anywhere"],
        *specification.snapshots["companions"],
    ):
        patterns.add(pattern, _LONGEST_NAME)
    for version in specification.versions:
        for operation in version.operations:
            for rule in operation.get("rules", ()):
                patterns.add(rule["pattern"], specification.max_length(operation["source"]))
