"""``schema`` and ``rules`` print what is published."""

from __future__ import annotations

import json

import pytest
from support.harness import ROOT, run


@pytest.mark.parametrize("number", [1, 2, 3])
def test_schema_prints_the_published_bytes(number: int) -> None:
    published = (ROOT / "schema" / "export-manifest" / f"v{number}/schema.json").read_text("utf-8")
    assert run("schema", str(number)) == (0, published, "")
    if number == 3:
        assert run("schema") == (0, published, "")


def test_rules_prints_the_catalogue_or_explains_one_code() -> None:
    entries = json.loads((ROOT / "schema" / "rules.json").read_bytes())["rules"]
    lines = run("rules").out.splitlines()
    assert [line.split()[:2] for line in lines] == [
        [entry["code"], entry["severity"]] for entry in entries
    ]
    assert all(
        line.endswith(f"  {entry['meaning']}") for line, entry in zip(lines, entries, strict=True)
    )
    for entry in (entries[0], entries[-1]):
        expected = (
            f"{entry['code']} ({entry['severity']}, {entry['layer']} layer)\n"
            f"{entry['meaning']}\n{entry['remedy']}\n"
        )
        assert run("rules", entry["code"]) == (0, expected, "")
        assert json.loads(run("rules", "--format", "json", entry["code"]).out) == entry
    expressions = {
        "schema/pattern": ("v3 /artifacts/*/sha256", "^[0-9a-f]{64}$"),
        "rules/unportable-path": ("/artifacts/*/path", "^[A-Za-z0-9._+-]{0,254}[A-Za-z0-9_+-]$"),
    }
    for code, (pointer, expression) in expressions.items():
        assert f"\n  {pointer}  {expression}\n" in run("rules", code).out
    assert json.loads(run("rules", "--format", "json").out)["rules"] == entries
    assert run("rules", "rules/none\x1b") == (
        2,
        "",
        "dlm-schema: there is no code 'rules/none\\x1b'; 'dlm-schema rules' lists them all\n",
    )
