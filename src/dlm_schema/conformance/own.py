"""The answers of this package, as an implementation like any other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dlm_schema.conformance.cases import Answer, Found, LostValue, Place
from dlm_schema.document.canonical import canonical_bytes
from dlm_schema.document.migrations import apply_steps
from dlm_schema.document.validation import judge
from dlm_schema.document.versions import lookup
from dlm_schema.export.verification import verify

if TYPE_CHECKING:
    from dlm_schema.findings import Finding, Report


def validate(data: bytes) -> Answer:
    """Judge a document by the document layers."""
    return _answer(judge(data).report)


def migrate(data: bytes, to: int, *, allow_loss: bool) -> Answer:
    """Migrate a document to another version."""
    lookup(to)
    judged = judge(data)
    report = judged.report
    if not judged.accepted:
        return _answer(report)
    migration = apply_steps(judged, to)
    losses = tuple(LostValue(loss.code, loss.pointer, loss.value) for loss in migration.losses)
    if migration.is_refused(allow_loss=allow_loss):
        return Answer(valid=True, version=report.version, losses=losses)
    return Answer(
        valid=True,
        version=report.version,
        output=canonical_bytes(migration.document),
        losses=losses,
        findings=tuple(
            Found(found.code, found.severity, found.pointer) for found in migration.findings
        ),
    )


def verify_directory(path: str) -> Answer:
    """Judge an export directory by all layers."""
    return _answer(verify(path))


def _answer(report: Report) -> Answer:
    def of(severity: str) -> tuple[Place, ...]:
        return _places([found for found in report.findings if found.severity == severity])

    return Answer(report.ok, report.version, of("error"), of("warning"), of("note"))


def _places(findings: Sequence[Finding]) -> tuple[Place, ...]:
    return tuple(Place(finding.code, finding.pointer) for finding in findings)
