"""Places: where one process finds what another one is to judge.

Whoever walks opens folders and lists them, and reads no manifest. A place says how to open again
what was found, and what it is shown as; what is judged there is what one process alone judges.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Generator, Iterator, Sequence
from typing import Final, NamedTuple, final

from dlm_schema.disk.opening import close, duplicate, entries_of, open_folder_beneath, size_of
from dlm_schema.disk.refusals import finding_of, refusal
from dlm_schema.document.validation import judge
from dlm_schema.errors import ManifestPathError
from dlm_schema.export.checking import (
    Bounds,
    Candidate,
    Checked,
    Checks,
    candidates_at,
    candidates_in,
    only_exports,
)
from dlm_schema.export.discovery import Exports, Found, Gap, find_in, find_outermost
from dlm_schema.export.inputs import STDIN, Subject, read_stdin, subjects, subjects_in
from dlm_schema.export.summary import Summaries
from dlm_schema.findings import Report
from dlm_schema.published import MANIFEST_FILENAME
from dlm_schema.remote.opening import open_given, open_known, real
from dlm_schema.remote.urls import is_url, shown, split

KINDS: Final = ("check", "verify", "validate")
"""How a place can be judged: as the commands of these names do."""


class Place(NamedTuple):
    """Something to judge: a PATH to open, and what it is shown as.

    With ``below`` it is a folder below that PATH: an outermost export, or with ``is_exports`` the
    folder of a store's exports, whose names are compared with what the store remembers. Folders in
    it that were ``entered`` by another way are left out. What is ``known`` needs no opening.
    ``size`` is the bytes of the files right in it, as far as a listing told of them.
    """

    path: str
    name: str
    below: str | None = None
    is_exports: bool = False
    entered: frozenset[str] = frozenset()
    known: Candidate | None = None
    size: int = 0

    @property
    def shown(self) -> str:
        """What it is shown as."""
        return os.path.join(self.name, self.below) if self.below else self.name


def places(
    paths: Sequence[str], bounds: Bounds, *, sizes: bool = True
) -> Generator[Place, None, None]:
    """Yield every place at or below the paths, in the order in which they are reported.

    Relative paths lead to the same from any folder. Without ``sizes`` files are not asked for them.
    """
    for position, path in enumerate(paths):
        name = shown(path)
        if path == STDIN:
            if path not in paths[:position]:  # else it was read to its end
                subject = read_stdin()
                known = Candidate(path, data=subject.data, error=subject.error)
                yield Place(path, name, known=known)
            continue
        place = Place(absolute(path), name)
        if split(path)[1] == MANIFEST_FILENAME:
            yield place
            continue
        try:
            opened, status = open_given(path, trust=bounds.trust, reads=False)
        except ManifestPathError as error:
            yield place._replace(known=Candidate(name, error=error))
            continue
        if stat.S_ISDIR(status.st_mode):
            yield from _below(place, opened, bounds, sizes=sizes)
        else:
            close(opened)
            yield place


def _below(given: Place, directory: int, bounds: Bounds, *, sizes: bool) -> Iterator[Place]:
    found = find_outermost(given.name, directory, follow=bounds.follow, exclude=bounds.exclude)
    for item in found:
        if isinstance(item, Gap):
            known = Candidate(item.path, findings=[item.finding])
            yield given._replace(known=known)
        elif isinstance(item, ManifestPathError):
            yield given._replace(known=Candidate(item.path, error=item))
        elif isinstance(item, Exports):
            yield _place_at(given, item.top, item.path, is_exports=True)
        else:
            export = item.export
            size = size_of(export.directory, export.entries) if sizes else 0
            close(export.directory)
            place = _place_at(given, item.top, export.path)
            yield place._replace(entered=item.entered, size=size)


def _place_at(given: Place, top: str, path: str, *, is_exports: bool = False) -> Place:
    """Return the place at a path that was found below the given one, or below a link there."""
    below = path.removeprefix(top).lstrip("/")
    begin = given.path if top == given.name else absolute(top)
    return Place(begin, top, below, is_exports)


def absolute(path: str) -> str:
    """Return a PATH that leads to the same from any folder."""
    return path if is_url(path) else os.path.join(os.getcwd(), path)


def judge_all(kind: str, found: Sequence[Place], bounds: Bounds) -> Checks:
    """Judge what is at places, in order, as the command of a kind does with all that it finds."""
    summaries = Summaries() if kind == "check" else None
    candidates = _all_candidates(found, summaries, bounds)
    if kind == "verify":
        candidates = (only_exports(candidate) for candidate in candidates)
    return Checks(candidates, bounds.on([place.path for place in found]), summaries)


def validate_all(found: Sequence[Place], bounds: Bounds) -> Iterator[Checked]:
    """Judge the documents that are at places alone, in order, as ``validate`` does."""
    with contextlib.closing(_Around(bounds)) as around:
        for place in found:
            for path, data, error, *_ in _subjects(place, around):
                if error is not None:
                    yield Checked(path, Report(None, [finding_of(error)]), error)
                else:
                    yield Checked(path, judge(data, bounds.findings).report)


def _all_candidates(
    found: Sequence[Place], summaries: Summaries | None, bounds: Bounds
) -> Generator[Candidate, None, None]:
    with contextlib.closing(_Around(bounds)) as around:
        for place in found:
            if place.known is not None:
                yield place.known
            elif place.below is None:
                yield from candidates_at(place.path, place.name, summaries, bounds)
            elif summaries is not None or not place.is_exports:
                yield from candidates_in(_items(place, around), summaries)


@final
class _Around:
    """The folder that places are below: the last one is held open, as most are below one."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self._path: str | None = None
        self._held = -1
        self._real = ""

    def open(self, path: str) -> tuple[int, str]:
        """Open the folder at a PATH, and return it with its path without links.

        What a store of objects tells of a folder is asked anew for each place. Raises
        ``ManifestPathError``.
        """
        if is_url(path):
            return open_known(path, trust=self.bounds.trust), real(path).rstrip(os.sep)
        if path != self._path:
            self.close()
            self._held = open_known(path)
            self._path, self._real = path, real(path).rstrip(os.sep)
        try:
            return duplicate(self._held), self._real
        except OSError as error:
            raise refusal(path, error) from None

    def close(self) -> None:
        """Hold no folder open any more."""
        was_open, self._path = self._path is not None, None
        if was_open:
            close(self._held)


def _subjects(place: Place, around: _Around) -> Iterator[Subject]:
    known = place.known
    if known is not None:
        if not known.findings:
            yield Subject(known.path, known.data, known.error)
    elif place.below is not None:
        if not place.is_exports:
            yield from subjects_in(_items(place, around))
    else:
        for found in subjects([place.path], follow=around.bounds.follow):
            error = found.error and found.error.at(place.name)
            yield found._replace(path=place.name, error=error)


def _items(place: Place, around: _Around) -> Generator[Found, None, None]:
    """Open a place again, and yield what a walk finds there."""
    top, below = place.name, place.below or ""
    try:
        directory, real_top = around.open(place.path)
    except ManifestPathError as error:
        yield error.at(place.shown)
        return
    if not place.is_exports:
        yield from find_in(
            top,
            directory,
            below,
            real_top=real_top,
            exclude=around.bounds.exclude,
            entered=place.entered,
        )
        return
    try:
        exports = open_folder_beneath(directory, below) if below else directory
        try:
            names = frozenset(name for name, _ in entries_of(exports))
            store = os.path.dirname(os.path.join(real_top, below).rstrip(os.sep))
            yield Exports(place.shown, store, exports, names, top)
        finally:
            if below:
                close(exports)
    except OSError as error:
        yield refusal(place.shown, error)
    finally:
        close(directory)
