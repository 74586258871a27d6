"""The schema layer: does the JSON Schema of the claimed version hold (SPEC section 5)?

The keywords of the portable subset are walked in order, and each member at fault is named, in time
and memory linear in the document, however hostile. Where many documents are judged, those that
``jsonschema-rs`` accepts are spared the walk.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from heapq import nsmallest
from itertools import filterfalse
from typing import Any, Final, NamedTuple, TypeAlias, final

from dlm_schema.document.interrupts import held
from dlm_schema.document.patterns import matcher
from dlm_schema.findings import NOTHING, Finding, Found, Scalar, observed, pointer_to
from dlm_schema.text import excerpt

_Part: TypeAlias = dict[str, Any]
_Path: TypeAlias = tuple[str | int, ...]
Pointer: TypeAlias = tuple[str, ...]
"""The tokens of a pointer to members of a version, of which ``*`` stands for every entry."""

EVERY_ENTRY: Final = "*"

_IN_WORDS: Final = "Must be "
_UNDEFINED: Final = "schema/additionalProperties"
_WALKED_AT_MOST: Final = 1000
_WORTH_OF_A_DOCUMENT: Final = 64
"""A document counts as much as so many entries: whoever judges a dozen mostly judges many."""


class _Walks:
    """Counts what was walked, until importing ``jsonschema-rs`` pays."""

    def __init__(self) -> None:
        self._walked = 0

    @property
    def enough(self) -> bool:
        """Whether this process judges so much that walking is the slower way."""
        return self._walked >= _WALKED_AT_MOST

    def count(self, document: Any) -> None:
        """Count what a document holds that is to be judged."""
        self._walked += _WORTH_OF_A_DOCUMENT
        if isinstance(document, dict):
            self._walked += sum(len(value) for value in document.values() if type(value) is list)


WALKS = _Walks()


class _Complaint(NamedTuple):
    message: str
    expected: Scalar | tuple[Scalar, ...]
    observed: Scalar


@final
class Schema:
    """A published schema, ready to judge documents that the encoding layer accepts."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self._schema = schema
        _check_keywords(schema)

    @cached_property
    def _accepts(self) -> Callable[[Any], bool]:
        with held():
            from dlm_schema.document import native  # noqa: PLC0415  (imported where it pays)

            return native.acceptance(self._schema)

    def violations(self, document: Any, most: int | None = None) -> Found:
        """Return the violations in document order; codes are ``schema/<keyword>``."""
        if not WALKS.enough:
            WALKS.count(document)
        if not self._schema or (WALKS.enough and self._accepts(document)):
            return NOTHING
        found = Found(most=most)
        self._explain(self._schema, document, (), found)
        return found

    def violations_of_definition(self, name: str, value: Any) -> Found:
        """Return every violation of a part of the schema, with pointers into ``value``."""
        found = Found()
        self._explain(self._schema["$defs"][name], value, (), found)
        return found

    def after(
        self, accepting: Schema, changed: Collection[Pointer], removed: Collection[Pointer]
    ) -> Schema:
        """Return what is left to ask of what was made of a document that another schema accepts.

        Members at ``removed`` were taken away, and those at ``changed`` can be anything. The rest
        is as it was: what both schemas say alike of it is not asked again.
        """

        def left(part: _Part, other: _Part | None, pointer: Pointer) -> _Part:
            part = self._resolved(part)
            if other is None or pointer in changed:
                return part
            other = accepting._resolved(other)
            inner: _Part = {}
            is_same = _asked(part) == _asked(other)
            if "properties" in part:
                others = other.get("properties", {})
                members = {
                    name: left(member, others.get(name), (*pointer, name))
                    for name, member in part["properties"].items()
                }
                kept = {name for name in others if (*pointer, name) not in removed}
                is_same &= members.keys() == kept and not any(members.values())
                inner = {"properties": members}
            elif "items" in part:
                inner = {"items": left(part["items"], other.get("items"), (*pointer, EVERY_ENTRY))}
                is_same &= not inner["items"]
            return {} if is_same else {**part, **inner}

        return Schema(left(self._schema, accepting._schema, ()))

    def _resolved(self, part: Mapping[str, Any]) -> Any:
        if "$ref" not in part:
            return part
        return self._schema["$defs"][part["$ref"].removeprefix("#/$defs/")]

    def has_member(self, name: str, member: str) -> bool:
        """Tell whether a part of the schema defines a member."""
        return member in self._schema["$defs"][name]["properties"]

    def _explain(self, schema: Mapping[str, Any], value: Any, path: _Path, found: Found) -> None:
        """Add every violation in the order of EM-REPORT-6: what there is no room for is counted."""
        schema = self._resolved(schema)
        for keyword, check in _CHECKS.items():
            complaint = check(value, schema) if keyword in schema else None
            if complaint:
                message, expected, observed = complaint
                facts = {"expected": expected, "observed": observed}
                _add(found, keyword, path, message, **facts)
                # Of a text past its limit nothing else is asked, so that no engine needs to be
                # ready for text of any length.
                if keyword == "maxLength":
                    return
        if isinstance(value, dict) and "properties" in schema:
            self._explain_members(schema, value, path, found)
        # Entries past the limit are not judged: one finding says it, not millions.
        if isinstance(value, list) and "items" in schema and len(value) <= schema["maxItems"]:
            for index, entry in enumerate(value):
                start = len(found)
                self._explain(schema["items"], entry, (*path, index), found)
                found[start:] = [_about(entry, violation) for violation in found[start:]]

    def _explain_members(
        self, schema: Mapping[str, Any], value: dict[str, Any], path: _Path, found: Found
    ) -> None:
        defined = schema["properties"]
        others: list[str] = []
        number = len(value) - sum(name in value for name in defined)
        if number:
            extra = filterfalse(defined.__contains__, value)
            room = found.room
            others = list(extra) if room is None else nsmallest(room, extra)
        for name in sorted({*defined, *others}):
            if name in defined and name in value:
                self._explain(defined[name], value[name], (*path, name), found)
            elif name in value:
                message = f"the member {excerpt(name)} is not defined in this version"
                _add(found, "additionalProperties", (*path, name), message)
            elif name in schema["required"]:
                _add(found, "required", (*path, name), f"the member {name} is missing")
        found.tally("error", number - len(others))


def _asked(part: _Part) -> _Part:
    """Return what a part of a schema asks of a value itself, and which members that must have."""
    asked = {keyword: part[keyword] for keyword in _CHECKS if keyword in part}
    if "properties" in part:
        asked["all required"] = part["properties"].keys() == set(part["required"])
    return asked


def _add(found: Found, keyword: str, path: _Path, message: str, **facts: Any) -> None:
    if found.room == 0:
        found.tally("error")
    else:
        found.add([Finding(f"schema/{keyword}", "error", pointer_to(*path), message, **facts)])


def _about(artifact: Any, violation: Finding) -> Finding:
    """Name the artifact that a violation is about, where its path is text of a length to repeat.

    A member that is not defined goes without: one artifact can have millions of them.
    """
    path = artifact.get("path") if isinstance(artifact, dict) else None
    if violation.code == _UNDEFINED or not isinstance(path, str) or observed(path) != path:
        return violation
    return violation._replace(path=path)


_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: type(value) is int,
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}


def _type(value: Any, schema: Mapping[str, Any]) -> _Complaint | None:
    types = schema["type"]
    names = [types] if isinstance(types, str) else types
    if any(_TYPES[name](value) for name in names):
        return None
    message = f"expected {' or '.join(names)}, found {excerpt(value)}"
    return _Complaint(message, types if isinstance(types, str) else tuple(types), observed(value))


def _enum(value: Any, schema: Mapping[str, Any]) -> _Complaint | None:
    options = schema["enum"]
    if value in options:
        return None
    shown = ", ".join("null" if option is None else option for option in options)
    message = f"expected one of {shown}; found {excerpt(value)}"
    return _Complaint(message, tuple(options), observed(value))


def _const(value: Any, schema: Mapping[str, Any]) -> _Complaint | None:
    only = schema["const"]
    if type(value) is type(only) and value == only:
        return None
    return _Complaint(f"expected {only}, found {excerpt(value)}", only, observed(value))


def _pattern(value: Any, schema: Mapping[str, Any]) -> _Complaint | None:
    pattern = schema["pattern"]
    if not isinstance(value, str) or matcher(pattern)(value):
        return None
    _, _, in_words = schema.get("description", "").rpartition(_IN_WORDS)
    words = in_words.rstrip(".") or f"a text that matches {pattern}"
    return _Complaint(f"must be {words}; found {excerpt(value)}", pattern, observed(value))


def _min_length(value: Any, schema: Mapping[str, Any]) -> _Complaint | None:
    limit = schema["minLength"]
    if not isinstance(value, str) or len(value) >= limit:
        return None
    message = f"expected at least {limit} characters, found {len(value)}"
    return _Complaint(message, limit, len(value))


def _max_length(value: Any, schema: Mapping[str, Any]) -> _Complaint | None:
    limit = schema["maxLength"]
    if not isinstance(value, str) or len(value) <= limit:
        return None
    message = f"expected at most {limit} characters, found {len(value)}"
    return _Complaint(message, limit, len(value))


def _minimum(value: Any, schema: Mapping[str, Any]) -> _Complaint | None:
    limit = schema["minimum"]
    if type(value) is not int or value >= limit:
        return None
    return _Complaint(f"expected at least {limit}, found {value}", limit, observed(value))


def _maximum(value: Any, schema: Mapping[str, Any]) -> _Complaint | None:
    limit = schema["maximum"]
    if type(value) is not int or value <= limit:
        return None
    return _Complaint(f"expected at most {limit}, found {value}", limit, observed(value))


def _max_items(value: Any, schema: Mapping[str, Any]) -> _Complaint | None:
    limit = schema["maxItems"]
    if not isinstance(value, list) or len(value) <= limit:
        return None
    message = f"expected at most {limit} entries, found {len(value)}"
    return _Complaint(message, limit, len(value))


_CHECKS: Mapping[str, Callable[[Any, Mapping[str, Any]], _Complaint | None]] = {
    "const": _const,  # in the order of their codes
    "enum": _enum,
    "maxItems": _max_items,
    "maxLength": _max_length,
    "maximum": _maximum,
    "minLength": _min_length,
    "minimum": _minimum,
    "pattern": _pattern,
    "type": _type,
}
_OTHERS: Final = frozenset(
    [
        "$schema",
        "$id",
        "$defs",
        "$ref",
        "title",
        "description",
        "examples",
        "required",
        "properties",
        "additionalProperties",
        "items",
    ]
)


def _check_keywords(schema: Mapping[str, Any]) -> None:
    """See to it that no keyword is passed over in silence."""
    for keyword in schema.keys() - _CHECKS.keys() - _OTHERS:
        raise AssertionError(f"{keyword} is a keyword without a code")
    parts = [*schema.get("properties", {}).values(), *schema.get("$defs", {}).values()]
    for part in [*parts, schema["items"]] if "items" in schema else parts:
        _check_keywords(part)
