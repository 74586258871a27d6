"""Judges that share no code with this package agree with what the corpus says of schemas.

They are stock ``jsonschema`` with the published schemas, and the generated models. Every document
that comes to the schema layer is put before them, and every value for which a case says what the
schema alone reports.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator
from proofs.corpus.index import files_of
from pydantic import BaseModel, ValidationError
from support.schema_judge import SCHEMAS, schema_validator

from dlm_schema.conformance.cases import Case, Place, Validate
from dlm_schema.conformance.corpus import Corpus
from dlm_schema.document import encoding
from dlm_schema.document.versions import claimed_version
from dlm_schema.findings import Finding, pointer_to
from dlm_schema.models import v1, v2, v3

MODELS: dict[int, type[BaseModel]] = {
    1: v1.ExportManifest,
    2: v2.ExportManifest,
    3: v3.ExportManifest,
}
LEAST = 400


class Judged(NamedTuple):
    """A value that is put before a schema, and what must be found in it."""

    case_id: str
    version: int
    value: Any
    places: set[Place]
    real_date: bool


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
    real_date = Place("rules/calendar-date", "/created_at") not in errors
    return Judged(case.id, version, json.loads(case.request.data), places, real_date)


def comes_to_the_schema(case: Case) -> bool:
    """Tell, by reading its bytes, whether a case's document comes to the schema layer."""
    assert isinstance(case.request, Validate)
    value, fault = encoding.read(case.request.data)
    return fault is None and not isinstance(claimed_version(value), Finding)


def everything_judged() -> Iterator[Judged]:
    """Yield what every case says of a schema, and leave out none."""
    eligible = seen = 0
    for case in cases():
        eligible += case.schema_alone is not None or comes_to_the_schema(case)
        found = judged(case)
        if found is not None:
            seen += 1
            yield found
    assert seen == eligible
    assert seen > LEAST


def places_of(validator: Any, value: Any) -> set[Place]:
    """Return the codes and pointers that ``jsonschema`` finds (SPEC section 5.5)."""
    places = set()
    for error in validator.iter_errors(value):
        path, keyword = list(error.absolute_path), error.validator
        if keyword == "required":
            names = [name for name in error.validator_value if name not in error.instance]
        elif keyword == "additionalProperties":
            names = [name for name in error.instance if name not in error.schema["properties"]]
        else:
            places.add(Place(f"schema/{keyword}", pointer_to(*path)))
            continue
        places |= {Place(f"schema/{keyword}", pointer_to(*path, name)) for name in names}
    if Place("schema/maxItems", "/artifacts") in places:
        places = {place for place in places if not place.pointer.startswith("/artifacts/")}
    too_long = {place.pointer for place in places if place.code == "schema/maxLength"}
    return {
        place for place in places if place.code != "schema/pattern" or place.pointer not in too_long
    }


def test_jsonschema_finds_what_the_corpus_expects_of_the_schemas() -> None:
    for each in everything_judged():
        found = places_of(schema_validator(each.version), each.value)
        assert found == each.places, each.case_id


def test_models_accept_what_the_corpus_expects_the_schemas_to_accept() -> None:
    for each in everything_judged():
        expected = each.real_date and not each.places  # a model knows the calendar as well
        assert is_accepted_by_the_model(each) is expected, each.case_id


def is_accepted_by_the_model(each: Judged) -> bool:
    try:
        MODELS[each.version].model_validate(each.value)
    except ValidationError:
        return False
    return True


def test_what_dollar_means_in_python_makes_no_difference() -> None:
    """The encoding layer lets no line feed through, before which Python's ``$`` would match."""
    stock = {
        version: Draft202012Validator(
            json.loads((SCHEMAS / f"v{version}/schema.json").read_bytes())
        )
        for version in MODELS
    }
    compared = 0
    for case in cases():
        if comes_to_the_schema(case):
            found = judged(case)
            assert found is not None
            compared += 1
            assert stock[found.version].is_valid(found.value) is not bool(found.places), case.id
    assert compared > LEAST
