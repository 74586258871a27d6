"""A run of the benchmark at its smallest: what it says, never how fast anything is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from proofs.bench import exports, run, subjects
from proofs.bench.run import Peak, Results, Row, Settings, Target
from proofs.bench.timing import Samples

from dlm_schema.disk.read_pool import usable_cores

SMALLEST = Settings(
    sizes=(3, 4),
    manifests=5,
    repeats=2,
    sample_seconds=0,
    process_repeats=1,
    folder_repeats=1,
    large_bytes=1_000_000,
    several_files=2,
    several_bytes=400_000,
    large_repeats=1,
    exports=9,
    export_repeats=1,
    hostile_bytes=1_000_000,
    hostile_repeats=1,
)


def test_everything_is_measured_printed_and_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "build" / "bench.json"
    results = run.run(SMALLEST, path)
    table = capsys.readouterr().out
    kept = json.loads(path.read_text())
    measured = {row.subject for row in results.rows}
    assert measured >= {
        *(subjects.VALIDATE, subjects.JSONSCHEMA, subjects.LOADS_JSONSCHEMA_RS),
        *(subjects.JSONSCHEMA_RS, subjects.PYDANTIC, subjects.COMMAND, subjects.BARE_PYTHON),
        *(subjects.FOLDER_INSIDE, subjects.READING_INSIDE, subjects.FOLDER_COMMAND),
        *(subjects.READING_COMMAND, exports.VERIFY, exports.VERIFY_ONE_JOB, exports.FILE_DIGEST),
        *(exports.SHA256SUM, exports.OPENSSL, exports.LIMIT, exports.CHECK_ALL),
        *(exports.VERIFY_ALL, exports.BARE, "load(path), version 3, 4 artifacts"),
    }
    assert all(row.subject in table for row in results.rows)
    assert all(target.what in table for target in results.targets)
    assert [Row(**row) for row in kept["rows"]] == results.rows
    assert all(peak.what in table for peak in results.peaks)
    # What hostile documents add is nothing that shows when they are this small.
    whole = [peak for peak in results.peaks if not peak.what.startswith("validating ")]
    assert all(peak.mebibytes > 1 for peak in whole)
    assert [Peak(**peak) for peak in kept["peaks"]] == results.peaks
    assert (len(whole), len(results.peaks)) == (3, 7)
    scaling = 1 if usable_cores() > 1 else 0
    assert len(kept["targets"]) == len(results.targets) == 2 * 4 + 1 + 2 + 2 + scaling + 5 + 2 * 4
    assert all(row.seconds > 0 and row.ratio > 0 for row in results.rows)


def test_a_part_is_measured_alone(tmp_path: Path) -> None:
    results = run.run(SMALLEST, tmp_path / "bench.json", ["exports"])
    assert {row.subject for row in results.rows} == {
        exports.CHECK_ALL,
        exports.VERIFY_ALL,
        exports.BARE,
        exports.LIST_ALL,
        exports.READ_ALL,
        exports.MIGRATE_ALL,
        exports.WRITE_ALL,
    }


def test_an_unknown_part_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run.main(["everything"])
    assert "no part everything; what to measure: documents, processes" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("target", "met"),
    [
        (Target("slow / fast", 20.0, 20, at_least=True), True),
        (Target("slow / fast", 19.9, 20, at_least=True), False),
        (Target("fast / slow", 0.25, 0.25), True),
        (Target("fast / slow", 0.26, 0.25), False),
        (Target("fast / absent", None, 0.25), None),
    ],
)
def test_a_missed_target_is_said(*, target: Target, met: bool | None) -> None:
    assert target.met is met
    around = {"python": "P", "system": "S", "machine": "M", "packages": {"peer": "1"}}
    table = run.as_text(around, Results([Row("g", "s", 1.0, 1.0, 1.0, "s")], [target], []))
    verdict = {True: "met", False: "MISSED", None: "not measured"}[met]
    assert table.splitlines()[-1].endswith(f"  {verdict}")


def test_ratios_are_paired_within_repeats() -> None:
    samples = Samples({"a": [1.0, 20.0, 3.0], "b": [2.0, 10.0, 1.0]})
    assert samples.ratio("a", "b") == 2.0
    assert samples.median("a") == 3.0
