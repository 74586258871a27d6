"""Places: where one process begins that judges a part of what there is.

Whoever has places walks from there, reads and judges. What is more than its share is left as
places again, so that several processes find and judge together what one alone does, in order.
"""

from __future__ import annotations

import math
import os
import stat
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from functools import partial
from typing import Final, NamedTuple, final

from dlm_schema.disk.opening import close, entries_of, open_folder_beneath, size_of
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
from dlm_schema.export.discovery import (
    Ahead,
    Exports,
    Find,
    Found,
    Gap,
    Share,
    find_outermost,
    find_some,
)
from dlm_schema.export.inputs import STDIN, Subject, read_stdin, subjects_at, subjects_in
from dlm_schema.export.summary import Summaries
from dlm_schema.findings import Report
from dlm_schema.published import MANIFEST_FILENAME
from dlm_schema.remote.opening import open_given, open_known, real
from dlm_schema.remote.urls import is_url, shown, split

KINDS: Final = ("check", "verify", "validate")
"""How a place can be judged: as the commands of these names do."""


class Place(NamedTuple):
    """Something to judge: a PATH to open, what it is shown as, and where in it to go ``ahead``.

    It is a PATH that was given, or a folder below it. With ``is_exports`` it is the folder of a
    store's exports, whose names are compared with what the store remembers, and no more. Folders
    in it that were ``entered`` by another way are left out. What is ``known`` needs no opening. One
    that ``is_suspected`` of ending workers is judged while nothing else is.
    """

    path: str
    name: str
    ahead: Ahead = Ahead()
    is_exports: bool = False
    entered: frozenset[str] = frozenset()
    known: Candidate | None = None
    is_suspected: bool = False

    @property
    def shown(self) -> str:
        """What it is shown as."""
        return os.path.join(self.name, self.ahead.below) if self.ahead.below else self.name

    @property
    def is_something(self) -> bool:
        """Whether there is surely something to say of it."""
        return self.known is not None or self.ahead.is_something

    def is_followed_by(self, other: Place) -> bool:
        """Whether a walk that begins here can go on there."""
        return self.path == other.path and self.ahead.is_part and other.ahead.is_part

    def is_spared_by(self, found: Iterable[str]) -> bool:
        """Whether it would say that a folder holds nothing, below which something was found."""
        if not self.ahead.is_end:
            return False
        inside = os.path.join(self.shown, "")
        return any(os.path.join(one, "").startswith(inside) for one in found)


@final
class Work:
    """Places to judge in order, as the command of a kind does, and how much of that to do.

    No folder is entered after so many ``seconds``, and no export that has more than ``size`` bytes
    with those before it, unless it is all that there is. What is ``left`` then is said afterwards,
    and where something was ``found`` that shares of the same walk need to know of.
    """

    def __init__(
        self,
        kind: str,
        places: Sequence[Place],
        seconds: float = math.inf,
        size: float = math.inf,
    ) -> None:
        self.kind = kind
        self.places = places
        self.left: list[Place] = []
        self.found: set[str] = set()
        self._share = Share(seconds, size, sizes=kind != "validate")

    def walks(self, bounds: Bounds) -> Iterator[tuple[Place, Find]]:
        """Yield where something is opened, and how to find what is to be judged there.

        Where one walk goes on at several places, that is found in one go.
        """
        rest = deque(self.places)
        while rest:
            first = rest.popleft()
            if first.is_spared_by(self.found):
                continue
            begin = [first.ahead]
            while rest and first.is_followed_by(rest[0]):
                begin.append(rest.popleft().ahead)
            self._share.others = bool(rest)
            self._share.has_found = False
            yield (
                first,
                partial(
                    find_some,
                    begin=begin,
                    share=self._share,
                    real_top=real(first.path).rstrip(os.sep),
                    exclude=bounds.exclude,
                    entered=first.entered,
                ),
            )
            if self._share.has_found and first.ahead.is_part:
                self.found.add(first.shown)
            self.left += [first._replace(ahead=ahead) for ahead in self._share.rest]
            if self.left or self._share.is_over:
                break
        self.left += (place for place in rest if not place.is_spared_by(self.found))


def places(paths: Sequence[str], bounds: Bounds) -> Generator[Place, None, None]:
    """Yield the places at the paths, in the order in which they are reported.

    Relative paths lead to the same from any folder. With ``bounds.follow`` they are the outermost
    exports below the paths, because only one walk can tell which folders it entered.
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
        if not bounds.follow or split(path)[1] == MANIFEST_FILENAME:
            yield place
            continue
        try:
            opened, status = open_given(path, trust=bounds.trust, reads=False)
        except ManifestPathError:  # which is said when it is opened again
            yield place
            continue
        if stat.S_ISDIR(status.st_mode):
            yield from _below(place, opened, bounds)
        else:
            close(opened)
            yield place


def _below(given: Place, directory: int, bounds: Bounds) -> Iterator[Place]:
    found = find_outermost(given.name, directory, follow=True, exclude=bounds.exclude)
    for item in found:
        if isinstance(item, Gap):
            known = Candidate(item.path, findings=[item.finding])
            yield given._replace(known=known)
        elif isinstance(item, ManifestPathError):
            yield given._replace(known=Candidate(item.path, error=item))
        elif isinstance(item, Exports):
            yield _place_at(given, item.top, item.path)._replace(is_exports=True)
        else:
            export = item.export
            size = size_of(export.directory, export.entries)
            close(export.directory)
            place = _place_at(given, item.top, export.path, size)
            yield place._replace(entered=item.entered)


def _place_at(given: Place, top: str, path: str, size: int = 0) -> Place:
    """Return the place at a path that was found below the given one, or below a link there."""
    below = path.removeprefix(top).lstrip("/")
    begin = given.path if top == given.name else absolute(top)
    return Place(begin, top, Ahead(below, size=size))


def absolute(path: str) -> str:
    """Return a PATH that leads to the same from any folder."""
    return path if is_url(path) else os.path.join(os.getcwd(), path)


def judge_all(work: Work, bounds: Bounds) -> Checks:
    """Judge what is at places, in order, as the command of a kind does with all that it finds."""
    summaries = Summaries() if work.kind == "check" else None
    candidates = _all_candidates(work, summaries, bounds)
    if work.kind == "verify":
        candidates = (only_exports(candidate) for candidate in candidates)
    return Checks(candidates, bounds.on([place.path for place in work.places]), summaries)


def validate_all(work: Work, bounds: Bounds) -> Iterator[Checked]:
    """Judge the documents that are at places alone, in order, as ``validate`` does."""
    for place, find in work.walks(bounds):
        for path, data, error, *_ in _subjects(place, find):
            if error is not None:
                yield Checked(path, Report(None, [finding_of(error)]), error)
            else:
                yield Checked(path, judge(data, bounds.findings).report)


def _all_candidates(
    work: Work, summaries: Summaries | None, bounds: Bounds
) -> Generator[Candidate, None, None]:
    for place, find in work.walks(bounds):
        if place.known is not None:
            yield place.known
        elif place.is_exports:
            if summaries is not None:
                names = _opened(place, bounds, partial(_names, place))
                yield from candidates_in(names, summaries)
        elif place.ahead == Ahead():
            yield from candidates_at(place.path, place.name, find, summaries, bounds)
        else:
            yield from candidates_in(_opened(place, bounds, find), summaries)


def _subjects(place: Place, find: Find) -> Iterator[Subject]:
    known = place.known
    if known is not None:
        if not known.findings:
            yield Subject(known.path, known.data, known.error)
    elif place.is_exports:
        return
    elif place.ahead == Ahead():
        yield from subjects_at(place.path, place.name, find)
    else:
        yield from subjects_in(_opened(place, Bounds(), find))


def _opened(place: Place, bounds: Bounds, find: Find) -> Generator[Found, None, None]:
    """Open a folder again, and yield what is found below it."""
    try:
        directory = open_known(place.path, trust=bounds.trust, reads=bounds.state is None)
    except ManifestPathError as error:
        yield error.at(place.shown)
        return
    yield from find(place.name, directory)


def _names(place: Place, top: str, directory: int) -> Generator[Found, None, None]:
    """Yield the names in the folder of a store's exports."""
    below = place.ahead.below
    try:
        exports = open_folder_beneath(directory, below) if below else directory
        try:
            names = frozenset(name for name, _ in entries_of(exports))
            store = os.path.dirname(os.path.join(real(place.path), below).rstrip(os.sep))
            yield Exports(place.shown, store, exports, names, top)
        finally:
            if below:
                close(exports)
    except OSError as error:
        yield refusal(place.shown, error)
    finally:
        close(directory)
