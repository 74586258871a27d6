"""The published catalogue of findings: the codes, and the data of the rules that have any."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from dlm_codegen.rust.declarations import camel_case
from dlm_codegen.rust.text import header, scalar, string
from dlm_codegen.specification import MIGRATION_LAYER, READING_LAYERS

if TYPE_CHECKING:
    from dlm_codegen.specification import Specification

_SOURCE: Final = "schema/rules.json"


def render_codes(specification: Specification) -> str:
    """Return the module of the codes that a reader and migrator can report."""
    rules = specification.rules_of((*READING_LAYERS, MIGRATION_LAYER))
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


def render_parameters(specification: Specification) -> str:
    """Return the module of what the rules say of each target."""
    said = specification.target_rules
    required, forbidden, roles = said.required_values, said.forbidden_values, said.required_roles
    statics = [
        _static("REQUIRED", "Field", "The values that members must have.", required),
        _static("FORBIDDEN", "Field", "The values that members must not have.", forbidden),
        _static("ROLES", "&str", "The roles that some artifact must have.", roles),
    ]
    return (
        header(_SOURCE)
        + "//! What the rules say of each target.\n\n"
        + "use crate::rules::{ByTarget, Field};\n"
        + "use crate::value::Scalar;\n\n"
        + "\n".join(statics)
    )


def _static(name: str, kind: str, meaning: str, targets: Mapping[str, Any]) -> str:
    entries = "".join(
        f"    ({string(target)}, &[\n{''.join(map(_item, _items(said)))}    ]),\n"
        for target, said in targets.items()
    )
    return (
        f"/// {meaning}\n#[rustfmt::skip]\n"
        f"pub(crate) static {name}: ByTarget<{kind}> = &[\n{entries}];\n"
    )


def _items(said: Any) -> list[str]:
    if isinstance(said, Mapping):
        return [f"({string(member)}, {scalar(value)})" for member, value in said.items()]
    return [string(text) for text in said]


def _item(text: str) -> str:
    return f"        {text},\n"
