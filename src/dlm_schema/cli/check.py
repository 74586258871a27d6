"""``dlm-schema check`` and ``dlm-schema verify``: judge exports, and say so one by one."""

from __future__ import annotations

import contextlib
import sys
from functools import partial
from typing import TYPE_CHECKING, Final

from dlm_schema.export.checking import check_all, verify_all
from dlm_schema.output.reporters import Reporter, Result, complain
from dlm_schema.published import MANIFEST_FILENAME

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from dlm_schema.errors import ManifestPathError
    from dlm_schema.export.checking import Checked, Checks

_SHOWN: Final = 10
_ALONE: Final = (
    f"judged as a document alone: only a file named {MANIFEST_FILENAME} lies beside its export"
)


def check(options: argparse.Namespace, reporter: Reporter) -> int:
    """Judge by all layers and return the exit status."""
    return _run(options, reporter, check_all, "ok", strict=options.strict)


def verify(options: argparse.Namespace, reporter: Reporter) -> int:
    """Compare exports with their manifests and return the exit status."""
    return _run(options, reporter, verify_all, "verified", strict=False)


def _run(
    options: argparse.Namespace,
    reporter: Reporter,
    judge_all: Callable[..., Checks],
    good: str,
    *,
    strict: bool,
) -> int:
    checks = judge_all(options.paths, jobs=options.jobs)
    try:
        with checks, _shown_progress(options, checks) as hidden:
            for checked in checks:
                with hidden(checked):
                    reporter.add(_result(checked, good, strict=strict))
    except KeyboardInterrupt:
        reporter.finish(interrupted=True)
        complain(_interrupted(reporter.checked, checks))
        return 130
    if not options.quiet:
        _name_what_was_passed_by(checks.passed_by)
    return reporter.finish()


def _name_what_was_passed_by(gaps: Sequence[ManifestPathError]) -> None:
    alike: dict[str, list[ManifestPathError]] = {}
    for gap in gaps:
        alike.setdefault(gap.reason, []).append(gap)
    for some in alike.values():
        for gap in some[:_SHOWN]:
            complain(str(gap))
        if len(some) > _SHOWN:
            complain(f"and so on for {len(some) - _SHOWN} more")


@contextlib.contextmanager
def _shown_progress(
    options: argparse.Namespace, checks: Checks
) -> Iterator[Callable[[Checked], AbstractContextManager[None]]]:
    """Show a person how far the work is; yields what is to surround the report of a manifest."""
    from dlm_schema.cli.progress import (  # noqa: PLC0415  (imports what only large files need)
        Progress,
        is_watched,
        size_of_exports,
    )

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


def _result(checked: Checked, good: str, *, strict: bool) -> Result:
    path, report, error, alone = checked
    failing = ("error", "warning") if strict else ("error",)
    return Result(
        path,
        report.version,
        report.findings,
        ok=not any(finding.severity in failing for finding in report.findings),
        line=f"{good} v{report.version}",
        notes=(_ALONE,) if alone else (),
        complaint=None if error is None else str(error),
    )


def _interrupted(reported: int, checks: Checks) -> str:
    were = "manifest was" if reported == 1 else "manifests were"
    others = checks.begun - reported
    if checks.all_found:
        rest = f"{others} more"
    else:
        rest = f"at least {others} more" if others else "the rest"
    return f"interrupted: {reported} {were} judged, nothing is known of {rest}"
