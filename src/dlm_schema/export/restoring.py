"""Find out which backup of a manifest fits what is there, before anything is written."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dlm_schema.disk import opening as local
from dlm_schema.disk.opening import close, folder_id
from dlm_schema.disk.reading import read_beneath, read_with_status
from dlm_schema.disk.refusals import refusal
from dlm_schema.document.validation import Judgement, judge
from dlm_schema.errors import ManifestPathError, NoManifestError
from dlm_schema.export.backups import Backup, Shelf, backup_name, backups_in, shelf_for
from dlm_schema.export.discovery import Export, Found, Gap, find_exports
from dlm_schema.export.inputs import Subject
from dlm_schema.export.migrating import plan_for
from dlm_schema.export.rewriting import digest
from dlm_schema.export.verification import examine
from dlm_schema.findings import Report
from dlm_schema.published import MANIFEST_FILENAME
from dlm_schema.remote.opening import (
    directory_at,
    open_around,
    open_directory,
    open_given,
    real,
)
from dlm_schema.remote.urls import is_url, split

if TYPE_CHECKING:
    from dlm_schema.disk.handles import FolderId

FITS: Final = "fits"
SAME: Final = "same"
OTHER: Final = "other-files"
DAMAGED: Final = "damaged"
ASIDE: Final = "put-aside"

_NONE: Final = "no backup of it is kept"
_SAID: Final = {OTHER: "of other files", DAMAGED: "damaged"}


class Kept(NamedTuple):
    """A backup, and what it is to the manifest and the files that are there.

    ``state`` is that it ``fits``, that it is the ``same``, that it lists ``other-files``, that it
    is ``damaged`` and no manifest, or that it was ``put-aside`` for another to be put back.
    """

    name: str
    path: str
    version: int | None
    size_bytes: int
    digest: bytes
    state: str


class Restoration(NamedTuple):
    """What restoring one manifest comes to.

    ``path`` is the manifest's, ``folder`` the one that it was looked for in, ``digest`` that of its
    bytes, or ``None`` where it is missing, and ``version`` its version if it is one. ``chosen`` is
    the backup to put back, if there is one, and ``problem`` says why there is none although one is
    needed. ``keep_as`` is the name of the backup to make of what is replaced, unless migrating the
    chosen one gives that again.
    """

    path: str
    folder: FolderId
    shelf: Shelf
    digest: bytes | None
    version: int | None
    kept: Sequence[Kept]
    chosen: Kept | None = None
    problem: str | None = None
    keep_as: str | None = None


def restorations(
    paths: Sequence[str], *, to: int | None, backup_dir: str | None, exclude: Sequence[str] = ()
) -> Iterator[Restoration | ManifestPathError]:
    """Say of every manifest at or below the paths, also where it is missing, what backup fits.

    ``to`` is the version to go back to, where backups of several fit.
    """
    tops: dict[str, str] = {}
    for path in paths:
        for place in _places(path, exclude):
            if isinstance(place, ManifestPathError):
                yield place
                continue
            try:
                yield _restoration(place, _shelf_for(place, backup_dir, tops), to)
            except ManifestPathError as error:
                yield error
            finally:
                close(place.directory)


def read_kept(folder: str, plan: Restoration) -> tuple[bytes, os.stat_result]:
    """Read the chosen backup again, with its status; it has to be what it was.

    Raises ``ManifestPathError``.
    """
    chosen = plan.chosen
    if chosen is None:
        raise AssertionError("no backup was chosen")
    try:
        with directory_at(folder) as directory:
            if folder_id(directory) == plan.folder:
                with plan.shelf.opened(directory) as opened:
                    data, status = read_with_status(opened, chosen.name)
                    if digest(data) == chosen.digest:
                        return data, status
    except OSError as error:
        raise refusal(chosen.path, error) from None
    raise ManifestPathError(chosen.path, "changed since it was found to fit; run it again")


class _Place(NamedTuple):
    """Where a manifest is or should be: its path, and the folder, which is the caller's to close.

    ``error`` is why the user's path leads nowhere, if there is no backup either.
    """

    path: str
    directory: int
    error: ManifestPathError | None = None


def _places(path: str, exclude: Sequence[str]) -> Iterator[_Place | ManifestPathError]:
    gone: ManifestPathError | None = None
    try:
        descriptor, status = open_given(path, follow=False)
    except ManifestPathError as error:
        if error.code != "files/missing":
            yield error
            return
        gone = error
    else:
        if stat.S_ISDIR(status.st_mode):
            yield from _places_in(find_exports(path, descriptor, exclude=exclude))
            return
        close(descriptor)
    try:
        yield _Place(path, open_around(path), gone)
    except ManifestPathError as error:
        yield gone or error


def _places_in(found: Iterable[Found]) -> Iterator[_Place | ManifestPathError]:
    for item in found:
        manifest = os.path.join(item.path, MANIFEST_FILENAME)
        if isinstance(item, Export) and not item.is_snapshot:
            yield _Place(manifest, item.directory)
        elif isinstance(item, Export):
            close(item.directory)
        elif isinstance(item, NoManifestError):  # the folder that was named
            yield _Place(manifest, open_directory(item.path), item)
        elif _is_unfinished(item):
            try:
                yield _Place(manifest, _entered(item.path))
            except ManifestPathError as gone:
                yield gone
        elif isinstance(item, ManifestPathError):
            yield item


def _shelf_for(place: _Place, backup_dir: str | None, tops: dict[str, str]) -> Shelf:
    try:
        return shelf_for(real(split(place.path)[0]), backup_dir, tops)
    except ManifestPathError as error:
        raise place.error or error from None


def _entered(path: str) -> int:
    return open_directory(path) if is_url(path) else local.open_directory(path, follow=False)


def _is_unfinished(found: Found) -> bool:
    return isinstance(found, Gap) and found.finding.code == "store/no-manifest"


def _restoration(place: _Place, shelf: Shelf, to: int | None) -> Restoration:
    """Choose among the backups of one manifest. Raises ``ManifestPathError``."""
    path, directory, error = place
    name = os.path.basename(path)
    data: bytes | None = None
    try:
        data = read_beneath(directory, name)
    except ManifestPathError as missing:
        if missing.code != "files/missing":
            raise ManifestPathError(path, missing.reason, missing.code) from None
    judged = Judgement(None, Report(None), False) if data is None else judge(data)
    artifacts = judged.document["artifacts"] if judged.accepted else None
    there = _There(directory, name, data, artifacts)
    kept = list(_kept(there, shelf))
    if error is not None and not kept:
        raise error
    version = judged.report.version if judged.accepted else None
    found = None if data is None else digest(data)
    plan = Restoration(path, folder_id(directory), shelf, found, version, kept)
    fitting = {one.version: one for one in kept if one.state == FITS}
    if to is None and len(fitting) > 1:
        versions = ", ".join(map(str, fitting))
        return plan._replace(problem=f"backups of versions {versions} fit; choose one with --to")
    chosen = next(iter(fitting.values()), None) if to is None else fitting.get(to)
    if chosen is None:
        is_well = judged.accepted and to in (None, version)
        return plan._replace(problem=None if is_well else _lacking(kept, to))
    if data is not None and (version is None or _again(directory, plan, chosen) != data):
        plan = plan._replace(keep_as=backup_name(name, None))
    return plan._replace(chosen=chosen)


class _There(NamedTuple):
    """What is at a place now: the artifacts are those of the manifest, if it is one."""

    directory: int
    name: str
    data: bytes | None
    artifacts: Sequence[Any] | None


def _kept(there: _There, shelf: Shelf) -> Iterator[Kept]:
    try:
        with shelf.opened(there.directory) as opened:
            for backup in backups_in(opened, there.name):
                path = os.path.join(shelf.path, backup.name)
                try:
                    data = read_beneath(opened, backup.name)
                except ManifestPathError as error:
                    raise ManifestPathError(path, error.reason, error.code) from None
                state = _state(there, backup, data)
                yield Kept(backup.name, path, backup.version, len(data), digest(data), state)
    except OSError as error:
        if error.errno != errno.ENOENT:
            raise refusal(shelf.path, error) from None


def _state(there: _There, backup: Backup, data: bytes) -> str:
    """Tell what a backup is to the artifacts of the manifest, or, without one, to the files."""
    if backup.version is None:
        return ASIDE
    if data == there.data:
        return SAME
    document, report, accepted = judge(data)
    if not accepted or report.version != backup.version:
        return DAMAGED
    kept = document["artifacts"]
    if there.artifacts is not None:
        fits = sorted(map(_content, kept)) == sorted(map(_content, there.artifacts))
    else:
        found = (examine(there.directory, index, artifact) for index, artifact in enumerate(kept))
        fits = not any(finding.severity == "error" for each in found for finding in each)
    return FITS if fits else OTHER


def _content(artifact: dict[str, Any]) -> tuple[str, str, int]:
    return artifact["path"], artifact["sha256"], artifact["size_bytes"]


def _again(directory: int, plan: Restoration, chosen: Kept) -> bytes | None:
    """Return what migrating a backup to the version that is there gives."""
    if plan.version is None:
        return None
    try:
        with plan.shelf.opened(directory) as opened:
            subject = Subject(chosen.path, read_beneath(opened, chosen.name), None)
    except OSError as error:
        raise refusal(chosen.path, error) from None
    return plan_for(subject, plan.version, allow_loss=False).data


def _lacking(kept: Sequence[Kept], to: int | None) -> str:
    wanted = [one for one in kept if to in (None, one.version) and one.state in _SAID]
    if not wanted:
        return _NONE if to is None else f"no backup of version {to} is kept"
    others = ", ".join(f"{one.path} ({_SAID[one.state]})" for one in wanted)
    return f"no backup fits: {others}"
