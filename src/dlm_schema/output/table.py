"""Exports at a glance: a table for each store."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from dlm_schema.output.results import Reporter, Result
from dlm_schema.output.streams import write
from dlm_schema.output.text import finding_lines
from dlm_schema.text import counted_noun, excerpt, printable, shown_size

_COLUMNS: Final = (
    "EXPORT",
    "TARGET",
    "QUANT",
    "VERSION",
    "ADAPTER",
    "FILES",
    "SIZE",
    "WHEN",
    "STATE",
)
_MOST_ROWS: Final = 1000
"""Of a larger store the table is printed in parts, so that memory does not grow with it."""
_NOTHING: Final = "-"
_SHOWN: Final = 200
_DIGITS: Final = 12  # of a digest: JSON has all


class TableReporter(Reporter):
    """Prints a table for each folder of exports, and with ``long`` what the store remembers.

    The results have what ``list`` tells of an export as details.
    """

    def __init__(self, paths: Sequence[str] = (), *, long: bool, quiet: bool) -> None:
        super().__init__("list", paths)
        self._long = long
        self._quiet = quiet
        self._folder: str | None = None
        self._rows: list[tuple[Sequence[str], list[str]]] = []

    def _add(self, result: Result) -> None:
        if result.complaint is not None or (self._quiet and result.ok):
            return
        folder, slash, name = result.path.rpartition("/")
        folder = folder or slash
        if folder != self._folder or len(self._rows) >= _MOST_ROWS:
            self._print()
            self._folder = folder
        details = result.details or {}
        below = [line for finding in result.findings for line in finding_lines(finding)]
        below += result.notes
        if self._long:
            below += _remembered(details.get("rows", ()))
        self._rows.append((_cells(name, result, details), below))

    def _finish(self, *, interrupted: bool) -> None:  # noqa: ARG002  (the exit status says it)
        self._print()
        if not self._quiet:
            failed = f", {self.failed} failed" if self.failed else ""
            write(f"{counted_noun(self.checked, 'export')}{failed}\n")

    def _print(self) -> None:
        if not self._rows:
            return
        cells = [_COLUMNS, *(row for row, _ in self._rows)]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        lines = [printable(self._folder or os.curdir), _line(_COLUMNS, widths)]
        for row, below in self._rows:
            lines.append(_line(row, widths))
            lines += (f"    {printable(text)}" for text in below)
        lines.append("")
        write("\n".join(lines))
        self._rows = []


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return f"  {'  '.join(map(str.ljust, cells, widths)).rstrip()}"


def _cells(name: str, result: Result, details: Mapping[str, Any]) -> Sequence[str]:
    size = details["size_bytes"]
    values = (
        name,
        details["target"],
        details["quant"],
        None if result.version is None else f"v{result.version}",
        details["adapter_version"],
        details["files"],
        None if size is None else shown_size(size),
        details["created_at"],
        details["state"],
    )
    cells = [_NOTHING if value is None else str(value) for value in values]
    return cells if "".join(cells).isprintable() else list(map(printable, cells))


def _remembered(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Say what the rows of a store tell of one export, a line for each."""
    for row in rows:
        parts = [f"exported {row['exported_at']}"]
        parts += ["merged"] if row["merged"] else []
        for name, words in (
            ("ollama_name", "as"),
            ("ollama_version", "by Ollama"),
            ("llama_cpp_tag", "with llama.cpp"),
            ("adapter_name", "adapter"),
            ("base_gguf_sha256", "base"),
            ("adapter_gguf_sha256", "adapter file"),
        ):
            if row.get(name) is not None:
                shown = row[name][:_DIGITS] if name.endswith("sha256") else row[name]
                parts.append(f"{words} {excerpt(shown, _SHOWN)}")
        if row.get("adapter_mix"):
            weights = row["adapter_mix"]  # one that is no number is null in JSON
            mixed = ", ".join(f"{name} {'NaN' if many is None else many}" for name, many in weights)
            parts.append(f"mixed from {mixed}")
        yield "; ".join(parts)
        if row["smoke_output_first_line"] is not None:
            yield f"  answered {excerpt(row['smoke_output_first_line'], _SHOWN)}"
