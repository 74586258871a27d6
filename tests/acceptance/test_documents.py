"""``validate`` and ``detect``, run whole: what they print, and how they end."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from support.harness import (
    MANIFEST,
    document,
    encoded,
    make_export,
    make_store,
    manifest_bytes,
    report_of,
    run,
)

PLACES = [
    pytest.param("store/exports/Q00/export_manifest.json", 1, id="file"),
    pytest.param("store/exports/Q00", 1, id="export directory"),
    pytest.param("store", 3, id="store"),
    pytest.param(".", 3, id="folder of stores"),
]


@pytest.mark.parametrize(("place", "count"), PLACES)
def test_validate_takes_any_place(tmp_path: Path, place: str, count: int) -> None:
    make_store(tmp_path / "store", 3)
    names = [os.path.normpath(f"store/exports/Q0{number}/{MANIFEST}") for number in range(count)]
    prefix = "./" if place == "." else ""
    lines = [f"ok v1  {prefix}{name}" for name in names]
    noun = "manifest" if count == 1 else "manifests"
    expected = "\n".join([*lines, f"{count} {noun}: {count} ok, 0 failed", ""])
    assert run("validate", place, cwd=tmp_path) == (0, expected, "")
    assert run("validate", "--quiet", place, cwd=tmp_path) == (0, "", "")


def test_validate_reads_standard_input() -> None:
    valid = "ok v3  -\n1 manifest: 1 ok, 0 failed\n"
    assert run("validate", "-", stdin=manifest_bytes(3)) == (0, valid, "")
    ended = run("validate", "--quiet", "-", stdin=encoded(document(3, adapter_version=0)))
    finding = "error schema/minimum at /adapter_version: expected at least 1, found 0"
    assert ended == (1, f"failed  -\n  {finding}\n", "")


def test_validate_lists_every_finding_of_the_first_layer_at_fault(tmp_path: Path) -> None:
    broken = document(3, merged="yes", quant="hf")
    del broken["artifacts"][0]["role"]
    path = make_export(tmp_path / "export", encoded(broken))
    expected = [
        ("schema/required", "/artifacts/0/role", "the member role is missing"),
        ("schema/type", "/merged", "expected boolean, found 'yes'"),
    ]
    facts: list[dict[str, Any]] = [
        {"path": broken["artifacts"][0]["path"]},
        {"expected": "boolean", "observed": "yes"},
    ]
    status, out, err = run("validate", "--quiet", path)
    assert (status, err) == (1, "")
    assert out.splitlines() == [
        f"failed  {path}",
        *(f"  error {code} at {pointer}: {message}" for code, pointer, message in expected),
    ]
    [result] = report_of("validate", path, status=1)["results"]
    assert result == {
        "path": str(path),
        "version": 3,
        "ok": False,
        "findings": [
            {"code": code, "severity": "error", "pointer": pointer, "message": message} | fact
            for (code, pointer, message), fact in zip(expected, facts, strict=True)
        ],
    }


def test_detect_looks_at_the_version_alone(three: list[Path], tmp_path: Path) -> None:
    odd = make_export(tmp_path / "odd", b'{"target": 17}')
    future = make_export(tmp_path / "future", b'{"schema_version": 99}')
    status, out, err = run("detect", *three, odd, future)
    assert (status, err) == (1, "")
    assert out == (
        f"ok v1  {three[0]}\nok v2  {three[1]}\nok v3  {three[2]}\nok v2  {odd}\nfailed  {future}\n"
        "  error version/unsupported at /schema_version: "
        "version 99 is newer than 3; read it with a newer dlm-schema\n"
        "5 manifests: 4 ok, 1 failed\n"
    )
    report = report_of("detect", *three, odd, future, status=1)
    assert [result["version"] for result in report["results"]] == [1, 2, 3, 2, None]


@pytest.mark.parametrize("end", ["\n", "\0"], ids=["lines", "NUL"])
def test_paths_are_read_from_a_file_and_from_a_pipe(tmp_path: Path, end: str) -> None:
    names = [make_export(tmp_path / name) for name in ("a", "b")]
    zero = ["-0"] if end == "\0" else []
    listed = end.join(map(str, names)).encode()
    (tmp_path / "list").write_bytes(listed + end.encode())
    expected = run("validate", *names)
    assert expected.status == 0
    assert run("validate", "--files-from", "-", *zero, stdin=listed) == expected
    assert (
        run("validate", names[0], "--files-from", tmp_path / "list", *zero).out.count("ok v1") == 3
    )
    assert "./-: no such file" in run("validate", "--files-from", "-", *zero, stdin=b"-").err
    assert run("validate", "--exclude", "a", tmp_path).out.count("ok v1") == 1
