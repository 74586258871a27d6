"""What a document declares, in terms of Rust: a type for every member.

Each cannot hold what the schema rejects; only booleans need none of their own. This module names
them; :mod:`dlm_codegen.rust.modules` writes them.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from itertools import chain, count
from typing import Final

from dlm_codegen.members import Array, Boolean, Nullable, Object, Type, objects

_KEYWORD: Final = re.compile(
    "abstract|as|async|await|become|box|break|const|continue|do|dyn|else|enum|extern|final|fn|for"
    "|gen|if|impl|in|let|loop|macro|match|mod|move|mut|override|priv|pub|ref|return|static|struct"
    "|trait|try|type|typeof|unsafe|unsized|use|virtual|where|while|yield"
)
_TAKEN: Final = re.compile(
    "AsRef|Checked|Clone|Code|Copy|Debug|Default|Eq|Err|Export|ExportError|Finding|From|Hash|IntoIterator|InvalidManifest"
    "|InvalidValue|Iterator|Loss|Manifest|MigrateError|Migration|None|Ok|OnLoss|Option|Ord|Parsed"
    "|PartialEq|PartialOrd|Report|Result|Self|Severity|Sized|Some|Store|String|TryFrom|TryInto"
    "|UnknownVersion|Vec|VerifyOptions|Version"
)
"""What the prelude of Rust and the crate itself name so."""


@dataclass(frozen=True)
class Field:
    """A member of a struct: its name in Rust and in documents, its type and what it is."""

    identifier: str
    name: str
    type_name: str
    description: str


@dataclass(frozen=True)
class Declaration:
    """A type that a module declares; an array names its ``entry``, and a struct has ``fields``."""

    name: str
    type: Type
    description: str
    entry: str = ""
    fields: tuple[Field, ...] = ()


def camel_case(name: str) -> str:
    """Return ``created_at`` or ``llama-server`` as Rust names a type or a variant."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[^A-Za-z0-9]+", name))


def declare(document: Object) -> tuple[Declaration, ...]:
    """Return the types of a document, each after those that it uses."""
    return tuple(_Declarer(document).declare())


class _Declarer:
    def __init__(self, document: Object) -> None:
        self._document = document
        self._declared_objects: set[str] = set()
        self._names = {each.title for each in objects(document)}

    def declare(self) -> Iterator[Declaration]:
        yield from self._struct(self._document)

    def _prefix(self, title: str) -> str:
        """Return what names of an object's types begin with, since members may share names.

        The words that the object shares with the document tell nothing apart: the path of an
        ``ExportArtifact`` in an ``ExportManifest`` is an ``ArtifactPath``.
        """
        if title == self._document.title:
            return ""
        words, shared = (re.findall("[A-Z][^A-Z]*", name) for name in (title, self._document.title))
        while len(words) > 1 and shared and words[0] == shared[0]:
            words, shared = words[1:], shared[1:]
        return "".join(words)

    def _struct(self, kind: Object) -> Iterator[Declaration]:
        if kind.title in self._declared_objects:
            return
        self._declared_objects.add(kind.title)
        fields = []
        for member in kind.members:
            wish = self._prefix(kind.title) + camel_case(member.name)
            type_name = yield from self._declared(member.type, wish, member.description)
            fields.append(
                Field(_identifier(member.name), member.name, type_name, member.description)
            )
        yield Declaration(kind.title, kind, kind.description, fields=tuple(fields))

    def _declared(
        self, kind: Type, wish: str, description: str
    ) -> Generator[Declaration, None, str]:
        """Yield the declarations that a type needs, and return how it is written."""
        match kind:
            case Nullable(other):
                return f"Option<{(yield from self._declared(other, wish, description))}>"
            case Boolean():
                return "bool"
            case Object(title):
                yield from self._struct(kind)
                return title
            case Array(entry):
                name = self._claim(wish)
                of_entry = yield from self._declared(entry, f"{wish}Entry", description)
                yield Declaration(name, kind, description, entry=of_entry)
                return name
        name = self._claim(wish)
        yield Declaration(name, kind, description)
        return name

    def _claim(self, wish: str) -> str:
        wishes = chain([wish, f"{wish}Value"], (f"{wish}Value{number}" for number in count(2)))
        free = (name for name in wishes if not (name in self._names or _TAKEN.fullmatch(name)))
        name = next(free)
        self._names.add(name)
        return name


def _identifier(name: str) -> str:
    return f"r#{name}" if _KEYWORD.fullmatch(name) else name
