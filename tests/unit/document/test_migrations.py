"""Migrations of plain documents, whole, and what is refused with which error."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest
from support.documents import REPOSITORY, TARGETS, VERSIONS, Document, document

import dlm_schema
from dlm_schema.document.canonical import canonical_bytes
from dlm_schema.document.migrations import Migration, Step, apply_steps, migrate
from dlm_schema.document.operations import Operations
from dlm_schema.document.schemas import Schema
from dlm_schema.document.validation import Judgement, judge, validate
from dlm_schema.errors import InvalidManifestError, MigrationLossError, UnknownVersionError
from dlm_schema.findings import Loss, Report


@pytest.mark.parametrize(
    ("source", "to", "steps"),
    [
        (1, 1, []),
        (1, 2, [(1, 2)]),
        (1, 3, [(1, 2), (2, 3)]),
        (2, 1, [(2, 1)]),
        (2, 2, []),
        (2, 3, [(2, 3)]),
        (3, 1, [(3, 2), (2, 1)]),
        (3, 2, [(3, 2)]),
        (3, 3, []),
    ],
)
def test_ollama_export_migrates_between_any_two_versions(
    source: int, to: int, steps: list[tuple[int, int]]
) -> None:
    migration = migrate(document(source), to)
    assert migration.document == document(to)
    assert migration.losses == ()
    assert migration.steps == tuple(Step(*step) for step in steps)
    assert [(step.source, step.target) for step in migration.steps] == steps


@pytest.mark.parametrize("target", TARGETS)
def test_export_of_any_target_migrates_between_versions_2_and_3(target: str) -> None:
    assert migrate(document(2, target), 3).document == document(3, target)
    assert migrate(document(3, target), 2).document == document(2, target)


def test_latest_version_is_the_default() -> None:
    assert migrate(document(1)).document == document(dlm_schema.LATEST)
    assert migrate(document(1)).document["schema_version"] == dlm_schema.LATEST


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


def test_role_that_the_path_does_not_give_is_lost_on_the_way_to_version_2() -> None:
    made = document(3, "vllm")
    made["artifacts"].append({**made["artifacts"][0], "path": "a", "role": "adapter"})
    made["artifacts"][1]["role"] = "launch_script"
    made["artifacts"][2]["role"] = "runtime_config"
    losses = (
        Loss("/artifacts/1/role", "loss/value", "launch_script"),
        Loss("/artifacts/2/role", "loss/value", "runtime_config"),
        Loss("/artifacts/3/role", "loss/value", "adapter"),
    )
    with pytest.raises(MigrationLossError) as raised:
        migrate(made, 2)
    assert raised.value.losses == losses
    migration = migrate(made, 2, allow_loss=True)
    assert migration.losses == losses
    assert validate(migration.document).ok
    assert [loss.pointer for loss in migrate(made, 1, allow_loss=True).losses] == [
        *(loss.pointer for loss in losses),
        "/target",
    ]


def test_allowing_a_loss_changes_nothing_when_there_is_none() -> None:
    for source in VERSIONS:
        for to in VERSIONS:
            plain, allowed = (
                migrate(document(source), to, allow_loss=allow) for allow in (False, True)
            )
            assert plain.document == allowed.document
            assert allowed.losses == ()


class Frozen(Mapping[str, Any]):
    """A mapping that is no ``dict`` and cannot be written to."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Any:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


@pytest.mark.parametrize("wrap", [MappingProxyType, Frozen], ids=["proxy", "mapping"])
@pytest.mark.parametrize("source", VERSIONS)
@pytest.mark.parametrize("to", VERSIONS)
def test_mappings_and_tuples_migrate_to_plain_dicts_and_lists(
    source: int, to: int, wrap: Any
) -> None:
    made = document(source)
    made["artifacts"] = tuple(wrap(entry) for entry in made["artifacts"])
    migration = migrate(wrap(made), to)
    assert migration.document == document(to)
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


def changed(version: int, **members: Any) -> Document:
    return {**document(version), **members}


@pytest.mark.parametrize(
    ("made", "codes"),
    [
        pytest.param({}, ["schema/required"] * 11, id="empty"),
        pytest.param(changed(1, quant=1.0), ["encoding/number"], id="encoding"),
        pytest.param(changed(1, schema_version=9), ["version/unsupported"], id="version"),
        pytest.param(changed(2, quant=""), ["schema/minLength", "schema/pattern"], id="schema"),
        pytest.param(changed(2, role="x"), ["schema/additionalProperties"], id="extra"),
    ],
)
@pytest.mark.parametrize("to", VERSIONS)
@pytest.mark.parametrize("allow_loss", [False, True])
def test_invalid_document_is_refused_with_its_report(
    made: Document, codes: list[str], to: int, *, allow_loss: bool
) -> None:
    with pytest.raises(InvalidManifestError) as raised:
        migrate(made, to, allow_loss=allow_loss)
    report = raised.value.report
    assert report == validate(made)
    assert [finding.code for finding in report.findings] == codes


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("to", VERSIONS)
@pytest.mark.parametrize("as_bytes", [False, True])
def test_broken_rules_neither_stop_a_migration_nor_are_changed_by_one(
    version: int, to: int, *, as_bytes: bool
) -> None:
    artifacts = [*document(version)["artifacts"], document(version)["artifacts"][0]]
    made = changed(version, ollama_name="", quant="HF", merged=False, artifacts=artifacts)
    made["dequantized"] = True
    made["created_at"] = made["created_at"].replace("2026-04-23", "2026-02-30")
    migration = apply_steps(judge(canonical_bytes(made)), to) if as_bytes else migrate(made, to)
    assert migration.losses == ()
    assert migration.findings == validate(made).findings == validate(migration.document).findings
    assert [(finding.code, finding.severity) for finding in migration.findings] == [
        ("rules/quant-name", "warning"),
        ("rules/duplicate-path", "error"),
        ("rules/quant-name", "warning"),
        ("rules/calendar-date", "error"),
        ("rules/dequantized-without-merged", "warning"),
        ("rules/ollama-name", "warning"),
        ("rules/target-fields", "warning"),
    ]


def test_allowed_loss_migrates_to_its_own_version_again() -> None:
    once = migrate(document(3, "vllm"), 1, allow_loss=True)
    assert once.findings == validate(once.document).findings
    assert once.findings
    again = migrate(once.document, 1)
    assert (again.document, again.findings) == (once.document, once.findings)


@pytest.mark.parametrize("to", [0, 99, -1, 3.0, "3", None, True])
@pytest.mark.parametrize("made", [document(1), {}], ids=["valid", "invalid"])
def test_unknown_version_is_refused_before_the_document_is_looked_at(
    made: Document, to: Any
) -> None:
    known = ", ".join(map(str, VERSIONS))
    message = re.escape(f"version {to!r} is unknown; the known versions are {known}")
    with pytest.raises(UnknownVersionError, match=f"^{message}$"):
        migrate(made, to)


def test_allowed_loss_can_leave_a_document_with_other_findings() -> None:
    made = document(2, "vllm")
    assert validate(made).findings == ()
    migration = migrate(made, 1, allow_loss=True)
    assert {(finding.code, finding.severity) for finding in migration.findings} == {
        ("rules/target-fields", "warning"),
        ("rules/missing-role", "warning"),
    }


def test_first_unrepresentable_value_ends_a_migration_even_where_losses_are_allowed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    quant = {"type": "string", "enum": ["F16"]}
    older = Schema({"type": "object", "required": ["quant"], "properties": {"quant": quant}})
    add = {"op": "add", "pointer": "/target", "value": "ollama"}
    monkeypatch.setattr(
        "dlm_schema.document.migrations.operations", lambda _: Operations([add], older)
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
