"""The manifests that paths name: through links, more than once, and without end."""

from __future__ import annotations

from pathlib import Path

from support.harness import MANIFEST, make_export, manifest_bytes, run


def test_what_streams_in_without_end_is_read_no_further_than_the_limit() -> None:
    with open("/dev/zero", "rb") as endless:
        status, out, err = run("validate", "-", stdin=endless)
    assert (status, err) == (1, "")
    assert "  error encoding/size at the top: " in out


def test_a_path_that_is_a_link_itself_is_followed_for_reading(tmp_path: Path) -> None:
    path = make_export(tmp_path / "store" / "a")
    (tmp_path / "folder").symlink_to(tmp_path / "store")
    (tmp_path / "file").symlink_to(path)
    status, out, err = run("detect", "folder", "file", cwd=tmp_path)
    assert (status, err) == (0, "")
    assert out == f"ok v1  folder/a/{MANIFEST}\nok v1  file\n2 manifests: 2 ok, 0 failed\n"


def test_a_path_given_twice_is_judged_twice_and_migrated_once(tmp_path: Path) -> None:
    path = make_export(tmp_path / "export")
    assert run("validate", path, path.parent).out.endswith("2 manifests: 2 ok, 0 failed\n")
    assert run("migrate", "--in-place", path, path.parent, path).out == (
        f"ok v1 -> v2  {path}\n1 manifest: 1 ok, 0 failed; 1 written\n"
    )
    assert path.read_bytes() == manifest_bytes(2)
