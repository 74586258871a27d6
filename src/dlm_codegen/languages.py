"""The languages that types are generated for, as values that are looked up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dlm_codegen import python, typescript

if TYPE_CHECKING:
    from dlm_codegen.settings import Settings
    from dlm_codegen.specification import Specification
    from dlm_codegen.tree import Tree


@dataclass(frozen=True)
class Language:
    """A language: the folder below ``generated/``, what renders it, and the pinned generator.

    ``generator`` is the Python distribution that writes the types, or ``None`` where our own
    templates do. ``tools`` are the executables that rendering needs on ``PATH``.
    """

    name: str
    render: Callable[[Specification, Settings], Tree]
    generator: str | None = None
    tools: tuple[str, ...] = ()


LANGUAGES: Final[Mapping[str, Language]] = {
    language.name: language
    for language in (
        Language("python", python.render, python.GENERATOR),
        Language("typescript", typescript.render, tools=typescript.TOOLS),
    )
}


def render(specification: Specification, settings: Settings) -> Tree:
    """Render every language into one tree, each below a folder of its name."""
    tree = {}
    for language in LANGUAGES.values():
        if language.generator is not None:
            settings.require_pin(language.generator)
        for path, text in language.render(specification, settings).items():
            tree[f"{language.name}/{path}"] = text
    return tree
