"""Work out what migrating a manifest comes to, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from dlm_schema.document.canonical import canonical_bytes
from dlm_schema.document.encoding import too_large
from dlm_schema.document.migrations import apply_steps
from dlm_schema.document.rules import implied_target
from dlm_schema.document.validation import judge
from dlm_schema.export.rewriting import digest
from dlm_schema.limits import MAX_BYTES, MAX_FINDINGS
from dlm_schema.published import TARGET_MEMBER

if TYPE_CHECKING:
    from dlm_schema.disk.handles import FolderId
    from dlm_schema.errors import ManifestPathError
    from dlm_schema.export.inputs import Subject
    from dlm_schema.findings import Finding, Loss


class Plan(NamedTuple):
    """What migrating one manifest comes to.

    ``data`` is its bytes in the version wanted, or ``None`` when the migration is refused.
    ``target`` is the one that the manifest is for, where its schema accepts it.
    ``findings`` are those that refuse it, or else what the rules find in the outcome, which does
    not stop a migration; ``counts`` is how many there are of each severity, where that is more than
    are listed. ``error`` says why the manifest could not be read at all, and ``folder`` is the one
    that it was read in. ``real`` is the path without links, where that is known.
    """

    path: str
    digest: bytes
    version: int | None
    folder: FolderId | None = None
    target: str | None = None
    findings: Sequence[Finding] = ()
    losses: Sequence[Loss] = ()
    data: bytes | None = None
    error: ManifestPathError | None = None
    counts: Mapping[str, int] | None = None
    real: str = ""


def plan_for(
    subject: Subject, to: int, *, allow_loss: bool, most: int | None = MAX_FINDINGS
) -> Plan:
    """Judge a manifest and work out what it becomes in version ``to``."""
    path, data, error, folder, real = subject
    if error is not None:
        return Plan(path, b"", None, error=error, real=real)
    judged = judge(data, most)
    report = judged.report
    if not judged.accepted:
        counts = report.counts if report.truncated else None
        plan = Plan(path, digest(data), report.version, folder, real=real)
        return plan._replace(findings=report.findings, counts=counts)
    target = judged.document.get(TARGET_MEMBER) or implied_target()
    migration = apply_steps(judged, to, most)
    plan = Plan(
        path, digest(data), report.version, folder, target, losses=migration.losses, real=real
    )
    if migration.is_refused(allow_loss=allow_loss):
        return plan
    migrated = canonical_bytes(migration.document)
    if len(migrated) > MAX_BYTES:
        return plan._replace(findings=[too_large()])
    outcome = migration.report
    counts = outcome.counts if outcome.truncated else None
    return plan._replace(findings=outcome.findings, data=migrated, counts=counts)
