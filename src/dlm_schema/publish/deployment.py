"""Putting a published tree in its place, over an earlier one if need be.

A folder is ours when its ``SHA256SUMS`` accounts for every byte in it and names, with its digest, a
schema or migration of a version: those never change, and other projects have such lists as well.
Before anything else is
written, a record of what is about to come is put beside it, so that a run that was killed left
nothing that the next one cannot account for. Each file is written under another name and renamed;
``SHA256SUMS`` is the last one.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import stat
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple, NoReturn, final

from dlm_schema.disk.digests import digest_of
from dlm_schema.disk.opening import close, directory_at, open_beneath, open_folder_beneath
from dlm_schema.disk.reading import read_bounded
from dlm_schema.disk.refusals import refusal
from dlm_schema.disk.writing import Content, is_own_temporary, lock, write_content
from dlm_schema.errors import ManifestPathError
from dlm_schema.publish.tree import FILE_MODE, FOLDER_MODE, PublicationError, Tree

SUMS: Final = "SHA256SUMS"
"""The digest of every other file, as ``sha256sum`` reads it."""

UNFINISHED: Final = f".{SUMS}.unfinished"
"""What a run that did not come to its end was about to write, in the same form."""

# Every path that is published has this form; in particular none of them leads elsewhere.
_LINE: Final = re.compile(
    rb"([0-9a-f]{64})  ([.]nojekyll|[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*)"
)
_IMMUTABLE: Final = re.compile(
    r"export-manifest/v([1-9][0-9]*)/schema\.json|migrations/[1-9][0-9]*-to-([1-9][0-9]*)\.json"
)
_VERSIONS: Final = "versions.json"


class Deployment(NamedTuple):
    """What came of it, in numbers of files.

    ``unchanged`` files have the bytes that they had. ``kept`` files belong to versions that the
    tree does not have; the others are its files, and ``removed`` are no longer.
    """

    new: int
    changed: int
    unchanged: int
    removed: int
    kept: int


def deploy(tree: Tree, out: str, *, replace_drafts: bool = False) -> Deployment:
    """Put a tree at ``out``: a new or empty folder, or one that holds an earlier tree.

    Files that are no longer part of it are removed, but for the schemas and migrations of
    versions, which stay for good. Raises ``PublicationError``, before anything is written, when
    ``out`` is or holds anything else, or when a file of a version would become another; with
    ``replace_drafts`` those of versions that were published as drafts may. Raises
    ``ManifestPathError`` when the folder cannot be read or written; running again is safe.
    """
    out = out.rstrip("/") or out
    try:
        _prepare(out)
        with directory_at(out, follow=False) as directory:
            _lock(directory, out)
            site = _Site(tree, out, directory)
            site.check(replace_drafts=replace_drafts)
            return site.update()
    except OSError as error:
        raise refusal(out, error) from None


def _prepare(out: str) -> None:
    """Make the folder, unless it is there."""
    try:
        status = os.lstat(out)
    except FileNotFoundError:
        os.makedirs(out)
        os.chmod(out, FOLDER_MODE)
        return
    if stat.S_ISLNK(status.st_mode):
        raise PublicationError(out, "is a symbolic link; name the folder that it leads to")
    if not stat.S_ISDIR(status.st_mode):
        raise PublicationError(out, "is no folder; name one that is new or empty")


def _lock(directory: int, out: str) -> None:
    try:
        if not lock(directory, fcntl.LOCK_EX):
            problem = "its file system has no locks, so another run could publish there meanwhile"
            raise PublicationError(out, f"{problem}; name a folder of another file system")
    except BlockingIOError:
        problem = "another run is publishing there; wait for it to end, then try again"
        raise PublicationError(out, problem) from None


@final
class _Site:
    """A folder that is to hold a tree, and what it holds now."""

    def __init__(self, tree: Tree, out: str, directory: int) -> None:
        self._tree = tree
        self._out = out
        self._directory = directory
        self._known = _records(self._read(SUMS)) | _records(self._read(UNFINISHED))
        self._found: dict[str, str] = {}
        self._wrong_modes: set[str] = set()
        self._folders: list[str] = []
        self._leftovers: list[str] = []

    def check(self, *, replace_drafts: bool) -> None:
        """Take stock, and refuse what is not ours to write over."""
        if self._known and not self._is_ours():
            self._refuse_other_list()
        self._take_stock()
        if not self._known and self._read(SUMS):
            self._refuse_other_list()
        drafts = self._check_statuses()
        for path, digest in sorted(self._found.items(), key=lambda item: _order(item[0])):
            wanted = self._tree.digests.get(path)
            if digest == wanted:
                continue
            if (path, digest) not in self._known:
                self._refuse(
                    path,
                    f"is not the file that {SUMS} records, so somebody changed it; move it away "
                    f"to have it written anew",
                )
            if wanted is not None and (number := _version(path)) is not None:
                self._check_immutable(path, replaceable=number in drafts, allowed=replace_drafts)

    def update(self) -> Deployment:
        """Write what is missing or different, and remove what is no longer part of the tree."""
        wanted, found = self._tree.digests, self._found
        gone = found.keys() - wanted.keys()
        stale = sorted(path for path in gone if _version(path) is None)
        kept = {path: found[path] for path in gone.difference(stale)}
        changed = {path for path in wanted if path in found and found[path] != wanted[path]}
        new = wanted.keys() - found.keys()
        sums = _sums({**kept, **wanted})
        for path in self._leftovers:
            self._remove(path)
        to_write = sorted(new | changed | (self._wrong_modes & wanted.keys()), key=_order)
        if to_write or stale or sums != self._read(SUMS):
            record = self._known | set(wanted.items())
            self._write(UNFINISHED, b"".join(_line(*item) for item in sorted(record)), sync=True)
            for path in stale:
                self._remove(path)
            self._arrange_folders(kept.keys() | wanted.keys())
            for path in to_write:
                with open(os.path.join(self._tree.folder, *path.split("/")), "rb") as file:
                    self._write(path, file.read(), sync=_version(path) is not None)
            os.sync()
            self._write(SUMS, sums, sync=True)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(UNFINISHED, dir_fd=self._directory)
        unchanged = len(wanted) - len(new) - len(changed)
        return Deployment(len(new), len(changed), unchanged, len(stale), len(kept))

    def _is_ours(self) -> bool:
        """Tell whether what is recorded is this specification, of whatever release."""
        return any(
            _version(path) is not None and (path, digest) in self._known
            for path, digest in self._tree.digests.items()
        )

    def _take_stock(self) -> None:
        """Find every file, with its digest, and every folder; refuse anything that is not ours."""
        files_known = {path for path, _ in self._known}
        folders_known = {folder for path in files_known for folder in _above(path)}
        pending = [""]
        while pending:
            folder = pending.pop()
            for path, entry in self._entries(folder):
                if entry.is_dir(follow_symlinks=False) and path in folders_known:
                    self._folders.append(path)
                    pending.append(path)
                elif not entry.is_file(follow_symlinks=False):
                    self._refuse_stranger(path)
                elif is_own_temporary(entry.name):
                    self._leftovers.append(path)
                elif path in files_known:
                    self._found[path] = self._digest(path)
                elif path not in (SUMS, UNFINISHED):
                    self._refuse_stranger(path)

    def _entries(self, folder: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
        with self._open_folder(folder) as descriptor, os.scandir(descriptor) as entries:
            for entry in entries:
                yield (f"{folder}/{entry.name}" if folder else entry.name), entry

    def _digest(self, path: str) -> str:
        with self._open(path) as (descriptor, status):
            digest = digest_of(descriptor, status)
        if digest is None:
            self._refuse(path, "changed while it was read; try again when nobody writes to it")
        if stat.S_IMODE(status.st_mode) != FILE_MODE:
            self._wrong_modes.add(path)
        return digest

    def _check_statuses(self) -> set[int]:
        """Return the versions that were published as drafts; what was frozen stays so.

        Where no list of versions was published yet, it is as if the tree's had been.
        """
        with open(os.path.join(self._tree.folder, _VERSIONS), "rb") as file:
            data = file.read()
        coming = _statuses(data)
        published = _statuses(self._read(_VERSIONS) or data)
        for number, status in published.items():
            if status == "frozen" and coming.get(number, status) != status:
                self._refuse(
                    _VERSIONS,
                    f"version {number} was published as frozen and would become a "
                    f"{coming[number]}; publish with a release that knows it as frozen",
                )
        return {number for number, status in published.items() if status == "draft"}

    def _check_immutable(self, path: str, *, replaceable: bool, allowed: bool) -> None:
        if replaceable and allowed:
            return
        if replaceable:
            remedy = "it belongs to a draft: replace it with --replace-drafts"
        else:
            remedy = "publish the change as a new version, or elsewhere"
        self._refuse(path, f"holds other bytes, and files of a version never change; {remedy}")

    def _arrange_folders(self, paths: set[str]) -> None:
        """Make the folders of these paths, with the mode they are to have, and remove others."""
        needed = {folder for path in paths for folder in _above(path)}
        for folder in sorted(set(self._folders) - needed, reverse=True):
            with self._open_folder(os.path.dirname(folder)) as parent:
                os.rmdir(os.path.basename(folder), dir_fd=parent)
        for folder in sorted(needed):
            if folder not in self._folders:
                with self._open_folder(os.path.dirname(folder)) as parent:
                    os.mkdir(os.path.basename(folder), dir_fd=parent)
            with self._open_folder(folder) as descriptor:
                if stat.S_IMODE(os.fstat(descriptor).st_mode) & 0o777 != FOLDER_MODE:
                    os.fchmod(descriptor, FOLDER_MODE)

    def _write(self, path: str, data: bytes, *, sync: bool) -> None:
        """Create or replace a file in one step, with the mode that published files have."""
        like = os.stat(os.path.join(self._tree.folder, _VERSIONS))
        with self._open_folder(os.path.dirname(path)) as descriptor:
            write_content(descriptor, os.path.join(self._out, path), Content(data, like, sync))

    def _remove(self, path: str) -> None:
        folder, name = os.path.split(path)
        with self._open_folder(folder) as descriptor:
            os.unlink(name, dir_fd=descriptor)

    def _read(self, path: str) -> bytes:
        """Return a file's bytes, none where there is no such file."""
        try:
            with self._open(path) as (descriptor, status):
                return read_bounded(descriptor, status.st_size)
        except ManifestPathError as error:
            if error.code == "files/missing":
                return b""
            raise

    @contextlib.contextmanager
    def _open(self, path: str) -> Iterator[tuple[int, os.stat_result]]:
        try:
            descriptor, status = open_beneath(self._directory, path)
        except ManifestPathError as error:
            if error.code in ("files/symlink", "files/not-regular"):
                self._refuse_stranger(path)
            raise ManifestPathError(
                os.path.join(self._out, path), error.reason, error.code
            ) from None
        try:
            yield descriptor, status
        finally:
            close(descriptor)

    @contextlib.contextmanager
    def _open_folder(self, path: str) -> Iterator[int]:
        directory = self._directory
        descriptor = open_folder_beneath(directory, path) if path else os.dup(directory)
        try:
            yield descriptor
        finally:
            close(descriptor)

    def _refuse_stranger(self, path: str) -> NoReturn:
        self._refuse(
            path,
            f"was not published by this command ({SUMS} does not name it), so nothing is written "
            f"there; name a folder that is new, empty, or holds an earlier publication alone",
        )

    def _refuse_other_list(self) -> NoReturn:
        self._refuse(
            SUMS,
            "does not record a publication of this specification, so the folder is somebody "
            "else's; name a folder that is new, empty, or holds an earlier publication alone",
        )

    def _refuse(self, path: str, problem: str) -> NoReturn:
        raise PublicationError(os.path.join(self._out, path), problem)


def _records(sums: bytes) -> set[tuple[str, str]]:
    """Return the paths and digests that a file of digests records; other lines record nothing."""
    matches = (_LINE.fullmatch(line) for line in sums.split(b"\n"))
    return {(match[2].decode(), match[1].decode()) for match in matches if match}


def _sums(digests: Mapping[str, str]) -> bytes:
    return b"".join(_line(path, digest) for path, digest in sorted(digests.items()))


def _line(path: str, digest: str) -> bytes:
    return f"{digest}  {path}\n".encode("ascii")


def _statuses(versions: bytes) -> dict[int, str]:
    """Return the status of each version in ``versions.json``, of none where it is unreadable."""
    try:
        return {entry["number"]: entry["status"] for entry in json.loads(versions)["versions"]}
    except (ValueError, LookupError, TypeError):
        return {}


def _version(path: str) -> int | None:
    """Return the version whose file this is for good, or ``None`` where a file may change."""
    match = _IMMUTABLE.fullmatch(path)
    return int(match[1] or match[2]) if match else None


def _order(path: str) -> tuple[bool, str]:
    """Order files of versions before others: ``versions.json`` must not be ahead of them."""
    return _version(path) is None, path


def _above(path: str) -> Iterator[str]:
    while path := os.path.dirname(path):
        yield path
