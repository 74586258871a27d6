"""Where the bytes are kept that a migration in place replaces (SPEC section 11.4).

No backup lies in an export directory, where DLM's next export would list it as a file of its own.
Those of a store lie in ``exports/.dlm-schema/``, those of another export in ``.dlm-schema/`` beside
its directory, or all of them in a folder that the user names. Below that each export has a folder
of its own, so that the place of a backup says what it is a backup of.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
from collections.abc import Iterator
from typing import Final, NamedTuple

from dlm_schema.disk.handles import Folder
from dlm_schema.disk.kernel import NOT_OFFERED
from dlm_schema.disk.opening import close, entries_of, folder_id, open_folder_beneath
from dlm_schema.disk.reading import read_beneath
from dlm_schema.disk.refusals import refusal
from dlm_schema.disk.writing import (
    Content,
    fetched,
    fsync,
    name_anew,
    temporary_name,
    write_temporary,
)
from dlm_schema.errors import ManifestPathError
from dlm_schema.export.discovery import EXPORTS_FOLDER, KEPT_FOLDER, SUMMARY_FILENAME
from dlm_schema.published import MANIFEST_FILENAME
from dlm_schema.remote.opening import is_there, open_around
from dlm_schema.remote.urls import is_url, shown, split

_BACKUP: Final = re.compile(
    r"(?P<name>.+?)(\.v(?P<version>[1-9][0-9]*))?\.bak(\.(?P<k>[1-9][0-9]*))?"
)
_INHERITED: Final = stat.S_ISGID | stat.S_IRWXG | stat.S_IROTH | stat.S_IXOTH


_ELSEWHERE: Final = "backups of local exports lie in a local folder, and those of a store in a URL"
_NO_ROOM: Final = "fills its bucket, beside which no backup can be kept; name --backup-dir"

CHANGED: Final = "changed while a new one was being written"


class Backup(NamedTuple):
    """A backup of a manifest: its name in the folder of backups, and the version it is of.

    What was put aside for a backup to be put back has no version, so that restoring twice is
    restoring once.
    """

    name: str
    version: int | None
    number: int


class Kept(NamedTuple):
    """A backup that was made, or was there already: its name, and the device that it is on."""

    name: str
    device: int
    is_new: bool


class Shelf(NamedTuple):
    """The folder for the backups of one export directory.

    ``top`` is a folder that is there, and ``way`` leads on from it: none of these folders is ever a
    link. ``export`` leads from the top to the export directory, if that is there.
    """

    top: str
    way: tuple[str, ...]
    export: str | None = None

    @property
    def path(self) -> str:
        """What the folder is called."""
        return os.path.join(self.top, *self.way)

    @contextlib.contextmanager
    def opened(self, export: int, *, make: bool = False, sync: bool = True) -> Iterator[int]:
        """Hold the folder open, and ``make`` it durably where it is not there.

        ``export`` is the export directory, held open. Raises ``OSError``.
        """
        if isinstance(export, Folder):  # a store makes no folders
            yield open_around(f"{self.path}/")
            return
        held = os.open(self.top, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            if self.export is not None:
                found = os.stat(self.export, dir_fd=held, follow_symlinks=False)
                if not os.path.samestat(found, os.fstat(export)):
                    raise OSError(errno.ESTALE, "the export directory was put elsewhere")
            status = os.fstat(held)
            for name in self.way:
                inner = _entered(held, name, status, make=make, sync=sync)
                close(held)
                held = inner
            yield held
        finally:
            close(held)

    def remove_empty(self) -> None:
        """Remove the folder, and those around it up to the top, unless something lies there."""
        if is_url(self.top):
            return
        with contextlib.suppress(OSError):
            for length in range(len(self.way), 0, -1):
                os.rmdir(os.path.join(self.top, *self.way[:length]))


class Place(NamedTuple):
    """Where a manifest is: its name in an open folder, its shelf, and what the user calls it."""

    directory: int
    name: str
    shelf: Shelf
    path: str


def shelf_for(export: str, backup_dir: str | None, tops: dict[str, str]) -> Shelf:
    """Return the folder for the backups of an export directory, by its real path or its URL.

    ``backup_dir`` is where the user wants all of them. ``tops`` remembers what was found out for
    the folder around other export directories. Raises ``ManifestPathError``.
    """
    if backup_dir is not None:
        if is_url(export) != is_url(backup_dir):
            raise ManifestPathError(shown(backup_dir), _ELSEWHERE)
        top = backup_dir.rstrip("/") if is_url(backup_dir) else os.path.abspath(backup_dir)
        return Shelf(top, _segments(export.replace("://", "/")))
    around = split(export)[0]
    if around.endswith("://"):
        raise ManifestPathError(export, _NO_ROOM)
    if around not in tops:
        tops[around] = _top(around)
    below = export.removeprefix(tops[around]).strip("/") or os.curdir
    return Shelf(tops[around], (KEPT_FOLDER, *_segments(below)), below)


def backups_in(shelf: int, filename: str) -> list[Backup]:
    """List the backups of a manifest in an open folder, the oldest version first.

    Raises ``OSError``.
    """
    names = (name for name, _ in entries_of(shelf))
    matches = filter(None, map(_BACKUP.fullmatch, names))
    found = [
        Backup(match[0], int(version) if version else None, int(number or 1))
        for match in matches
        for name, version, number in [match.group("name", "version", "k")]
        if name == filename
    ]
    return sorted(found, key=lambda backup: (backup.version or 0, backup.number))


def is_backup(name: str) -> bool:
    """Whether a file has the name of a backup."""
    return _BACKUP.fullmatch(name) is not None


def backup_name(filename: str, version: int | None) -> str:
    """Return the name of the first backup of a manifest."""
    return f"{filename}.bak" if version is None else f"{filename}.v{version}.bak"


def keep(
    place: Place, wanted: str, data: bytes, status: os.stat_result | None, *, sync: bool = True
) -> Kept:
    """Give a manifest, which is of these bytes and this status, a second name as its backup.

    In a store, whose files have no status, the backup is a copy. Where another backup has the
    ``wanted`` name, a number is appended. With ``sync`` it is durable then. Raises
    ``ManifestPathError``.
    """
    _, _, shelf, path = place
    try:
        with shelf.opened(place.directory, make=True, sync=sync) as opened:
            kept, is_new = _kept(place, opened, wanted, data, status)
            if sync:
                fsync(opened)
            return Kept(kept, folder_id(opened)[0], is_new)
    except OSError as error:
        reason = (
            f"no backup can be kept in {shelf.path}: {refusal(shelf.path, error).reason}; name "
            f"another folder with --backup-dir, or go without one with --no-backup"
        )
        raise ManifestPathError(path, reason, "files/unreadable") from None


def _kept(
    place: Place, shelf: int, wanted: str, data: bytes, status: os.stat_result | None
) -> tuple[str, bool]:
    name, number = wanted, 1
    while True:
        try:
            _keep_as(place, shelf, name, data, status)
        except FileExistsError:
            if _holds(shelf, name, data):
                return name, False
            number += 1
            name = f"{wanted}.{number}"
        else:
            return name, True


def _keep_as(
    place: Place, shelf: int, candidate: str, data: bytes, status: os.stat_result | None
) -> None:
    directory, name, _, path = place
    if status is None or isinstance(shelf, Folder):
        if isinstance(shelf, Folder):
            if fetched(shelf, candidate)[0] is not None:
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
            shelf.write(candidate, data, None)
        return
    try:
        os.link(name, candidate, src_dir_fd=directory, dst_dir_fd=shelf, follow_symlinks=False)
        if not os.path.samestat(os.stat(candidate, dir_fd=shelf, follow_symlinks=False), status):
            os.unlink(candidate, dir_fd=shelf)
            raise ManifestPathError(path, CHANGED)
    except OSError as error:
        if error.errno not in (*NOT_OFFERED, errno.EXDEV):
            raise
        # A file system without hard links, or another one: the backup is a copy.
        temporary = temporary_name(stays=True)
        try:
            os.close(write_temporary(shelf, temporary, Content(data, status)))
            name_anew(shelf, temporary, candidate)
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temporary, dir_fd=shelf)


def _holds(shelf: int, name: str, data: bytes) -> bool:
    try:
        return read_beneath(shelf, name) == data
    except ManifestPathError:
        return False


def _top(folder: str) -> str:
    """Return the folder of exports of the store around a folder, or one that is in no export."""
    top = folder
    while True:
        around, name = split(folder)
        if name == EXPORTS_FOLDER and is_there(os.path.join(around, SUMMARY_FILENAME)):
            return folder
        if around == folder or around.endswith("://"):
            return top
        if is_there(os.path.join(folder, MANIFEST_FILENAME)):
            top = around
        folder = around


def _segments(path: str) -> tuple[str, ...]:
    return tuple(part for part in path.split(os.sep) if part not in ("", os.curdir))


def _entered(held: int, name: str, top: os.stat_result, *, make: bool, sync: bool) -> int:
    try:
        inner = open_folder_beneath(held, name)
    except FileNotFoundError:
        if not make:
            raise
        with contextlib.suppress(FileExistsError):
            os.mkdir(name, 0o700, dir_fd=held)
            _made(held, name, top, sync=sync)
        inner = open_folder_beneath(held, name)
    if top.st_mode & stat.S_ISVTX:
        # Where anybody may make a folder, only one's own is as good as the folder around it.
        owner = os.fstat(inner).st_uid
        if owner not in (os.geteuid(), top.st_uid):
            close(inner)
            raise PermissionError(1, f"{name} belongs to user {owner}")
    return inner


def _made(held: int, name: str, top: os.stat_result, *, sync: bool) -> None:
    """Give a new folder the owner and mode of the top, but let nobody else write in it."""
    inner = open_folder_beneath(held, name)
    try:
        with contextlib.suppress(PermissionError):
            os.fchown(inner, top.st_uid, top.st_gid)
        os.fchmod(inner, stat.S_IRWXU | (top.st_mode & _INHERITED))
    finally:
        close(inner)
    if sync:
        fsync(held)
