"""The languages that are generated, as values that are looked up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dlm_codegen import go, python, rust, typescript
from dlm_codegen.lawfulness import check_migrations, check_rules

if TYPE_CHECKING:
    from dlm_codegen.settings import Settings
    from dlm_codegen.specification import Specification
    from dlm_codegen.tree import Tree


@dataclass(frozen=True)
class Language:
    """A language: the folder below ``generated/``, what renders it, and what that needs.

    ``generator`` is the Python distribution that writes the types, if one does.
    """

    name: str
    render: Callable[[Specification, Settings], Tree]
    generator: str | None = None


LANGUAGES: Final[Mapping[str, Language]] = {
    language.name: language
    for language in (
        Language("python", python.render, python.GENERATOR),
        Language("typescript", typescript.render),
        Language("go", go.render),
        Language("rust", rust.render),
    )
}


def render(
    specification: Specification, settings: Settings, names: Iterable[str] = LANGUAGES
) -> Tree:
    """Render languages into one tree, each below a folder of its name.

    Raises ``GenerationError`` where a generator is missing, a migration breaks a law, or
    the specification is one that not every language can follow.
    """
    specification.require_one_nesting()
    check_migrations(specification)
    check_rules(specification)
    tree = {}
    for name in names:
        language = LANGUAGES[name]
        if language.generator is not None:
            settings.require_pin(language.generator)
        for path, text in language.render(specification, settings).items():
            tree[f"{name}/{path}"] = text
    return tree
