"""Mutants that no case can tell from the specification, by the reason."""

EXPLAINED: dict[str, dict[str, tuple[str, ...]]] = {}
