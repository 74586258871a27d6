"""``jsonschema`` with the published schemas agrees with what the corpus says of them.

Every document that comes to the schema layer is put before it, and every value for which a case
says what the schema alone reports. The few with tens of thousands of entries, which would take
minutes, are judged by ``nox -s validators`` alone. The generated models are asked in
``models/test_equivalence``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from proofs.corpus.index import files_of
from support.oracles import judge_schema

from dlm_schema.conformance.cases import Case, Place, Validate
from dlm_schema.conformance.corpus import Corpus
from dlm_schema.document import encoding
from dlm_schema.document.versions import claimed_version
from dlm_schema.findings import Finding

LEAST = 400
LONGEST = 130_000
MOST_LONGER = 30


class Judged(NamedTuple):
    """A value that is put before a schema, and what must be found in it."""

    case_id: str
    version: int
    value: Any
    places: set[Place]


def cases() -> Iterator[Case]:
    index = {"bases": files_of("bases/v*/*.json"), "recipes": files_of("recipes/*/*.json")}
    return (case for case in Corpus(index=index) if isinstance(case.request, Validate))


def judged(case: Case) -> Judged | None:
    """Return what a case says of a schema, by what it expects."""
    assert isinstance(case.request, Validate)
    errors = set(case.expected.errors)
    if case.schema_alone is not None:
        version, places = case.versions[0], set(case.schema_alone)
    elif case.expected.version is not None:
        version = case.expected.version
        places = {place for place in errors if place.layer == "schema"}
    else:
        return None
    return Judged(case.id, version, json.loads(case.request.data), places)


def comes_to_the_schema(case: Case) -> bool:
    """Tell, by reading its bytes, whether a case's document comes to the schema layer."""
    assert isinstance(case.request, Validate)
    value, fault = encoding.read(case.request.data)
    return fault is None and not isinstance(claimed_version(value), Finding)


def everything_judged() -> Iterator[Judged]:
    """Yield what every case says of a schema, and leave out none."""
    eligible = seen = longer = 0
    for case in cases():
        assert isinstance(case.request, Validate)
        if len(case.request.data) > LONGEST:
            longer += 1
            continue
        eligible += case.schema_alone is not None or comes_to_the_schema(case)
        found = judged(case)
        if found is not None:
            seen += 1
            yield found
    assert seen == eligible
    assert seen > LEAST
    assert longer <= MOST_LONGER


def test_jsonschema_finds_what_the_corpus_expects_of_the_schemas() -> None:
    for each in everything_judged():
        assert judge_schema(each.value, each.version) == each.places, each.case_id
