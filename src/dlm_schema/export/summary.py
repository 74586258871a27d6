"""What a store's own ``manifest.json`` says about its exports (SPEC section 7.3).

That file is as little to be trusted as the exports are, so it is opened and read under the same
rules. What else DLM keeps in it is no concern of this module.
"""

from __future__ import annotations

import os
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any, Final

import jiter

from dlm_schema.disk.opening import directory_at
from dlm_schema.disk.reading import read_beneath
from dlm_schema.document import rules
from dlm_schema.document.encoding import is_dense
from dlm_schema.errors import ManifestPathError
from dlm_schema.export.discovery import EXPORTS_FOLDER, SUMMARY_FILENAME
from dlm_schema.findings import Finding, finding
from dlm_schema.limits import MAX_BYTES
from dlm_schema.published import TARGET_MEMBER, catalogue
from dlm_schema.text import excerpt

VL_FILENAME: Final = "vl_gguf.json"
"""Lies in exports of vision models in GGUF form, of which DLM writes no row."""

_SAME: Final = ("ollama_name", "llama_cpp_tag")
_BASE: Final = "base_gguf_sha256"
_DIGESTS: Final = {_BASE: "base_model", "adapter_gguf_sha256": "adapter"}
_COMPARED: Final = (*_DIGESTS, *_SAME)
_MOST_AROUND: Final = 4
_FROM_EXPORT: Final = f"{os.pardir}/{os.pardir}"
_LONGEST_DENSE: Final = 1024 * 1024
"""Bytes up to which the file may hold any number of values: there is no other way to read it."""
_SHOWN: Final = 80  # a digest is shown whole

_Identity = tuple[str, bool, str | None]


class Summary:
    """The rows of one store, oldest first, or ``problem``: why there are none.

    ``size`` is the bytes of its file. Rows are as they were read, whatever their shape. Unless they
    are kept ``whole``, those of exports have no more members than are compared, and others are
    ``None``.
    """

    def __init__(
        self,
        rows: Sequence[Any] = (),
        problem: str | None = None,
        *,
        whole: bool = True,
        size: int = 0,
    ) -> None:
        self.size = size
        identities = [_identity(row) for row in rows]
        self.rows: Sequence[Any] = rows if whole else list(map(_compared, rows, identities))
        self.problem = problem
        self._of: dict[_Identity, list[int]] = {}
        self._merged_bases: dict[tuple[str, str], int] = {}
        for position, (row, identity) in enumerate(zip(rows, identities, strict=True)):
            if identity is None:
                continue
            self._of.setdefault(identity, []).append(position)
            quant, merged, _ = identity
            base = row.get(_BASE)
            if merged and isinstance(base, str):
                self._merged_bases[quant, base] = position

    def positions_in(self, name: str) -> list[int]:
        """Return where the rows are whose directory in ``exports`` has a name."""
        return self._in.get(name, [])

    @cached_property
    def _in(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for (quant, _, target), positions in self._of.items():
            found.setdefault(directory_of(quant, target), []).extend(positions)
        return found

    @cached_property
    def strays(self) -> Sequence[int]:
        """Where entries are that tell no export."""
        known = {position for positions in self._of.values() for position in positions}
        return [position for position in range(len(self.rows)) if position not in known]

    def positions_of(self, document: Mapping[str, Any]) -> Sequence[int]:
        """Return where the rows of a valid manifest's export are, in order; the last counts."""
        quant, merged = document["quant"], document["merged"]
        unnamed = self._of.get((quant, merged, None), [])
        named = self._of.get((quant, merged, target_of(document)), [])
        return sorted(unnamed + named) if unnamed and named else unnamed or named

    def compare(self, document: Mapping[str, Any]) -> list[Finding]:
        """Compare a valid manifest with the row that the store keeps of its export."""
        if self.problem is not None:
            return [_missing(f"the store's {SUMMARY_FILENAME} {self.problem}")]
        positions = self.positions_of(document)
        target = target_of(document)
        if not positions:
            quant, merged = document["quant"], excerpt(document["merged"])
            sought = f"target {target}, quant {quant}, merged {merged}"
            return [_missing(f"the store's {SUMMARY_FILENAME} has no row of the export: {sought}")]
        row = self.rows[positions[-1]]
        found = _mismatches(row, document, target)
        reused = self._merged_position(row, document)
        if reused is not None:
            found.append(_reused_base(reused, document, target))
        return found

    def row_of(self, name: str) -> Mapping[str, Any] | None:
        """Return the last row whose directory in ``exports`` has a name."""
        position = self._last().get(name)
        return None if position is None else self.rows[position]

    def _last(self) -> dict[str, int]:
        """Return where the last row of each directory is, by the name of that."""
        last: dict[str, int] = {}
        for (quant, _, target), positions in self._of.items():
            name = directory_of(quant, target)
            last[name] = max(positions[-1], last.get(name, -1))
        return last

    def facts(self, document: Mapping[str, Any]) -> list[Any]:
        """Return what :meth:`compare` uses of the store: with the same facts it finds the same."""
        positions = self.positions_of(document)
        row = self.rows[positions[-1]] if positions else {}
        return [self.problem, len(positions) > 0, row, self._merged_position(row, document)]

    def gone(self, names: Container[str]) -> Iterator[tuple[str, Finding]]:
        """Yield the directories in ``exports`` that the rows are of and that are not in ``names``.

        Each comes with the finding that says so.
        """
        for name, position in sorted(self._last().items()):
            if name not in names:
                message = f"the store's {SUMMARY_FILENAME} remembers it at /exports/{position}"
                yield name, finding("store/export-gone", "", message)

    def _merged_position(self, row: Mapping[str, Any], document: Mapping[str, Any]) -> int | None:
        """Return where the row of a merged export is that has the base model of this one's."""
        digest = row.get(_BASE)
        if document["merged"] or not isinstance(digest, str):
            return None
        return self._merged_bases.get((document["quant"], digest))


class Summaries:
    """The summaries of the stores of a tree, each read once while the tree is walked in order.

    Kept are those of the store at hand and of the few next around it, so that neither many stores
    nor one inside the other cost more than reading each, and many inside each other take no more
    memory than a few.
    """

    def __init__(self, *, whole: bool = False) -> None:
        self._whole = whole
        self._around: list[tuple[str, Summary]] = []

    def of(self, store: str, inside: int | None = None, way: str = _FROM_EXPORT) -> Summary:
        """Return the summary of a store, which is named by its real path.

        ``inside`` is a descriptor of a folder in it, and ``way`` leads from there to the store.
        """
        around = self._around
        while around and not f"{store}/".startswith(f"{around[-1][0]}/"):
            around.pop()
        if not around or around[-1][0] != store:
            around.append((store, read_summary(store, inside, way, whole=self._whole)))
            del around[:-_MOST_AROUND]
        return around[-1][1]


def target_of(document: Mapping[str, Any]) -> str:
    """Return the target of a valid manifest; version 1 implies it."""
    target: str = document.get(TARGET_MEMBER) or rules.implied_target()
    return target


def directory_of(quant: str, target: str | None) -> str:
    """Return the name of the directory in ``exports`` that an export is made in."""
    parameters = catalogue()["store/export-gone"]["parameters"]
    name: str = parameters["directories"].get(target, quant)
    return name


def store_of(export_dir: str) -> str | None:
    """Return the store that an export directory lies in, if it does; both by their real paths."""
    exports, _, _ = export_dir.rpartition("/")
    is_in_store = exports.endswith(f"/{EXPORTS_FOLDER}") or exports == EXPORTS_FOLDER
    return os.path.dirname(exports) if is_in_store else None


def read_summary(
    store: str, inside: int | None = None, way: str = _FROM_EXPORT, *, whole: bool = True
) -> Summary:
    """Read the summary of the store in a directory; whatever is there, the outcome is one.

    With a descriptor of a folder in it, an export directory unless there is another ``way``, the
    store is the one that this truly lies in, so that nobody can put another in its place under its
    name.
    """
    try:
        with directory_at(store if inside is None else way, start=inside) as directory:
            data = read_beneath(directory, SUMMARY_FILENAME)
    except ManifestPathError as error:
        return Summary(problem=f"cannot be read: {error.reason}")
    if len(data) > _LONGEST_DENSE and is_dense(data):
        return Summary(problem="cannot be read: it holds too many values for its size")
    if len(data) > MAX_BYTES:
        return Summary(problem=f"cannot be read: it has more than {MAX_BYTES} bytes")
    try:
        # DLM writes what Python's json does: any float, NaN and Infinity among them.
        content = jiter.from_json(data, cache_mode="keys", catch_duplicate_keys=True)
    except ValueError as error:
        return Summary(problem=f"cannot be read: {excerpt(str(error), _SHOWN)}")
    if not isinstance(content, dict):
        return Summary(problem=f"is no object but {excerpt(content)}")
    rows = content.get("exports")
    if not isinstance(rows, list):
        return Summary(problem="has no array exports")
    return Summary(rows, whole=whole, size=len(data))


def _compared(row: Any, identity: _Identity | None) -> Mapping[str, Any] | None:
    return None if identity is None else {name: row[name] for name in _COMPARED if name in row}


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


def _reused_base(position: int, document: Mapping[str, Any], target: str) -> Finding:
    listed = _listed(document, target)[_DIGESTS[_BASE]]
    pointer = f"/artifacts/{listed[0][0]}/sha256" if listed else "/artifacts"
    where = f"/exports/{position} of the store's {SUMMARY_FILENAME}"
    message = f"the base model is the one of a merged export ({where})"
    return finding("store/merged-base-reused", pointer, message)


def _mismatches(row: Mapping[str, Any], document: Mapping[str, Any], target: str) -> list[Finding]:
    """Report what a row says otherwise; what disagrees at one place is one finding."""
    messages: dict[str, str] = {}
    for pointer, message in chain(_digests(row, document, target), _values(row, document)):
        messages[pointer] = f"{messages[pointer]}; {message}" if pointer in messages else message
    return [
        Finding("store/summary-mismatch", "error", pointer, message)
        for pointer, message in messages.items()
    ]


def _digests(
    row: Mapping[str, Any], document: Mapping[str, Any], target: str
) -> Iterator[tuple[str, str]]:
    by_role = _listed(document, target)
    for member, role in _DIGESTS.items():
        if member not in row:
            continue
        listed = by_role[role]
        recorded = row[member]
        if not listed and recorded is not None:
            message = f"{_recorded(row, member)}, found no GGUF artifact of the role {role}"
            yield "/artifacts", message
        elif listed and all(recorded != artifact["sha256"] for _, artifact in listed):
            index, artifact = listed[0]
            found = f"{excerpt(artifact['sha256'], _SHOWN)} ({artifact['path']})"
            yield f"/artifacts/{index}/sha256", f"{_recorded(row, member)}, found {found}"


def _listed(
    document: Mapping[str, Any], target: str
) -> Mapping[str, list[tuple[int, Mapping[str, Any]]]]:
    """Return the GGUF artifacts of each role that rows have a digest of, and where they are."""
    role_of = rules.role_of(target)
    listed: dict[str, list[tuple[int, Mapping[str, Any]]]] = {
        role: [] for role in _DIGESTS.values()
    }
    for index, artifact in enumerate(document["artifacts"]):
        path = artifact["path"]
        if path.endswith(".gguf"):
            role = artifact["role"] if "role" in artifact else role_of(path)
            if role in listed:
                listed[role].append((index, artifact))
    return listed


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
