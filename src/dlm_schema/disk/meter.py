"""Knowing how much of which files was read, while threads read them."""

from __future__ import annotations

import hashlib
import os
import threading
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dlm_schema.disk.handles import Chunks


_BYTES: Final = 6  # a float has all their bits
_CHANCES: Final = 2**48


class Allowance:
    """The bytes that may be read yet; ``None`` is any number."""

    def __init__(self, most: int | None) -> None:
        if most is not None and most < 0:
            raise ValueError(f"max_bytes must be 0 or more, or None for no limit, found {most}")
        self._left = most

    def take(self, size: int) -> bool:
        """Take what a file needs, and tell whether there was so much left."""
        if self._left is None:
            return True
        if size > self._left:
            return False
        self._left -= size
        return True


class Sample:
    """Chooses the files whose content is read: a ``share`` of 1 is all of them, and 0 none.

    What a file is called and the ``seed`` decide, so that the same ones are chosen in any order and
    by any number of processes. ``chosen`` and ``all`` count the files.
    """

    def __init__(self, share: float = 1, seed: int | None = None) -> None:
        self.share = share
        self.seed = seed
        self.chosen = self.all = 0

    def anew(self) -> Self:
        """Return what chooses the same files and has counted none."""
        return type(self)(self.share, self.seed)

    def choices(self, folder: str, manifest: bytes, paths: Sequence[str]) -> list[bool]:
        """Tell which files are chosen of an export, by the path of its folder and its manifest.

        Of the path only the name counts.
        """
        if 0 < self.share < 1:
            begun = hashlib.blake2b(f"{self.seed} ".encode(), digest_size=_BYTES)
            name = os.fsencode(os.path.basename(folder))
            begun.update(hashlib.blake2b(manifest).digest() + name + b"\0")
            takes = [self._chance(begun.copy(), path) < self.share for path in paths]
        else:
            takes = [self.share > 0] * len(paths)
        self.count(len(paths), sum(takes))
        return takes

    def count(self, files: int, chosen: int) -> None:
        """Count files of which some were chosen."""
        self.all += files
        self.chosen += chosen

    @staticmethod
    def _chance(begun: hashlib.blake2b, path: str) -> float:
        begun.update(path.encode())
        return int.from_bytes(begun.digest()) / _CHANCES


class Meter:
    """Counts bytes that were read. Every file is counted by whoever reads it.

    ``small`` is the bytes of files that were read in one piece, which one thread alone may add to.
    ``spared`` is those that were not read, because what there is to find is known.
    """

    def __init__(self) -> None:
        self.small = 0
        self.spared = 0
        self._lock = threading.Lock()
        self._ended = 0
        self._readings: dict[int, _Reading] = {}

    @property
    def total(self) -> int:
        """How many bytes were read so far."""
        with self._lock:
            under_way = sum(reading.read for reading in self._readings.values())
            return self.small + self._ended + under_way

    @property
    def current(self) -> str:
        """The file that has been read for longest, or nothing."""
        with self._lock:
            return next((reading.name for reading in self._readings.values()), "")

    def metered(self, chunks: Chunks, name: str) -> Chunks:
        """Yield the chunks of a file and count them."""
        reading = _Reading(name)
        with self._lock:
            self._readings[id(reading)] = reading
        try:
            for chunk in chunks:
                reading.read += len(chunk)
                yield chunk
        finally:
            chunks.close()
            with self._lock:
                del self._readings[id(reading)]
                self._ended += reading.read


class _Reading:
    def __init__(self, name: str) -> None:
        self.name = name
        self.read = 0
