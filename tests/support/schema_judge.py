"""An independent judge of documents: ``jsonschema`` and Python's own calendar.

``jsonschema`` matches patterns with Python's ``re``, whose ``$`` also matches before a final line
feed. JSON Schema means ECMA-262, where ``$`` is the end of the text, so the keyword ``pattern`` is
given that meaning here. Nothing of ``dlm_schema`` is used but the published schemas.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError, validators

SCHEMAS = Path(__file__).resolve().parents[2] / "schema" / "export-manifest"


def _pattern(
    validator: Any, pattern: str, instance: object, schema: object
) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not re.search(pattern.replace("$", r"\Z"), instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


_EcmaValidator: Any = validators.extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, {"pattern": _pattern}
)


@cache
def schema_validator(version: int) -> Any:
    """Return the judge of one version's schema."""
    schema = json.loads((SCHEMAS / f"v{version}.schema.json").read_text(encoding="utf-8"))
    return _EcmaValidator(schema)


def accepts(version: int, document: Any) -> bool:
    """Tell whether a version's schema and the calendar rule hold."""
    return schema_validator(version).is_valid(document) and _is_date(document["created_at"])


def _is_date(created_at: str) -> bool:
    try:
        date.fromisoformat(created_at[:10])
    except ValueError:
        return False
    return True
