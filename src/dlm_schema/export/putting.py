"""Rewriting a manifest in a store of objects, which renames nothing and has no locks.

The old bytes are kept as another object first. Then the new ones are put in the place of the very
version that the plan was made from: of two writers the store refuses the second.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dlm_schema.disk.handles import Folder
from dlm_schema.disk.refusals import refusal
from dlm_schema.errors import ManifestPathError
from dlm_schema.export.backups import CHANGED, Place, Shelf, keep
from dlm_schema.remote.opening import open_around


@dataclass
class Put:
    """A manifest to put, by its URL, and what was made of it so far.

    ``digest`` is the SHA-256 digest of the bytes that the plan was made from, and ``new`` makes the
    new bytes of these. They are kept on the ``shelf`` under the name ``backup``, unless that is
    ``None``.
    """

    path: str
    digest: bytes
    new: Callable[[bytes], bytes]
    shelf: Shelf
    backup: str | None
    is_done: bool = False
    _is_begun: bool = False
    _made: str | None = None

    def prepare(self, *, sync: bool) -> None:
        """See that the manifest is the one that was planned for, and keep its bytes."""
        with self._folder() as folder:
            data, _ = self._planned(folder, "changed since this was planned; run it again")
            self.new(data)
            if self.backup is not None:
                place = Place(folder, self._name, self.shelf, self.path)
                kept = keep(place, self.backup, data, None, sync=sync)
                self._made = kept.name if kept.is_new else None

    def carry_out(self) -> None:
        """Put the new manifest in the place of the one that the plan was made from."""
        with self._folder() as folder:
            data, version = self._planned(folder, CHANGED)
            self._is_begun = True
            try:
                folder.write(self._name, self.new(data), version)
            except FileExistsError:
                raise ManifestPathError(self.path, CHANGED) from None
            self.is_done = True

    def discard(self) -> None:
        """Take back the backup, unless the new manifest may be in its place by now."""
        if self._made is None or self._is_begun:
            return
        with contextlib.suppress(OSError, ManifestPathError), self._folder() as folder:
            self._planned(folder, CHANGED)
            with self.shelf.opened(folder) as shelf:
                if isinstance(shelf, Folder):
                    shelf.remove(self._made)

    def sync_folder(self) -> None:
        """Do nothing: what a store has accepted is durable."""

    @property
    def _name(self) -> str:
        return os.path.basename(self.path)

    def _planned(self, folder: Folder, otherwise: str) -> tuple[bytes, str]:
        data, version = folder.fetch(self._name)
        if hashlib.sha256(data).digest() != self.digest:
            raise ManifestPathError(self.path, otherwise)
        return data, version

    @contextlib.contextmanager
    def _folder(self) -> Iterator[Folder]:
        """Open the folder that the manifest lies in, and say of which one something went wrong."""
        folder = open_around(self.path)
        if not isinstance(folder, Folder):
            raise TypeError("a local manifest is replaced by renaming")
        try:
            yield folder
        except OSError as error:
            raise refusal(self.path, error) from None
