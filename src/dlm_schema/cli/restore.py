"""``dlm-schema restore``: put back manifests that a migration in place replaced."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from dlm_schema.cli.parser import UsageError, add_options, add_paths
from dlm_schema.cli.reporting import reported
from dlm_schema.disk.opening import remove
from dlm_schema.disk.refusals import refusal
from dlm_schema.disk.writing import Content, write_content
from dlm_schema.document.versions import VERSIONS
from dlm_schema.errors import ManifestPathError
from dlm_schema.export.inputs import STDIN
from dlm_schema.export.locks import locked, tree_of
from dlm_schema.export.restoring import (
    ASIDE,
    DAMAGED,
    FITS,
    OTHER,
    SAME,
    Kept,
    Restoration,
    read_kept,
    restorations,
)
from dlm_schema.export.rewriting import Rewrite, rewritten, sweep_all
from dlm_schema.output.results import Result, unreadable
from dlm_schema.output.streams import flush, outlive_reader
from dlm_schema.remote.opening import directory_at, real, see_writable
from dlm_schema.remote.urls import split
from dlm_schema.text import counted_noun, shown_size

if TYPE_CHECKING:
    import argparse

_TOLD: Final = ("path", "version", "size_bytes", "state")
_SAID: Final = {
    FITS: "fits",
    SAME: "is what is there",
    OTHER: "is of other files",
    DAMAGED: "is damaged",
    ASIDE: "was put aside",
}


def _add_restore(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add_paths(
        parser, "a manifest, also one that is gone, an export directory, a store, or a folder"
    )
    add("--list", action="store_true", help="show the backups and write nothing")
    add(
        "--prune",
        action="store_true",
        help="remove the backups of manifests that are whole, in place of restoring them",
    )
    add("--dry-run", action="store_true", help="show what would be done and write nothing")
    add(
        "--to",
        type=int,
        choices=VERSIONS,
        metavar="N",
        help="put back the backup of version N, where several fit",
    )
    add_options(parser, "--backup-dir")


def _restore(options: argparse.Namespace) -> int:
    """Find the backups that fit, put them back or remove them, and report."""
    _check_usage(options)
    for path in options.paths:
        see_writable(path)
    if options.list or options.dry_run:
        return _report(options, _found(options), {})
    outlive_reader()  # what began does not stop because nobody reads its output
    with locked(map(tree_of, options.paths)) as held:
        found = list(_found(options))
        plans = [one for one in found if isinstance(one, Restoration)]
        sweep_all({_folder(plan): plan.folder for plan in plans if plan.kept}, alone=held.alone)
        done: dict[str, ManifestPathError | None] = {}
        stopped: BaseException | None = None
        try:
            for plan in plans:
                if options.prune:
                    done[plan.path] = _prune(plan)
                elif plan.chosen and plan.digest is None:
                    done[plan.path] = _write(plan)
        except KeyboardInterrupt as interrupt:
            stopped = interrupt
        if stopped is None and not options.prune:
            replaced = [plan for plan in plans if plan.chosen and plan.digest is not None]
            new, stopped = rewritten([_rewrite(plan) for plan in replaced])
            done |= {plan.path: None for plan in replaced if _real(plan) in new}
        interrupted = isinstance(stopped, KeyboardInterrupt)
        status = _report(options, found, done, interrupted=interrupted)
        flush()  # what is said last is to be read last
        if stopped is not None:
            raise stopped
        return status


def _check_usage(options: argparse.Namespace) -> None:
    if STDIN in options.paths:
        raise UsageError("standard input has no backups")
    if options.prune and (options.list or options.to is not None):
        raise UsageError("--prune goes with neither --list nor --to")


def _found(options: argparse.Namespace) -> Iterator[Restoration | ManifestPathError]:
    return restorations(
        options.paths, to=options.to, backup_dir=options.backup_dir, exclude=options.exclude
    )


def _folder(plan: Restoration) -> str:
    return real(split(plan.path)[0])


def _real(plan: Restoration) -> str:
    return os.path.join(_folder(plan), os.path.basename(plan.path))


def _rewrite(plan: Restoration) -> Rewrite:
    if plan.chosen is None or plan.digest is None:
        raise AssertionError("only what is there is replaced")

    def kept(_: bytes) -> bytes:
        return read_kept(_folder(plan), plan)[0]

    return Rewrite(_real(plan), plan.folder, plan.digest, kept, plan.shelf, plan.keep_as)


def _write(plan: Restoration) -> ManifestPathError | None:
    """Put back a manifest that is missing; return why that could not be."""
    try:
        data, status = read_kept(_folder(plan), plan)
        with directory_at(_folder(plan)) as directory:
            write_content(directory, plan.path, Content(data, status), replace=False)
    except FileExistsError:
        return ManifestPathError(plan.path, "was put there meanwhile, and is left alone")
    except ManifestPathError as error:
        return error
    return None


def _prune(plan: Restoration) -> ManifestPathError | None:
    """Remove the backups of a manifest that is whole; return why that could not be."""
    try:
        if plan.version is not None and plan.kept:
            with directory_at(_folder(plan)) as directory:
                with plan.shelf.opened(directory) as opened:
                    for kept in plan.kept:
                        remove(opened, kept.name)
                plan.shelf.remove_empty()
    except OSError as error:
        return refusal(plan.path, error)
    except ManifestPathError as error:
        return error
    return None


def _report(
    options: argparse.Namespace,
    found: Iterable[Restoration | ManifestPathError],
    done: Mapping[str, ManifestPathError | None],
    *,
    interrupted: bool = False,
) -> int:
    """Report what was found; ``done`` has what was done, and why it could not be."""
    results = (
        unreadable(one.path, one)
        if isinstance(one, ManifestPathError)
        else _result(options, one, done)
        for one in found
    )
    return reported(options, results, interrupted=interrupted)


def _result(
    options: argparse.Namespace, plan: Restoration, done: Mapping[str, ManifestPathError | None]
) -> Result:
    is_done = plan.path in done and done[plan.path] is None
    error = done.get(plan.path)
    backups = [{name: getattr(kept, name) for name in _TOLD} for kept in plan.kept]
    details: dict[str, Any] = {"from": plan.version, "backups": backups}
    problem = plan.problem if error is None else error.reason
    ok = error is None
    notes: list[str] = []
    if options.list:
        line, problem = _now(plan), None
        notes += [_line(kept) for kept in plan.kept]
    elif options.prune:
        removed = len(plan.kept) if plan.version is not None else 0
        line = (
            f"{_now(plan)}, {counted_noun(removed, 'backup')} {'' if is_done else 'to be '}removed"
        )
        if plan.version is None and plan.kept:
            problem = "its backups stay, because there is no whole manifest"
        details["removed"] = removed if is_done else 0
    else:
        writing = not options.dry_run
        ok = problem is None and (is_done or plan.chosen is None or not writing)
        line = (
            f"{_now(plan)} -> v{plan.chosen.version}" if plan.chosen else f"{_now(plan)} as it is"
        )
        details["written"] = is_done
        if plan.chosen:
            details["to"] = plan.chosen.version
    if problem is not None:
        details["problem"] = problem
        notes.append(problem)
    return Result(plan.path, plan.version, (), ok, line=line, notes=notes, details=details)


def _now(plan: Restoration) -> str:
    if plan.version is not None:
        return f"v{plan.version}"
    return "missing" if plan.digest is None else "damaged"


def _line(kept: Kept) -> str:
    version = "" if kept.version is None else f"v{kept.version} "
    return f"{version}{_SAID[kept.state]}, {shown_size(kept.size_bytes)}: {kept.path}"


COMMANDS: Final = {"restore": (_add_restore, _restore)}
