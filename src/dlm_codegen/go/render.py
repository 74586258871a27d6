"""Render the Go module ``github.com/tenseleyFlow/dlm-schema/generated/go``.

The runtime is hand-written and lies in ``runtime/``. It reads the schemas, the migrations and the
parameters of rules from the published files, which it embeds; rendered is what a program has to
know before it runs: types, codes, slots, and the patterns as tables.
go-jsonschema is not used: its decoders go through ``encoding/json``, which takes the last of two
members of one name and any case of a name, and no pattern is checked of a string that can be null.
Files of the runtime have the project's notice and not the line that marks generated ones for the
tools of Go, so that linters judge what was written by hand.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from dlm_codegen.go.tables import render_codes, render_patterns, render_tables
from dlm_codegen.go.types import enumerations, render_latest, render_version
from dlm_codegen.runtime import read_runtime

if TYPE_CHECKING:
    from dlm_codegen.settings import Settings
    from dlm_codegen.specification import Specification
    from dlm_codegen.tree import Tree

_RUNTIME: Final = Path(__file__).with_name("runtime")


def render(specification: Specification, settings: Settings) -> Tree:
    """Return the files of the module, by path."""
    enums = enumerations(specification)
    tree = {
        "codes.go": _generated("schema/rules.json", render_codes(specification)),
        "latest.go": _generated("schema/versions.json", render_latest(specification, enums)),
        "patterns.go": _generated("schema", render_patterns(specification)),
        "tables.go": _generated("schema", render_tables(specification)),
    }
    for version in specification.versions:
        source = render_version(version, enums)
        tree[f"v{version.number}.go"] = _generated(f"schema/{version.schema_path}", source)
    tree.update({f"schema/{path}": text for path, text in specification.files.items()})
    tree.update(read_runtime(_RUNTIME, settings))
    return tree


def _generated(source: str, text: str) -> str:
    # The words by which the tools of Go know a generated file.
    return f"// Code generated from {source} by nox -s generate. DO NOT EDIT.\n\n{text}"
