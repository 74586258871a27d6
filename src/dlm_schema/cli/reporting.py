"""Choose the reporter of a command, importing only the format that is asked for."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from dlm_schema.output.streams import set_colour
from dlm_schema.remote.urls import shown

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable

    from dlm_schema.output.results import Reporter, Result

_REPORTERS: Final = {
    "text": "TextReporter",
    "summary": "SummaryReporter",
    "json": "JsonReporter",
    "jsonl": "JsonLinesReporter",
    "sarif": "SarifReporter",
    "junit": "JunitReporter",
    "parquet": "ParquetReporter",
}


def reporter_for(
    options: argparse.Namespace,
    *,
    count_findings: bool = False,
    text: Callable[[], Reporter] | None = None,
) -> Reporter:
    """Return the reporter of a format, which the options hold from then on.

    With ``count_findings`` people read how many there are. ``text`` makes the one for people, where
    a command has one of its own.
    """
    if options.format in ("text", "summary"):
        set_colour(options.color)

    def made(name: str) -> Reporter:
        paths = [shown(path) for path in getattr(options, "paths", ())]
        if name == "text" and text is not None:
            return text()
        people: dict[str, Any] = {}
        if name in ("text", "summary"):
            people = {"quiet": options.quiet, "count_findings": count_findings}
        module = import_module(f"dlm_schema.output.{name}")
        kind: Callable[..., Reporter] = getattr(module, _REPORTERS[name])
        return kind(options.command, paths, **people)

    options.reporter = made(options.format)
    reports = getattr(options, "report", None)
    if reports:
        # Imported where it is asked for.
        from dlm_schema.output.several import Several  # noqa: PLC0415

        files = [(path, partial(made, name)) for name, path in reports]
        options.reporter = Several(options.reporter, files)
    reporter: Reporter = options.reporter
    return reporter


def reported(
    options: argparse.Namespace,
    results: Iterable[Result],
    *,
    interrupted: bool = False,
    **how: Any,
) -> int:
    """Report results as they come, with what :func:`reporter_for` makes; return the exit status."""
    reporter = reporter_for(options, **how)
    for result in results:
        reporter.add(result)
    return reporter.finish(interrupted=interrupted)
