"""Render the package ``dlm_schema.models``.

datamodel-code-generator writes the models. Three things are said here rather than by it: which
timestamp a version uses (its options cannot turn a pattern into a type), what a model's JSON Schema
says besides what its types enforce, and the package around the modules.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import datamodel_code_generator

from dlm_codegen.errors import GenerationError
from dlm_codegen.members import Constant, Object, objects
from dlm_codegen.runtime import notice
from dlm_codegen.specification import TIMESTAMP_MEMBER

if TYPE_CHECKING:
    from dlm_codegen.settings import Settings
    from dlm_codegen.specification import Specification, Version
    from dlm_codegen.tree import Tree

GENERATOR: Final = "datamodel-code-generator"

_DATE_AND_TIME: Final = (
    "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
)
TIMESTAMPS: Final[Mapping[str, str]] = {
    f"^{_DATE_AND_TIME}$": "NaiveTimestamp",
    f"^{_DATE_AND_TIME}Z$": "UtcTimestamp",
}
"""Type in ``_base.py`` by the pattern that it reads and writes exactly; others stay text."""

_BASE_SOURCE: Final = Path(__file__).with_name("base.py")
_BASE_MODULE: Final = "dlm_schema.models._base"

_OPTIONS_TABLE: Final = "datamodel-codegen"
_PUBLISHED_PATTERN: Final = "x-published-pattern"
_BOUNDED: Final = re.compile(r"\{([0-9]+),([0-9]+)\}")


def render(specification: Specification, settings: Settings) -> Tree:
    """Return the files of the package ``models``, by path."""
    options = {
        name.replace("-", "_"): value for name, value in settings.options[_OPTIONS_TABLE].items()
    }
    modules = {
        f"models/v{version.number}.py": _render_version(version, options)
        for version in specification.versions
    }
    return {
        "models/__init__.py": _render_package(specification),
        "models/_base.py": _render_base(),
        **modules,
    }


def _header(source: str) -> str:
    return f"# {notice(source)}\n"


def _render_package(specification: Specification) -> str:
    modules = [f"v{version.number}" for version in specification.versions]
    latest = specification.latest
    unions = {
        f"Any{name}": " | ".join(
            f"v{version.number}.{name}"
            for version in specification.versions
            if name in version.type_names
        )
        for name in latest.type_names
    }
    names = ", ".join(latest.type_names)
    exports = sorted([*latest.type_names, *unions, *modules])
    aliases = "".join(f"{name}: TypeAlias = {union}\n" for name, union in unions.items())
    listed = "".join(f'    "{name}",\n' for name in exports)
    return (
        _header("schema/versions.json")
        + f'"""Models of the export manifest, one module a version; the names here are version '
        f'{latest.number}\'s."""\n\n'
        f"from typing import TypeAlias\n\n"
        f"from dlm_schema.models import {', '.join(modules)}\n"
        f"from dlm_schema.models.{modules[-1]} import {names}\n\n"
        f"__all__ = [\n{listed}]\n\n"
        f"{aliases}"
    )


def _render_base() -> str:
    return _header("src/dlm_codegen/python/base.py") + _BASE_SOURCE.read_text(encoding="utf-8")


def _render_version(version: Version, options: Mapping[str, Any]) -> str:
    docstring = f'"""Models of version {version.number} of the export manifest."""'
    pattern = version.schema["properties"].get(TIMESTAMP_MEMBER, {}).get("pattern")
    overrides = {}
    schema = copy.deepcopy(version.schema)
    if timestamp := TIMESTAMPS.get(pattern):
        overrides[f"{version.manifest_name}.{TIMESTAMP_MEMBER}"] = f"{_BASE_MODULE}.{timestamp}"
        _keep_for_the_schema(schema["properties"][TIMESTAMP_MEMBER])
    _drop_redundant_bounds(schema)
    text = datamodel_code_generator.generate(
        schema,
        **options,
        custom_file_header=_header(f"schema/{version.schema_path}") + docstring,
        type_overrides=overrides,
        validators=_integer_constants(version.document),
    )
    if not isinstance(text, str):
        raise GenerationError(f"schema/{version.schema_path} gives more than one Python module")
    return text.rstrip("\n") + "\n"


def _integer_constants(document: Object) -> dict[str, Any]:
    """Return validators for members that are one integer, as a literal would take 3.0 for 3."""
    function = f"{_BASE_MODULE}.exact_integer"
    constants = {
        each.title: [member.name for member in each.members if isinstance(member.type, Constant)]
        for each in objects(document)
    }
    return {
        title: {"validators": [{"fields": names, "function": function, "mode": "before"}]}
        for title, names in constants.items()
        if names
    }


def _keep_for_the_schema(timestamp: dict[str, Any]) -> None:
    """Let the model's JSON Schema say of a timestamp what its type, which is not text, cannot."""
    timestamp[_PUBLISHED_PATTERN] = timestamp.pop("pattern")
    for keyword in ("minLength", "maxLength"):
        timestamp[f"x-{keyword}"] = timestamp.pop(keyword)


def _drop_redundant_bounds(schema: dict[str, Any]) -> None:
    """Drop bounds of patterns that no text within its length reaches: they make matching slow."""

    def dropped(match: re.Match[str]) -> str:
        least, most = match.groups()
        return f"{{{least},}}" if int(most) >= schema["maxLength"] else match[0]

    pattern = schema.get("pattern", "")
    if (shorter := _BOUNDED.sub(dropped, pattern)) != pattern:
        schema |= {_PUBLISHED_PATTERN: pattern, "pattern": shorter}
    items = [schema["items"]] if "items" in schema else []
    members = (schema.get(keyword, {}).values() for keyword in ("properties", "$defs"))
    for part in chain(items, *members):
        _drop_redundant_bounds(part)
