"""Plans for migrating a manifest, of which nothing is written yet."""

from __future__ import annotations

import hashlib

import pytest
from support.documents import as_bytes, document

from dlm_schema.document.canonical import canonical_bytes
from dlm_schema.errors import ManifestPathError
from dlm_schema.export.inputs import Subject
from dlm_schema.export.migrating import plan_for
from dlm_schema.export.rewriting import digest

V2 = as_bytes(document(2, "vllm"))


def test_a_plan_has_the_new_bytes_and_the_digest_of_the_old() -> None:
    plan = plan_for(Subject("a", V2, None), 3, allow_loss=False)
    assert plan.data == canonical_bytes(document(3, "vllm"))
    assert plan.digest == digest(V2) == hashlib.sha256(V2).digest()
    assert (plan.version, plan.losses) == (2, ())


@pytest.mark.parametrize("allowed", [False, True])
def test_a_loss_is_listed_and_refuses_unless_it_is_allowed(*, allowed: bool) -> None:
    version_3 = document(3)
    version_3["artifacts"][0]["role"] = "other"
    plan = plan_for(Subject("a", as_bytes(version_3), None), 2, allow_loss=allowed)
    assert [(loss.code, loss.pointer) for loss in plan.losses] == [
        ("loss/value", "/artifacts/0/role")
    ]
    assert (plan.data is not None) is allowed


def test_what_its_schema_rejects_or_nobody_can_read_has_no_plan() -> None:
    rejected = plan_for(Subject("a", b"[]", None), 3, allow_loss=True)
    assert [found.code for found in rejected.findings] == ["version/not-an-object"]
    assert rejected.data is None
    error = ManifestPathError("a", "is gone", "files/missing")
    unread = plan_for(Subject("a", b"", error), 3, allow_loss=True)
    assert (unread.error, unread.data) == (error, None)
