"""Tables of exports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest

from dlm_schema.output.results import Result
from dlm_schema.output.table import TableReporter

DETAILS: dict[str, Any] = {
    "target": "vllm",
    "quant": "hf",
    "adapter_version": 3,
    "files": 2,
    "size_bytes": 2048,
    "created_at": "2026-04-23T18:42:00",
    "state": "ok",
    "rows": [],
}


def shown(capsys: pytest.CaptureFixture[str], *results: Result, quiet: bool = False) -> list[str]:
    reporter = TableReporter(long=False, quiet=quiet)
    for result in results:
        reporter.add(result)
    reporter.finish()
    return capsys.readouterr().out.splitlines()


def test_names_are_escaped_and_columns_lined_up(capsys: pytest.CaptureFixture[str]) -> None:
    results = [
        Result("s/exports/a\x1b[31m", 2, [], ok=True, details=DETAILS),
        Result("s/exports/b", None, [], ok=False, details=dict.fromkeys(DETAILS)),
    ]
    folder, head, first, second, total = shown(capsys, *results)
    assert (folder, total) == ("s/exports", "2 exports, 1 failed")
    assert first.split()[0] == "a\\x1b[31m"
    assert "2.0 KiB" in first
    assert second.split() == ["b", *"-" * 8]
    assert head.index("TARGET") == first.index("vllm")


def test_a_large_store_is_printed_in_parts(capsys: pytest.CaptureFixture[str]) -> None:
    results = [Result(f"s/{n}", 2, [], ok=True, details=DETAILS) for n in range(2500)]
    assert shown(capsys, *results).count("s") == 3
    assert shown(capsys, *results, quiet=True) == []
