"""Results and reports kept in a bucket: what is read again, and what cannot be kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow.parquet
import pytest
from support.object_store import BUCKET, KEY, SECRET, Proxy, environment
from support.object_store import run_here as run_command
from support.stores import BASE, make_store

if TYPE_CHECKING:
    from support.harness import Outcome

URL: Final = f"s3://{BUCKET}/store"
STATE: Final = f"s3://{BUCKET}/state/here"


@pytest.fixture(name="store", autouse=True)
def _store(s3: Any, tmp_path: Path) -> None:
    manifests = make_store(tmp_path, 3)
    (manifests[1].parent / BASE).write_bytes(b"BASE")
    content = {
        f"{BUCKET}/store/{path.relative_to(tmp_path)}": path.read_bytes()
        for path in tmp_path.rglob("*")
        if path.is_file()
    }
    s3.pipe(content)


def run(port: int, *arguments: str, **changed: str) -> Outcome:
    outcome = run_command("check", URL, *arguments, environment=environment(port) | changed)
    for text in outcome[1:]:
        assert SECRET not in text
    return outcome


def test_objects_are_listed_and_only_new_ones_are_read(proxy: Proxy, s3: Any) -> None:
    expected = run(proxy.port)
    assert expected.status == 1
    assert run(proxy.port, "--state", STATE) == expected
    del proxy.asked[:]
    assert run(proxy.port, "--state", STATE) == expected
    read = [one.path for one in proxy.asked if one.method == "GET" and "/exports/" in one.path]
    assert [path for path in read if "list-type" not in path] == []
    report = json.loads(run(proxy.port, "--state", STATE, "--format", "json").out)
    assert all(result["from_state"] for result in report["results"])
    s3.pipe_file(f"{BUCKET}/store/exports/Q1/{BASE}", b"base")
    ended = run(proxy.port, "--state", STATE, "--format", "json")
    report = json.loads(ended.out)
    assert ended.status == 0
    assert ["from_state" in result for result in report["results"]] == [True, False, True]
    kept = s3.cat(s3.find(f"{BUCKET}/state/here"))
    assert len(kept) == 2
    for data in kept.values():
        assert SECRET.encode() not in data
        assert KEY.encode() not in data


def test_a_state_that_cannot_be_had_stops_nothing(port: int) -> None:
    expected = run(port)
    complaint = "dlm-schema: not all results could be kept or used again: "
    ended = run(port, "--state", "s3://no-such-bucket/state")
    assert ended[:2] == expected[:2]
    assert ended.err.startswith(f"{complaint}s3://no-such-bucket/state: no such file or directory")
    assert len(ended.err.splitlines()) == 1


def test_a_state_that_is_refused_and_one_that_is_throttled(proxy: Proxy) -> None:
    from support.object_store import Answer  # noqa: PLC0415

    expected = run(proxy.port)
    proxy.rule = lambda asked: Answer(status=403) if "/state/" in asked.path else None
    ended = run(proxy.port, "--state", STATE)
    assert ended[:2] == expected[:2]
    assert len(ended.err.splitlines()) == 1
    assert "permission denied" in ended.err
    proxy.rule = lambda asked: (
        Answer(status=503) if "/state/" in asked.path and not asked.before else None
    )
    assert run(proxy.port, "--state", STATE) == expected
    proxy.rule = lambda _: None
    report = json.loads(run(proxy.port, "--state", STATE, "--format", "json").out)
    assert all(result["from_state"] for result in report["results"])


def test_reports_are_written_to_a_bucket(port: int, s3: Any, tmp_path: Path) -> None:
    reports = [f"{name}=s3://{BUCKET}/report.{name}" for name in ("jsonl", "parquet")]
    options = [word for report in reports for word in ("--report", report)]
    assert run(port, *options) == run(port)
    *lines, last = map(json.loads, s3.cat_file(f"{BUCKET}/report.jsonl").splitlines())
    assert [line["ok"] for line in lines] == [True, False, True]
    assert last["summary"]["checked"] == 3
    (tmp_path / "report").write_bytes(s3.cat_file(f"{BUCKET}/report.parquet"))
    table = pyarrow.parquet.read_table(tmp_path / "report")
    assert table["ok"].to_pylist() == [True, False, True]
    ended = run(port, "--report", "json=s3://no-such-bucket/x")
    assert ended.status == 2
    assert ended.err == "dlm-schema: s3://no-such-bucket/x: no such file or directory\n"
