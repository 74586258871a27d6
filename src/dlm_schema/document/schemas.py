"""The schema layer: does the JSON Schema of the claimed version hold (SPEC section 5)?

Whether a schema holds is decided by ``jsonschema-rs``, which executes the published file. Where
it does not, this module explains: it walks the keywords of the portable subset and names each
member at fault, in time and memory linear in the document, however hostile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, final

import jsonschema_rs

from dlm_schema.document.interrupts import undropped
from dlm_schema.findings import Finding, excerpt, pointer_to

_Path = tuple[str | int, ...]


@final
class Schema:
    """A published schema, ready to judge documents that the encoding layer accepts."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self._schema = schema
        self.accepts = undropped(_validator(schema).is_valid)

    def judge(self, document: Any) -> list[Finding]:
        """Return every violation in document order; codes are ``schema/<keyword>``."""
        if self.accepts(document):
            return []
        findings = list(self._explain(self._schema, document, ()))
        if not findings:
            raise AssertionError("the schema rejects the document by a keyword without a code")
        return findings

    def judge_definition(self, name: str, value: Any) -> list[Finding]:
        """Return every violation of a part of the schema, with pointers into ``value``."""
        return list(self._explain(self._schema["$defs"][name], value, ()))

    def _explain(self, schema: Mapping[str, Any], value: Any, path: _Path) -> Iterator[Finding]:
        if "$ref" in schema:
            name = schema["$ref"].removeprefix("#/$defs/")
            yield from self._explain(self._schema["$defs"][name], value, path)
            return
        pointer = pointer_to(*path)
        for keyword, check in _CHECKS.items():
            complaint = check(value, schema[keyword]) if keyword in schema else None
            if complaint:
                yield Finding(f"schema/{keyword}", "error", pointer, complaint)
        if isinstance(value, dict) and "properties" in schema:
            yield from self._explain_members(schema, value, path)
        # Entries past the limit are not judged: one finding says it, not millions.
        if isinstance(value, list) and "items" in schema and len(value) <= schema["maxItems"]:
            for index, entry in enumerate(value):
                yield from self._explain(schema["items"], entry, (*path, index))

    def _explain_members(
        self, schema: Mapping[str, Any], value: dict[str, Any], path: _Path
    ) -> Iterator[Finding]:
        defined = schema["properties"]
        for name in sorted(value.keys() | set(schema["required"])):
            if name not in value:
                message = f"the member {name} is missing"
                yield Finding("schema/required", "error", pointer_to(*path, name), message)
            elif name in defined:
                yield from self._explain(defined[name], value[name], (*path, name))
            else:
                message = f"the member {excerpt(name)} is not defined in this version"
                pointer = pointer_to(*path, name)
                yield Finding("schema/additionalProperties", "error", pointer, message)


def _validator(schema: dict[str, Any]) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(
        schema,
        offline=True,
        pattern_options=jsonschema_rs.RegexOptions(),  # linear time, whatever the input
    )


_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: type(value) is int,
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}


def _type(value: Any, types: str | list[str]) -> str | None:
    names = [types] if isinstance(types, str) else types
    if any(_TYPES[name](value) for name in names):
        return None
    return f"expected {' or '.join(names)}, found {excerpt(value)}"


def _enum(value: Any, options: list[str]) -> str | None:
    if value in options:
        return None
    return f"expected one of {', '.join(options)}; found {excerpt(value)}"


def _const(value: Any, only: Any) -> str | None:
    if type(value) is type(only) and value == only:
        return None
    return f"expected {only}, found {excerpt(value)}"


def _pattern(value: Any, pattern: str) -> str | None:
    if not isinstance(value, str) or _matcher(pattern)(value):
        return None
    return f"{excerpt(value)} does not match {pattern}"


@cache
def _matcher(pattern: str) -> Callable[[str], bool]:
    # Not Python's: its "$" matches before a final LF, and it takes memory for every repetition.
    return undropped(_validator({"pattern": pattern}).is_valid)


def _min_length(value: Any, limit: int) -> str | None:
    if not isinstance(value, str) or len(value) >= limit:
        return None
    return f"expected at least {limit} characters, found {len(value)}"


def _max_length(value: Any, limit: int) -> str | None:
    if not isinstance(value, str) or len(value) <= limit:
        return None
    return f"expected at most {limit} characters, found {len(value)}"


def _minimum(value: Any, limit: int) -> str | None:
    if type(value) is not int or value >= limit:
        return None
    return f"expected at least {limit}, found {value}"


def _maximum(value: Any, limit: int) -> str | None:
    if type(value) is not int or value <= limit:
        return None
    return f"expected at most {limit}, found {value}"


def _max_items(value: Any, limit: int) -> str | None:
    if not isinstance(value, list) or len(value) <= limit:
        return None
    return f"expected at most {limit} entries, found {len(value)}"


_CHECKS: Mapping[str, Callable[[Any, Any], str | None]] = {  # in the order of their codes
    "const": _const,
    "enum": _enum,
    "maxItems": _max_items,
    "maxLength": _max_length,
    "maximum": _maximum,
    "minLength": _min_length,
    "minimum": _minimum,
    "pattern": _pattern,
    "type": _type,
}
