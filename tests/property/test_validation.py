"""The short way through the layers beside the long one, over many spellings of documents."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.strategies import VERSIONS, manifests, nearly_valid, random_documents

from dlm_schema.document import encoding, rules
from dlm_schema.document.schemas import WALKS
from dlm_schema.document.validation import judge, judge_mapping, validate
from dlm_schema.document.versions import claimed_version
from dlm_schema.findings import Finding, Report


def judged_the_long_way(data: bytes) -> tuple[Any, Report]:
    """Ask each layer in turn, as SPEC section 8 lists them."""
    fault = encoding.find_fault(data)
    if fault is not None:
        return None, Report(None, [fault])
    document = json.loads(data)
    version = claimed_version(document)
    if isinstance(version, Finding):
        return document, Report(None, [version])
    findings = version.schema.violations(document) or rules.broken_rules(document)
    return document, Report(version.number, findings)


def check(data: bytes) -> None:
    for walked in (-(10**9), 10**9):  # few documents were judged before, or many
        WALKS._walked = walked
        check_once(data)


def check_once(data: bytes) -> None:
    document, report, accepted = judge(data)
    assert (document, report) == judged_the_long_way(data)
    assert repr(document) == repr(judged_the_long_way(data)[0])  # and true is not 1
    assert validate(data) == report
    assert accepted is all(finding.code.startswith("rules/") for finding in report.findings)


class Speller:
    """Writes JSON in odd ways, most of them allowed; ``seed`` decides which."""

    def __init__(self, seed: int, oddity: float) -> None:
        self._random = random.Random(seed)
        self._oddity = oddity

    def _odd(self) -> bool:
        return self._random.random() < self._oddity

    def space(self) -> str:
        return self._random.choice([" ", "\n", "\t", "\r", "  \n"]) if self._odd() else ""

    def text(self, value: str) -> str:
        return '"' + "".join(self._character(one) for one in value) + '"'

    def _character(self, one: str) -> str:
        if one in {'"', "\\"} or one < " ":
            return json.dumps(one)[1:-1]
        if one == "/" and self._odd():
            return "\\/"
        if self._odd() and ord(one) < 0x10000:
            return f"\\u{ord(one):04{self._random.choice('xX')}}"
        return one

    def value(self, value: Any) -> str:
        if isinstance(value, dict):
            members = [
                f"{self.space()}{self.text(name)}{self.space()}:{self.value(item)}"
                for name, item in value.items()
            ]
            written = "{" + ",".join(members) + self.space() + "}"
        elif isinstance(value, list):
            written = "[" + ",".join(map(self.value, value)) + self.space() + "]"
        elif isinstance(value, str):
            written = self.text(value)
        else:
            written = self._scalar(value)
        return self.space() + written + self.space()

    def _scalar(self, value: Any) -> str:
        written = json.dumps(value)
        if isinstance(value, bool) or not isinstance(value, int) or not self._odd():
            return written
        return self._random.choice([written, f"{written}.0", f"{written}e0", f"-{written}", "-0"])


def mutated(data: bytes, seed: int) -> bytes:
    """Change one place of a text."""
    chooser = random.Random(seed)
    at = chooser.randrange(len(data) + 1)
    patch = chooser.choice(
        [*b',"\\{}[]:x1 \x00\x7f\xff', b"", b"-0", b".0", b"\\n", b"\\u0000", b"\xef\xbb\xbf"]
    )
    patch = bytes([patch]) if isinstance(patch, int) else patch
    return data[:at] + patch + data[at + chooser.choice([0, 0, 1, 2]) :]


oddities = st.sampled_from([0.0, 0.003, 0.02, 0.3])
seeds = st.integers(0, 2**32)


@pytest.mark.parametrize("version", VERSIONS)
@given(data=st.data(), seed=seeds, oddity=oddities)
def test_spelling_of_a_valid_document_is_judged_alike(
    version: int, data: st.DataObject, seed: int, oddity: float
) -> None:
    document = data.draw(manifests(version))
    check(Speller(seed, oddity).value(document).encode())


@pytest.mark.parametrize("version", VERSIONS)
@given(data=st.data(), seed=seeds, oddity=oddities)
def test_spelling_of_a_nearly_valid_document_is_judged_alike(
    version: int, data: st.DataObject, seed: int, oddity: float
) -> None:
    document = data.draw(nearly_valid(version))
    check(Speller(seed, oddity).value(document).encode())


@pytest.mark.parametrize("version", VERSIONS)
@given(data=st.data(), seed=seeds)
@settings(max_examples=2 * settings().max_examples)
def test_mutated_text_is_judged_alike(version: int, data: st.DataObject, seed: int) -> None:
    document = data.draw(manifests(version, max_artifacts=1))
    text = json.dumps(document, indent=data.draw(st.sampled_from([None, 2]))).encode()
    check(mutated(text, seed))
    check(mutated(mutated(text, seed), seed + 1))


@given(random_documents(), seeds)
def test_spelling_of_a_random_document_is_judged_alike(document: Any, seed: int) -> None:
    check(Speller(seed, 0.01).value(document).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("version", VERSIONS)
@given(data=st.data())
def test_document_in_memory_is_judged_as_its_text(version: int, data: st.DataObject) -> None:
    document = data.draw(st.one_of(nearly_valid(version), manifests(version)))
    for walked in (-(10**9), 10**9):
        WALKS._walked = walked
        in_memory, as_text = judge_mapping(document), judge(json.dumps(document).encode())
        found, expected = (
            [finding[:3] for finding in judged.report.findings] for judged in (in_memory, as_text)
        )
        assert found == expected
        assert in_memory.document == as_text.document
        assert in_memory.document is not document
