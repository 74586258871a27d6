"""``jsonschema`` with the published schemas agrees with what the corpus says of them.

Every document that comes to the schema layer is put before it, and every value for which a case
says what the schema alone reports. The few with tens of thousands of entries, which would take
minutes, are judged by ``nox -s validators`` alone. The generated models are asked in
``models/test_equivalence``.
"""

from __future__ import annotations

import json

from support.corpus import all_cases
from support.oracles import judge_schema

from dlm_schema.conformance.cases import Validate

LEAST = 400
LONGEST = 130_000


def test_jsonschema_finds_what_the_corpus_expects_of_the_schemas() -> None:
    asked = 0
    for case in all_cases():
        version, errors = case.expected.version, case.schema_alone
        if case.schema_alone is not None:
            version = case.versions[0]
        elif version is not None:
            errors = tuple(place for place in case.expected.errors if place.layer == "schema")
        if not isinstance(case.request, Validate) or version is None or errors is None:
            continue
        if len(case.request.data) <= LONGEST:
            asked += 1
            assert judge_schema(json.loads(case.request.data), version) == set(errors), case.id
    assert asked > LEAST
