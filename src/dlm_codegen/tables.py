"""The tables of documents that follow from the specification, each between two markers.

``<!-- members: begin -->`` begins the members of all versions with their types, and
``<!-- changes: begin -->`` what differs from version to version.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dlm_codegen.errors import GenerationError
from dlm_codegen.members import (
    Array,
    Choice,
    Constant,
    Integer,
    Member,
    Nullable,
    Object,
    Text,
    Type,
    plain,
)

if TYPE_CHECKING:
    from dlm_codegen.specification import Specification
    from dlm_codegen.tree import Tree

DOCUMENTS: Final = ("README.md", "schema/SPEC.md")
"""What has tables, by its path in the project."""

_TABLE: Final = re.compile(r"(<!-- (\w+): begin -->\n).*?(<!-- \2: end -->\n)", re.DOTALL)


def render_documents(specification: Specification, project: Path) -> Tree:
    """Return the documents with the tables that the specification gives, by path."""
    members = _members_by_path(specification)

    def table(match: re.Match[str]) -> str:
        begin, name, end = match.groups()
        render = _TABLES.get(name)
        return f"{begin}{render(specification, members)}{end}" if render else match[0]

    tree = {}
    for path in DOCUMENTS:
        text = (project / path).read_text(encoding="utf-8")
        tree[path] = _TABLE.sub(table, text)
        if not any(f"<!-- {name}: begin -->" in text for name in _TABLES):
            raise GenerationError(f"{path} has none of the tables {', '.join(_TABLES)}")
    return tree


_Members = Mapping[str, Mapping[int, Member]]


def _members_by_path(specification: Specification) -> _Members:
    """Return every member by its path, such as ``artifacts[].role``, and what it is by version.

    Members are in the order of the latest version that has them.
    """
    found: dict[str, dict[int, Member]] = {}
    for version in reversed(specification.versions):
        for path, member in _paths(version.document, ""):
            found.setdefault(path, {})[version.number] = member
    return found


def _paths(kind: Type, above: str) -> Iterator[tuple[str, Member]]:
    match plain(kind):
        case Array(entry):
            yield from _paths(entry, f"{above.removesuffix('.')}[].")
        case Object() as found:
            for member in found.members:
                yield f"{above}{member.name}", member
                yield from _paths(member.type, f"{above}{member.name}.")


def _members(specification: Specification, members: _Members) -> str:
    numbers = [version.number for version in specification.versions]
    rows = [["member", *(f"version {number}" for number in numbers), "type"]]
    for path, by_version in members.items():
        present = ["required" if number in by_version else "absent" for number in numbers]
        newest = by_version[max(by_version)]
        rows.append([f"`{path}`", *present, _type_name(newest.type)])
    return _rendered(rows)


def _type_name(kind: Type) -> str:
    match kind:
        case Nullable(other):
            return f"{_type_name(other)} or null"
        case Array(entry):
            return f"array of {_type_name(entry)}s"
        case Text() | Choice():
            return "string"
        case Integer() | Constant():
            return "integer"
    return type(kind).__name__.lower()


def _changes(specification: Specification, members: _Members) -> str:
    versions = specification.versions
    rows = [["", *(f"version {version.number}" for version in versions)]]
    rows.append(["status", *(version.status for version in versions)])
    rows.append(["written by", *(", ".join(version.written_by) for version in versions)])
    rows.append(["read by", *(", ".join(version.read_by) or "no DLM" for version in versions)])
    for path, by_version in members.items():
        cells = [_cell(by_version.get(version.number)) for version in versions]
        if len(set(cells)) > 1:
            rows.append([f"`{path}`", *cells])
    return _rendered(rows)


def _cell(member: Member | None) -> str:
    if member is None:
        return "absent"
    match member.type:
        case Constant(value):
            return f"`{value}`"
        case Object() | Array():
            return _type_name(member.type)
        case Choice(values):
            return f"one of {len(values)}"
        case Integer(minimum, maximum):
            return f"{minimum} to {maximum}"
    return f"such as `{member.example}`" if member.example is not None else _type_name(member.type)


def _rendered(rows: list[list[str]]) -> str:
    rows.insert(1, ["---"] * len(rows[0]))
    return "".join(f"| {' | '.join(row)} |\n".replace("|  |", "| |") for row in rows)


_TABLES: Final[Mapping[str, Callable[[Specification, _Members], str]]] = {
    "members": _members,
    "changes": _changes,
}
