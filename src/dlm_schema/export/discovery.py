"""Finding manifests: in a file, an export, a store, or any folder of these (SPEC section 7)."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Generator, Iterator
from enum import Enum, auto
from typing import Final, NamedTuple, final

from dlm_schema.disk.opening import Entries, close, entries_of, open_folder_beneath, real
from dlm_schema.disk.refusals import refusal
from dlm_schema.errors import ManifestPathError
from dlm_schema.published import MANIFEST_FILENAME

SUMMARY_FILENAME: Final = "manifest.json"
EXPORTS_FOLDER: Final = "exports"

_LINK: Final = "is a symbolic link, which is never followed; name what it leads to"
_LONGEST_PATH: Final = 4095  # characters: no tree that people use is deeper
_MOST_HELD: Final = 8


class Export(NamedTuple):
    """A folder with a manifest, held open: its path, a descriptor, and what lies in it."""

    path: str
    directory: int
    entries: Entries


class Gap(NamedTuple):
    """A place that a walk has nothing to look at in, though there could be an export.

    ``is_wrong`` tells that there has to be one (SPEC section 7.3), and ``is_empty`` that the place
    is the folder of exports of a store that has none.
    """

    error: ManifestPathError
    is_wrong: bool = False
    is_empty: bool = False


def find_exports(
    path: str, directory: int
) -> Generator[Export | Gap | ManifestPathError, None, None]:
    """Yield every folder with a manifest at or below an open folder, and every gap.

    ``path`` is what the folder is shown as; its descriptor is closed at the end. That of an export
    is the caller's to close. It stays that of the folder that was found, whatever is put in its
    place. No link below the folder is followed, not even one that is put there meanwhile. What
    cannot be entered is yielded as the error that says so.
    """
    found = False
    with contextlib.closing(_walk(path, directory)) as items:
        for item in items:
            found = found or not isinstance(item, Gap) or item.is_wrong or item.is_empty
            yield item
    if not found:
        yield nothing_in(path)


class _Place(Enum):
    """What a folder is to the store around it (SPEC section 1.3), if there is one."""

    ANY = auto()
    EXPORTS = auto()  # the folder of a store in which every folder is an export's
    EXPORT = auto()  # one of those
    LEFT = auto()  # the same, once all that is in it has been seen
    INSIDE = auto()  # below an export, whose files may have any names


def _walk(top: str, held: int) -> Generator[Export | Gap | ManifestPathError, None, None]:
    found = 0
    folders = _Held(held)
    try:
        pending = [("", _place_of(top, held), 0)]
        while pending:
            below, place, found_before = pending.pop()
            folder = os.path.join(top, below) if below else top
            if place is _Place.LEFT:
                if found == found_before:
                    yield Gap(nothing_in(folder), is_wrong=True)
                continue
            if place is _Place.EXPORT:
                pending.append((below, _Place.LEFT, found))
            try:
                directory, entries = _enter(folders, below)
            except OSError as error:
                found += 1
                yield refusal(folder, error)
                continue
            inner = [name for name, is_folder in entries if is_folder and name != MANIFEST_FILENAME]
            inner.sort(reverse=True)
            if inner:
                folders.hold(below, directory)
            names = {name for name, _ in entries}
            is_export = MANIFEST_FILENAME in names  # whatever that is: reading it will say
            is_store = SUMMARY_FILENAME in names
            around = _Place.INSIDE if is_export else place
            pending += [
                (f"{below}/{name}" if below else name, _place_in(around, name, is_store), 0)
                for name in inner
            ]
            if is_export:
                found += 1
                yield Export(folder, directory, entries)
                continue
            close(directory)
            if place is not _Place.INSIDE:
                yield from _gaps(folder, entries, place, is_store)
    finally:
        folders.close()


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
        return open_folder_beneath(folder, path) if path else os.dup(folder)

    def hold(self, below: str, directory: int) -> None:
        """Hold a folder open while the walk is in it."""
        with contextlib.suppress(OSError):  # where there is no descriptor left, time is lost alone
            if below:
                self._held.append((f"{below}/", os.dup(directory)))
        if len(self._held) > _MOST_HELD:
            close(self._held.pop(1)[1])

    def close(self) -> None:
        """Hold nothing any more."""
        for _, folder in self._held:
            close(folder)


def _place_of(top: str, held: int) -> _Place:
    if os.path.basename(real(top)) == EXPORTS_FOLDER:
        with contextlib.suppress(OSError):
            os.stat(f"{os.pardir}/{SUMMARY_FILENAME}", dir_fd=held, follow_symlinks=False)
            return _Place.EXPORTS
    return _Place.ANY


def _place_in(around: _Place, name: str, is_store: bool) -> _Place:  # noqa: FBT001
    """Tell what a folder in another is."""
    if around is _Place.INSIDE:
        return _Place.INSIDE
    if around is _Place.EXPORTS:
        return _Place.EXPORT
    return _Place.EXPORTS if is_store and name == EXPORTS_FOLDER else _Place.ANY


def _enter(folders: _Held, below: str) -> tuple[int, Entries]:
    if len(below) > _LONGEST_PATH:
        raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG))
    directory = folders.open(below)
    try:
        return directory, entries_of(directory)
    except BaseException:
        close(directory)
        raise


def _gaps(path: str, entries: Entries, place: _Place, is_store: bool) -> Iterator[Gap]:  # noqa: FBT001
    """Yield the gaps in a folder that is no export's, those below it aside."""
    is_exports = place is _Place.EXPORTS
    links = sorted(name for name, is_folder in entries if is_folder is None)
    for name in links:
        is_wrong = is_exports or (is_store and name == EXPORTS_FOLDER)
        link = os.path.join(path, name)
        yield Gap(ManifestPathError(link, _LINK, "files/symlink"), is_wrong=is_wrong)
    if is_exports and not links and not any(is_folder for _, is_folder in entries):
        reason = "holds no exports, so nothing was checked there"
        yield Gap(ManifestPathError(path, reason), is_empty=True)


def nothing_in(path: str) -> ManifestPathError:
    """Return the error that says that a folder leads to no manifest."""
    reason = f"holds no {MANIFEST_FILENAME}, at any depth"
    return ManifestPathError(path, reason, "files/missing")
