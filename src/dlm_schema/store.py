"""Finding manifests: in a file, an export, a store, or any folder of these (SPEC section 7)."""

from __future__ import annotations

import os
from collections.abc import Iterator

from dlm_schema import files
from dlm_schema.errors import ManifestPathError
from dlm_schema.rules import MANIFEST_FILENAME


def find_manifests(path: str) -> Iterator[str | ManifestPathError]:
    """Yield the path of every manifest at or below ``path``, in order of their names.

    A file is itself a manifest, whatever its name; in folders only files of the manifest's name
    count. Links to folders are not followed. What cannot be entered is yielded as the error that
    says so, and the rest is still found.
    """
    if not os.path.isdir(path):
        yield path
        return
    found = False
    for item in _walk(path):
        found = True
        yield item
    if not found:
        reason = f"holds no {MANIFEST_FILENAME}, at any depth"
        yield ManifestPathError(path, reason, "files/missing")


def _walk(top: str) -> Iterator[str | ManifestPathError]:
    pending = [top]
    while pending:
        folder = pending.pop()
        inner = []
        manifest = None
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.name == MANIFEST_FILENAME:  # whatever it is: reading it will say
                        manifest = entry.path
                    elif entry.is_dir(follow_symlinks=False):
                        inner.append(entry.path)
        except OSError as error:
            yield files.refusal(folder, error)
        if manifest is not None:
            yield manifest
        inner.sort(reverse=True)
        pending += inner
