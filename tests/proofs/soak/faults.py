"""What is done to stores: each fault changes a world and says what must be found because of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from functools import wraps
from itertools import product
from random import Random
from typing import Any, Final, NamedTuple, TypeVar

from proofs.soak.worlds import (
    MANIFEST,
    SNAPSHOT,
    Document,
    File,
    Folder,
    Link,
    Node,
    Special,
    Store,
    World,
    as_bytes,
    can_make_devices,
    document_of,
    entries,
    is_snapshot,
    parent_of,
    put,
    strange_name,
    stranger,
)

_DIGITS: Final = "0123456789abcdef"


class Fault(NamedTuple):
    """What was done, where, and the code and pointer that tell it when nothing else was done.

    Without a code it may be that nothing is wrong, such as after a bit flip in a manifest that
    changed a name; the oracle says.
    """

    kind: str
    export: str
    code: str | None = None
    pointer: str | None = None


class _Place(NamedTuple):
    """A file of an export that its manifest lists."""

    export: str
    tree: Folder
    number: int
    path: str
    folder: Folder
    name: str
    file: File

    def told_by(self, kind: str, code: str, member: str = "path") -> Fault:
        return Fault(kind, self.export, f"files/{code}", f"/artifacts/{self.number}/{member}")


Inject = Callable[[Random, World], Fault | None]
FAULTS: Final[list[Inject]] = []
"""All that can be done, each as often as it is listed."""

_Of = TypeVar("_Of")


def _to(
    candidates: Callable[[World], Iterable[_Of]], often: int = 5
) -> Callable[[Callable[[Random, _Of], Fault | None]], Inject]:
    """List what is done to one of the candidates; ``often`` is 1 where less can be done after."""

    def listed(do: Callable[[Random, _Of], Fault | None]) -> Inject:
        @wraps(do)
        def injected(random: Random, world: World) -> Fault | None:
            found = list(candidates(world))
            return do(random, random.choice(found)) if found else None

        FAULTS.extend([injected] * often)
        return injected

    return listed


def inject(random: Random, world: World) -> Fault:
    """Do something to a world, drawn at random among all that can be done to it."""
    while True:
        fault = random.choice(FAULTS)(random, world)
        if fault is not None:
            return fault


def _places(world: World) -> list[_Place]:
    found = []
    for export, _, tree in world.exports():
        document = document_of(tree, SNAPSHOT if is_snapshot(tree) else MANIFEST)
        for index, artifact in enumerate(document["artifacts"] if document else ()):
            path = artifact.get("path") if isinstance(artifact, dict) else None
            parent = parent_of(tree, path) if isinstance(path, str) else None
            file = parent[0].get(parent[1]) if parent else None
            if parent and isinstance(file, File):
                found.append(_Place(export, tree, index, str(path), *parent, file))
    return found


def _filled(world: World) -> list[_Place]:
    return [place for place in _places(world) if place.file.content]


def _inner(world: World) -> list[_Place]:
    return [place for place in _places(world) if "/" in place.path]


def _pairs(world: World) -> Iterator[tuple[_Place, ...]]:
    return product(_places(world), repeat=2)


# What is in a file


def _position(random: Random, size: int) -> int:
    return random.choice((0, size - 1, min(65_535, size - 1), random.randrange(size)))


@_to(_filled, often=10)
def flip_a_bit(random: Random, place: _Place) -> Fault | None:
    data = bytearray(place.file.content)
    data[_position(random, len(data))] ^= 1 << random.randrange(8)
    place.file.content = bytes(data)
    return place.told_by("a bit flipped", "sha256", "sha256")


@_to(_filled)
def truncate(random: Random, place: _Place) -> Fault | None:
    place.file.content = place.file.content[: _position(random, len(place.file.content))]
    return place.told_by("truncated", "size", "size_bytes")


@_to(_places)
def extend(random: Random, place: _Place) -> Fault | None:
    place.file.content += random.choice((b"\0", b"\n", bytes(random.randrange(1, 70_000))))
    return place.told_by("extended", "size", "size_bytes")


@_to(_filled)
def blank(random: Random, place: _Place) -> Fault | None:
    if not any(place.file.content):
        return None
    place.file.content = bytes(len(place.file.content))
    return place.told_by("blanked", "sha256", "sha256")


@_to(_pairs)
def swap(_: Random, pair: tuple[_Place, ...]) -> Fault | None:
    one, other = pair
    if one.file.content == other.file.content:
        return None
    one.folder[one.name], other.folder[other.name] = other.file, one.file
    if len(one.file.content) == len(other.file.content):
        return one.told_by("swapped", "sha256", "sha256")
    return one.told_by("swapped", "size", "size_bytes")


# What lies in a file's place


@_to(_places)
def remove(random: Random, place: _Place) -> Fault | None:
    del place.folder[place.name]
    return place.told_by("removed", "missing")


def _link(random: Random, place: _Place) -> Link:
    up = "../" * place.path.count("/")
    elsewhere = random.choice(sorted(path for path, _ in entries(place.tree)))
    targets = (place.name, "nowhere", "/dev/zero", "/proc/self/fd/0", "/etc/passwd", up + elsewhere)
    return Link(random.choice((*targets, up + "..", ".")))


@_to(_places)
def replace_by_link(random: Random, place: _Place) -> Fault | None:
    place.folder[place.name] = _link(random, place)
    return place.told_by("replaced by a link", "symlink")


@_to(_places)
def replace_by_link_to_itself_moved(random: Random, place: _Place) -> Fault | None:
    if "moved" in place.folder:
        return None
    place.folder["moved"] = place.file
    place.folder[place.name] = Link("moved")
    return place.told_by("moved behind a link", "symlink")


@_to(_places)
def replace_by_special(random: Random, place: _Place) -> Fault | None:
    place.folder[place.name] = Special(random.choice(_kinds()))
    return place.told_by("replaced by a special file", "not-regular")


def _kinds() -> list[str]:
    return ["fifo", "socket"] + ["device"] * can_make_devices()


@_to(_places)
def replace_by_folder(random: Random, place: _Place) -> Fault | None:
    place.folder[place.name] = random.choice(({}, {place.name: place.file}))
    return place.told_by("replaced by a folder", "not-regular")


@_to(_places)
def link_hard(random: Random, place: _Place) -> Fault | None:
    place.file.outside += 1
    return place.told_by("hard link to outside", "hard-link")


@_to(_pairs)
def link_hard_to_another(_: Random, pair: tuple[_Place, ...]) -> Fault | None:
    one, other = pair
    if one.file is other.file:
        return None
    one.folder[one.name] = other.file
    return one.told_by("hard link to another artifact", "hard-link")


@_to(_inner)
def replace_folder_on_the_way(random: Random, place: _Place) -> Fault | None:
    segments = place.path.split("/")
    depth = random.randrange(1, len(segments))
    above, name = parent_of(place.tree, "/".join(segments[:depth])) or (place.tree, segments[0])
    kind = random.choice(("link", "moved", "file", "special", "removed"))
    moved = above.pop(name)
    if kind == "link":
        above[name] = Link(random.choice((name, "nowhere", "..", ".", "/", "/proc/self/root")))
    elif kind == "moved":
        above["away"], above[name] = moved, Link("away")
    elif kind == "file":
        above[name] = File(b"no folder")
    elif kind == "special":
        above[name] = Special(random.choice(_kinds()))
    code = "symlink" if kind in ("link", "moved") else "missing"
    return place.told_by(f"folder on the way: {kind}", code)


@_to(World.exports)
def add_unlisted(random: Random, drawn: tuple[str, Store, Folder]) -> Fault | None:
    export, _, tree = drawn
    folders = [path for path, node in entries(tree) if isinstance(node, dict)]
    folder = random.choice(("", "new/", *(f"{path}/" for path in folders)))
    path = folder + strange_name(random)
    parent = parent_of(tree, path)
    if parent is not None and parent[1] in parent[0]:
        return None
    put(tree, path, stranger(random))
    if document_of(tree) is None:
        return Fault("added", export)
    return Fault("added", export, "files/unlisted", "/artifacts")


# The manifest


def _snapshots(world: World) -> list[tuple[str, Folder]]:
    return [(export, tree) for export, _, tree in world.exports() if is_snapshot(tree)]


_Manifest = tuple[str, Folder, Document]


def _manifests(world: World) -> list[_Manifest]:
    return [
        (export, tree, document)
        for export, _, tree in world.exports()
        if (document := document_of(tree)) and document["artifacts"]
    ]


@_to(_manifests)
def edit_an_artifact(random: Random, drawn: _Manifest) -> Fault | None:
    export, tree, document = drawn
    index = random.randrange(len(document["artifacts"]))
    artifact = document["artifacts"][index]
    if not isinstance(artifact, dict) or not {"path", "sha256", "size_bytes"} <= artifact.keys():
        return None
    pointer = f"/artifacts/{index}"
    kind = random.choice(("digest", "size", "path", "role", "duplicate", "extra", "lost"))
    code: str | None = None
    if kind == "digest":
        old = artifact["sha256"]
        at = random.randrange(len(old))
        new = random.choice([digit for digit in _DIGITS if digit != old[at]])
        artifact["sha256"] = old[:at] + new + old[at + 1 :]
        code, pointer = "files/sha256", f"{pointer}/sha256"
    elif kind == "size":
        artifact["size_bytes"] += 1
        code, pointer = "files/size", f"{pointer}/size_bytes"
    elif kind == "path":
        artifact["path"] += random.choice(("x", "/x", "/../x", "\0", ".", "/"))
    elif kind == "role" and "role" in artifact:
        artifact["role"] = random.choice(("other", "adapter", "base_model", "weights"))
    elif kind == "duplicate":
        document["artifacts"].append(artifact)
        code, pointer = "rules/duplicate-path", f"/artifacts/{len(document['artifacts']) - 1}/path"
    elif kind == "extra":
        document["artifacts"].append(deepcopy(artifact) | {"path": f"new/{index}"})
        code, pointer = "files/missing", f"/artifacts/{len(document['artifacts']) - 1}/path"
    else:
        document["artifacts"].remove(artifact)
    tree[MANIFEST] = File(as_bytes(document))
    return Fault(f"manifest: artifact, {kind}", export, code, pointer if code else None)


@_to(_manifests, often=1)
def edit_a_member(random: Random, drawn: _Manifest) -> Fault | None:
    export, tree, document = drawn
    member = random.choice(sorted(document.keys() - {"target", "schema_version"}))
    code: str | None = None
    if random.random() < 0.3:
        del document[member]
        code = "schema/required"
    elif random.random() < 0.3:
        document[member] = random.choice(({}, 1.5, "", -1, "\ud800", None))
    elif document.get("quant") != "hf":
        member, value = random.choice((("ollama_name", "other:v1"), ("llama_cpp_tag", "b1")))
        document[member] = value
    else:
        return None
    tree[MANIFEST] = File(as_bytes(document))
    return Fault("manifest: a member", export, code, f"/{member}" if code else None)


@_to(_manifests, often=1)
def break_manifest(random: Random, drawn: _Manifest) -> Fault | None:
    export, tree, _ = drawn
    data = tree[MANIFEST].content
    kind = random.choice(("bit", "cut", "more"))
    code: str | None = None
    if kind == "bit":
        at = random.randrange(len(data))
        data = data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1 :]
    elif kind == "cut":
        data = data[: random.randrange(len(data))]
        code = "encoding/syntax"
    else:
        data += random.choice((b"x", b"\0", b"{}"))
        code = "encoding/syntax"
    tree[MANIFEST] = File(data)
    return Fault(f"manifest: {kind}", export, code, "" if code else None)


@_to(_manifests, often=1)
def replace_manifest(random: Random, drawn: _Manifest) -> Fault | None:
    export, tree, _ = drawn
    code, node = random.choice(
        (
            ("symlink", Link("nowhere")),
            ("symlink", Link(MANIFEST)),
            ("symlink", Link("moved")),
            ("not-regular", Special(random.choice(_kinds()))),
            ("not-regular", {}),
        )
    )
    if node == Link("moved"):
        tree["moved"] = tree[MANIFEST]
    tree[MANIFEST] = node
    return Fault("manifest: replaced", export, f"files/{code}", "")


@_to(_snapshots, often=1)
def break_snapshot(random: Random, drawn: tuple[str, Folder]) -> Fault | None:
    export, tree = drawn
    code, node = random.choice(
        (
            ("encoding/syntax", File(b"{")),
            ("version/not-an-object", File(b"[]")),
            ("schema/required", File(b"{}")),
            ("files/symlink", Link("nowhere")),
            ("files/not-regular", {}),
        )
    )
    tree[SNAPSHOT] = node
    return Fault("snapshot: broken", export, code)


@_to(_manifests, often=1)
def remove_manifest(random: Random, drawn: _Manifest) -> Fault | None:
    export, tree, _ = drawn
    del tree[MANIFEST]
    return Fault("manifest: removed", export, "store/no-manifest", "")


# The summary


def _stores(world: World) -> Iterable[tuple[str, Store]]:
    return world.stores.items()


def _rows(store: Store) -> list[Any] | None:
    if not isinstance(store.summary, File):
        return None
    try:
        rows = json.loads(store.summary.content)["exports"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return rows if isinstance(rows, list) else None


@_to(_stores)
def edit_summary(random: Random, drawn: tuple[str, Store]) -> Fault | None:
    name, store = drawn
    rows = _rows(store)
    if not rows:
        return None
    counting = [number for number in range(len(rows)) if _is_last_of_its_kind(rows, number)]
    if not counting:
        return None
    number = random.choice(counting)
    row = rows[number]
    kind = random.choice(("another", "lost member", "lost row", "newer", "other identity", "all"))
    code: str | None = None
    if kind == "another":
        member = random.choice(
            ("base_gguf_sha256", "adapter_gguf_sha256", "ollama_name", "llama_cpp_tag")
        )
        row[member] = random.choice(("ff" * 32, 5, {}, [], True))
        code = "store/summary-mismatch"
    elif kind == "lost member":
        row.pop(random.choice(sorted(row)))
    elif kind == "lost row":
        del rows[number]
    elif kind == "newer":
        rows.append(deepcopy(row) | {"llama_cpp_tag": "b0"})
        code = "store/summary-mismatch"
    elif kind == "other identity":
        changes = ({"quant": "Q0"}, {"merged": not row["merged"]}, {"target": "x"}, {"merged": 1})
        row.update(random.choice(changes))
    else:
        rows.clear()
        code = _missed(store)
    store.summary = File(as_bytes({"exports": rows}))
    # A row of a version or target that has no export any more tells nothing.
    return Fault(f"summary: {kind}", name, code)


def _is_last_of_its_kind(rows: list[Any], number: int) -> bool:
    row = rows[number]
    # What names no export counts for none.
    if not isinstance(row, dict) or not isinstance(row.get("quant"), str) or "merged" not in row:
        return False
    kind = (row["quant"], row["merged"])
    later = [other for other in rows[number + 1 :] if isinstance(other, dict)]
    return kind not in [(other.get("quant"), other.get("merged")) for other in later]


@_to(_stores, often=1)
def break_summary(random: Random, drawn: tuple[str, Store]) -> Fault | None:
    name, store = drawn
    if not isinstance(store.summary, File):
        return None
    data = store.summary.content
    choices: tuple[Node | None, ...] = (
        None,
        File(b""),
        File(data[: random.randrange(len(data) or 1)]),
        File(b"[]"),
        File(b'{"exports": {}}'),
        File(b"[" * 1_000_000),
        Link("elsewhere.json"),
        Special(random.choice(_kinds())),
        {},
    )
    store.summary = random.choice(choices)
    return Fault("summary: broken", name, _missed(store), "")


def _missed(store: Store) -> str | None:
    """Return what tells that a store has no rows, if some export is one that has any."""
    exports = [folder for folder in store.exports.values() if not is_snapshot(folder)]
    is_told = any("vl_gguf.json" not in folder for folder in exports)
    return "store/summary-missing" if is_told else None
