"""Choose the reporter of a command, importing only the format that is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from dlm_schema.output.streams import set_colour
from dlm_schema.output.text import TextReporter

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from dlm_schema.output.results import Reporter

_REPORTERS: Final = {"json": "JsonReporter", "sarif": "SarifReporter", "junit": "JunitReporter"}


def reporter_for(
    options: argparse.Namespace, good: str, bad: str, *, count_findings: bool = False
) -> Reporter:
    """Return the reporter of a format; people read the words ``good`` and ``bad`` for verdicts."""
    if options.format == "text":
        set_colour(options.color)
    name = options.format
    if name == "text":
        return TextReporter(quiet=options.quiet, good=good, bad=bad, count_findings=count_findings)
    kind: Callable[..., Reporter] = getattr(
        import_module(f"dlm_schema.output.{name}"), _REPORTERS[name]
    )
    return kind(options.command, getattr(options, "paths", ()))
