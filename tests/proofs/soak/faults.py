"""What is done to stores: each fault changes a world and says what must be found because of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any, Final, NamedTuple

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


def _place(random: Random, world: World, *, filled: bool = False) -> _Place | None:
    places = [place for place in _places(world) if place.file.content or not filled]
    return random.choice(places) if places else None


# What is in a file


def _position(random: Random, size: int) -> int:
    return random.choice((0, size - 1, min(65_535, size - 1), random.randrange(size)))


def flip_a_bit(random: Random, world: World) -> Fault | None:
    place = _place(random, world, filled=True)
    if place is None:
        return None
    data = bytearray(place.file.content)
    data[_position(random, len(data))] ^= 1 << random.randrange(8)
    place.file.content = bytes(data)
    return place.told_by("a bit flipped", "sha256", "sha256")


def truncate(random: Random, world: World) -> Fault | None:
    place = _place(random, world, filled=True)
    if place is None:
        return None
    place.file.content = place.file.content[: _position(random, len(place.file.content))]
    return place.told_by("truncated", "size", "size_bytes")


def extend(random: Random, world: World) -> Fault | None:
    place = _place(random, world)
    if place is None:
        return None
    place.file.content += random.choice((b"\0", b"\n", bytes(random.randrange(1, 70_000))))
    return place.told_by("extended", "size", "size_bytes")


def blank(random: Random, world: World) -> Fault | None:
    place = _place(random, world, filled=True)
    if place is None or not any(place.file.content):
        return None
    place.file.content = bytes(len(place.file.content))
    return place.told_by("blanked", "sha256", "sha256")


def swap(random: Random, world: World) -> Fault | None:
    one, other = _place(random, world), _place(random, world)
    if one is None or other is None or one.file.content == other.file.content:
        return None
    one.folder[one.name], other.folder[other.name] = other.file, one.file
    if len(one.file.content) == len(other.file.content):
        return one.told_by("swapped", "sha256", "sha256")
    return one.told_by("swapped", "size", "size_bytes")


# What lies in a file's place


def remove(random: Random, world: World) -> Fault | None:
    place = _place(random, world)
    if place is None:
        return None
    del place.folder[place.name]
    return place.told_by("removed", "missing")


def _link(random: Random, place: _Place) -> Link:
    up = "../" * place.path.count("/")
    elsewhere = random.choice(sorted(path for path, _ in entries(place.tree)))
    targets = (place.name, "nowhere", "/dev/zero", "/proc/self/fd/0", "/etc/passwd", up + elsewhere)
    return Link(random.choice((*targets, up + "..", ".")))


def replace_by_link(random: Random, world: World) -> Fault | None:
    place = _place(random, world)
    if place is None:
        return None
    place.folder[place.name] = _link(random, place)
    return place.told_by("replaced by a link", "symlink")


def replace_by_link_to_itself_moved(random: Random, world: World) -> Fault | None:
    place = _place(random, world)
    if place is None or "moved" in place.folder:
        return None
    place.folder["moved"] = place.file
    place.folder[place.name] = Link("moved")
    return place.told_by("moved behind a link", "symlink")


def replace_by_special(random: Random, world: World) -> Fault | None:
    place = _place(random, world)
    if place is None:
        return None
    place.folder[place.name] = Special(random.choice(_kinds()))
    return place.told_by("replaced by a special file", "not-regular")


def _kinds() -> list[str]:
    return ["fifo", "socket"] + ["device"] * can_make_devices()


def replace_by_folder(random: Random, world: World) -> Fault | None:
    place = _place(random, world)
    if place is None:
        return None
    place.folder[place.name] = random.choice(({}, {place.name: place.file}))
    return place.told_by("replaced by a folder", "not-regular")


def link_hard(random: Random, world: World) -> Fault | None:
    place = _place(random, world)
    if place is None:
        return None
    place.file.outside += 1
    return place.told_by("hard link to outside", "hard-link")


def link_hard_to_another(random: Random, world: World) -> Fault | None:
    one, other = _place(random, world), _place(random, world)
    if one is None or other is None or one.file is other.file:
        return None
    one.folder[one.name] = other.file
    return one.told_by("hard link to another artifact", "hard-link")


def replace_folder_on_the_way(random: Random, world: World) -> Fault | None:
    places = [place for place in _places(world) if "/" in place.path]
    if not places:
        return None
    place = random.choice(places)
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


def add_unlisted(random: Random, world: World) -> Fault | None:
    export, _, tree = random.choice(list(world.exports()))
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


def _manifest(random: Random, world: World) -> tuple[str, Folder, Document] | None:
    choices = [
        (export, tree, document)
        for export, _, tree in world.exports()
        if (document := document_of(tree)) and document["artifacts"]
    ]
    return random.choice(choices) if choices else None


def edit_an_artifact(random: Random, world: World) -> Fault | None:
    drawn = _manifest(random, world)
    if drawn is None:
        return None
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


def edit_a_member(random: Random, world: World) -> Fault | None:
    drawn = _manifest(random, world)
    if drawn is None:
        return None
    export, tree, document = drawn
    member = random.choice(sorted(document.keys() - {"target", "schema_version"}))
    code: str | None = None
    if random.random() < 0.3:
        del document[member]
        code = "schema/required"
    elif random.random() < 0.3:
        document[member] = random.choice(({}, 1.5, "", -1, "\ud800", None))
    elif document["quant"] != "hf":
        member, value = random.choice((("ollama_name", "other:v1"), ("llama_cpp_tag", "b1")))
        document[member] = value
    else:
        return None
    tree[MANIFEST] = File(as_bytes(document))
    return Fault("manifest: a member", export, code, f"/{member}" if code else None)


def break_manifest(random: Random, world: World) -> Fault | None:
    drawn = _manifest(random, world)
    if drawn is None:
        return None
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


def replace_manifest(random: Random, world: World) -> Fault | None:
    drawn = _manifest(random, world)
    if drawn is None:
        return None
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


def break_snapshot(random: Random, world: World) -> Fault | None:
    snapshots = [(export, tree) for export, _, tree in world.exports() if is_snapshot(tree)]
    if not snapshots:
        return None
    export, tree = random.choice(snapshots)
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


def remove_manifest(random: Random, world: World) -> Fault | None:
    drawn = _manifest(random, world)
    if drawn is None:
        return None
    export, tree, _ = drawn
    del tree[MANIFEST]
    return Fault("manifest: removed", export, "store/no-manifest", "")


# The summary


def _rows(store: Store) -> list[Any] | None:
    if not isinstance(store.summary, File):
        return None
    try:
        rows = json.loads(store.summary.content)["exports"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return rows if isinstance(rows, list) else None


def edit_summary(random: Random, world: World) -> Fault | None:
    name, store = random.choice(list(world.stores.items()))
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


def break_summary(random: Random, world: World) -> Fault | None:
    name, store = random.choice(list(world.stores.items()))
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


_COMMON: Final[tuple[Inject, ...]] = (
    flip_a_bit,
    flip_a_bit,
    truncate,
    extend,
    blank,
    swap,
    remove,
    replace_by_link,
    replace_by_link_to_itself_moved,
    replace_by_special,
    replace_by_folder,
    link_hard,
    link_hard_to_another,
    replace_folder_on_the_way,
    add_unlisted,
    edit_an_artifact,
    edit_summary,
)

# After these there are no files to look at, so that less can be done to an export.
_RARE: Final[tuple[Inject, ...]] = (
    edit_a_member,
    break_manifest,
    replace_manifest,
    break_snapshot,
    remove_manifest,
    break_summary,
)

FAULTS: Final = _COMMON * 5 + _RARE
"""All that can be done, each as often as it is listed."""
