"""The answers of this package, as an implementation like any other."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Final

from dlm_schema.conformance.cases import (
    Answer,
    Found,
    LostValue,
    Migrate,
    Place,
    Request,
    Validate,
    Verify,
)
from dlm_schema.document import encoding
from dlm_schema.document.canonical import canonical_bytes
from dlm_schema.document.migrations import Migration, apply_steps
from dlm_schema.document.operations import Operations
from dlm_schema.document.schemas import Schema
from dlm_schema.document.validation import Judgement, judge
from dlm_schema.document.versions import lookup
from dlm_schema.export.checking import check_all
from dlm_schema.export.verification import verify
from dlm_schema.findings import SEVERITIES, Loss, Report

_OLDER: Final = 1
_NEWER: Final = 2
"""The versions of a step that the corpus carries itself."""


def validate(data: bytes) -> Answer:
    """Judge a document by the document layers."""
    return _answer(judge(data).report)


def migrate(
    data: bytes, to: int, *, allow_loss: bool, step: Mapping[str, Any] | None = None
) -> Answer:
    """Migrate a document to another version, of the published ones or of those of a step."""
    if step is None:
        lookup(to)
        judged = judge(data)
    else:
        judged = _judged(step, data, _OLDER if to == _NEWER else _NEWER)
    report = judged.report
    if not judged.accepted:
        return _answer(report)
    migration = apply_steps(judged, to) if step is None else _apply(step, judged, to)
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


def answer(request: Request, directory: str = "") -> Answer:
    """Answer a request of any kind; ``directory`` holds the entries that it is about, if any."""
    if isinstance(request, Validate):
        return validate(request.data)
    if isinstance(request, Migrate):
        return migrate(request.data, request.to, allow_loss=request.allow_loss, step=request.step)
    return verify_directory(directory) if isinstance(request, Verify) else check_store(directory)


def _judged(step: Mapping[str, Any], data: bytes, version: int) -> Judgement:
    document, fault = encoding.read(data)
    schema = Schema(step["older" if version == _OLDER else "newer"])
    findings = schema.violations(document) if fault is None else [fault]
    report = Report(version if fault is None else None, findings)
    return Judgement(document, report, accepted=not findings)


def _apply(step: Mapping[str, Any], judged: Judgement, to: int) -> Migration:
    schemas = Schema(step["older"]), Schema(step["newer"])
    operations = Operations(step["operations"], *schemas)
    losses: list[Loss] = []
    if to == _NEWER:
        operations.up(judged.document)
    else:
        losses = operations.down(judged.document)
    return Migration(judged.document, losses, (), Report(to))


def verify_directory(path: str) -> Answer:
    """Judge an export directory by all layers."""
    return _answer(verify(path))


def check_store(path: str) -> Answer:
    """Judge a store and all that is in it; paths of findings are those from the store on."""
    with check_all([path]) as checks:
        found = tuple(
            Found(
                finding.code, finding.severity, finding.pointer, os.path.relpath(checked.path, path)
            )
            for checked in checks
            for finding in checked.report.findings
        )
    return Answer(
        valid=all(finding.severity != "error" for finding in found), version=None, findings=found
    )


def _answer(report: Report) -> Answer:
    errors, warnings, notes = (
        tuple(Place(found.code, found.pointer) for found in report.findings if found.severity == of)
        for of in SEVERITIES
    )
    return Answer(report.ok, report.version, errors, warnings, notes)
