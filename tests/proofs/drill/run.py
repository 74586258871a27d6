"""Add a version to a scratch copy, in data alone, and generate: ``nox -s drill``.

``python -m proofs.drill.run FOLDER`` copies what is checked in to FOLDER, adds the version of
``next_version.py`` below its ``schema/``, and generates. ``nox -s drill`` then builds all packages
there, and asks them with ``check.py``, which runs in the copy.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from typing import Final

from proofs.drill.next_version import add_version

from dlm_codegen.__main__ import main as generate
from dlm_codegen.languages import LANGUAGES
from dlm_codegen.tables import DOCUMENTS

PROJECT: Final = Path(__file__).parents[3]
COPIED: Final = ("schema", "generated", "src", "tests", "pyproject.toml", "README.md", "LICENSE")
LEFT_OUT: Final = ("node_modules", "target", "dist", "__pycache__", "recorded")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, help="an empty folder for the copy")
    folder: Path = parser.parse_args().folder
    for name in COPIED:
        source = PROJECT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns(*LEFT_OUT)
            shutil.copytree(source, folder / name, symlinks=True, ignore=ignored)
        else:
            shutil.copy(source, folder / name)
    number = add_version(folder / "schema")
    before = contents(folder)
    if generate(["--project", str(folder)]) != 0:
        return 1
    after = contents(folder)
    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    written = {path for path in changed if path in DOCUMENTS or path.startswith("generated/")}
    expected = {*DOCUMENTS, *(f"generated/{name}" for name in LANGUAGES)}
    found = {"/".join(path.split("/")[:2]) if path not in DOCUMENTS else path for path in written}
    if changed != written or found != expected:
        print(f"generating changed {sorted(changed - written)} and not {sorted(expected - found)}")
        return 1
    print(f"version {number} is data alone; {len(written)} files follow from it")
    return generate(["--project", str(folder), "--check"])


def contents(folder: Path) -> dict[str, bytes]:
    """Return the files below a folder, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


if __name__ == "__main__":
    sys.exit(main())
