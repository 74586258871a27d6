"""``dlm-schema list``: show the exports of stores, and what the stores remember of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from dlm_schema.cli.parser import add_options, add_paths
from dlm_schema.cli.reporting import reported
from dlm_schema.errors import ManifestPathError
from dlm_schema.export.store import StoredExport, stored_exports
from dlm_schema.output.results import Reporter, Result, unreadable
from dlm_schema.output.table import TableReporter
from dlm_schema.remote.opening import open_directory
from dlm_schema.remote.urls import shown
from dlm_schema.text import counted_noun

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

_STATES: Final = {"store/no-manifest": "unfinished", "store/link": "link"}


def _add_list(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add_paths(parser, "an export, a store, or a folder of these")
    add("--long", action="store_true", help="also show what the store remembers of each export")
    add("--history", action="store_true", help="with all that it remembers, not the last alone")
    add_options(parser, "--follow")


def _list(options: argparse.Namespace) -> int:
    def table() -> Reporter:
        long = options.long or options.history
        return TableReporter(list(map(shown, options.paths)), long=long, quiet=options.quiet)

    return reported(options, _results(options), text=table)


def _results(options: argparse.Namespace) -> Iterator[Result]:
    more = options.long or options.history or options.report
    short = options.format == "text" and not more
    most = 0 if short else None if options.history else 1  # a short table shows no rows
    for path in options.paths:
        try:
            directory = open_directory(path)
        except ManifestPathError as error:
            yield unreadable(shown(path), error)
            continue
        for found in stored_exports(
            shown(path),
            directory,
            follow=options.follow,
            exclude=options.exclude,
            rows=most != 0,
        ):
            if isinstance(found, ManifestPathError):
                yield unreadable(found.path, found)
            else:
                yield _result(found, most)


def _result(export: StoredExport, most: int | None) -> Result:
    document = export.document or {}
    sizes = [artifact["size_bytes"] for artifact in document.get("artifacts", ())]
    known = export.document is not None
    rows = export.rows if most is None else export.rows[-most:] if most else ()
    details: dict[str, Any] = {
        "state": _state(export),
        "target": export.target,
        "quant": document.get("quant"),
        "merged": document.get("merged"),
        "adapter_version": document.get("adapter_version"),
        "created_at": document.get("created_at"),
        "files": len(sizes) if known else None,
        "size_bytes": sum(sizes) if known else None,
        "rows": [json.loads(row.model_dump_json()) for row in rows],
    }
    report = export.report
    return Result(
        export.shown,
        report.version,
        report.findings,
        ok=report.ok,
        notes=export.problems,
        details=details,
    )


def _state(export: StoredExport) -> str:
    report = export.report
    for finding in report.findings:
        if finding.code in _STATES:
            return _STATES[finding.code]
    if not report.ok:
        return "failed"
    if export.is_snapshot:
        return "snapshot"
    warnings = report.counts["warning"] if report.findings else 0
    return f"ok, {counted_noun(warnings, 'warning')}" if warnings else "ok"


COMMANDS: Final = {"list": (_add_list, _list)}
