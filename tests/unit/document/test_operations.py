"""What the corpus cannot see of operations: what is shared, and how losses read."""

from __future__ import annotations

from typing import Any

import pytest

from dlm_schema.document.operations import Operations, operations
from dlm_schema.document.schemas import Schema
from dlm_schema.findings import Loss

Document = dict[str, Any]
Entry = dict[str, Any]

ANYTHING = Schema({})
ADD_LIST: Entry = {"op": "add", "pointer": "/list/*/new", "value": {"tags": []}}


@pytest.mark.parametrize(
    ("loss", "shown"),
    [
        pytest.param(
            Loss("/target", "loss/value", "vllm"), "loss/value at /target ('vllm')", id="string"
        ),
        pytest.param(Loss("/a/0", "loss/value", None), "loss/value at /a/0 (null)", id="null"),
    ],
)
def test_loss_reads_as_one_line(loss: Loss, shown: str) -> None:
    assert str(loss) == shown
    assert Loss._fields == ("pointer", "code", "value")


def test_documents_do_not_share_what_is_added() -> None:
    operation = Operations([ADD_LIST], ANYTHING, ANYTHING)
    made: Document = {"list": [{}, {}]}
    operation.up(made)
    made["list"][0]["new"]["tags"].append("x")
    other: Document = {"list": [{}]}
    operation.up(other)
    assert [made["list"][1]["new"], other["list"][0]["new"]] == [{"tags": []}, {"tags": []}]


def test_oldest_version_has_no_step_that_leads_to_it() -> None:
    with pytest.raises(AssertionError, match="version 1 is not the oldest and has no migration"):
        operations(1)
