"""Finding manifests: in a file, an export, a store, or any folder of these (SPEC section 7)."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Generator, Iterator
from typing import Final, NamedTuple

from dlm_schema import files
from dlm_schema.errors import ManifestPathError
from dlm_schema.rules import MANIFEST_FILENAME

_LONGEST_PATH: Final = 4095  # characters at most of a path in a system call


def find_manifests(path: str) -> Iterator[str | ManifestPathError]:
    """Yield the path of every manifest at or below ``path``, in order of their names.

    A file is itself a manifest, whatever its name; in folders only files of the manifest's name
    count. Links to folders are not followed. What cannot be entered is yielded as the error that
    says so, and the rest is still found.
    """
    if not os.path.isdir(path):
        yield path
        return
    for item in find_exports(path):
        if isinstance(item, ManifestPathError):
            yield item
        else:
            os.close(item.directory)
            yield os.path.join(item.path, MANIFEST_FILENAME)


class Export(NamedTuple):
    """A folder with a manifest, held open: its path, a descriptor, and what lies in it."""

    path: str
    directory: int
    entries: list[tuple[str, bool]]


def find_exports(path: str) -> Generator[Export | ManifestPathError, None, None]:
    """Yield every folder with a manifest at or below a folder.

    Its descriptor is the caller's to close. It stays that of the folder that was found, whatever
    is put in its place. No link below ``path`` is followed, not even one that is put there
    meanwhile. What cannot be entered is yielded as the error that says so.
    """
    found = False
    with contextlib.closing(_walk(path)) as items:
        for item in items:
            found = True
            yield item
    if not found:
        reason = f"holds no {MANIFEST_FILENAME}, at any depth"
        yield ManifestPathError(path, reason, "files/missing")


def _walk(top: str) -> Generator[Export | ManifestPathError, None, None]:
    try:
        held = files.open_directory(top)
    except ManifestPathError as error:
        yield error
        return
    try:
        pending = [""]
        while pending:
            below = pending.pop()
            folder = os.path.join(top, below) if below else top
            try:
                directory, entries = _enter(held, below)
            except OSError as error:
                yield files.refusal(folder, error)
                continue
            inner = [name for name, is_folder in entries if is_folder and name != MANIFEST_FILENAME]
            inner.sort(reverse=True)
            pending += [f"{below}/{name}" for name in inner] if below else inner
            # Whatever has the manifest's name: reading it will say.
            if any(name == MANIFEST_FILENAME for name, _ in entries):
                yield Export(folder, directory, entries)
            else:
                os.close(directory)
    finally:
        os.close(held)


def _enter(top: int, below: str) -> tuple[int, list[tuple[str, bool]]]:
    if len(below) > _LONGEST_PATH:
        raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG))
    directory = files.open_folder_beneath(top, below) if below else os.dup(top)
    try:
        return directory, files.entries_of(directory)
    except BaseException:
        os.close(directory)
        raise
