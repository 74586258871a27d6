"""A model accepts a document exactly when its version's schema and the calendar rule do.

The oracles are the cases of the corpus, and ``support.schema_judge``: jsonschema over the published
files. What a model makes of values that JSON has not is in ``test_strictness``.
"""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from support.models import EXAMPLES, MODELS
from support.schema_judge import accepts
from support.strategies import VERSIONS, manifests, nearly_valid, random_documents

from dlm_schema.conformance.cases import Case, Validate
from dlm_schema.conformance.corpus import Corpus
from dlm_schema.document import encoding
from dlm_schema.document.versions import LATEST

HUGE = 1_000_000


def model_accepts(version: int, document: Any) -> bool:
    """Ask a model twice: about a document in memory, and about its text."""
    model = MODELS[version]
    before = copy.deepcopy(document)
    verdicts = []
    for ask, given_document in (
        (model.model_validate, document),
        (model.model_validate_json, json.dumps(document)),
    ):
        try:
            ask(given_document)
        except ValidationError:
            verdicts.append(False)
        else:
            verdicts.append(True)
    assert document == before
    assert verdicts[0] is verdicts[1]
    return verdicts[0]


def is_at_fault(case: Case) -> bool:
    """Tell whether a case is found wrong by what a model knows: its schema and the calendar."""
    codes = {place.code for place in case.expected.errors}
    return any(code.startswith("schema/") or code == "rules/calendar-date" for code in codes)


@pytest.mark.parametrize(
    "path",
    [path for path in Corpus().index["recipes"] if path.split("/")[1] in ("schema", "rules")],
)
def test_case_of_the_corpus_is_judged_as_it_says(path: str) -> None:
    asked = 0
    for case in Corpus().cases(path):
        assert isinstance(case.request, Validate)
        if len(case.request.data) > HUGE and case.expected.version != LATEST:
            continue  # it would take a minute, and the versions differ in no bound
        value, fault = encoding.read(case.request.data)
        if fault is None and case.expected.version is not None:
            asked += 1
            assert model_accepts(case.expected.version, value) is not is_at_fault(case), case.id
    assert asked > 0


def is_text(document: Any) -> bool:
    """Tell whether no string has a lone surrogate, which Pydantic takes for no text at all."""
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


@pytest.mark.parametrize("version", VERSIONS)
@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_document_is_judged_alike(version: int, data: st.DataObject) -> None:
    of_any_version = st.sampled_from(VERSIONS).flatmap(manifests)
    made = data.draw(st.one_of(nearly_valid(version), of_any_version, random_documents()))
    assert model_accepts(version, made) is (accepts(version, made) and is_text(made))
