"""What a schema declares, in terms of Rust: the types, and what is said of each.

Every member of a schema becomes a type of its own that cannot hold what the schema rejects; only
booleans need none. This module decides which; :mod:`dlm_codegen.rust.modules` writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dlm_codegen.errors import GenerationError
from dlm_codegen.specification import requirement

_ANNOTATIONS: Final = frozenset(("description", "examples", "title"))
_KEYWORD: Final = re.compile(
    "abstract|as|async|await|become|box|break|const|continue|do|dyn|else|enum|extern|final|fn|for"
    "|gen|if|impl|in|let|loop|macro|match|mod|move|mut|override|priv|pub|ref|return|static|struct"
    "|trait|try|type|typeof|unsafe|unsized|use|virtual|where|while|yield"
)


@dataclass(frozen=True)
class Field:
    """A member of a struct: its name in Rust and in documents, its type and what it is."""

    identifier: str
    name: str
    type_name: str
    nullable: bool
    description: str


@dataclass(frozen=True)
class Declaration:
    """A type that a module declares. ``uses`` names the types of the module that it refers to."""

    name: str
    kind: str
    description: str
    rules: Mapping[str, Any]
    fields: tuple[Field, ...] = ()
    uses: tuple[str, ...] = ()


def camel_case(name: str) -> str:
    """Return ``created_at`` or ``llama-server`` as Rust names a type or a variant."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[^A-Za-z0-9]+", name))


def declare(schema: Mapping[str, Any], source: str) -> tuple[Declaration, ...]:
    """Return the types of a schema, each after those that it uses."""
    return tuple(_Declarer(schema, source).declare())


class _Declarer:
    def __init__(self, schema: Mapping[str, Any], source: str) -> None:
        self._schema = schema
        self._source = source
        self._definitions: Mapping[str, Any] = schema.get("$defs", {})
        self._names: dict[str, str] = {}

    def declare(self) -> Iterator[Declaration]:
        for definition in self._definitions.values():
            yield from self._struct(definition, self._prefix(definition["title"]))
        yield from self._struct(self._schema, "")

    def _prefix(self, title: str) -> str:
        """Return what names of a definition's types begin with, since members may share names.

        The words that the definition shares with the document tell nothing apart: the path of an
        ``ExportArtifact`` in an ``ExportManifest`` is an ``ArtifactPath``.
        """
        words, of_document = (re.findall("[A-Z][^A-Z]*", name) for name in (title, self._title))
        while len(words) > 1 and of_document and words[0] == of_document[0]:
            words, of_document = words[1:], of_document[1:]
        return "".join(words)

    @property
    def _title(self) -> str:
        title: str = self._schema["title"]
        return title

    def _struct(self, schema: Mapping[str, Any], prefix: str) -> Iterator[Declaration]:
        self._expect(schema, "type", "properties", "required", "additionalProperties")
        if schema["additionalProperties"] is not False:
            raise self._unknown(schema["title"], "additionalProperties that is not false")
        if set(schema["required"]) != set(schema["properties"]):
            raise self._unknown(schema["title"], "a member that is not required")
        fields = []
        for name, member in schema["properties"].items():
            types = member.get("type")
            nullable = isinstance(types, list) and "null" in types
            declaration = self._member(member, prefix + camel_case(name), name)
            if isinstance(declaration, Declaration):
                yield declaration
                declaration = declaration.name
            fields.append(
                Field(_identifier(name), name, declaration, nullable, member["description"])
            )
        uses = tuple(sorted({field.type_name for field in fields} - {"bool"}))
        name = self._claim(schema["title"])
        yield Declaration(name, "record", schema["description"], {}, tuple(fields), uses)

    def _member(self, member: Mapping[str, Any], name: str, where: str) -> Declaration | str:
        """Return the declaration of a member's type, or its name where it needs none."""
        if "$ref" in member:
            self._expect(member, "$ref")
            return self._referenced(member["$ref"])
        types = member.get("type")
        names = [types] if isinstance(types, str) else list(types or ())
        described: str = member["description"]
        rules: dict[str, Any]
        match [kind for kind in names if kind != "null"]:
            case ["boolean"]:
                self._expect(member, "type")
                return "bool"
            case ["string"] if "enum" in member:
                self._expect(member, "type", "enum")
                rules = {"values": tuple(member["enum"])}
                if not all(isinstance(value, str) for value in rules["values"]):
                    raise self._unknown(where, "an enum of other values than strings")
                return Declaration(self._claim(name), "choice", described, rules)
            case ["string"]:
                self._expect(member, "type", "minLength", "maxLength", "pattern")
                if "maxLength" not in member:
                    raise self._unknown(where, "a string without maxLength")
                rules = {
                    "min_length": member.get("minLength", 0),
                    "max_length": member["maxLength"],
                    "pattern": member.get("pattern"),
                    "in_words": requirement(member) if "pattern" in member else None,
                }
                return Declaration(self._claim(name), "text", described, rules)
            case ["integer"] if "const" in member:
                self._expect(member, "type", "const")
                rules = {"only": member["const"]}
                return Declaration(self._claim(name), "constant", described, rules)
            case ["integer"]:
                self._expect(member, "type", "minimum", "maximum")
                rules = {"minimum": member["minimum"], "maximum": member["maximum"]}
                return Declaration(self._claim(name), "integer", described, rules)
            case ["array"] if "$ref" in member.get("items", {}):
                self._expect(member, "type", "items", "maxItems")
                entry = self._referenced(member["items"]["$ref"])
                rules = {"entry": entry, "max_items": member["maxItems"]}
                return Declaration(self._claim(name), "array", described, rules, uses=(entry,))
        raise self._unknown(where, f"the type {types!r}")

    def _referenced(self, reference: str) -> str:
        title: str = self._definitions[reference.removeprefix("#/$defs/")]["title"]
        return title

    def _expect(self, schema: Mapping[str, Any], *keywords: str) -> None:
        known = {*_ANNOTATIONS, *keywords, "$schema", "$id", "$defs"}
        for keyword in sorted(schema.keys() - known):
            raise self._unknown(schema.get("title", "a member"), f"the keyword {keyword}")

    def _claim(self, name: str) -> str:
        if name in self._names:
            raise self._unknown(name, "a second type of this name")
        self._names[name] = name
        return name

    def _unknown(self, where: str, what: str) -> GenerationError:
        return GenerationError(
            f"schema/{self._source}: {where} has {what}, which the Rust generator has no type for; "
            f"teach it in src/dlm_codegen/rust/declarations.py"
        )


def _identifier(name: str) -> str:
    return f"r#{name}" if _KEYWORD.fullmatch(name) else name
