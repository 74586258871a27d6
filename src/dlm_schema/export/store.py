"""Read stores: the exports in them, and what they remember of each (SPEC section 7.3)."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias, final

from pydantic import ValidationError

from dlm_schema.disk.opening import close, duplicate, entries_of
from dlm_schema.disk.reading import read_or_refused
from dlm_schema.disk.refusals import finding_of
from dlm_schema.document.migrations import migrate
from dlm_schema.document.validation import judge
from dlm_schema.document.versions import LATEST
from dlm_schema.errors import ManifestPathError
from dlm_schema.export.batches import BYTES_OF_AN_ENTRY, MOST, batches
from dlm_schema.export.discovery import (
    EXPORTS_FOLDER,
    SUMMARY_FILENAME,
    Export,
    Found,
    Gap,
    find_exports,
    snapshot_filename,
)
from dlm_schema.export.snapshots import judge_snapshot
from dlm_schema.export.summary import Summaries, Summary, read_summary, store_of, target_of
from dlm_schema.findings import Report
from dlm_schema.models import ExportManifest, StoreRow
from dlm_schema.published import MANIFEST_FILENAME
from dlm_schema.remote.opening import directory_at, real
from dlm_schema.remote.urls import is_url, shown
from dlm_schema.text import excerpt

if TYPE_CHECKING:
    from _typeshed import StrPath

_LONGEST_PROBLEM: Final = 200


@final
class StoredExport:
    """A directory of exports, what its manifest says, and what the store remembers of it.

    ``directory`` is its path, or its URL as text, and ``shown`` always text. ``document`` is
    its manifest as it is written, ``None`` where it has an error or there is none, and
    ``is_snapshot`` tells that it is a snapshot's, which only lists ``artifacts``. ``report`` is
    what the layers of documents found, and ``rows`` are those that the store keeps of what was
    exported into the directory, oldest first; ``problems`` says why some are missing.
    """

    def __init__(  # noqa: PLR0913  (the parts that it has)
        self,
        directory: str,
        report: Report,
        document: Mapping[str, Any] | None = None,
        rows: Sequence[StoreRow] = (),
        problems: Sequence[str] = (),
        *,
        is_snapshot: bool = False,
    ) -> None:
        self.shown = directory
        self.report = report
        self.document = document
        self.rows = tuple(rows)
        self.problems = tuple(problems)
        self.is_snapshot = is_snapshot

    @cached_property
    def directory(self) -> Path | str:
        """The path of the directory, or its URL as text."""
        return _path(self.shown)

    @property
    def row(self) -> StoreRow | None:
        """The last of the rows, which is that of the export as it is."""
        return self.rows[-1] if self.rows else None

    @property
    def version(self) -> int | None:
        """The version that the manifest is written in."""
        return self.report.version

    @property
    def target(self) -> str | None:
        """The runtime that the export is for, where its manifest says or implies one."""
        return None if self.document is None or self.is_snapshot else target_of(self.document)

    @property
    def artifacts(self) -> Sequence[Mapping[str, Any]]:
        """The artifacts as they are written: ``path``, ``sha256`` and ``size_bytes`` of each."""
        return () if self.document is None else tuple(self.document["artifacts"])

    @property
    def size_bytes(self) -> int:
        """How many bytes the artifacts have together, by the manifest."""
        return sum(artifact["size_bytes"] for artifact in self.artifacts)

    @cached_property
    def manifest(self) -> ExportManifest | None:
        """The manifest in the latest version; ``None`` where it has an error, or is a snapshot."""
        if self.document is None or self.is_snapshot:
            return None
        return ExportManifest.model_validate(migrate(self.document, to=LATEST).document)

    @property
    def snapshot(self) -> Mapping[str, Any] | None:
        """What a snapshot lists, where the export is one."""
        return self.document if self.is_snapshot else None

    def __repr__(self) -> str:
        return f"StoredExport({str(self.directory)!r}, version={self.version})"


@final
class Store:
    """A store: its exports in order of their names, and the rows that it keeps of them.

    ``rows`` are all of ``manifest.json``, oldest first. ``problems`` says why rows are missing, and
    names the folders that cannot be entered. Iterating gives the exports.
    """

    def __init__(
        self,
        path: Path | str,
        exports: Sequence[StoredExport],
        rows: Sequence[StoreRow],
        problems: Sequence[str],
    ) -> None:
        self.path = path
        self.exports = tuple(exports)
        self.rows = tuple(rows)
        self.problems = tuple(problems)

    def __iter__(self) -> Iterator[StoredExport]:
        return iter(self.exports)

    def __len__(self) -> int:
        return len(self.exports)

    def __repr__(self) -> str:
        return f"Store({str(self.path)!r}, {len(self.exports)} exports, {len(self.rows)} rows)"


def open_store(path: StrPath) -> Store:
    """Read a store: every export in it, and every row of its ``manifest.json`` (SPEC 7.3).

    ``path`` can be a URL. Files are opened by the rules of SPEC section 7. Manifests are judged as
    documents; ``verify`` and ``check`` look at the files as well. Whatever the store holds is told
    by the outcome: a manifest with an error by the report of its export, and a row of another shape
    by a problem.
    Raises ``ManifestPathError`` when ``path`` is no store.
    """
    name = os.fspath(path)
    with directory_at(name) as directory:
        name = shown(name)
        there = dict(entries_of(directory))
        if there.keys().isdisjoint((SUMMARY_FILENAME, EXPORTS_FOLDER)):
            reason = f"is no store: it has neither {SUMMARY_FILENAME} nor {EXPORTS_FOLDER}"
            raise ManifestPathError(name, reason)
        summary = read_summary(real(name), directory, os.curdir)
        found = list(stored_exports(name, duplicate(directory)))
    rows, problems = typed_rows(summary, range(len(summary.rows)))
    if summary.problem is not None:
        problems.append(f"{SUMMARY_FILENAME} {summary.problem}")
    problems += [str(one) for one in found if isinstance(one, ManifestPathError)]
    exports = [one for one in found if isinstance(one, StoredExport)]
    return Store(_path(name), exports, rows, problems)


def stored_exports(
    path: str,
    directory: int,
    *,
    follow: bool = False,
    exclude: Sequence[str] = (),
    rows: bool = True,
) -> Iterator[StoredExport | ManifestPathError]:
    """Yield every export at or below an open folder, and what cannot be entered as the error.

    A directory in the exports of a store that holds no manifest is one whose report says so.
    What stores remember is not read where no ``rows`` are wanted.
    """
    found = find_exports(path, directory, follow=follow, exclude=exclude)
    read: Iterable[_Pending | None] = _read_all(found, Summaries(whole=True) if rows else None)
    together: Iterator[list[_Pending]] = batches(read, _held, most=2 * MOST)
    for batch in together:
        yield from [_judged(item) for item in batch]


def _path(name: str) -> Path | str:
    return name if is_url(name) else Path(name)


def typed_rows(summary: Summary, positions: Sequence[int]) -> tuple[list[StoreRow], list[str]]:
    """Return rows of a store as models, and say of those that are none what is wrong."""
    rows: list[StoreRow] = []
    problems: list[str] = []
    for position in positions:
        try:
            # From Python values a model takes a pair only as a tuple.
            rows.append(StoreRow.model_validate_json(json.dumps(summary.rows[position])))
        except (ValidationError, RecursionError) as error:
            reason = str(error)
            if isinstance(error, ValidationError):
                first = error.errors(include_url=False)[0]
                reason = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
            shown = excerpt(reason, _LONGEST_PROBLEM)
            problems.append(f"{SUMMARY_FILENAME} has no row at /exports/{position}: {shown}")
    return rows, problems


class _Read(NamedTuple):
    """An export whose manifest was read, or why it was not, and what its store remembers.

    ``held`` is about how many bytes it holds that those before it do not.
    """

    export: Export
    data: bytes | ManifestPathError
    summary: Summary | None
    held: int


_Pending: TypeAlias = StoredExport | ManifestPathError | _Read


def _held(item: _Pending) -> int:
    return item.held if isinstance(item, _Read) else 0


def _read_all(found: Iterable[Found], summaries: Summaries | None) -> Iterator[_Pending]:
    around: tuple[str, Summary] | None = None
    last: Summary | None = None
    for item in found:
        if isinstance(item, Export):
            try:
                read = _read(item, summaries, last)
            finally:
                close(item.directory)
            last = read.summary
            yield read
        elif isinstance(item, Gap):
            exports, _, name = item.path.rpartition("/")
            is_known = around is not None and around[0] == exports
            remembered = _remembered(around[1], name) if around and is_known else ((), ())
            yield StoredExport(item.path, Report(None, [item.finding]), None, *remembered)
        elif isinstance(item, ManifestPathError):
            yield item
        elif summaries is not None:
            around = item.path, summaries.of(item.store, item.directory, os.pardir)


def _read(export: Export, summaries: Summaries | None, last: Summary | None) -> _Read:
    filename = snapshot_filename() if export.is_snapshot else MANIFEST_FILENAME
    store = None if summaries is None or export.is_snapshot else store_of(export.real)
    summary = None if summaries is None or store is None else summaries.of(store, export.directory)
    held = BYTES_OF_AN_ENTRY * len(export.entries)
    held += 0 if summary is None or summary is last else summary.size
    data = read_or_refused(export.directory, filename)
    held += len(data) if isinstance(data, bytes) else 0
    return _Read(export, data, summary, held)


def _judged(item: _Pending) -> StoredExport | ManifestPathError:
    if not isinstance(item, _Read):
        return item
    export, data, summary, _ = item
    document = None
    if isinstance(data, ManifestPathError):
        report = Report(None, [finding_of(data)])
    elif export.is_snapshot:
        listed, findings = judge_snapshot(data)
        return StoredExport(export.path, Report(None, findings), listed, is_snapshot=True)
    else:
        judged, report, _ = judge(data)
        document = judged if report.ok else None
    if summary is None:
        return StoredExport(export.path, report, document)
    name = export.real.rpartition("/")[2]
    return StoredExport(export.path, report, document, *_remembered(summary, name, document))


def _remembered(
    summary: Summary, name: str, document: Mapping[str, Any] | None = None
) -> tuple[list[StoreRow], list[str]]:
    """Return the rows of a directory of exports, and of its manifest, and why some are missing."""
    positions = {*summary.positions_in(name), *(summary.positions_of(document) if document else ())}
    rows, problems = typed_rows(summary, sorted(positions))
    if summary.problem is not None:
        problems.append(f"the store's {SUMMARY_FILENAME} {summary.problem}")
    if summary.strays:
        first = f"the first at /exports/{summary.strays[0]}"
        many = len(summary.strays)
        entries = "1 entry tells" if many == 1 else f"{many} entries tell"
        problems.append(f"of the store's {SUMMARY_FILENAME} {entries} no export, {first}")
    return rows, problems
