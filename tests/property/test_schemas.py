"""The explanation of a rejection beside ``jsonschema``: the same keywords at the same pointers.

Two differences are on purpose: entries of an array that is too long are not judged, and of a text
that is too long nothing but its length is.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.schema_judge import schema_validator
from support.strategies import VERSIONS, manifests, nearly_valid, random_documents

from dlm_schema.document.versions import REGISTRY
from dlm_schema.findings import pointer_to

Place = tuple[str, str]


def places_of(error: Any) -> list[Place]:
    """Return keyword and pointer of an error, as SPEC section 5.5 counts them."""
    keyword, path = str(error.validator), tuple(error.absolute_path)
    names: set[str] = set()
    if keyword == "required":
        names = set(error.validator_value) - error.instance.keys()
    elif keyword == "additionalProperties":
        names = error.instance.keys() - error.schema["properties"].keys()
    else:
        return [(keyword, pointer_to(*path))]
    return [(keyword, pointer_to(*path, name)) for name in names]


def judged_by_jsonschema(version: int, document: Any) -> set[Place]:
    validator = schema_validator(version)
    places = {place for error in validator.iter_errors(document) for place in places_of(error)}
    too_long = {pointer for keyword, pointer in places if keyword == "maxLength"}
    return {place for place in places if place[1] not in too_long or place[0] == "maxLength"}


def in_document_order(place: Place) -> tuple[list[int | str], str]:
    """Sort by member names, indexes of artifacts as numbers, and then by code."""
    keyword, pointer = place
    tokens: list[int | str] = [
        token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]
    ]
    if len(tokens) > 1:  # nothing else in a schema is nested
        assert tokens[0] == "artifacts"
        tokens[1] = int(tokens[1])
    return tokens, keyword


def check(version: int, document: Any) -> None:
    schema = REGISTRY[version].schema
    findings = schema.violations(document)
    places = [(finding.code.removeprefix("schema/"), finding.pointer) for finding in findings]
    assert len(set(places)) == len(places)
    assert set(places) == judged_by_jsonschema(version, document)
    assert places == sorted(places, key=in_document_order)


@pytest.mark.parametrize("version", VERSIONS)
@given(data=st.data())
@settings(max_examples=2 * settings().max_examples)
def test_nearly_valid_document_breaks_the_same_keywords(version: int, data: st.DataObject) -> None:
    check(version, data.draw(nearly_valid(version)))


@pytest.mark.parametrize("version", VERSIONS)
@given(document=random_documents())
def test_random_document_breaks_the_same_keywords(version: int, document: Any) -> None:
    check(version, document)


@given(data=st.data(), written=st.sampled_from(VERSIONS), read=st.sampled_from(VERSIONS))
def test_document_of_another_version_breaks_the_same_keywords(
    data: st.DataObject, written: int, read: int
) -> None:
    document = data.draw(manifests(written))
    check(read, document)
    assert (REGISTRY[read].schema.violations(document) == []) is (written == read)
