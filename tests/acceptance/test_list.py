"""``dlm-schema list`` on recorded and broken stores."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.harness import RECORDED, make_store, report_of, run

MORE = RECORDED / "dlm-trunk-more"


def lines_of(*arguments: str | Path) -> list[list[str]]:
    outcome = run("list", *arguments)
    return [line.split() for line in outcome.out.splitlines()]


def test_each_store_is_a_table() -> None:
    _, head, *rows, total = lines_of(MORE / "adapter-tone")
    assert " ".join(head) == "EXPORT TARGET QUANT VERSION ADAPTER FILES SIZE WHEN STATE"
    assert " ".join(rows[2]) == "mlx-serve mlx-serve hf v2 2 3 868 B 2026-11-25T22:55:14 ok"
    assert total == ["4", "exports"]


@pytest.mark.parametrize(
    ("case", "state"),
    [
        ("audio-qwen2-audio-7b-instruct", "snapshot"),
        ("mix-ollama", "unfinished"),
        ("llama-server-jinja", "ok, 1 warning"),
        ("tag-8", "failed"),
    ],
)
def test_state_tells_what_an_export_is(case: str, state: str) -> None:
    outcome = run("list", MORE / case)
    assert outcome.out.splitlines()[2].endswith(f"  {state}")
    assert outcome.status == (state == "failed")


def test_rows_of_the_store_are_shown_on_request() -> None:
    store = MORE / "mix-vllm"
    options: tuple[list[str], ...] = ([], ["--long"], ["--history"])
    plain, long, history = (run("list", store, *more).out for more in options)
    assert "exported" not in plain
    assert long.count("exported 2026-11-25T22:55:20; mixed from knowledge 1.0, tone NaN") == 1
    assert history.count("exported") == 2


def test_programs_read_the_same() -> None:
    [result] = report_of("list", MORE / "mix-vllm", "--history")["results"]
    assert (result["state"], result["files"], result["version"]) == ("ok", 17, 2)
    assert [row["adapter_mix"][1][1] for row in result["rows"]] == [0.5, None]


def test_a_report_beside_the_table_has_the_rows_too(tmp_path: Path) -> None:
    run("list", MORE / "mix-vllm", "--report", f"json={tmp_path / 'report'}")
    [result] = json.loads((tmp_path / "report").read_text())["results"]
    assert len(result["rows"]) == 1


def test_rows_of_another_shape_are_told_and_the_rest_is_shown(tmp_path: Path) -> None:
    make_store(tmp_path / "store", 1)
    row = {"quant": "Q4_K_M", "merged": True}
    (tmp_path / "store" / "manifest.json").write_text(json.dumps({"exports": [row, 7]}))
    outcome = run("list", tmp_path / "store", "--long")
    assert outcome.status == 0
    assert "manifest.json has no row at /exports/0: 'exported_at: Field required'" in outcome.out


def test_a_folder_without_exports_is_an_error(tmp_path: Path) -> None:
    outcome = run("list", tmp_path)
    assert outcome.err == f"dlm-schema: {tmp_path}: holds no export_manifest.json, at any depth\n"
    assert outcome.status != 0


def test_a_path_that_cannot_be_read_is_wrong_usage_in_every_format(tmp_path: Path) -> None:
    for form in ("text", "json"):
        assert run("list", "--format", form, tmp_path / "gone").status == 2
        assert run("list", "--format", form, tmp_path).status == 1
