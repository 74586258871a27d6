"""``dlm-schema create``: write a new manifest for the files of an export directory."""

from __future__ import annotations

import argparse
import contextlib
import os
from typing import TYPE_CHECKING, Any, Final

from dlm_schema.cli.members import add_members, members_of
from dlm_schema.cli.parser import UsageError, add_exclude, add_options
from dlm_schema.cli.progress import Progress, is_watched
from dlm_schema.cli.reporting import reported
from dlm_schema.disk.read_pool import Pool
from dlm_schema.disk.writing import sweep
from dlm_schema.document import interrupts
from dlm_schema.document.canonical import canonical_bytes
from dlm_schema.document.versions import LATEST, lookup
from dlm_schema.export.creation import (
    Creation,
    completed_members,
    refuse_to_overwrite,
    remembered_members,
    see_writable_at,
    shared_members,
)
from dlm_schema.output.results import Result
from dlm_schema.output.streams import complain, write
from dlm_schema.published import MANIFEST_FILENAME
from dlm_schema.remote.opening import directory_at
from dlm_schema.remote.urls import jobs_for, shown
from dlm_schema.text import counted_noun

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def _add_create(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes; every member of a manifest is an option."""
    add = parser.add_argument
    add("export_dir", metavar="EXPORT_DIR", help="directory whose files are to be described")
    add(
        "--role",
        action="append",
        default=[],
        type=_role,
        metavar="PATH=ROLE",
        help="role of a file whose path does not tell; lists a known companion as well, such as "
        "Modelfile=modelfile; can be given several times",
    )
    add_exclude(parser, "files")
    add("--force", action="store_true", help="list weights that are empty or incomplete as well")
    add(
        "--as-version",
        type=int,
        default=LATEST,
        metavar="N",
        help=f"version to write (default: {LATEST})",
    )
    add("--replace", action="store_true", help="replace the manifest that is there")
    add("--no-backup", action="store_true", help="with --replace: keep no copy of the old bytes")
    add_options(parser, "--backup-dir")
    add("--dry-run", action="store_true", help="print the manifest, write nothing")
    add_options(parser, "--jobs")
    add_members(parser)


def _shared(options: argparse.Namespace, directory: int) -> dict[str, Any]:
    """Return what the store and the manifest that the new one is to be like say of both."""
    shared: dict[str, Any] = {}
    if options.like is not None:
        from dlm_schema.manifest import load  # noqa: PLC0415  (imports Pydantic)

        shared = shared_members(load(options.like).model_dump(mode="json"))
    if options.from_store:
        shared |= remembered_members(options.export_dir, directory)
    return shared


def _create(options: argparse.Namespace) -> int:
    lookup(options.as_version)
    roles: dict[str, str] = dict(options.role)
    if len(roles) < len(options.role):
        raise UsageError("--role names one file twice")
    path = os.path.join(shown(options.export_dir), MANIFEST_FILENAME)
    jobs = jobs_for([options.export_dir], options.jobs)
    if not options.dry_run:
        see_writable_at(options.export_dir, options.backup_dir)
    with directory_at(options.export_dir) as directory, Pool(jobs) as pool:
        if not options.dry_run:
            sweep(directory)
        refuse_to_overwrite(directory, path, replace=options.replace)
        try:
            members = members_of(options, _shared(options, directory))
        except TypeError as error:
            raise UsageError(str(error)) from None
        creation = Creation(
            options.export_dir,
            directory,
            completed_members(members),
            roles,
            exclude=options.exclude,
            version=options.as_version,
            force=options.force,
        )
        unknown = sorted(roles.keys() - creation.paths)
        if unknown and not creation.findings:
            raise UsageError(f"--role names what is no file of the export: {', '.join(unknown)}")
        try:
            if creation.document is not None:
                with _shown_progress(options, creation, pool):
                    creation.describe(pool)
            if creation.document is not None and not options.dry_run:
                creation.write(
                    replace=options.replace,
                    backup=not options.no_backup,
                    backup_dir=options.backup_dir,
                )
        except KeyboardInterrupt:
            pool.close()
            complain("interrupted: no manifest was written")
            return interrupts.exit_status()
    return _report(options, path, creation)


def _report(options: argparse.Namespace, path: str, creation: Creation) -> int:
    if creation.document is not None and options.dry_run and options.format == "text":
        for finding in creation.findings:
            complain(f"{path}: {finding.severity} {finding}")
        write(canonical_bytes(creation.document).decode())
        return 0
    return reported(options, [_result(options, path, creation)])


@contextlib.contextmanager
def _shown_progress(options: argparse.Namespace, creation: Creation, pool: Pool) -> Iterator[None]:
    if not is_watched(quiet=options.quiet):
        yield
        return
    with Progress(pool.meter, creation.size):
        yield


def _result(options: argparse.Namespace, path: str, creation: Creation) -> Result:
    document = creation.document
    details: dict[str, Any] = {"written": document is not None and not options.dry_run}
    if document is None:
        return Result(path, options.as_version, creation.findings, ok=False, details=details)
    if options.dry_run:
        details["manifest"] = document
    left_out = [f"left out: {path}, {reason}" for path, reason in creation.left_out]
    return Result(
        path,
        options.as_version,
        creation.findings,
        ok=True,
        notes=() if options.quiet else [*_listed(document), *left_out],
        details=details,
    )


def _listed(document: Mapping[str, Any]) -> Iterator[str]:
    artifacts = document["artifacts"]
    width = max((len(artifact.get("role", "")) for artifact in artifacts), default=0)
    for artifact in artifacts:
        size = counted_noun(artifact["size_bytes"], "byte")
        role = f"{artifact['role']:{width}}  " if width else ""
        yield f"{role}{artifact['path']}, {size}"


def _role(text: str) -> tuple[str, str]:
    path, _, role = text.rpartition("=")
    if not (path and role):
        raise argparse.ArgumentTypeError(f"expected PATH=ROLE, found {text!r}")
    return path, role


COMMANDS: Final = {"create": (_add_create, _create)}
