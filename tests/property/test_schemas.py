"""The explanation of a rejection beside ``jsonschema``: the same keywords at the same pointers.

Two differences are on purpose: entries of an array that is too long are not judged, and of a text
that is too long nothing but its length is.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import oracles
from support.strategies import VERSIONS, manifests, nearly_valid, random_documents

from dlm_schema.document.versions import REGISTRY


def in_document_order(place: oracles.Place) -> tuple[list[int | str], str]:
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
    places = [(finding.code, finding.pointer) for finding in findings]
    assert len(set(places)) == len(places)
    assert set(places) == oracles.judge_schema(document, version)
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
