"""Reports for programs, of the shape that ``report.schema.json`` describes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from dlm_schema._version import __version__
from dlm_schema.output.buffer import Buffer
from dlm_schema.output.results import Reporter
from dlm_schema.output.streams import write

if TYPE_CHECKING:
    from dlm_schema.output.results import Result

REPORT_VERSION: Final = 1


class JsonReporter(Reporter):
    """Prints one object of the shape that ``report.schema.json`` describes.

    Nothing is printed before it is complete, so that no program reads half a report.
    """

    def __init__(self, command: str, paths: Sequence[str] = ()) -> None:
        super().__init__(command, paths)
        self._results = Buffer()

    def _add(self, result: Result) -> None:
        separator = "\n" if self._results.is_empty else ",\n"
        try:
            text = f"{separator}{_json(result_content(result))}".replace("\n", "\n    ")
        except KeyboardInterrupt:
            self.count(result, -1)
            raise
        self._results.write(text)

    def _finish(self, *, interrupted: bool) -> None:
        content = run_content(self, interrupted=interrupted, results=[])
        write_with(content, "results", self._results)


def result_content(result: Result) -> dict[str, Any]:
    """Return a result as reports have it."""
    return {
        "path": result.path,
        "version": result.version,
        "ok": result.ok,
        "findings": [finding.as_json() for finding in result.findings],
        **({} if result.counts is None else {"truncated": True, "counts": result.counts}),
        **(result.details or {}),
    }


def run_content(reporter: Reporter, *, interrupted: bool, **own: Any) -> dict[str, Any]:
    """Return what reports say of a run, with members that are a format's own."""
    summary = {
        "checked": reporter.checked,
        "ok": reporter.checked - reporter.failed,
        "failed": reporter.failed,
        "unreadable": reporter.unreadable,
        "counts": reporter.counts,
        **({} if reporter.written is None else {"written": reporter.written}),
    }
    return {
        "report_version": REPORT_VERSION,
        "command": reporter.command,
        "tool_version": __version__,
        **own,
        "summary": summary,
        **({"truncated": True} if reporter.truncated else {}),
        **({"interrupted": True} if interrupted else {}),
    }


def write_json(value: Any) -> None:
    """Print a JSON value, in ASCII, as the last thing a program reads."""
    write(_json(value) + "\n")


def write_with(content: Mapping[str, Any], name: str, entries: Buffer) -> None:
    """Print a JSON object whose member ``name`` is an empty array, filled with kept entries.

    The member is the only one of its name, and the entries are indented as they are to stand.
    """
    before, member, after = json.dumps(content, indent=2).partition(f'"{name}": [')
    write(before + member)
    if not entries.is_empty:
        indent = before[before.rindex("\n") :]
        for piece in entries.drain():
            write(piece)
        write(indent)
    write(after + "\n")


def json_line(value: Any) -> str:
    """Write a JSON value in a line of ASCII, with its end."""
    return f"{_json(value, indent=None)}\n"


def _json(value: Any, indent: int | None = 2) -> str:
    """Write a JSON value in ASCII, so that every parser reads it.

    Python has a lone surrogate in the place of every byte of a path that is no UTF-8. Strict
    parsers refuse those, as the encoding layer does, so they are shown as people see them.
    """
    text = json.dumps(value, indent=indent)
    return json.dumps(well_formed(value), indent=indent) if "\\ud" in text else text


def well_formed(value: Any) -> Any:
    """Write what is no UTF-8 in the texts of a JSON value as people see it."""
    if isinstance(value, str):
        return value.encode(errors="backslashreplace").decode()
    if isinstance(value, Mapping):
        return {well_formed(name): well_formed(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [well_formed(inner) for inner in value]
    return value
