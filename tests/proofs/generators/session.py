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
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any, Final, NamedTuple

from proofs.foreign import pinned, run

from dlm_schema.conformance.cases import Validate
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


@dataclass(frozen=True)
class Generator:
    """A generator, and how its code is made, built and run in a copy of a folder."""

    name: str
    language: str
    folder: str
    generate: str
    command: str
    build: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    pin: tuple[str, str] | None = None
    """The file, and the expression that finds the version in it; of Python, what is installed."""

    def version(self) -> str:
        """Return the version that is pinned."""
        return (
            version_of(self.name) if self.pin is None else pinned(HERE / self.pin[0], self.pin[1])
        )


_QUICKTYPE_PIN: Final = ("npm/package.json", r'"quicktype": "(.+)"')
_COMPILE: Final = (
    "npx tsc --strict --target es2022 --module es2022 --moduleResolution bundler --outDir build"
)

GENERATORS: Final = (
    Generator(
        "quicktype",
        "TypeScript",
        folder="npm",
        tools=("npm",),
        generate=f"{_QUICKTYPE} --lang typescript --out quicktype.ts",
        build=(f"{_COMPILE} quicktype.ts quicktype-examples.ts",),
        command="node roundtrip.mjs quicktype",
        pin=_QUICKTYPE_PIN,
    ),
    Generator(
        "quicktype",
        "Python",
        folder="python",
        tools=("npm",),
        generate=f"{_QUICKTYPE} --lang python --out quicktype.py",
        command=f"{shlex.quote(sys.executable)} roundtrip.py quicktype",
        pin=_QUICKTYPE_PIN,
    ),
    Generator(
        "quicktype",
        "Go",
        folder="go",
        tools=("npm", "go"),
        generate=f"{_QUICKTYPE} --lang go --package main --out model.go",
        build=("go build -o roundtrip .",),
        command="./roundtrip",
        pin=_QUICKTYPE_PIN,
    ),
    Generator(
        "json-schema-to-typescript",
        "TypeScript",
        folder="npm",
        tools=("npm",),
        generate="npx json2ts --input schema.json --output json2ts.ts",
        build=(f"{_COMPILE} json2ts.ts json2ts-examples.ts",),
        command="node roundtrip.mjs json2ts",
        pin=("npm/package.json", r'"json-schema-to-typescript": "(.+)"'),
    ),
    Generator(
        "go-jsonschema",
        "Go",
        folder="go",
        tools=("go",),
        generate="go run github.com/atombender/go-jsonschema@v0.24.1 --package main "
        "--struct-name-from-title --output model.go schema.json",
        build=("go build -o roundtrip .",),
        command="./roundtrip",
        pin=("session.py", r"go-jsonschema@v([0-9.]+)"),
    ),
    Generator(
        "typify",
        "Rust",
        folder="rust",
        tools=("cargo",),
        generate="cargo fetch --quiet --locked",
        build=("cargo build --quiet --locked",),
        command="target/debug/roundtrip",
        pin=("rust/Cargo.toml", r'typify = "=(.+)"'),
    ),
    Generator(
        "jsonschema2pojo",
        "Java",
        folder="java",
        tools=("mvn",),
        generate="mvn --quiet --batch-mode generate-sources",
        build=("mvn --quiet --batch-mode compile dependency:copy-dependencies",),
        command="java -cp target/classes:target/dependency/* RoundTrip",
        pin=("java/pom.xml", r"jsonschema2pojo-maven-plugin</artifactId>\s+<version>(.+)</"),
    ),
    Generator(
        "datamodel-code-generator",
        "Python",
        folder="python",
        generate=f"{shlex.quote(sys.executable)} -m datamodel_code_generator --disable-warnings "
        "--input schema.json --output datamodel.py",
        command=f"{shlex.quote(sys.executable)} roundtrip.py datamodel",
    ),
)


class Document(NamedTuple):
    """A document, and the keywords that its schema refuses it by, none where it is accepted."""

    subject: str
    text: str
    keywords: frozenset[str]


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
    literals = ",\n".join(document.text for document in examples())
    for name in ("quicktype", "json2ts"):
        (copies / "npm" / f"{name}-examples.ts").write_text(
            f'import type {{ ExportManifest }} from "./{name}";\n'
            f"export const examples: ExportManifest[] = [\n{literals}];\n"
        )
    if shutil.which("npm"):
        run("npm ci --silent", copies / "npm")
    return copies


def tried(one: Generator, folder: Path, documents: Sequence[Document]) -> Result:
    """Generate, build and ask."""
    run(one.generate, folder)
    for command in one.build:
        run(command, folder)
    return judged(documents, answers(one, folder, documents))


def answers(one: Generator, folder: Path, documents: Iterable[Document]) -> list[str | None]:
    """Return what the program makes of each document."""
    lines = "".join(f"{json.dumps(document.text)}\n" for document in documents)
    ended = subprocess.run(
        shlex.split(one.command),
        cwd=folder,
        input=lines.encode(),
        stdout=subprocess.PIPE,
        check=True,
        timeout=PATIENCE,
    )
    return [json.loads(line) for line in ended.stdout.splitlines()]


def examples() -> Iterator[Document]:
    """Yield the examples of the latest version."""
    for path in sorted(EXAMPLES.rglob(MANIFEST)):
        yield Document(path.parent.name, path.read_text(), frozenset())


def documents_of_the_corpus() -> Iterator[Document]:
    """Yield the documents of the corpus of which it is known what the latest schema says.

    Large ones are left out: the code of go-jsonschema compiles its expressions for every value,
    and does not come to an end with them in ten minutes.
    """
    for case in Corpus():
        if not isinstance(case.request, Validate) or len(case.request.data) > LARGE:
            continue
        version, places = case.expected.version, case.expected.errors
        if case.schema_alone is not None:
            version, places = case.versions[0], case.schema_alone
        if version != LATEST:
            continue
        codes = {place.code for place in places if place.layer == "schema"}
        keywords = frozenset(code.removeprefix("schema/") for code in codes)
        yield Document(case.id, case.request.data.decode(), keywords)


def judged(documents: Sequence[Document], given: Sequence[str | None]) -> Result:
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
        members = list(differing(json.loads(document.text), json.loads(answer)))
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


def table(results: Mapping[Generator, Result]) -> str:
    """Return the table of generators, in Markdown."""
    lines = [
        "| generator | language | examples | other valid documents | does not refuse |",
        "| --- | --- | --- | --- | --- |",
    ]
    for one, result in results.items():
        cells = (
            f"{one.name} {one.version()}",
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
