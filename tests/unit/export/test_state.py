"""Results that are given again; the oracle is what a run without a state finds."""

from __future__ import annotations

import errno
import itertools
import json
import os
import pickle
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any, Final

import fsspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.documents import artifact_of
from support.harness import MANIFEST, RECORDED, document, encoded
from support.key_store import KeyStore, key_store
from support.process import raising
from support.stores import BASE, make_store

from dlm_schema.disk import digests, stamps
from dlm_schema.disk.meter import Sample
from dlm_schema.export import checking, verification
from dlm_schema.export import state as state_module
from dlm_schema.export.checking import Bounds, Checked, check_all, verify_all
from dlm_schema.export.state import Place


class Later:
    """A clock for stamps that is an hour ahead, so that every file is settled."""

    @staticmethod
    def time_ns() -> int:
        return time.time_ns() + 3600 * 10**9


class Clock:
    """A clock for results that stands where it is told."""

    def __init__(self) -> None:
        self.now = 1_800_000_000

    def time_ns(self) -> int:
        return self.now * 10**9


@pytest.fixture(name="clock")
def _clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(state_module, "time", clock)
    return clock


@pytest.fixture(name="keys")
def _keys() -> Iterator[type[KeyStore]]:
    yield from key_store()


@pytest.fixture(name="kept")
def _kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a place for results, with a clock by which all that is there is settled."""
    monkeypatch.setattr(stamps, "time", Later)
    return tmp_path / "state"


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def checked(
    path: Path | str, place: Path | str | None, age: float | None = None, **bounds: Any
) -> list[Checked]:
    known = None if place is None else Place(str(place), age)
    with check_all([str(path)], Bounds(state=known, **bounds)) as checks:
        results = list(checks)
    assert checks.problem is None
    return results


def given_again(results: list[Checked]) -> list[bool]:
    return [one.judged is not None for one in results]


def plain(results: list[Checked]) -> list[Checked]:
    return [one._replace(judged=None) for one in results]


def files_in(place: Path) -> list[Path]:
    return sorted(path for path in place.rglob("*") if path.is_file())


def rewrite(path: Path) -> None:
    """Write other bytes of the same number, in a tick of the clock of their own."""
    data = path.read_bytes()
    before = path.stat().st_ctime_ns
    while path.stat().st_ctime_ns == before:
        path.write_bytes(bytes(byte ^ 1 for byte in data))


def forbid_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    read = raising(AssertionError("a file was read"))
    for name in ("read_or_refused", "open_beneath", "digest_of"):
        monkeypatch.setattr(verification, name, read)
    monkeypatch.setattr(checking, "read_or_refused", read)


def test_what_did_not_change_is_listed_and_not_read(
    store: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, _ = make_store(store, 3)
    (first.parent / BASE).write_bytes(b"BASE")
    (second.parent / BASE).unlink()
    once = checked(store, kept)
    assert given_again(once) == [False] * 3
    assert once == checked(store, None)
    forbid_reading(monkeypatch)
    with check_all([str(store)], Bounds(state=Place(str(kept)))) as checks:
        again = list(checks)
        assert (checks.meter.total, checks.meter.spared) == (0, 12)
    assert given_again(again) == [True] * 3
    assert plain(again) == once
    assert plain(checked(str(first.parent), kept)) == once[:1]
    assert plain(checked(first, kept)) == once[:1]


@pytest.mark.parametrize("recording", ["dlm-trunk", "dlm-trunk-more"])
def test_recorded_stores_are_given_again_as_they_were_found(kept: Path, recording: str) -> None:
    without = checked(RECORDED / recording, None)
    assert checked(RECORDED / recording, kept) == without
    again = checked(RECORDED / recording, kept)
    assert plain(again) == without
    places = [one for one in again if one.judged is None]
    assert {
        finding.code.partition("/")[0] for one in places for finding in one.report.findings
    } <= {"store"}
    assert len(places) < len(again) / 2


def change_summary(store: Path, export: int, **members: Any) -> None:
    summary = json.loads((store / "manifest.json").read_bytes())
    if "exports" in summary:
        summary["exports"][export] |= members
    (store / "manifest.json").write_text(json.dumps(summary))


def wait(_: Path) -> None:
    time.sleep(0.11)


def write_anew(export: Path) -> None:
    (export / BASE).write_bytes(os.urandom(4))


def set_time_back(export: Path) -> None:
    write_anew(export)
    os.utime(export / BASE, ns=(0, 0))


def put_link_in_place(export: Path) -> None:
    (export / BASE).unlink(missing_ok=True)
    (export / BASE).symlink_to(MANIFEST)


def write_manifest(export: Path) -> None:
    number = len(os.listdir(export))
    (export / MANIFEST).write_bytes(
        encoded(document(3, quant="Q0", ollama_name=(7, None)[number % 2], artifacts=[]))
    )


_CHANGES: Final[dict[str, Callable[[Path], object]]] = {
    "wait": wait,
    "write": write_anew,
    "set back": set_time_back,
    "restore": lambda export: (export / BASE).write_bytes(b"base"),
    "remove": lambda export: (export / BASE).unlink(missing_ok=True),
    "link": put_link_in_place,
    "add": lambda export: (export / "other").touch(),
    "name": lambda export: os.link(export / MANIFEST, export.parent / os.urandom(4).hex()),
    "manifest": write_manifest,
    "row": lambda export: change_summary(export.parent.parent, 0, ollama_name=None),
    "merged row": lambda export: change_summary(export.parent.parent, 1, quant="Q0", merged=True),
    "no rows": lambda export: (export.parent.parent / "manifest.json").write_text("{}"),
}


@settings(max_examples=50)
@given(changes=st.lists(st.sampled_from([*_CHANGES, "options"]), max_size=6))
def test_whatever_changes_the_result_is_that_of_a_run_without_a_state(changes: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        store = top / "store"
        export = make_store(store, 2)[0].parent
        options: dict[str, Any] = {}
        for change in ["wait", *changes, "wait"]:
            if change == "options":
                options = {} if options else {"findings": 1}
            else:
                _CHANGES[change](export)
            for _ in range(2):
                found = checked(store, top / "state", **options)
                assert plain(found) == checked(store, None, **options)
        assert found[-1].judged is not None


@pytest.mark.parametrize(
    "options",
    [
        {"findings": 7},
        {"findings": None},
        {"bytes": 10**6},
        {"trust": True},
        {"sample": Sample(0)},
        {"sample": Sample(1, 7)},
    ],
)
def test_results_of_other_options_are_others(
    store: Path, kept: Path, options: dict[str, Any]
) -> None:
    make_store(store, 2)
    checked(store, kept)
    found = checked(store, kept, **options)
    assert given_again(found) == [False, False]
    assert found == checked(store, None, **options)
    for chosen in (options, {}):
        assert given_again(checked(store, kept, **chosen)) == [True, True]


def test_what_says_nothing_of_an_outcome_is_no_other_option(store: Path, kept: Path) -> None:
    make_store(store, 2)
    checked(store, kept)
    for options in ({"jobs": 1}, {"follow": True}, {"exclude": ("nothing",)}):
        assert given_again(checked(store, kept, **options)) == [True, True]


def test_verify_and_check_have_results_of_their_own(store: Path, kept: Path) -> None:
    make_store(store, 1)
    change_summary(store, 0, ollama_name="other")
    bounds = Bounds(state=Place(str(kept)))
    for command in (check_all, verify_all, check_all, verify_all):
        with command([str(store)], bounds) as checks:
            [one] = checks
        assert [finding.code for finding in one.report.findings] == (
            ["store/summary-mismatch"] if command is check_all else []
        )
    assert one.judged is not None


def test_another_version_or_specification_judges_anew(
    store: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_store(store, 1)
    checked(store, kept)
    monkeypatch.setattr(state_module, "__version__", "9.9.9")
    assert given_again(checked(store, kept)) == [False]
    monkeypatch.setattr(state_module, "_specification", lambda: "another")
    assert given_again(checked(store, kept)) == [False]
    assert given_again(checked(store, kept)) == [True]


def test_another_row_of_the_store_judges_its_own_export_anew(store: Path, kept: Path) -> None:
    make_store(store, 3)
    checked(store, kept)
    change_summary(store, 1, ollama_name="other")
    found = checked(store, kept)
    assert given_again(found) == [True, False, True]
    assert plain(found) == checked(store, None)


def test_a_merged_row_beside_its_own_judges_an_export_anew(store: Path, kept: Path) -> None:
    [manifest] = make_store(store, 1)
    manifest.write_bytes(encoded(json.loads(manifest.read_bytes()) | {"merged": False}))
    change_summary(store, 0, merged=False)
    assert checked(store, kept)[0].report.findings == ()
    summary = json.loads((store / "manifest.json").read_bytes())
    summary["exports"].append(summary["exports"][0] | {"merged": True})
    (store / "manifest.json").write_text(json.dumps(summary))
    [one] = checked(store, kept)
    assert [finding.code for finding in one.report.findings] == ["store/merged-base-reused"]


def test_what_was_not_read_whole_is_not_kept(
    tmp_path: Path, store: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_store(store, 2)
    for codes in (["files/unreadable"], []):  # then the first one is known, and the second read
        beyond = checked(store, kept, bytes=5)
        assert given_again(beyond)[1] is False
        assert [one.code for one in beyond[1].report.findings] == codes
    with monkeypatch.context() as patch:
        patch.setattr(verification, "digest_of", lambda *_, **__: None)
        found = checked(store, kept)
        assert [one.report.findings[0].code for one in found] == ["files/changed"] * 2
    assert given_again(checked(store, kept)) == [False, False]
    for one in make_store(tmp_path / "other", 1):
        (one.parent / "x").touch()
        (one.parent / "y").touch()
    for _ in range(2):
        assert given_again(checked(tmp_path / "other", kept, findings=1)) == [False]


def test_what_changes_while_it_is_judged_is_not_kept(
    store: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [manifest] = make_store(store, 1)
    real = digests.digest_of

    def change(*given: Any, **options: Any) -> str | None:
        digest = real(*given, **options)
        rewrite(manifest.parent / BASE)
        return digest

    with monkeypatch.context() as patch:
        patch.setattr(verification, "digest_of", change)
        assert checked(store, kept)[0].report.ok
    assert files_in(kept) == []
    assert not checked(store, kept)[0].report.ok


def test_results_grow_old(store: Path, kept: Path, clock: Clock) -> None:
    make_store(store, 1)
    checked(store, kept)
    clock.now += 100
    assert given_again(checked(store, kept, 101)) == [True]
    assert given_again(checked(store, kept, 99)) == [False]
    assert given_again(checked(store, kept, 99)) == [True]
    clock.now += 1
    assert given_again(checked(store, kept, 0)) == [False]


def test_a_result_from_the_future_is_too_old(store: Path, kept: Path, clock: Clock) -> None:
    make_store(store, 1)
    clock.now += 1000
    checked(store, kept)
    clock.now -= 500
    assert given_again(checked(store, kept)) == [False]
    assert given_again(checked(store, kept)) == [True]


def test_files_that_were_read_are_put_into_one(
    tmp_path: Path, store: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, manifest in enumerate(make_store(store, 4), 1):
        checked(manifest, kept)
        assert len(files_in(kept)) == number
    monkeypatch.setattr(state_module, "_MOST_FILES", 1)
    assert given_again(checked(store, kept)) == [True] * 4
    assert len(files_in(kept)) == 1
    extra = tmp_path / "extra"
    for number in range(2):
        shutil.rmtree(extra, ignore_errors=True)
        checked(store, extra, findings=number + 2)
        [made] = files_in(extra)
        shutil.copy(made, files_in(kept)[0].parent)
    assert len(files_in(kept)) == 3
    assert given_again(checked(store, kept)) == [True] * 4
    assert len(files_in(kept)) == 1
    for most in (2, 3):
        assert given_again(checked(store, kept, findings=most)) == [True] * 4
    for most in range(4, 20):
        checked(store, kept, findings=most)
    assert len(files_in(kept)[0].read_bytes().splitlines()) == 4 * 4


def test_many_rows_are_several_files_which_stay(
    store: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state_module, "_LONGEST_PART", 1000)
    make_store(store, 9)
    checked(store, kept)
    files = files_in(kept)
    assert len(files) > 4
    assert all(path.stat().st_size <= 1000 for path in files)
    assert given_again(checked(store, kept)) == [True] * 9
    assert files_in(kept) == files


def test_two_runs_at_one_folder_keep_what_both_did(store: Path, kept: Path) -> None:
    manifests = [str(path) for path in make_store(store, 4)]
    bounds = Bounds(state=Place(str(kept)))
    with check_all(manifests[:2], bounds) as one, check_all(manifests[2:], bounds) as other:
        assert [len(list(pair)) for pair in zip(one, other, strict=True)] == [2, 2]
    assert given_again(checked(store, kept)) == [True] * 4


def test_a_run_keeps_what_it_did_while_it_goes_on(
    tmp_path: Path, store: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state_module, "_FLUSHED_EVERY", 0.01)
    make_store(store, 3)
    with check_all([str(store)], Bounds(1, state=Place(str(kept)))) as checks:
        next(iter(checks))
        while not files_in(kept):
            time.sleep(0.01)
        copy = tmp_path / "copy"
        shutil.copytree(kept, copy)
    assert given_again(checked(store, copy)) == [True, False, False]


def test_a_nested_manifest_stays_an_artifact(tmp_path: Path, kept: Path) -> None:
    export = tmp_path / "export"
    (export / "inner").mkdir(parents=True)
    (export / "inner" / MANIFEST).write_bytes(b"{}")
    (export / "own").mkdir()
    (export / "own" / MANIFEST).write_bytes(b"{}")
    listed = artifact_of(f"inner/{MANIFEST}", b"{}", "other")
    (export / MANIFEST).write_bytes(encoded(document(3, artifacts=[listed])))
    once = checked(tmp_path, kept)
    assert [one.path for one in once] == [str(export / MANIFEST), str(export / "own" / MANIFEST)]
    again = checked(tmp_path, kept)
    assert given_again(again) == [True, True]
    assert plain(again) == once


def test_chance_chooses_the_same_files_as_in_one_run(store: Path, kept: Path) -> None:
    manifests = make_store(store, 12)
    for manifest in manifests:
        rewrite(manifest.parent / BASE)

    def half(seed: int) -> Sample:
        return Sample(0.5, seed)

    expected = checked(store, None, sample=half(1))
    bounds = Bounds(1, sample=half(1), state=Place(str(kept)))
    with check_all([str(store)], bounds) as checks:  # and is stopped
        assert len(list(itertools.islice(checks, 5))) == 5
    again = half(1)
    found = checked(store, kept, sample=again)
    assert plain(found) == expected
    assert sum(given_again(found)) >= 5
    assert (again.all, again.chosen) == (12, sum(not one.not_read for one in expected))
    assert not any(given_again(checked(store, kept, sample=half(2))))


# A state that is damaged, or somebody else's


@pytest.mark.parametrize("seed", range(30))
def test_a_damaged_state_hides_nothing(store: Path, kept: Path, seed: int) -> None:
    for manifest in make_store(store, 3):
        (manifest.parent / BASE).write_bytes(b"BASE")
    expected = checked(store, kept)
    chance = Random(seed)
    for path in files_in(kept):
        data = bytearray(path.read_bytes())
        for _ in range(chance.randrange(1, 4)):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(data if seed % 3 else data[: chance.randrange(len(data))])
    assert plain(checked(store, kept)) == expected


def hostile_rows() -> Iterator[Any]:
    bad = {"code": "files/size", "severity": "error", "pointer": "", "message": ""}
    yield from ([], None, "x", {}, 7)
    values: Any
    for name, values in {
        "judged": (-1, "x", None, True, 1.5, 10**400),
        "version": ("3", True, 10**30),
        "findings": (
            *(None, {}, ["x"], [{}]),
            *([bad | {"severity": "fine"}], [bad | {"code": None}], [bad | {"code": "files/new"}]),
        ),
        "document": ({}, [1], ["a", "b", None, []], ["a", True, 1, []], ["a", True, None, [1]]),
        "files": (-1, "x", 2.5, 10**15),
        "size": (-1, 10**400),
        "not_read": (None, 10**15),
        "more": (1,),
        "stamp": (7,),
    }.items():
        yield from ({name: value} for value in values)
    facts: Any
    for facts in ({"path": 7}, {"expected": {}}, {"expected": [[]]}, {"observed": []}, {"x": 1}):
        yield {"findings": [bad | facts]}


@pytest.mark.parametrize("change", list(hostile_rows()), ids=lambda change: str(change)[:80])
def test_a_row_of_another_shape_is_ignored(store: Path, kept: Path, change: Any) -> None:
    make_store(store, 1)
    checked(store, kept)
    [path] = files_in(kept)
    row = json.loads(path.read_bytes())
    del row["digest"]
    whole = row | change if isinstance(change, dict) and change else change
    if isinstance(whole, dict):
        whole = whole | {"digest": state_module._hash(whole)}
    path.write_text(f"{json.dumps(whole)}\n")
    assert checked(store, kept) == checked(store, None)


def test_what_is_not_of_this_package_is_left_alone(
    store: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state_module, "_MOST_FILES", 1)
    make_store(store, 1)
    checked(store, kept)
    [path] = files_in(kept)
    other = path.with_name("notes.jsonl")
    other.write_bytes(path.read_bytes())
    (path.parent / f"{'0' * 32}.jsonl").mkdir()
    (path.parent / f"{'1' * 32}.jsonl").symlink_to(other)
    (path.parent / f"{'2' * 32}.jsonl").write_bytes(b"[" * 100_000)
    path.unlink()
    assert given_again(checked(store, kept)) == [False]
    assert other.exists()
    assert sorted(
        one.name[0] for one in path.parent.iterdir() if set(one.name[:32]) < set("01")
    ) == [
        "0",
        "1",
    ]


# Where nothing can be kept


@pytest.mark.usefixtures("kept")
def test_a_place_that_cannot_be_had_is_a_problem_and_stops_nothing(
    tmp_path: Path, store: Path
) -> None:
    make_store(store, 2)
    (tmp_path / "file").touch()
    for place, reason in (
        (str(tmp_path / "file"), "not a directory"),
        ("https://user:secret@localhost/x", "neither archives nor web servers are written to"),
        ("nowhere://x", "there is no kind of store called nowhere://"),
    ):
        with check_all([str(store)], Bounds(state=Place(place))) as checks:
            assert list(checks) == checked(store, None)
        assert checks.problem is not None
        assert checks.problem.endswith(f": {reason}")
        assert "secret" not in checks.problem


def test_what_is_kept_is_used_where_nothing_more_can_be_written(
    tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = make_store(tmp_path / "store", 2)
    checked(first, kept)
    monkeypatch.setattr("dlm_schema.remote.shelves.write_content", raising(errno.ENOSPC))
    with check_all([str(second), str(first)], Bounds(state=Place(str(kept)))) as checks:
        assert given_again(list(checks)) == [False, True]
    assert checks.problem == f"{kept}: no space left on device"
    assert len(files_in(kept)) == 1


# URLs


def test_objects_are_listed_and_not_read(
    keys: type[KeyStore], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for manifest in make_store(tmp_path, 2):
        (manifest.parent / "inner").mkdir()
        (manifest.parent / "inner" / "other").write_bytes(b"x")
    keys.add_tree(tmp_path, "bucket/store")
    place = "memory://kept"
    try:
        once = checked("keys://bucket/store", place)
        asked: list[str] = []
        monkeypatch.chdir(tmp_path)
        keys.before = lambda request, key: asked.append(f"{request} {key}")
        again = checked("keys://bucket/store", place)
        assert given_again(again) == [True, True]
        assert plain(again) == once
        assert [one for one in asked if one.startswith("read")] == [
            "read bucket/store/manifest.json"
        ]
        keys.objects[f"bucket/store/exports/Q1/{BASE}"] = b"BASE"
        found = checked("keys://bucket/store", place)
        assert given_again(found) == [True, False]
        assert [one.code for one in found[1].report.errors] == ["files/sha256"]
        assert len(fsspec.filesystem("memory").store) == 2
    finally:
        fsspec.filesystem("memory").store.clear()


def test_no_secret_of_a_url_is_kept(keys: type[KeyStore], tmp_path: Path, kept: Path) -> None:
    [manifest] = make_store(tmp_path / "store", 1)
    (manifest.parent / BASE).write_bytes(b"BASE")
    keys.add_tree(tmp_path / "store", "user:secret@host/store")
    checked("keys://user:secret@host/store", kept)
    [path] = files_in(kept)
    assert b"secret" not in path.read_bytes()
    assert b"host" not in path.read_bytes()


def test_names_of_any_text_are_kept(keys: type[KeyStore], tmp_path: Path, kept: Path) -> None:
    make_store(tmp_path / "store", 1)
    odd = tmp_path / "\udcff\n\u00e9"
    shutil.copytree(tmp_path / "store", odd)
    keys.add_tree(tmp_path / "store", "bucket/\ud800")
    for path in (odd, "keys://bucket/\ud800"):
        assert given_again(checked(path, kept)) == [False]
        assert given_again(checked(path, kept)) == [True]


def test_archives_are_always_judged_anew(tmp_path: Path, kept: Path) -> None:
    make_store(tmp_path / "store", 1)
    shutil.make_archive(str(tmp_path / "store"), "zip", tmp_path / "store")
    for _ in range(2):
        assert given_again(checked(f"zip://::{tmp_path}/store.zip", kept)) == [False]
    assert files_in(kept) == []


def test_bounds_with_a_state_can_be_sent_to_other_processes() -> None:
    bounds = Bounds(sample=Sample(0), state=Place("s3://bucket/state", 60.0))
    assert pickle.loads(pickle.dumps(bounds._replace(sample=None))).state == bounds.state
