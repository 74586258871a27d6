"""Ask every language of a scratch copy about the version that the drill added there.

``python -m proofs.drill.check "Go=COMMAND" ...`` runs in the copy, whose ``src`` and ``tests`` are
on the path. Three oracles decide: the edit that makes a case of the schema names its finding,
``next_version.py`` says in plain Python what migrating gives, and ``json.dumps`` its bytes.
"""

from __future__ import annotations

import argparse
import contextlib
import copy
import io
import json
import random
import shlex
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from proofs.drill.next_version import ADDED, TARGET, Document, newer, older
from support.strategies import SCHEMAS, VERSIONS, Choices, drawn_manifest

import dlm_schema
from dlm_codegen.tables import DOCUMENTS
from dlm_schema.cli.main import main as command
from dlm_schema.conformance.batch import Batch
from dlm_schema.conformance.cases import Answer, Case, Migrate, Place, Request, Validate

if TYPE_CHECKING:
    from dlm_schema.conformance.protocol import Reply

COPY: Final = Path(__file__).parents[3]
BEFORE, LATEST = VERSIONS[-2:]
DOCUMENTS_EACH_WAY: Final = 10_000
MANY: Final = 100
"""Bounds of arrays up to which documents are made."""
SHOWN: Final = 10
CHOICES: Final = 700
"""How many bytes of choices a document takes."""

Question = tuple[Request, set[Place] | tuple[bytes | None, Counter[str]]]
"""A request, and the places of its errors in the schema, or the output and losses."""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("programs", nargs="+", metavar="LANGUAGE=COMMAND")
    parser.add_argument("--documents", type=int, default=DOCUMENTS_EACH_WAY)
    parser.add_argument("--seed", type=int, default=20260423)
    options = parser.parse_args()
    assert Path(dlm_schema.__file__).is_relative_to(COPY), dlm_schema.__file__
    failed = list(surroundings())
    print(f"create, load and the tables: {len(failed)} failed")
    kinds = {
        "cases of the schema": list(schema_cases()),
        "migrations up and down again": list(ways_up(options.documents, options.seed)),
        "migrations down": list(ways_down(options.documents, options.seed)),
    }
    for program in options.programs:
        language, _, words = program.partition("=")
        batch = Batch(shlex.split(words), 60.0)
        try:
            for kind, questions in kinds.items():
                wrong = list(disagreements(batch, questions))
                failed += [f"{language}: {each}" for each in wrong]
                print(f"{language}, {kind}: {len(questions)} asked, {len(wrong)} failed")
        finally:
            batch.close()
    for each in failed[:SHOWN]:
        print(each)
    return 1 if failed else 0


def surroundings() -> Iterator[str]:
    """Yield what does not follow the version in the commands, the library and the documents."""
    document = drawn(random.Random(0), BEFORE)
    if dlm_schema.loads(canonical(document)).schema_version != LATEST:
        yield f"load does not give version {LATEST}"
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.suppress(SystemExit):
        command(["create", "--help"])
    options = ("--context-length", "--precision", "--languages", "--build-host-cores", TARGET)
    yield from (f"create has no {each}" for each in options if each not in printed.getvalue())
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "base.Q8_0.gguf").write_bytes(b"base")
        given = "--target=ollama --quant=Q8_0 --base-model-hf-id=a/b --adapter-version=1 "
        given += f"--base-model-commit={'0' * 40} --languages=en --languages=de --precision=4bit "
        given += "--build-host-name=here --build-host-cores=2"
        with contextlib.redirect_stdout(io.StringIO()):
            status = command(["create", folder, "--quiet", *given.split()])
        made = json.loads(Path(folder, "export_manifest.json").read_bytes()) if status == 0 else {}
    if made.get("languages") != ["en", "de"] or made["build_host"]["accelerator"] is not None:
        yield f"create ended with {status} and wrote {made}"
    for path in DOCUMENTS:
        text = (COPY / path).read_text(encoding="utf-8")
        if f"| version {LATEST} |" not in text:
            yield f"{path} does not list version {LATEST}"
        yield from (f"{path} does not list {each}" for each in ADDED if f"| `{each}` |" not in text)


def disagreements(batch: Batch, questions: list[Question]) -> Iterator[str]:
    for request, expected in questions:
        reply = batch.ask(Case("drill", "schema", "", (), (), request, Answer(True, None)))
        found = judged(request, reply)
        if found != expected:
            yield f"{request}\n  expected {expected}\n  found {found}"


def judged(request: Request, reply: Reply) -> object:
    if not isinstance(reply, Answer):
        return reply
    if isinstance(request, Validate):
        return {place for place in reply.errors if place.layer == "schema"}
    return reply.output, counted([tuple(loss) for loss in reply.losses])


def counted(losses: list[Any]) -> Counter[str]:
    return Counter(json.dumps(loss, sort_keys=True) for loss in losses)


def canonical(document: Document) -> bytes:
    return (json.dumps(document, sort_keys=True, indent=2) + "\n").encode()


def drawn(source: random.Random, version: int) -> Document:
    return drawn_manifest(Choices(source.randbytes(CHOICES)), version)


def ways_up(count: int, seed: int) -> Iterator[Question]:
    """Yield documents of the version before, migrated, and what came of them, migrated back."""
    source = random.Random(seed)
    for _ in range(count):
        document = drawn(source, BEFORE)
        low, high = canonical(document), canonical(newer(document))
        yield Migrate(low, LATEST, allow_loss=False), (high, Counter())
        yield Migrate(high, BEFORE, allow_loss=False), (low, Counter())


def ways_down(count: int, seed: int) -> Iterator[Question]:
    """Yield documents of the new version, half of them with little that is lost."""
    source = random.Random(seed + 1)
    for number in range(count):
        document = newer(drawn(source, BEFORE)) if number % 2 else drawn(source, LATEST)
        if source.randrange(3) == 0:
            name = source.choice([*ADDED, "written_by", "adapter_version_before"])
            document[name] = drawn(source, LATEST)[name]
        if source.randrange(8) == 0:
            document["target"] = TARGET
        made, losses = older(document)
        output = None if made is None else canonical(made)
        yield Migrate(canonical(document), BEFORE, allow_loss=True), (output, counted(losses))


def schema_cases() -> Iterator[Question]:
    """Yield a document with one edit for each that the schema tells from a valid one."""
    schema = SCHEMAS[LATEST]
    document = newer(drawn(random.Random(1), BEFORE))
    document["artifacts"] = document["artifacts"][:1]
    document["languages"] = ["en"]
    for names, value, places in edits(schema, document, schema["$defs"], ()):
        if names[:1] != ("schema_version",):  # which version it is decides first
            changed = replaced(document, names, value)
            yield Validate(canonical(changed)), {Place(*place) for place in places}


_Path = tuple[str | int, ...]

Edit = tuple[_Path, Any, list[tuple[str, str]]]
"""The way to a value, another one (``...`` for none), and the findings: code and pointer."""


def edits(schema: Any, value: Any, definitions: Any, at: _Path) -> Iterator[Edit]:
    """Yield what the keywords of a schema tell apart at a value, and below it."""
    schema = {**definitions.get(schema.get("$ref", "").rpartition("/")[2], {}), **schema}
    pointer = "".join(f"/{token}" for token in at)
    kind, *null = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    if at:
        unlisted = [("schema/enum", pointer)] if "enum" in schema else []
        wrong = [*unlisted, ("schema/type", pointer)]
        yield at, 1 if kind in {"array", "object"} else [], wrong
        yield at, None, [] if null else wrong
    for keyword, good, bad in scalar_edits(kind, schema):
        yield at, good, []
        yield at, bad, [(f"schema/{keyword}", pointer)]
    if kind == "array":
        if schema["maxItems"] < MANY:
            yield at, value[:1] * schema["maxItems"], []
            yield at, value[:1] * (schema["maxItems"] + 1), [("schema/maxItems", pointer)]
        yield from edits(schema["items"], value[0], definitions, (*at, 0))
    if kind == "object":
        yield (*at, "extra"), None, [("schema/additionalProperties", f"{pointer}/extra")]
        for name, member in schema["properties"].items():
            yield (*at, name), ..., [("schema/required", f"{pointer}/{name}")]
            yield from edits(member, value[name], definitions, (*at, name))


def scalar_edits(kind: str, schema: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield each keyword of a scalar, a value that it accepts and one that it does not."""
    if "enum" in schema:
        yield from (("enum", option, "other-value") for option in schema["enum"])
    elif kind == "integer" and "const" not in schema:
        least, most = schema["minimum"], schema["maximum"]
        yield "minimum", least, least - 1
        if most < 2**53 - 1:  # beyond, it is no integer of the encoding layer
            yield "maximum", most, most + 1
    elif kind == "string" and "pattern" in schema:
        example = schema["examples"][0]
        yield "pattern", example, ("/ " * len(example))[: len(example)]
        yield "maxLength", example, "x" * (schema["maxLength"] + 1)
    elif kind == "string":
        yield "maxLength", "x" * schema["maxLength"], "x" * (schema["maxLength"] + 1)
        if schema.get("minLength"):
            yield "minLength", "x" * schema["minLength"], "x" * (schema["minLength"] - 1)


def replaced(document: Document, names: _Path, value: Any) -> Document:
    changed: Any = copy.deepcopy(document)
    owner = changed
    for name in names[:-1]:
        owner = owner[name]
    if value is ...:
        del owner[names[-1]]
    else:
        owner[names[-1]] = value
    return changed  # type: ignore[no-any-return]


if __name__ == "__main__":
    sys.exit(main())
