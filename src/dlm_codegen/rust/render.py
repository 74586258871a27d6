"""Render the crate ``dlm-export-manifest``.

The types come from our own templates: see ``declarations.py`` for why each member has a type.
typify, the established generator for Rust, drops bounds of integers and arrays and the constant of
``schema_version``, and needs an engine for regular expressions at run time.

What does not depend on the specification is written by hand in ``runtime/`` and copied.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from dlm_codegen.runtime import read_runtime
from dlm_codegen.rust.catalogue import add_patterns, render_codes
from dlm_codegen.rust.modules import render_modules
from dlm_codegen.rust.patterns import Patterns
from dlm_codegen.rust.versions import render_versions

if TYPE_CHECKING:
    from dlm_codegen.settings import Settings
    from dlm_codegen.specification import Specification
    from dlm_codegen.tree import Tree

_RUNTIME: Final = Path(__file__).with_name("runtime")


def render(specification: Specification, settings: Settings) -> Tree:
    """Return the files of the crate, by path."""
    patterns = Patterns()
    modules = render_modules(specification, patterns)
    add_patterns(specification, patterns)
    return {
        **read_runtime(_RUNTIME, settings),
        **{f"schema/{path}": text for path, text in specification.files.items()},
        **{f"src/versions/{name}.rs": text for name, text in modules.items()},
        "src/codes.rs": render_codes(specification),
        "src/patterns.rs": patterns.render(),
        "src/versions.rs": render_versions(specification),
    }
