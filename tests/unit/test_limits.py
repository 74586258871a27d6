"""The limits are those of the specification, which tells them in words."""

from __future__ import annotations

from support.documents import REPOSITORY, VERSIONS

from dlm_schema.limits import MAX_BYTES, MAX_DEPTH, MAX_FOLDERS, MAX_INTEGER, MAX_PATH
from dlm_schema.published import published

SPEC = (REPOSITORY / "schema" / "SPEC.md").read_text(encoding="utf-8")


def test_limits_are_those_that_the_specification_tells() -> None:
    assert f"MUST NOT be longer than {MAX_BYTES:,} bytes" in SPEC
    assert f"MUST NOT be nested more than {MAX_DEPTH} deep" in SPEC
    assert f"MUST lie between -{MAX_INTEGER} and {MAX_INTEGER}" in SPEC
    assert f"a folder more than {MAX_FOLDERS} folders deep" in SPEC


def test_longest_path_is_that_of_every_schema() -> None:
    for version in VERSIONS:
        definitions = published(f"export-manifest/v{version}/schema.json")["$defs"]
        assert definitions["ExportArtifact"]["properties"]["path"]["maxLength"] == MAX_PATH
