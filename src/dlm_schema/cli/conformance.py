"""``dlm-schema conformance``: its arguments, and what is done with them."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from dlm_schema.cli.parser import UsageError
from dlm_schema.conformance import coverage, reports, runner
from dlm_schema.conformance.batch import Batch
from dlm_schema.conformance.cases import LEVELS
from dlm_schema.conformance.corpus import CORPUS, Corpus
from dlm_schema.conformance.expansion import described, files_of, json_bytes
from dlm_schema.conformance.one_shot import OneShot
from dlm_schema.conformance.runner import SelectionError
from dlm_schema.conformance.server import serve
from dlm_schema.output.streams import write
from dlm_schema.text import counted_noun

if TYPE_CHECKING:
    from dlm_schema.conformance.runner import Asked

ONE_SHOT_LEVELS: Final = ("encoding", "schema", "rules")
"""The levels that can be asked by the one-shot protocol, which knows documents alone."""

_TIMEOUT: Final = 10.0
_LONGEST: Final = 86_400
_PROGRESS_EVERY: Final = 0.1
_SHOWN_BYTES: Final = 4096


def add_subcommands(parser: argparse.ArgumentParser, **options: Any) -> None:
    """Add the subcommands to the command's parser; ``options`` are those of every parser."""
    subcommands = parser.add_subparsers(dest="subcommand", required=True, metavar="SUBCOMMAND")

    def add(name: str, run: Callable[..., int], about: str, status: str) -> Any:
        description = f"{about[0].upper()}{about[1:]}."
        added = subcommands.add_parser(
            name, help=about, description=description, epilog=f"Exit status: {status}", **options
        )
        added.set_defaults(run=run)
        return added

    def with_corpus(added: argparse.ArgumentParser) -> None:
        about = "directory of the corpus (default: the one of this release)"
        added.add_argument("--corpus", metavar="DIR", default=CORPUS, help=about)

    asking = add(
        "run",
        _run,
        "run the conformance corpus against an implementation",
        "0 every case passed or failed as listed; 1 not so, or CMD cannot be run; 2 wrong usage.",
    )
    asking.add_argument(
        "--protocol",
        choices=("batch", "one-shot"),
        default="batch",
        help="how to talk to CMD, see corpus/PROTOCOL.md (default batch)",
    )
    asking.add_argument(
        "--levels",
        type=_levels,
        metavar="LEVEL,...",
        help="levels to test; with one-shot, the levels that CMD claims",
    )
    asking.add_argument(
        "--detail",
        choices=("full", "verdict"),
        default="full",
        help="verdict: compare whether documents are valid, and nothing else",
    )
    asking.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="PREFIX",
        help="test only cases whose id starts with PREFIX; can be repeated",
    )
    asking.add_argument(
        "--timeout",
        type=_seconds,
        default=_TIMEOUT,
        metavar="SECONDS",
        help=f"time for each answer (default {_TIMEOUT:g})",
    )
    asking.add_argument(
        "--known-failures",
        metavar="FILE",
        help="file of case ids that are expected to fail, one a line",
    )
    with_corpus(asking)
    asking.add_argument("--format", choices=("text", "json", "junit"), default="text")
    asking.add_argument("--quiet", action="store_true", help="print only what needs attention")
    asking.add_argument(
        "implementation",
        nargs=argparse.REMAINDER,
        metavar="-- CMD ...",
        help="command that runs the implementation, with its arguments",
    )
    asking.set_defaults(complain_of=asking.error)
    add(
        "serve",
        _serve,
        "answer requests of the batch protocol on standard input",
        "0 when there are no more requests.",
    )
    showing = add(
        "show",
        _show,
        "print one case: what is asked, why, and the answer",
        "0 it was printed; 2 there is no such case.",
    )
    with_corpus(showing)
    showing.add_argument("--raw", action="store_true", help="write the bytes of the input alone")
    showing.add_argument("case", metavar="ID", help="such as schema/quant/too-long/v3")
    coverage = add(
        "coverage",
        _coverage,
        "count the cases by layer, version, verdict and requirement",
        "0 every requirement has its cases; 1 not so.",
    )
    with_corpus(coverage)
    coverage.add_argument("--format", choices=("text", "json"), default="text")
    coverage.add_argument("--quiet", action="store_true", help="print only what is not covered")


def _run(options: argparse.Namespace) -> int:
    asked = _asked(options)
    corpus = Corpus(options.corpus)
    try:
        selection = runner.Selection(
            options.levels or tuple(LEVELS),
            options.only,
            options.detail,
            _known(options.known_failures),
            options.known_failures or "",
        )
        runner.check_selection(corpus, selection)
    except SelectionError as error:
        raise UsageError(str(error)) from None
    # Whoever ends this process means the implementation's processes as well.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    progress = _Progress(shown=not options.quiet)
    try:
        run = runner.run(asked, corpus, selection, progress.show)
    finally:
        progress.clear()
    if options.format == "json":
        write(reports.json_report(run))
    elif options.format == "junit":
        write(reports.junit_report(run))
    else:
        write(reports.text_report(run, quiet=options.quiet))
    return 0 if run.ok else 1


def _asked(options: argparse.Namespace) -> Asked:
    command = options.implementation
    if command[:1] == ["--"]:
        command = command[1:]
    if not command:
        options.complain_of("name the command that is the implementation, after --")
    if options.protocol == "batch":
        return Batch(command, options.timeout)
    levels = options.levels or ONE_SHOT_LEVELS
    for level in levels:
        if level not in ONE_SHOT_LEVELS:
            options.complain_of(f"the one-shot protocol cannot ask the level {level}")
    return OneShot(command, options.timeout, levels, options.detail)


def _known(path: str | None) -> list[str]:
    """Read a list of known failures: an id a line, with comments after ``#``."""
    if path is None:
        return []
    try:
        with open(path, encoding="utf-8-sig") as file:
            lines = [line.partition("#")[0].strip() for line in file]
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SelectionError(f"{path}: cannot be read: {reason}") from None
    return [line for line in lines if line]


def _serve(_options: argparse.Namespace) -> int:
    if sys.stdin is None:
        raise UsageError("standard input is closed, so there is nothing to answer")
    serve(sys.stdin.buffer, sys.stdout.buffer)
    return 0


def _show(options: argparse.Namespace) -> int:
    corpus = Corpus(options.corpus)
    for path in corpus.index["recipes"]:
        for case in corpus.cases(path, options.case.__eq__):
            files = dict(files_of(case))
            if options.raw:
                sys.stdout.buffer.write(next(iter(files.values())))
                return 0
            write(json_bytes(described(case)).decode())
            for name, data in files.items():
                write(f"\n{name}, {counted_noun(len(data), 'byte')}:\n{_excerpt(data)}\n")
            return 0
    raise UsageError(
        f"there is no case {options.case!r}; 'conformance coverage' counts those there are"
    )


def _excerpt(data: bytes) -> str:
    """Show bytes as lines of ASCII, with escapes for all else, and no more than fit a screen."""
    lines = data[:_SHOWN_BYTES].decode("latin-1").split("\n")
    shown = "\n".join(line.encode("unicode_escape").decode("ascii") for line in lines)
    rest = len(data) - _SHOWN_BYTES
    return shown if rest <= 0 else f"{shown}\n... and {counted_noun(rest, 'byte')} more"


def _coverage(options: argparse.Namespace) -> int:
    covered = coverage.covered(Corpus(options.corpus))
    if options.format == "json":
        write(coverage.json_table(covered))
    else:
        write(coverage.text_table(covered, quiet=options.quiet))
    return 0 if covered.complete else 1


def _levels(text: str) -> tuple[str, ...]:
    levels = text.split(",")
    for level in levels:
        if level not in LEVELS:
            raise argparse.ArgumentTypeError(
                f"{level!r} is no level; the levels are {', '.join(LEVELS)}"
            )
    return tuple(level for level in LEVELS if level in levels)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= _LONGEST:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no time in seconds, above 0 and at most a day"
        )
    return seconds


class _Progress:
    """A counter on standard error, for whoever watches."""

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown and sys.stderr is not None and os.isatty(sys.stderr.fileno())
        self._next = 0.0

    def show(self, done: int, total: int, bad: int) -> None:
        """Show how far the run is."""
        if self._shown and (time.monotonic() >= self._next or done == total):
            self._next = time.monotonic() + _PROGRESS_EVERY
            sys.stderr.write(f"\r{done} of {total} cases, {bad} failed")
            sys.stderr.flush()

    def clear(self) -> None:
        """Leave the line empty."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
