"""All layers on manifests, exports, stores and folders of stores; many exports at once.

Stores are made here with digests from ``hashlib``; the recorded ones are as DLM wrote them.
"""

from __future__ import annotations

import errno
import json
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.documents import artifact_of, as_bytes, document
from support.harness import MANIFEST
from support.process import descriptors, raising, traced_memory

from dlm_schema.disk import opening, reading
from dlm_schema.disk.meter import Sample
from dlm_schema.disk.opening import entries_of, open_beneath
from dlm_schema.disk.read_pool import LARGE, Pool
from dlm_schema.export import checking, discovery
from dlm_schema.export.checking import Bounds, Checked, check, check_all, verify_all
from dlm_schema.findings import Finding, Report

if TYPE_CHECKING:
    from dlm_schema.disk.handles import Entries


Found = list[tuple[str, str, str]]


pytestmark = pytest.mark.usefixtures("nothing_blocks", "nothing_is_left_open")


def make_export(folder: Path, content: bytes = b"base", **members: Any) -> Path:
    """Make an export of one file that is as its manifest says, and return its manifest."""
    folder.mkdir(parents=True)
    name = f"base.{members.get('quant', 'Q4_K_M')}.gguf"
    (folder / name).write_bytes(content)
    made = document(2) | {"artifacts": [artifact_of(name, content)]} | members
    (folder / MANIFEST).write_bytes(as_bytes(made))
    return folder / MANIFEST


def base_of(manifest: Path) -> Path:
    """Return the file that an export consists of."""
    artifacts = json.loads(manifest.read_bytes())["artifacts"]
    return manifest.parent / str(artifacts[0]["path"])


def row_of(manifest: Path) -> dict[str, Any]:
    """Return the row that a store keeps of an export."""
    made = json.loads(manifest.read_bytes())
    names = ("target", "quant", "merged", "ollama_name", "llama_cpp_tag")
    return {name: made[name] for name in names} | {
        "base_gguf_sha256": made["artifacts"][0]["sha256"],
        "adapter_gguf_sha256": None,
    }


def make_store(store: Path, count: int, content: Callable[[int], bytes] = bytes) -> list[Path]:
    """Make a store whose summary agrees, and return the manifests in order."""
    manifests = [
        make_export(store / "exports" / f"Q{number:05}", content(number), quant=f"Q{number:05}")
        for number in range(count)
    ]
    rows = [row_of(manifest) for manifest in manifests]
    (store / "manifest.json").write_text(json.dumps({"exports": rows}))
    return manifests


def found(report: Report) -> Found:
    return [finding[:3] for finding in report.findings]


def checked_at(*paths: Path | str, jobs: int | None = None) -> list[Checked]:
    with check_all([os.fspath(path) for path in paths], Bounds(jobs)) as running:
        return list(running)


MISSING: Found = [("store/summary-missing", "warning", "")]
DIGEST: Found = [("files/sha256", "error", "/artifacts/0/sha256")]


# What a path leads to


def test_an_export_beside_no_store_is_judged_by_its_files(tmp_path: Path) -> None:
    manifest = make_export(tmp_path / "export")
    for path in (manifest, manifest.parent, str(manifest)):
        assert check(path) == Report(2, [])
    base_of(manifest).write_bytes(b"BASE")
    (manifest.parent / "other").touch()
    for path in (manifest, manifest.parent, tmp_path):
        assert found(check(path)) == [("files/unlisted", "warning", "/artifacts"), *DIGEST]


def make_nested(export: Path, content: bytes, *, name: str = MANIFEST) -> Path:
    """Make an export that lists a file of the manifest's name, two folders down."""
    inner = f"a/b/{name}"
    made = json.loads(make_export(export).read_bytes())
    made["artifacts"].append(artifact_of(inner, content))
    (export / MANIFEST).write_bytes(as_bytes(made))
    (export / inner).parent.mkdir(parents=True)
    (export / inner).write_bytes(content)
    return export / inner


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"weights", as_bytes(document(2))[:-9], as_bytes(document(2))]
)
def test_an_artifact_of_the_manifests_name_is_no_export(tmp_path: Path, content: bytes) -> None:
    inner = make_nested(tmp_path / "a", content)
    make_export(tmp_path / "b")
    assert [(one.path, found(one.report)) for one in checked_at(tmp_path)] == [
        (str(tmp_path / name / MANIFEST), []) for name in "ab"
    ]
    with verify_all([str(tmp_path)]) as running:
        assert [one.report.ok for one in running] == [True, True]
        assert running.begun == 2
    inner.write_bytes(bytes(len(content) + 1))
    [changed, _] = checked_at(tmp_path)
    assert found(changed.report) == [("files/size", "error", "/artifacts/1/size_bytes")]
    inner.unlink()
    inner.symlink_to("nowhere")
    [changed, _] = checked_at(tmp_path)
    assert found(changed.report) == [("files/symlink", "error", "/artifacts/1/path")]


def test_an_artifact_that_is_named_is_judged_as_a_manifest(tmp_path: Path) -> None:
    inner = make_nested(tmp_path / "a", b"{}")
    for path in (inner, inner.parent, inner.parent.parent):
        [one] = checked_at(path)
        assert not one.report.ok
    assert len(checked_at(tmp_path, inner.parent.parent)) == 2


def test_a_manifest_that_no_valid_one_lists_is_an_exports(tmp_path: Path) -> None:
    unlisted = tmp_path / "a" / "b" / MANIFEST
    make_nested(tmp_path / "a", b"{}", name="other")
    unlisted.parent.mkdir(exist_ok=True)
    unlisted.parent.joinpath("a").mkdir()
    unlisted.write_bytes(b"{}")
    listed = make_nested(tmp_path / "c", b"{}")
    (tmp_path / "c" / MANIFEST).write_bytes(b"{}")
    # A folder whose name begins as that of an export does is not below it.
    make_nested(tmp_path / "d", b"{}")
    (tmp_path / "da" / "b").mkdir(parents=True)
    (tmp_path / "da" / "b" / MANIFEST).write_bytes(b"{}")
    bad = [one.path for one in checked_at(tmp_path) if not one.report.ok]
    beside = tmp_path / "da" / "b" / MANIFEST
    assert bad == [str(path) for path in (unlisted, tmp_path / "c" / MANIFEST, listed, beside)]


def test_members_named_by_more_digits_than_python_reads_stop_nothing(tmp_path: Path) -> None:
    names = ["8" * 4301, "9" * 5000]
    members: dict[str, Any] = dict.fromkeys(names, 1)
    make_export(tmp_path / "a", **members)
    make_export(tmp_path / "b")
    bad, good = checked_at(tmp_path)
    extra = [("schema/additionalProperties", "error", f"/{name}") for name in names]
    assert (found(bad.report), found(good.report)) == (extra, [])


@pytest.mark.parametrize("name", ["manifest.json", f"{MANIFEST}.v2.bak", "x"])
def test_a_file_of_another_name_is_judged_as_a_document_alone(tmp_path: Path, name: str) -> None:
    manifest = make_export(tmp_path / "exports" / "Q4_K_M")
    other = manifest.rename(manifest.with_name(name))
    base_of(other).unlink()
    assert checked_at(other) == [Checked(str(other), Report(2, []), alone=True)]
    other.write_bytes(b"[]")
    assert found(check(other)) == [("version/not-an-object", "error", "")]


@pytest.mark.parametrize("place", ["store/exports/Q00000", "store/exports", "store", "."])
def test_an_export_of_a_store_is_compared_with_its_summary_from_wherever_it_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    make_store(tmp_path / "store", 1)
    monkeypatch.chdir(tmp_path / place)
    for path in (tmp_path / place, ".", f"../{(tmp_path / place).name}/", f"{tmp_path / place}//"):
        assert check(path) == Report(2, [])
    (tmp_path / "store" / "manifest.json").write_text('{"exports": []}')
    for path in (tmp_path / place, ".", f"../{(tmp_path / place).name}/", f"{tmp_path / place}//"):
        assert found(check(path)) == MISSING
    monkeypatch.chdir(tmp_path / "store" / "exports" / "Q00000")
    assert found(check(MANIFEST)) == MISSING


def test_a_link_to_an_export_leads_to_the_store_that_it_lies_in(tmp_path: Path) -> None:
    [manifest] = make_store(tmp_path / "store", 1)
    for link in (tmp_path / "link", tmp_path / "exports" / "link"):
        link.parent.mkdir(exist_ok=True)
        link.symlink_to(manifest.parent)
        assert check(link) == Report(2, [])
        assert check(link / MANIFEST) == Report(2, [])
    (tmp_path / "store" / "manifest.json").unlink()
    assert found(check(tmp_path / "link")) == MISSING


def test_an_export_that_lies_in_no_exports_folder_has_no_store(tmp_path: Path) -> None:
    make_export(tmp_path / "Exports" / "Q4")
    make_export(tmp_path / "exports")
    make_export(tmp_path / "exports" / "inner" / "Q4")
    (tmp_path / "manifest.json").write_text("broken")
    assert [found(one.report) for one in checked_at(tmp_path)] == [
        [],
        [("files/unlisted", "warning", "/artifacts")] * 2,
        [],
    ]


def test_of_several_manifests_every_message_begins_with_its_path(tmp_path: Path) -> None:
    first = make_export(tmp_path / "a")
    second = make_export(tmp_path / "b\x1b")
    make_export(tmp_path / "c")
    (first.parent / "other").touch()
    base_of(second).unlink()
    report = check(tmp_path)
    assert (report.version, report.ok) == (2, False)
    escaped = f"{tmp_path}/b\\x1b/{MANIFEST}"
    assert [finding[2:4] for finding in report.findings] == [
        ("/artifacts", f"{first}: 'other' is not listed"),
        ("/artifacts/0/path", f"{escaped}: base.Q4_K_M.gguf: no such file or directory"),
    ]
    (tmp_path / "c" / MANIFEST).write_bytes(as_bytes(document(3)))
    assert check(tmp_path).version is None


def test_a_path_that_leads_nowhere_is_a_finding(tmp_path: Path) -> None:
    for name, reason in (
        ("gone", "no such file or directory"),
        (f"gone/{MANIFEST}", "no such file or directory"),
        (MANIFEST, "no such file or directory"),
        ("", f"holds no {MANIFEST}, at any depth"),
        ("a\0b", "holds a NUL character"),
        (f"a\0b/{MANIFEST}", "holds a NUL character"),
    ):
        report = check(os.path.join(tmp_path, name))
        assert report == Report(None, [Finding("files/missing", "error", "", reason)])


def test_a_hyphen_is_a_file_like_any_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("-").write_bytes(as_bytes(document(3)))
    assert check("-") == Report(3, [])


# Layers


def test_the_findings_are_in_the_order_of_the_document(tmp_path: Path) -> None:
    [manifest] = make_store(tmp_path / "store", 1)
    (tmp_path / "store" / "manifest.json").unlink()
    base_of(manifest).unlink()
    (manifest.parent / "other").touch()
    assert found(check(manifest)) == [
        *MISSING,
        ("files/unlisted", "warning", "/artifacts"),
        ("files/missing", "error", "/artifacts/0/path"),
    ]


def test_the_summary_of_a_store_is_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_store(tmp_path / "a", 5)
    make_store(tmp_path / "b", 5)
    opened = []
    call = open_beneath

    def opening(directory: int, path: str, **keywords: Any) -> Any:
        opened.append(path)
        return call(directory, path, **keywords)

    monkeypatch.setattr(reading, "open_beneath", opening)
    assert check(tmp_path) == Report(2, [])
    assert opened.count("manifest.json") == 2


def test_verify_looks_at_no_store_and_wants_an_export(tmp_path: Path) -> None:
    [manifest] = make_store(tmp_path / "store", 1)
    (tmp_path / "store" / "manifest.json").unlink()
    other = tmp_path / "other.json"
    other.write_bytes(manifest.read_bytes())
    with verify_all([str(manifest), str(other)]) as running:
        good, bad = running
    assert good == Checked(str(manifest), Report(2, []))
    assert str(bad.error) == f"{other}: only a file named {MANIFEST} lies beside its export"
    assert found(bad.report) == [("files/unreadable", "error", "")]


# EM-STORE-10 and EM-STORE-11


def test_a_path_that_changes_while_it_is_resolved_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = make_store(tmp_path / "store", 2, lambda _: b"base")
    monkeypatch.setattr(os.path, "realpath", raising(errno.EINVAL))
    for paths in ([tmp_path], [first, second]):
        assert [one.path for one in checked_at(*paths)] == [str(first), str(second)]


# Others


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become nobody")
def test_what_may_not_be_entered_is_said_and_the_rest_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = make_store(tmp_path / "store", 3)
    (tmp_path / "store").chmod(0o755)
    monkeypatch.chdir(tmp_path / "store")
    check(".")  # whatever is imported late may lie where nobody else may look
    second.parent.chmod(0)
    third.chmod(0)
    os.seteuid(65534)
    try:
        results = checked_at("exports")
    finally:
        os.seteuid(0)
        second.parent.chmod(0o755)
    assert [(one.path, found(one.report)) for one in results] == [
        (f"exports/{first.parent.name}/{MANIFEST}", []),
        (f"exports/{second.parent.name}", [("files/unreadable", "error", "")]),
        (f"exports/{third.parent.name}/{MANIFEST}", [("files/unreadable", "error", "")]),
    ]


def test_a_folder_of_an_export_that_cannot_be_listed_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = make_store(tmp_path / "store", 2)
    for manifest in (first, second):
        (manifest.parent / "closed").mkdir()
    second.write_bytes(b"{")

    def refusing(directory: int) -> Entries:
        if os.path.basename(os.readlink(f"/proc/self/fd/{directory}")) == "closed":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return entries_of(directory)

    for module in (discovery, opening):
        monkeypatch.setattr(module, "entries_of", refusing)
    assert [(one.path, found(one.report)) for one in checked_at(tmp_path)] == [
        (str(first), [("files/unreadable", "error", "/artifacts")]),
        (str(second), [("encoding/syntax", "error", "")]),
        (str(second.parent / "closed"), [("files/unreadable", "error", "")]),
    ]


def test_an_export_that_vanishes_is_an_error(tmp_path: Path) -> None:
    first, *_, last = make_store(tmp_path / "store", 40)  # more than are opened at once
    with verify_all([str(tmp_path)], Bounds(1)) as running:
        results = iter(running)
        assert next(results) == Checked(str(first), Report(2, []))
        base_of(last).unlink()
        last.unlink()
        last.parent.rmdir()
        *others, gone = results
    assert [one.report for one in others] == [Report(2, [])] * 38
    assert str(gone.error) == f"{last.parent}: no such file or directory"
    assert found(gone.report) == [("files/missing", "error", "")]


def test_an_export_that_is_renewed_while_others_are_read_is_judged_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "_FRESH", 0.0)
    _, *others = make_store(tmp_path / "store", 8, lambda n: bytes([n]) * LARGE)
    with verify_all([str(tmp_path)], Bounds(1)) as running:
        results = iter(running)
        assert next(results).report.ok
        for manifest in others:
            base_of(manifest).write_bytes(b"new")
            made = json.loads(manifest.read_bytes())
            made["artifacts"] = [artifact_of(made["artifacts"][0]["path"], b"new")]
            manifest.write_bytes(as_bytes(made))
        assert [one.report for one in results] == [Report(2, [])] * 7
    assert running.sample.all == 8


@pytest.mark.parametrize("end", ["", "/", "//", f"//{MANIFEST}"])
def test_a_sample_is_the_same_however_an_export_is_named(tmp_path: Path, end: str) -> None:
    def read(path: str, seed: int) -> int:
        with verify_all([path], Bounds(sample=Sample(0.5, seed))) as running:
            assert all(one.report.ok for one in running)
        return running.sample.chosen

    export = make_export(tmp_path / "export").parent
    seeds = range(12)
    plain = [read(str(export), seed) for seed in seeds]
    assert len(set(plain)) > 1
    assert [read(f"{export}{end}", seed) for seed in seeds] == plain


def test_exports_of_many_files_are_not_held_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_store(tmp_path / "store", 14)
    most = {}
    for size in (1, 2**20):
        monkeypatch.setattr(checking, "BYTES_OF_AN_ENTRY", size)
        with check_all([str(tmp_path)], Bounds(1)) as running:
            most[size] = max(len(os.listdir("/proc/self/fd")) for _ in running)
    assert most[1] - most[2**20] > 8


def test_what_was_found_is_judged_before_standard_input_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest, *_ = make_store(tmp_path / "store", 1)
    monkeypatch.setattr(checking, "read_stdin", raising(AssertionError("nobody asks for it yet")))
    with check_all([str(manifest.parent), "-"]) as running:
        assert next(iter(running)).path == str(manifest)


def test_a_manifest_of_as_many_artifacts_as_there_can_be_is_checked(tmp_path: Path) -> None:
    listed = {"sha256": "5e" * 32, "size_bytes": 2**53 - 1}
    artifacts = [{"path": f"{number}", **listed} for number in range(65_535)]
    manifest = make_export(tmp_path / "exports" / "Q4_K_M")
    made = json.loads(manifest.read_bytes())
    manifest.write_bytes(as_bytes(made | {"artifacts": [*artifacts, *made["artifacts"]]}))
    (tmp_path / "manifest.json").write_text(json.dumps({"exports": [row_of(manifest)]}))
    report = check(tmp_path, max_findings=None)
    assert len(report.findings) == 65_536
    assert {finding.code for finding in report.findings[:-1]} == {"files/missing"}
    assert [finding.pointer for finding in report.findings[::10_000]] == [
        f"/artifacts/{number}/path" for number in range(0, 65_536, 10_000)
    ]
    assert found(report)[-1] == ("store/summary-mismatch", "error", "/artifacts/65535/sha256")


# Many at once


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_results_are_in_order_and_the_same_whatever_the_number_of_jobs(
    tmp_path: Path, jobs: int
) -> None:
    sizes = (10, LARGE, 3 * LARGE, 100, 7 * LARGE)
    manifests = make_store(tmp_path / "store", 25, lambda n: bytes([n]) * sizes[n % 5])
    for number in (1, 4, 10, 22):
        with base_of(manifests[number]).open("r+b") as file:
            file.write(b"!")
    manifests[2].unlink()
    results = checked_at(tmp_path, jobs=jobs)
    gone = manifests[2].parent
    paths = [path if path.exists() else gone for path in manifests]
    assert [one.path for one in results] == [str(path) for path in paths]
    expected = {manifests[number]: DIGEST for number in (1, 4, 10, 22)}
    expected[gone] = [("store/no-manifest", "warning", "")]
    assert [found(one.report) for one in results] == [expected.get(path, []) for path in paths]


def test_large_files_of_several_exports_are_read_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_store(tmp_path / "store", 4, lambda n: bytes([n]) * LARGE)
    together = threading.Barrier(2, timeout=20)  # which only two at once can pass
    passed = threading.Event()
    readv = os.readv

    def reading(descriptor: int, buffers: Any) -> int:
        if not passed.is_set():
            together.wait()
            passed.set()
        return readv(descriptor, buffers)

    monkeypatch.setattr(os, "readv", reading)
    assert [one.report.ok for one in checked_at(tmp_path, jobs=2)] == [True] * 4
    assert passed.is_set()


def test_only_a_few_exports_are_looked_at_ahead(tmp_path: Path) -> None:
    make_store(tmp_path / "store", 40, lambda n: bytes([n]) * LARGE)
    with check_all([str(tmp_path)], Bounds(2)) as running:
        for number, one in enumerate(running):
            assert one.report.ok
            assert 0 <= running.begun - number - 1 <= 4
        assert running.begun == 40
        assert running.all_found


def test_leaving_early_stops_what_is_being_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_store(tmp_path / "store", 6, lambda n: bytes([n]) * 40_000_000 if n else b"")
    reads = 0
    readv = os.readv

    def reading(descriptor: int, buffers: Any) -> int:
        nonlocal reads
        reads += 1
        return readv(descriptor, buffers)

    monkeypatch.setattr(os, "readv", reading)
    with check_all([str(tmp_path)], Bounds(2)) as running:
        assert next(iter(running)).report.ok
    assert reads < 100


@pytest.mark.parametrize("jobs", [1, 4])
def test_few_descriptors_are_open_at_once(tmp_path: Path, jobs: int) -> None:
    make_store(tmp_path / "store", 60, lambda n: bytes([n]) * LARGE)
    check(tmp_path)
    free = os.dup(0)
    os.close(free)
    with descriptors(free + 5 * jobs + 6):
        assert check(tmp_path, jobs=jobs) == Report(2, [])


def peak_of(store: Path) -> int:
    with traced_memory() as peak:
        with verify_all([str(store)]) as running:
            assert all(one.report.ok for one in running)
        return peak()


def test_memory_does_not_grow_with_the_number_of_exports(tmp_path: Path) -> None:
    make_store(tmp_path / "few", 20)
    make_store(tmp_path / "many", 1_000)
    peak_of(tmp_path / "few")
    # The names in one folder are sorted, so they are held: a few hundred bytes each.
    assert peak_of(tmp_path / "many") < peak_of(tmp_path / "few") + 1_000 * 400


def test_an_error_of_a_thread_is_raised_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_store(tmp_path / "store", 4, lambda n: bytes([n]) * LARGE)
    monkeypatch.setattr(Pool, "read", raising(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError), check_all([str(tmp_path)], Bounds(2)) as running:
        list(running)


@pytest.mark.parametrize("jobs", [0, -3])
def test_jobs_are_one_or_more(tmp_path: Path, jobs: int) -> None:
    with pytest.raises(ValueError, match=f"^jobs must be 1 or more, found {jobs}$"):
        check(tmp_path, jobs=jobs)


def test_a_row_names_nothing_outside_its_store(tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    rows = [{"quant": "/etc", "merged": False}]
    (tmp_path / "manifest.json").write_text(json.dumps({"exports": rows}))
    with check_all([str(tmp_path)]) as running:
        [checked] = running
    assert checked.path == f"{tmp_path}/exports//etc"
    assert found(checked.report) == [("store/export-gone", "note", "")]


def test_a_store_that_nothing_was_exported_from_is_right(tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    make_store(tmp_path, 0)
    assert check(tmp_path) == Report(None, [])
