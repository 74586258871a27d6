"""Open what a PATH names, be it local or a URL.

Local paths are opened by ``disk``, the safe way. fsspec is imported when the first URL is opened.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

from dlm_schema.disk import opening as local
from dlm_schema.disk.handles import Folder
from dlm_schema.disk.refusals import refusal
from dlm_schema.errors import ManifestPathError
from dlm_schema.remote.urls import is_url, shown, split

if TYPE_CHECKING:
    from dlm_schema.disk.handles import File

_INSTALL = "a URL needs more than is installed: pip install 'dlm-schema[remote]'"


def open_given(
    path: str, *, follow: bool = True, trust: bool = False, reads: bool = True
) -> tuple[int, os.stat_result]:
    """Open a folder or a file that a caller named, as ``disk`` does with a local one.

    With ``trust`` the digests that a store keeps of its objects stand for reading them. A store
    that ``reads`` does so with manifests that a walk comes to next. Raises ``ManifestPathError``.
    """
    if not is_url(path):
        return local.open_given(path, follow=follow)
    return _opened(path, trust=trust, reads=reads)


def open_directory(path: str) -> int:
    """Open a folder that the caller closes. Raises ``ManifestPathError`` when it cannot be."""
    if not is_url(path):
        return local.open_directory(path)
    handle, status = _opened(path, folder=True)
    if not stat.S_ISDIR(status.st_mode):
        raise ManifestPathError(shown(path), "is no folder", "files/missing")
    return handle


def open_around(path: str, *, trust: bool = False) -> int:
    """Open the folder that a file lies in, if there is one. Raises ``ManifestPathError``."""
    return open_known(split(path)[0], trust=trust)


def open_known(path: str, *, trust: bool = False, reads: bool = True) -> int:
    """Open what is known to be a folder, without asking a store. Raises ``ManifestPathError``."""
    if not is_url(path):
        return local.open_directory(path)
    return _opened(path, trust=trust, ask=False, reads=reads)[0]


@contextlib.contextmanager
def directory_at(path: str) -> Iterator[int]:
    """Hold a folder open. Raises ``ManifestPathError`` when it cannot be."""
    directory = open_directory(path)
    try:
        yield directory
    finally:
        local.close(directory)


def see_writable(path: str, *, by_trying: bool = False) -> None:
    """See that what is written to a folder cannot undo what others write meanwhile.

    Local ones can always be written so. ``by_trying`` asks a store for what it must refuse. Raises
    ``ManifestPathError``.
    """
    if is_url(path):
        folder = _opened(path, ask=False)[0]
        try:
            if isinstance(folder, Folder):
                folder.see_writable(by_trying=by_trying)
        except OSError as error:
            raise refusal(shown(path), error) from None


def is_there(path: str) -> bool:
    """Whether something has a name, be it a link that leads nowhere."""
    if not is_url(path):
        return os.path.lexists(path)
    return local.holds(open_around(path), split(path)[1])


def real(path: str) -> str:
    """Resolve the links on a local path; a URL has none, and ends in no slash."""
    if not is_url(path):
        return local.real(path)
    return re.sub("(?<=[^/])/$", "", shown(path))


def stores_for(url: str) -> Any:
    """Import what opens URLs. Raises ``ManifestPathError`` where the extra is not installed."""
    try:
        return import_module("dlm_schema.remote.stores")
    except ModuleNotFoundError as error:
        if error.name is None or not error.name.startswith("fsspec"):
            raise
        raise ManifestPathError(shown(url), _INSTALL) from None


def _opened(
    url: str, *, trust: bool = False, folder: bool = False, ask: bool = True, reads: bool = True
) -> tuple[Folder | File, os.stat_result]:
    stores = stores_for(url)
    try:
        opened: tuple[Folder | File, os.stat_result] = stores.opened(
            url, trust=trust, folder=folder, ask=ask, reads=reads
        )
    except OSError as error:
        raise refusal(shown(url), error) from None
    return opened
