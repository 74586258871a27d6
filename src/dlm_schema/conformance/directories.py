"""Making the directories of the files cases, entry by entry as the corpus describes them.

What an entry may be is checked before anything is made, and folders are opened one at a time and
never through a link. So nothing is written outside a temporary folder, whatever a corpus asks for.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import re
import socket
from collections.abc import Iterable, Iterator, Sequence
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from dlm_schema.conformance.recipes import CorpusError
from dlm_schema.text import excerpt

if TYPE_CHECKING:
    from dlm_schema.conformance.cases import Entry

_EXPORT = b"export"
_BESIDE = "../outside/"
_UNPLACED = b"unplaced"
_NO_NAMES = frozenset((b"", b".", b".."))
_FILES = ("file", "sparse", "hard_link")
_KINDS = (*_FILES, "symlink", "fifo", "socket", "folder")
_FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_DESCRIPTORS = "/proc/self/fd"
_NAMES_SOMETHING = re.compile("[^\0\ud800-\udfff]+")
_SHOWN = 200


@contextlib.contextmanager
def made(entries: Iterable[Entry]) -> Iterator[str]:
    """Make an export directory that holds these entries, and take it away afterwards.

    Yields its absolute path. What lies beside it, for links that lead outside, goes with it.
    Raises ``CorpusError`` where the entries are not those of one directory, and ``OSError`` where
    this file system cannot hold one of them.
    """
    wanted = tuple(entries)
    _check(wanted)
    with contextlib.ExitStack() as cleanup:
        path = os.path.realpath(mkdtemp(prefix="dlm-schema-"))
        cleanup.callback(os.rmdir, path)
        root = os.open(path, _FOLDER_FLAGS)
        cleanup.callback(os.close, root)
        cleanup.callback(_empty, root)
        os.mkdir(_EXPORT, dir_fd=root)
        for entry in wanted:
            _make(root, path, entry)
        yield os.path.join(path, os.fsdecode(_EXPORT))


def _check(entries: Sequence[Entry]) -> None:
    """Raise ``CorpusError`` unless the entries can be made in turn without leaving the root."""
    kinds: dict[tuple[bytes, ...], str] = {}
    folders: set[tuple[bytes, ...]] = set()
    for entry in entries:
        place = _segments(entry.path)
        ways = [place[:length] for length in range(1, len(place))]
        if entry.kind not in _KINDS:
            raise CorpusError(_shown(entry), f"there is no kind of entry called {entry.kind}")
        if place in kinds or (place in folders and entry.kind != "folder"):
            raise CorpusError(_shown(entry), "something is there already")
        if any(kinds.get(way, "folder") != "folder" for way in ways):
            raise CorpusError(_shown(entry), "lies below an entry that is no folder")
        if entry.kind == "hard_link" and kinds.get(_segments(entry.target)) not in _FILES:
            raise CorpusError(_shown(entry), f"there is no file {entry.target!r} before it")
        if entry.kind == "symlink" and not _NAMES_SOMETHING.fullmatch(entry.target):
            raise CorpusError(_shown(entry), f"no link can lead to {excerpt(entry.target, _SHOWN)}")
        kinds[place] = entry.kind
        folders.update(ways)


def _segments(path: str) -> tuple[bytes, ...]:
    """Return where a path leads, from the root: names in UTF-8, whatever the locale."""
    try:
        names = path.encode("utf-8").split(b"/")
    except UnicodeEncodeError:
        raise CorpusError(excerpt(path, _SHOWN), "cannot be written in UTF-8") from None
    place = names[1:] if path.startswith(_BESIDE) else [_EXPORT, *names]
    if not _NO_NAMES.isdisjoint(place) or "\0" in path:
        raise CorpusError(
            excerpt(path, _SHOWN), f"is no path below the export directory or {_BESIDE}"
        )
    return tuple(place)


def _make(root: int, root_path: str, entry: Entry) -> None:
    *folders, name = _segments(entry.path)
    try:
        with _folder(root, folders) as folder:
            if entry.kind in ("file", "sparse"):
                _write(folder, name, entry)
            elif entry.kind == "symlink":
                os.symlink(entry.target.encode("utf-8"), name, dir_fd=folder)
            elif entry.kind == "hard_link":
                *others, other = _segments(entry.target)
                with _folder(root, others) as source:
                    os.link(other, name, src_dir_fd=source, dst_dir_fd=folder)
            elif entry.kind == "folder":
                with _folder(folder, [name]):
                    pass
            else:
                _place(root, root_path, entry.kind, folder, name)
    except OSError as error:
        number = error.errno or errno.EINVAL
        reason = error.strerror or str(error)
        raise OSError(number, f"cannot make {_shown(entry)} here: {reason}") from error


@contextlib.contextmanager
def _folder(start: int, names: Iterable[bytes]) -> Iterator[int]:
    """Hold a folder open, made with those on the way to it where they are not there yet."""
    held = os.dup(start)
    try:
        for name in names:
            with contextlib.suppress(FileExistsError):
                os.mkdir(name, dir_fd=held)
            inner = os.open(name, _FOLDER_FLAGS, dir_fd=held)
            os.close(held)
            held = inner
        yield held
    finally:
        os.close(held)


def _write(folder: int, name: bytes, entry: Entry) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    with open(os.open(name, flags, 0o666, dir_fd=folder), "wb") as file:
        if entry.kind == "sparse":
            os.ftruncate(file.fileno(), entry.size)
        else:
            file.write(entry.content)


def _place(root: int, root_path: str, kind: str, folder: int, name: bytes) -> None:
    """Make a FIFO or socket at the root, and move it to its place.

    Neither can be made relative to a descriptor on every system, and the address of a socket is
    too short for most paths.
    """
    shorter = f"{_DESCRIPTORS}/{root}" if os.path.isdir(_DESCRIPTORS) else root_path
    unplaced = os.path.join(os.fsencode(shorter), _UNPLACED)
    if kind == "fifo":
        os.mkfifo(unplaced)
    else:
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(unplaced)
    with contextlib.suppress(FileNotFoundError):  # renaming would replace what is there
        os.stat(name, dir_fd=folder, follow_symlinks=False)
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
    os.rename(_UNPLACED, name, src_dir_fd=root, dst_dir_fd=folder)


def _empty(root: int) -> None:
    """Take away all that the root holds.

    A folder's folders are moved up to the root before it goes, so that depth costs neither stack
    nor descriptors.
    """
    numbers = itertools.count()
    pending = _folders_left(root)
    while pending:
        name = pending.pop()
        with _folder(root, [name]) as folder:
            for inner in _folders_left(folder):
                moved = b"%d" % next(numbers)
                os.rename(inner, moved, src_dir_fd=folder, dst_dir_fd=root)
                pending.append(moved)
        os.rmdir(name, dir_fd=root)


def _folders_left(folder: int) -> list[bytes]:
    """Remove what is no folder and return the names of the folders."""
    with os.scandir(folder) as entries:
        found = [
            (os.fsencode(entry.name), entry.is_dir(follow_symlinks=False)) for entry in entries
        ]
    for name, is_folder in found:
        if not is_folder:
            os.unlink(name, dir_fd=folder)
    return [name for name, is_folder in found if is_folder]


def _shown(entry: Entry) -> str:
    return excerpt(entry.path, _SHOWN)
