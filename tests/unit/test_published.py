"""The specification inside the package is the published one, and is nobody's to change."""

from __future__ import annotations

import json

from support.documents import REPOSITORY

from dlm_schema.published import catalogue, published, published_bytes


def test_files_are_those_of_the_specification() -> None:
    for path in ("SPEC.md", "rules.json", "export-manifest/v3/schema.json"):
        assert published_bytes(path) == (REPOSITORY / "schema" / path).read_bytes()


def test_a_file_is_parsed_anew_each_time() -> None:
    published("rules.json")["rules"].clear()
    rules = json.loads(published_bytes("rules.json"))["rules"]
    assert published("rules.json")["rules"] == rules
    assert catalogue() == {entry["code"]: entry for entry in rules}
