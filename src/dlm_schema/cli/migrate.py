"""``dlm-schema migrate``: plan for every manifest, then print, show, or write."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from difflib import unified_diff
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dlm_schema.disk import files
from dlm_schema.document.canonical import canonical_bytes
from dlm_schema.document.encoding import too_large
from dlm_schema.document.migrations import carry
from dlm_schema.document.validation import judge
from dlm_schema.document.versions import lookup
from dlm_schema.errors import ManifestPathError, UnknownVersionError
from dlm_schema.export.inputs import STDIN, Subject, subjects, unreadable
from dlm_schema.export.rewriting import (
    InterruptedRewriteError,
    Rewrite,
    digest,
    locked,
    rewrite_all,
)
from dlm_schema.limits import MAX_BYTES
from dlm_schema.output.reporters import Reporter, Result, complain, outlive_reader, write
from dlm_schema.published import MANIFEST_FILENAME
from dlm_schema.text import printable

if TYPE_CHECKING:
    import argparse

    from dlm_schema.findings import Finding, Loss

_MOST_LINES_COMPARED: Final = 4000


class Plan(NamedTuple):
    """What migrating one manifest comes to.

    ``data`` is its bytes in the version wanted, or ``None`` when the migration is refused, and
    ``broken`` what the rules find in the outcome, which does not stop a migration.
    ``error`` says why the manifest could not be read at all.
    """

    path: str
    digest: bytes
    version: int | None
    findings: Sequence[Finding] = ()
    losses: Sequence[Loss] = ()
    broken: Sequence[Finding] = ()
    data: bytes | None = None
    error: ManifestPathError | None = None


def run(options: argparse.Namespace, reporter_for: Callable[[str], Reporter]) -> int:
    """Plan, do what the options ask for, report, and return the exit status.

    ``reporter_for`` takes the word for what went well: ``migrated`` only where it was written.
    """
    problem = _misuse(options)
    if problem:
        complain(problem)
        return 2
    if options.in_place:
        folders = [path if os.path.isdir(path) else os.path.dirname(path) for path in options.paths]
        outlive_reader()  # a migration that began does not stop because nobody reads its output
        with locked(folder or "." for folder in folders):
            return _in_place(options, reporter_for)
    plans = _plans(options)
    if options.output or not (options.dry_run or options.diff or options.format == "json"):
        if len(plans) == 1 and plans[0].error is None:
            return _to_file(options, reporter_for, plans[0])
        if options.output and len(plans) > 1:
            complain(f"--output takes one manifest, found {len(plans)}; use --in-place for many")
            return 2
    reporter = reporter_for("migratable")
    for plan in plans:
        reporter.add(_result(options, plan, written=False))
    return reporter.finish()


def plan_for(subject: Subject, to: int, *, allow_loss: bool) -> Plan:
    """Judge a manifest and work out what it becomes in version ``to``."""
    path, data, error = subject
    if error is not None:
        return Plan(path, b"", None, error=error)
    judged = judge(data)
    report = judged.report
    if not judged.accepted:
        return Plan(path, digest(data), report.version, report.findings)
    migration = carry(judged, to)
    plan = Plan(path, digest(data), report.version, losses=migration.losses)
    if plan.losses and not allow_loss:
        return plan
    migrated = canonical_bytes(migration.document)
    if len(migrated) > MAX_BYTES:
        return plan._replace(findings=[too_large()])
    return plan._replace(broken=migration.findings, data=migrated)


def _misuse(options: argparse.Namespace) -> str | None:
    try:
        lookup(options.to)
    except UnknownVersionError as error:
        return f"--to: {error}"
    if options.output == "":
        return "--output names no file"
    if options.in_place and options.output:
        return "--in-place and --output exclude each other"
    if options.in_place and STDIN in options.paths:
        return "standard input cannot be migrated in place; use --output"
    if options.dry_run and options.output:
        return "--dry-run writes nothing, so --output has no part in it"
    if options.no_backup and not options.in_place:
        return "--no-backup goes with --in-place"
    if options.diff and options.format == "json":
        return "--diff prints text and cannot be part of a JSON report"
    return None


def _plans(options: argparse.Namespace) -> list[Plan]:
    """Plan for every manifest, showing differences on the way if that was asked for.

    Only a lone plan keeps its bytes: a store of many manifests is not held in memory.
    """
    plans: list[Plan] = []
    seen: set[str] = set()
    for subject in subjects(options.paths, follow=not options.in_place):
        identity = _real(subject.path)
        if identity in seen:
            continue
        seen.add(identity)
        plan = plan_for(subject, options.to, allow_loss=options.allow_loss)
        if options.diff and plan.data is not None and plan.version != options.to:
            _show_difference(subject, plan.data)
        if plans:
            plans[0] = _without_bytes(plans[0])
            plan = _without_bytes(plan)
        plans.append(plan)
    return plans


def _without_bytes(plan: Plan) -> Plan:
    return plan if plan.data is None else plan._replace(data=b"")


def _real(path: str) -> str:
    """Resolve links on the way to a manifest, but not the manifest itself."""
    folder, name = os.path.split(path)
    return os.path.join(files.real(folder), name)


def _in_place(options: argparse.Namespace, reporter_for: Callable[[str], Reporter]) -> int:
    plans = _plans(options)
    refused = any(plan.data is None for plan in plans)
    write_now = not (refused or options.dry_run)
    wanted = [plan for plan in plans if plan.version != options.to] if write_now else []
    written, stopped = _rewrite(options, wanted)
    if stopped is not None and options.format != "json":
        raise stopped
    reporter = reporter_for("migrated" if write_now else "migratable")
    for plan in plans:
        is_new = bool(written) and _real(plan.path) in written
        result = _result(options, plan, written=is_new)
        unfinished = stopped is not None and plan.version != options.to and not is_new
        reporter.add(result._replace(ok=False) if unfinished else result)
    status = reporter.finish()
    if stopped is not None:
        raise stopped
    if refused and not options.dry_run:
        complain(
            "nothing was written, because not every manifest can be migrated; mend or move the "
            "refused ones, or name the others"
        )
    return status


def _rewrite(
    options: argparse.Namespace, plans: Sequence[Plan]
) -> tuple[set[str], ManifestPathError | None]:
    """Rewrite manifests and return the real paths of those that are new, and what stopped it."""

    def transform(data: bytes) -> bytes:
        subject = Subject(MANIFEST_FILENAME, data, None)
        migrated = plan_for(subject, options.to, allow_loss=options.allow_loss).data
        if migrated is None:
            raise AssertionError("the same bytes were planned for")
        return migrated

    rewrites = [
        Rewrite(
            _real(plan.path),
            plan.digest,
            None if options.no_backup else f"{os.path.basename(plan.path)}.v{plan.version}.bak",
        )
        for plan in plans
    ]
    try:
        rewrite_all(rewrites, transform)
    except InterruptedRewriteError as error:
        return set(error.written), error
    except ManifestPathError as error:
        return set(), error
    return {rewrite.path for rewrite in rewrites}, None


def _to_file(
    options: argparse.Namespace, reporter_for: Callable[[str], Reporter], plan: Plan
) -> int:
    """Write the one migrated document to a file, or to standard output."""
    if plan.broken and not plan.losses:
        plan = plan._replace(findings=plan.broken, broken=(), data=None)
    if plan.data is not None and options.output in (None, STDIN):
        for note in _notes(options, plan):
            complain(f"{plan.path}: {note}")
        write(plan.data.decode())
        return 0
    if plan.data is not None:
        folder, name = os.path.split(options.output)
        with files.directory_at(folder or ".") as directory:
            try:
                files.write_atomically(directory, name, plan.data)
            except OSError as error:
                raise files.refusal(options.output, error) from None
            except ManifestPathError as error:
                raise ManifestPathError(options.output, error.reason) from None
        reporter = reporter_for("migrated")
        reporter.add(_result(options, plan, written=True))
        return reporter.finish()
    if options.format == "json":
        reporter = reporter_for("migratable")
        reporter.add(_result(options, plan, written=False))
        return reporter.finish()
    for complaint in (*plan.findings, *_notes(options, plan)):
        complain(f"{plan.path}: {complaint}")
    return 1


def _notes(options: argparse.Namespace, plan: Plan) -> list[str]:
    said = "not carried over" if options.allow_loss else "refused without --allow-loss"
    return [
        *(f"{said}: {loss}" for loss in plan.losses),
        *(f"the outcome breaks {finding}" for finding in plan.broken),
    ]


def _result(options: argparse.Namespace, plan: Plan, *, written: bool) -> Result:
    details: dict[str, Any] = {
        "from": plan.version,
        "to": options.to,
        "losses": [loss._asdict() for loss in plan.losses],
        "written": written,
    }
    if plan.broken:
        details["outcome"] = [finding._asdict() for finding in plan.broken]
    if plan.error is not None:
        subject = Subject(plan.path, b"", plan.error)
        return unreadable(subject, plan.error)._replace(details=details)
    step = f"v{plan.version} -> v{options.to}"
    return Result(
        plan.path,
        plan.version,
        plan.findings,
        ok=plan.data is not None,
        line=step if plan.version != options.to else f"v{plan.version} already",
        notes=_notes(options, plan),
        details=details,
    )


def _show_difference(subject: Subject, migrated: bytes) -> None:
    before = _lines(subject.data)
    after = _lines(migrated)
    name = printable(subject.path)
    if len(before) + len(after) <= _MOST_LINES_COMPARED:
        difference = unified_diff(before, after, name, name)
    else:
        difference = _replacement(before, after, name)
    for line in difference:
        write(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n")


def _replacement(before: list[str], after: list[str], name: str) -> Iterator[str]:
    """Show the whole document as replaced: comparing lines takes time squared in their number."""
    yield f"--- {name}\n"
    yield f"+++ {name}\n"
    yield f"@@ -1,{len(before)} +1,{len(after)} @@\n"
    yield from (f"-{line}" for line in before)
    yield from (f"+{line}" for line in after)


def _lines(data: bytes) -> list[str]:
    """Split at LF alone, as ``diff`` and ``patch`` do."""
    return [line.decode() for line in BytesIO(data)]
