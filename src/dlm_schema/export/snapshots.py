"""Exports of models that no runtime is named for: DLM's snapshots (SPEC section 7.1).

Their manifest lists artifacts in the form of a manifest without roles. The rest of it is DLM's own
and not judged.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import jiter

from dlm_schema.document.schemas import Schema
from dlm_schema.document.versions import VERSIONS, lookup
from dlm_schema.findings import Found, finding
from dlm_schema.limits import MAX_BYTES, MAX_FINDINGS
from dlm_schema.published import published
from dlm_schema.text import excerpt

_LONGEST_REASON = 200


def judge_snapshot(
    data: bytes, most: int | None = MAX_FINDINGS
) -> tuple[dict[str, Any] | None, Found]:
    """Return what a snapshot's manifest lists as a document, or the findings that forbid that.

    Of many findings the first ``most`` are listed.
    """

    def refused(code: str, message: str) -> tuple[None, Found]:
        return None, Found([finding(code, "", message)])

    if len(data) > MAX_BYTES:
        return refused("encoding/size", f"has more than {MAX_BYTES} bytes")
    try:
        # DLM writes what Python's json does: any float, NaN and Infinity among them.
        content = jiter.from_json(data, cache_mode="keys", catch_duplicate_keys=True)
    except ValueError as error:
        return refused("encoding/syntax", excerpt(str(error), _LONGEST_REASON))
    if not isinstance(content, dict):
        return refused("version/not-an-object", f"expected an object, found {excerpt(content)}")
    document = {name: content[name] for name in ("artifacts",) if name in content}
    findings = _schema().violations(document, most)
    return (None if findings else document), findings


@cache
def _schema() -> Schema:
    """Return a schema of the artifacts alone, as the newest version without roles has them."""
    schemas = [published(lookup(number).schema_path) for number in reversed(VERSIONS)]
    newest = next(
        schema
        for schema in schemas
        if "role" not in schema["$defs"]["ExportArtifact"]["properties"]
    )
    return Schema(
        {
            **newest,
            "properties": {"artifacts": newest["properties"]["artifacts"]},
            "required": ["artifacts"],
        }
    )
