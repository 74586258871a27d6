"""What the corpus cannot see of migrations: steps, errors, order, and that nothing is shared."""

from __future__ import annotations

import copy
import json
import re
from types import MappingProxyType
from typing import Any

import pytest
from support.documents import REPOSITORY, TARGETS, VERSIONS, Document, document

from dlm_schema.document.migrations import Migration, Step, apply_steps, migrate
from dlm_schema.document.operations import Operations
from dlm_schema.document.schemas import Schema
from dlm_schema.document.validation import Judgement, judge_mapping, validate
from dlm_schema.errors import InvalidManifestError, MigrationLossError, UnknownVersionError
from dlm_schema.findings import Loss, Report


@pytest.mark.parametrize("target", TARGETS[1:])
@pytest.mark.parametrize("source", [2, 3])
def test_other_target_than_ollama_is_lost_on_the_way_to_version_1(source: int, target: str) -> None:
    made = document(source, target)
    loss = Loss("/target", "loss/value", target)
    with pytest.raises(MigrationLossError) as raised:
        migrate(made, 1)
    assert raised.value.losses == (loss,)
    assert raised.value.to == 1
    assert str(raised.value) == (
        f"document cannot migrate to version 1 without loss: loss/value at /target ('{target}'); "
        "allow the loss explicitly to go on"
    )
    migration = migrate(made, 1, allow_loss=True)
    assert migration.losses == (loss,)
    expected = document(2, target)
    del expected["target"]
    assert migration.document == expected


@pytest.mark.parametrize("source", VERSIONS)
@pytest.mark.parametrize("to", VERSIONS)
def test_mappings_and_tuples_migrate_to_plain_dicts_and_lists(source: int, to: int) -> None:
    made = document(source)
    made["artifacts"] = tuple(map(MappingProxyType, made["artifacts"]))
    migration = migrate(MappingProxyType(made), to)
    way = 1 if to > source else -1
    assert migration.steps == tuple(Step(step, step + way) for step in range(source, to, way))
    assert (migration.document, migration.losses) == (document(to), ())
    assert type(migration.document) is dict
    assert type(migration.document["artifacts"]) is list
    assert {type(entry) for entry in migration.document["artifacts"]} == {dict}


@pytest.mark.parametrize("source", VERSIONS)
@pytest.mark.parametrize("to", VERSIONS)
def test_result_shares_nothing_with_the_document(source: int, to: int) -> None:
    made = document(source)
    before = copy.deepcopy(made)
    migrated = migrate(made, to).document
    migrated["artifacts"][0]["path"] = "changed"
    migrated["artifacts"].clear()
    migrated.clear()
    assert made == before


def test_invalid_document_is_refused_with_its_report_whether_losses_are_allowed_or_not() -> None:
    made = {**document(2), "quant": "", "role": "x"}
    for allow_loss in (False, True):
        with pytest.raises(InvalidManifestError) as raised:
            migrate(made, 2, allow_loss=allow_loss)
        assert raised.value.report == validate(made)


def test_what_rules_find_in_the_outcome_is_reported_in_document_order() -> None:
    made = {**document(1), "ollama_name": "", "quant": "HF", "created_at": "2026-02-30T00:00:00"}
    migration = migrate(made, 3)
    assert migration.findings == validate(migration.document).findings
    assert [finding.code for finding in migration.findings] == [
        "rules/quant-name",
        "rules/calendar-date",
        "rules/ollama-name",
        "rules/target-fields",
    ]


@pytest.mark.parametrize("to", [0, 99, -1, 3.0, "3", None, True])
@pytest.mark.parametrize("made", [document(1), {}], ids=["valid", "invalid"])
def test_unknown_version_is_refused_before_the_document_is_looked_at(
    made: Document, to: Any
) -> None:
    known = ", ".join(map(str, VERSIONS))
    message = re.escape(f"version {to!r} is unknown; the known versions are {known}")
    with pytest.raises(UnknownVersionError, match=f"^{message}$"):
        migrate(made, to)


@pytest.mark.parametrize("most", [0, 1])
def test_findings_are_counted_whether_they_are_listed(most: int) -> None:
    made = document(2)
    made["artifacts"].append({**made["artifacts"][0], "path": "a file"})
    outcome = apply_steps(judge_mapping(made, most), 3, most)
    assert (outcome.report.counts["warning"], len(outcome.findings)) == (1, most)


def test_first_unrepresentable_value_ends_a_migration_even_where_losses_are_allowed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    quant = {"type": "string", "enum": ["F16"]}
    older = Schema({"type": "object", "required": ["quant"], "properties": {"quant": quant}})
    add = {"op": "add", "pointer": "/target", "value": "ollama"}
    monkeypatch.setattr(
        "dlm_schema.document.migrations.operations", lambda _: Operations([add], older, Schema({}))
    )
    losses = (
        Loss("/target", "loss/value", "vllm"),
        Loss("/quant", "loss/unrepresentable", "Q4_K_M"),
    )
    judged = Judgement({"quant": "Q4_K_M", "target": "vllm"}, Report(3), accepted=True)
    migration = apply_steps(judged, 1)
    assert migration.losses == losses
    assert migration.steps == ((3, 2),)
    assert migration.is_refused(allow_loss=True)
    assert str(MigrationLossError(losses, 1)) == (
        "document cannot migrate to version 1 without loss: loss/value at /target ('vllm'); "
        "loss/unrepresentable at /quant ('Q4_K_M'); "
        "the older version has no value for it, so change it or stay at the newer one"
    )


def test_migration_shows_its_steps_and_losses() -> None:
    migration = migrate(document(2, "vllm"), 1, allow_loss=True)
    assert type(migration) is Migration
    assert repr(migration) == (
        "Migration(steps=(Step(source=2, target=1),), "
        "losses=(Loss(pointer='/target', code='loss/value', value='vllm'),), "
        f"findings={migration.findings!r})"
    )


@pytest.mark.parametrize("export", ["Q4_K_M", "Q5_K_M", "vllm", "mlx-serve"])
def test_example_of_version_3_is_the_one_of_version_2_but_for_its_writer(export: str) -> None:
    older, newer = (
        next((REPOSITORY / "examples" / f"version-{number}").rglob(f"{export}/*manifest.json"))
        for number in (2, 3)
    )
    up = migrate(json.loads(older.read_bytes()), 3).document
    expected = json.loads(newer.read_bytes())
    assert up.pop("created_by") == "dlm-0.10.0"
    assert expected.pop("created_by").startswith("dlm-schema-")
    assert up == expected
