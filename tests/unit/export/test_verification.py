"""What the corpus cannot see of the files layer: messages, names, changes meanwhile, what is read.

What is found in which directory, its cases say.

What a manifest records is computed here with ``hashlib``; what lies on disk is made by ``os``.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from support.documents import REPOSITORY, artifact_of, as_bytes, document
from support.harness import MANIFEST
from support.process import descriptors, raising, traced_memory
from support.strange_files import (
    make_device,
    make_fifo,
    make_loop,
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
LINK = "is a symbolic link, which is never followed; name the file itself"

Found = list[tuple[str, str, str]]
Make = Callable[[Path], object]


pytestmark = pytest.mark.usefixtures("nothing_blocks", "nothing_is_left_open")


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """Return an export of two files that is as its manifest says, with a secret beside it."""
    (tmp_path / "secret").write_bytes(SECRET)
    return make_export(tmp_path / "export", EVERYTHING)


def write_manifest(folder: Path, artifacts: list[dict[str, Any]]) -> None:
    (folder / MANIFEST).write_bytes(as_bytes(document(2) | {"artifacts": artifacts}))


def make_export(folder: Path, contents: Mapping[str, bytes]) -> Path:
    for path, content in contents.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    write_manifest(folder, [artifact_of(path, content) for path, content in contents.items()])
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


def test_what_is_as_recorded_yields_nothing(export: Path) -> None:
    assert verify(export) == Report(2, [])
    assert verify(os.fspath(export)) == Report(2, [])


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        pytest.param(lambda _: None, "no such file or directory", id="missing"),
        pytest.param(lambda path: path.symlink_to("../../../secret"), LINK, id="link"),
        pytest.param(Path.mkdir, "is not a regular file", id="directory"),
        pytest.param(make_device, "is not a regular file", id="device"),
    ],
)
def test_what_is_no_file_is_said_and_not_read(export: Path, make: Make, reason: str) -> None:
    (export / INNER).unlink()
    make(export / INNER)
    assert messages(verify(export)) == [f"{INNER}: {reason}"]


def test_what_differs_is_told_to_people_and_programs(export: Path) -> None:
    (export / BASE).write_bytes(b"longer")
    (export / INNER).write_bytes(SECRET)
    size, digest = verify(export).findings
    observed, recorded = (hashlib.sha256(data).hexdigest() for data in (SECRET, CONTENT))
    assert size[3:] == (f"{BASE}: expected 4 bytes, found 6", BASE, 4, 6)
    message = f"{INNER}: expected {recorded}, found {observed}"
    assert digest[3:] == (message, INNER, recorded, observed)


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


def test_every_folder_without_permission_is_named_and_escaped(export: Path) -> None:
    folders = [export / "x" / name for name in ("a", "\x1b[31m\n")]
    for folder in folders:
        folder.mkdir(parents=True, mode=0)
    report = as_nobody(export)
    for folder in folders:
        folder.chmod(0o755)
    assert found(report) == [("files/unreadable", "error", "/artifacts")] * 2
    assert messages(report) == [
        r"'x/\x1b[31m\n': permission denied",
        "'x/a': permission denied",
    ]


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
            raising(errno.EIO)()
        return read(size)

    intercept(monkeypatch, folder / BASE, failing)
    (folder / INNER).write_bytes(SECRET)
    report = verify(folder, jobs=2)
    assert found(report) == [*wrong("unreadable", index=0), *wrong("sha256", "sha256")]
    assert messages(report)[0] == f"{BASE}: input/output error"


def test_a_manifest_that_fails_to_be_read_is_unreadable(
    export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "read", raising(errno.EIO))
    assert found(verify(export)) == [("files/unreadable", "error", "")]


# Sizes


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
    with traced_memory() as peak:
        assert verify(folder, jobs=jobs) == Report(2, [])
        assert peak() < 4 * 2**20


def test_a_file_of_the_wrong_size_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_export(tmp_path / "export", {BASE: b"base"})
    os.truncate(folder / BASE, 2**40)

    intercept(monkeypatch, folder / BASE, raising(AssertionError("read")))
    assert found(verify(folder)) == wrong("size", "size_bytes", 0)


# What no artifact names


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
        pytest.param(make_fifo, "files/not-regular", id="FIFO"),
        pytest.param(too_large, "encoding/size", id="too large"),
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


def test_findings_are_in_the_order_of_the_manifest(tmp_path: Path) -> None:
    contents = {BASE: b"base"} | {f"{number}": b"content" for number in range(1, 70)}
    folder = make_export(tmp_path / "export", contents)
    (folder / "unlisted").touch()
    (folder / "Modelfile").touch()
    expected: Found = [
        ("files/unlisted", severity, "/artifacts") for severity in ("note", "warning")
    ]
    for number in range(1, 70):
        if number % 3 == 0:
            (folder / f"{number}").unlink()
            expected += wrong("missing", "path", number)
        elif number % 3 == 1:
            (folder / f"{number}").write_bytes(b"CONTENT")
            expected += wrong("sha256", "sha256", number)
    assert found(verify(folder)) == expected


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
    free = os.dup(0)
    os.close(free)
    with descriptors(free + 1 + 3 * 4):
        assert verify(folder, jobs=4) == Report(2, [])


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
