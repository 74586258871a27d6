"""Reports that are written to files, held against those that are printed."""

from __future__ import annotations

import os
from pathlib import Path

from support.harness import document, encoded, make_export, run


def test_reports_of_one_run_are_those_that_runs_of_their_own_print(tmp_path: Path) -> None:
    make_export(tmp_path / "export", encoded(document(3, quant=1)))
    formats = ("text", "json", "jsonl", "summary", "sarif", "junit")
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
    (tmp_path / "link").symlink_to("elsewhere")
    os.mkfifo(tmp_path / "pipe")
    reason = "is not a regular file and is left alone"
    for name, complaint in (
        ("gone/a.json", f"{tmp_path}/gone: no such file or directory"),
        ("link", f"{tmp_path}/link: {reason}"),
        ("pipe", f"{tmp_path}/pipe: {reason}"),
    ):
        ended = run("validate", "--report", f"json={tmp_path}/{name}", tmp_path)
        assert ended == (2, "", f"dlm-schema: {complaint}\n")
    assert run("validate", "--report", "junit=/dev/null", tmp_path).status == 2
    for given in ("pdf=a", "json", "json=", "json=folder/"):
        status, out, err = run("check", "--report", given, tmp_path)
        assert (status, out) == (2, "")
        formats = "text, json, jsonl, summary, sarif, junit, parquet"
        assert f"expected FORMAT=FILE of {formats}; found '{given}'" in err


def test_an_empty_report_is_a_file_too_and_keeps_the_mode_of_the_one_before(tmp_path: Path) -> None:
    make_export(tmp_path / "export")
    report = tmp_path / "report.txt"
    report.write_text("before")
    report.chmod(0o640)
    assert run("validate", "--quiet", "--report", f"text={report}", tmp_path).status == 0
    assert (report.read_text(), report.stat().st_mode & 0o777) == ("", 0o640)
