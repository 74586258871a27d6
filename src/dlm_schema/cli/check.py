"""``dlm-schema check`` and ``dlm-schema verify``: judge exports, and say so one by one."""

from __future__ import annotations

import contextlib
import sys
from functools import partial
from typing import TYPE_CHECKING, Final

from dlm_schema.cli.parser import (
    add_follow,
    add_jobs,
    add_max_bytes,
    add_max_findings,
    add_paths,
    add_strict,
)
from dlm_schema.cli.progress import Progress, is_watched, size_of_exports
from dlm_schema.cli.reporting import reporter_for
from dlm_schema.document import interrupts
from dlm_schema.export.checking import Bounds, check_all, verify_all
from dlm_schema.output.results import Result, result_of, unread
from dlm_schema.output.streams import complain
from dlm_schema.published import MANIFEST_FILENAME

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from dlm_schema.export.checking import Checked, Checks

_ALONE: Final = (
    f"judged as a document alone: only a file named {MANIFEST_FILENAME} lies beside its export"
)


def _add_check(parser: argparse.ArgumentParser) -> None:
    _add_options(parser)
    parser.set_defaults(run=_check)


def _check(options: argparse.Namespace) -> int:
    return _run(options, check_all)


def _add_verify(parser: argparse.ArgumentParser) -> None:
    _add_options(parser)
    parser.set_defaults(run=_verify)


def _verify(options: argparse.Namespace) -> int:
    return _run(options, verify_all)


def _add_options(parser: argparse.ArgumentParser) -> None:
    add_paths(parser)
    add_strict(parser)
    add_max_findings(parser)
    add_max_bytes(parser)
    add_jobs(parser)
    add_follow(parser)


def _run(options: argparse.Namespace, begin: Callable[..., Checks]) -> int:
    reporter = reporter_for(options, count_findings=True)
    bounds = Bounds(
        options.jobs,
        options.max_findings,
        options.max_bytes,
        options.follow,
        tuple(options.exclude),
    )
    checks = begin(options.paths, bounds)
    try:
        with checks, _shown_progress(options, checks) as hidden:
            for checked in checks:
                with hidden(checked):
                    reporter.add(_result(checked, strict=options.strict))
    except KeyboardInterrupt:
        reporter.finish(interrupted=True)
        complain(_interrupted(reporter.checked, checks))
        return interrupts.exit_status()
    return reporter.finish()


@contextlib.contextmanager
def _shown_progress(
    options: argparse.Namespace, checks: Checks
) -> Iterator[Callable[[Checked], AbstractContextManager[None]]]:
    """Show a person how far the work is; yields what is to surround the report of a manifest."""
    if not is_watched(quiet=options.quiet):
        yield lambda _: contextlib.nullcontext()
        return
    with Progress(checks.meter, partial(size_of_exports, options.paths)) as progress:
        shares_terminal = options.format == "text" and sys.stdout.isatty()

        def hidden(checked: Checked) -> AbstractContextManager[None]:
            progress.judged += 1
            if shares_terminal or checked.error is not None:
                return progress.hidden()
            return contextlib.nullcontext()

        yield hidden


def _result(checked: Checked, *, strict: bool) -> Result:
    path, report, error, alone = checked
    result = result_of(path, report, strict=strict)
    if alone:
        result = result._replace(notes=(_ALONE,), details={"alone": True})
    return result if error is None else unread(result, error)


def _interrupted(reported: int, checks: Checks) -> str:
    were = "manifest was" if reported == 1 else "manifests were"
    others = checks.begun - reported
    if checks.all_found:
        rest = f"{others} more"
    else:
        rest = f"at least {others} more" if others else "the rest"
    return f"interrupted: {reported} {were} judged, nothing is known of {rest}"


COMMANDS: Final = {"check": _add_check, "verify": _add_verify}
