"""Export directories to ask about: what a manifest lists, and what became of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from random import Random
from typing import Any, Final, TypeAlias

from proofs.fuzz.documents import canonical, valid_document
from support.harness import MANIFEST

from dlm_schema.conformance.cases import Entry, Verify

_PATHS: Final = (
    "base.Q4_K_M.gguf",
    "adapter.gguf",
    "adapters/tutor/adapter_config.json",
    "adapters/tutor/deep/er/weights.safetensors",
    "adapters/tone/adapter_config.json",
    "vllm_config.json",
    "a b/\u00fc.txt",
    "\U0001f600",
    "Modelfile",
    "x" * 200,
)
_STRANGERS: Final = (
    "Modelfile",
    "modelfile",
    "imatrix.dat",
    "imatrix",
    "vl_gguf.json",
    "._x",
    ".DS_Store",
    "x.sig",
    ".sig",
    "notes.txt",
    "\u00fc.asc",
    ".nfs1",
    ".nfs",
    ".dlm-schema-0123456789abcdef.tmp",
    f"{MANIFEST}.v1.bak",
    MANIFEST,
)
_FOLDERS: Final = ("", "adapters/", "adapters/tutor/", "new/", "new/er/")
_TARGETS: Final = (
    "nothing",
    ".",
    "..",
    "/etc/passwd",
    "../outside/x",
    "base.Q4_K_M.gguf",
    MANIFEST,
)
_LARGE: Final = 300_000  # bytes, more than is read at once

_Entries: TypeAlias = dict[str, Entry]


def directory(random: Random) -> Verify:
    """Draw an export directory in which up to four things are not as its manifest says."""
    paths = random.sample(_PATHS, random.randint(0, 5))
    entries = {path: Entry(path, "file", _content(random)) for path in paths}
    document: dict[str, Any] = {**valid_document(random, random.choice((1, 2, 3)))}
    document["artifacts"] = [
        {
            "path": path,
            "sha256": hashlib.sha256(entry.content).hexdigest(),
            "size_bytes": len(entry.content),
            **({"role": "other"} if document.get("schema_version") == 3 else {}),
        }
        for path, entry in entries.items()
    ]
    entries[MANIFEST] = Entry(MANIFEST, "file", canonical(document))
    for _ in range(random.choice((0, 1, 1, 2, 4))):
        if entries:
            random.choice(_CHANGES)(random, entries)
    return Verify(_possible(entries))


def _content(random: Random) -> bytes:
    return random.randbytes(random.choice((0, 1, 40, 40, 40, _LARGE)))


def _other_content(random: Random, entries: _Entries) -> None:
    path = random.choice(list(entries))
    data = entries[path].content
    changed = random.choice((data[:-1], data + b"x", bytes(byte ^ 1 for byte in data), b""))
    entries[path] = Entry(path, "file", changed)


def _remove(random: Random, entries: _Entries) -> None:
    del entries[random.choice(list(entries))]


def _other_kind(random: Random, entries: _Entries) -> None:
    path = random.choice(list(entries))
    size = len(entries[path].content)
    kind = random.choice(("fifo", "socket", "folder", "sparse"))
    entries[path] = Entry(path, kind, size=size if kind == "sparse" else 0)


def _link(random: Random, entries: _Entries) -> None:
    """Put a link in the place of something, or of a folder on the way to it."""
    path = random.choice([path for path in entries if not path.startswith("..")] or [MANIFEST])
    place = "/".join(path.split("/")[: random.randint(1, path.count("/") + 1)])
    moved = f"moved{random.randrange(10)}"
    for inner in [inner for inner in entries if f"{inner}/".startswith(f"{place}/")]:
        entry = entries.pop(inner)
        if random.random() < 0.7:
            entries[moved + inner.removeprefix(place)] = entry._replace(
                path=moved + inner.removeprefix(place)
            )
    up = "../" * place.count("/")
    target = random.choice((up + moved, up + moved, *_TARGETS))
    entries[place] = Entry(place, "symlink", target=target)


def _second_name(random: Random, entries: _Entries) -> None:
    files = [path for path, entry in entries.items() if entry.kind == "file"]
    if files:
        name = random.choice(("second", "../outside/second", "adapters/second"))
        entries[name] = Entry(name, "hard_link", target=random.choice(files))


def _stranger(random: Random, entries: _Entries) -> None:
    path = random.choice(_FOLDERS) + random.choice(_STRANGERS)
    kind = random.choice(("file", "file", "symlink", "fifo", "socket", "folder"))
    entries.setdefault(path, Entry(path, kind, target="nothing" if kind == "symlink" else ""))


_CHANGES: Final[tuple[Callable[[Random, _Entries], None], ...]] = (
    _other_content,
    _remove,
    _other_kind,
    _link,
    _second_name,
    _stranger,
)


def _possible(entries: _Entries) -> tuple[Entry, ...]:
    """Leave out what cannot be: what lies in something that is no folder, and names of nothing."""
    kept: _Entries = {}
    for path, entry in sorted(entries.items(), key=lambda item: item[1].kind == "hard_link"):
        parts = path.split("/")
        around = {"/".join(parts[:length]) for length in range(1, len(parts))}
        is_blocked = any(kept[each].kind != "folder" for each in around & kept.keys())
        has_inner = entry.kind != "folder" and any(each.startswith(f"{path}/") for each in kept)
        is_dead = entry.kind == "hard_link" and (
            entry.target not in kept or kept[entry.target].kind != "file"
        )
        if not (is_blocked or has_inner or is_dead):
            kept[path] = entry
    return tuple(kept.values())
