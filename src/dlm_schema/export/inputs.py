"""The manifests that a command line names, read one at a time."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Generator, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from dlm_schema.disk.opening import close, directory_at, folder_id
from dlm_schema.disk.reading import read_beneath, read_opened
from dlm_schema.document.validation import judge
from dlm_schema.errors import ManifestPathError
from dlm_schema.export.discovery import Export, Find, Found, find_exports
from dlm_schema.export.enclosing import Enclosing
from dlm_schema.limits import MAX_BYTES
from dlm_schema.published import MANIFEST_FILENAME
from dlm_schema.remote.opening import open_around, open_given
from dlm_schema.remote.urls import is_url, shown

if TYPE_CHECKING:
    from dlm_schema.disk.handles import FolderId

STDIN: Final = "-"


class Subject(NamedTuple):
    """A manifest to look at: its bytes, or why there are none, and the folder it was read in.

    ``real`` is its path without links, where a walk has found it.
    """

    path: str
    data: bytes
    error: ManifestPathError | None
    folder: FolderId | None = None
    real: str = ""


def subjects(
    paths: Sequence[str],
    *,
    links: bool = True,
    follow: bool = False,
    exclude: Sequence[str] = (),
) -> Iterator[Subject]:
    """Read every manifest at or below the paths, in order, but none that is an artifact.

    A file is itself a manifest, whatever its name; in folders only files of the manifest's name
    count, and not those of snapshots. With ``links`` a path that was named may itself be a symbolic
    link to a manifest; with ``follow`` links to folders are followed, but none in an export, and
    folders whose path or name a shell pattern of ``exclude`` matches are left out. A path is opened
    once, and what was opened is read, whatever is put in its place meanwhile. A path can be a URL.
    """
    for position, path in enumerate(paths):
        if path == STDIN:
            if path not in paths[:position]:  # else it was read to its end
                yield read_stdin()
            continue
        find = partial(find_exports, follow=follow, exclude=exclude)
        yield from subjects_at(path, shown(path), find, links=links)


def subjects_at(path: str, name: str, find: Find, *, links: bool = True) -> Iterator[Subject]:
    """Read the manifest at a PATH that is shown by a name, or those that are found in a folder."""
    try:
        opened = open_given(path, follow=links)
        if stat.S_ISDIR(opened[1].st_mode):
            yield from subjects_in(find(name, opened[0]))
        elif is_url(path):
            folder = folder_id(open_around(path))
            yield Subject(name, read_opened(opened, name), None, folder)
        else:
            data = read_opened(opened, name)
            with directory_at(os.path.dirname(path) or os.curdir) as directory:
                yield Subject(name, data, None, folder_id(directory))
    except ManifestPathError as error:
        yield Subject(name, b"", error.at(name))


def read_stdin() -> Subject:
    """Read a manifest from standard input."""
    if sys.stdin is None:
        error = ManifestPathError(STDIN, "standard input is closed", "files/unreadable")
        return Subject(STDIN, b"", error)
    return Subject(STDIN, sys.stdin.buffer.read(MAX_BYTES + 1), None)


def subjects_in(found: Generator[Found, None, None]) -> Iterator[Subject]:
    """Read the manifests of exports that are found, but none that an export around it lists."""
    enclosing = Enclosing()
    last: Subject | None = None
    inside = ""
    with contextlib.closing(found) as items:
        for item in items:
            if not isinstance(item, (Export, ManifestPathError)):
                continue
            # Only an export with something in it is judged here.
            if last is not None and item.path.startswith(inside):
                document, report, _ = judge(last.data)
                if report.ok:
                    enclosing.enter(last.path, document)
            last = None
            if isinstance(item, ManifestPathError):
                if not enclosing.holds(item.path):  # else nothing that is judged here is there
                    yield Subject(item.path, b"", item)
                continue
            inside = os.path.join(item.path, "")
            path = inside + MANIFEST_FILENAME
            try:
                if item.is_snapshot or enclosing.lists(path):
                    continue
                data = read_beneath(item.directory, MANIFEST_FILENAME)
                real = "" if is_url(path) else os.path.join(item.real, MANIFEST_FILENAME)
                last = Subject(path, data, None, folder_id(item.directory), real)
                yield last
            except ManifestPathError as error:
                named = ManifestPathError(path, error.reason, error.code)
                yield Subject(path, b"", named)
            finally:
                close(item.directory)
