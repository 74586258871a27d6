"""The files layer: does the export directory hold what its manifest says (SPEC section 7)?

Verification proves that files and manifest agree. It does not tell who wrote either.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final

from dlm_schema.disk.digests import digest_of
from dlm_schema.disk.handles import Folder
from dlm_schema.disk.opening import close, entries_beneath, open_beneath
from dlm_schema.disk.read_pool import LARGE, Pool, Task
from dlm_schema.disk.reading import read_or_refused
from dlm_schema.disk.refusals import finding_of, refusal
from dlm_schema.document.patterns import matcher
from dlm_schema.document.validation import judge
from dlm_schema.errors import ManifestPathError
from dlm_schema.export.discovery import snapshot_companions
from dlm_schema.export.snapshots import judge_snapshot
from dlm_schema.export.weights import is_weights, what_is_there_instead
from dlm_schema.findings import Finding, Found, Report, check_most, finding
from dlm_schema.limits import MAX_FINDINGS, MAX_FOLDERS
from dlm_schema.published import MANIFEST_FILENAME, catalogue
from dlm_schema.remote.opening import directory_at
from dlm_schema.remote.urls import jobs_for
from dlm_schema.text import excerpt

if TYPE_CHECKING:
    from _typeshed import StrPath

    from dlm_schema.disk.handles import Chunks, Entries
    from dlm_schema.disk.meter import Meter

_SHOWN: Final = 512


def verify(
    export_dir: StrPath,
    *,
    jobs: int | None = None,
    max_findings: int | None = MAX_FINDINGS,
    max_bytes: int | None = None,
) -> Report:
    """Compare the files of an export directory with its manifest (SPEC section 7).

    ``export_dir`` can be a URL. The manifest is judged first; the files only when it is valid. Of
    more than ``max_findings`` findings the report lists the worst and counts all; ``None`` lists
    all. At most ``max_bytes`` bytes of artifacts are read, in the order of the manifest; one that
    is beyond that is an error. Nothing outside the directory is opened, no link below it is
    followed, and memory use does not depend on the size of the files. ``jobs`` large files are read
    at once, by default one for every core, and eight of a URL; the report does not depend on it.
    Raises ``ManifestPathError`` when there is no such directory.
    """
    check_most(max_findings)
    name = os.fspath(export_dir)
    with directory_at(name) as directory, Pool(jobs_for([name], jobs), max_bytes) as pool:
        return Examination(directory, pool, most=max_findings).report()


class Examination:
    """An export directory that is held open, and examined while others are.

    Its manifest is judged when it is made, and its files are compared once that is begun, or else
    for the report.
    ``document`` is its manifest if that is valid, and ``error`` says why it could not be read at
    all. What is large is read by the threads of the pool, so the directory has to stay open until
    the report is made or the pool is closed. ``name`` is what the directory is shown as, and
    ``entries`` is what lies in it, if that was listed already. ``filename`` is that of its
    manifest, which is a snapshot's where it is not the usual one, and ``data`` what that holds or
    why it cannot be read, if that is known already. ``not_read`` is how many files were not chosen
    to be read.
    """

    def __init__(  # noqa: PLR0913  (what it is given is what it needs)
        self,
        directory: int,
        pool: Pool,
        name: str = "",
        entries: Entries | None = None,
        most: int | None = MAX_FINDINGS,
        *,
        filename: str = MANIFEST_FILENAME,
        data: bytes | ManifestPathError | None = None,
    ) -> None:
        self.document: dict[str, Any] | None = None
        self.error: ManifestPathError | None = None
        self.not_read = 0
        self._directory = directory
        self._pool = pool
        self._name = name
        self._entries = entries
        self._filename = filename
        self._version: int | None = None
        self._begun = False
        self._tasks: list[Task[list[Finding]]] = []
        if data is None:
            data = read_or_refused(directory, filename)
        if isinstance(data, ManifestPathError):
            self.error = data
            self._found = Found([finding_of(data)], most)
            return
        if filename == MANIFEST_FILENAME:
            document, report, _ = judge(data, most)
            self._version = report.version
            self._found = Found(report.findings, most)
            if report.truncated:
                self._found.counts = report.counts
            self.document = document if report.ok else None
        else:
            self.document, found = judge_snapshot(data, most)
            self._found = Found(found, most)
        self._data = data

    @property
    def ended(self) -> bool:
        """Whether every file has been read."""
        return not self._tasks or all(task.ended for task in self._tasks)

    def report(self) -> Report:
        """Wait until every file has been read, and report what was found."""
        if not self._begun:
            self.begin()
        for task in self._tasks:
            found = self._pool.outcome(task)
            self.add(found)
        self._tasks.clear()
        return Report.of(self._version, self._found)

    def add(self, findings: Iterable[Finding]) -> None:
        """Take findings about the export that others made."""
        self._found.add(findings)

    def begin(self) -> None:
        """Compare what is small, and have the pool read what is large."""
        self._begun = True
        if self.document is None:
            return
        directory, pool, artifacts = self._directory, self._pool, self.document["artifacts"]
        paths = [artifact["path"] for artifact in artifacts]
        chosen = pool.sample.choices(self._name, self._data, paths)
        self._data = b""
        allowed = [
            pool.allowance.take(artifact["size_bytes"]) if is_chosen else None
            for artifact, is_chosen in zip(artifacts, chosen, strict=True)
        ]
        self.not_read = allowed.count(None)
        least = 0 if isinstance(directory, Folder) else LARGE  # an answer of a store takes longer
        large: list[int] = []
        small: list[int] = []
        for index, artifact in enumerate(artifacts):
            (small if artifact["size_bytes"] < least else large).append(index)
        for index in sorted(large, key=lambda index: -artifacts[index]["size_bytes"]):
            artifact = artifacts[index]
            read = partial(pool.read, name=os.path.join(self._name, artifact["path"]))
            call = partial(examine, directory, index, artifact, read, allowed=allowed[index])
            self._tasks.append(pool.submit(artifact["size_bytes"], call))
        for index in small:
            found = examine(
                directory, index, artifacts[index], meter=pool.meter, allowed=allowed[index]
            )
            if found:
                self.add(found)
        self.add(unlisted(directory, set(paths), self._entries, self._filename))


def examine(  # noqa: PLR0913  (what to compare, and how it may be read)
    directory: int,
    index: int,
    artifact: dict[str, Any],
    read: Callable[[int, int], Chunks] | None = None,
    meter: Meter | None = None,
    *,
    allowed: bool | None = True,
) -> list[Finding]:
    """Compare one file with its entry in the manifest.

    ``read`` reads it when it is large, and ``meter`` is told of it when it is small. One that may
    not be read, because too many bytes are read already, is judged up to its size, and so is one
    that is not to be read: ``allowed`` is ``None`` then.
    """
    pointer = f"/artifacts/{index}"
    path = artifact["path"]
    try:
        descriptor, status = open_beneath(directory, path)
    except ManifestPathError as error:
        return [finding_of(error, f"{pointer}/path", str(error), path=path)]
    found: list[Finding] = []
    try:
        if status.st_nlink > 1:
            message = f"{path} has {status.st_nlink} names on its file system"
            found.append(finding("files/hard-link", f"{pointer}/path", message, path=path))
        size = artifact["size_bytes"]
        if status.st_size != size:
            message = f"{path}: expected {size} bytes, found {status.st_size}"
            hint = what_is_there_instead(descriptor, status.st_size) if is_weights(path) else None
            if hint is not None:
                message = f"{message}; {hint}"
            facts = {"path": path, "expected": size, "observed": status.st_size}
            found.append(finding("files/size", f"{pointer}/size_bytes", message, **facts))
            return found
        if not allowed:
            return found if allowed is None else [*found, _beyond(pointer, artifact)]
        recorded = artifact["sha256"]
        digest = digest_of(descriptor, status, read, recorded=recorded)
        if meter is not None:
            meter.small += status.st_size
        if digest is None:
            message = f"{path} changed while it was read"
            found.append(finding("files/changed", f"{pointer}/path", message, path=path))
        elif digest != recorded:
            message = f"{path}: expected {recorded}, found {digest}"
            facts = {"path": path, "expected": recorded, "observed": digest}
            found.append(finding("files/sha256", f"{pointer}/sha256", message, **facts))
    except OSError as error:
        refused = refusal(path, error)
        found.append(finding("files/unreadable", f"{pointer}/path", str(refused), path=path))
    finally:
        close(descriptor)
    return found


def _beyond(pointer: str, artifact: dict[str, Any]) -> Finding:
    path, size = artifact["path"], artifact["size_bytes"]
    message = f"{path} was not read: its {size} bytes are beyond the bytes to read at most"
    return finding("files/unreadable", f"{pointer}/path", message, path=path)


def unlisted(
    directory: int,
    listed: set[str],
    top: Entries | None = None,
    filename: str = MANIFEST_FILENAME,
) -> Iterator[Finding]:
    """Report what lies in the directory, at any depth, and is no artifact.

    ``top`` is what lies in the directory itself, if that was listed already, and ``filename`` that
    of the manifest.
    """
    if top is not None and all(
        not is_folder and (name in listed or name == filename) for name, is_folder in top
    ):
        return  # as of most exports
    patterns = snapshot_companions() if filename != MANIFEST_FILENAME else ()
    for item in paths_beneath(directory, top):
        if isinstance(item, Finding):
            yield item
        elif item not in listed and item != filename:
            message = f"{excerpt(item, _SHOWN)} is not listed"
            found = finding("files/unlisted", "/artifacts", message, path=item)
            if is_companion(item) or any(
                matcher(pattern)(os.path.basename(item)) for pattern in patterns
            ):
                found = found._replace(severity=_companions()["severity"])
            yield found


def paths_beneath(directory: int, top: Entries | None = None) -> Iterator[str | Finding]:
    """Yield the path of everything in an export but its manifest, in order of the names.

    Folders are entered and not yielded, unless they are too deep to hold an artifact. One that
    cannot be listed is yielded as the finding that says so. ``top`` is what lies in the directory
    itself, if that was listed already.
    """
    pending = [""]
    while pending:
        folder = pending.pop()
        inner = []
        try:
            given = None if folder else top
            entries = sorted(entries_beneath(directory, folder) if given is None else given)
        except OSError as error:
            refused = refusal(excerpt(folder or ".", _SHOWN), error)
            yield finding("files/unreadable", "/artifacts", str(refused), path=folder or ".")
            continue
        for name, is_folder in entries:
            path = f"{folder}/{name}" if folder else name
            if is_folder and path.count("/") < MAX_FOLDERS:
                inner.append(path)
            elif path != MANIFEST_FILENAME:
                yield path
        pending += reversed(inner)


def is_companion(path: str) -> bool:
    """Whether a file belongs to exports, or does no harm, although no artifact lists it."""
    folder, _, name = path.rpartition("/")
    patterns = _companions()["anywhere"]
    if not folder:
        patterns = [*patterns, *_companions()["at_top"]]
    return any(matcher(pattern)(name) for pattern in patterns)


@cache
def _companions() -> Mapping[str, Any]:
    parameters: Mapping[str, Any] = catalogue()["files/unlisted"]["parameters"]
    return parameters
