"""Options for the members of a manifest, as the schema of the latest version has them.

A member of an object in the manifest has the names that lead to it, joined by hyphens. What cannot
be said in one word is given as JSON.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import jiter

from dlm_schema._version import __version__
from dlm_schema.document.versions import LATEST, lookup
from dlm_schema.published import VERSION_MEMBER, published

_FROM_FILES: Final = ("artifacts",)
_DEFAULTS: Final = {"created_at": "now", "created_by": f"dlm-schema-{__version__}"}
"""What is said of members that :func:`completed_members` knows without being asked."""

_Member = tuple[tuple[str, ...], dict[str, Any]]


def add_members(parser: argparse.ArgumentParser) -> None:
    """Add an option for every member that is not known from the files or the version.

    Another manifest that ``--like`` names, and the store, can say what the options do not.
    """
    actions: list[argparse.Action] = []
    parser.add_argument(
        "--like",
        action=_Told,
        members=actions,
        metavar="MANIFEST",
        help="take what no option gives from another manifest, or from that of an export directory",
    )
    parser.add_argument(
        "--from-store",
        action=_Told,
        members=actions,
        nargs=0,
        const=True,
        default=False,
        help="take what no option gives from what the store around the directory remembers of it, "
        "and the rest from --like",
    )
    group = parser.add_argument_group(f"members of the manifest (version {LATEST})")
    for names, member in _members():
        if "const" in member:
            continue
        arguments = _arguments("_".join(names), member)
        arguments["dest"] = "/".join(names)
        option = "-".join(names).replace("_", "-")
        try:
            actions.append(group.add_argument(f"--{option}", **arguments))
        except argparse.ArgumentError:  # the command has an option of this name
            actions.append(group.add_argument(f"--member-{option}", **arguments))


class _Told(argparse.Action):
    """Makes the ``members`` options that can be left out."""

    def __init__(self, *arguments: Any, members: Sequence[argparse.Action], **given: Any) -> None:
        super().__init__(*arguments, **given)
        self.members = members

    def __call__(self, *given: Any) -> None:
        _, namespace, value, _ = given
        setattr(namespace, self.dest, self.const or value)
        for action in self.members:
            action.required = False


def members_of(options: argparse.Namespace, like: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members that the options give, with objects in their places.

    What no option gives is what ``like`` has, and what :func:`completed_members` adds is left out.
    Raises ``TypeError`` for what nothing gives.
    """
    document: dict[str, Any] = {}
    missing: list[str] = []
    for names, member in _members():
        owner = document
        for name in names[:-1]:
            owner = owner.setdefault(name, {})
        value = member["const"] if "const" in member else vars(options)["/".join(names)]
        if value is None or value == []:
            inherited = _inherited(like, names)
            value = value if inherited is None else inherited
        if value is None and member.get("type") == "boolean":
            value = False
        if value is not None or _can_be_null(member):
            owner[names[-1]] = value
        elif "/".join(names) not in _DEFAULTS:
            missing.append(f"--{'-'.join(names).replace('_', '-')}")
    if missing:
        raise TypeError(f"nothing tells {', '.join(missing)}")
    return document


def _can_be_null(member: Mapping[str, Any]) -> bool:
    return "null" in member.get("type", ()) or None in member.get("enum", ())


def _inherited(like: Mapping[str, Any], names: Sequence[str]) -> Any:
    found: Any = like
    for name in names:
        found = (found or {}).get(name)
    return found


def _members() -> Iterator[_Member]:
    """Yield the members that a person gives, by the names that lead to them."""
    schema = published(lookup(LATEST).schema_path)
    known = (VERSION_MEMBER, *_FROM_FILES)
    for name in known:
        del schema["properties"][name]
    yield from _leaves(schema, schema.get("$defs", {}), ())


def _leaves(
    schema: Mapping[str, Any], definitions: Mapping[str, Any], above: tuple[str, ...]
) -> Iterator[_Member]:
    for name, said in schema["properties"].items():
        names = (*above, name)
        member = {**definitions.get(said.get("$ref", "").rpartition("/")[2], {}), **said}
        if member["type"] == "object":
            yield from _leaves(member, definitions, names)
        else:
            yield names, member


def _arguments(name: str, member: Mapping[str, Any]) -> dict[str, Any]:
    """Return what argparse is told of a member."""
    types = member["type"]
    nullable = isinstance(types, list)
    kind = types[0] if nullable else types
    words = member["description"].partition(". ")[0].removesuffix(".")
    words = words[:1].lower() + words[1:]
    arguments: dict[str, Any]
    if kind == "boolean" and not nullable:
        words += " (default: false)"
        return {"action": argparse.BooleanOptionalAction, "help": _escaped(words)}
    if kind == "array" and (kind := member["items"].get("type")) in _SCALARS:
        arguments = {**_SCALARS[kind], "action": "append", "default": None if nullable else []}
        words += " (can be given several times)"
    else:
        arguments = {**_SCALARS.get(kind, {"type": _json, "metavar": "JSON"})}
        arguments["required"] = not nullable and name not in _DEFAULTS
        arguments["default"] = None
    if "enum" in member:
        words += f": {', '.join(value for value in member['enum'] if value is not None)}"
    if nullable or name in _DEFAULTS:
        words += f" (default: {_DEFAULTS.get(name, 'null')})"
    return {**arguments, "help": _escaped(words)}


def _escaped(words: str) -> str:
    return words.replace("%", "%%")


def _integer(text: str) -> int:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(text) <= len(str(2**63))):
        raise argparse.ArgumentTypeError(f"expected an integer, found {text!r}")
    return int(text)


def _json(text: str) -> Any:
    try:
        return jiter.from_json(text.encode("utf-8", "surrogateescape"))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"expected JSON: {error}") from None


_SCALARS: Final[Mapping[str, dict[str, Any]]] = {
    "integer": {"type": _integer, "metavar": "N"},
    "string": {"metavar": "TEXT"},
}
