"""Reports for people and for programs, whatever the command."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pyarrow.parquet
import pytest
from support.harness import REPORT_SHAPE, document, encoded, make_export, report_of, run


def test_more_than_a_hundred_findings_are_counted_for_people_and_listed_for_programs(
    tmp_path: Path,
) -> None:
    broken = document(3, artifacts=[{"path": "a"} for _ in range(50)])
    path = make_export(tmp_path / "export", encoded(broken))
    lines = run("validate", "--quiet", path).out.splitlines()
    assert len(lines) == 102
    assert lines[-1] == "  and 50 more (--format json lists all)"
    [result] = report_of("validate", path, status=1)["results"]
    assert len(result["findings"]) == 150


def test_what_cannot_be_read_is_part_of_a_json_report(tmp_path: Path, three: list[Path]) -> None:
    for command in ("validate", "detect", "migrate"):
        report = report_of(command, three[0], tmp_path / "gone", status=2)
        first, second = report["results"]
        assert (first["ok"], second["ok"]) == (True, False)
        assert second["version"] is None
        assert second["findings"] == [
            {
                "code": "files/missing",
                "severity": "error",
                "pointer": "",
                "message": "no such file or directory",
            }
        ]


@pytest.mark.parametrize("command", ["detect", "migrate --dry-run", "restore --dry-run", "list"])
def test_one_run_reports_in_every_format(tmp_path: Path, three: list[Path], command: str) -> None:
    formats = ("json", "jsonl", "sarif", "junit", "parquet", "text")
    files = {name: tmp_path / f"report.{name}" for name in formats}
    reports = [f"--report={name}={path}" for name, path in files.items()]
    ended = run(*command.split(), *reports, three[0].parent)
    assert ended.status == 0, ended
    assert files["text"].read_text(encoding="utf-8") == ended.out
    REPORT_SHAPE.validate(json.loads(files["json"].read_bytes()))
    assert json.loads(files["sarif"].read_bytes())["version"] == "2.1.0"
    lines = files["jsonl"].read_text(encoding="utf-8").splitlines()
    assert [json.loads(line).get("ok") for line in lines] == [True, None]
    assert pyarrow.parquet.read_metadata(files["parquet"]).num_rows == 1
    assert ET.parse(files["junit"]).getroot().get("failures") == "0"


def test_a_refused_migration_is_a_failure_of_junit(tmp_path: Path) -> None:
    path = make_export(tmp_path / "export", encoded(document(3, target="vllm")))
    ended = run("migrate", "--to", "1", "--dry-run", "--format", "junit", path)
    assert ended.status == 1
    failure = ET.fromstring(ended.out).find(".//failure")
    assert failure is not None
    expected = "refused without --allow-loss: loss/value at /target ('vllm')"
    assert failure.attrib == {"type": "refused", "message": expected}


@pytest.mark.parametrize("command", ["validate", "detect"])
def test_links_to_folders_are_followed_where_that_is_asked_for(
    tmp_path: Path, command: str
) -> None:
    make_export(tmp_path / "elsewhere")
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "store" / "loop").symlink_to(tmp_path / "store")
    assert run(command, tmp_path / "store").status == 1
    [result] = report_of(command, "--follow", tmp_path / "store")["results"]
    assert result["path"] == str(tmp_path / "store" / "link" / "export_manifest.json")
