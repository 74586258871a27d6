"""Reports that are written to files, held against those that are printed."""

from __future__ import annotations

from pathlib import Path

from support.harness import document, encoded, make_export, run


def test_reports_of_one_run_are_those_that_runs_of_their_own_print(tmp_path: Path) -> None:
    make_export(tmp_path / "export", encoded(document(3, quant=1)))
    formats = ("text", "json", "sarif", "junit")
    files = {name: tmp_path / f"report.{name}" for name in formats}
    files["json"].write_text("an older report")
    options = [word for name in formats for word in ("--report", f"{name}={files[name]}")]
    paths = (tmp_path, tmp_path / "gone")
    assert run("validate", *options, *paths) == run("validate", *paths)
    for name, file in files.items():
        assert file.read_text() == run("validate", "--format", name, *paths).out
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["export", *(file.name for file in files.values())]
    )


def test_a_report_that_cannot_be_written_is_said_before_anything_is_judged(tmp_path: Path) -> None:
    status, out, err = run("validate", "--report", f"json={tmp_path}/gone/a.json", tmp_path)
    assert (status, out) == (2, "")
    assert f"No such file or directory: '{tmp_path}/gone" in err
    status, out, err = run("check", "--report", "pdf=a", tmp_path)
    assert (status, out) == (2, "")
    assert "expected FORMAT=FILE of text, json, sarif, junit; found 'pdf=a'" in err
