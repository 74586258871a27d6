"""Migrations between neighbouring versions, executed from the published files (SPEC section 10).

Steps chain one version at a time, up or down. Migrating is pure: no clock, no randomness, and
the caller's document is not touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, final

from dlm_schema.document import rules
from dlm_schema.document.operations import operations
from dlm_schema.document.validation import Judgement, judge_mapping
from dlm_schema.document.versions import LATEST, VERSIONS, lookup
from dlm_schema.errors import InvalidManifestError, MigrationLossError
from dlm_schema.findings import NOTHING, Report
from dlm_schema.limits import MAX_FINDINGS

if TYPE_CHECKING:
    from dlm_schema.findings import Finding, Loss


class Step(NamedTuple):
    """One step between neighbouring versions."""

    source: int
    target: int


@final
class Migration:
    """What a migration came to.

    ``document`` is the new document, ``losses`` what it does not carry over, ``steps`` are those
    taken, and ``report`` is what the rules find in the new document: a migration neither needs nor
    changes that. ``findings`` are those of the report.
    """

    __slots__ = ("document", "losses", "report", "steps")

    document: dict[str, Any]
    losses: tuple[Loss, ...]
    steps: tuple[Step, ...]
    report: Report

    def __init__(
        self,
        document: dict[str, Any],
        losses: Iterable[Loss],
        steps: Iterable[Step],
        report: Report,
    ) -> None:
        self.document = document
        self.losses = tuple(losses)
        self.steps = tuple(steps)
        self.report = report

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the rules find in the new document, as far as it is listed."""
        return self.report.findings

    def is_refused(self, *, allow_loss: bool) -> bool:
        """Tell whether the losses keep it from being carried out."""
        if allow_loss:
            return any(loss.is_unrepresentable for loss in self.losses)
        return bool(self.losses)

    def __repr__(self) -> str:
        return (
            f"Migration(steps={self.steps!r}, losses={self.losses!r}, findings={self.findings!r})"
        )


def migrate(
    document: Mapping[str, Any], to: int = LATEST, *, allow_loss: bool = False
) -> Migration:
    """Migrate a document of any version to version ``to``, one step at a time.

    The document must satisfy its schema; what the rules find in it does not stop a migration and
    is reported in ``findings``. The document that was passed in is not touched. Going up never
    loses anything, and going down again gives the same document back.

    Raises ``InvalidManifestError`` when its schema rejects the document, ``UnknownVersionError``
    when there is no version ``to``, and ``MigrationLossError`` when something would be lost and
    ``allow_loss`` is false, or when the older version cannot represent it at all.
    """
    lookup(to)
    judged = judge_mapping(document)
    if not judged.accepted:
        raise InvalidManifestError(judged.report)
    migration = apply_steps(judged, to)
    if migration.is_refused(allow_loss=allow_loss):
        raise MigrationLossError(migration.losses, to)
    return migration


def apply_steps(judged: Judgement, to: int, most: int | None = MAX_FINDINGS) -> Migration:
    """Migrate a document that its schema accepts, which changes it, and collect the losses.

    The first step whose outcome the older schema does not accept is the last.
    """
    document, report, _ = judged
    if report.version is None:
        raise AssertionError("a document that its schema accepts has a version")
    losses: list[Loss] = []
    steps: list[Step] = []
    start, end = VERSIONS.index(report.version), VERSIONS.index(to)
    for older, newer in zip(VERSIONS[start:end], VERSIONS[start + 1 : end + 1], strict=True):
        operations(newer).up(document)
        steps.append(Step(older, newer))
    for position in range(start, end, -1):
        newer, older = VERSIONS[position], VERSIONS[position - 1]
        losses += operations(newer).down(document)
        steps.append(Step(newer, older))
        if losses and losses[-1].is_unrepresentable:
            return Migration(document, losses, steps, Report(to))
    # Where nothing is lost the rules find what they found before: here, nothing.
    found = (
        rules.broken_rules(document, most)
        if losses or report.findings or report.truncated
        else NOTHING
    )
    return Migration(document, losses, steps, Report.of(to, found))
