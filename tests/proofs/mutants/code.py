"""Mutants of the package's code: every condition, and changes that conditions do not show."""

from __future__ import annotations

from collections.abc import Iterator

from proofs.mutants.conditions import edits
from proofs.mutants.engine import Mutant
from proofs.mutants.texts import TEXTS
from proofs.mutants.variants import Variant, changed, text_of

LAYERS: dict[str, tuple[str, ...]] = {
    "scanner": ("encoding", "version", "schema", "rules"),
    "encoding": ("encoding", "version", "schema", "rules"),
    "versions": ("version", "encoding", "schema", "rules", "migrations"),
    "validation": ("encoding", "version", "schema", "rules", "migrations"),
    "schemas": ("schema", "version", "encoding", "rules"),
    "rules": ("rules", "schema", "migrations"),
    "operations": ("migrations", "rules"),
    "migrations": ("migrations",),
    "canonical": ("migrations",),
    "report": ("schema", "rules", "encoding", "migrations", "files"),
    "verification": ("files",),
    "files": ("files",),
}
"""The modules whose code is mutated, with the layers whose cases ask about each."""

# What the conformance cases do not ask for: writing, values in memory, other programs' needs.
_SKIPPED: dict[str, frozenset[str]] = {
    "versions": frozenset(("lookup", "detect_version", "SchemaVersion.__init__")),
    "validation": frozenset(("validate", "judge_mapping")),
    "migrations": frozenset(("migrate",)),
    "report": frozenset(
        ("excerpt", "_document_order", "Finding.__str__", "Report.__eq__", "_is_index")
    ),
    "files": frozenset(
        (
            "open_regular",
            "write_temporary",
            "write_atomically",
            "directory_at",
            "open_directory",
            "_unfit",
            "_open_segment",
            "_OpenAt2.__call__",
            "describe_beneath",
            "is_temporary",
            "_link_temporary",
        )
    ),
}


def code_mutants() -> Iterator[Mutant]:
    """Yield every mutant of the code."""
    for module, layers in LAYERS.items():
        for edit in edits(module, text_of(module), _SKIPPED.get(module, frozenset())):
            variant = Variant({module: edit.text})
            yield Mutant(f"{module}: conditions", edit.name, layers, variant=variant)
    for name, changes in TEXTS:
        module = changes[0].module
        kind = f"{module}: strictness"
        yield Mutant(kind, name, LAYERS[module], variant=changed(changes))
