"""Judging by ``jsonschema-rs``: what it accepts needs no walk.

Importing it takes as long as walking some hundred entries, so only processes that judge more do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from typing import Any, Final, TypeAlias, final

import jsonschema_rs

from dlm_schema.document.interrupts import reraise_interrupts
from dlm_schema.document.patterns import without_redundant_bounds
from dlm_schema.limits import MAX_BYTES

_Schema: TypeAlias = dict[str, Any]

_ANNOTATIONS: Final = frozenset(("$schema", "$id", "$defs", "title", "description", "examples"))
_TYPES: Final = {"string": str, "integer": int, "boolean": bool}
_SCALARS: Final = tuple(_TYPES)
_PLAIN: Final = frozenset((str, int, bool, type(None), list))
_QUOTE: Final = b'"'
_AROUND: Final = 40
"""At most so many characters of an entry belong to a member besides its name and its text."""


class UnknownShapeError(Exception):
    """A schema is of a shape that the shortcut has no proof for."""


def acceptance(schema: _Schema) -> Callable[[Any], bool]:
    """Return the function that tells whether a published schema accepts a document.

    It accepts none with a value that JSON has not, such as a number that the strict parser keeps
    as it is written.
    """
    is_valid = reraise_interrupts(_is_valid(_resolved(schema, schema.get("$defs", {}))))

    def accepts(document: Any) -> bool:
        try:
            return is_valid(document)
        except ValueError:
            return False

    return accepts


@final
class Shortcut:
    """Proves, of most documents without a fault, that they satisfy their schema and are no others.

    What would take a look at the bytes is left to others: a zero, which can have been written as
    ``-0``.
    """

    def __init__(self, schema: _Schema) -> None:
        shape = _resolved(schema, schema.get("$defs", {}))
        members: dict[str, _Schema] = shape["properties"]
        nullable: list[str] = []
        self._arrays: list[_Entries] = []
        for name, member in members.items():
            kind = member.get("type")
            if kind == "array":
                self._arrays.append(_Entries(name, member["items"]))
            elif kind == ["string", "null"]:
                nullable.append(name)
            elif kind not in _SCALARS:
                raise UnknownShapeError(name)
        _without_zero(members)
        self._nullables = _values_of(nullable)
        self._strings = _strings(members) + len(nullable)
        self.proves = reraise_interrupts(_is_valid(shape))
        """Tell whether a document satisfies the schema; ``ValueError`` if a value is not JSON's."""

    def proves_text(self, data: bytes, document: dict[str, Any]) -> bool:
        """Tell whether a text, which a document was read from, names no member twice, too."""
        return self.proves(document) and data.count(_QUOTE) == self.quotes(document)

    def quotes(self, document: dict[str, Any]) -> int:
        """Count the quotation marks that a document has when no member name occurs twice."""
        strings: int = self._strings - self._nullables(document).count(None)
        for entries in self._arrays:
            strings += entries.strings * len(document[entries.name])
        return 2 * strings

    def copy(self, document: dict[str, Any]) -> dict[str, Any] | None:
        """Return a plain copy of a proven document, unless its values are not plain themselves.

        They are not where a type is a subclass of JSON's, or a text is of other characters than
        printable ASCII, or it all may be too large.
        """
        if not _PLAIN.issuperset(map(type, document.values())):
            return None
        if not _is_printable(value for value in document.values() if type(value) is str):
            return None
        copied = dict(document)
        for entries in self._arrays:
            listed = document[entries.name]
            if not entries.are_plain(listed):
                return None
            copied[entries.name] = [entry.copy() for entry in listed]
        return copied


class _Entries:
    """What is to be known of the entries of an array, which are objects of scalars."""

    def __init__(self, name: str, schema: _Schema) -> None:
        members: dict[str, _Schema] = schema.get("properties", {})
        if not members or any(item.get("type") not in _SCALARS for item in members.values()):
            raise UnknownShapeError(name)
        self.name = name
        self.strings = _strings(members)
        _without_zero(members)
        self._kinds = {name: _TYPES[item["type"]] for name, item in members.items()}
        self._longest = sum(
            len(name) + member.get("maxLength", 0) + _AROUND for name, member in members.items()
        )

    def are_plain(self, listed: list[dict[str, Any]]) -> bool:
        """Tell whether entries and their values are of JSON's own types, and printable."""
        if len(listed) * self._longest > MAX_BYTES or set(map(type, listed)) - {dict}:
            return False
        for name, kind in self._kinds.items():
            values = [entry[name] for entry in listed]
            if set(map(type, values)) - {kind} or (kind is str and not _is_printable(values)):
                return False
        return True


def _values_of(names: list[str]) -> Callable[[dict[str, Any]], tuple[Any, ...]]:
    """Return the function that gives the values of members."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda document: tuple(document[name] for name in names)


def _strings(members: dict[str, _Schema]) -> int:
    """Count the names of the members, and those of them that are strings."""
    return len(members) + [member["type"] for member in members.values()].count("string")


def _without_zero(members: dict[str, _Schema]) -> None:
    """Let no member that is an integer be zero."""
    for member in members.values():
        if member["type"] == "integer":
            member["minimum"] = max(member.get("minimum", 1), 1)


def _resolved(schema: Any, definitions: Mapping[str, Any]) -> Any:
    """Return a schema in words of draft 4, its patterns without idle bounds.

    It has no references and annotations, and a constant is an enumeration of one.
    """
    if isinstance(schema, list):
        return [_resolved(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _resolved(definitions[schema["$ref"].removeprefix("#/$defs/")], definitions)
    resolved: dict[str, Any] = {
        keyword: {name: _resolved(member, definitions) for name, member in value.items()}
        if keyword == "properties"
        else _resolved(value, definitions)
        for keyword, value in schema.items()
        if keyword not in _ANNOTATIONS and value != []  # as nothing is required
    }
    if "const" in resolved:
        resolved["enum"] = [resolved.pop("const")]
    if "pattern" in resolved and "maxLength" in resolved:
        resolved["pattern"] = without_redundant_bounds(resolved["pattern"], resolved["maxLength"])
    return resolved


def _is_valid(schema: _Schema) -> Callable[[Any], bool]:
    # To draft 4, and to none after it, 3.0 is no integer.
    return jsonschema_rs.Draft4Validator(
        schema,
        offline=True,
        pattern_options=jsonschema_rs.RegexOptions(),  # linear time, whatever the input
    ).is_valid


def _is_printable(texts: Iterable[str]) -> bool:
    joined = "".join(texts)
    return joined.isascii() and joined.isprintable()
