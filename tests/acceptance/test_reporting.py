"""Reports for people and for programs, whatever the command."""

from __future__ import annotations

from pathlib import Path

from support.harness import document, encoded, make_export, report_of, run


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
