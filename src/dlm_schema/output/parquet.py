"""Reports as Parquet: a table that DuckDB, pandas and their like read, a row for each manifest."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import import_module
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple

from dlm_schema._version import __version__
from dlm_schema.errors import ManifestPathError
from dlm_schema.output.json import json_line, result_content, run_content, well_formed
from dlm_schema.output.results import Reporter

if TYPE_CHECKING:
    from dlm_schema.findings import Finding
    from dlm_schema.output.results import Result

_MOST_ROWS: Final = 10_000
_MOST_FINDINGS: Final = 50_000
_INSTALL: Final = "needs more than is installed: pip install 'dlm-schema[parquet]'"


class Column(NamedTuple):
    """A column of the table: its name, its type as SQL calls it, and what it holds."""

    name: str
    kind: str
    about: str


FINDING: Final = (
    Column("code", "VARCHAR", "a code of `rules.json`"),
    Column("severity", "VARCHAR", "`error`, `warning` or `note`"),
    Column("pointer", "VARCHAR", "JSON Pointer into the manifest"),
    Column("message", "VARCHAR", "for people"),
    Column("path", "VARCHAR", "the artifact or entry that it is about, or null"),
    Column("expected", "VARCHAR", "as JSON text, where the finding compares, else null"),
    Column("observed", "VARCHAR", "as JSON text, where the finding compares, else null"),
)
COLUMNS: Final = (
    Column("path", "VARCHAR", "path or URL of the manifest"),
    Column("version", "BIGINT", "version detected, or null"),
    Column("ok", "BOOLEAN", "whether no finding is an error and nothing was refused"),
    Column("errors", "BIGINT", "number of errors, those that are not listed included"),
    Column("warnings", "BIGINT", "number of warnings, likewise"),
    Column("notes", "BIGINT", "number of notes, likewise"),
    Column("findings", "STRUCT[]", "those that are listed, as below"),
    Column("judged_at", "TIMESTAMPTZ", "when they were found, in UTC"),
    Column("from_state", "BOOLEAN", "whether an earlier run with `--state` found them"),
    Column("details", "VARCHAR", "what else the JSON report says of it, as a JSON object"),
    Column("command", "VARCHAR", "name of the command"),
    Column("tool_version", "VARCHAR", "release of dlm-schema that made the report"),
)


class _Sink:
    """A file as pyarrow wants one, which writes the end of a report that was given up as well.

    The file is closed by then, and what comes is lost with it.
    """

    closed = False

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write(self, data: bytes) -> int:
        with contextlib.suppress(ValueError):
            return self._file.write(data)
        return len(data)

    def flush(self) -> None:
        """Leave it to whoever opened the file."""

    close = flush


class ParquetReporter(Reporter):
    """Writes row groups to the bytes of standard output, which is a file then.

    What a report says of the run is in the metadata ``dlm-schema`` of the file, as JSON. Raises
    ``ManifestPathError`` where the extra ``parquet`` is not installed.
    """

    def __init__(self, command: str, paths: Sequence[str]) -> None:
        super().__init__(command, paths)
        try:
            self._arrow = import_module("pyarrow")
            parquet = import_module("pyarrow.parquet")
        except ModuleNotFoundError:
            raise ManifestPathError("--report parquet", _INSTALL) from None
        kinds = {
            "VARCHAR": self._arrow.string(),
            "BIGINT": self._arrow.int64(),
            "BOOLEAN": self._arrow.bool_(),
            "TIMESTAMPTZ": self._arrow.timestamp("us", tz="UTC"),
        }
        one = self._arrow.struct([(column.name, kinds[column.kind]) for column in FINDING])
        kinds["STRUCT[]"] = self._arrow.list_(one)
        self._schema = self._arrow.schema([(column.name, kinds[column.kind]) for column in COLUMNS])
        sink = _Sink(sys.stdout.buffer)
        self._writer = parquet.ParquetWriter(sink, self._schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []
        self._held = 0

    def _add(self, result: Result) -> None:
        content = result_content(result)
        findings = [_finding_row(finding) for finding in result.findings]
        severities = [finding.severity for finding in result.findings]
        counts = result.counts or {}
        judged = content.pop("judged_at", None)
        row = {
            "judged_at": datetime.now(UTC) if judged is None else datetime.fromisoformat(judged),
            "from_state": content.pop("from_state", False),
            "findings": findings,
            "command": self.command,
            "tool_version": __version__,
        }
        for severity, name in (("error", "errors"), ("warning", "warnings"), ("note", "notes")):
            row[name] = counts.get(severity, severities.count(severity))
        row |= {name: content.pop(name) for name in ("path", "version", "ok")}
        del content["findings"]
        self._rows.append({**row, "details": _text(content)})
        self._held += len(findings)
        if len(self._rows) >= _MOST_ROWS or self._held >= _MOST_FINDINGS:
            self._write()

    def _finish(self, *, interrupted: bool) -> None:
        self._write()
        content = _text(run_content(self, interrupted=interrupted))
        self._writer.add_key_value_metadata({"dlm-schema": content})
        self._writer.close()

    def _write(self) -> None:
        if not self._rows:
            return
        try:
            table = self._arrow.Table.from_pylist(self._rows, self._schema)
        except UnicodeEncodeError:  # a path that is no UTF-8
            table = self._arrow.Table.from_pylist(well_formed(self._rows), self._schema)
        self._writer.write_table(table)
        self._rows = []
        self._held = 0


def _finding_row(finding: Finding) -> dict[str, Any]:
    row = finding.as_json()
    return row | {name: _text(row[name]) for name in ("expected", "observed") if name in row}


def _text(value: Any) -> str:
    return json_line(value).rstrip("\n")
