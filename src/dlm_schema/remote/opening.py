"""Open what a PATH names, be it local or a URL.

Local paths are opened by ``disk``, the safe way. fsspec is imported when the first URL is opened.
"""

from __future__ import annotations

import os
import stat
from importlib import import_module
from typing import TYPE_CHECKING, Any

from dlm_schema.disk import opening as local
from dlm_schema.disk.refusals import refusal
from dlm_schema.errors import ManifestPathError
from dlm_schema.remote.urls import is_url, shown, split

if TYPE_CHECKING:
    from dlm_schema.disk.handles import File, Folder

_INSTALL = "a URL needs more than is installed: pip install 'dlm-schema[remote]'"


def open_given(
    path: str, *, follow: bool = True, trust: bool = False
) -> tuple[int, os.stat_result]:
    """Open a folder or a file that a caller named, as ``disk`` does with a local one.

    With ``trust`` the digests that a store keeps of its objects stand for reading them. Raises
    ``ManifestPathError``.
    """
    if not is_url(path):
        return local.open_given(path, follow=follow)
    return _opened(path, trust=trust)


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
    folder = split(path)[0]
    if not is_url(path):
        return local.open_directory(folder)
    return _opened(folder, trust=trust, ask=False)[0]


def real(path: str) -> str:
    """Resolve the links on a local path; a URL has none."""
    return shown(path) if is_url(path) else local.real(path)


def stores_for(url: str) -> Any:
    """Import what opens URLs. Raises ``ManifestPathError`` where the extra is not installed."""
    try:
        return import_module("dlm_schema.remote.stores")
    except ModuleNotFoundError as error:
        if error.name is None or not error.name.startswith("fsspec"):
            raise
        raise ManifestPathError(shown(url), _INSTALL) from None


def _opened(
    url: str, *, trust: bool = False, folder: bool = False, ask: bool = True
) -> tuple[Folder | File, os.stat_result]:
    stores = stores_for(url)
    try:
        opened: tuple[Folder | File, os.stat_result] = stores.opened(
            url, trust=trust, folder=folder, ask=ask
        )
    except OSError as error:
        raise refusal(shown(url), error) from None
    return opened
