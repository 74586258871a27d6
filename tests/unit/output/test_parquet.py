"""Reports as Parquet; DuckDB and pandas read them, and are held against the JSON report."""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pandas as pd
import pyarrow.parquet
import pytest
from support.documents import REPOSITORY
from support.harness import document, encoded, make_export, run
from support.process import traced_memory
from support.results import BAD, ERROR, GONE, GOOD, NOTED

from dlm_schema.findings import Finding
from dlm_schema.output import parquet
from dlm_schema.output.parquet import COLUMNS, FINDING, ParquetReporter
from dlm_schema.output.several import Several
from dlm_schema.output.text import TextReporter

if TYPE_CHECKING:
    from dlm_schema.output.results import Result

COMPARED = Finding("files/size", "error", "/artifacts/0", "x", "a", ("b", 1, None), 2**60)


def written(path: Path, *results: Result, interrupted: bool = False) -> Path:
    """Write a report beside a printed one, as a command does."""
    printed = TextReporter("check", quiet=True)
    reporter = Several(printed, [(str(path), lambda: ParquetReporter("check", ()))])
    for result in results:
        reporter.add(result)
    reporter.finish(interrupted=interrupted)
    return path


def rows_of(path: Path) -> list[dict[str, Any]]:
    cursor = duckdb.connect().execute("SELECT * FROM read_parquet(?)", [str(path)])
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def test_duckdb_and_pandas_read_what_was_found(tmp_path: Path) -> None:
    known = {"from_state": True, "judged_at": "2026-04-23T18:42:00Z", "not_read": 2}
    counted = BAD._replace(
        findings=[COMPARED, *BAD.findings], counts={"error": 7, "warning": 1, "note": 0}
    )
    before = datetime.now(UTC)
    path = written(tmp_path / "report", GOOD, counted, GONE, NOTED._replace(details=known))
    after = datetime.now(UTC)
    good, bad, gone, noted = rows_of(path)
    assert (good["path"], good["version"], good["ok"], good["findings"]) == ("a", 3, True, [])
    assert (good["details"], good["command"], good["from_state"]) == ("{}", "check", False)
    assert before <= good["judged_at"] <= after
    assert [bad[name] for name in ("errors", "warnings", "notes")] == [7, 1, 0]
    assert json.loads(bad["details"])["truncated"] is True
    assert bad["findings"][0] == {
        "code": "files/size",
        "severity": "error",
        "pointer": "/artifacts/0",
        "message": "x",
        "path": "a",
        "expected": '["b", 1, null]',
        "observed": str(2**60),
    }
    assert bad["findings"][1]["message"] == ERROR.message
    assert bad["findings"][1]["expected"] is None
    assert gone["version"] is None
    assert (noted["warnings"], noted["from_state"]) == (1, True)
    assert json.loads(noted["details"]) == {"not_read": 2}
    assert noted["judged_at"] == datetime(2026, 4, 23, 18, 42, tzinfo=UTC)
    frame = pd.read_parquet(path)
    assert list(frame["path"]) == ["a", "b\n", "c", "n"]
    assert str(frame["judged_at"].dtype) == "datetime64[us, UTC]"
    assert frame["judged_at"][3] == pd.Timestamp("2026-04-23T18:42:00Z")
    assert [one["code"] for one in frame["findings"][1]] == [
        "files/size",
        "rules/self-listing",
        "files/unlisted",
    ]
    count = (
        "SELECT count(*) FROM (SELECT unnest(findings) AS f FROM read_parquet(?)) WHERE f.code=?"
    )
    found = duckdb.connect().execute(count, [str(path), "files/unlisted"]).fetchall()
    assert found == [(2,)]


def test_columns_are_those_that_are_documented(tmp_path: Path) -> None:
    path = written(tmp_path / "report")
    described = duckdb.connect().execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)])
    types = {name: kind for name, kind, *_ in described.fetchall()}
    assert [*types] == [column.name for column in COLUMNS]
    inner = ", ".join(f"{one.name} {one.kind}" for one in FINDING)
    kinds = {"STRUCT[]": f"STRUCT({inner})[]", "TIMESTAMPTZ": "TIMESTAMP WITH TIME ZONE"}
    for column in COLUMNS:
        found = types[column.name].replace('"', "")
        assert found == kinds.get(column.kind, column.kind)
    page = (REPOSITORY / "docs" / "operating.md").read_text(encoding="utf-8")
    tables = re.findall(r"\| column \| type \| holds \|\n\|[- |]+\n((?:\|.*\n)+)", page)
    for table, columns in zip(tables, (COLUMNS, FINDING), strict=True):
        expected = [f"| `{name}` | `{kind}` | {about} |" for name, kind, about in columns]
        assert table.splitlines() == expected


def test_metadata_say_what_a_report_says_of_its_run(tmp_path: Path) -> None:
    for interrupted in (False, True):
        path = written(tmp_path / "report", GOOD, GONE, interrupted=interrupted)
        file = pyarrow.parquet.ParquetFile(path)
        about = json.loads(file.metadata.metadata[b"dlm-schema"])
        assert about["summary"]["checked"] == 2
        assert about.get("interrupted", False) is interrupted
        assert file.metadata.row_group(0).column(0).compression == "ZSTD"


def test_memory_does_not_grow_with_a_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "_MOST_ROWS", 200)
    monkeypatch.setattr(parquet, "_MOST_FINDINGS", 300)
    peaks = []
    for count in (500, 5_000):
        with traced_memory() as peak:
            path = written(tmp_path / "report", *[GOOD] * count, *[BAD] * count)
            peaks.append(peak())
    assert peaks[1] < 2 * peaks[0]
    groups = pyarrow.parquet.ParquetFile(path).metadata
    assert groups.num_rows == 10_000
    assert {groups.row_group(n).num_rows for n in range(groups.num_row_groups)} == {200, 150, 50}


def test_a_path_that_is_no_utf_8_is_written_as_people_see_it(tmp_path: Path) -> None:
    path = written(tmp_path / "report", GOOD._replace(path="a\udcff"), GOOD)
    assert [row["path"] for row in rows_of(path)] == ["a\\udcff", "a"]


def test_a_command_writes_what_its_json_report_says(tmp_path: Path) -> None:
    make_export(tmp_path / "store" / "one")
    make_export(tmp_path / "store" / "two", encoded(document(3, quant=1)))
    report, lines = tmp_path / "report.parquet", tmp_path / "report.jsonl"
    options = ("--report", f"parquet={report}", "--report", f"jsonl={lines}")
    assert run("check", tmp_path / "store", *options).status == 1
    results = [json.loads(line) for line in lines.read_text().splitlines()][:-1]
    for row, result in zip(rows_of(report), results, strict=True):
        assert [row[name] for name in ("path", "version", "ok")] == [
            result[name] for name in ("path", "version", "ok")
        ]
        assert [one["message"] for one in row["findings"]] == [
            one["message"] for one in result["findings"]
        ]


@pytest.mark.parametrize("other", ["json=gone/x", "parquet=gone/x"])
def test_a_report_that_is_given_up_leaves_nothing_behind(tmp_path: Path, other: str) -> None:
    make_export(tmp_path / "export")
    options = ("--report", f"parquet={tmp_path}/report", "--report", other)
    ended = run("check", tmp_path, *options)
    assert ended == (2, "", "dlm-schema: gone: no such file or directory\n")
    assert [path.name for path in tmp_path.iterdir()] == ["export"]


def test_without_the_extra_a_line_says_what_to_install(tmp_path: Path) -> None:
    make_export(tmp_path / "export")
    program = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "from dlm_schema.cli.main import main; raise SystemExit(main(sys.argv[1:]))"
    )
    command = (sys.executable, "-c", program)
    ended = run("check", tmp_path, "--report", f"parquet={tmp_path}/x", command=command)
    complaint = "--report parquet: needs more than is installed: pip install 'dlm-schema[parquet]'"
    assert ended == (2, "", f"dlm-schema: {complaint}\n")
    assert run("check", tmp_path, "--format", "parquet").status == 2
