"""What a language keeps beside its renderer, and how every file says where it comes from.

A ``runtime/`` folder holds source files that are written by hand, so that editors, formatters and
linters work on them. They become a part of the package as they are, below a line that leads back.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from dlm_codegen.errors import GenerationError
from dlm_codegen.tree import list_files

if TYPE_CHECKING:
    from dlm_codegen.settings import Settings
    from dlm_codegen.tree import Tree

_PROJECT: Final = Path(__file__).resolve().parents[2]

_PLACEHOLDER: Final = '"0.0.0"'
"""What runtime files have in place of the version, as every tool takes it for one."""

_COMMENTS: Final[Mapping[str, str]] = {
    ".gitignore": "# {}\n",
    ".go": "// {}\n\n",  # go doc would count a line right above the package as documentation
    ".js": "// {}\n",
    ".md": "<!-- {} -->\n\n",
    ".mjs": "// {}\n",
    ".mod": "// {}\n\n",
    ".prettierignore": "# {}\n",
    ".rs": "// {}\n",
    ".toml": "# {}\n",
    ".ts": "// {}\n",
}
"""How a file begins, by its suffix or name; JSON, ``go.sum`` and the licence have no comments."""


def notice(source: str) -> str:
    """Return the line that every generated file begins with, without the signs of a comment."""
    return f"Generated from {source} by `nox -s generate`. Do not edit."


def read_runtime(folder: Path, settings: Settings) -> Tree:
    """Return the files below a folder of hand-written ones, and the licence, by path.

    Each begins with its notice, and has the version of this release where it has the placeholder.
    Raises ``GenerationError`` for one that was copied back from a generated package.
    """
    files = {"LICENSE": settings.licence}
    for path in sorted(list_files(folder)):
        text = (folder / path).read_text(encoding="utf-8")
        name = PurePosixPath(path)
        comment = _COMMENTS.get(name.suffix or name.name, "")
        source = (folder / path).relative_to(_PROJECT).as_posix()
        if notice(source) in text:
            raise GenerationError(f"{source}: has the line of a generated file; remove it")
        version = f'"{settings.version}"'
        files[path] = comment.format(notice(source)) + text.replace(_PLACEHOLDER, version)
    return files
