"""Valid documents of every version, drawn at random, and texts that they can be written as."""

from __future__ import annotations

import glob
import json
import os
from collections.abc import Callable
from functools import lru_cache
from json.encoder import encode_basestring, encode_basestring_ascii
from pathlib import Path
from random import Random
from typing import Any

from support.strategies import Choices, Document, drawn_manifest


def choices(random: Random) -> Choices:
    """Return choices enough for a document, and for what is changed in it."""
    return Choices(random.randbytes(600))


def valid_document(random: Random, version: int) -> Document:
    """Draw a document in which no layer of a version finds anything."""
    return drawn_manifest(choices(random), version)


@lru_cache(maxsize=1)
def kept_manifests() -> tuple[bytes, ...]:
    """Read every recorded and every example manifest, in order of their paths."""
    tests = str(Path(__file__).resolve().parents[2])
    found = []
    for folder in (os.path.join(tests, "recorded"), os.path.join(tests, os.pardir, "examples")):
        found += glob.glob(os.path.join(folder, "**", "export_manifest.json"), recursive=True)
    manifests = []
    for path in sorted(found):
        with open(path, "rb") as file:
            manifests.append(file.read())
    return tuple(manifests)


def canonical(document: Any) -> bytes:
    """Write the canonical form, by the one line that defines it."""
    return (json.dumps(document, sort_keys=True, indent=2) + "\n").encode()


class Raw(str):
    """Text that is written as it stands, where a value or a name belongs."""

    __slots__ = ()


class Members(list[tuple[str, Any]]):
    """An object as the list of its members, so that one can occur twice."""


def opened(value: Any) -> Any:
    """Copy a value with every object as its list of members."""
    if isinstance(value, dict):
        return Members((name, opened(item)) for name, item in value.items())
    if isinstance(value, list):
        return [opened(item) for item in value]
    return value


def written(value: Any, random: Random) -> str:
    """Write a value as JSON text in one of many styles."""
    style = random.random()
    if style < 0.4:
        return _write(value, lambda: "", encode_basestring_ascii)
    if style < 0.5:
        return _write(value, lambda: "", encode_basestring)
    if style < 0.6:
        return _write(value, lambda: "", lambda text: _escaped(text, random))
    spaces = ["", "", " ", "\n", "\t", "\r\n", "\n  "]
    return _write(value, lambda: random.choice(spaces), encode_basestring_ascii)


def _escaped(text: str, random: Random) -> str:
    return (
        '"'
        + "".join(
            json.dumps(character)[1:-1]
            if random.random() < 0.9 or ord(character) > 0xFFFF
            else f"\\u{ord(character):04{random.choice('xX')}}"
            for character in text
        )
        + '"'
    )


def _write(value: Any, space: Callable[[], str], string: Callable[[str], str]) -> str:
    if isinstance(value, Raw):
        return value
    if isinstance(value, str):
        return string(value)
    if isinstance(value, Members):
        members = (
            f"{space()}{_write(name, space, string)}{space()}:{space()}"
            f"{_write(item, space, string)}{space()}"
            for name, item in value
        )
        return "{" + (",".join(members) or space()) + "}"
    if isinstance(value, list):
        items = (f"{space()}{_write(item, space, string)}{space()}" for item in value)
        return "[" + (",".join(items) or space()) + "]"
    return json.dumps(value)
