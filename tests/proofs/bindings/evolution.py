"""Change one constraint of the draft in a scratch copy, generate, and see every language follow.

``python tests/proofs/bindings/evolution.py FOLDER`` makes the copy in FOLDER and generates all
packages there. ``nox -s evolution`` then builds them and calls the program once more with
``FOLDER "Go=COMMAND" ...``, which asks each, and the Python package of the copy, about documents on
either side of the new bound.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from dlm_codegen.__main__ import main as generate
from dlm_codegen.languages import LANGUAGES
from dlm_schema.conformance.batch import Batch
from dlm_schema.conformance.cases import Answer, Case, Place, Validate

PROJECT: Final = Path(__file__).parents[2]
SCHEMA: Final = "schema/export-manifest/v3.schema.json"
COPIED: Final = ("schema", "generated", "src", "pyproject.toml", "README.md", "LICENSE")
LONGEST: Final = 9
OVER: Final = Place("schema/maxLength", "/quant")
NOT_MATCHED: Final = Place("schema/pattern", "/quant")


def changed_copy(folder: Path) -> None:
    """Copy what is checked in, and shorten ``quant`` in the draft schema and nowhere else."""
    for name in COPIED:
        source = PROJECT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("node_modules", "target", "dist", "__pycache__")
            shutil.copytree(source, folder / name, symlinks=True, ignore=ignored)
        else:
            shutil.copy(source, folder / name)
    path = folder / SCHEMA
    schema: Any = json.loads(path.read_text(encoding="utf-8"))
    quant = schema["properties"]["quant"]
    assert quant["maxLength"] == 64
    quant["maxLength"] = LONGEST
    quant["pattern"] = quant["pattern"].replace("{0,63}", f"{{0,{LONGEST - 1}}}")
    path.write_text(json.dumps(schema, indent=2) + "\n", encoding="utf-8")


def regenerate(folder: Path) -> int:
    """Generate in the copy and tell which languages did not change."""
    before = {name: contents(folder / "generated" / name) for name in LANGUAGES}
    if generate(["--project", str(folder)]) != 0:
        return 1
    same = [name for name in LANGUAGES if contents(folder / "generated" / name) == before[name]]
    for name in same:
        print(f"generated/{name} did not change, although the schema did")
    return 1 if same else generate(["--project", str(folder), "--check"])


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def ask(folder: Path, programs: dict[str, list[str]]) -> int:
    """Ask every language of the copy about both sides of the old and the new bound."""
    base: Any = json.loads((folder / "schema/corpus/bases/v3/ollama.json").read_bytes())
    expected = {
        LONGEST: (),
        LONGEST + 1: (OVER, NOT_MATCHED),
        64: (OVER, NOT_MATCHED),
    }
    wrong = 0
    for language, command in programs.items():
        batch = Batch(command, 20.0)
        try:
            for length, places in expected.items():
                document = {**copy.deepcopy(base), "quant": "Q" * length}
                request = Validate(json.dumps(document).encode())
                right = Answer(not places, 3, places)
                case = Case("evolution", "schema", "", (), (3,), request, right)
                reply = batch.ask(case)
                answer = (
                    reply._replace(errors=tuple(sorted(reply.errors)))
                    if isinstance(reply, Answer)
                    else reply
                )
                if answer != right:
                    wrong += 1
                    print(f"{language}: quant of {length} characters: {reply}, expected {right}")
        finally:
            batch.close()
    print(f"{len(programs) * len(expected) - wrong} passed, {wrong} failed")
    return 1 if wrong else 0


def ask_python(folder: Path) -> int:
    """Ask the models of the copy, which need a process of their own."""
    program = (
        "import json, pathlib, sys, dlm_schema\n"
        f"folder = pathlib.Path({str(folder)!r})\n"
        "assert pathlib.Path(dlm_schema.__file__).is_relative_to(folder), dlm_schema.__file__\n"
        "base = json.loads((folder / 'schema/corpus/bases/v3/ollama.json').read_bytes())\n"
        "for length in map(int, sys.argv[1:]):\n"
        "    base['quant'] = 'Q' * length\n"
        "    try:\n"
        "        dlm_schema.models.v3.ExportManifest.model_validate(base)\n"
        "    except ValueError:\n"
        "        print(length, 'refused')\n"
        "    else:\n"
        "        print(length, 'accepted')\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, str(LONGEST), str(LONGEST + 1)],
        env=os.environ | {"PYTHONPATH": str(folder / "src")},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    if ended.stdout != f"{LONGEST} accepted\n{LONGEST + 1} refused\n":
        print(f"the models of Python did not follow: {ended.stdout!r}")
        return 1
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("programs", nargs="*", metavar="LANGUAGE=COMMAND")
    options = parser.parse_args()
    if not options.programs:
        changed_copy(options.folder)
        return regenerate(options.folder)
    programs = {}
    for program in options.programs:
        language, _, command = program.partition("=")
        programs[language] = shlex.split(command)
    return ask_python(options.folder) or ask(options.folder, programs)


if __name__ == "__main__":
    sys.exit(main())
