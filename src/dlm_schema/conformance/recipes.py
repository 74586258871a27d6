"""Expanding the recipes of the corpus to bytes, as ``schema/corpus/README.md`` defines it.

A recipe names a base document and what is changed in it, or the bytes themselves. Everything here
is plain data in and plain data out; a mistake in a recipe is a ``CorpusError``.
"""

from __future__ import annotations

import json
import marshal
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from dlm_schema.document.canonical import canonical_bytes
from dlm_schema.errors import DlmSchemaError

Recipe = dict[str, Any]

_PLACEHOLDER: Final = re.compile(r"\{\{([a-z0-9_]+)\}\}")

_NUMBER: Final = 2**61 - 1
"""Stands for the number of an entry until its text is written; no recipe holds it."""


class CorpusError(DlmSchemaError):
    """A recipe of the corpus does not say what it should; ``subject`` names it."""

    def __init__(self, subject: str, problem: str) -> None:
        self.subject = subject
        self.problem = problem
        super().__init__(f"{subject}: {problem}")


def rows_of(group: Recipe, defaults: Recipe) -> Iterator[Recipe]:
    """Yield the recipes that a group stands for: itself, or one for each row of its table.

    Defaults of the file give way to the group's members and those to the row's; placeholders are
    not filled in yet.
    """
    merged = {**defaults, **group, "with": {**defaults.get("with", {}), **group.get("with", {})}}
    table = merged.pop("table", None)
    if table is None:
        yield merged
        return
    for row in table:
        own = {name: value for name, value in row.items() if name != "name"}
        variables = {"name": row["name"], **merged["with"], **row.get("with", {})}
        recipe = {**merged, **own, "with": variables}
        if "valid" in own or "errors" in own:  # a row's verdict takes the place of the group's
            for name in {"valid", "errors"} - own.keys():
                recipe.pop(name, None)
        recipe["id"] = f"{merged['id']}/{row['name']}"
        yield recipe


def filled(value: Any, variables: Mapping[str, Any], subject: str) -> Any:
    """Put variables in the place of ``{{name}}``, in member names and strings at every depth.

    A string that is nothing but one placeholder becomes the variable's value, whatever its type.
    """

    def text(match: re.Match[str]) -> str:
        found = lookup(match[1])
        return found if isinstance(found, str) else json.dumps(found)

    def lookup(name: str) -> Any:
        if name not in variables:
            raise CorpusError(subject, f"nothing says what {{{{{name}}}}} stands for")
        return variables[name]

    if isinstance(value, str):
        if "{{" not in value:
            return value
        whole = _PLACEHOLDER.fullmatch(value)
        return _copied(lookup(whole[1])) if whole else _PLACEHOLDER.sub(text, value)
    if isinstance(value, dict):
        return {
            _PLACEHOLDER.sub(text, name) if "{{" in name else name: filled(item, variables, subject)
            for name, item in value.items()
        }
    if isinstance(value, list):
        return [filled(item, variables, subject) for item in value]
    return value


def _copied(value: Any) -> Any:
    """Copy a JSON value; ``copy.deepcopy`` takes ten times as long, and cases are thousands."""
    return marshal.loads(marshal.dumps(value))  # noqa: S302  (what it reads was just written)


def patched(document: Any, patch: list[Recipe], subject: str) -> Any:
    """Return a copy of a document with the operations of a patch carried out in turn.

    They are ``add``, ``replace`` and ``remove`` of RFC 6902; ``make`` can stand for ``value``.
    """
    result = _copied(document)
    for operation in patch:
        value = made(operation["make"], subject) if "make" in operation else operation.get("value")
        try:
            result = _patch(result, operation["op"], operation["path"], _copied(value))
        except (KeyError, IndexError, ValueError, TypeError) as error:
            shown = f"{operation['op']} {operation['path']!r}"
            raise CorpusError(subject, f"cannot {shown}: {error!r}") from None
    return result


def _patch(document: Any, operation: str, pointer: str, value: Any) -> Any:
    if pointer == "":
        return value
    *folders, last = [
        token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]
    ]
    container = document
    for token in folders:
        container = container[int(token) if isinstance(container, list) else token]
    if isinstance(container, list):
        index = len(container) if last == "-" else int(last)
        if operation == "add":
            container.insert(index, value)
            return document
        key: Any = index
    else:
        key = last
    if operation != "add":
        container[key]  # what is replaced or removed must be there
    elif key in container:
        raise ValueError("it is there; replace it")
    if operation == "remove":
        del container[key]
    else:
        container[key] = value
    return document


def made(maker: Any, subject: str) -> Any:
    """Return a long value: text from its parts, or an array from a template of its entries."""
    if isinstance(maker, list):
        return bytes_of(maker, subject).decode("utf-8")
    entries = filled(maker["entries"], {**maker.get("with", {}), "n": _NUMBER}, subject)
    template = json.dumps(entries)
    texts = (template.replace(str(_NUMBER), str(number)) for number in range(maker["times"]))
    return json.loads(f"[{','.join(texts)}]")


def bytes_of(parts: Any, subject: str) -> bytes:
    """Join the parts of a text: strings in UTF-8, ``repeat`` and ``times``, or bytes as ``hex``."""
    if isinstance(parts, str):
        parts = [parts]
    joined = bytearray()
    for part in parts:
        if isinstance(part, str):
            joined += part.encode("utf-8")
        elif "hex" in part:
            joined += bytes.fromhex(part["hex"])
        else:
            joined += bytes_of(part["repeat"], subject) * part["times"]
    return bytes(joined)


def written(document: Any, form: str) -> bytes:
    """Write a document as ``canonical``, ``compact`` or with the members ``reversed``."""
    if form == "canonical":
        return canonical_bytes(document)
    if form == "reversed":
        document = _reversed(document)
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def _reversed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _reversed(value[name]) for name in sorted(value, reverse=True)}
    if isinstance(value, list):
        return [_reversed(item) for item in value]
    return value


def edited(data: bytes, edits: list[Recipe], subject: str) -> bytes:
    """Carry out edits of a text in turn; what one looks for must stand there exactly once."""
    for edit in edits:
        if "find" in edit:
            sought = edit["find"].encode("utf-8")
            found = data.count(sought)
            if found != 1:
                raise CorpusError(subject, f"{edit['find']!r} stands there {found} times, not once")
            data = data.replace(sought, bytes_of(edit["replace"], subject))
        elif "before" in edit:
            data = bytes_of(edit["before"], subject) + data
        elif "after" in edit:
            data += bytes_of(edit["after"], subject)
        else:
            data = data.ljust(edit["pad_to"])
    return data
