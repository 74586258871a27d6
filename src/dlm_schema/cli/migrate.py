"""``dlm-schema migrate``: plan for every manifest, then print, show, or write."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from difflib import unified_diff
from functools import partial
from io import BytesIO
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from dlm_schema.cli.parser import UsageError, add_options, add_paths
from dlm_schema.cli.reporting import reported, reporter_for
from dlm_schema.disk.opening import directory_at
from dlm_schema.disk.writing import write_atomically
from dlm_schema.document.versions import LATEST, NEWEST_READ, VERSIONS, lookup
from dlm_schema.errors import ManifestPathError, UnknownVersionError
from dlm_schema.export.backups import backup_name, is_backup, shelf_for
from dlm_schema.export.batches import batches
from dlm_schema.export.inputs import STDIN, Subject, subjects
from dlm_schema.export.locks import Held, locked, tree_of
from dlm_schema.export.migrating import Plan, plan_for
from dlm_schema.export.rewriting import Rewrite, RewriteInterrupt, rewritten, sweep_all
from dlm_schema.limits import MAX_BYTES
from dlm_schema.output.results import Result, unreadable
from dlm_schema.output.streams import complain, flush, outlive_reader, write
from dlm_schema.published import MANIFEST_FILENAME, TARGET_MEMBER, published
from dlm_schema.remote.opening import real, see_writable
from dlm_schema.text import printable

if TYPE_CHECKING:
    import argparse

_MOST_LINES_COMPARED: Final = 4000
_MOST_NAMED: Final = 10
_EXCLUDING: Final = (
    ("in_place", "output"),
    ("dry_run", "output"),
    ("no_backup", "backup_dir"),
)


def _add_migrate(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add_paths(parser)
    add(
        "--to",
        type=int,
        default=NEWEST_READ,
        metavar="N",
        help=f"version to migrate to (default {NEWEST_READ}, the newest that DLM reads)",
    )
    add(
        "--from",
        dest="source",
        type=int,
        choices=VERSIONS,
        metavar="N",
        help="only manifests of version N",
    )
    targets = published(lookup(LATEST).schema_path)["properties"][TARGET_MEMBER]["enum"]
    add(
        "--target",
        choices=targets,
        metavar="TARGET",
        help="only manifests of exports for TARGET, and those that do not tell theirs",
    )
    add("--dry-run", action="store_true", help="print the plan and write nothing")
    add("--diff", action="store_true", help="print what would change")
    add("--in-place", action="store_true", help="rewrite the manifests")
    add(
        "--skip-refused",
        action="store_true",
        help="with --in-place: leave manifests that cannot be migrated as they are, and go on",
    )
    add("--output", metavar="FILE", help="write the one migrated manifest to FILE")
    add("--allow-loss", action="store_true", help="migrate even if values are lost")
    add("--no-backup", action="store_true", help="with --in-place: keep no copy of the old bytes")
    add_options(parser, "--backup-dir", "--max-findings")


def _migrate(options: argparse.Namespace) -> int:
    """Plan for every manifest, do what the options ask for, and report."""
    _check_usage(options)
    if options.in_place:
        for path in options.paths:
            see_writable(path)
        outlive_reader()  # a migration that began does not stop because nobody reads its output
        with locked(map(tree_of, options.paths)) as held:
            return _in_place(options, held)
    plans = _plans(options)
    if options.output or not (options.dry_run or options.diff or options.format != "text"):
        if len(plans) == 1 and plans[0].error is None:
            return _to_file(options, plans[0])
        if options.output and len(plans) > 1:
            raise UsageError(
                f"--output takes one manifest, found {len(plans)}; use --in-place for many"
            )
    results = [_result(options, plan, written=False) for plan in _in_order(options, plans)]
    return reported(options, results)


def _check_usage(options: argparse.Namespace) -> None:
    try:
        lookup(options.to)
    except UnknownVersionError as error:
        raise UsageError(f"--to: {error}") from None
    if options.output == "":
        raise UsageError("--output names no file")
    for one, other in _EXCLUDING:
        if all(getattr(options, name) not in (False, None) for name in (one, other)):
            raise UsageError(f"{_option(one)} and {_option(other)} exclude each other")
    if options.in_place and STDIN in options.paths:
        raise UsageError("standard input cannot be migrated in place; use --output")
    if options.in_place and (kept := next(filter(_is_backup, options.paths), None)):
        raise UsageError(
            f"{kept} is a backup of a manifest; 'restore' puts it back in its export directory"
        )
    for name in ("no_backup", "backup_dir", "skip_refused"):
        if getattr(options, name) and not options.in_place:
            raise UsageError(f"{_option(name)} goes with --in-place")
    _check_reports(options)


def _check_reports(options: argparse.Namespace) -> None:
    if options.diff and options.format != "text":
        raise UsageError("--diff prints text and cannot be part of a report for programs")
    if options.report and not (options.in_place or options.dry_run or options.diff):
        raise UsageError("--report goes with --in-place, --dry-run or --diff")


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _is_backup(path: str) -> bool:
    return is_backup(os.path.basename(path)) and not os.path.isdir(path)


def _plans(options: argparse.Namespace) -> list[Plan]:
    """Plan for every manifest, showing differences on the way if that was asked for.

    The first plans keep their bytes, as many as one manifest can have: whatever a store holds is
    not held in memory.
    """
    plans: list[Plan] = []
    room = MAX_BYTES
    seen: set[str] = set()
    given = subjects(options.paths, links=not options.in_place, exclude=options.exclude)
    for found in chain.from_iterable(batches(given, _held)):
        subject = found if found.real else found._replace(real=_real(found.path))
        if subject.real in seen:
            continue
        seen.add(subject.real)
        plan = plan_for(
            subject, options.to, allow_loss=options.allow_loss, most=options.max_findings
        )
        if not _is_wanted(options, plan):
            continue
        if options.diff and plan.data is not None and plan.version != options.to:
            _show_difference(subject, plan.data)
        if plan.data is not None:
            room -= len(plan.data)
            plan = plan if room >= 0 else plan._replace(data=b"")
        plans.append(plan)
    return plans


def _held(subject: Subject) -> int:
    return len(subject.data)


def _is_wanted(options: argparse.Namespace, plan: Plan) -> bool:
    """Tell whether a manifest can be one of those asked for: a damaged one does not tell."""
    return _agrees(options.source, plan.version) and _agrees(options.target, plan.target)


def _agrees(wanted: object, found: object) -> bool:
    return wanted is None or found is None or wanted == found


def _real(path: str) -> str:
    """Resolve links on the way to a manifest, but not the manifest itself."""
    folder, name = os.path.split(path)
    return os.path.join(real(folder), name)


def _in_place(options: argparse.Namespace, held: Held) -> int:
    plans = [_seen_to_be_held(plan, held) for plan in _plans(options)]
    if not options.dry_run:
        folders = {os.path.dirname(plan.real): plan.folder for plan in plans if plan.folder}
        sweep_all(folders, alone=held.alone)
    refused = [plan for plan in plans if plan.data is None]
    write_now = not options.dry_run and (options.skip_refused or not refused)
    migratable = [plan for plan in plans if plan.data is not None]
    wanted = [plan for plan in migratable if plan.version != options.to] if write_now else []
    written, stopped = _rewrite(options, wanted)
    if stopped is not None and options.format == "text" and not options.report:
        raise stopped
    reporter = reporter_for(options)
    begun = {plan.path for plan in wanted}
    for plan in _in_order(options, plans):
        is_new = plan.real in written
        result = _result(options, plan, written=is_new)
        unfinished = stopped is not None and plan.path in begun and not is_new
        reporter.add(result._replace(ok=False) if unfinished else result)
    status = reporter.finish(interrupted=isinstance(stopped, KeyboardInterrupt))
    flush()  # what is said last is to be read last
    if stopped is not None:
        raise stopped
    if refused and not options.dry_run:
        complain(_about_refused(options, refused))
    changed = [plan for plan in plans if plan.version != options.to] if options.dry_run else wanted
    if changed and not lookup(options.to).read_by:
        complain(
            f"no DLM reads version {options.to}: its next export discards its cached base model "
            f"and converts it again; 'migrate --to {NEWEST_READ} --in-place' goes back"
        )
    return status


def _in_order(options: argparse.Namespace, plans: Sequence[Plan]) -> Sequence[Plan]:
    """Put what is refused first for people, who have to do something about it."""
    if options.format != "text":
        return plans
    return sorted(plans, key=lambda plan: plan.data is not None)


def _about_refused(options: argparse.Namespace, refused: Sequence[Plan]) -> str:
    """Say last what people have to do something about."""
    if options.skip_refused:
        said = "left as they are, because they cannot be migrated"
    else:
        said = (
            "nothing was written, because not every manifest can be migrated: fix or move the "
            "refused ones, or migrate the others with --skip-refused"
        )
    names = [plan.path for plan in refused[:_MOST_NAMED]]
    more = f", and {len(refused) - _MOST_NAMED} more" if len(refused) > _MOST_NAMED else ""
    return f"{said}: {', '.join(names)}{more}"


def _seen_to_be_held(plan: Plan, held: Held) -> Plan:
    """Refuse a manifest that is no longer in a tree that was locked."""
    if plan.folder is None or held.covers(os.path.dirname(plan.real)):
        return plan
    reason = "was put elsewhere, or behind a link, while it was looked for; run it again"
    error = ManifestPathError(plan.path, reason, "files/unreadable")
    return Plan(plan.path, b"", None, error=error)


def _rewrite(
    options: argparse.Namespace, plans: Sequence[Plan]
) -> tuple[set[str], ManifestPathError | RewriteInterrupt | None]:
    """Rewrite manifests and return the real paths of those that are new, and what stopped it."""

    def migrated(plan: Plan, data: bytes) -> bytes:
        if plan.data:
            return plan.data
        subject = Subject(MANIFEST_FILENAME, data, None)
        planned = plan_for(subject, options.to, allow_loss=options.allow_loss).data
        if planned is None:
            raise AssertionError("the same bytes were planned for")
        return planned

    tops: dict[str, str] = {}
    rewrites = []
    for plan in plans:
        if plan.folder is not None:
            folder, name = os.path.split(plan.real)
            shelf = shelf_for(folder, options.backup_dir, tops)
            kept = None if options.no_backup else backup_name(name, plan.version)
            new = partial(migrated, plan)
            rewrites.append(Rewrite(plan.real, plan.folder, plan.digest, new, shelf, kept))
    return rewritten(rewrites)


def _to_file(options: argparse.Namespace, plan: Plan) -> int:
    """Write the one migrated document to a file, or to standard output."""
    if plan.data is not None and options.output in (None, STDIN):
        for note in (*_notes(options, plan), *plan.findings):
            complain(f"{plan.path}: {note}")
        write(plan.data.decode())
        return 0
    if plan.data is not None:
        with directory_at(os.path.dirname(options.output) or os.curdir) as directory:
            write_atomically(directory, options.output, plan.data)
        return reported(options, [_result(options, plan, written=True)])
    if options.format != "text":
        return reported(options, [_result(options, plan, written=False)])
    for complaint in (*plan.findings, *_notes(options, plan)):
        complain(f"{plan.path}: {complaint}")
    return 1


def _notes(options: argparse.Namespace, plan: Plan) -> list[str]:
    said = "not carried over" if options.allow_loss else "refused without --allow-loss"
    return [f"{'refused' if loss.is_unrepresentable else said}: {loss}" for loss in plan.losses]


def _result(options: argparse.Namespace, plan: Plan, *, written: bool) -> Result:
    details: dict[str, Any] = {
        "from": plan.version,
        "to": options.to,
        "losses": [loss._asdict() for loss in plan.losses],
        "written": written,
    }
    if plan.error is not None:
        return unreadable(plan.path, plan.error)._replace(details=details)
    step = f"v{plan.version} -> v{options.to}"
    return Result(
        plan.path,
        plan.version,
        plan.findings,
        ok=plan.data is not None,
        line=step if plan.version != options.to else f"v{plan.version} already",
        notes=_notes(options, plan),
        details=details,
        counts=plan.counts,
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


COMMANDS: Final = {"migrate": (_add_migrate, _migrate)}
