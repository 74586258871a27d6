"""Stores in memory, as trees of nodes, and writing them to disk.

Everything is decided in memory first, so that the oracle knows what lies on disk without looking.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final, TypeAlias

MANIFEST: Final = "export_manifest.json"
SNAPSHOT: Final = "snapshot_manifest.json"
SUMMARY: Final = "manifest.json"
OUTSIDE: Final = "outside"
TARGETS: Final = ("ollama", "llama-server", "vllm", "mlx-serve")
KINDS: Final = {"fifo": stat.S_IFIFO, "socket": stat.S_IFSOCK, "device": stat.S_IFCHR}

_KIB: Final = 1024
_BOUNDARIES: Final = (64 * _KIB, 256 * _KIB, 1024 * _KIB)  # where reading is done another way
_READ_AHEAD: Final = 8 * 1024 * _KIB
_POOL: Final = Random(0).randbytes(_READ_AHEAD + 4 * _KIB)
_NAME_CHARACTERS: Final = "abcdefghijklmnopqrstuvwxyz0123456789_+-."
_COMPANIONS: Final = (
    "Modelfile",
    "imatrix.dat",
    "vl_gguf.json",
    "base.gguf.sig",
    ".DS_Store",
    "._x",
    ".nfs1",
    f".dlm-schema-{'0f' * 8}.tmp",
)
_SNAPSHOTS: Final = ("hf-snapshot", "hf-audio-snapshot")
_LITTER: Final = ("@eaDir", "lost+found", ".dlm-schema")
_STRANGE: Final = ("\x1b[31mred", "line\nfeed", "a b", "\u202e", "é", "\udcff\udc80", "-rf", "'")


@dataclass(eq=False)
class File:
    """A regular file; ``outside`` counts its names outside all stores."""

    content: bytes
    outside: int = 0


@dataclass(frozen=True)
class Link:
    """A symbolic link."""

    target: str


@dataclass(frozen=True)
class Special:
    """A FIFO, a socket or a device."""

    kind: str


Folder: TypeAlias = dict[str, Any]
Node: TypeAlias = File | Link | Special | Folder
Document: TypeAlias = dict[str, Any]


@dataclass
class Store:
    """A store: its summary, or whatever stands in that place, and its exports by their names.

    ``litter`` is what lies beside the exports and is nobody's business.
    """

    summary: Node | None
    exports: dict[str, Folder] = field(default_factory=dict)
    litter: Folder = field(default_factory=dict)


@dataclass
class World:
    """Stores by their names."""

    stores: dict[str, Store] = field(default_factory=dict)

    def exports(self) -> Iterator[tuple[str, Store, Folder]]:
        """Yield the path of every export directory, its store, and its tree."""
        for store_name, store in self.stores.items():
            for name, folder in store.exports.items():
                yield f"{store_name}/exports/{name}", store, folder

    def names(self) -> Counter[File]:
        """Count the names that every file of an export has."""
        names: Counter[File] = Counter()
        for _, _, folder in self.exports():
            names.update(node for _, node in entries(folder) if isinstance(node, File))
        return Counter({file: number + file.outside for file, number in names.items()})


def entries(folder: Folder, prefix: str = "") -> Iterator[tuple[str, Node]]:
    """Yield the path and node of everything in a tree, folders included."""
    for name, node in folder.items():
        yield prefix + name, node
        if isinstance(node, dict):
            yield from entries(node, f"{prefix}{name}/")


def parent_of(folder: Folder, path: str) -> tuple[Folder, str] | None:
    """Return the folder in which a path's last segment lies, if there are all those before it."""
    *folders, name = path.split("/")
    for segment in folders:
        inner = folder.get(segment)
        if not isinstance(inner, dict):
            return None
        folder = inner
    return folder, name


def put(folder: Folder, path: str, node: Node) -> None:
    """Put a node at a path, making the folders on the way."""
    *folders, name = path.split("/")
    for segment in folders:
        folder = folder.setdefault(segment, {})
    folder[name] = node


def is_snapshot(folder: Folder) -> bool:
    """Whether an export is a snapshot; none here has the name of one and is another."""
    return MANIFEST not in folder and SNAPSHOT in folder


def document_of(folder: Folder, name: str = MANIFEST) -> Document | None:
    """Return an export's manifest, if it is an object with an array of artifacts."""
    manifest = folder.get(name)
    if not isinstance(manifest, File):
        return None
    try:
        document = json.loads(manifest.content)
    except ValueError:
        return None
    if not isinstance(document, dict) or not isinstance(document.get("artifacts"), list):
        return None
    return document


def as_bytes(value: Any) -> bytes:
    """Write a JSON value."""
    return json.dumps(value).encode()


# Making


def make_world(random: Random) -> World:
    """Make stores that agree with their manifests and summaries in everything."""
    world = World()
    for number in range(random.choice((1, 1, 2, 3))):
        store = Store(None)
        rows: list[Document] = []
        for _ in range(random.choice((1, 2, 2, 3, 4, 6))):
            folder, document = make_export(random, len(rows))
            store.exports[f"export-{len(rows)}{random.choice(('', '.x', ' y'))}"] = folder
            rows.append(_row(random, document))
        for name in _SNAPSHOTS:
            if random.random() < 0.1:
                store.exports[name] = _make_snapshot(random)
        for name in _LITTER:
            if random.random() < 0.05:
                store.litter[name] = {MANIFEST: File(b"litter"), "inner": {MANIFEST: Link("..")}}
        store.summary = File(as_bytes({"exports": _with_history(random, rows), "version": 1.5}))
        world.stores[f"store-{number}"] = store
    return world


def content(random: Random) -> bytes:
    """Draw the content of a file."""
    draw = random.random()
    if draw < 0.05:
        size = 0
    elif draw < 0.85:
        size = random.randrange(1, 3000)
    elif draw < 0.985:
        size = random.choice(_BOUNDARIES) + random.randrange(-2, 3)
    else:
        size = _READ_AHEAD + random.randrange(-2, 3)
    start = random.randrange(len(_POOL) - size + 1)
    return _POOL[start : start + size]


def make_export(random: Random, number: int) -> tuple[Folder, Document]:
    """Make an export directory that agrees with its manifest."""
    version = random.choice((1, 2, 3))
    target = "ollama" if version == 1 else random.choice(TARGETS)
    hugging_face = target in ("vllm", "mlx-serve")
    folder: Folder = {}
    artifacts = []
    for path, role in _artifacts(random, target):
        file = File(content(random))
        put(folder, path, file)
        listed = record(path, file.content)
        if version == 3:
            listed["role"] = role
        artifacts.append(listed)
    random.shuffle(artifacts)
    document = {
        "quant": "hf" if hugging_face else f"Q{number}_{random.choice('KM')}",
        "merged": False if hugging_face else random.random() < 0.5,
        "dequantized": False,
        "ollama_name": "my-tutor:v3" if target == "ollama" and random.random() < 0.7 else None,
        "created_at": "2026-04-23T18:42:00" + ("Z" if version == 3 else ""),
        "created_by": "dlm-0.10.0",
        "llama_cpp_tag": None if hugging_face else random.choice(("b8816", None)),
        "base_model_hf_id": "HuggingFaceTB/SmolLM2-135M-Instruct",
        "base_model_revision": "12fd25f77366fa6b3b4b768ec3050bf629380bac",
        "adapter_version": random.randrange(1, 9),
        "artifacts": artifacts,
    }
    if version == 3:
        document["schema_version"] = 3
    if version > 1:
        document["target"] = target
    folder[MANIFEST] = File(as_bytes(document))
    _add_bystanders(random, folder)
    return folder, document


def _make_snapshot(random: Random) -> Folder:
    folder: Folder = {"README.md": File(b"companion")}
    artifacts = []
    for path in ("adapter/adapter_model.safetensors", "processor/config.json", "model.safetensors"):
        file = File(content(random))
        put(folder, path, file)
        artifacts.append(record(path, file.content))
    more = {"adapter_name": None, "learning_rate": float("nan"), "artifacts": artifacts}
    folder[SNAPSHOT] = File(as_bytes(more))
    return folder


def record(path: str, data: bytes) -> Document:
    """Return the entry of a file without its role."""
    return {"path": path, "sha256": hashlib.sha256(data).hexdigest(), "size_bytes": len(data)}


def _artifacts(random: Random, target: str) -> Iterator[tuple[str, str]]:
    if target in ("ollama", "llama-server"):
        yield "base.Q4_K_M.gguf", "base_model"
        if random.random() < 0.3:
            yield "base..gguf", "base_model"
        if random.random() < 0.5:
            yield "adapter.gguf", "adapter"
    if target == "llama-server":
        yield "chat-template.jinja", "chat_template"
    if target == "vllm":
        yield "adapters/tone/adapter_model.safetensors", "adapter"
        yield "vllm_config.json", "runtime_config"
    if target == "mlx-serve":
        yield "adapter/adapters.safetensors", "adapter"
        yield "adapter/adapter_config.json", "adapter"
    if target != "ollama":
        yield f"{target.partition('-')[0]}_launch.sh", "launch_script"
    for number in range(random.choice((0, 1, 2, 4, 12))):
        folders = [f"d{random.randrange(3)}" for _ in range(random.choice((0, 0, 1, 2, 6)))]
        name = "".join(random.choices(_NAME_CHARACTERS, k=random.randrange(1, 20)))
        yield "/".join([*folders, f"x{number}{name}z"]), "other"


def _add_bystanders(random: Random, folder: Folder) -> None:
    """Add what is in an export directory without being wrong there, or hardly."""
    for name in _COMPANIONS:
        if random.random() < 0.1:
            put(folder, name, File(b"companion"))
    if random.random() < 0.1:
        put(folder, "empty/folder", {})
    if random.random() < 0.1:
        put(folder, f"beside/{random.choice(_STRANGE)}", stranger(random))
    if random.random() < 0.1:
        file = random.choice([node for _, node in entries(folder) if isinstance(node, File)])
        file.outside += 1


def stranger(random: Random) -> Node:
    """Draw something that no artifact names."""
    kinds = ["fifo", "socket"] + ["device"] * can_make_devices()
    return random.choice(
        (File(b"stranger"), Special(random.choice(kinds)), Link("/etc/passwd"), Link(".."))
    )


def strange_name(random: Random) -> str:
    """Draw a name that is unusual, or that of a known companion, or nearly that."""
    name = random.choice(_COMPANIONS)
    near = (name, name[1:], name[:-1], name.swapcase(), ".sig")
    return random.choice((*_STRANGE, *near, f"{MANIFEST}.v1.bak", "stranger"))


def _row(random: Random, document: Document) -> Document:
    """Return what DLM's store records of an export."""
    row = {name: document[name] for name in ("quant", "merged", "ollama_name", "llama_cpp_tag")}
    # Version 1 knows no target, and no row of that time has one.
    if "target" in document and random.random() < 0.9:
        row["target"] = document["target"]
    for member, path in (
        ("base_gguf_sha256", "base.Q4_K_M.gguf"),
        ("adapter_gguf_sha256", "adapter.gguf"),
    ):
        digests = [one["sha256"] for one in document["artifacts"] if one["path"] == path]
        row[member] = digests[0] if digests else None
    return row


def _with_history(random: Random, rows: list[Document]) -> list[Any]:
    """Put older rows of the same exports, and of others, before those that count."""
    history: list[Any] = []
    for row in rows:
        if random.random() < 0.3:
            history.append(row | {"base_gguf_sha256": "00" * 32, "ollama_name": "old"})
        if random.random() < 0.1:
            history.append(random.choice(({}, [], None, "row", {"quant": 5, "merged": True})))
    return history + rows


# Writing


def can_make_devices() -> bool:
    """Tell whether this process may make device nodes."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def write_world(world: World, top: str) -> None:
    """Write everything below a folder."""
    written: dict[File, str] = {}
    outside = os.path.join(top, OUTSIDE)
    os.makedirs(outside)
    for name, store in world.stores.items():
        folder = os.path.join(top, name)
        os.makedirs(os.path.join(folder, "exports"))
        if store.summary is not None:
            _write(store.summary, os.path.join(folder, SUMMARY), written)
        for export, tree in (store.exports | store.litter).items():
            _write(tree, os.path.join(folder, "exports", export), written)
    for number, (file, path) in enumerate(written.items()):
        for more in range(file.outside):
            os.link(path, os.path.join(outside, f"{number}-{more}"))


def _write(node: Node, path: str, written: dict[File, str]) -> None:
    match node:
        case File():
            if node in written:
                os.link(written[node], path)
                return
            written[node] = path
            with open(path, "wb") as file:
                file.write(node.content)
        case Link():
            os.symlink(node.target, path)
        case Special():
            os.mknod(path, KINDS[node.kind] | 0o666, os.makedev(1, 5))
        case dict():
            os.mkdir(path)
            for name, inner in node.items():
                _write(inner, os.path.join(path, name), written)
