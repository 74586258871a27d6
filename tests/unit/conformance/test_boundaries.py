"""Every bound of the specification has a case just inside and one just outside.

The bounds are read from the published schemas, so that a new one without its cases is found. What
a case holds is read from its bytes, and what is said of it from what is expected.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any, Final, NamedTuple

import pytest
from support.corpus import all_cases
from support.documents import REPOSITORY

from dlm_schema.conformance.cases import Case, Place, Validate

SCHEMAS: Final = REPOSITORY / "schema" / "export-manifest"
VERSIONS: Final = (1, 2, 3)
LARGEST: Final = 2**53 - 1
GREATER: Final = b": %d" % (LARGEST + 1)
LESS: Final = b": -%d" % (LARGEST + 1)
MANY: Final = 20
SIZE: Final = 16 * 1024 * 1024


def bounds(version: int) -> Iterator[tuple[str, str, int]]:
    """Yield each bound of a schema: where it holds, its keyword and its value.

    A place in the artifacts has ``*`` for the number of the artifact.
    """
    schema = json.loads((SCHEMAS / f"v{version}/schema.json").read_bytes())

    def within(part: dict[str, Any], pointer: str) -> Iterator[tuple[str, str, int]]:
        if "$ref" in part:
            part = schema["$defs"][part["$ref"].rpartition("/")[2]]
        for keyword in ("minLength", "maxLength", "minimum", "maximum", "maxItems"):
            if keyword in part:
                yield pointer, keyword, part[keyword]
        for name, member in part.get("properties", {}).items():
            yield from within(member, f"{pointer}/{name}")
        if "items" in part:
            yield from within(part["items"], f"{pointer}/*")

    return within(schema, "")


def values(document: Any) -> Iterator[tuple[str, str, Any]]:
    """Yield the place, the pointer and the value of each member that can have a bound."""
    if not isinstance(document, dict):
        return
    for name, value in document.items():
        yield f"/{name}", f"/{name}", value
    artifacts = document.get("artifacts")
    for number, artifact in enumerate(artifacts if isinstance(artifacts, list) else []):
        for name, value in artifact.items() if isinstance(artifact, dict) else ():
            yield f"/artifacts/*/{name}", f"/artifacts/{number}/{name}", value


def measure(value: Any, keyword: str) -> int | None:
    """Return what a keyword compares with its bound, if it says anything of a value."""
    if keyword in ("minimum", "maximum"):
        return value if type(value) is int else None
    kind = list if keyword == "maxItems" else str
    return len(value) if isinstance(value, kind) else None


class Measured(NamedTuple):
    """What a keyword has to compare in some case: by version, place and keyword."""

    version: int
    place: str
    keyword: str
    found: int


@cache
def measured() -> tuple[set[Measured], set[Measured]]:
    """Return what some case has accepted, and what some case has rejected by the keyword itself."""
    inside, outside = set(), set()
    for case in all_cases():
        if case.layer in ("encoding", "schema", "rules"):
            accepted, rejected = measured_in(case)
            inside |= accepted
            outside |= rejected
    return inside, outside


def measured_in(case: Case) -> tuple[set[Measured], set[Measured]]:
    inside, outside = set(), set()
    errors = {*case.expected.errors, *(case.schema_alone or ())}
    wrong = {place.pointer for place in errors}
    for place, pointer, value in values(value_of(case)):
        for version, keyword in wanted().get(place, ()):
            found = measure(value, keyword)
            if found is None or case.versions != (version,):
                continue
            if Place(f"schema/{keyword}", pointer) in errors:
                outside.add(Measured(version, place, keyword, found))
            elif pointer not in wrong:
                inside.add(Measured(version, place, keyword, found))
    return inside, outside


@cache
def wanted() -> dict[str, list[tuple[int, str]]]:
    """Return the versions and keywords that bound each place."""
    found: dict[str, list[tuple[int, str]]] = {}
    for version in VERSIONS:
        for place, keyword, _ in bounds(version):
            found.setdefault(place, []).append((version, keyword))
    return found


def value_of(case: Case) -> Any:
    """Return what a lax parser makes of a case, nothing where it makes nothing of it."""
    assert isinstance(case.request, Validate)
    try:
        return json.loads(case.request.data)
    except (ValueError, RecursionError):
        return None


@pytest.mark.parametrize("version", VERSIONS)
def test_every_bound_of_a_schema_has_a_case_on_either_side(version: int) -> None:
    inside, outside = measured()
    assert sum(1 for _ in bounds(version)) > MANY
    lacking = []
    for place, keyword, bound in bounds(version):
        step = -1 if keyword.startswith("min") else 1
        if Measured(version, place, keyword, bound) not in inside:
            lacking.append(f"{place} {keyword} {bound} accepted")
        if Measured(version, place, keyword, bound + step) not in outside:
            lacking.append(f"{place} {keyword} {bound + step} rejected")
    assert lacking == []


def test_every_bound_of_the_encoding_has_a_case_on_either_side() -> None:
    lacking = {
        f"{name} {side}"
        for name in ("size", "greatest", "least", "depth")
        for side in ("inside", "outside")
    }
    for case in all_cases():
        if case.layer != "encoding":
            continue
        assert isinstance(case.request, Validate)
        data = case.request.data
        codes = {place.code for place in case.expected.errors}
        for name, code, inside, outside in (
            ("size", "encoding/size", len(data) == SIZE, len(data) == SIZE + 1),
            ("greatest", "encoding/number", b": %d" % LARGEST in data, GREATER in data),
            ("least", "encoding/number", b": -%d" % LARGEST in data, LESS in data),
            ("depth", "encoding/depth", data == nested(16), data == nested(17)),
        ):
            if inside and code not in codes:
                lacking.discard(f"{name} inside")
            if outside and code in codes:
                lacking.discard(f"{name} outside")
    assert lacking == set()


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth
