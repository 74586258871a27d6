"""A page for each version of the schema, and one of what changed between them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from textwrap import indent
from typing import TYPE_CHECKING, Any, Final

from pages import specification
from pages.markup import SCHEMA, code, fenced, listed, member, table

if TYPE_CHECKING:
    from pages.corpus import Tested

Schema = Mapping[str, Any]
Entry = tuple[dict[str, Any], dict[str, Any] | None]

_TARGETS: Final = ("ollama", "llama-server", "vllm", "mlx-serve")


def entries() -> list[Entry]:
    """Return the versions, each with the migration that leads to it."""
    found = listed("versions.json", "versions")
    paths = [entry["files"].get("migration", {}).get("path") for entry in found]
    return [
        (entry, json.loads((SCHEMA / path).read_bytes()) if path else None)
        for entry, path in zip(found, paths, strict=True)
    ]


def schemas() -> str:
    """Link the schema of each version, and what the migration that leads to it does."""
    rows = []
    for entry, migration in entries():
        number, schema = entry["number"], entry["files"]["schema"]["path"]
        rows.append((f"[{schema}]({schema})", f"documents of version {number}, {entry['status']}"))
        if migration is not None:
            path = entry["files"]["migration"]["path"]
            rows.append((f"[{path}]({path})", migration["description"]))
    return "\n".join(f"| {file} | {about} |" for file, about in rows)


def schema_of(entry: Mapping[str, Any]) -> Schema:
    """Return the schema of a version."""
    schema: Schema = json.loads((SCHEMA / entry["files"]["schema"]["path"]).read_bytes())
    return schema


def pages(tested: Tested) -> Iterator[tuple[str, str]]:
    """Yield each page by its path."""
    rows = []
    changes: list[str] = []
    before: Schema = {}
    for entry, migration in entries():
        number = entry["number"]
        writers, readers = (", ".join(entry[name]) or "none" for name in ("written_by", "read_by"))
        rows.append((f"[{number}](v{number}.md)", entry["status"], writers, readers))
        schema = schema_of(entry)
        yield f"versions/v{number}.md", _version(entry, schema, tested)
        if migration is not None:
            changes += _changes(number, before, schema, migration)
        before = schema
    yield (
        "versions/index.md",
        "\n".join(
            (
                "# Versions\n",
                table(("version", "status", "written by", "read by DLM"), rows),
                (
                    "\nA frozen version never changes by a byte; a draft still can. In every "
                    "version all members are required, and no others are allowed.\n"
                ),
                "<!-- versions -->\n",
                "## What changed\n",
                *changes,
            )
        ),
    )


def members(schema: Schema) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every member by its name, such as ``artifacts[].path``, with all that is said of it."""

    def below(kind: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, dict[str, Any]]]:
        inner = []
        for name, about in kind.get("properties", {}).items():
            full = _resolved(schema, about)
            yield f"{prefix}{name}", full
            if "items" in full:
                inner.append((f"{prefix}{name}[].", _resolved(schema, full["items"])))
        for name, kind_of_items in inner:
            yield from below(kind_of_items, name)

    return below(schema, "")


def _resolved(schema: Schema, about: Mapping[str, Any]) -> dict[str, Any]:
    name = about.get("$ref", "").removeprefix("#/$defs/")
    return {**(schema["$defs"][name] if name else {}), **about}


def constraints(about: Mapping[str, Any]) -> str:
    """Say in words what values a member can have; patterns have words in its description."""
    if "enum" in about:
        values = ", ".join(f"`{json.dumps(value)}`" for value in about["enum"])
        return f"one of {values}"
    if "const" in about:
        return f"always `{json.dumps(about['const'])}`"
    kinds = about["type"]
    first, *others = [kinds] if isinstance(kinds, str) else kinds
    words = f"{first}{_bounds(first, about)}"
    return f"{words}, or {' or '.join(others)}" if others else words


def _bounds(kind: str, about: Mapping[str, Any]) -> str:
    low, high = {
        "string": ("minLength", "maxLength"),
        "array": ("", "maxItems"),
        "integer": ("minimum", "maximum"),
    }.get(kind, ("", ""))
    least, most = about.get(low), about.get(high)
    if least is None and most is None:
        return ""
    if kind == "integer":
        return f" from {least:,} to {most:,}"
    word = {"string": "characters", "array": "entries"}[kind]
    if least == most:
        return f" of exactly {most:,} {word}"
    return f" of {least:,} to {most:,} {word}" if least else f" of at most {most:,} {word}"


def example(name: str, about: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """Return a member with a value that it can have, as it is written in a document."""
    if "const" in about:
        value = about["const"]
    elif about.get("examples"):
        value = about["examples"][0]
    else:
        value = document[name]
    return f"{json.dumps(name.rpartition('.')[2])}: {json.dumps(value, indent=2)}"


def _version(entry: Mapping[str, Any], schema: Schema, tested: Tested) -> str:
    number = entry["number"]
    readers = ", ".join(entry["read_by"]) or "no release of DLM"
    file = f"export-manifest/v{number}/schema.json"
    documents = {
        target: (SCHEMA / f"corpus/bases/v{number}/{target}.json").read_text(encoding="utf-8")
        for target in _TARGETS
        if (SCHEMA / f"corpus/bases/v{number}/{target}.json").exists()
    }
    shown = [
        f'=== "{target}"\n\n' + indent(fenced(text.rstrip(), "json"), "    ")
        for target, text in documents.items()
    ]
    parts = [
        f"# Version {number}\n",
        f"{schema['description']}\n",
        table(
            ("status", "written by", "read by", "schema"),
            [
                (
                    entry["status"],
                    ", ".join(entry["written_by"]),
                    readers,
                    f"[{file}](../{file})",
                )
            ],
        ),
        (
            f"\nThe schema's `$id` is `{schema['$id']}`. [What changed](index.md#what-changed) "
            "from the version before.\n"
        ),
        "## Example\n",
        (
            "An export for each target, in [canonical form]"
            f"(../{specification.PAGE}#{specification.anchor('9')}):\n"
        ),
        *shown,
        "## Members\n",
        "All of them are required, and no others are allowed.\n",
    ]
    document = json.loads(next(iter(documents.values())))
    for name, about in members(schema):
        parts += [f"### {name} {{ #{_anchor(name)} }}\n", f"{constraints(about)}\n"]
        parts.append(f"{about['description']}\n")
        parts.append(fenced(example(name, about, document), "json"))
        if "pattern" in about:
            parts.append(f"Pattern: {code(about['pattern'])}\n")
        found = ", ".join(
            f"[{each}](../{specification.PAGE}#{each})" for each in _about(name, number, tested)
        )
        parts += [f"Requirements: {found}\n"] if found else []
    return "\n".join(parts)


def _anchor(name: str) -> str:
    return name.replace("[].", ".")


def _about(name: str, number: int, tested: Tested) -> Iterator[str]:
    """Yield the requirements that begin with a member and have cases of a version."""
    last = re.escape(name.rpartition(".")[2])
    begins = re.compile(rf"`{last}`|An? (artifact's )?{last}\b|The date in `{last}`")
    for each, text in specification.requirements().items():
        cases = [case for _, cases in tested.get(each, ()) for case in cases]
        if begins.match(text) and any(number in case.versions for case in cases):
            yield each


def _changes(
    number: int, older: Schema, newer: Schema, migration: Mapping[str, Any]
) -> Iterator[str]:
    """Say what differs between two versions, and what the migration does with it."""
    yield f"### From {number - 1} to {number}\n"
    yield table(
        ("member", f"version {number - 1}", f"version {number}"), _side_by_side(older, newer)
    )
    yield "\nWhat the migration does on the way up, and undoes on the way down:\n"
    for operation in migration["operations"]:
        place = operation.get("pointer") or operation["from"]
        to = f" to `{member(operation['to'])}`" if "to" in operation else ""
        yield f"- `{operation['op']}` `{member(place)}`{to}: {operation['description']}"
    for operation in migration["operations"]:
        if operation["op"] == "derive":
            yield from _derivation(operation)
    yield ""


def _side_by_side(*schemas: Schema) -> Iterator[tuple[str, str, str]]:
    """Yield the members that one of two versions alone has, or has otherwise."""
    older, newer = (
        {
            name: f"{constraints(about)}. {about['description']}".replace("|", "\\|")
            for name, about in members(schema)
        }
        for schema in schemas
    )
    for name in dict.fromkeys((*newer, *older)):
        if older.get(name) != newer.get(name):
            yield f"`{name}`", older.get(name, "not there"), newer.get(name, "not there")


def _derivation(operation: Mapping[str, Any]) -> Iterator[str]:
    """Show the rules by which a member is derived."""
    name, source = member(operation["pointer"]), member(operation["source"])
    target = member(operation["target"])
    rows = [
        (
            str(index),
            code(rule["pattern"]),
            " or ".join(f"`{each}`" for each in rule.get("targets", ())) or "any",
            f"`{rule['value']}`",
        )
        for index, rule in enumerate(operation["rules"], 1)
    ]
    rows.append(("else", "anything", "any", f"`{operation['otherwise']}`"))
    yield f"\n`{name}` is derived by these rules, of which the first that holds decides. "
    yield f"[EM-ROLE-6](../{specification.PAGE}#EM-ROLE-6) says the same in words.\n"
    yield table(("rule", f"`{source}` matches", f"`{target}` is", f"`{name}` becomes"), rows)
