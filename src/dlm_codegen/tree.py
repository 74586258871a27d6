"""Trees of generated files: compare one with the disk, or make the disk equal to it."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

Tree = Mapping[str, str]
"""Text by path; paths are relative and have ``/`` between segments."""

_BUILD_FOLDERS = frozenset(("__pycache__", "dist", "node_modules", "target"))
_BUILD_FILES = frozenset(("Cargo.lock",))


@dataclass(frozen=True)
class Drift:
    """How a folder differs from the tree it should hold; every path is relative to the folder."""

    changed: tuple[str, ...]
    missing: tuple[str, ...]
    orphan: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.changed or self.missing or self.orphan)

    def lines(self) -> Iterator[str]:
        """Yield one line a file."""
        for kind in ("changed", "missing", "orphan"):
            for path in getattr(self, kind):
                yield f"{kind}: {path}"


def sync(
    tree: Tree, root: Path, *, check: bool, apart_from: Collection[str] = frozenset()
) -> Drift:
    """Return how ``root`` differs from ``tree`` and, unless ``check``, make it equal.

    Checking and writing are one path, so that what is reported is what is written. Afterwards
    ``root`` is as if it had been emptied and written anew: files that no longer belong vanish.
    The folders of ``root`` that ``apart_from`` names are neither looked at nor touched.
    """
    drift = _compare(tree, root, apart_from)
    if not check:
        _write(tree, root, drift)
    return drift


def sync_documents(tree: Tree, root: Path, *, check: bool) -> Drift:
    """Do for single files what :func:`sync` does for a folder; other files are not looked at."""
    changed = tuple(path for path in sorted(tree) if _differs(root / path, tree[path]))
    drift = Drift(changed, missing=(), orphan=())
    if not check:
        _write_files(tree, root, drift.changed)
    return drift


def _compare(tree: Tree, root: Path, apart_from: Collection[str]) -> Drift:
    present = {path for path in list_files(root) if path.split("/")[0] not in apart_from}
    return Drift(
        changed=tuple(
            path for path in sorted(tree) if path in present and _differs(root / path, tree[path])
        ),
        missing=tuple(sorted(tree.keys() - present)),
        orphan=tuple(sorted(present - tree.keys())),
    )


def list_files(root: Path) -> Iterator[str]:
    """Yield the path of every file below a folder, but for what tools build there."""
    for folder, folders, files in os.walk(root):
        # Tools leave what they build beside the sources that they build it from.
        folders[:] = [name for name in folders if name not in _BUILD_FOLDERS]
        links = [name for name in folders if Path(folder, name).is_symlink()]
        for name in [*(name for name in files if name not in _BUILD_FILES), *links]:
            yield Path(folder, name).relative_to(root).as_posix()


def _differs(path: Path, text: str) -> bool:
    return path.is_symlink() or path.read_bytes() != text.encode()


def _write(tree: Tree, root: Path, drift: Drift) -> None:
    # Orphans go first: one may lie where a folder is needed, or be a link that leads elsewhere.
    for path in drift.orphan:
        (root / path).unlink()
    for folder, _, _ in os.walk(root, topdown=False):
        if not os.listdir(folder):
            os.rmdir(folder)
    _write_files(tree, root, (*drift.changed, *drift.missing))


def _write_files(tree: Tree, root: Path, paths: Iterable[str]) -> None:
    for path in paths:
        target = root / path
        if target.is_symlink():
            target.unlink()
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(tree[path].encode())
