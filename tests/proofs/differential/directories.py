"""Export directories to ask about: those of the soak, as entries, and what it does to them.

Many also have what the soak's do not: odd names, roles that nothing has, and damaged manifests.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Final

from proofs.fuzz.mutations import mutate_bytes
from proofs.soak.faults import inject
from proofs.soak.worlds import (
    MANIFEST,
    Document,
    File,
    Folder,
    Link,
    Special,
    Store,
    World,
    as_bytes,
    entries,
    make_export,
    parent_of,
    put,
)

from dlm_schema.conformance.cases import Entry, Verify

_STRANGER: Final = "\udcff"  # to UTF-8, which the names of a corpus are in
_ODD_PATHS: Final = (
    "a b/\u00fc.txt",
    "\U0001f600",
    "con.txt",
    "deep/AUX",
    "ends.",
    "Modelfile",
    "imatrix.dat",
    "x.sig",
    f"deep/{MANIFEST}",
    "x" * 200,
    "plain",
)
_SHARE_OF_ODD: Final = 0.5
_SHARE_OF_DAMAGED: Final = 0.15
_MOST: Final = 1_000_000  # bytes, of which some are more than is read at once


def directory(random: Random) -> Verify:
    """Draw an export directory in which up to four things are not as its manifest says."""
    while True:
        folder, document = make_export(random, 0)
        if random.random() < _SHARE_OF_ODD:
            _move_some(random, folder, document)
        world = World({"store": Store(None, {"export": folder})})
        for _ in range(random.choice((0, 1, 1, 2, 4))):
            inject(random, world)
        manifest = folder.get(MANIFEST)
        if isinstance(manifest, File) and random.random() < _SHARE_OF_DAMAGED:
            data = bytearray(manifest.content)
            mutate_bytes(data, random)
            manifest.content = bytes(data)
        made = [entry for entry in _entries(folder) if _STRANGER not in entry.path + entry.target]
        if sum(len(entry.content) for entry in made) < _MOST:
            return Verify(tuple(made))


def _move_some(random: Random, folder: Folder, document: Document) -> None:
    """Give some artifacts odd names, and no role that an export needs."""
    artifacts = document["artifacts"]
    some = random.sample(artifacts, min(len(artifacts), random.randint(1, 3)))
    for artifact, path in zip(some, random.sample(_ODD_PATHS, len(some)), strict=True):
        found = parent_of(folder, artifact["path"])
        assert found is not None
        inner, name = found
        put(folder, path, inner.pop(name))
        artifact["path"] = path
        if "role" in artifact:
            artifact["role"] = "other"
    folder[MANIFEST].content = as_bytes(document)


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
