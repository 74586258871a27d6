"""``python -m dlm_codegen``: write ``generated/``, or tell with ``--check`` how it differs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from dlm_codegen.errors import GenerationError
from dlm_codegen.languages import LANGUAGES, render
from dlm_codegen.settings import read_settings
from dlm_codegen.specification import read_specification
from dlm_codegen.tables import render_documents
from dlm_codegen.tree import sync, sync_documents

PROJECT = Path(__file__).resolve().parents[2]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 0 when all is well and 1 when it is not."""
    parser = argparse.ArgumentParser(
        prog="python -m dlm_codegen", description="Generate the package of every language."
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail when a file is out of date"
    )
    parser.add_argument(
        "--language",
        action="append",
        choices=tuple(LANGUAGES),
        help="only this one; can be given several times",
    )
    parser.add_argument(
        "--project", type=Path, default=PROJECT, help="the checkout to work on (default: this one)"
    )
    options = parser.parse_args(arguments)
    project: Path = options.project
    names: list[str] = options.language or list(LANGUAGES)
    try:
        settings = read_settings(project / "pyproject.toml")
        specification = read_specification(project / "schema")
        documents = render_documents(specification, project)
        tree = render(specification, settings, names)
    except GenerationError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    others = LANGUAGES.keys() - set(names)
    drift = sync(tree, project / "generated", check=options.check, apart_from=others)
    outdated = sync_documents(documents, project, check=options.check)
    for line in (*drift.lines(), *outdated.lines()):
        print(line)
    if options.check and (drift or outdated):
        wrong = "generated/" if drift else ", ".join(outdated.changed)
        print(
            f"error: {wrong} is not what the specification gives; run: nox -s generate",
            file=sys.stderr,
        )
        return 1
    state = "written" if drift else "up to date"
    print(f"generated/: {len(tree)} files {state}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
