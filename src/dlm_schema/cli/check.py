"""``dlm-schema check`` and ``dlm-schema verify``: judge exports, and say so one by one."""

from __future__ import annotations

import argparse
import contextlib
import re
import sys
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from dlm_schema.cli.parser import UsageError, add_options, add_paths
from dlm_schema.cli.progress import Progress, is_watched, size_of_exports
from dlm_schema.cli.reporting import reporter_for
from dlm_schema.disk.meter import Sample
from dlm_schema.document import interrupts
from dlm_schema.errors import ClusterError
from dlm_schema.export.checking import Bounds, check_all, verify_all
from dlm_schema.output.results import Result, result_of, unread
from dlm_schema.output.streams import complain
from dlm_schema.published import MANIFEST_FILENAME
from dlm_schema.text import counted_noun

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from dlm_schema.cluster.checks import ClusterChecks
    from dlm_schema.export.checking import Checked, Checks
    from dlm_schema.export.state import Place
    from dlm_schema.output.results import Reporter

_ALL: Final = 100
_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_ALONE: Final = (
    f"judged as a document alone: only a file named {MANIFEST_FILENAME} lies beside its export"
)


def _add_options(parser: argparse.ArgumentParser) -> None:
    add_paths(parser)
    add_options(parser, "--strict", "--max-findings", "--max-bytes", "--jobs", "--follow")
    add_options(parser, "--cluster", "--unordered")
    parser.add_argument(
        "--state",
        type=_state,
        metavar="PLACE",
        help="keep results in a folder or at a URL, and judge no export again that did not change",
    )
    parser.add_argument(
        "--max-age",
        type=_age,
        metavar="AGE",
        help="with --state: judge again what was judged longer ago, such as 12h, 7d or 4w",
    )
    parser.add_argument(
        "--trust-store-checksums",
        action="store_true",
        help="compare the SHA-256 that an object store keeps of an object, and do not read it",
    )
    parser.add_argument(
        "--size-only", action="store_true", help="compare the sizes of files and read none"
    )
    parser.add_argument(
        "--sample",
        type=_percentage,
        metavar="N%",
        help="read N%% of the files, by chance, and compare the sizes of the others",
    )
    parser.add_argument(
        "--seed", type=int, metavar="N", help="with --sample: choose the same files again"
    )


def _percentage(text: str) -> float:
    with contextlib.suppress(ValueError):
        percentage = float(text.removesuffix("%"))
        if 0 <= percentage <= _ALL:
            return percentage / _ALL
    raise argparse.ArgumentTypeError(f"expected 0% to {_ALL}%, found {text!r}")


def _state(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("expected a folder or a URL, found an empty text")
    return text


def _age(text: str) -> float:
    match = re.fullmatch("([0-9]{1,6})([smhdw])", text)
    if match is None:
        raise argparse.ArgumentTypeError(f"expected an age such as 12h, 7d or 4w, found {text!r}")
    return int(match[1]) * _SECONDS[match[2]]


def _place(options: argparse.Namespace) -> Place | None:
    if options.state is None:
        return None
    from dlm_schema.export.state import Place  # noqa: PLC0415  (imported where it is asked for)

    return Place(options.state, options.max_age)


def _sample(options: argparse.Namespace) -> Sample | None:
    """Return what chooses the files to read, and say how to choose the same ones again."""
    if options.size_only:
        return Sample(0)
    if options.sample is None:
        return None
    from random import SystemRandom  # noqa: PLC0415  (imported where it is asked for)

    if options.seed is None:
        options.seed = SystemRandom().randrange(2**32)
    return Sample(options.sample, options.seed)


def _say_what_was_read(options: argparse.Namespace, sample: Sample | None) -> None:
    if sample is not None:
        again = f" (--seed {options.seed})" if options.sample is not None else ""
        complain(
            f"{sample.chosen} of {counted_noun(sample.all, 'file')} read{again}; the sizes of all"
        )


def _say_what_is_not_kept(checks: Checks | ClusterChecks) -> None:
    if checks.problem is not None:
        complain(f"not all results could be kept or used again: {checks.problem}")


def _run(options: argparse.Namespace, begin: Callable[..., Checks]) -> int:
    if options.size_only and options.sample is not None:
        raise UsageError("--size-only and --sample exclude each other")
    if options.seed is not None and options.sample is None:
        raise UsageError("--seed goes with --sample")
    if options.cluster is not None and options.max_bytes is not None:
        raise UsageError("--max-bytes and --cluster exclude each other")  # one process counts them
    if options.max_age is not None and options.state is None:
        raise UsageError("--max-age goes with --state")
    sample = _sample(options)
    reporter = reporter_for(options, count_findings=True)
    bounds = Bounds(
        options.jobs,
        options.max_findings,
        options.max_bytes,
        options.follow,
        tuple(options.exclude),
        sample,
        options.trust_store_checksums,
        _place(options),
    )
    local = begin if options.cluster is None else partial(begin_on_cluster, options)
    status = report_all(options, local(options.paths, bounds), reporter)
    _say_what_was_read(options, sample)
    return status


def begin_on_cluster(
    options: argparse.Namespace, paths: Sequence[str], bounds: Bounds
) -> ClusterChecks:
    """Have a cluster judge what the command judges."""
    from dlm_schema.cluster.checks import ClusterChecks  # noqa: PLC0415  (it is asked for rarely)

    return ClusterChecks(
        options.command, paths, bounds, address=options.cluster, unordered=options.unordered
    )


def report_all(
    options: argparse.Namespace, checks: Checks | ClusterChecks, reporter: Reporter
) -> int:
    """Report what is found as it comes, and return the exit status."""
    try:
        with checks, _shown_progress(options, checks) as hidden:
            for checked in checks:
                with hidden(checked):
                    reporter.add(_result(checked, strict=options.strict))
    except (KeyboardInterrupt, ClusterError) as stopped:
        reporter.finish(interrupted=True)
        if isinstance(stopped, ClusterError):
            complain(str(stopped))
        _say_what_is_not_kept(checks)
        complain(_interrupted(reporter.checked, checks))
        return 2 if isinstance(stopped, ClusterError) else interrupts.exit_status()
    status = reporter.finish()
    _say_what_is_not_kept(checks)
    return status


@contextlib.contextmanager
def _shown_progress(
    options: argparse.Namespace, checks: Checks | ClusterChecks
) -> Iterator[Callable[[Checked], AbstractContextManager[None]]]:
    """Show a person how far the work is; yields what is to surround the report of a manifest."""
    if not is_watched(quiet=options.quiet):
        yield lambda _: contextlib.nullcontext()
        return
    paths = options.paths if options.cluster is None else None
    with Progress(checks.meter, partial(size_of_exports, paths)) as progress:
        shares_terminal = options.format == "text" and sys.stdout.isatty()

        def hidden(checked: Checked) -> AbstractContextManager[None]:
            progress.judged += 1
            if shares_terminal or checked.error is not None:
                return progress.hidden()
            return contextlib.nullcontext()

        yield hidden


def _result(checked: Checked, *, strict: bool) -> Result:
    path, report, error, alone, not_read, judged = checked
    result = result_of(path, report, strict=strict)
    details: dict[str, Any] = {}
    if alone:
        details["alone"] = True
        result = result._replace(notes=(_ALONE,))
    if not_read:
        details["not_read"] = not_read
        note = f"{counted_noun(not_read, 'file')} not read: only the size was compared"
        result = result._replace(notes=(note,))
    if judged is not None:
        details["from_state"] = True
        details["judged_at"] = f"{datetime.fromtimestamp(judged, UTC):%Y-%m-%dT%H:%M:%SZ}"
    result = result._replace(details=details)
    return result if error is None else unread(result, error)


def _interrupted(reported: int, checks: Checks | ClusterChecks) -> str:
    were = "manifest was" if reported == 1 else "manifests were"
    others = checks.begun - reported
    if checks.all_found:
        rest = f"{others} more"
    else:
        rest = f"at least {others} more" if others else "the rest"
    return f"interrupted: {reported} {were} judged, nothing is known of {rest}"


COMMANDS: Final = {
    "check": (_add_options, partial(_run, begin=check_all)),
    "verify": (_add_options, partial(_run, begin=verify_all)),
}
