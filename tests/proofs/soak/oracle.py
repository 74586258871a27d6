"""What must be found: SPEC section 7, asked of stores in memory.

Nothing here looks at the disk or shares code with the layers that it judges. Only whether a
manifest is valid is asked of ``validate``, which ``nox -s fuzz`` holds against oracles of its own.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
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
    entries,
    is_snapshot,
)

import dlm_schema

_COMPANION: Final = re.compile(
    r"(Modelfile|imatrix\.[\s\S]*|vl_gguf\.json|\.dlm-schema-[0-9a-f]{16}\.tmp"
    r"|([\s\S]*/)?([^/]+\.(sig|sigstore\.json|asc)|\.DS_Store|\._[^/]*|Thumbs\.db|desktop\.ini"
    r"|\.nfs[^/]+))"
)
_SNAPSHOT_COMPANION: Final = re.compile(f"{_COMPANION.pattern}|([\\s\\S]*/)?README\\.md")
_ABSENT: Final = object()


class Fact(NamedTuple):
    """A finding without its words; ``name`` is the entry that ``files/unlisted`` is about."""

    code: str
    severity: str
    pointer: str
    name: str = ""


class Expected(NamedTuple):
    """All that must be found about one manifest, and whether it can be read at all."""

    facts: Counter[Fact]
    readable: bool = True


def expected(world: World, *, with_store: bool = True, in_tree: bool = True) -> dict[str, Expected]:
    """Return what must be found about each export, by its path.

    What lies beside no summary is in no store, and nothing there has to have a manifest.
    """
    names = world.names()
    found = {
        path: _export(names, store if with_store else None, folder, in_tree=in_tree)
        for path, store, folder in world.exports()
        if MANIFEST in folder or SNAPSHOT in folder or store.summary is not None
    }
    if in_tree:
        links = set(_links(world))
        if links and not found and all(one.summary is None for one in world.stores.values()):
            found["."] = Expected(Counter([Fact("files/missing", "error", "")]), readable=False)
        found |= {path: Expected(Counter([Fact("store/link", "warning", "")])) for path in links}
    if with_store:
        gone = Expected(Counter([Fact("store/export-gone", "note", "")]))
        for name, store in world.stores.items():
            found |= {f"{name}/exports/{path}": gone for path in _gone(store)}
    return found


def _links(world: World) -> Iterator[str]:
    """Yield the links in folders that are neither an export's nor a store's."""
    for path, store, folder in world.exports():
        if not {MANIFEST, SNAPSHOT} & folder.keys() and store.summary is None:
            for inner, node in entries(folder):
                if isinstance(node, Link):
                    yield f"{path}/{inner}"


def _gone(store: Store) -> set[str]:
    """Return the directories that rows are of and that are not there; without any, none is told."""
    rows = [row for row in _rows(store.summary) if isinstance(row, dict)]
    named = {
        str(row["target"] if row.get("target") in ("vllm", "mlx-serve") else row["quant"])
        for row in rows
        if isinstance(row.get("quant"), str)
        and isinstance(row.get("merged"), bool)
        and isinstance(row.get("target", ""), str)
    }
    return named - store.exports.keys()


def _export(
    names: Counter[File], store: Store | None, folder: Folder, *, in_tree: bool
) -> Expected:
    if is_snapshot(folder):
        return _snapshot(names, folder)
    manifest: Node | None = folder.get(MANIFEST)
    if manifest is None and in_tree:
        return Expected(Counter([Fact("store/no-manifest", "warning", "")]))
    if not isinstance(manifest, File):
        return _unreadable(manifest)
    report = dlm_schema.validate(manifest.content)
    facts = Counter(Fact(*finding[:3]) for finding in report.findings)
    if not report.ok:
        return Expected(facts)
    document = json.loads(manifest.content)
    facts.update(_files(names, folder, document, _COMPANION))
    if store is not None:
        facts.update(_store(store.summary, document, "vl_gguf.json" in folder))
    return Expected(facts)


def _snapshot(names: Counter[File], folder: Folder) -> Expected:
    """Judge the files of a snapshot, whose manifest is else DLM's own."""
    manifest = folder[SNAPSHOT]
    if not isinstance(manifest, File):
        return _unreadable(manifest)
    code = {b"{": "encoding/syntax", b"[]": "version/not-an-object", b"{}": "schema/required"}
    if manifest.content in code:
        pointer = "/artifacts" if manifest.content == b"{}" else ""
        return Expected(Counter([Fact(code[manifest.content], "error", pointer)]))
    document = json.loads(manifest.content)
    return Expected(Counter(_files(names, folder, document, _SNAPSHOT_COMPANION)))


def _unreadable(manifest: Node | None) -> Expected:
    name = {Link: "symlink", type(None): "missing"}.get(type(manifest), "not-regular")
    return Expected(Counter([Fact(f"files/{name}", "error", "")]), readable=False)


def _files(
    names: Counter[File], folder: Folder, document: Document, companion: re.Pattern[str]
) -> Iterator[Fact]:
    yield from _unlisted(folder, {one["path"] for one in document["artifacts"]}, companion)
    for index, artifact in enumerate(document["artifacts"]):
        yield from _artifact(names, folder, f"/artifacts/{index}", artifact)


def _artifact(
    names: Counter[File], folder: Folder, pointer: str, artifact: Document
) -> Iterator[Fact]:
    node: Any = folder
    for segment in artifact["path"].split("/"):
        if isinstance(node, Link):
            break
        node = node.get(segment) if isinstance(node, dict) else None
    if node is None:
        yield Fact("files/missing", "error", f"{pointer}/path")
    elif isinstance(node, Link):
        yield Fact("files/symlink", "error", f"{pointer}/path")
    elif isinstance(node, Special | dict):
        yield Fact("files/not-regular", "error", f"{pointer}/path")
    else:
        if names[node] > 1:
            yield Fact("files/hard-link", "note", f"{pointer}/path")
        if len(node.content) != artifact["size_bytes"]:
            yield Fact("files/size", "error", f"{pointer}/size_bytes")
        elif hashlib.sha256(node.content).hexdigest() != artifact["sha256"]:
            yield Fact("files/sha256", "error", f"{pointer}/sha256")


def _unlisted(folder: Folder, listed: set[str], companion: re.Pattern[str]) -> Iterator[Fact]:
    manifest = SNAPSHOT if is_snapshot(folder) else MANIFEST
    for path, node in entries(folder):
        if not isinstance(node, dict) and path not in listed and path != manifest:
            severity = "note" if companion.fullmatch(path) else "warning"
            yield Fact("files/unlisted", severity, "/artifacts", ascii(path))


def _store(summary: Node | None, document: Document, is_vision: bool) -> Iterator[Fact]:  # noqa: C901, FBT001
    rows = _rows(summary)
    target = document.get("target", "ollama")
    of_export = [
        row
        for row in rows
        if isinstance(row, dict)
        and _same(row.get("quant"), document["quant"])
        and _same(row.get("merged"), document["merged"])
        and _same(row.get("target", target), target)
    ]
    if not of_export:
        if not is_vision:  # DLM writes no rows of those
            yield Fact("store/summary-missing", "warning", "")
        return
    row = of_export[-1]
    pointers = set()
    for member, role in (("base_gguf_sha256", "base_model"), ("adapter_gguf_sha256", "adapter")):
        recorded = row.get(member, _ABSENT)
        if recorded is _ABSENT:
            continue
        digests = [
            (index, artifact["sha256"])
            for index, artifact in enumerate(document["artifacts"])
            if artifact["path"].endswith(".gguf") and _role(artifact, target) == role
        ]
        if not digests:
            if recorded is not None:
                pointers.add("/artifacts")
        elif all(recorded != digest for _, digest in digests):
            pointers.add(f"/artifacts/{digests[0][0]}/sha256")
    for member in ("ollama_name", "llama_cpp_tag"):
        if row.get(member, document[member]) != document[member]:
            pointers.add(f"/{member}")
    for pointer in pointers:
        yield Fact("store/summary-mismatch", "error", pointer)
    yield from _reused(rows, row, document, target)


def _reused(
    rows: list[Any], row: dict[str, Any], document: Document, target: str
) -> Iterator[Fact]:
    base = row.get("base_gguf_sha256")
    merged = [
        other
        for other in rows
        if isinstance(other, dict)
        and _same(other.get("quant"), document["quant"])
        and other.get("merged") is True
        and isinstance(other.get("target", ""), str)
    ]
    if (
        not document["merged"]
        and isinstance(base, str)
        and any(other.get("base_gguf_sha256") == base for other in merged)
    ):
        bases = [
            index
            for index, artifact in enumerate(document["artifacts"])
            if artifact["path"].endswith(".gguf") and _role(artifact, target) == "base_model"
        ]
        place = f"/artifacts/{bases[0]}/sha256" if bases else "/artifacts"
        yield Fact("store/merged-base-reused", "warning", place)


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


def _rows(summary: Node | None) -> list[Any]:
    if not isinstance(summary, File):
        return []
    try:
        content = json.loads(summary.content)
    except (ValueError, RecursionError):
        return []
    rows = content.get("exports") if isinstance(content, dict) else None
    return rows if isinstance(rows, list) else []


def _role(artifact: Document, target: str) -> str:
    """Return the role of a GGUF file: that given, or the one that the path gives."""
    path: str = artifact["path"]
    if "role" in artifact:
        return str(artifact["role"])
    if re.fullmatch(r"base\.[^/]*\.gguf", path):
        return "base_model"
    if path == "adapter.gguf" or (target == "vllm" and path.startswith("adapters/")):
        return "adapter"
    return "other"
