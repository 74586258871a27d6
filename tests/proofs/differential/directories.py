"""Export directories to ask about: those of the soak, as entries, and what it does to them."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Final

from proofs.soak.faults import inject
from proofs.soak.worlds import (
    File,
    Folder,
    Link,
    Special,
    Store,
    World,
    entries,
    make_export,
)

from dlm_schema.conformance.cases import Entry, Verify

_STRANGER: Final = "\udcff"  # to UTF-8, which the names of a corpus are in
_MOST: Final = 1_000_000  # bytes, of which some are more than is read at once


def directory(random: Random) -> Verify:
    """Draw an export directory in which up to four things are not as its manifest says."""
    while True:
        folder, _ = make_export(random, 0)
        world = World({"store": Store(None, {"export": folder})})
        for _ in range(random.choice((0, 1, 1, 2, 4))):
            inject(random, world)
        made = [entry for entry in _entries(folder) if _STRANGER not in entry.path + entry.target]
        if sum(len(entry.content) for entry in made) < _MOST:
            return Verify(tuple(made))


def _entries(folder: Folder) -> Iterator[Entry]:
    first: dict[File, str] = {}
    for path, node in entries(folder):
        match node:
            case File() if node in first:
                yield Entry(path, "hard_link", target=first[node])
            case File():
                first[node] = path
                yield Entry(path, "file", node.content)
                for number in range(node.outside):
                    outside = f"../outside/{len(first)}-{number}"
                    yield Entry(outside, "hard_link", target=path)
            case Link():
                yield Entry(path, "symlink", target=node.target)
            case Special():
                yield Entry(path, "socket" if node.kind == "socket" else "fifo")
            case dict():
                yield Entry(path, "folder")
