"""What a function is run on, and what must hold whenever it is stopped.

A world is a folder whose files are known byte for byte: ``old`` before the function has run and
``new`` after it has. Both are written out by hand or by other means than the package's writers.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import re
import stat
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, NoReturn

from support.harness import (
    MANIFEST,
    backup_of,
    contents,
    document,
    encoded,
    make_export,
    make_store,
    manifest_bytes,
    migrated_contents,
)
from support.small_specification import change_schema, make_specification

import dlm_schema
from dlm_schema.cli.main import main
from dlm_schema.disk import kernel
from dlm_schema.export import rewriting
from dlm_schema.publish.deployment import SUMS, UNFINISHED, deploy
from dlm_schema.publish.tree import Tree, build

Act = Callable[[Path], int]

NOBODY: Final = 65534
TEMPORARY: Final = re.compile(r"\.dlm-schema-(?:stays-)?[0-9a-f]{16}\.tmp")
OUTER, INNER = f"outer/exports/Q00/{MANIFEST}", f"outer/exports/alice/{MANIFEST}"
"""Two manifests of a store, the second in a folder that somebody else may own."""
SAVED: Final = manifest_bytes(1, adapter_version=99)
SAVED_NEW: Final = manifest_bytes(2, adapter_version=99)


@dataclass(frozen=True)
class World:
    """A folder, a function that is run on it, and what that comes to.

    ``new`` is called with the folder as it was made. ``working`` is how names of files end that
    may be there while the function has not come to its end. ``is_refused_again`` tells that it may
    end otherwise when it is run again, and ``sweeps`` that nothing is left over then: without
    locks nobody knows whether a file is in use.
    """

    name: str
    make: Callable[[Path], None]
    act: Act
    new: Callable[[Path], dict[str, bytes]]
    working: tuple[str, ...] = ()
    is_refused_again: bool = False
    sweeps: bool = True


def is_temporary(name: str) -> bool:
    """Whether a name is one that the package gives to what it has not finished writing."""
    return TEMPORARY.fullmatch(os.path.basename(name)) is not None


# Migrating.


def make_trees(folder: Path) -> None:
    """Make a store with a tree in it that belongs to somebody else, where that can be done."""
    make_store(folder / "outer", 1)
    make_export(folder / INNER.removesuffix(MANIFEST), manifest_bytes(1, adapter_version=2))
    folder.chmod(0o755)
    shelf = folder / os.path.dirname(backup_of(INNER, 1))
    shelf.mkdir(parents=True)
    if os.geteuid() == 0:
        for path in (folder / INNER, (folder / INNER).parent, shelf):
            os.chown(path, NOBODY, NOBODY)


def migrate(folder: Path, *options: str, top: str = "outer") -> int:
    """Migrate in place."""
    return main(["migrate", "--in-place", "--quiet", *options, str(folder / top)])


def migrate_together(folder: Path) -> int:
    """Migrate as where there are many manifests."""
    vars(rewriting)["_FEW"] = 0
    return migrate(folder)


def make_migrated(folder: Path) -> None:
    """Make the trees as they are when they were migrated, one manifest changed since then."""
    make_trees(folder)
    for name, data in migrated_contents(folder).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    (folder / INNER).write_bytes(manifest_bytes(2, adapter_version=99))


def restore(folder: Path) -> int:
    """Put back what was migrated."""
    return main(["restore", "--quiet", str(folder / "outer")])


def restored_contents(folder: Path) -> dict[str, bytes]:
    """Return what is there when that is done: the backups stay."""
    found = contents(folder)
    aside = os.path.join(os.path.dirname(backup_of(INNER, 1)), f"{MANIFEST}.bak")
    put_back = {name: found[backup_of(name, 1)] for name in (OUTER, INNER)}
    return found | put_back | {aside: found[INNER]}


def migrate_inner(folder: Path) -> int:
    """Migrate the tree that belongs to somebody else, as its owner."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    return migrate(folder, top=os.path.dirname(INNER))


def poorly(act: Act) -> Act:
    """Do it on a file system that has no links, locks, exchange or syncing of folders."""

    def acting(folder: Path) -> int:
        make_poor()
        return act(folder)

    return acting


def make_poor() -> None:
    """Take from this process what not every file system has."""
    fsync = os.fsync

    def sync_files(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            refuse(errno.EINVAL)
        fsync(descriptor)

    vars(os).update(link=partial(refuse, errno.ENOSYS), fsync=sync_files)
    make_lockless()


def make_lockless() -> None:
    """Take locks from this process, and the calls that only Linux has."""
    vars(fcntl)["flock"] = partial(refuse, errno.EOPNOTSUPP)
    vars(kernel)["_library"] = lambda: None


def refuse(number: int, *_: Any, **__: Any) -> NoReturn:
    """Fail as a system call does."""
    raise OSError(number, os.strerror(number))


def save_manifest(folder: Path) -> int:
    """Save another manifest in a store, beside what else goes on."""
    export = folder / os.path.dirname(OUTER)
    return handled(lambda: dlm_schema.save(export, document(1, adapter_version=99)))


def handled(call: Callable[[], object]) -> int:
    """Call the library as a program does that handles the errors it is told of."""
    try:
        call()
    except dlm_schema.DlmSchemaError as error:
        print(error, flush=True)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


# Saving and creating.


def make_one(folder: Path) -> None:
    """Make an export with a manifest."""
    make_export(folder / "export")


def save(folder: Path) -> int:
    """Save another manifest in its place."""
    return handled(lambda: dlm_schema.save(folder / "export", document(2)))


def make_described(folder: Path, *, old: bytes | None = None, content: bytes = b"base") -> None:
    """Make an export without a manifest, or with an old one."""
    (folder / "export").mkdir(parents=True)
    (folder / "export" / "base.Q4_K_M.gguf").write_bytes(content)
    if old is not None:
        (folder / "export" / MANIFEST).write_bytes(old)


def described(content: bytes = b"base") -> bytes:
    """Return the manifest of what :func:`make_described` makes."""
    artifact = {
        "path": "base.Q4_K_M.gguf",
        "role": "base_model",
        "sha256": hashlib.sha256(content).hexdigest(),
        "size_bytes": len(content),
    }
    return encoded(document(3, artifacts=[artifact]))


def create(folder: Path, *, replace: bool = False) -> int:
    """Create its manifest."""
    made = document(3)
    given = made.keys() - {"artifacts", "dequantized", "merged", "schema_version"}
    arguments = [f"--{name.replace('_', '-')}={made[name]}" for name in sorted(given)]
    arguments += ["--merged", *(["--replace"] if replace else []), str(folder / "export")]
    return main(["create", "--quiet", "--jobs=1", *arguments])


def with_manifest(data: bytes, *, backup: bool = False) -> Callable[[Path], dict[str, bytes]]:
    """Return what says that a manifest of these bytes is there in the end."""
    name = f"export/{MANIFEST}"

    def new(folder: Path) -> dict[str, bytes]:
        found = contents(folder)
        return {**found, **({backup_of(name, 1): found[name]} if backup else {}), name: data}

    return new


# Publishing.


def trees(work: Path) -> tuple[Tree, Tree]:
    """Build two publications, the later of which changes, adds and removes files."""
    built = []
    for name in ("earlier", "later"):
        specification = make_specification(work / f"specification-{name}")
        if name == "later":
            change_schema(specification, 3)
            (specification / "SPEC.md").write_text("other words\n")
            (specification / "corpus" / "NEW.md").write_text("more words\n")
        folder = work / f"tree-{name}"
        folder.mkdir()
        built.append(build(str(folder), str(specification)))
    return built[0], built[1]


def published(tree: Tree) -> dict[str, bytes]:
    """Return what a folder holds that a tree was published in."""
    sums = "".join(f"{digest}  {path}\n" for path, digest in sorted(tree.digests.items()))
    files = {path: Path(tree.folder, path).read_bytes() for path in tree.digests}
    return {f"site/{path}": data for path, data in (files | {SUMS: sums.encode()}).items()}


def publish(tree: Tree, folder: Path) -> int:
    """Publish a tree, over an earlier one if there is one."""
    vars(os)["sync"] = lambda: None  # which is slow where the machine is busy
    return handled(lambda: deploy(tree, str(folder / "site"), replace_drafts=True))


def publishing(work: Path) -> World:
    """Return the world of publishing one tree over another."""
    earlier, later = trees(work)

    def make(folder: Path) -> None:
        folder.mkdir()
        deploy(earlier, str(folder / "site"))

    def new(_: Path) -> dict[str, bytes]:
        return published(later)

    return World("publish", make, partial(publish, later), new, (UNFINISHED,))


# What somebody else puts in the place of a file or a folder.

VICTIM: Final = f"victim/{MANIFEST}"


def make_beside_victim(folder: Path) -> None:
    """Make the trees, and an export elsewhere that is none of a migration's business."""
    make_trees(folder)
    make_export(folder / "victim", (folder / OUTER).read_bytes())


def migrated_beside_victim(folder: Path) -> dict[str, bytes]:
    """Return what is there in the end, the victim as it was."""
    found = migrated_contents(folder)
    del found[backup_of(VICTIM, 1)]
    return found | {VICTIM: (folder / VICTIM).read_bytes()}


# Checking: a world that is wrong, of which nothing may be said but that.

_LARGE: Final = 300_000
CORRUPT: Final = "store/exports/Q00"
BASE: Final = "base.Q4_K_M.gguf"


def make_corrupt(folder: Path) -> None:
    """Make a store whose export holds another file than its manifest lists, and a good export."""
    good, evil = bytes(_LARGE), b"!" * _LARGE
    for place, content in ((CORRUPT, evil), ("good", good)):
        (folder / place).mkdir(parents=True)
        (folder / place / MANIFEST).write_bytes(described(good))
        (folder / place / BASE).write_bytes(content)
    row = {name: document(2)[name] for name in ("target", "quant", "merged", "ollama_name")}
    (folder / "store" / "manifest.json").write_bytes(encoded({"exports": [row]}))


def check(path: str, folder: Path) -> int:
    """Check what is at a path in the folder."""
    return main(["check", "--jobs=1", str(folder / path)])


MIGRATE: Final = World("migrate", make_trees, migrate, migrated_contents)
RESTORE: Final = World("restore", make_migrated, restore, restored_contents)
SAVE: Final = World("save", make_one, save, with_manifest(manifest_bytes(2)))
CREATE: Final = World(
    "create", make_described, create, with_manifest(described()), is_refused_again=True
)
WRITERS: Final = (
    MIGRATE,
    World("migrate together", make_trees, migrate_together, migrated_contents),
    RESTORE,
    World("restore poorly", make_migrated, poorly(restore), restored_contents, sweeps=False),
    World("migrate poorly", make_trees, poorly(migrate), migrated_contents, sweeps=False),
    SAVE,
    CREATE,
    World(
        "create poorly",
        make_described,
        poorly(create),
        with_manifest(described()),
        is_refused_again=True,
        sweeps=False,
    ),
    World(
        "create --replace",
        partial(make_described, old=manifest_bytes()),
        partial(create, replace=True),
        with_manifest(described(), backup=True),
    ),
)
SWAPPED: Final = World("migrate", make_beside_victim, migrate, migrated_beside_victim)
CHECKED: Final = ("store", CORRUPT, f"{CORRUPT}/{MANIFEST}")
