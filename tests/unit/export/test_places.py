"""Places hold what another process needs, and no more; likeness is in ``tests/cluster/``."""

from __future__ import annotations

import io
import os
import pickle
from pathlib import Path

import pytest
from support.harness import MANIFEST, make_export, make_store, manifest_bytes

from dlm_schema.export.checking import Bounds, Checked, Checks, check_all
from dlm_schema.export.places import Place, Work, judge_all, places, validate_all

SIZE = 1000
FOLLOW = Bounds(follow=True)


def found(*paths: str, bounds: Bounds | None = None) -> list[Place]:
    return list(places(paths, bounds or Bounds()))


def listed(checks: Checks) -> list[object]:
    with checks:
        return [one[:2] for one in checks]


def judged(work: Work, bounds: Bounds | None = None) -> list[Checked]:
    with judge_all(work, bounds or Bounds()) as checks:
        return list(checks)


def test_an_outermost_export_is_a_place_with_the_bytes_of_its_files(tmp_path: Path) -> None:
    make_export(tmp_path / "export" / "inner")
    make_export(tmp_path / "export" / "inner" / "deep")
    (tmp_path / "export" / "inner" / "model").write_bytes(b"12345")
    (tmp_path / "export" / "inner" / "link").symlink_to("model")
    (place,) = found(str(tmp_path), bounds=FOLLOW)
    assert place.shown == str(tmp_path / "export" / "inner")
    assert place.ahead.size == len(manifest_bytes()) + 5


def test_a_store_is_its_exports_folder_and_its_exports(tmp_path: Path) -> None:
    make_store(tmp_path / "store", 2)
    shown = [
        (place.shown.removeprefix(str(tmp_path)), place.is_exports)
        for place in found(str(tmp_path), bounds=FOLLOW)
    ]
    exports = "/store/exports"
    assert shown == [(exports, True), (f"{exports}/Q00", False), (f"{exports}/Q01", False)]


def test_relative_paths_lead_to_the_same_from_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_store(tmp_path / "store", 2)
    monkeypatch.chdir(tmp_path)
    paths = ["store", f"store/exports/Q01/{MANIFEST}", "nothing"]
    expected = listed(check_all(paths))
    there = found(*paths)
    monkeypatch.chdir("/")
    assert listed(judge_all(Work("check", there), Bounds())) == expected


def test_standard_input_is_read_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(manifest_bytes(3))

    monkeypatch.setattr("sys.stdin", Stdin)
    (place,) = pickle.loads(pickle.dumps(found("-", "-")))
    for checked in validate_all(Work("validate", [place]), Bounds()):
        assert (checked.path, checked.report.ok, checked.report.version) == ("-", True, 3)
    with judge_all(Work("check", [place]), Bounds()) as checks:
        assert [(one.path, one.report.version) for one in checks] == [("-", 3)]


def test_a_manifest_that_is_gone_by_then_is_a_finding(tmp_path: Path) -> None:
    manifest = make_export(tmp_path / "export")
    (place,) = found(str(tmp_path), bounds=FOLLOW)
    manifest.unlink()
    with judge_all(Work("check", [place]), Bounds()) as checks:
        (one,) = checks
    assert str(one.error) == f"{tmp_path}/export: holds no {MANIFEST}, at any depth"


@pytest.mark.parametrize("kind", ["check", "verify"])
def test_a_folder_that_is_gone_by_then_is_a_finding(tmp_path: Path, kind: str) -> None:
    make_store(tmp_path / "store", 1)
    there = found(str(tmp_path / "store"), bounds=FOLLOW)
    os.rename(tmp_path / "store", tmp_path / "moved")
    with judge_all(Work(kind, there), Bounds()) as checks:
        errors = [str(one.error) for one in checks]
    exports = tmp_path / "store" / "exports"
    reason = "no such file or directory"
    expected = [f"{exports}/Q00: {reason}"]
    assert errors == ([f"{exports}: {reason}", *expected] if kind == "check" else expected)


def test_folders_that_were_entered_by_a_link_are_left_out(tmp_path: Path) -> None:
    make_export(tmp_path / "b" / "inside")
    (tmp_path / "b" / MANIFEST).write_bytes(manifest_bytes())
    (tmp_path / "a").symlink_to(tmp_path / "b" / "inside")
    (first, second) = found(str(tmp_path), bounds=FOLLOW)
    assert (first.shown, first.entered) == (str(tmp_path / "a"), frozenset())
    assert second.shown == str(tmp_path / "b")
    assert second.entered == {str(tmp_path / "b" / "inside")}


def test_what_is_put_in_place_of_a_folder_meanwhile_is_not_judged(tmp_path: Path) -> None:
    """One process alone goes on in the folder that it opened, and so does whoever gets places."""
    make_store(tmp_path / "store", 2)
    judging = validate_all(Work("validate", found(str(tmp_path / "store"))), Bounds())
    first = next(judging)
    os.rename(tmp_path / "store", tmp_path / "moved")
    (tmp_path / "store").mkdir()
    assert [one.report.ok for one in (first, *judging)] == [True, True]


def tree(folder: Path) -> None:
    """Exports in stores and outside, one that did not finish, one in an export, and empty ones."""
    make_store(folder / "a-store", 3)
    (folder / "a-store" / "exports" / "Q005" / "deep").mkdir(parents=True)
    make_export(folder / "b" / "export")
    make_export(folder / "b" / "export" / "inside")
    make_export(folder / "b" / "other" / "deep")
    (folder / "c" / "empty").mkdir(parents=True)
    make_store(folder / "d" / "store", 2)
    os.truncate(make_export(folder / "e"), 0)
    (folder / "e" / "large").write_bytes(bytes(2 * SIZE))
    make_export(folder / "f")
    (folder / "g" / "empty").mkdir(parents=True)
    (folder / "g" / "store").mkdir()
    (folder / "g" / "store" / "manifest.json").write_text("{}")


@pytest.mark.parametrize("kind", ["check", "validate"])
@pytest.mark.parametrize("most", [1, 2, 1000])
@pytest.mark.parametrize("name", ["", "b", "c", "d/store/exports", "f", "g"])
def test_shares_that_follow_each_other_find_what_one_does(
    tmp_path: Path, kind: str, most: int, name: str
) -> None:
    tree(tmp_path)
    top = str(tmp_path / name)
    rest = found(top, top)
    results: list[Checked] = []
    seen: set[str] = set()
    shares = 0
    while rest:
        number = 1 if rest[0].ahead.size > SIZE else most
        work = Work(kind, pickle.loads(pickle.dumps(rest[:number])), seconds=0, size=SIZE)
        checked = validate_all(work, Bounds()) if kind == "validate" else judged(work)
        results += checked
        seen |= work.found
        rest = [*work.left, *rest[number:]]
        rest = [place for place in rest if not place.is_spared_by(seen)]
        shares += 1
        assert shares < 100
    whole = Work(kind, found(top, top))
    expected = list(validate_all(whole, Bounds())) if kind == "validate" else judged(whole)
    assert shares > 1
    assert [one[:2] for one in results] == [one[:2] for one in expected]
    assert [str(one.error) for one in results] == [str(one.error) for one in expected]


def test_a_large_export_is_left_where_there_are_others(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        make_export(tmp_path / name)
    (tmp_path / "b" / "large").write_bytes(bytes(2 * SIZE))
    first = Work("check", found(str(tmp_path)), size=SIZE)
    assert len(judged(first)) == 1
    large, other = first.left
    assert large.ahead.size > 2 * SIZE > other.ahead.size
    alone = Work("check", [large], size=SIZE)
    assert len(judged(alone)) == 1
    assert alone.left == []
    together = Work("check", [large, other], size=SIZE)
    assert judged(together) == []
    assert together.left == [large, other]
    for kind, results in (("validate", 3), ("check", 1)):
        work = Work(kind, found(str(tmp_path)), size=SIZE)
        checked = validate_all(work, Bounds()) if kind == "validate" else judged(work)
        assert len(list(checked)) == results


def test_folders_that_are_left_are_surely_exports_only_in_a_store(tmp_path: Path) -> None:
    make_store(tmp_path / "store", 3)
    work = Work("check", found(str(tmp_path)), seconds=0)
    assert judged(work) == []
    assert [place.is_something for place in work.left] == [False, False]
    rest = work.left
    while len(rest) < 3:
        work = Work("check", rest, seconds=0)
        judged(work)
        rest = work.left
    assert [place.is_something for place in rest] == [True] * 3
