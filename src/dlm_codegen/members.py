"""One model of members: what a schema says of each, resolved once for all languages.

A schema of the portable subset (EM-REG-13, EM-REG-14) becomes a tree of objects and members without
references. What is not in the subset is refused here, so that no language knows less than another.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from dlm_codegen.errors import GenerationError

LARGEST_INTEGER: Final = 2**53 - 1
"""No integer that the encoding layer accepts is beyond, in either direction (EM-ENC-9)."""

_ANNOTATIONS: Final = frozenset(("title", "description", "examples"))
_OF_DOCUMENTS: Final = frozenset(("$schema", "$id", "$defs"))
_NAME: Final = re.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*")
_TITLE: Final = re.compile("([A-Z][a-z0-9]*)+")
_REFERENCE: Final = re.compile(r"#/\$defs/([^/~]+)")
_TAKEN: Final = re.compile(
    "self|super|crate|version|copy|dict|json|schema|construct|validate|model_.*|from_orm|parse_.*"
)
"""Names that are taken: methods of Pydantic and Go, and words that Rust cannot write raw."""


@dataclass(frozen=True)
class Boolean:
    """True or false."""


@dataclass(frozen=True)
class Integer:
    """An integer from ``minimum`` to ``maximum``."""

    minimum: int
    maximum: int


@dataclass(frozen=True)
class Constant:
    """The integer ``value`` and nothing else."""

    value: int


@dataclass(frozen=True)
class Text:
    """A string of ``min_length`` to ``max_length`` code points.

    ``pattern`` is ``None`` where there is none; ``in_words`` says what matches it, and begins with
    ``must be``.
    """

    min_length: int
    max_length: int
    pattern: str | None = None
    in_words: str = ""


@dataclass(frozen=True)
class Choice:
    """One of a few strings."""

    values: tuple[str, ...]


@dataclass(frozen=True)
class Array:
    """At most ``max_items`` entries of one type."""

    entry: Type
    max_items: int


@dataclass(frozen=True)
class Object:
    """A closed object: it has every one of its members, and no other."""

    title: str
    description: str
    members: tuple[Member, ...]

    def find(self, name: str) -> Member | None:
        """Return a member by its name, or ``None`` where there is none."""
        return next((member for member in self.members if member.name == name), None)


@dataclass(frozen=True)
class Nullable:
    """Null, or what ``other`` admits."""

    other: Boolean | Integer | Constant | Text | Choice | Array | Object


Type: TypeAlias = Boolean | Integer | Constant | Text | Choice | Array | Object | Nullable


@dataclass(frozen=True)
class Member:
    """A member of an object: its name in documents, what it is, and what it may hold.

    ``example`` is what the schema gives as one, or ``None``.
    """

    name: str
    description: str
    type: Type
    example: object = field(default=None, compare=False)


@dataclass(frozen=True)
class Shape:
    """What schemas look at in a value: its ``members`` and the first ``most`` of its entries."""

    members: Mapping[str, Shape]
    entries: Shape | None
    most: int


def shape_of(kinds: Iterable[Type]) -> Shape:
    """Return what is looked at in a value that has one of several types."""
    members: dict[str, list[Type]] = {}
    entries: list[Type] = []
    most = 0
    for kind in map(plain, kinds):
        if isinstance(kind, Object):
            for member in kind.members:
                members.setdefault(member.name, []).append(member.type)
        elif isinstance(kind, Array):
            entries.append(kind.entry)
            most = max(most, kind.max_items)
    shapes = {name: shape_of(each) for name, each in sorted(members.items())}
    return Shape(shapes, shape_of(entries) if entries else None, most)


def plain(kind: Type) -> Boolean | Integer | Constant | Text | Choice | Array | Object:
    """Return what a type admits besides null."""
    return kind.other if isinstance(kind, Nullable) else kind


def objects(kind: Type) -> Iterator[Object]:
    """Yield the objects in a type, each once and before those that lie in it."""
    yield from dict.fromkeys(_objects(kind))


def _objects(kind: Type) -> Iterator[Object]:
    kind = plain(kind)
    if isinstance(kind, Array):
        yield from _objects(kind.entry)
    elif isinstance(kind, Object):
        yield kind
        for member in kind.members:
            yield from _objects(member.type)


def read_document(schema: Mapping[str, Any], source: str) -> Object:
    """Return what a schema says of a whole document; ``source`` is its path, for messages.

    Raises ``GenerationError`` where the schema is not in the portable subset, and says where.
    """
    document = _Reader(schema, source).document()
    titles: dict[str, Object] = {}
    for each in objects(document):
        if titles.setdefault(each.title, each) != each:
            raise _refusal(
                source, f"the object {each.title}", "the title of another object: give it its own"
            )
    return document


def in_words(schema: Mapping[str, Any]) -> str:
    """Return what a text must be, from the last sentence of its description (EM-REG-14).

    Empty where it does not say so.
    """
    _, found, sentence = schema.get("description", "").rpartition("Must be ")
    return f"must be {sentence.removesuffix('.')}" if found else ""


def _refusal(source: str, where: str, what: str) -> GenerationError:
    return GenerationError(f"schema/{source}: {where} has {what} (SPEC appendix B)")


class _Reader:
    """Reads one schema. ``where`` says in messages which part is read."""

    def __init__(self, schema: Mapping[str, Any], source: str) -> None:
        self._schema = schema
        self._source = source
        self._definitions: Mapping[str, Any] = schema.get("$defs", {})
        self._entered: list[str] = []

    def document(self) -> Object:
        rest = {name: said for name, said in self._schema.items() if name not in _OF_DOCUMENTS}
        read = self._type(rest, "the document")
        if not isinstance(read, Object):
            raise self._error("the document", "another type than object")
        return read

    def _type(self, schema: Mapping[str, Any], where: str) -> Type:
        if "$ref" in schema:
            return self._referenced(schema, where)
        names = schema.get("type")
        types = [names] if isinstance(names, str) else list(names or ())
        nullable = types[1:] == ["null"]
        match types[:1] if nullable else types:
            case ["boolean"]:
                read: Type = self._boolean(schema, where)
            case ["integer"]:
                read = self._integer(schema, where)
            case ["string"] if "enum" in schema:
                read = self._choice(schema, where, nullable=nullable)
            case ["string"]:
                read = self._text(schema, where)
            case ["array"]:
                read = self._array(schema, where)
            case ["object"]:
                read = self._object(schema, where)
            case _:
                raise self._error(
                    where,
                    f"the type {names!r}: it is boolean, integer, string, array or object, or a "
                    f"list of one of these and null",
                )
        if not nullable:
            return read
        if isinstance(read, Constant):
            raise self._error(where, "a constant beside the type null, which it rules out")
        return Nullable(plain(read))

    def _referenced(self, schema: Mapping[str, Any], where: str) -> Type:
        self._expect(schema, where, "$ref")
        match = _REFERENCE.fullmatch(schema["$ref"])
        if match is None or match[1] not in self._definitions:
            raise self._error(where, f"the reference {schema['$ref']}, which $defs does not define")
        if match[1] in self._entered:
            raise self._error(where, f"a reference to {match[1]}, which contains it")
        self._entered.append(match[1])
        read = self._type(self._definitions[match[1]], where)
        self._entered.pop()
        return read

    def _boolean(self, schema: Mapping[str, Any], where: str) -> Boolean:
        self._expect(schema, where, "type")
        return Boolean()

    def _integer(self, schema: Mapping[str, Any], where: str) -> Integer | Constant:
        if "const" in schema:
            self._expect(schema, where, "type", "const")
            if type(schema["const"]) is not int:
                raise self._error(where, f"the constant {schema['const']!r}, which is no integer")
            return Constant(schema["const"])
        self._expect(schema, where, "type", "minimum", "maximum")
        least, most = (self._bound(schema, each, where) for each in ("minimum", "maximum"))
        self._require_order(where, "integer", least, most)
        return Integer(least, most)

    def _choice(self, schema: Mapping[str, Any], where: str, *, nullable: bool) -> Choice:
        self._expect(schema, where, "type", "enum")
        values = schema["enum"][:-1] if nullable else schema["enum"]
        if nullable and schema["enum"][-1] is not None:
            raise self._error(where, "the type null and an enum whose last value is not null")
        if not all(isinstance(value, str) for value in values) or not values:
            raise self._error(where, "an enum of other values than strings, and null at the end")
        self._require_names(where, values)
        return Choice(tuple(values))

    def _text(self, schema: Mapping[str, Any], where: str) -> Text:
        self._expect(schema, where, "type", "minLength", "maxLength", "pattern")
        most = self._bound(schema, "maxLength", where)
        least = self._bound({"minLength": 0, **schema}, "minLength", where)
        self._require_order(where, "string", least, most)
        if "pattern" not in schema:
            return Text(least, most)
        words = in_words(schema)
        if not words:
            raise self._error(
                where,
                "a pattern and no words for it: end its description with a sentence that begins "
                "with Must be",
            )
        return Text(least, most, schema["pattern"], words)

    def _array(self, schema: Mapping[str, Any], where: str) -> Array:
        self._expect(schema, where, "type", "items", "maxItems")
        most = self._bound(schema, "maxItems", where)
        self._require_order(where, "array", 0, most)
        if "items" not in schema:
            raise self._error(where, "no items")
        entry = self._type(schema["items"], f"an entry of {where}")
        if isinstance(entry, Constant):
            raise self._error(where, "entries that are a constant, which say nothing")
        return Array(entry, most)

    def _object(self, schema: Mapping[str, Any], where: str) -> Object:
        self._expect(schema, where, "type", "properties", "required", "additionalProperties")
        title = schema.get("title", "")
        if not _TITLE.fullmatch(title):
            raise self._error(where, f"the title {title!r}: name its type, such as ExportArtifact")
        if schema.get("additionalProperties") is not False:
            raise self._error(where, "no additionalProperties of false: every object is closed")
        properties = schema.get("properties", {})
        if set(schema.get("required", ())) != set(properties):
            raise self._error(where, "required that does not list each of its properties")
        if not properties:
            raise self._error(where, "no properties")
        self._require_names(where, properties)
        return Object(
            title,
            self._description(schema, where),
            tuple(
                self._member(name, member, f"the member {name} of {title}")
                for name, member in properties.items()
            ),
        )

    def _member(self, name: str, schema: Mapping[str, Any], where: str) -> Member:
        if not _NAME.fullmatch(name):
            raise self._error(where, "a name that is not lower-case words joined by _")
        if keyword.iskeyword(name) or _TAKEN.fullmatch(name):
            raise self._error(where, "a name that types of some language have for something else")
        kind = self._type(schema, where)
        example = next(iter(schema.get("examples", ())), None)
        return Member(name, self._description(schema, where), kind, example)

    def _description(self, schema: Mapping[str, Any], where: str) -> str:
        text: str = schema.get("description", "")
        if not text.isprintable() or "*/" in text or not text:
            raise self._error(where, "no description that a comment can hold")
        return text

    def _bound(self, schema: Mapping[str, Any], name: str, where: str) -> int:
        bound = schema.get(name)
        if type(bound) is not int or abs(bound) > LARGEST_INTEGER:
            raise self._error(where, f"the {name} {bound!r}: give an integer within 2^53 - 1")
        return bound

    def _require_order(self, where: str, kind: str, least: int, most: int) -> None:
        if least > most:
            raise self._error(where, f"bounds that no {kind} is in: {least} to {most}")

    def _require_names(self, where: str, names: Iterable[str]) -> None:
        """Refuse names that are one in some language, where they lose punctuation and case."""
        found: dict[str, str] = {}
        for name in names:
            letters = re.sub("[^a-z0-9]", "", name.lower())
            if not (letters and name.isascii() and name.isprintable()):
                raise self._error(where, f"{name!r}, which no language can be given a name for")
            if found.setdefault(letters, name) != name:
                raise self._error(
                    where, f"{found[letters]!r} and {name!r}, which are one name in some language"
                )

    def _expect(self, schema: Mapping[str, Any], where: str, *keywords: str) -> None:
        for name in schema:
            if name not in _ANNOTATIONS and name not in keywords:
                raise self._error(where, f"the keyword {name}, which is not used beside its type")

    def _error(self, where: str, what: str) -> GenerationError:
        return _refusal(self._source, where, what)
