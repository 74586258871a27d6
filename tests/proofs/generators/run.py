"""Send documents through code that third-party generators make: ``nox -s generators``.

Prints the table that docs/runtime-authors.md keeps and fails where it is another; ``--write`` puts
it there. The oracle is the conformance corpus: documents of the latest version that the schema
accepts must come back as the same value, and the others should be refused.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from proofs.foreign import Program, answers, run
from proofs.validators.questions import Question, of_document

from dlm_schema.conformance.corpus import Corpus
from dlm_schema.document.canonical import canonical_bytes
from dlm_schema.document.versions import LATEST, lookup
from dlm_schema.published import published_bytes

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parents[2]
PAGE: Final = ROOT / "docs" / "runtime-authors.md"
EXAMPLES: Final = ROOT / "examples" / f"version-{LATEST}"
BEGIN: Final = "<!-- generators: begin -->"
END: Final = "<!-- generators: end -->"
MANIFEST: Final = "export_manifest.json"
PATIENCE: Final = 600.0
LARGE: Final = 100_000

_QUICKTYPE: Final = (
    "npx --prefix ../npm quicktype --src-lang schema --src schema.json --top-level ExportManifest"
)
_GO_JSONSCHEMA: Final = "go run github.com/atombender/go-jsonschema@v0.24.1 --package main"
_PYTHON: Final = shlex.quote(sys.executable)
_DATAMODEL: Final = f"{_PYTHON} -m datamodel_code_generator --disable-warnings"
_QUICKTYPE_PIN: Final = ("npm/package.json", r'"quicktype": "(.+)"')
_COMPILE: Final = (
    "npx tsc --strict --target es2022 --module es2022 --moduleResolution bundler --outDir build"
)

GENERATORS: Final = (
    Program(
        "quicktype",
        "TypeScript",
        folder="npm",
        tools=("npm",),
        build=(
            f"{_QUICKTYPE} --lang typescript --out quicktype.ts",
            f"{_COMPILE} quicktype.ts quicktype-examples.ts",
        ),
        command="node roundtrip.mjs quicktype",
        pin=_QUICKTYPE_PIN,
    ),
    Program(
        "quicktype",
        "Python",
        folder="python",
        tools=("npm",),
        build=(f"{_QUICKTYPE} --lang python --out quicktype.py",),
        command=f"{_PYTHON} roundtrip.py quicktype",
        pin=_QUICKTYPE_PIN,
    ),
    Program(
        "quicktype",
        "Go",
        folder="go",
        tools=("npm", "go"),
        build=(f"{_QUICKTYPE} --lang go --package main --out model.go", "go build -o roundtrip ."),
        command="./roundtrip",
        pin=_QUICKTYPE_PIN,
    ),
    Program(
        "json-schema-to-typescript",
        "TypeScript",
        folder="npm",
        tools=("npm",),
        build=(
            "npx json2ts --input schema.json --output json2ts.ts",
            f"{_COMPILE} json2ts.ts json2ts-examples.ts",
        ),
        command="node roundtrip.mjs json2ts",
        pin=("npm/package.json", r'"json-schema-to-typescript": "(.+)"'),
    ),
    Program(
        "go-jsonschema",
        "Go",
        folder="go",
        tools=("go",),
        build=(
            f"{_GO_JSONSCHEMA} --struct-name-from-title --output model.go schema.json",
            "go build -o roundtrip .",
        ),
        command="./roundtrip",
        pin=("run.py", r"go-jsonschema@v([0-9.]+)"),
    ),
    Program(
        "typify",
        "Rust",
        folder="rust",
        tools=("cargo",),
        build=("cargo fetch --quiet --locked", "cargo build --quiet --locked"),
        command="target/debug/roundtrip",
        pin=("rust/Cargo.toml", r'typify = "=(.+)"'),
    ),
    Program(
        "jsonschema2pojo",
        "Java",
        folder="java",
        tools=("mvn",),
        build=(
            "mvn --quiet --batch-mode generate-sources",
            "mvn --quiet --batch-mode compile dependency:copy-dependencies",
        ),
        command="java -cp target/classes:target/dependency/* RoundTrip",
        pin=("java/pom.xml", r"jsonschema2pojo-maven-plugin</artifactId>\s+<version>(.+)</"),
    ),
    Program(
        "datamodel-code-generator",
        "Python",
        folder="python",
        build=(f"{_DATAMODEL} --input schema.json --output datamodel.py",),
        command=f"{_PYTHON} roundtrip.py datamodel",
    ),
)


class Result(NamedTuple):
    """What generated code does with documents.

    ``examples`` are changed or refused examples, ``changed`` names members that do not come back
    as they were, ``refused`` are accepted documents that it refuses, and ``missed`` tells for each
    keyword how many documents it does not refuse, of how many.
    """

    examples: tuple[str, ...]
    changed: tuple[str, ...]
    refused: tuple[str, ...]
    missed: Mapping[str, tuple[int, int]]


def main(arguments: Sequence[str]) -> int:
    """Try the generators that are named, or all, and return the exit status."""
    parser = argparse.ArgumentParser(prog="run.py", description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the table into the page")
    parser.add_argument("name", nargs="*", help="generators to try (default: all)")
    options = parser.parse_args(arguments)
    chosen = [one for one in GENERATORS if one.name in options.name or not options.name]
    documents = [*examples(), *documents_of_the_corpus()]
    results = {}
    with tempfile.TemporaryDirectory(prefix="dlm-schema-generators-") as folder:
        copies = copied(Path(folder))
        for one in chosen:
            missing = [tool for tool in one.tools if shutil.which(tool) is None]
            if missing:
                print(f"{one.name} needs {', '.join(missing)}: skipped", file=sys.stderr)
                continue
            print(f"{one.name} for {one.language}: trying", flush=True)
            results[one] = tried(one, copies / one.folder, documents)
    made = table(results)
    print(made)
    for one, result in results.items():
        for line in (*result.examples, *result.refused):
            print(f"{one.name} for {one.language}: {line}")
    complete = len(results) == len(GENERATORS)
    if options.write and complete:
        PAGE.write_text(with_table(PAGE.read_text(), made))
    return exit_status(made, complete=complete)


def exit_status(made: str, *, complete: bool) -> int:
    """Compare with the page; where generators were left out there is nothing to compare."""
    if not complete:
        return 1 if os.environ.get("CI") else 0
    if kept(PAGE.read_text()) == made:
        return 0
    print(f"{PAGE.name} keeps another table: nox -s generators -- --write")
    return 1


def copied(folder: Path) -> Path:
    """Copy the programs, with the schema and typed examples beside each; return where they are."""
    copies = folder / "copies"
    shutil.copytree(HERE, copies)
    for path in copies.iterdir():
        if path.is_dir():
            (path / "schema.json").write_bytes(published_bytes(lookup(LATEST).schema_path))
    literals = ",\n".join(document.document for document in examples())
    for name in ("quicktype", "json2ts"):
        (copies / "npm" / f"{name}-examples.ts").write_text(
            f'import type {{ ExportManifest }} from "./{name}";\n'
            f"export const examples: ExportManifest[] = [\n{literals}];\n"
        )
    if shutil.which("npm"):
        run("npm ci --silent", copies / "npm")
    return copies


def tried(one: Program, folder: Path, documents: Sequence[Question]) -> Result:
    """Generate, build and ask."""
    for command in one.build:
        run(command, folder)
    texts = [document.document for document in documents]
    given, status = answers(shlex.split(one.command), folder, texts, PATIENCE)
    if status != 0:
        raise SystemExit(f"{one.command} ended with status {status}")
    return judged(documents, given)


def examples() -> Iterator[Question]:
    """Yield the examples of the latest version."""
    for path in sorted(EXAMPLES.rglob(MANIFEST)):
        yield Question(path.parent.name, LATEST, path.read_text())


def documents_of_the_corpus() -> Iterator[Question]:
    """Yield the documents of the corpus of which it is known what the latest schema says.

    Large ones are left out: the code of go-jsonschema compiles its expressions for every value,
    and does not come to an end with them in ten minutes.
    """
    for case in Corpus():
        for question in of_document(case):
            if question.version == LATEST and len(question.document.encode()) <= LARGE:
                yield question


def judged(documents: Sequence[Question], given: Sequence[str | None]) -> Result:
    """Compare what came back with what was sent."""
    broken: list[str] = []
    refused: list[str] = []
    changed: set[str] = set()
    missed: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    first_of_corpus = len(list(EXAMPLES.rglob(MANIFEST)))
    for place, (document, answer) in enumerate(zip(documents, given, strict=True)):
        if document.keywords:
            for keyword in document.keywords if len(document.keywords) == 1 else ():
                missed[keyword][0] += answer is not None
                missed[keyword][1] += 1
            continue
        if answer is None:
            refused.append(f"refuses {document.subject}")
            continue
        members = list(differing(json.loads(document.document), json.loads(answer)))
        changed.update(members)
        if members and place < first_of_corpus:
            broken.append(f"changes {', '.join(members)} of the example {document.subject}")
    counts = {keyword: (found, total) for keyword, (found, total) in sorted(missed.items())}
    return Result(tuple(broken), tuple(sorted(changed)), tuple(refused), counts)


def differing(sent: Mapping[str, Any], back: Mapping[str, Any]) -> Iterator[str]:
    """Name the members that did not come back as they were."""
    for name in sorted(sent.keys() | back.keys()):
        if name not in back:
            yield f"`{name}` (absent)"
        elif name not in sent or written(sent[name]) != written(back[name]):
            yield f"`{name}`"


def written(value: Any) -> bytes:
    """Write a value so that equal ones, and these alone, are the same bytes."""
    return canonical_bytes({"value": value})


def table(results: Mapping[Program, Result]) -> str:
    """Return the table of generators, in Markdown."""
    lines = [
        "| generator | language | examples | other valid documents | does not refuse |",
        "| --- | --- | --- | --- | --- |",
    ]
    for one, result in results.items():
        cells = (
            f"{one.name} {one.version(HERE)}",
            one.language,
            "changed" if result.examples else "the same",
            valid_documents(result),
            accepted(result.missed),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def valid_documents(result: Result) -> str:
    """Say what becomes of documents that the schema accepts."""
    told = []
    if result.changed:
        told.append(f"changes {', '.join(result.changed)}")
    if result.refused:
        told.append("refuses some")
    return "; ".join(told) or "the same"


def accepted(missed: Mapping[str, tuple[int, int]]) -> str:
    """Name the keywords that are not looked at, and those that are not always."""
    never = [f"`{keyword}`" for keyword, (found, total) in missed.items() if found == total]
    partly = [f"`{keyword}`" for keyword, (found, total) in missed.items() if 0 < found < total]
    told = ", ".join(never)
    if partly:
        told += f"{'; ' if told else ''}in part {', '.join(partly)}"
    return told or "nothing"


def kept(text: str) -> str:
    """Return the table that a page keeps."""
    return text.partition(BEGIN)[2].partition(END)[0].strip() + "\n"


def with_table(text: str, new: str) -> str:
    """Return a page with another table in it."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n{new}{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
