"""What a store's own ``manifest.json`` says about its exports (SPEC section 7.3).

That file is as little to be trusted as the exports are, so it is opened and read under the same
rules. What else DLM keeps in it is no concern of this module.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

import jiter

from dlm_schema.disk.opening import directory_at
from dlm_schema.disk.reading import read_beneath
from dlm_schema.document import rules
from dlm_schema.document.encoding import is_dense
from dlm_schema.errors import ManifestPathError
from dlm_schema.export.discovery import EXPORTS_FOLDER, SUMMARY_FILENAME
from dlm_schema.findings import Finding
from dlm_schema.limits import MAX_BYTES
from dlm_schema.published import TARGET_MEMBER
from dlm_schema.text import excerpt

_SAME: Final = ("ollama_name", "llama_cpp_tag")
_DIGESTS: Final = {"base_gguf_sha256": "base_model", "adapter_gguf_sha256": "adapter"}
_COMPARED: Final = (*_DIGESTS, *_SAME)
_MOST_AROUND: Final = 4
_LONGEST_DENSE: Final = 1024 * 1024  # bytes of a text whose values take some forty times as much
_SHOWN: Final = 80  # a digest is shown whole

_Identity = tuple[str, bool, str | None]


class _Row(NamedTuple):
    position: int
    members: Mapping[str, Any]


class Summary:
    """The rows of one store, or ``problem``: why there are none."""

    def __init__(self, rows: list[Any] | None, problem: str | None = None) -> None:
        self._problem = problem
        self._last: dict[_Identity, _Row] = {}
        for position, row in enumerate(rows or ()):
            identity = _identity(row)
            if identity is not None:
                members = {name: row[name] for name in _COMPARED if name in row}
                self._last[identity] = _Row(position, members)

    def compare(self, document: Mapping[str, Any]) -> list[Finding]:
        """Compare a valid manifest with the row that the store keeps of its export."""
        if self._problem is not None:
            return [_missing(f"the store's {SUMMARY_FILENAME} {self._problem}")]
        target = document.get(TARGET_MEMBER) or rules.implied_target()
        quant, merged = document["quant"], document["merged"]
        rows = [
            self._last[identity]
            for identity in ((quant, merged, None), (quant, merged, target))
            if identity in self._last
        ]
        if not rows:
            sought = f"target {target}, quant {quant}, merged {excerpt(merged)}"
            return [_missing(f"the store's {SUMMARY_FILENAME} has no row of the export: {sought}")]
        return _mismatches(max(rows, key=lambda row: row.position).members, document, target)


class Summaries:
    """The summaries of the stores of a tree, each read once while the tree is walked in order.

    Kept are those of the store at hand and of the few next around it, so that neither many stores
    nor one inside the other cost more than reading each, and many inside each other take no more
    memory than a few.
    """

    def __init__(self) -> None:
        self._around: list[tuple[str, Summary]] = []

    def of(self, store: str, export: int | None = None) -> Summary:
        """Return the summary of a store, which is named by its real path.

        ``export`` is a descriptor of one of its export directories.
        """
        around = self._around
        while around and not f"{store}/".startswith(f"{around[-1][0]}/"):
            around.pop()
        if not around or around[-1][0] != store:
            around.append((store, read_summary(store, export)))
            del around[:-_MOST_AROUND]
        return around[-1][1]


def store_of(export_dir: str) -> str | None:
    """Return the store that an export directory lies in, if it does; both by their real paths."""
    exports = os.path.dirname(export_dir)
    return os.path.dirname(exports) if os.path.basename(exports) == EXPORTS_FOLDER else None


def read_summary(store: str, export: int | None = None) -> Summary:
    """Read the summary of the store in a directory; whatever is there, the outcome is one.

    With a descriptor of an export directory the store is the one that this truly lies in, so that
    nobody can put another in its place under its name.
    """
    try:
        data = _read(store, export)
    except ManifestPathError as error:
        return Summary(None, f"cannot be read: {error.reason}")
    if len(data) > _LONGEST_DENSE and is_dense(data):
        return Summary(None, "cannot be read: it holds too many values for its size")
    if len(data) > MAX_BYTES:
        return Summary(None, f"cannot be read: it has more than {MAX_BYTES} bytes")
    try:
        # DLM writes what Python's json does: any float, NaN and Infinity among them.
        content = jiter.from_json(data, cache_mode="keys", catch_duplicate_keys=True)
    except ValueError as error:
        return Summary(None, f"cannot be read: {excerpt(str(error), _SHOWN)}")
    if not isinstance(content, dict):
        return Summary(None, f"is no object but {excerpt(content)}")
    rows = content.get("exports")
    if not isinstance(rows, list):
        return Summary(None, "has no array exports")
    return Summary(rows)


def _read(store: str, export: int | None) -> bytes:
    path = store if export is None else f"{os.pardir}/{os.pardir}"
    with directory_at(path, start=export) as directory:
        return read_beneath(directory, SUMMARY_FILENAME)


def _identity(row: Any) -> _Identity | None:
    """Return what tells which export a row is of, or ``None`` when it is of none."""
    if not isinstance(row, dict):
        return None
    quant, merged, target = row.get("quant"), row.get("merged"), row.get(TARGET_MEMBER)
    if not isinstance(quant, str) or not isinstance(merged, bool):
        return None
    if TARGET_MEMBER in row and not isinstance(target, str):
        return None
    return quant, merged, target


def _mismatches(row: Mapping[str, Any], document: Mapping[str, Any], target: str) -> list[Finding]:
    """Report what a row says otherwise; what disagrees at one place is one finding."""
    messages: dict[str, str] = {}
    for pointer, message in (*_digests(row, document, target), *_values(row, document)):
        messages[pointer] = f"{messages[pointer]}; {message}" if pointer in messages else message
    return [
        Finding("store/summary-mismatch", "error", pointer, message)
        for pointer, message in messages.items()
    ]


def _digests(
    row: Mapping[str, Any], document: Mapping[str, Any], target: str
) -> Iterator[tuple[str, str]]:
    role_of = rules.role_of(target)
    for member, role in _DIGESTS.items():
        if member not in row:
            continue
        listed = [
            (index, artifact)
            for index, artifact in enumerate(document["artifacts"])
            if artifact["path"].endswith(".gguf")
            and (artifact["role"] if "role" in artifact else role_of(artifact["path"])) == role
        ]
        recorded = row[member]
        if not listed and recorded is not None:
            message = f"{_recorded(row, member)}, found no GGUF artifact of the role {role}"
            yield "/artifacts", message
        elif listed and recorded not in [artifact["sha256"] for _, artifact in listed]:
            index, artifact = listed[0]
            found = f"{excerpt(artifact['sha256'], _SHOWN)} ({artifact['path']})"
            yield f"/artifacts/{index}/sha256", f"{_recorded(row, member)}, found {found}"


def _values(row: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for member in _SAME:
        if member in row and row[member] != document[member]:
            found = excerpt(document[member], _SHOWN)
            yield f"/{member}", f"{_recorded(row, member)}, found {found}"


def _recorded(row: Mapping[str, Any], member: str) -> str:
    recorded = excerpt(row[member], _SHOWN)
    return f"the store's {SUMMARY_FILENAME} has another {member}: expected {recorded}"


def _missing(message: str) -> Finding:
    return Finding("store/summary-missing", "warning", "", message)
