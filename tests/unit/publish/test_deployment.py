"""Putting a tree in its place: what is written, what is refused, and what a failure leaves.

The trees come from a small specification. What a folder must hold is told by the tree itself and
by ``sha256sum``; what a killed process leaves is in ``tests/proofs/faults``.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.small_specification import change_schema, freeze, make_specification, written_json

from dlm_schema.errors import ManifestPathError
from dlm_schema.publish import deployment
from dlm_schema.publish.deployment import SUMS, UNFINISHED, Deployment, deploy
from dlm_schema.publish.tree import PublicationError, Tree, build

V1 = "export-manifest/v1/schema.json"
V3 = "export-manifest/v3/schema.json"
STRANGER = (
    "was not published by this command (SHA256SUMS does not name it), so nothing is written "
    "there; name a folder that is new, empty, or holds an earlier publication alone"
)
OTHER_LIST = (
    "SHA256SUMS: does not record a publication of this specification, so the folder is somebody "
    "else's; name a folder that is new, empty, or holds an earlier publication alone"
)
CHANGED = (
    "is not the file that SHA256SUMS records, so somebody changed it; move it away to have it "
    "written anew"
)
FROZEN = (
    "holds other bytes, and files of a version never change; publish the change as a new version, "
    "or elsewhere"
)
DRAFT = (
    "holds other bytes, and files of a version never change; it belongs to a draft: replace it "
    "with --replace-drafts"
)


@pytest.fixture(autouse=True)
def no_sync(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait for the disks of a machine that is busy with something else."""
    monkeypatch.setattr(os, "sync", lambda: None)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    folder = tmp_path_factory.mktemp("published")
    return tree_of(make_specification(folder / "schema"))


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """A specification of one's own, to be changed."""
    return make_specification(tmp_path / "schema")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def served(tree: Tree, out: Path) -> Path:
    """Return a folder that holds the tree already."""
    deploy(tree, str(out))
    return out


def tree_of(specification: Path) -> Tree:
    folder = specification.parent / f"tree-{len(os.listdir(specification.parent))}"
    folder.mkdir()
    return build(str(folder), str(specification), expand_corpus=True)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        os.path.relpath(os.path.join(top, name), folder): Path(top, name).read_bytes()
        for top, _, names in os.walk(folder)
        for name in names
    }


def published(tree: Tree) -> dict[str, bytes]:
    """Return what a folder must hold once a tree is in its place."""
    files = {path: Path(tree.folder, path).read_bytes() for path in tree.digests}
    lines = [f"{hashlib.sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files)]
    return {**files, SUMS: "".join(lines).encode()}


def state(folder: Path) -> dict[str, tuple[Any, ...]]:
    """Return everything about a folder that writing to it would change."""
    found: dict[str, tuple[Any, ...]] = {}
    for top, folders, names in os.walk(folder):
        for name in (*folders, *names):
            status = os.lstat(os.path.join(top, name))
            path = os.path.relpath(os.path.join(top, name), folder)
            found[path] = (status.st_ino, status.st_mode, status.st_mtime_ns, status.st_size)
    return found


def refused(tree: Tree, out: Path, **options: bool) -> PublicationError:
    """Deploy, expect a refusal, and check that nothing was written."""
    before = state(out)
    with pytest.raises(PublicationError) as caught:
        deploy(tree, str(out), **options)
    assert state(out) == before
    return caught.value


# What is written.


def test_a_new_folder_holds_the_tree_and_the_digests(tree: Tree, out: Path) -> None:
    done = deploy(tree, str(out))
    assert contents(out) == published(tree)
    assert done == Deployment(new=len(tree.digests), changed=0, unchanged=0, removed=0, kept=0)


def test_modes_do_not_depend_on_the_mask(tree: Tree, out: Path) -> None:
    mask = os.umask(0o077)
    try:
        deploy(tree, str(out))
    finally:
        os.umask(mask)
    for top, _, names in os.walk(out):
        assert os.stat(top).st_mode & 0o7777 == 0o755, top
        for name in names:
            assert os.stat(os.path.join(top, name)).st_mode & 0o7777 == 0o644, name


def test_what_was_deleted_or_has_another_mode_comes_back(tree: Tree, out: Path) -> None:
    out.mkdir(mode=0o700)
    deploy(tree, str(out))
    (out / "SPEC.md").unlink()
    (out / V1).chmod(0o600)
    shutil.rmtree(out / "corpus" / "cases")
    done = deploy(tree, str(out))
    assert contents(out) == published(tree)
    assert done.new == 1 + sum(path.startswith("corpus/cases/") for path in tree.digests)
    assert (done.changed, (out / V1).stat().st_mode & 0o7777) == (0, 0o644)
    assert out.stat().st_mode & 0o7777 == 0o700  # its own


def test_publishing_again_touches_nothing(tree: Tree, served: Path) -> None:
    before = state(served)
    done = deploy(tree, str(served))
    assert state(served) == before
    assert done == Deployment(new=0, changed=0, unchanged=len(tree.digests), removed=0, kept=0)


def test_only_what_changed_is_written(scratch: Path, served: Path) -> None:
    before = state(served)
    (scratch / "SPEC.md").write_text("other words\n")
    other = tree_of(scratch)
    done = deploy(other, str(served))
    assert contents(served) == published(other)
    after = state(served)
    assert {path for path in after if after[path] != before[path]} == {"SPEC.md", SUMS}
    assert (done.new, done.changed, done.removed) == (0, 1, 0)


def test_files_that_are_no_longer_part_of_it_are_removed_with_their_folders(
    tree: Tree, scratch: Path, out: Path
) -> None:
    index = scratch / "corpus" / "index.json"
    listed = json.loads(index.read_bytes())
    listed["recipes"].remove("recipes/files/kinds.json")
    del listed["cases"]["files/every-kind/v2"]
    listed["withdrawn"] = ["files/every-kind/v2"]
    written_json(index, listed)
    deploy(tree, str(out))
    other = tree_of(scratch)
    done = deploy(other, str(out))
    assert contents(out) == published(other)
    assert not (out / "corpus" / "cases" / "files").exists()
    assert done.removed == 3


def test_a_file_may_take_the_place_of_a_folder_and_the_other_way_round(
    tree: Tree, tmp_path: Path, out: Path
) -> None:
    def with_file(name: str, path: str) -> Tree:
        folder = tmp_path / name
        shutil.copytree(tree.folder, folder)
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(b"x")
        digests = {**tree.digests, path: hashlib.sha256(b"x").hexdigest()}
        return Tree(str(folder), dict(sorted(digests.items())), tree.size + 1)

    one, other = with_file("one", "thing"), with_file("other", "thing/inside")
    for coming in (one, other, one):
        deploy(coming, str(out))
        assert contents(out) == published(coming)


def test_schemas_and_migrations_of_other_versions_stay(
    tree: Tree, scratch: Path, served: Path
) -> None:
    path = scratch / "versions.json"
    versions = json.loads(path.read_bytes())
    del versions["versions"][2]
    written_json(path, versions)
    other = tree_of(scratch)
    done = deploy(other, str(served))
    there = contents(served)
    sums = there.pop(SUMS).decode()
    kept = {name: published(tree)[name] for name in (V3, "migrations/2-to-3.json")}
    assert (
        there == {**{name: Path(other.folder, name).read_bytes() for name in other.digests}} | kept
    )
    assert {line.split("  ")[1] for line in sums.splitlines()} == set(there)
    assert done.kept == 2
    assert deploy(other, str(served)) == Deployment(0, 0, len(other.digests), 0, 2)
    assert deploy(tree, str(served)).new == 0
    assert contents(served) == published(tree)


# Files of a version.


@pytest.mark.parametrize("path", [V1, "migrations/1-to-2.json"])
@pytest.mark.parametrize("replace_drafts", [False, True])
def test_another_file_of_a_frozen_version_is_never_replaced(
    path: str, *, replace_drafts: bool, tree: Tree, served: Path
) -> None:
    (served / path).write_bytes(b"{}\n")
    sums = (served / SUMS).read_text()
    written = sums.replace(tree.digests[path], hashlib.sha256(b"{}\n").hexdigest())
    (served / SUMS).write_text(written)
    error = refused(tree, served, replace_drafts=replace_drafts)
    assert str(error) == f"{served}/{path}: {FROZEN}"
    assert error.path == f"{served}/{path}"


def test_a_draft_may_become_frozen_with_other_bytes_when_that_is_asked_for(
    scratch: Path, served: Path
) -> None:
    change_schema(scratch, 3)
    freeze(scratch, 3)
    other = tree_of(scratch)
    assert str(refused(other, served)) == f"{served}/{V3}: {DRAFT}"
    deploy(other, str(served), replace_drafts=True)
    assert contents(served) == published(other)


def test_what_was_frozen_where_it_is_served_is_not_replaced_as_a_draft(
    tree: Tree, scratch: Path, out: Path
) -> None:
    change_schema(scratch, 3)
    freeze(scratch, 3)
    deploy(tree_of(scratch), str(out))
    error = refused(tree, out, replace_drafts=True)
    assert str(error) == (
        f"{out}/versions.json: version 3 was published as frozen and would become a draft; "
        f"publish with a release that knows it as frozen"
    )


def test_without_a_readable_list_of_versions_nothing_counts_as_a_draft(
    scratch: Path, served: Path
) -> None:
    (served / "versions.json").write_text("[]")
    change_schema(scratch, 3)
    error = refused(tree_of(scratch), served, replace_drafts=True)
    assert str(error) == f"{served}/{V3}: {FROZEN}"


# Folders that hold something else.


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(os.path.relpath(path))


STRANGERS: dict[str, Callable[[Path], object]] = {
    "file": lambda path: path.write_text("mine"),
    "hidden": lambda path: path.with_name(".htaccess").write_text("mine"),
    "folder": lambda path: path.mkdir(),
    "link": lambda path: path.symlink_to("/etc/passwd"),
    "dangling-link": lambda path: path.symlink_to("nowhere"),
    "link-to-folder": lambda path: path.symlink_to("/etc"),
    "pipe": os.mkfifo,
    "socket": make_socket,
}


@pytest.mark.parametrize("kind", STRANGERS)
@pytest.mark.parametrize("where", ["", "corpus/cases"])
@pytest.mark.parametrize("first", [False, True])
def test_what_this_command_did_not_write_is_refused(
    kind: str, where: str, *, first: bool, tree: Tree, out: Path
) -> None:
    if first:
        out.mkdir()
        where = ""
    else:
        deploy(tree, str(out))
    STRANGERS[kind](out / where / "stranger")
    name = ".htaccess" if kind == "hidden" else "stranger"
    error = refused(tree, out)
    assert str(error) == f"{out / where / name}: {STRANGER}"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (path, kind)
        for path in ("SPEC.md", SUMS, UNFINISHED, "corpus", V1, "corpus.tar.gz")
        for kind in ("link", "link-to-folder", "pipe", "folder")
        if (path, kind) != ("corpus", "folder")  # it is one
    ],
)
def test_a_path_of_the_tree_that_is_no_file_of_ours_is_refused(
    path: str, kind: str, tree: Tree, served: Path
) -> None:
    if path == "corpus":
        shutil.rmtree(served / path)
    elif path != UNFINISHED:
        (served / path).unlink()
    STRANGERS[kind](served / path)
    error = refused(tree, served)
    if path == SUMS:  # without it, whatever comes first is a stranger
        assert STRANGER in str(error)
    else:
        assert str(error) == f"{served / path}: {STRANGER}"


def test_a_folder_that_is_a_link_is_not_written_through(
    tree: Tree, served: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    (served / "corpus").rename(outside)
    (served / "corpus").symlink_to(outside)
    before = state(outside)
    assert str(refused(tree, served)) == f"{served}/corpus: {STRANGER}"
    assert state(outside) == before


def test_where_there_is_no_folder_and_can_be_none_nothing_is_written(tree: Tree, out: Path) -> None:
    out.write_text("mine")
    with pytest.raises(PublicationError) as refused:
        deploy(tree, str(out))
    assert str(refused.value) == f"{out}: is no folder; name one that is new or empty"
    with pytest.raises(ManifestPathError) as failed:
        deploy(tree, str(out / "below"))
    assert str(failed.value) == f"{out}/below: no such file or directory"
    assert out.read_text() == "mine"


@pytest.mark.parametrize("slash", ["", "/", "//"])
@pytest.mark.parametrize("target", ["real", "nowhere"])
def test_a_folder_that_is_named_by_a_link_is_refused(
    slash: str, target: str, tree: Tree, tmp_path: Path
) -> None:
    (tmp_path / "real").mkdir()
    link = tmp_path / "link"
    link.symlink_to(target)
    with pytest.raises(PublicationError) as caught:
        deploy(tree, f"{link}{slash}")
    assert str(caught.value) == f"{link}: is a symbolic link; name the folder that it leads to"
    assert os.listdir(tmp_path / "real") == []
    assert not (tmp_path / "nowhere").exists()


def test_a_folder_that_another_run_publishes_to_is_refused(tree: Tree, out: Path) -> None:
    out.mkdir()
    descriptor = os.open(out, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        error = refused(tree, out)
    finally:
        os.close(descriptor)
    assert str(error) == (
        f"{out}: another run is publishing there; wait for it to end, then try again"
    )
    deploy(tree, str(out))


# Records that somebody changed.


@pytest.mark.parametrize("path", ["SPEC.md", "corpus/cases/index.json", "corpus.tar.gz"])
def test_a_file_that_somebody_changed_is_refused(path: str, tree: Tree, served: Path) -> None:
    (served / path).write_bytes((served / path).read_bytes() + b"\n")
    assert str(refused(tree, served)) == f"{served}/{path}: {CHANGED}"
    (served / path).unlink()
    deploy(tree, str(served))
    assert contents(served) == published(tree)


def test_a_file_that_would_be_removed_is_refused_when_somebody_changed_it(
    tree: Tree, served: Path
) -> None:
    (served / "old.txt").write_text("as published")
    digest = hashlib.sha256(b"as published").hexdigest()
    with (served / SUMS).open("a") as file:
        file.write(f"{digest}  old.txt\n")
    (served / "old.txt").write_text("and then edited")
    assert str(refused(tree, served)) == f"{served}/old.txt: {CHANGED}"
    (served / "old.txt").write_text("as published")
    assert deploy(tree, str(served)).removed == 1
    assert contents(served) == published(tree)


@pytest.mark.parametrize(
    "tampered",
    [
        *(None, b"", b"\0" * 100, b"not what it was\n", b"0" * 64 + b"  \n"),
        *(b"\xff" * 70, b"SPEC.md\n" * 9, 1 << 40),
    ],
)
def test_a_file_of_digests_that_records_nothing_accounts_for_nothing(
    tampered: bytes | int | None, tree: Tree, out: Path
) -> None:
    """One that is gone and one of a terabyte neither."""
    deploy(tree, str(out))
    if tampered is None:
        (out / SUMS).unlink()
    elif isinstance(tampered, int):
        os.truncate(out / SUMS, tampered)
    else:
        (out / SUMS).write_bytes(tampered)
    assert STRANGER in str(refused(tree, out))


@pytest.mark.parametrize("name", [SUMS, UNFINISHED])
@pytest.mark.parametrize("path", ["release-1.0.iso", "SPEC.md", "docs/index.html", V1])
def test_what_another_project_published_with_its_digests_is_refused(
    path: str, name: str, tree: Tree, out: Path
) -> None:
    (out / path).parent.mkdir(parents=True)
    (out / path).write_text("theirs")
    digest = hashlib.sha256(b"theirs").hexdigest()
    (out / name).write_text(f"{digest}  {path}\n")
    assert str(refused(tree, out)) == f"{out}/{OTHER_LIST}"


@pytest.mark.parametrize("text", [f"{'0' * 64}  gone.iso\n", f"{'0' * 64} *gone.iso\n", "mine"])
def test_a_list_of_digests_alone_is_not_written_over(text: str, tree: Tree, out: Path) -> None:
    out.mkdir()
    (out / SUMS).write_text(text)
    assert str(refused(tree, out)) == f"{out}/{OTHER_LIST}"


def test_records_of_files_that_are_elsewhere_touch_nothing_there(
    tree: Tree, tmp_path: Path, served: Path
) -> None:
    victim = tmp_path / "victim.txt"
    victim.write_text("mine")
    digest = hashlib.sha256(b"mine").hexdigest()
    with (served / SUMS).open("a") as file:
        for path in ("../victim.txt", str(victim), "corpus/../../victim.txt", "./x", "a//b", ".."):
            file.write(f"{digest}  {path}\n")
    done = deploy(tree, str(served))
    assert victim.read_text() == "mine"
    assert done.removed == 0
    assert contents(served) == published(tree)


# What a failure leaves.


def test_a_link_with_the_name_of_a_leftover_is_refused(tree: Tree, out: Path) -> None:
    out.mkdir()
    (out / f".dlm-schema-{'0' * 16}.tmp").symlink_to("/etc/passwd")
    assert STRANGER in str(refused(tree, out))


def test_files_of_versions_are_written_before_the_list_of_versions(
    tree: Tree, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    write = deployment._Site._write

    def watched(site: Any, path: str, data: bytes, *, sync: bool) -> None:
        written.append(path)
        write(site, path, data, sync=sync)

    monkeypatch.setattr(deployment._Site, "_write", watched)
    deploy(tree, str(out))
    immutable = ["migrations/1-to-2.json", "migrations/2-to-3.json"]
    immutable += [f"export-manifest/v{number}/schema.json" for number in (1, 2, 3)]
    assert written[0] == UNFINISHED
    assert sorted(written[1:6]) == sorted(immutable)
    assert written[-1] == SUMS
