"""The files layer: every way in which a directory can differ from its manifest.

What a manifest records is computed here with ``hashlib``; what lies on disk is made by ``os``.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import resource
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from support import strange_files
from support.documents import REPOSITORY, as_bytes, document
from support.harness import MANIFEST
from support.strange_files import (
    make_dangling,
    make_device,
    make_fifo,
    make_loop,
    make_socket,
)

from dlm_schema.disk import opening
from dlm_schema.disk.opening import directory_at
from dlm_schema.disk.read_pool import LARGE, Pool
from dlm_schema.errors import ManifestPathError
from dlm_schema.export.verification import Examination, verify
from dlm_schema.findings import Report
from dlm_schema.limits import MAX_BYTES

BASE = "base.Q4_K_M.gguf"
INNER = "adapters/tone/weights"
CONTENT = b"the weights of an adapter"
SECRET = b"what lies outside, secret"  # as long as CONTENT: only its digest tells them apart
EVERYTHING = {BASE: b"base", INNER: CONTENT}

Found = list[tuple[str, str, str]]
Make = Callable[[Path], object]


@pytest.fixture(autouse=True)
def nothing_blocks() -> Iterator[None]:
    with strange_files.never_blocked():
        yield


@pytest.fixture(autouse=True)
def no_descriptor_is_left_open() -> Iterator[None]:
    if not os.path.isdir("/proc/self/fd"):
        yield
        return
    before = len(os.listdir("/proc/self/fd"))
    yield
    assert len(os.listdir("/proc/self/fd")) == before


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """Return an export of two files that is as its manifest says, with a secret beside it."""
    (tmp_path / "secret").write_bytes(SECRET)
    return make_export(tmp_path / "export", EVERYTHING)


def record(path: str, content: bytes) -> dict[str, Any]:
    return {
        "path": path,
        "sha256": hashlib.sha256(content).hexdigest(),
        "size_bytes": len(content),
    }


def write_manifest(folder: Path, artifacts: list[dict[str, Any]]) -> None:
    (folder / MANIFEST).write_bytes(as_bytes(document(2) | {"artifacts": artifacts}))


def make_export(folder: Path, contents: Mapping[str, bytes]) -> Path:
    for path, content in contents.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    write_manifest(folder, [record(path, content) for path, content in contents.items()])
    return folder


def found(report: Report) -> Found:
    return [finding[:3] for finding in report.findings]


def messages(report: Report) -> list[str]:
    return [finding.message for finding in report.findings]


def unlisted(folder: Path) -> dict[str, str]:
    """Return the severity of each unlisted entry by its name in the message."""
    report = verify(folder)
    assert report.ok
    places = {(finding.code, finding.pointer) for finding in report.findings}
    assert places <= {("files/unlisted", "/artifacts")}
    names = [message.removesuffix(" is not listed") for message in messages(report)]
    assert len(set(names)) == len(names)
    return {name: finding.severity for name, finding in zip(names, report.findings, strict=True)}


def wrong(code: str, member: str = "path", index: int = 1) -> Found:
    return [(f"files/{code}", "error", f"/artifacts/{index}/{member}")]


def put(make: Make) -> Callable[[Path], None]:
    """Put something else in the place of the inner file."""

    def change(folder: Path) -> None:
        (folder / INNER).unlink()
        make(folder / INNER)

    return change


def link_to(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


def link_folder(target: str) -> Callable[[Path], None]:
    """Move the folder on the way aside and put a link in its place."""

    def change(folder: Path) -> None:
        (folder / "adapters").rename(folder.parent / "moved")
        (folder / "adapters").symlink_to(target)

    return change


def link_inner_folder(folder: Path) -> None:
    (folder / "adapters" / "tone").rename(folder.parent / "moved")
    (folder / "adapters" / "tone").symlink_to(folder.parent / "moved")


def file_as_folder(folder: Path) -> None:
    (folder / INNER).unlink()
    (folder / "adapters" / "tone").rmdir()
    (folder / "adapters" / "tone").write_bytes(CONTENT)


def fifo_as_folder(folder: Path) -> None:
    (folder / "adapters").rename(folder.parent / "moved")
    make_fifo(folder / "adapters")


def link_absolute(folder: Path) -> None:
    put(link_to(str(folder.parent / "secret")))(folder)


# The link itself is an entry that no artifact names.
LINKED_FOLDER = [("files/unlisted", "warning", "/artifacts"), *wrong("symlink")]

CHANGES: list[Any] = [
    pytest.param(lambda folder: (folder / INNER).unlink(), wrong("missing"), id="missing"),
    pytest.param(put(lambda path: path.parent.rmdir()), wrong("missing"), id="no folder"),
    pytest.param(
        put(lambda path: path.write_bytes(CONTENT[:-1])), wrong("size", "size_bytes"), id="shorter"
    ),
    pytest.param(
        put(lambda path: path.write_bytes(CONTENT + b"!")), wrong("size", "size_bytes"), id="longer"
    ),
    pytest.param(put(lambda path: path.touch()), wrong("size", "size_bytes"), id="emptied"),
    pytest.param(
        put(lambda path: path.write_bytes(SECRET)), wrong("sha256", "sha256"), id="digest"
    ),
    pytest.param(put(link_to(f"../../{BASE}")), wrong("symlink"), id="link inside"),
    pytest.param(put(link_to("../../../secret")), wrong("symlink"), id="link outside"),
    pytest.param(link_absolute, wrong("symlink"), id="absolute link outside"),
    pytest.param(put(link_to("/dev/zero")), wrong("symlink"), id="link to device"),
    pytest.param(put(link_to("/proc/self/fd/0")), wrong("symlink"), id="magic link"),
    pytest.param(put(make_dangling), wrong("symlink"), id="dangling"),
    pytest.param(put(make_loop), wrong("symlink"), id="loop"),
    pytest.param(link_folder("../moved"), LINKED_FOLDER, id="linked folder"),
    pytest.param(link_folder("nowhere"), LINKED_FOLDER, id="dangling folder"),
    pytest.param(link_folder("adapters"), LINKED_FOLDER, id="looping folder"),
    pytest.param(link_inner_folder, LINKED_FOLDER, id="linked inner folder"),
    pytest.param(put(Path.mkdir), wrong("not-regular"), id="directory"),
    pytest.param(put(make_fifo), wrong("not-regular"), id="FIFO"),
    pytest.param(put(make_socket), wrong("not-regular"), id="socket"),
    pytest.param(put(make_device), wrong("not-regular"), id="device"),
]


def test_what_is_as_recorded_yields_nothing(export: Path) -> None:
    assert verify(export) == Report(2, [])
    assert verify(os.fspath(export)) == Report(2, [])


@pytest.mark.parametrize(("change", "expected"), CHANGES)
def test_a_fault_has_one_finding(
    export: Path, change: Callable[[Path], None], expected: Found
) -> None:
    change(export)
    report = verify(export)
    assert found(report) == expected
    assert not report.ok
    assert report.version == 2
    assert INNER in report.findings[-1].message


@pytest.mark.parametrize(
    ("change", "entry"),
    [
        pytest.param(file_as_folder, "adapters/tone", id="file"),
        pytest.param(fifo_as_folder, "adapters", id="FIFO"),
    ],
)
def test_something_else_in_a_folders_place_is_a_missing_file(
    export: Path, change: Callable[[Path], None], entry: str
) -> None:
    change(export)
    report = verify(export)
    # What stands there is itself an entry that no artifact names.
    assert found(report) == [("files/unlisted", "warning", "/artifacts"), *wrong("missing")]
    assert messages(report)[0] == f"'{entry}' is not listed"


@pytest.mark.parametrize(
    "change",
    [pytest.param(link_absolute, id="link"), pytest.param(link_folder("../moved"), id="folder")],
)
def test_no_digest_from_outside_is_printed(export: Path, change: Callable[[Path], None]) -> None:
    (export / INNER).write_bytes(SECRET)
    change(export)
    report = verify(export)
    assert not report.ok
    assert hashlib.sha256(SECRET).hexdigest() not in repr(report)
    assert SECRET.decode() not in repr(report)


def test_a_message_shows_what_was_observed_and_what_was_recorded(export: Path) -> None:
    (export / BASE).write_bytes(b"longer")
    (export / INNER).write_bytes(SECRET)
    observed, recorded = (hashlib.sha256(data).hexdigest() for data in (SECRET, CONTENT))
    assert messages(verify(export)) == [
        f"{BASE}: expected 4 bytes, found 6",
        f"{INNER}: expected {recorded}, found {observed}",
    ]


def test_a_hard_link_is_noted_and_verified(export: Path, tmp_path: Path) -> None:
    note = ("files/hard-link", "note", "/artifacts/1/path")
    os.link(export / INNER, tmp_path / "other name")
    report = verify(export)
    assert (found(report), report.ok) == ([note], True)
    (tmp_path / "other name").write_bytes(SECRET)
    assert found(verify(export)) == [note, *wrong("sha256", "sha256")]
    (tmp_path / "other name").write_bytes(b"")
    assert found(verify(export)) == [note, *wrong("size", "size_bytes")]


def test_what_differs_is_told_to_programs(export: Path) -> None:
    (export / BASE).write_bytes(b"bas")
    (export / INNER).write_bytes(CONTENT[::-1])
    size, digest = verify(export).findings
    assert (size.path, size.expected, size.observed) == (BASE, 4, 3)
    expected, observed = (hashlib.sha256(text).hexdigest() for text in (CONTENT, CONTENT[::-1]))
    assert (digest.path, digest.expected, digest.observed) == (INNER, expected, observed)


# Changes while a file is read


def grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def shrink(path: Path) -> None:
    os.truncate(path, 5)


def rewrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"THE")


def rewrite_and_hide(path: Path) -> None:
    status = path.stat()
    rewrite(path)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def replace(path: Path) -> None:
    other = path.parents[3] / "other"  # outside the export, where nobody lists it
    other.write_bytes(path.read_bytes())
    other.replace(path)


MEANWHILE = [grow, shrink, rewrite, replace]


# Each size is read in another way: in one piece, in chunks, by a thread, and by a thread ahead of
# the one that hashes.
SMALL = 24
SIZES = [
    pytest.param(SMALL, id="piece"),
    pytest.param(400_000, id="chunks"),
    pytest.param(3_000_000, id="thread"),
    pytest.param(20_000_000, id="ahead"),
]


def content_of(size: int) -> bytes:
    return (os.urandom(1000) * (size // 1000 + 1))[:size]


def intercept(
    monkeypatch: pytest.MonkeyPatch, path: Path, act: Callable[[Callable[[int], bytes], int], bytes]
) -> None:
    """Put ``act(read, size)`` in the place of whatever reads ``size`` bytes of a file."""
    inode = path.stat().st_ino
    read, readv = os.read, os.readv

    def reading(descriptor: int, size: int) -> bytes:
        if os.fstat(descriptor).st_ino != inode:
            return read(descriptor, size)
        return act(partial(read, descriptor), size)

    def reading_into(descriptor: int, buffers: list[memoryview]) -> int:
        if os.fstat(descriptor).st_ino != inode:
            return readv(descriptor, buffers)
        data = act(partial(read, descriptor), len(buffers[0]))
        buffers[0][: len(data)] = data
        return len(data)

    monkeypatch.setattr(os, "read", reading)
    monkeypatch.setattr(os, "readv", reading_into)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("change", MEANWHILE)
def test_a_change_between_two_reads_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Make, size: int, *, before: bool
) -> None:
    content = content_of(size)
    folder = make_export(tmp_path / "export", {BASE: b"base", INNER: content})
    os.utime(folder / INNER, ns=(0, 0))
    time.sleep(0.02)  # a file's times are as coarse as the kernel's tick
    reads = 0

    changed = 1 if size == SMALL else 2  # what is read in one piece is read once

    def changing(read: Callable[[int], bytes], size: int) -> bytes:
        nonlocal reads
        reads += 1
        if reads == changed and before:
            change(folder / INNER)
        data = read(size)
        if reads == changed and not before:
            change(folder / INNER)
        return data

    intercept(monkeypatch, folder / INNER, changing)
    report = verify(folder, jobs=2)
    assert found(report) == wrong("changed")
    assert messages(report) == [f"{INNER} changed while it was read"]
    assert [finding.path for finding in report.findings] == [INNER]
    assert reads >= changed


def make_private(path: Path) -> None:
    path.chmod(0o600)


def give_another_name(path: Path) -> None:
    (path.parents[3] / "other").hardlink_to(path)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("change", [make_private, give_another_name])
@pytest.mark.parametrize("wrong_digest", [False, True])
def test_a_new_mode_or_name_while_a_file_is_read_is_a_change_only_beside_another_digest(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: Make,
    size: int,
    *,
    wrong_digest: bool,
) -> None:
    content = content_of(size)
    folder = make_export(tmp_path / "export", {BASE: b"base", INNER: content})
    if wrong_digest:
        (folder / INNER).write_bytes(content[::-1])
    time.sleep(0.02)
    pending = [change]

    def changing(read: Callable[[int], bytes], size: int) -> bytes:
        while pending:
            pending.pop()(folder / INNER)
        return read(size)

    intercept(monkeypatch, folder / INNER, changing)
    assert found(verify(folder, jobs=2)) == (wrong("changed") if wrong_digest else [])
    assert not pending


def test_content_that_was_rewritten_with_its_time_set_back_is_a_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_export(tmp_path / "export", EVERYTHING)
    time.sleep(0.02)

    def changing(read: Callable[[int], bytes], size: int) -> bytes:
        rewrite_and_hide(folder / INNER)
        return read(size)

    intercept(monkeypatch, folder / INNER, changing)
    assert found(verify(folder)) == wrong("changed")


@pytest.mark.parametrize("size", SIZES)
def test_a_file_that_never_ends_is_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    folder = make_export(tmp_path / "export", {BASE: b"base", INNER: content_of(size)})
    total = 0

    def endless(read: Callable[[int], bytes], size: int) -> bytes:
        nonlocal total
        total += size
        return bytes(size)

    intercept(monkeypatch, folder / INNER, endless)
    assert found(verify(folder, jobs=2)) == wrong("changed")
    assert total == size + 1


@pytest.mark.parametrize("size", SIZES)
def test_short_reads_are_continued(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    folder = make_export(tmp_path / "export", {BASE: b"base", INNER: content_of(size)})
    intercept(monkeypatch, folder / INNER, lambda read, size: read(min(size, 7 + size // 3)))
    assert verify(folder, jobs=2) == Report(2, [])


# Files that cannot be read


def as_nobody(folder: Path) -> Report:
    """Verify without the privileges that let root read everything."""
    with directory_at(os.fspath(folder)) as directory, Pool() as pool:
        if os.geteuid() != 0:
            return Examination(directory, pool).report()
        verify(folder)  # whatever is imported late may lie where nobody else may look
        os.seteuid(65534)
        try:
            return Examination(directory, pool).report()
        finally:
            os.seteuid(0)


@pytest.mark.parametrize("name", [INNER, "adapters/tone", "adapters"])
def test_a_file_without_permission_is_unreadable(export: Path, name: str) -> None:
    (export / "seen").touch()
    (export / name).chmod(0)
    try:
        report = as_nobody(export)
    finally:
        (export / name).chmod(0o755)
    folder: Found = [("files/unreadable", "error", "/artifacts")]
    first = [("files/unlisted", "warning", "/artifacts"), *([] if name == INNER else folder)]
    assert found(report) == [*first, *wrong("unreadable")]
    assert messages(report)[-1] == f"{INNER}: permission denied"


def test_an_unlisted_folder_without_permission_is_shown_escaped(export: Path) -> None:
    folder = export / "\x1b[31m\n"
    folder.mkdir(mode=0)
    report = as_nobody(export)
    folder.chmod(0o755)
    assert found(report) == [("files/unreadable", "error", "/artifacts")]
    assert messages(report) == [r"'\x1b[31m\n': permission denied"]


def test_every_folder_without_permission_is_named(export: Path) -> None:
    folders = [export / "x" / name for name in "ab"]
    for folder in folders:
        folder.mkdir(parents=True, mode=0)
    report = as_nobody(export)
    for folder in folders:
        folder.chmod(0o755)
    assert found(report) == [("files/unreadable", "error", "/artifacts")] * 2
    assert messages(report) == ["'x/a': permission denied", "'x/b': permission denied"]


def test_a_manifest_without_permission_is_unreadable(export: Path) -> None:
    (export / MANIFEST).chmod(0)
    report = as_nobody(export)
    assert report.version is None
    assert found(report) == [("files/unreadable", "error", "")]


@pytest.mark.parametrize("size", SIZES)
def test_a_read_error_is_a_finding_and_the_rest_is_examined(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    folder = make_export(tmp_path / "export", {BASE: content_of(size), INNER: CONTENT})
    size_of_file = size
    reads = 0

    def failing(read: Callable[[int], bytes], size: int) -> bytes:
        nonlocal reads
        reads += 1
        if reads == (1 if size_of_file == SMALL else 2):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return read(size)

    intercept(monkeypatch, folder / BASE, failing)
    (folder / INNER).write_bytes(SECRET)
    report = verify(folder, jobs=2)
    assert found(report) == [*wrong("unreadable", index=0), *wrong("sha256", "sha256")]
    assert messages(report)[0] == f"{BASE}: input/output error"


def test_a_manifest_that_fails_to_be_read_is_unreadable(
    export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(descriptor: int, size: int) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "read", failing)
    assert found(verify(export)) == [("files/unreadable", "error", "")]


# Sizes


def test_an_empty_file_is_verified(tmp_path: Path) -> None:
    folder = make_export(tmp_path / "export", {BASE: b"", INNER: b""})
    assert verify(folder) == Report(2, [])
    (folder / INNER).write_bytes(b"x")
    assert found(verify(folder)) == wrong("size", "size_bytes")


@pytest.mark.parametrize(
    "size", [power + more for power in (2**16, 2**18, LARGE, 2**20, 2**23) for more in (-1, 0, 1)]
)
def test_sizes_about_that_of_a_read_are_verified(tmp_path: Path, size: int) -> None:
    content = os.urandom(size)
    folder = make_export(tmp_path / "export", {BASE: content})
    assert verify(folder) == Report(2, [])
    (folder / BASE).write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert found(verify(folder)) == wrong("sha256", "sha256", 0)


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_a_large_sparse_file_is_verified_in_constant_memory(tmp_path: Path, jobs: int) -> None:
    size = 64 * 2**20
    folder = make_export(tmp_path / "export", {BASE: b""})
    os.truncate(folder / BASE, size)
    digest = hashlib.sha256(bytes(size)).hexdigest()
    write_manifest(folder, [{"path": BASE, "sha256": digest, "size_bytes": size}])
    verify(folder, jobs=jobs)
    tracemalloc.start()
    try:
        report = verify(folder, jobs=jobs)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert report == Report(2, [])
    assert peak < 4 * 2**20


def test_a_file_of_the_wrong_size_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_export(tmp_path / "export", {BASE: b"base"})
    os.truncate(folder / BASE, 2**40)

    def fail(read: Callable[[int], bytes], size: int) -> bytes:
        raise AssertionError("read")

    intercept(monkeypatch, folder / BASE, fail)
    assert found(verify(folder)) == wrong("size", "size_bytes", 0)


# What no artifact names


COMPANIONS = [
    "Modelfile",
    "imatrix.dat",
    "imatrix.",
    "vl_gguf.json",
    "sway.yaml",
]
COMPANIONS_ANYWHERE = [
    "x.sig",
    "x.sigstore.json",
    "x.asc",
    ".DS_Store",
    "._x",
    "Thumbs.db",
    "desktop.ini",
    ".nfs01",
]
NEAR_MISSES = [
    "modelfile",
    "Modelfile.bak",
    "xModelfile",
    "imatrix",
    "Imatrix.dat",
    "ximatrix.dat",
    "vl_gguf.JSON",
    "vl_ggufxjson",
    f"{MANIFEST}.v2.bak",
    ".sig",
    "x.SIG",
    ".nfs",
    "Thumbs.db\n",
]


def test_unlisted_files_are_warnings_wherever_they_are(export: Path) -> None:
    for path in ("top", "adapters/tone/beside", "new/deep/inner", ".hidden"):
        (export / path).parent.mkdir(parents=True, exist_ok=True)
        (export / path).touch()
    (export / "empty" / "folder").mkdir(parents=True)
    assert list(unlisted(export).items()) == [
        ("'.hidden'", "warning"),
        ("'top'", "warning"),
        ("'adapters/tone/beside'", "warning"),
        ("'new/deep/inner'", "warning"),
    ]


def test_unlisted_links_and_pipes_are_warnings_and_are_not_followed(
    export: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "file").touch()
    (export / "link").symlink_to(tmp_path / "elsewhere")
    (export / "up").symlink_to("..")
    make_dangling(export / "dangling")
    make_loop(export / "loop")
    make_fifo(export / "adapters" / "fifo")
    make_socket(export / "socket")
    names = ("dangling", "link", "loop", "socket", "up", "adapters/fifo")
    assert unlisted(export) == {f"'{name}'": "warning" for name in names}


@pytest.mark.parametrize("make", [Path.touch, make_fifo, make_dangling])
def test_companions_are_notes_at_the_top_alone(export: Path, make: Make) -> None:
    for name in COMPANIONS:
        make(export / name)
        make(export / "adapters" / name)
    expected = {f"'{name}'": "note" for name in COMPANIONS}
    assert unlisted(export) == expected | {f"'adapters/{name}'": "warning" for name in COMPANIONS}


def test_signatures_and_litter_are_notes_at_any_depth(export: Path) -> None:
    paths = [f"{folder}{name}" for folder in ("", "adapters/") for name in COMPANIONS_ANYWHERE]
    for path in paths:
        (export / path).touch()
    assert unlisted(export) == {f"'{path}'": "note" for path in paths}
    assert {finding.path for finding in verify(export).findings} == set(paths)


def test_what_is_nearly_a_companion_is_a_warning(export: Path) -> None:
    for name in NEAR_MISSES:
        (export / name).touch()
    assert unlisted(export) == {ascii(name): "warning" for name in NEAR_MISSES}


def test_a_folder_named_as_a_companion_is_a_folder(export: Path) -> None:
    (export / "Modelfile").mkdir()
    (export / "Modelfile" / "Modelfile").touch()
    assert unlisted(export) == {"'Modelfile/Modelfile'": "warning"}


def test_a_manifest_further_down_is_unlisted(export: Path) -> None:
    (export / "adapters" / MANIFEST).touch()
    assert unlisted(export) == {f"'adapters/{MANIFEST}'": "warning"}


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no names that are not UTF-8")
@pytest.mark.parametrize(
    ("name", "shown", "severity"),
    [
        (b"\x1b[2J\n\r\x07", r"'\x1b[2J\n\r\x07'", "warning"),
        (b"\x7f\xc2\x9b", r"'\x7f\x9b'", "warning"),
        (b"\xff\xfe", r"'\udcff\udcfe'", "warning"),
        ("\u202egnp".encode(), r"'\u202egnp'", "warning"),
        (b"imatrix.\n\xff", r"'imatrix.\n\udcff'", "note"),
        (b"Modelfile\n", r"'Modelfile\n'", "warning"),
    ],
)
def test_a_name_is_escaped_in_messages(
    export: Path, name: bytes, shown: str, severity: str
) -> None:
    (export / os.fsdecode(name)).touch()
    (export / os.fsdecode(b"in" + name)).mkdir()
    (export / os.fsdecode(b"in" + name) / "x").touch()
    inner = f"'in{shown[1:-1]}/x'"
    assert unlisted(export) == {shown: severity, inner: "warning"}


def test_long_names_are_told_apart_and_kept_short(export: Path) -> None:
    for last in "ab":
        (export / ("n" * 200 + last)).touch()
    assert len(unlisted(export)) == 2
    (export / os.fsdecode(b"\xff" * 255)).touch()
    assert all(len(name) <= 520 for name in unlisted(export))


def make_deep(folder: Path, name: str, depth: int) -> None:
    """Nest folders deeper than a path can say, with a file in the last."""
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    for _ in range(depth):
        os.mkdir(name, dir_fd=held)
        inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY, dir_fd=held)
        os.close(held)
        held = inner
    os.close(os.open("last", os.O_CREAT | os.O_WRONLY, dir_fd=held))
    os.close(held)


@pytest.mark.parametrize("name", ["d", "d" * 200])
@pytest.mark.parametrize("depth", [40, 250, 300, 400])
def test_folders_nested_deeply_are_one_warning(export: Path, name: str, depth: int) -> None:
    make_deep(export, name, depth)
    report = verify(export)
    assert found(report) == [("files/unlisted", "warning", "/artifacts")]
    assert len(messages(report)[0]) < 600


# The manifest itself


def is_manifest(make: Make) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / MANIFEST).unlink()
        make(folder / MANIFEST)

    return change


def link_to_moved_manifest(path: Path) -> None:
    path.symlink_to("../secret")


def too_large(path: Path) -> None:
    path.touch()
    os.truncate(path, MAX_BYTES + 1)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        pytest.param(lambda _: None, "files/missing", id="missing"),
        pytest.param(link_to_moved_manifest, "files/symlink", id="link"),
        pytest.param(make_dangling, "files/symlink", id="dangling"),
        pytest.param(make_loop, "files/symlink", id="loop"),
        pytest.param(make_fifo, "files/not-regular", id="FIFO"),
        pytest.param(make_socket, "files/not-regular", id="socket"),
        pytest.param(make_device, "files/not-regular", id="device"),
        pytest.param(Path.mkdir, "files/not-regular", id="directory"),
        pytest.param(too_large, "encoding/size", id="too large"),
        pytest.param(Path.touch, "encoding/syntax", id="empty"),
        pytest.param(lambda path: path.write_bytes(b"[]"), "version/not-an-object", id="array"),
    ],
)
def test_without_a_manifest_no_file_is_opened(
    export: Path, monkeypatch: pytest.MonkeyPatch, make: Make, code: str
) -> None:
    is_manifest(make)(export)
    (export / "unlisted").touch()
    opened = trace(monkeypatch)
    report = verify(export)
    assert found(report) == [(code, "error", "")]
    assert report.version is None
    assert opened == [MANIFEST]


def test_an_invalid_manifest_yields_its_own_findings_alone(
    export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = json.loads((export / MANIFEST).read_bytes())
    made["artifacts"][1]["path"] = "../secret"
    made["quant"] = 1
    (export / MANIFEST).write_bytes(as_bytes(made))
    opened = trace(monkeypatch)
    report = verify(export)
    assert sorted({finding.pointer for finding in report.findings}) == [
        "/artifacts/1/path",
        "/quant",
    ]
    assert all(finding.code.startswith("schema/") for finding in report.findings)
    assert opened == [MANIFEST]


def test_the_trace_sees_what_is_opened(export: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = trace(monkeypatch)
    verify(export)
    assert opened == [MANIFEST, BASE, INNER, "adapters", "adapters/tone"]


def trace(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that fills with every path that is opened below a directory."""
    opened: list[str] = []
    call = opening._open

    def tracing(directory: int, path: str, flags: int) -> int:
        opened.append(path)
        return call(directory, path, flags)

    monkeypatch.setattr(opening, "_open", tracing)
    return opened


# The whole


def test_every_finding_is_collected_in_the_order_of_the_manifest(tmp_path: Path) -> None:
    contents = {BASE: b"base"} | {f"files/{number}": b"content" for number in range(70)}
    folder = make_export(tmp_path / "export", contents)
    (folder / "unlisted").touch()
    (folder / "Modelfile").touch()
    expected: Found = [
        ("files/unlisted", "note", "/artifacts"),
        ("files/unlisted", "warning", "/artifacts"),
    ]
    for number in range(70):
        path = folder / "files" / str(number)
        pointer = f"/artifacts/{number + 1}"
        if number % 7 != 6:
            path.unlink()
        if number % 7 == 0:
            expected.append(("files/missing", "error", f"{pointer}/path"))
        elif number % 7 == 1:
            path.symlink_to("../unlisted")
            expected.append(("files/symlink", "error", f"{pointer}/path"))
        elif number % 7 == 2:
            make_fifo(path)
            expected.append(("files/not-regular", "error", f"{pointer}/path"))
        elif number % 7 == 3:
            path.write_bytes(b"short")
            expected.append(("files/size", "error", f"{pointer}/size_bytes"))
        elif number % 7 == 4:
            path.write_bytes(b"CONTENT")
            expected.append(("files/sha256", "error", f"{pointer}/sha256"))
        elif number % 7 == 5:
            path.write_bytes(b"content")
            os.link(path, tmp_path / f"other {number}")
            expected.append(("files/hard-link", "note", f"{pointer}/path"))
    report = verify(folder)
    assert found(report) == expected
    assert not report.ok


@pytest.mark.parametrize("jobs", [1, 2, 4, 100])
def test_the_report_does_not_depend_on_the_number_of_jobs(tmp_path: Path, jobs: int) -> None:
    large = {f"large/{number}": content_of(LARGE + number % 5 * 100_000) for number in range(20)}
    folder = make_export(tmp_path / "export", {BASE: b"base"} | large)
    expected: Found = []
    for number in range(20):
        path = folder / "large" / str(number)
        if number % 3 == 0:
            with path.open("r+b") as file:
                file.write(bytes([large[f"large/{number}"][0] ^ 1]))
            expected += wrong("sha256", "sha256", number + 1)
        elif number % 3 == 1:
            os.truncate(path, LARGE - 1)
            expected += wrong("size", "size_bytes", number + 1)
    before = threading.active_count()
    report = verify(folder, jobs=jobs)
    assert found(report) == expected
    assert report == verify(folder, jobs=1)
    assert threading.active_count() == before


def test_jobs_are_one_or_more(export: Path) -> None:
    with pytest.raises(ValueError, match=r"^jobs must be 1 or more, found 0$"):
        verify(export, jobs=0)


def test_few_descriptors_are_open_at_once(tmp_path: Path) -> None:
    contents = {f"files/{number}": bytes([number]) * LARGE for number in range(60)}
    folder = make_export(tmp_path / "export", {BASE: b"base"} | contents)
    verify(folder)
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    free = os.dup(0)
    os.close(free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free + 1 + 3 * 4, limits[1]))
    try:
        report = verify(folder, jobs=4)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert report == Report(2, [])


def test_warnings_and_notes_leave_an_export_right(export: Path, tmp_path: Path) -> None:
    (export / "unlisted").touch()
    (export / "Modelfile").touch()
    os.link(export / BASE, tmp_path / "other name")
    report = verify(export)
    assert [finding.severity for finding in report.findings] == ["note", "warning", "note"]
    assert report.ok


def test_a_link_to_the_export_directory_is_the_callers(export: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(export)
    assert verify(tmp_path / "link") == Report(2, [])


def test_nothing_is_written(export: Path) -> None:
    (export / "unlisted").touch()

    def state() -> dict[Path, tuple[int, ...]]:
        lying = {path: path.lstat() for path in export.rglob("*")}
        return {path: (s.st_ino, s.st_size, s.st_ctime_ns) for path, s in lying.items()}

    before = state()
    verify(export)
    assert state() == before


@pytest.mark.parametrize("name", ["gone", "secret", "a\0b", "loop"])
def test_what_is_no_directory_is_an_error(export: Path, tmp_path: Path, name: str) -> None:
    make_loop(tmp_path / "loop")
    with pytest.raises(ManifestPathError) as caught:
        verify(tmp_path / name)
    assert caught.value.path == str(tmp_path / name)


@pytest.mark.parametrize(
    "manifest",
    sorted((REPOSITORY / "examples").rglob(MANIFEST)),
    ids=lambda path: str(path.relative_to(REPOSITORY)),
)
def test_the_examples_are_what_their_manifests_say(manifest: Path) -> None:
    report = verify(manifest.parent)
    if (manifest.parent / "Modelfile").exists():
        assert found(report) == [("files/unlisted", "note", "/artifacts")]
        assert messages(report) == ["'Modelfile' is not listed"]
    else:
        assert report.findings == ()
