"""The laws of migrations, over ten thousand documents per pair and direction (quick: a tenth).

One document serves every pair that begins at its version. ``role_by_path`` of the strategies is the
independent oracle of the roles that paths imply, ``json.dumps`` of the canonical bytes.
"""

from __future__ import annotations

import copy
import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.strategies import VERSIONS, Document, disorderly, manifests, role_by_path

from dlm_schema.document.canonical import canonical_bytes
from dlm_schema.document.migrations import migrate
from dlm_schema.document.validation import validate
from dlm_schema.document.versions import REGISTRY, claimed_version
from dlm_schema.errors import MigrationLossError
from dlm_schema.findings import Loss

ASKED = settings().max_examples
DOCUMENTS = max(ASKED, min(10_000, 20 * ASKED))
LAW = settings(max_examples=DOCUMENTS)
IN_WORDS = VERSIONS[:3]
"""The versions whose losses are written out here; the drill has those of a version to come."""


def neighbours(source: int, to: int) -> tuple[tuple[int, int], ...]:
    direction = 1 if to > source else -1
    return tuple((number, number + direction) for number in range(source, to, direction))


def written(document: Document) -> bytes:
    return (json.dumps(document, sort_keys=True, indent=2) + "\n").encode()


def expected_losses(document: Document, to: int) -> list[Loss]:
    """Return what a document says that no older version can, by the words of SPEC section 10."""
    losses = []
    if "schema_version" in document and to < 3:
        losses = [
            Loss(f"/artifacts/{index}/role", "loss/value", entry["role"])
            for index, entry in enumerate(document["artifacts"])
            if entry["role"] != role_by_path(document["target"], entry["path"])
        ]
    if to < 2 and document["target"] != "ollama":
        losses.append(Loss("/target", "loss/value", document["target"]))
    return losses


def differences(one: Any, other: Any, pointer: str = "") -> dict[str, Any]:
    """Map the pointer of each value that is another in ``other`` to the value in ``one``."""
    if isinstance(one, dict) and isinstance(other, dict):
        assert one.keys() == other.keys()
        pairs = [(name, one[name], other[name]) for name in one]
    elif isinstance(one, list) and isinstance(other, list):
        assert len(one) == len(other)
        pairs = [(str(index), *pair) for index, pair in enumerate(zip(one, other, strict=True))]
    else:
        return {} if one == other and type(one) is type(other) else {pointer: one}
    found: dict[str, Any] = {}
    for token, left, right in pairs:
        found |= differences(left, right, f"{pointer}/{token}")
    return found


@pytest.mark.parametrize("source", VERSIONS[:-1])
def test_up_loses_nothing_and_down_undoes_it(source: int) -> None:
    seen = Counter[str]()

    @LAW
    @given(manifests(source, max_artifacts=3))
    def law(document: Document) -> None:
        before = copy.deepcopy(document)
        data = written(document)
        for to in VERSIONS[source:]:
            up = migrate(document, to)
            assert document == before
            assert up.losses == ()
            assert up.steps == neighbours(source, to)
            assert up.findings == ()
            report = validate(up.document)
            assert report.ok
            assert report.version == to
            down = migrate(up.document, source)
            assert down.document == document
            assert canonical_bytes(down.document) == data
            assert down.losses == ()
            assert down.steps == neighbours(to, source)
        seen[document.get("target", "ollama")] += 1

    law()
    assert seen.total() >= DOCUMENTS
    assert len(seen) == (1 if source == 1 else 4)


@pytest.mark.parametrize("source", IN_WORDS[1:])
def test_down_loses_exactly_what_up_would_not_give_back(source: int) -> None:
    seen = Counter[tuple[int, bool]]()

    @LAW
    @given(manifests(source, max_artifacts=3))
    def law(document: Document) -> None:
        before = copy.deepcopy(document)
        for to in VERSIONS[: source - 1]:
            losses = expected_losses(document, to)
            seen[to, bool(losses)] += 1
            down = migrate(document, to, allow_loss=True)
            assert document == before
            assert list(down.losses) == losses
            assert down.steps == neighbours(source, to)
            assert REGISTRY[to].schema.violations(down.document) == []
            assert claimed_version(down.document) is REGISTRY[to]
            again = migrate(down.document, source)
            assert again.losses == ()
            changes = differences(document, again.document)
            if not losses:
                assert again.document == document
                assert canonical_bytes(again.document) == written(document)
                assert validate(down.document).ok
                assert migrate(document, to).document == down.document
            else:
                with pytest.raises(MigrationLossError) as raised:
                    migrate(document, to)
                assert raised.value.losses == down.losses
                # A target that is lost changes the roles that paths imply, so that beyond the
                # losses of a single step nothing else but roles can come back otherwise.
                if len(down.steps) == 1:
                    assert changes == {loss.pointer: loss.value for loss in losses}
                assert {loss.pointer for loss in losses} & changes.keys() or len(down.steps) > 1

    law()
    for to in VERSIONS[: source - 1]:
        assert seen[to, False] + seen[to, True] >= DOCUMENTS
        assert min(seen[to, False], seen[to, True]) > DOCUMENTS // 20


@pytest.mark.parametrize("source", VERSIONS)
@given(data=st.data())
def test_what_the_rules_find_is_told_and_changed_by_no_migration_without_loss(
    source: int, data: st.DataObject
) -> None:
    document = data.draw(disorderly(source))
    findings = validate(document).findings
    for to in VERSIONS:
        migration = migrate(document, to, allow_loss=True)
        assert migration.findings == validate(migration.document).findings
        if not migration.losses:
            assert migration.findings == findings


@pytest.mark.parametrize("source", VERSIONS)
@given(data=st.data())
def test_steps_chain(source: int, data: st.DataObject) -> None:
    document = data.draw(manifests(source))
    for to in VERSIONS:
        whole = migrate(document, to, allow_loss=True)
        current = document
        losses: list[Loss] = []
        for older, newer in neighbours(source, to):
            step = migrate(current, newer, allow_loss=True)
            assert step.steps == ((older, newer),)
            losses += step.losses
            current = step.document
        assert whole.document == current
        assert list(whole.losses) == losses


@pytest.mark.parametrize("version", VERSIONS)
@given(data=st.data())
def test_migration_to_the_same_version_changes_nothing(version: int, data: st.DataObject) -> None:
    document = data.draw(manifests(version))
    migration = migrate(document, version)
    assert migration.document == document
    assert migration.document is not document
    assert (migration.losses, migration.steps) == ((), ())


@given(manifests(3))
def test_migration_keeps_the_order_of_artifacts(document: Document) -> None:
    for to in VERSIONS:
        migrated = migrate(document, to, allow_loss=True).document["artifacts"]
        assert [entry["path"] for entry in migrated] == [
            entry["path"] for entry in document["artifacts"]
        ]


@given(manifests(3), st.randoms(use_true_random=False))
def test_migration_does_not_depend_on_the_order_of_members(document: Document, order: Any) -> None:
    names = list(document)
    order.shuffle(names)
    shuffled = {name: document[name] for name in names}
    for to in VERSIONS:
        one, other = (migrate(made, to, allow_loss=True) for made in (document, shuffled))
        assert one.document == other.document
        assert one.losses == other.losses
