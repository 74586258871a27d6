"""Second opinions on every layer, written from the specification and not from the package.

- encoding: Python's ``json``, whose hooks see every number token and every member, and a walk
  over what it read; for documents built in memory a walk alone;
- version: the table of section 4;
- schema: ``jsonschema`` on the published files, with ``$`` read as ECMA-262 does;
- rules: quadratic where the package is clever.

What needs a judgement of its own gives pairs of code and pointer.
"""

from __future__ import annotations

import json
import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from support.schema_judge import schema_validator
from support.strategies import (
    DEVICES,
    HUGGING_FACE_TARGETS,
    MAX_INTEGER,
    NEEDED_ROLES,
    role_by_path,
)

Place = tuple[str, str]
"""The code and the pointer of a finding."""

_Path = tuple[str | int, ...]

_MAX_BYTES: Final = 16 * 1024 * 1024
_MAX_DEPTH: Final = 16
_ANY_FAULT_OF_TEXT: Final = frozenset(
    {"syntax", "character", "depth", "number", "duplicate-member"}
)
_SUSPECT_NUMBER: Final = re.compile("[0-9][.eE]|-0|[0-9]{16}")
_STRING: Final = re.compile('"[^"]*"')
_PORTABLE: Final = re.compile("(?=.{1,255}$)[A-Za-z0-9._+-]*[A-Za-z0-9_+-]", re.ASCII)
_OLLAMA_NAME: Final = re.compile(
    r"(((\w[\w.-]{0,79}://)?\w[\w.:-]{0,349}/)?\w[\w-]{0,79}/)?\w[\w.-]{0,79}(:\w[\w.-]{0,79})?",
    re.ASCII,
)


class Reading(NamedTuple):
    """What an encoding layer may say.

    ``codes`` are the faults that may be reported, none for a text without fault; ``pointer`` is
    known when there is but one answer; ``value`` is what a text without fault stands for.
    """

    codes: frozenset[str]
    pointer: str | None = None
    value: Any = None


class _Token(str):
    """A number as it was written."""

    __slots__ = ()


class _Members(list[tuple[str, Any]]):
    """An object as the list of its members."""


def _pointer(path: _Path) -> str:
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)


def _unknown_constant(name: str) -> None:
    raise json.JSONDecodeError(f"{name} is no JSON", "", 0)


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_Members,
    parse_constant=_unknown_constant,
    parse_float=_Token,
    parse_int=_Token,
    strict=False,  # control characters are judged as characters
)


def read(data: bytes) -> Reading:
    """Judge bytes as the encoding layer does."""
    if len(data) > _MAX_BYTES:
        return Reading(frozenset({"size"}), "")
    if data[:3] == b"\xef\xbb\xbf":
        return Reading(frozenset({"bom"}), "")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return Reading(frozenset({"utf8"}), "")
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError:
        return Reading(_codes_of_bad_syntax(text))
    except RecursionError:
        return Reading(_ANY_FAULT_OF_TEXT)
    for code, pointer in _faults(value, (), 1):
        return Reading(frozenset({code}), pointer)  # the walk goes in the order of the text
    return Reading(frozenset(), None, _closed(value))


def _codes_of_bad_syntax(text: str) -> frozenset[str]:
    """Tell which faults may begin before the one that made the text no JSON."""
    codes = {"syntax"}
    if "\\" in text or any(map(is_forbidden, set(text))):
        codes.add("character")
    if text.count("[") + text.count("{") > _MAX_DEPTH:
        codes.add("depth")
    if _SUSPECT_NUMBER.search(text):
        codes.add("number")
    strings = _STRING.findall(text)
    if "\\" in text or len(strings) != len(set(strings)):
        codes.add("duplicate-member")
    return frozenset(codes)


def _faults(value: Any, path: _Path, depth: int) -> Iterator[Place]:
    if isinstance(value, _Token):
        if not _is_plain_integer(value):
            yield "number", _pointer(path)
    elif isinstance(value, str):
        if not _is_clean(value):
            yield "character", _pointer(path)
    elif isinstance(value, list):
        if depth > _MAX_DEPTH:
            yield "depth", _pointer(path)
        elif isinstance(value, _Members):
            yield from _faults_of_members(value, path, depth)
        else:
            for index, item in enumerate(value):
                yield from _faults(item, (*path, index), depth + 1)


def _faults_of_members(members: _Members, path: _Path, depth: int) -> Iterator[Place]:
    seen = set()
    for name, item in members:
        if not _is_clean(name):
            yield "character", _pointer(path)
        if name in seen:
            yield "duplicate-member", _pointer((*path, name))
        seen.add(name)
        yield from _faults(item, (*path, name), depth + 1)


def _is_plain_integer(token: str) -> bool:
    digits = token.removeprefix("-")
    if not digits.isdigit() or (digits[0] == "0" and token != "0"):
        return False
    return len(digits) <= 16 and int(digits) <= MAX_INTEGER


def _is_clean(text: str) -> bool:
    if text.isascii() and text.isprintable():
        return True
    return not any(map(is_forbidden, text))


def is_forbidden(character: str) -> bool:
    number = ord(character)
    return (
        number < 0x20
        or 0x7F <= number <= 0x9F
        or number in (0x2028, 0x2029)
        or 0xD800 <= number <= 0xDFFF
        or 0xFDD0 <= number <= 0xFDEF
        or number & 0xFFFE == 0xFFFE
    )


def _closed(value: Any) -> Any:
    if isinstance(value, _Token):
        return int(value)
    if isinstance(value, _Members):
        return {name: _closed(item) for name, item in value}
    if isinstance(value, list):
        return [_closed(item) for item in value]
    return value


def read_mapping(mapping: Mapping[Any, Any]) -> Reading:
    """Judge a document built in memory as the encoding layer does."""
    faults = set(_foreign_faults(mapping, (), 1))
    if not faults:
        return Reading(frozenset(), None, _plain(mapping))
    pointer = next(iter(faults))[1] if len(faults) == 1 else None
    return Reading(frozenset(code for code, _ in faults), pointer)


def _foreign_faults(value: Any, path: _Path, depth: int) -> Iterator[Place]:
    if isinstance(value, Mapping | list | tuple):
        if depth > _MAX_DEPTH:
            yield "depth", _pointer(path)
        elif isinstance(value, Mapping):
            yield from _foreign_faults_of_members(value, path, depth)
        else:
            for index, item in enumerate(value):
                yield from _foreign_faults(item, (*path, index), depth + 1)
    elif isinstance(value, str):
        if not _is_clean(value):
            yield "character", _pointer(path)
    elif isinstance(value, int | float):
        if isinstance(value, float) or not -MAX_INTEGER <= value <= MAX_INTEGER:
            yield "number", _pointer(path)
    elif value is not None:
        yield "syntax", _pointer(path)


def _foreign_faults_of_members(
    members: Mapping[Any, Any], path: _Path, depth: int
) -> Iterator[Place]:
    for name, item in members.items():
        if not isinstance(name, str):
            yield "syntax", _pointer(path)
        elif not _is_clean(name):
            yield "character", _pointer(path)
        else:
            yield from _foreign_faults(item, (*path, name), depth + 1)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def claimed_version(document: Any) -> int | Place:
    """Tell the version that a document claims, or why there is none."""
    if not isinstance(document, dict):
        return "version/not-an-object", ""
    if "schema_version" not in document:
        return 2 if "target" in document else 1
    number = document["schema_version"]
    if not isinstance(number, int) or isinstance(number, bool):
        return "version/not-an-integer", "/schema_version"
    return 3 if number == 3 else ("version/unsupported", "/schema_version")


def judge_schema(document: Any, version: int) -> set[Place]:
    """Judge a document by its schema; slow."""
    found = set()
    for error in schema_validator(version).iter_errors(document):
        path = tuple(error.absolute_path)
        code = f"schema/{error.validator}"
        if error.validator == "required":
            missing = [name for name in error.validator_value if name not in error.instance]
            found |= {(code, _pointer((*path, name))) for name in missing}
        elif error.validator == "additionalProperties":
            extra = [name for name in error.instance if name not in error.schema["properties"]]
            found |= {(code, _pointer((*path, name))) for name in extra}
        else:
            found.add((code, _pointer(path)))
    too_long = {pointer for code, pointer in found if code == "schema/maxLength"}
    found -= {("schema/pattern", pointer) for pointer in too_long}
    if ("schema/maxItems", "/artifacts") in found:
        found = {place for place in found if not place[1].startswith("/artifacts/")}
    return found


def judge_rules(document: dict[str, Any]) -> set[Place]:
    """Judge a document whose schema holds by the rules."""
    found = set()
    target = document.get("target", "ollama")
    year, month, day = (int(part) for part in document["created_at"][:10].split("-"))
    if year == 0 or day > monthrange(year, month)[1]:
        found.add(("rules/calendar-date", "/created_at"))
    if document["dequantized"] and not document["merged"]:
        found.add(("rules/dequantized-without-merged", "/dequantized"))
    if target in HUGGING_FACE_TARGETS:
        only = {
            "quant": "hf",
            "merged": False,
            "dequantized": False,
            "llama_cpp_tag": None,
            "ollama_name": None,
        }
        found |= {
            ("rules/target-fields", f"/{name}")
            for name in only
            if _folded(document[name]) != only[name]
        }
    elif _folded(document["quant"]) == "hf":
        found.add(("rules/target-fields", "/quant"))
    roles = {
        entry.get("role") or role_by_path(target, entry["path"]) for entry in document["artifacts"]
    }
    if not roles.issuperset(NEEDED_ROLES[target]):
        found.add(("rules/missing-role", "/artifacts"))
    name = document["ollama_name"]
    if name is not None and not _OLLAMA_NAME.fullmatch(name):
        found.add(("rules/ollama-name", "/ollama_name"))
    paths = [entry["path"] for entry in document["artifacts"]]
    for index, path in enumerate(paths):
        for code in _path_rules(path, paths[:index]):
            found.add((f"rules/{code}", f"/artifacts/{index}/path"))
        named = re.fullmatch(r"base\.([^/]*)\.gguf", path)
        if named and named[1] != document["quant"]:
            found.add(("rules/quant-name", f"/artifacts/{index}/path"))
    return found


def _folded(value: Any) -> Any:
    """Fold the case of ASCII letters, and of no others."""
    if not isinstance(value, str):
        return value
    return "".join(one.lower() if one.isascii() else one for one in value)


def _path_rules(path: str, earlier: list[str]) -> Iterator[str]:
    if path in earlier:
        yield "duplicate-path"
    elif _folded(path) in [_folded(other) for other in earlier]:
        yield "case-collision"
    if any(
        f"{path}/".startswith(f"{a}/") or f"{a}/".startswith(f"{path}/")
        for a in earlier
        if a != path
    ):
        yield "path-prefix"
    if any(_folded(segment.split(".")[0]) in DEVICES for segment in path.split("/")):
        yield "reserved-name"
    if not all(_PORTABLE.fullmatch(segment) for segment in path.split("/")):
        yield "unportable-path"
    if _folded(path) == "export_manifest.json":
        yield "self-listing"
