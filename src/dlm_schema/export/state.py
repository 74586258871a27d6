"""Results that are kept from run to run, so that what did not change is not judged again.

Those of the exports in one folder lie together, in a folder named by a hash of its path: JSON
Lines, a row for each export. Every process writes files of random names, a new one every few
seconds, and replaces those that it has read by one when there are some. So several processes can
work at one folder, memory holds the rows of a folder and not of a run, and a run that is killed
keeps what it did.

A row is believed where it is whole, was made by the same version with the same options, and all
that it was made from looks the same. It is not signed: who can write the rows can write that an
export is good.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Final, NamedTuple, final

from dlm_schema._version import __version__
from dlm_schema.disk.read_pool import start_thread
from dlm_schema.disk.stamps import tree_stamp
from dlm_schema.document.versions import VERSIONS, lookup
from dlm_schema.errors import ManifestPathError
from dlm_schema.export.enclosing import named_as_manifests
from dlm_schema.findings import SEVERITIES, Finding, Report
from dlm_schema.limits import MAX_BYTES, MAX_INTEGER
from dlm_schema.published import TARGET_MEMBER, catalogue, published_bytes
from dlm_schema.remote.shelves import Shelf, shelf_at
from dlm_schema.remote.urls import shown

_FLUSHED_EVERY: Final = 2.0  # seconds
_SECOND: Final = 10**9
_MOST_AROUND: Final = 4
_MOST_ROWS: Final = 4  # of one export, made with different options
_MOST_FILES: Final = 4  # beside those that are as long as they may be
_LONGEST_PART: Final = MAX_BYTES // 2
_OWN: Final = re.compile(r"[0-9a-f]{32}\.jsonl")
_NOT_READ: Final = ("files/unreadable", "files/changed")
_FACTS: Final = frozenset({"path", "expected", "observed"})
_SCALARS: Final = (str, int, bool, type(None))


class Place(NamedTuple):
    """A local folder or a URL that results are kept in, and how many seconds old they may be."""

    path: str
    max_age: float | None = None


class Kept(NamedTuple):
    """What was found about an export.

    ``not_read`` is how many of its ``files`` were not chosen to be read, ``size`` how many bytes
    they have, and ``document`` what there is to know of a valid manifest: of its artifacts the
    paths of those that are named as a manifest. It was ``judged`` so many seconds after 1970.
    """

    report: Report
    not_read: int = 0
    files: int = 0
    size: int = 0
    document: Mapping[str, Any] | None = None
    judged: int = 0


@final
class State:
    """The results in a place, of exports that come folder by folder.

    ``options`` are what an outcome depends on beside the export. ``problem`` says why results could
    not be read or written, once that is so; then that is not tried again.
    """

    def __init__(self, place: Place, options: Sequence[Any]) -> None:
        self.problem: str | None = None
        self._failed: set[bool] = set()
        self._place = place
        self._key = _hash(__version__, _specification(), options)
        self._shelf: Shelf | None = None
        self._around: list[_Folder] = []
        self._left: list[_Folder] = []
        self._lock = threading.RLock()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def record(self, export: str, filename: str, directory: int) -> Record | None:
        """Return the record of an export that is held open, unless nothing can be kept of it.

        ``export`` is its real path, or its URL as it is shown, and ``filename`` its manifest's.
        """
        stamp = tree_stamp(directory)
        if stamp is None:
            return None
        path, name = os.path.split(export)
        with self._lock:
            folder = self._enter(path)
            folder.users += 1
        return Record(self, folder, Facts(f"{name}/{filename}", self._key, stamp), directory)

    def row(self, folder: _Folder, facts: Facts) -> Mapping[str, Any] | None:
        """Return what is kept of an export as it is, unless it is too old."""
        row = folder.rows.get(facts.name, {}).get(facts.key)
        if row is None or row["stamp"] != facts.stamp:
            return None
        age = (time.time_ns() - row["judged"]) / _SECOND
        most = self._place.max_age
        return None if age < 0 or (most is not None and age > most) else row

    def add(self, folder: _Folder, facts: Facts, kept: Kept) -> None:
        """Keep what was found about an export."""
        if False in self._failed:
            return
        row = _row_of(facts, kept)
        with self._lock:
            folder.take(row)
            folder.fresh.append(row)
            if self._thread is None:
                self._start()

    def release(self, folder: _Folder) -> None:
        """Tell that an export of a folder is done with."""
        with self._lock:
            folder.users -= 1
            self._settle()

    def close(self) -> None:
        """Write what is not written yet, and stop."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
        with self._lock:
            self._leave(0)
            for folder in self._left:
                folder.users = 0
            self._settle()

    def _start(self) -> None:
        thread = threading.Thread(target=self._run, name="dlm-schema-state", daemon=True)
        if start_thread(thread):
            self._thread = thread

    def _enter(self, path: str) -> _Folder:
        around = self._around
        inside = os.path.join(path, "")
        outermost = next(
            (n for n, one in enumerate(around) if not inside.startswith(one.inside)), len(around)
        )
        self._leave(outermost)
        if not around or around[-1].inside != inside:
            folder = _Folder(inside)
            self._try(folder.read, reads=True)
            around.append(folder)
            if len(around) > _MOST_AROUND:
                self._left.append(around.pop(0))
        self._settle()
        return around[-1]

    def _leave(self, depth: int) -> None:
        self._left += self._around[depth:]
        del self._around[depth:]

    def _settle(self) -> None:
        """Tidy the folders that were left and of which every export is done with."""
        done = [folder for folder in self._left if not folder.users]
        self._left = [folder for folder in self._left if folder.users]
        for folder in done:
            self._try(folder.tidy)

    def _run(self) -> None:
        while not self._stopped.wait(_FLUSHED_EVERY):
            with self._lock:
                for folder in (*self._left, *self._around):
                    self._try(folder.flush)

    def _try(self, call: Callable[[Shelf], object], *, reads: bool = False) -> None:
        if reads in self._failed:
            return
        try:
            if self._shelf is None:
                self._shelf = shelf_at(self._place.path)
            call(self._shelf)
        except (OSError, ManifestPathError) as error:
            reason = error.reason if isinstance(error, ManifestPathError) else error.strerror
            self._failed.add(reads)
            self.problem = f"{shown(self._place.path)}: {(reason or str(error)).lower()}"


class Facts(NamedTuple):
    """What a result is of: an export, the options, all that lies in it, and facts of its store."""

    name: str
    key: str
    stamp: str
    store: str | None = None


@final
class Record:
    """One export that is being judged, and what may be kept of it."""

    def __init__(self, state: State, folder: _Folder, facts: Facts, directory: int) -> None:
        self._state = state
        self._folder = folder
        self._facts = facts
        self._directory = directory

    def known(self, store: Callable[[Mapping[str, Any]], Any]) -> Kept | None:
        """Return what is known of the export, where all that it was made from is the same.

        ``store`` returns what the export's store has to do with that, for its manifest.
        """
        row = self._state.row(self._folder, self._facts)
        kept = None if row is None else _kept_of(row)
        if row is None or kept is None:
            return None
        self.note(None if kept.document is None else store(kept.document))
        return kept if row["store"] == self._facts.store else None

    def note(self, store: Any) -> None:
        """Note what of the export's store the outcome depends on."""
        self._facts = self._facts._replace(store=None if store is None else _hash(store))

    def keep(
        self,
        report: Report,
        not_read: int,
        document: Mapping[str, Any] | None,
        *,
        is_snapshot: bool,
    ) -> None:
        """Keep what was found, if all was read and nothing changed meanwhile.

        ``document`` is the manifest, where it is valid.
        """
        if report.truncated or any(one.code in _NOT_READ for one in report.findings):
            return
        if tree_stamp(self._directory, anew=True) != self._facts.stamp:
            return
        artifacts = [] if document is None else document["artifacts"]
        size = sum(artifact["size_bytes"] for artifact in artifacts)
        kept = Kept(report, not_read, len(artifacts), size)
        if document is not None and not is_snapshot:
            kept = kept._replace(document={**document, "artifacts": named_as_manifests(document)})
        self._state.add(self._folder, self._facts, kept)

    def close(self) -> None:
        """Tell that the export is done with."""
        self._state.release(self._folder)


class _Folder:
    """The rows of the exports in a folder, by name and options, and the files that hold them."""

    def __init__(self, inside: str) -> None:
        self.inside = inside
        self.users = 0
        self.rows: dict[str, dict[str, Mapping[str, Any]]] = {}
        self.fresh: list[Mapping[str, Any]] = []
        digest = hashlib.sha256(inside.encode(errors="surrogatepass")).hexdigest()
        self._way = f"{digest[:2]}/{digest}"
        self._files: list[str] = []
        self._size = 0

    def read(self, shelf: Shelf) -> None:
        """Read what there is; of two rows with one purpose the newer one counts."""
        for name in filter(_OWN.fullmatch, shelf.names(self._way)):
            way = f"{self._way}/{name}"
            try:
                data = shelf.read(way)
            except ManifestPathError:
                continue  # it is no file of this package's
            except OSError as error:
                if error.errno != errno.ENOENT:
                    raise
                continue  # somebody has put it with others meanwhile
            self._files.append(way)
            self._size += len(data)
            if len(data) <= MAX_BYTES:
                for row in filter(None, map(_row, data.splitlines())):
                    self.take(row)

    def take(self, row: Mapping[str, Any]) -> None:
        """Take a row in place of older ones."""
        rows = self.rows.setdefault(row["name"], {})
        before = rows.pop(row["key"], row)
        rows[row["key"]] = max(row, before, key=_age)
        if len(rows) > _MOST_ROWS:
            del rows[min(rows, key=lambda key: _age(rows[key]))]

    def flush(self, shelf: Shelf) -> None:
        """Write the rows that are new."""
        self._write(shelf, self.fresh)
        self.fresh = []

    def tidy(self, shelf: Shelf) -> None:
        """Write the rows that are new, and put all files into one, or as few as hold them.

        That is done where there are some, so that many who share a folder do not all write it anew.
        """
        self.flush(shelf)
        if len(self._files) <= _MOST_FILES + 2 * self._size // _LONGEST_PART:
            return
        before, self._files = self._files, []
        self._write(shelf, [row for rows in self.rows.values() for row in rows.values()])
        for way in before:
            shelf.remove(way)

    def _write(self, shelf: Shelf, rows: Sequence[Mapping[str, Any]]) -> None:
        lines: list[bytes] = []
        size = 0
        for row in rows:
            line = f"{json.dumps({**row, 'digest': _hash(row)})}\n".encode()
            if size + len(line) > _LONGEST_PART and lines:
                self._write_file(shelf, lines)
                lines, size = [], 0
            lines.append(line)
            size += len(line)
        if lines:
            self._write_file(shelf, lines)

    def _write_file(self, shelf: Shelf, lines: Sequence[bytes]) -> None:
        way = f"{self._way}/{os.urandom(16).hex()}.jsonl"
        shelf.write(way, b"".join(lines))
        self._files.append(way)


def _row(line: bytes) -> Mapping[str, Any] | None:
    """Return the row in a line, if it is whole."""
    try:
        row = json.loads(line)
        digest = row.pop("digest")
    except (ValueError, RecursionError, AttributeError, KeyError, TypeError):
        return None
    return row if digest == _hash(row) and _has_shape(row) else None


def _age(row: Mapping[str, Any]) -> int:
    """Rank rows by their time; one that is to come is no newer than any other."""
    judged: int = row["judged"]
    return judged if judged <= time.time_ns() else 0


_MOST: Final[Mapping[str, int]] = {
    "judged": 2**63,
    "version": MAX_INTEGER,
    "not_read": MAX_BYTES,  # a document names no more files
    "files": MAX_BYTES,
    "size": MAX_BYTES * MAX_INTEGER,
}
_SHAPE: Final[Mapping[str, tuple[type, ...]]] = {
    "name": (str,),
    "key": (str,),
    "stamp": (str,),
    "store": (str, type(None)),
    "judged": (int,),
    "version": (int, type(None)),
    "findings": (list,),
    "not_read": (int,),
    "files": (int,),
    "size": (int,),
    "document": (list, type(None)),
}


def _row_of(facts: Facts, kept: Kept) -> dict[str, Any]:
    document = kept.document
    return {
        **facts._asdict(),
        "judged": time.time_ns(),
        "version": kept.report.version,
        "findings": [finding.as_json() for finding in kept.report.findings],
        "not_read": kept.not_read,
        "files": kept.files,
        "size": kept.size,
        "document": document
        and [
            document["quant"],
            document["merged"],
            document.get(TARGET_MEMBER),
            [artifact["path"] for artifact in document["artifacts"]],
        ],
    }


def _has_shape(row: Mapping[str, Any]) -> bool:
    return (
        row.keys() == _SHAPE.keys()
        and all(type(row[name]) in kinds for name, kinds in _SHAPE.items())
        and all(abs(row[name] or 0) <= most for name, most in _MOST.items())
    )


def _kept_of(row: Mapping[str, Any]) -> Kept | None:
    """Return what a row of the right shape says, if that is a result."""
    numbers = row["not_read"], row["files"], row["size"]
    findings = [_finding_of(content) for content in row["findings"]]
    document = _document_of(row["document"])
    if (
        min(*numbers, row["judged"]) < 0
        or None in findings
        or (row["document"] and document is None)
    ):
        return None
    report = Report(row["version"], filter(None, findings))
    return Kept(report, *numbers, document=document, judged=row["judged"] // _SECOND)


def _finding_of(content: Any) -> Finding | None:
    match content:
        case {
            "code": str(code),
            "severity": str(severity),
            "pointer": str(pointer),
            "message": str(message),
            **others,
        } if code in catalogue() and severity in SEVERITIES and others.keys() <= _FACTS:
            facts: dict[str, Any] = {str(name): value for name, value in others.items()}
            if isinstance(facts.get("expected"), list):
                facts["expected"] = tuple(facts["expected"])
            expected = facts.get("expected")
            values = expected if isinstance(expected, tuple) else (expected,)
            if isinstance(facts.get("path"), (str, type(None))) and all(
                isinstance(value, _SCALARS) for value in (*values, facts.get("observed"))
            ):
                return Finding(code, severity, pointer, message, **facts)
    return None


def _document_of(listed: Any) -> dict[str, Any] | None:
    match listed:
        case [str(quant), bool(merged), str() | None as target, [*paths]] if all(
            isinstance(path, str) for path in paths
        ):
            own = {} if target is None else {TARGET_MEMBER: target}
            artifacts = [{"path": path} for path in paths]
            return {"quant": quant, "merged": merged, **own, "artifacts": artifacts}
    return None


@cache
def _specification() -> str:
    """Return a digest of what of the specification an outcome depends on."""
    names = ["rules.json", *(lookup(number).schema_path for number in VERSIONS)]
    return hashlib.sha256(b"".join(map(published_bytes, names))).hexdigest()


def _hash(*values: Any) -> str:
    text = json.dumps(values, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
