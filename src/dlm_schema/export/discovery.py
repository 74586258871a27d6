"""Find exports: in a folder, a store, or any folder of these (SPEC section 7.3)."""

from __future__ import annotations

import contextlib
import errno
import math
import os
from collections.abc import Callable, Container, Generator, Iterator, Sequence
from enum import Enum, auto
from functools import cache
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias, final

from dlm_schema.disk.opening import (
    close,
    duplicate,
    entries_of,
    expect,
    folder_id,
    holds,
    open_directory,
    open_folder_beneath,
    real,
    size_of,
)
from dlm_schema.disk.refusals import refusal
from dlm_schema.errors import ManifestPathError, NoManifestError
from dlm_schema.findings import Finding, finding
from dlm_schema.published import MANIFEST_FILENAME, catalogue
from dlm_schema.text import is_excluded

if TYPE_CHECKING:
    from dlm_schema.disk.handles import Entries, FolderId

SUMMARY_FILENAME: Final = "manifest.json"
EXPORTS_FOLDER: Final = "exports"
KEPT_FOLDER: Final = ".dlm-schema"
"""A folder of this package beside export directories, which no export is looked for in."""

_LINK: Final = "is a symbolic link, which is not followed; name what it leads to, or use --follow"
_NO_WAY: Final = "no path leads to what has this key: name its objects otherwise"
_NO_MANIFEST: Final = f"holds no {MANIFEST_FILENAME}: an export that did not finish"
_LONGEST_PATH: Final = 4095  # characters: no tree that people use is deeper
_MOST_HELD: Final = 8


class Export(NamedTuple):
    """A folder with a manifest, held open: its path, a descriptor, and what lies in it.

    ``real`` is its path without links. A snapshot has a manifest of another name.
    """

    path: str
    real: str
    directory: int
    entries: Entries
    is_snapshot: bool = False


class Exports(NamedTuple):
    """The folder of exports of a store: its path, the store's real one, and the names in it.

    The descriptor is valid until the next item is asked for. ``top`` is the path that the folder
    was found below without a link between.
    """

    path: str
    store: str
    directory: int
    names: frozenset[str]
    top: str


class Gap(NamedTuple):
    """A place without an export, though one could be there: the finding says why."""

    path: str
    finding: Finding


class Outermost(NamedTuple):
    """An export that lies in no other one, found by a walk that goes no deeper there.

    ``top`` is the path that it was found below without a link between. ``entered`` are the folders
    in it that are left out, because links led there before.
    """

    export: Export
    top: str
    entered: frozenset[str] = frozenset()


Found: TypeAlias = Export | Exports | Gap | ManifestPathError

Find: TypeAlias = Callable[[str, int], Generator[Found, None, None]]
"""Finds exports in a folder that is shown by a name and open, and closes it."""


def snapshot_filename() -> str:
    """Return the name of the manifest of a snapshot."""
    name: str = _snapshots()["filename"]
    return name


def snapshot_companions() -> Sequence[str]:
    """Return patterns of the names of files that DLM leaves beside the artifacts of a snapshot."""
    patterns: list[str] = _snapshots()["companions"]
    return patterns


def find_exports(
    path: str, directory: int, *, follow: bool = False, exclude: Sequence[str] = ()
) -> Generator[Found, None, None]:
    """Yield every export at or below an open folder, every gap, and every store's exports folder.

    ``path`` is what the folder is shown as; its descriptor is closed at the end. That of an export
    is the caller's to close. It stays that of the folder that was found, whatever is put in its
    place. No link below the folder is followed, not even one that is put there meanwhile; with
    ``follow`` those above exports are, and no folder is entered twice. Folders whose path or name a
    pattern of ``exclude`` matches are left out. What cannot be entered is yielded as the error that
    says so, as is a folder without any export or store.
    """
    return _all_of(_Walk(follow=follow, exclude=exclude), path, directory)


def find_outermost(
    path: str, directory: int, *, follow: bool = False, exclude: Sequence[str] = ()
) -> Generator[Exports | Gap | ManifestPathError | Outermost, None, None]:
    """Yield what :func:`find_exports` does, but of exports none that lies in another one.

    :func:`find_some` gives the rest, in another process if need be.
    """
    return _all_of(_Walk(follow=follow, exclude=exclude, outermost=True), path, directory)


def find_some(  # noqa: PLR0913  (what it is given is what it needs)
    top: str,
    directory: int,
    begin: Sequence[Ahead],
    share: Share,
    *,
    real_top: str,
    exclude: Sequence[str] = (),
    entered: Container[str] = (),
) -> Generator[Found, None, None]:
    """Yield what :func:`find_exports` does, from where a walk of a folder is to go on.

    The folder's path is ``top``, and without links ``real_top``. What is more than the share is
    left in it. Folders whose paths are in ``entered`` are left out.
    """
    walk = _Walk(follow=False, exclude=exclude, left_out=entered, share=share)
    below, place, *_ = begin[0]
    if place is _Place.TOP:
        at = _Place.ANY if below else _place_of(real_top, directory)
        pending = [Ahead(below, _Place.NOTHING), Ahead(below, at)]
    else:
        expect(directory, [ahead.below for ahead in begin if ahead.place is not _Place.NOTHING])
        pending = list(begin[::-1])
    with contextlib.closing(walk.through(top, real_top, directory, pending)) as items:
        yield from items
    share.has_found = walk.has_found


def _all_of(walk: _Walk, path: str, directory: int) -> Generator[Any, None, None]:
    with contextlib.closing(walk.below(path, directory)) as items:
        yield from items
    if not walk.has_found:
        yield nothing_in(path)


def nothing_in(path: str) -> ManifestPathError:
    """Return the error that says that a folder leads to no manifest."""
    reason = f"holds no {MANIFEST_FILENAME}, at any depth"
    return NoManifestError(path, reason, "files/missing")


class _Place(Enum):
    """What a folder is to the store around it (SPEC section 1.3), if there is one."""

    ANY = auto()
    EXPORTS = auto()  # the folder of a store in which every folder is an export's
    EXPORT = auto()  # one of those
    BELOW = auto()  # below one that holds no manifest itself: an export did not finish there
    LEFT = auto()  # the same, once all that is in it has been seen
    INSIDE = auto()  # below an export, whose files may have any names
    TOP = auto()  # what is to be looked at from the outermost folder on
    NOTHING = auto()  # the same, once all that is in it has been seen


class Ahead(NamedTuple):
    """A folder that a walk comes to, by its path below the top, with its ``size`` if that is known.

    ``found`` is how many exports were found before it was entered.
    """

    below: str = ""
    place: _Place = _Place.TOP
    found: int = 0
    size: int = 0

    @property
    def is_something(self) -> bool:
        """Whether there is surely something to say of it."""
        return self.place is _Place.EXPORT

    @property
    def is_end(self) -> bool:
        """Whether all that is in the folder was seen, and nothing of it need be said but that."""
        return self.place is _Place.NOTHING

    @property
    def is_part(self) -> bool:
        """Whether it is inside of the folder at which the walk began."""
        return self.place not in (_Place.TOP, _Place.NOTHING)


@final
class Share:
    """How much of a walk one process takes: some seconds and bytes, and at least something.

    ``rest`` is what it leaves, in order, and ``has_found`` whether it found anything. Where there
    are ``others`` to do as well, nothing is taken that is larger by itself. Without ``sizes`` files
    are not asked for their bytes.
    """

    def __init__(self, seconds: float, size: float, *, sizes: bool) -> None:
        self.rest: Sequence[Ahead] = ()
        self.has_found = False
        self.others = False
        self._sizes = sizes
        self._seconds = seconds
        self._ends = math.inf
        self._left = size
        self._has_taken = False

    @property
    def is_over(self) -> bool:
        """Whether the time is over, which begins when this is asked first."""
        now = monotonic()
        self._ends = min(self._ends, now + self._seconds)
        return now >= self._ends

    def excess(self, export: Export, *, is_last: bool) -> int | None:
        """Take an export, or return its size, where that is too much to be taken with others."""
        if not self._sizes:
            return None
        size = size_of(export.directory, export.entries)
        if size > self._left and (self._has_taken or self.others or not is_last):
            return size
        self._has_taken = True
        self._left -= size
        return None


@final
class _Walk:
    """One search: how much it found, and the folders that it entered if it follows links."""

    def __init__(
        self,
        *,
        follow: bool,
        exclude: Sequence[str],
        outermost: bool = False,
        left_out: Container[str] = (),
        share: Share | None = None,
    ) -> None:
        self.found = 0
        self._exclude = exclude
        self._saw_store = False
        self._share = share
        self._is_first = True
        self._unfinished = 0
        self._entered: set[FolderId] | None = set() if follow else None
        self._outermost = outermost
        self._left_out = left_out
        self._again: list[str] = []

    def below(self, top: str, held: int, place: _Place | None = None) -> Generator[Any, None, None]:
        real_top = real(top).rstrip(os.sep)
        begin = _place_of(real_top, held) if place is None else place
        yield from self.through(top, real_top, held, [Ahead("", begin)])

    @property
    def has_found(self) -> bool:
        """Whether there is an export, or a store that has none."""
        return self.found > 0 or self._saw_store

    def through(
        self, top: str, real_top: str, held: int, pending: list[Ahead]
    ) -> Generator[Any, None, None]:
        """Walk through folders that are pending, the last one first; the top is held open."""
        inside_top = os.path.join(top, "")
        folders = _Held(held)
        try:
            while pending and (self._share is None or not self._is_spent(pending)):
                here = pending.pop()
                below, where, *_ = here
                folder = inside_top + below if below else top
                if where in (_Place.LEFT, _Place.NOTHING):
                    yield from self._missed(here, folder)
                    continue
                if where is _Place.EXPORT:
                    pending.append(Ahead(below, _Place.LEFT, self.found))
                    self._unfinished += 1
                try:
                    directory, entries = self._enter(folders, below)
                except OSError as error:
                    self.found += 1
                    yield refusal(folder, error)
                    continue
                if directory is None:
                    self._again.append(folder)
                    continue
                real_path = f"{real_top}/{below}" if below else real_top or os.sep
                looked = Export(folder, real_path, directory, entries)
                names = {name for name, _ in entries}
                export = _export_in(looked, names, where)
                if export is not None and self._is_too_large(export, here, pending):
                    close(directory)
                    return
                inside = [name for name, is_folder in entries if is_folder]
                is_store = SUMMARY_FILENAME in names
                inner = _folders_in(inside, export, where, is_store=is_store) if inside else []
                if export is not None and self._outermost:
                    self.found += 1
                    following = list(self._following(folder, below, inner))
                    yield Outermost(export, top, self._pass_through(top, real_top, held, following))
                    continue
                if inner:
                    folders.hold(below, directory)
                    pending += self._following(folder, below, inner)
                if export is None:
                    yield from self._no_export(looked, where, top, is_store=is_store)
                else:
                    self.found += 1
                    yield export
        finally:
            folders.close()

    def _following(
        self, folder: str, below: str, inner: list[tuple[str, _Place]]
    ) -> Iterator[Ahead]:
        return (
            Ahead(f"{below}/{name}" if below else name, at)
            for name, at in inner
            if not self._is_left_out(f"{folder}/{name}")
        )

    def _is_spent(self, pending: list[Ahead]) -> bool:
        """Leave what is pending, if the share is spent and nothing is half done."""
        if self._share is None or self._unfinished:
            return False
        is_first, self._is_first = self._is_first, False
        is_part = pending[-1].place in (_Place.INSIDE, _Place.NOTHING)
        if is_first or is_part or not self._share.is_over:
            return False
        self._leave(pending)
        return True

    def _is_too_large(self, export: Export, here: Ahead, pending: list[Ahead]) -> bool:
        """Leave what is pending, and an outermost export that is too large for the share."""
        if self._share is None or here.place is _Place.INSIDE:
            return False
        own = here.place is _Place.EXPORT  # what says that all in it was seen comes next
        others = len(pending) - own
        is_last = others == 0 or pending[others - 1].place is _Place.NOTHING
        size = None if self._unfinished > own else self._share.excess(export, is_last=is_last)
        if size is None:
            return False
        self._leave([*pending[:others], here._replace(size=size)])
        return True

    def _leave(self, pending: Sequence[Ahead]) -> None:
        if self._share is not None:
            self._share.rest = [
                ahead
                for ahead in reversed(pending)
                if not (self.has_found and ahead.place is _Place.NOTHING)
            ]

    def _missed(self, here: Ahead, folder: str) -> Generator[Any, None, None]:
        """Say that there is no export where one could be, now that all in a folder was seen."""
        if here.place is _Place.LEFT:
            self._unfinished -= 1
            if self.found == here.found:
                yield Gap(folder, finding("store/no-manifest", "", _NO_MANIFEST))
        elif not self.has_found:
            yield nothing_in(folder)

    def _is_left_out(self, path: str) -> bool:
        excluded = bool(self._exclude) and is_excluded(path, self._exclude)
        return excluded or path in self._left_out

    def _pass_through(
        self, top: str, real_top: str, held: int, inside: list[Ahead]
    ) -> frozenset[str]:
        """Enter the folders in an export, and return those that were entered before."""
        if self._entered is None:
            return frozenset()
        self._again.clear()
        self._outermost = False
        for item in self.through(top, real_top, duplicate(held), inside):
            if isinstance(item, Export):
                close(item.directory)
        self._outermost = True
        return frozenset(self._again)

    def _enter(self, folders: _Held, below: str) -> tuple[int | None, Entries]:
        """Open a folder and list it, unless it was entered already."""
        if len(below) > _LONGEST_PATH:
            raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG))
        directory = folders.open(below)
        try:
            if self._entered is not None:
                identity = folder_id(directory)
                if identity in self._entered:
                    close(directory)
                    return None, []
                self._entered.add(identity)
            return directory, entries_of(directory)
        except BaseException:
            close(directory)
            raise

    def _no_export(
        self, folder: Export, place: _Place, top: str, *, is_store: bool
    ) -> Generator[Any, None, None]:
        """Close a folder that is no export, and say what there is to it but its folders."""
        path, real_path, directory, entries, _ = folder
        self._saw_store |= is_store or place is _Place.EXPORTS
        try:
            links = _links(entries, place)
            # Only a store of objects has folders that are no names, such as that of a//b.
            nameless = sorted(name for name, _ in entries if name.endswith("/"))
            if place is _Place.EXPORTS:
                names = frozenset(name for name, _ in entries)
                yield Exports(path, os.path.dirname(real_path), directory, names, top)
        finally:
            close(directory)
        for key in (f"{path}/{name}" for name in nameless):
            if not is_excluded(key.rstrip("/"), self._exclude):
                self.found += 1
                yield ManifestPathError(key, _NO_WAY, "files/unreadable")
        for name in links:
            link = os.path.join(path, name)
            if is_excluded(link, self._exclude):
                continue
            if self._entered is None:
                yield Gap(link, finding("store/link", "", _LINK))
                continue
            try:
                held = open_directory(link)
            except ManifestPathError as error:
                yield Gap(link, finding("store/link", "", f"is a symbolic link: {error.reason}"))
            else:
                yield from self.below(link, held, _place_in(place, name, is_store=is_store))


@final
class _Held:
    """The folders around the one that a walk is at, of which the nearest are held open.

    A folder is opened from the nearest one, so that its depth costs no time.
    """

    def __init__(self, top: int) -> None:
        self._held = [("", top)]

    def open(self, below: str) -> int:
        """Open a folder, by its path below the top, that comes next in the walk."""
        while not below.startswith(self._held[-1][0]):
            close(self._held.pop()[1])
        outer, folder = self._held[-1]
        path = below.removeprefix(outer)
        return open_folder_beneath(folder, path) if path else duplicate(folder)

    def hold(self, below: str, directory: int) -> None:
        """Hold a folder open while the walk is in it."""
        with contextlib.suppress(OSError):  # where there is no descriptor left, time is lost alone
            if below:
                self._held.append((f"{below}/", duplicate(directory)))
        if len(self._held) > _MOST_HELD:
            close(self._held.pop(1)[1])

    def close(self) -> None:
        """Hold nothing any more."""
        for _, folder in self._held:
            close(folder)


def _place_of(real_top: str, held: int) -> _Place:
    in_exports = os.path.basename(real_top) == EXPORTS_FOLDER
    if in_exports and holds(held, f"{os.pardir}/{SUMMARY_FILENAME}"):
        return _Place.EXPORTS
    return _Place.ANY


def _place_in(around: _Place, name: str, *, is_store: bool) -> _Place:
    """Tell what a folder in another is."""
    if around is _Place.INSIDE:
        return _Place.INSIDE
    if around is _Place.EXPORTS:
        return _Place.EXPORT
    if is_store and name == EXPORTS_FOLDER:
        return _Place.EXPORTS
    return _Place.BELOW if around in (_Place.EXPORT, _Place.BELOW) else _Place.ANY


def _is_skipped(name: str, around: _Place) -> bool:
    """Whether a folder is litter of a system, or what programs keep for themselves."""
    if around is _Place.INSIDE:
        return False
    if around is _Place.EXPORTS and name.startswith("."):
        return True
    return name.startswith("@") or name in ("lost+found", KEPT_FOLDER)


def _links(entries: Entries, place: _Place) -> list[str]:
    """Return the links in a folder, behind any of which exports may be."""
    if place in (_Place.EXPORT, _Place.BELOW, _Place.INSIDE):
        return []
    return sorted(
        name
        for name, is_folder in entries
        if is_folder is None and name != SUMMARY_FILENAME and not _is_skipped(name, place)
    )


def _export_in(folder: Export, names: Container[str], place: _Place) -> Export | None:
    """Return a folder as the export that it is, if it is one; reading its manifest says more."""
    if MANIFEST_FILENAME in names:
        return folder
    if place is _Place.INSIDE or snapshot_filename() not in names:
        return None
    if os.path.basename(folder.real) not in _snapshots()["directories"]:
        return None
    return folder._replace(is_snapshot=True)


def _folders_in(
    names: list[str], export: Export | None, place: _Place, *, is_store: bool
) -> list[tuple[str, _Place]]:
    """Return the folders to look into and what they are, the last name first."""
    if export is not None and export.is_snapshot:
        return []
    around = place if export is None else _Place.INSIDE
    return [
        (name, _place_in(around, name, is_store=is_store))
        for name in sorted(names, reverse=True)
        if name != MANIFEST_FILENAME and not _is_skipped(name, around)
    ]


@cache
def _snapshots() -> Any:
    return catalogue()["store/no-manifest"]["parameters"]
