"""``dlm-schema schema`` and ``dlm-schema rules``: print what is published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dlm_schema.cli.parser import UsageError
from dlm_schema.document.versions import LATEST, VERSIONS, lookup
from dlm_schema.output.json import write_json
from dlm_schema.output.streams import write
from dlm_schema.published import catalogue, published, published_bytes

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping


def _add_schema(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "version_number", nargs="?", type=int, default=LATEST, metavar="N", choices=VERSIONS
    )


def _schema(options: argparse.Namespace) -> int:
    write(published_bytes(lookup(options.version_number).schema_path).decode())
    return 0


def _add_rules(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", nargs="?", metavar="CODE")


def _rules(options: argparse.Namespace) -> int:
    entries = catalogue()
    if options.code is None:
        if options.format == "json":
            write(published_bytes("rules.json").decode())
            return 0
        width = max(map(len, entries))
        for code, entry in entries.items():
            write(f"{code:{width}}  {entry['severity']:7}  {entry['meaning']}\n")
        return 0
    if options.code not in entries:
        raise UsageError(f"there is no code {options.code!r}; 'dlm-schema rules' lists them all")
    entry = entries[options.code]
    if options.format == "json":
        write_json(entry)
        return 0
    write(f"{entry['code']} ({entry['severity']}, {entry['layer']} layer)\n")
    write(f"{entry['meaning']}\n{entry['remedy']}\n")
    for pointer, expression in _expressions(entry):
        write(f"  {pointer}  {expression}\n")
    return 0


def _expressions(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what texts are matched against, which findings tell in words, with their places."""
    parameters = entry.get("parameters", {})
    if parameters.get("kind") == "pattern":
        yield parameters["pointer"], parameters.get("pattern") or f"not {parameters['forbidden']}"
    if entry["code"] == "schema/pattern":
        schema = published(lookup(LATEST).schema_path)
        artifact = schema["$defs"]["ExportArtifact"]
        for above, part in (("", schema), ("/artifacts/*", artifact)):
            for name, member in part["properties"].items():
                if "pattern" in member:
                    yield f"v{LATEST} {above}/{name}", member["pattern"]


COMMANDS: Final = {"schema": (_add_schema, _schema), "rules": (_add_rules, _rules)}
