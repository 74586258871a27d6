"""The corpus catches implementations that make the mistakes which readers really make.

Each is this package with one fault, asked every case that is not huge.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import partial

import pytest
from proofs.broken.faults import FAULTS, Fault
from proofs.mutants.engine import forked
from proofs.mutants.suite import Question, difference, prepared
from proofs.mutants.variants import Variant, install

from dlm_schema.conformance.cases import LAYERS


def failures(fault: Fault, questions: list[Question]) -> dict[str, str]:
    own = install(Variant(functions=fault.functions))
    return {each.id: how for each in questions if (how := difference(own, each)) is not None}


@pytest.fixture(scope="module")
def questions() -> Iterator[list[Question]]:
    with prepared() as asked:
        yield [question for question in asked if not question.huge]


def test_there_are_broken_implementations_of_every_kind() -> None:
    assert len(FAULTS) >= 14
    meant = {pattern.split("/")[0] for fault in FAULTS.values() for pattern in fault.meant}
    assert meant == {*LAYERS}


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("name", FAULTS)
def test_a_broken_implementation_is_caught_by_the_cases_meant_for_it_and_no_others(
    name: str, questions: list[Question]
) -> None:
    fault = FAULTS[name]
    ((_, found, _),) = forked([(name, partial(failures, fault, questions))], 1)
    idle = [each for each in fault.meant if not any(fnmatchcase(case, each) for case in found)]
    assert idle == []
    expected = (*fault.meant, *fault.also)
    strange = [case for case in found if not any(fnmatchcase(case, each) for each in expected)]
    assert strange == []
    assert [how for how in found.values() if how.startswith("raised")] == []
