"""Ask stock JSON Schema validators about the corpus: ``nox -s validators``.

Fails where a validator crashes or gives another verdict than the corpus; prints a table of both.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from proofs.foreign import Program, answers, run
from proofs.validators.questions import Question, questions

from dlm_schema.publish.tree import build

HERE: Final = Path(__file__).parent
PATIENCE: Final = 900.0
_SHOWN: Final = 20


RESOLVES_NOTHING: Final = "fastjsonschema"
"""The judge that cannot be given schemas that refer to other files."""


def _of_python(library: str) -> Program:
    return Program(library, "Python", shlex.join([sys.executable, str(HERE / "judge.py"), library]))


JUDGES: Final = (
    _of_python("jsonschema"),
    _of_python("jsonschema-rs"),
    _of_python(RESOLVES_NOTHING),
    Program(
        name="Ajv (strict)",
        language="JavaScript",
        command="node judge.mjs",
        folder="ajv",
        tools=("npm",),
        build=("npm ci --silent",),
        pin=("ajv/package.json", r'"ajv": "(.+)"'),
    ),
    Program(
        name="boon",
        language="Rust",
        command="target/release/judge",
        folder="boon",
        tools=("cargo",),
        build=("cargo build --quiet --locked --release",),
        pin=("boon/Cargo.toml", r'boon = "=(.+)"'),
    ),
    Program(
        name="santhosh-tekuri/jsonschema",
        language="Go",
        command="./judge",
        folder="santhosh-tekuri",
        tools=("go",),
        build=("go build -o judge .",),
        pin=("santhosh-tekuri/go.mod", r"santhosh-tekuri/jsonschema/v6 v(.+)"),
    ),
    Program(
        name="networknt",
        language="Java",
        command="java -cp target/classes:target/dependency/* Judge",
        folder="networknt",
        tools=("mvn",),
        build=("mvn --quiet --batch-mode compile dependency:copy-dependencies",),
        pin=("networknt/pom.xml", r"json-schema-validator</artifactId>\s+<version>(.+)</"),
    ),
)


class Result(NamedTuple):
    """What a validator answered: to how many questions, and to which ones wrongly."""

    asked: int
    differing: tuple[str, ...]
    crashed: tuple[str, ...]


def main(arguments: Sequence[str]) -> int:
    """Ask the judges that are named, or all, and return the exit status."""
    parser = argparse.ArgumentParser(prog="run.py", description=__doc__)
    parser.add_argument("name", nargs="*", help="judges to ask (default: all)")
    names = parser.parse_args(arguments).name
    judges = [judge for judge in JUDGES if judge.name in names or not names]
    asked = list(questions())
    results = {}
    with tempfile.TemporaryDirectory(prefix="dlm-schema-validators-") as folder:
        mirror = published(folder)
        for judge in judges:
            missing = [tool for tool in judge.tools if shutil.which(tool) is None]
            if missing:
                print(f"{judge.name} needs {', '.join(missing)}: skipped", file=sys.stderr)
                continue
            print(f"{judge.name}: asking", flush=True)
            results[judge] = ask(built(judge, folder), mirror, chosen(judge, asked))
    print(table(results))
    for judge, result in results.items():
        for line in (*result.crashed, *result.differing)[:_SHOWN]:
            print(f"{judge.name}: {line}")
    failed = any(result.differing or result.crashed for result in results.values())
    return 1 if failed or (len(results) < len(judges) and os.environ.get("CI")) else 0


def published(folder: str) -> Path:
    """Publish the specification; return the folder of its schemas."""
    tree = Path(folder, "published")
    tree.mkdir()
    build(str(tree))
    return tree / "export-manifest"


def built(judge: Program, folder: str) -> tuple[Path, list[str]]:
    """Build a judge in a copy of its folder; return where and how it is started."""
    if not judge.build:
        return HERE, shlex.split(judge.command)
    copy = Path(folder, judge.folder)
    shutil.copytree(HERE / judge.folder, copy)
    for command in judge.build:
        run(command, copy)
    return copy, shlex.split(judge.command)


def chosen(judge: Program, asked: Iterable[Question]) -> Iterator[tuple[str, Question]]:
    """Yield each question with each schema that the judge is asked about."""
    for question in asked:
        for schema in question.schemas():
            if judge.name != RESOLVES_NOTHING or schema not in ("any", "latest"):
                yield schema, question


def ask(
    program: tuple[Path, list[str]], mirror: Path, asked: Iterable[tuple[str, Question]]
) -> Result:
    """Put questions to a judge and compare its answers with what is expected."""
    folder, command = program
    pairs = list(asked)
    lines = ({"schema": schema, "document": question.document} for schema, question in pairs)
    given, status = answers([*command, str(mirror)], folder, lines, PATIENCE)
    expected = [
        (f"{question.subject}, judged by {schema}", question.accepted) for schema, question in pairs
    ]
    return compared(expected, given, status)


def compared(expected: Sequence[tuple[str, bool]], given: Sequence[Any], status: int) -> Result:
    """Return what answers came to; where some are missing, the program crashed at the next one."""
    differing, crashed = [], []
    for (subject, accepted), answer in zip(expected, given, strict=False):
        if not isinstance(answer, bool):
            crashed.append(f"{subject}: {answer}")
        elif answer is not accepted:
            differing.append(f"{subject}: {_verdict(answer)}, expected {_verdict(accepted)}")
    if len(given) < len(expected) or status != 0:
        subject = expected[min(len(given), len(expected) - 1)][0]
        crashed.append(f"{subject}: the program ended with status {status}")
    return Result(len(expected), tuple(differing), tuple(crashed))


def _verdict(accepted: bool) -> str:  # noqa: FBT001  (the answer itself)
    return "accepted" if accepted else "rejected"


def table(results: dict[Program, Result]) -> str:
    """Return the table of validators, in Markdown."""
    lines = [
        "| validator | version | language | verdicts | differing | crashes |",
        "| --- | --- | --- | ---: | ---: | ---: |",
    ]
    for judge, result in results.items():
        cells = (
            judge.name,
            judge.version(HERE),
            judge.language,
            f"{result.asked:,}",
            str(len(result.differing)),
            str(len(result.crashed)),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
