"""All layers on whatever a path leads to: a manifest, an export, a store, a folder of stores.

Many exports are examined at once, a few ahead of the one whose turn it is, so that their large
files share the cores. What comes out is in order all the same.
"""

from __future__ import annotations

import os
import stat
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from operator import attrgetter
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from dlm_schema.disk.opening import close, holds
from dlm_schema.disk.read_pool import Pool
from dlm_schema.disk.reading import read_opened, read_or_refused
from dlm_schema.disk.refusals import finding_of
from dlm_schema.document.validation import judge
from dlm_schema.errors import ManifestPathError
from dlm_schema.export.batches import BYTES_OF_AN_ENTRY, batches, most_open
from dlm_schema.export.discovery import (
    Export,
    Exports,
    Find,
    Found,
    Gap,
    find_exports,
    snapshot_filename,
)
from dlm_schema.export.enclosing import Enclosing
from dlm_schema.export.inputs import STDIN, read_stdin
from dlm_schema.export.summary import VL_FILENAME, Summaries, Summary, store_of
from dlm_schema.export.verification import Examination
from dlm_schema.findings import SEVERITIES, Finding, Report, check_most
from dlm_schema.limits import MAX_FINDINGS
from dlm_schema.published import MANIFEST_FILENAME
from dlm_schema.remote.opening import open_around, open_given, real
from dlm_schema.remote.urls import is_url, jobs_for, shown, split
from dlm_schema.text import printable

if TYPE_CHECKING:
    from _typeshed import StrPath

    from dlm_schema.disk.handles import Entries
    from dlm_schema.disk.meter import Meter, Sample
    from dlm_schema.export.state import Place, Record, State


_FRESH: Final = 0.1
"""Seconds after which a manifest is read anew, so that it and its files are of one time."""


class Bounds(NamedTuple):
    """What a check looks at and may use.

    ``jobs`` files are read at once, ``findings`` of a manifest listed, and ``bytes`` read at most.
    With ``follow`` links to folders above export directories are followed, and folders whose path
    or name a shell pattern of ``exclude`` matches are left out. ``sample`` chooses the files whose
    content is read; of the others the size is compared. With ``trust`` the digests that a store
    keeps of its objects stand for reading them. In ``state`` results are kept from run to run.
    """

    jobs: int | None = None
    findings: int | None = MAX_FINDINGS
    bytes: int | None = None
    follow: bool = False
    exclude: tuple[str, ...] = ()
    sample: Sample | None = None
    trust: bool = False
    state: Place | None = None

    def on(self, paths: Sequence[str]) -> Bounds:
        """Return the same with a number of jobs that fits the paths, unless one was chosen."""
        return self._replace(jobs=jobs_for(paths, self.jobs))


class Checked(NamedTuple):
    """What was found about one manifest.

    ``error`` says why it could not be read at all; the report has that as a finding. ``alone``
    tells that only the document was judged, because the file is not named as one that lies beside
    its export, and ``not_read`` of how many files only the size was compared. ``judged`` is when an
    earlier run found it, in seconds since 1970, where that was kept.
    """

    path: str
    report: Report
    error: ManifestPathError | None = None
    alone: bool = False
    not_read: int = 0
    judged: int | None = None


def check(
    path: StrPath,
    *,
    jobs: int | None = None,
    max_findings: int | None = MAX_FINDINGS,
    max_bytes: int | None = None,
) -> Report:
    """Judge everything at or below a path by all layers, the store's summary included.

    ``path`` is a manifest, an export directory, a store, or any folder that holds such things at
    any depth. A file named ``export_manifest.json`` is judged together with the directory that it
    lies in, and a file of any other name as a document alone. One that an export around it lists
    as an artifact is that artifact and nothing else, unless it is the path. An export
    directory in the ``exports`` of a store is compared with the store's ``manifest.json`` as well
    (SPEC section 7.3), and a folder or link there that leads to no manifest is a finding.

    Whatever is there, the outcome is a report; what cannot be read is a finding of it. Of several
    manifests every message begins with the path of its own, and ``version`` is the one that they
    have in common, or ``None``. ``jobs`` large files are read at once, by default one for every
    core. Of more than ``max_findings`` findings the report lists the worst and counts all; ``None``
    lists all. At most ``max_bytes`` bytes of artifacts are read; one beyond that is an error.
    """
    check_most(max_findings)
    name = os.fspath(path)
    if name == STDIN:  # the command line's word for standard input, and here a file
        name = os.path.join(os.curdir, name)
    with check_all([name], Bounds(jobs, max_findings, max_bytes)) as checks:
        results = iter(checks)
        first = next(results, None)
        if first is None:
            return Report(None, [])
        second = next(results, None)
        if second is None:
            return first.report
        versions = set()
        counts: Counter[str] = Counter()
        findings: list[Finding] = []
        for one in chain((first, second), results):
            versions.add(one.report.version)
            if not (one.report.findings or one.report.truncated):
                continue
            counts.update(one.report.counts)
            path = printable(one.path)
            findings += (
                finding._replace(message=f"{path}: {finding.message}")
                for finding in one.report.findings
            )
            if max_findings is not None and len(findings) > max_findings:
                findings.sort(key=lambda finding: SEVERITIES.index(finding.severity))
                del findings[max_findings:]
    return Report(versions.pop() if len(versions) == 1 else None, findings, counts)


def check_all(paths: Sequence[str], bounds: Bounds | None = None) -> Checks:
    """Judge every manifest at or below the paths by all layers.

    A path that is ``-`` is standard input, which is judged as a document alone.
    """
    bounds = bounds or Bounds()
    summaries = Summaries()
    return Checks(_found(paths, summaries, bounds), bounds.on(paths), summaries)


def verify_all(paths: Sequence[str], bounds: Bounds | None = None) -> Checks:
    """Compare the files of every export at or below the paths with its manifest.

    What is no file named ``export_manifest.json`` has no export beside it, which is an error.
    """
    bounds = bounds or Bounds()
    exports = (found and only_exports(found) for found in _found(paths, None, bounds))
    return Checks(exports, bounds.on(paths), None)


class Checks:
    """Manifests being judged: iterate for what was found, in the order of the paths.

    ``begun`` is how many manifests were looked at so far, and ``all_found`` whether there are no
    others. Leaving the context stops whatever is still being read.
    """

    def __init__(
        self,
        found: Generator[Candidate | None, None, None],
        bounds: Bounds,
        summaries: Summaries | None,
    ) -> None:
        self.begun = 0
        self.all_found = False
        self._found = found
        self._pool = Pool(bounds.jobs, bounds.bytes, bounds.sample)
        self._most = bounds.findings
        self._summaries = summaries
        self._state = None if bounds.state is None else _state(bounds, bounds.state, summaries)
        self._opened: deque[_Check] = deque()
        self._ahead: deque[_Check] = deque()

    @property
    def meter(self) -> Meter:
        """What counts the bytes that are read."""
        return self._pool.meter

    @property
    def sample(self) -> Sample:
        """What chooses the files that are read, and counts them."""
        return self._pool.sample

    @property
    def problem(self) -> str | None:
        """Why results are not kept, or no more of them, once that is so."""
        return None if self._state is None else self._state.problem

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._pool.close()
        for checks in (self._ahead, self._opened):
            while checks:
                checks.popleft().close()
        self._found.close()
        if self._state is not None:
            self._state.close()

    def stop(self) -> None:
        """Have whoever iterates end with ``StoppedError`` soon, from another thread."""
        self._pool.close()

    def __iter__(self) -> Iterator[Checked]:
        ahead, pool = self._ahead, self._pool
        most = 2 * pool.jobs if pool.jobs > 1 else 1
        # What is kept of earlier runs is not read, so that nobody knows how much more it would be.
        together = most_open() if self._state is None else 1
        for batch in batches(self._open(), attrgetter("held"), together):
            for check in batch:
                check.judge(pool, self._state)
            for check in batch:
                check.compare()
            for check in batch:
                self._opened.popleft()
                if check.is_artifact:
                    check.close()
                    continue
                ahead.append(check)
                check.begin(pool)
                self.begun += 1
                while ahead and not check.ended and (len(ahead) >= most or pool.waiting >= most):
                    yield self._next()
            while ahead and (ahead[0].ended or len(ahead) >= most):
                yield self._next()
        self.all_found = True
        while ahead:
            yield self._next()

    def _open(self) -> Iterator[_Check | None]:
        last: Summary | None = None
        for found in self._found:
            if found is None:
                yield None
                continue
            check = _Check(found, self._most)
            self._opened.append(check)  # which is closed whatever happens
            check.open(self._summaries, read=self._state is None)
            if check.summary is not None and check.summary is not last:
                check.held += check.summary.size
            last = check.summary
            yield check

    def _next(self) -> Checked:
        checked = self._ahead[0].finish()
        self._ahead.popleft().close()
        return checked


def _state(bounds: Bounds, place: Place, summaries: Summaries | None) -> State:
    from dlm_schema.export.state import State  # noqa: PLC0415  (imported where it is asked for)

    chosen = None if bounds.sample is None else [bounds.sample.share, bounds.sample.seed]
    options = [summaries is None, bounds.findings, bounds.bytes, chosen, bounds.trust]
    return State(place, options)


class Candidate(NamedTuple):
    """A manifest to judge, or why there cannot be one.

    ``export_dir`` is the real path of the directory that it lies in, if it is an export's, and
    ``export`` that directory if it is open already, or ``around`` opens it; else ``data`` is the
    manifest. ``enclosing`` is the exports around it that the same walk came by. Of a place that has
    no manifest there are ``findings``.
    """

    path: str
    export_dir: str | None = None
    export: Export | None = None
    data: bytes = b""
    error: ManifestPathError | None = None
    enclosing: Enclosing | None = None
    findings: Sequence[Finding] = ()
    around: Callable[[], int] | None = None


def _found(
    paths: Sequence[str], summaries: Summaries | None, bounds: Bounds
) -> Generator[Candidate | None, None, None]:
    """Yield what there is to judge, and ``None`` before what may take its time to come."""
    for position, path in enumerate(paths):
        yield None
        if path == STDIN:
            if path not in paths[:position]:  # else it was read to its end
                subject = read_stdin()
                yield Candidate(path, data=subject.data, error=subject.error)
            continue
        find = partial(find_exports, follow=bounds.follow, exclude=bounds.exclude)
        yield from candidates_at(path, shown(path), find, summaries, bounds)


def candidates_at(
    path: str,
    name: str,
    find: Find,
    summaries: Summaries | None,
    bounds: Bounds,
) -> Iterator[Candidate]:
    """Yield what there is to judge at a PATH that is shown by a name, or is found in a folder."""
    folder, last = split(path)
    if last == MANIFEST_FILENAME:  # whatever it is: reading it will say
        around = partial(_open_around, path, name, trust=bounds.trust)
        yield Candidate(name, export_dir=real(folder), around=around)
        return
    try:
        opened = open_given(path, trust=bounds.trust, reads=bounds.state is None)
        if stat.S_ISDIR(opened[1].st_mode):
            yield from candidates_in(find(name, opened[0]), summaries)
        else:
            yield Candidate(name, data=read_opened(opened, name))
    except ManifestPathError as error:
        yield Candidate(name, error=error.at(name))


def _open_around(path: str, name: str, *, trust: bool) -> int:
    try:
        return open_around(path, trust=trust)
    except ManifestPathError as error:
        raise error.at(split(name)[0]) from None


def candidates_in(found: Iterable[Found], summaries: Summaries | None) -> Iterator[Candidate]:
    """Yield what there is to judge of what a walk found."""
    enclosing = Enclosing()
    for item in found:
        if isinstance(item, Export):
            name = snapshot_filename() if item.is_snapshot else MANIFEST_FILENAME
            path = os.path.join(item.path, name)
            yield Candidate(path, item.real, item, enclosing=enclosing)
        elif isinstance(item, Gap):
            yield Candidate(item.path, findings=[item.finding])
        elif isinstance(item, Exports):
            if summaries is not None:
                summary = summaries.of(item.store, item.directory, os.pardir)
                for name, gone in summary.gone(item.names):
                    yield Candidate(f"{item.path}/{name}", findings=[gone])
        else:
            yield Candidate(item.path, error=item, enclosing=enclosing)


def only_exports(found: Candidate) -> Candidate:
    """Return a candidate, or the error that it is none that lies beside an export."""
    if found.error is not None or found.findings or found.export_dir is not None:
        return found
    reason = f"only a file named {MANIFEST_FILENAME} lies beside its export"
    return Candidate(found.path, error=ManifestPathError(found.path, reason))


class _Check:
    """One manifest being judged: it is opened, its document judged, and then its files read.

    ``is_artifact`` tells that it is an artifact of an export around it, and none of its own.
    ``held`` is about how many bytes are held once it is opened.
    """

    def __init__(self, found: Candidate, most: int | None) -> None:
        self.is_artifact = False
        entries = () if found.export is None else found.export.entries
        self.held = len(found.data) + BYTES_OF_AN_ENTRY * len(entries)
        self.summary: Summary | None = None
        self._opened = 0.0
        self._found = found
        self._folder, self._filename = os.path.split(found.path)
        self._most = most
        self._directory = -1 if found.export is None else found.export.directory
        self._data: bytes | ManifestPathError | None = None
        self._examination: Examination | None = None
        self._checked: Checked | None = None
        self._record: Record | None = None

    @property
    def ended(self) -> bool:
        """Whether there is nothing left to wait for."""
        return self._examination is None or self._examination.ended

    def open(self, summaries: Summaries | None, *, read: bool) -> None:
        """Open what is judged, and ``read`` its manifest."""
        _, export_dir, _, _, error, _, findings, around = self._found
        if findings or error is not None or export_dir is None:
            return
        if around is not None:
            try:
                self._directory = around()
            except ManifestPathError as refused:
                self._found = self._found._replace(error=refused)
                return
        store = None if summaries is None or self._is_snapshot else store_of(export_dir)
        if summaries is not None and store is not None:
            self.summary = summaries.of(store, self._directory)
        if read:
            self._opened = monotonic()
            self._data = read_or_refused(self._directory, self._filename)
            self.held += len(self._data) if isinstance(self._data, bytes) else 0

    def judge(self, pool: Pool, state: State | None) -> None:
        """Judge the document, unless the result is kept or the file is an artifact."""
        path, export_dir, _, data, error, enclosing, findings, _ = self._found
        if findings:
            self._checked = Checked(path, Report(None, findings))
        elif error is not None:
            # The files layer of an export around it says the same.
            self.is_artifact = enclosing is not None and enclosing.holds(path)
            self._checked = _refused(path, error)
        elif export_dir is None:
            self._checked = Checked(path, judge(data, self._most).report, alone=True)
        elif enclosing is not None and enclosing.lists(path):
            self.is_artifact = True
        elif state is None or not self._is_known(pool, state, export_dir):
            export = self._found.export
            self._examine(pool, None if export is None else export.entries)
            self._enter(None if self._examination is None else self._examination.document)

    def _examine(self, pool: Pool, entries: Entries | None) -> None:
        self._examination = Examination(
            self._directory,
            pool,
            self._folder,
            entries,
            self._most,
            filename=self._filename,
            data=self._data,
        )
        self._data = None

    def _enter(self, document: Mapping[str, Any] | None) -> None:
        """Note what an export lists, before what lies in it is judged."""
        enclosing = self._found.enclosing
        if enclosing is not None and document is not None and not self._is_snapshot:
            enclosing.enter(self._found.path, document)

    @property
    def _is_snapshot(self) -> bool:
        return self._found.export is not None and self._found.export.is_snapshot

    def _is_known(self, pool: Pool, state: State, export_dir: str) -> bool:
        """Give the result that was kept, if there is one that holds."""
        folder, filename = os.path.split(self._found.path)
        place = folder if is_url(self._found.path) else export_dir
        self._record = state.record(place, filename, self._directory)
        if self._record is None:
            return False
        summary = self.summary
        kept = self._record.known(lambda document: summary and summary.facts(document))
        if kept is None:
            return False
        pool.meter.spared += kept.size
        pool.sample.count(kept.files, kept.files - kept.not_read)
        self._enter(kept.document)
        self._checked = Checked(
            self._found.path, kept.report, not_read=kept.not_read, judged=kept.judged
        )
        return True

    def compare(self) -> None:
        """Compare the document with the row that the store keeps of its export."""
        document = None if self._examination is None else self._examination.document
        if self._examination is None or document is None or self.summary is None:
            return
        if self._record is not None:
            self._record.note(self.summary.facts(document))
        found = self.summary.compare(document)
        if found and self._is_outside_the_summary():
            found = [finding for finding in found if finding.code != "store/summary-missing"]
        self._examination.add(found)

    def begin(self, pool: Pool) -> None:
        """Compare the files, or have the pool do it."""
        if self._examination is None:
            return
        if self._opened and monotonic() - self._opened > _FRESH:
            self._examine(pool, None)
            self.compare()
        self._examination.begin()

    def _is_outside_the_summary(self) -> bool:
        """Whether DLM writes no row of such an export (EM-STORE-9)."""
        return holds(self._directory, VL_FILENAME)

    def finish(self) -> Checked:
        path = self._found.path
        if self._checked is not None:
            return self._checked
        if self._examination is None:
            raise AssertionError("finished before it was begun")
        report = self._examination.report()
        error = self._examination.error
        if error is not None:
            return _refused(path, ManifestPathError(path, error.reason, error.code))
        not_read = self._examination.not_read
        if self._record is not None:
            self._record.keep(
                report, not_read, self._examination.document, is_snapshot=self._is_snapshot
            )
        return Checked(path, report, not_read=not_read)

    def close(self) -> None:
        if self._record is not None:
            self._record.close()
        if self._directory >= 0:
            close(self._directory)


def _refused(path: str, error: ManifestPathError) -> Checked:
    return Checked(path, Report(None, [finding_of(error)]), error)
