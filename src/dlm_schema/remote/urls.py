"""Tell URLs from local paths, take them apart, and show them without secrets.

A URL is what fsspec knows: ``scheme://...``, or several of them joined by ``::``, of which each
lies in the next one, such as ``zip://exports::s3://bucket/store.zip``. Elsewhere ``::`` is a part
of a name.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import Final

URL_JOBS: Final = 8
ARCHIVES: Final = ("zip", "tar", "libarchive")

_CHAIN: Final = "::"
_AFTER_SCHEME: Final = "://"

_URL: Final = r"(?:[A-Za-z][A-Za-z0-9+.-]+::)*([A-Za-z][A-Za-z0-9+.-]+)://"
WEB: Final = ("http", "https")
_HIDDEN: Final = "***"


def is_url(path: str) -> bool:
    """Whether a PATH is a URL, and no path of this machine's."""
    return bool(scheme_of(path))


def jobs_for(paths: Iterable[str], asked: int | None) -> int | None:
    """Return how many files to read at once: of stores, whose answers take long, eight."""
    return URL_JOBS if asked is None and any(map(is_url, paths)) else asked


def scheme_of(url: str) -> str:
    """Return the scheme of a URL, or of the first part of a chain; nothing for a local path."""
    match = re.match(_URL, url) if _AFTER_SCHEME in url else None
    return match[1].lower() if match else ""


def is_web(url: str) -> bool:
    """Whether a URL is one of the web's, whose names are percent-encoded."""
    return scheme_of(url) in WEB


def wrapper_of(url: str) -> str:
    """Return what a URL names before its first scheme, such as a cache; mostly nothing."""
    return url.partition(_AFTER_SCHEME)[0].rpartition(_CHAIN)[0]


def is_chain(url: str) -> bool:
    """Whether a URL leads into an archive, or to what lies in another URL in some way."""
    return _CHAIN in url and (
        scheme_of(url) in ARCHIVES or re.search(f"{_CHAIN}{_URL}", url) is not None
    )


def split(path: str) -> tuple[str, str]:
    """Return the folder that a PATH lies in, as a PATH, and its name there."""
    if not is_url(path):
        folder, name = os.path.split(path)
        return folder or os.curdir, name
    head, chain, outer = path.partition(_CHAIN) if is_chain(path) else (path, "", "")
    scheme, _, inside = head.partition("://")
    folder, _, name = inside.rpartition("/")
    return f"{scheme}://{folder}{chain}{outer}", name


def shown(path: str) -> str:
    """Return a PATH as reports show it: paths below it begin with it, and it holds no secret.

    What lies in an archive is shown as ``ARCHIVE!/PATH``. Left out are a user with a password, a
    user of the web, who may be a token, and a query of the web, which may be a signature.
    """
    if not is_url(path):
        return path
    *inner, outermost = path.split(_CHAIN) if is_chain(path) else (path,)
    text = _without_secrets(outermost)
    for part in reversed(inner):
        inside = part.partition("://")[2].strip("/")
        text = f"{text}!/{inside}" if inside else f"{text}!"
    return text


def _without_secrets(url: str) -> str:
    if not is_url(url):
        return url
    scheme, _, rest = url.partition("://")
    if is_web(url):
        rest = re.sub("[?#](?s:.*)", f"?{_HIDDEN}", rest)
    place, slash, path = rest.partition("/")
    user, at, host = place.rpartition("@")
    if at and (":" in user or is_web(url)):
        place = f"{_HIDDEN}@{host}"
    return f"{scheme}://{place}{slash}{path}"
