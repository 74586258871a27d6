"""Places hold what another process needs, and no more; likeness is in ``tests/cluster/``."""

from __future__ import annotations

import io
import os
import pickle
from pathlib import Path

import pytest
from support.harness import MANIFEST, make_export, make_store, manifest_bytes

from dlm_schema.export.checking import Bounds, Checks, check_all
from dlm_schema.export.places import Place, judge_all, places, validate_all


def found(*paths: str, bounds: Bounds | None = None) -> list[Place]:
    return list(places(paths, bounds or Bounds()))


def listed(checks: Checks) -> list[object]:
    with checks:
        return [one[:2] for one in checks]


def test_an_outermost_export_is_a_place_with_the_bytes_of_its_files(tmp_path: Path) -> None:
    make_export(tmp_path / "export" / "inner")
    make_export(tmp_path / "export" / "inner" / "deep")
    (tmp_path / "export" / "inner" / "model").write_bytes(b"12345")
    (tmp_path / "export" / "inner" / "link").symlink_to("model")
    (place,) = found(str(tmp_path))
    assert place.shown == str(tmp_path / "export" / "inner")
    assert place.size == len(manifest_bytes()) + 5


def test_a_store_is_its_exports_folder_and_its_exports(tmp_path: Path) -> None:
    make_store(tmp_path / "store", 2)
    shown = [
        (place.shown.removeprefix(str(tmp_path)), place.is_exports)
        for place in found(str(tmp_path))
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
    assert listed(judge_all("check", there, Bounds())) == expected


def test_standard_input_is_read_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(manifest_bytes(3))

    monkeypatch.setattr("sys.stdin", Stdin)
    (place,) = pickle.loads(pickle.dumps(found("-", "-")))
    for checked in validate_all([place], Bounds()):
        assert (checked.path, checked.report.ok, checked.report.version) == ("-", True, 3)
    with judge_all("check", [place], Bounds()) as checks:
        assert [(one.path, one.report.version) for one in checks] == [("-", 3)]


def test_a_manifest_that_is_gone_by_then_is_a_finding(tmp_path: Path) -> None:
    manifest = make_export(tmp_path / "export")
    (place,) = found(str(tmp_path))
    manifest.unlink()
    with judge_all("check", [place], Bounds()) as checks:
        (one,) = checks
    assert str(one.error) == f"{tmp_path}/export: holds no {MANIFEST}, at any depth"


@pytest.mark.parametrize("kind", ["check", "verify"])
def test_a_folder_that_is_gone_by_then_is_a_finding(tmp_path: Path, kind: str) -> None:
    make_store(tmp_path / "store", 1)
    there = found(str(tmp_path / "store"))
    os.rename(tmp_path / "store", tmp_path / "moved")
    with judge_all(kind, there, Bounds()) as checks:
        errors = [str(one.error) for one in checks]
    exports = tmp_path / "store" / "exports"
    reason = "no such file or directory"
    expected = [f"{exports}/Q00: {reason}"]
    assert errors == ([f"{exports}: {reason}", *expected] if kind == "check" else expected)


def test_folders_that_were_entered_by_a_link_are_left_out(tmp_path: Path) -> None:
    make_export(tmp_path / "b" / "inside")
    (tmp_path / "b" / MANIFEST).write_bytes(manifest_bytes())
    (tmp_path / "a").symlink_to(tmp_path / "b" / "inside")
    (first, second) = found(str(tmp_path), bounds=Bounds(follow=True))
    assert (first.shown, first.entered) == (str(tmp_path / "a"), frozenset())
    assert second.shown == str(tmp_path / "b")
    assert second.entered == {str(tmp_path / "b" / "inside")}


def test_what_is_put_in_place_of_a_folder_meanwhile_is_not_judged(tmp_path: Path) -> None:
    """One process alone goes on in the folder that it opened, and so does whoever gets places."""
    make_store(tmp_path / "store", 2)
    judging = validate_all(found(str(tmp_path / "store")), Bounds())
    first = next(judging)
    os.rename(tmp_path / "store", tmp_path / "moved")
    (tmp_path / "store").mkdir()
    assert [one.report.ok for one in (first, *judging)] == [True, True]


def test_sizes_are_not_asked_for_where_nobody_needs_them(tmp_path: Path) -> None:
    make_export(tmp_path / "export")
    assert [place.size for place in places([str(tmp_path)], Bounds(), sizes=False)] == [0]
