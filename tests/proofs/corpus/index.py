"""Check the corpus against its index and schemas, and write the index.

``python tests/proofs/corpus/index.py`` fails when anything is out of step. With ``--write`` it
brings the index up to date, unless a case is gone whose id was not put under ``withdrawn``. With
``--try FILE...`` it judges the cases of some files of recipes alone.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from dlm_schema.conformance import own
from dlm_schema.conformance.cases import LAYERS, Answer, Migrate, Request, Validate
from dlm_schema.conformance.corpus import CORPUS, Corpus, digest_of
from dlm_schema.conformance.directories import made

SCHEMA = "https://tenseleyflow.github.io/dlm-schema/corpus/index.schema.json"
DESCRIPTION = "Every file of the conformance corpus, and every case with the digest of its input."
ROOT = Path(CORPUS)
DOCUMENTS = (
    "PROTOCOL.md",
    "README.md",
    "bases/contents.json",
    "cases/README.md",
    "cases/index.schema.json",
    "index.json",
    "index.schema.json",
    "protocol.schema.json",
    "recipe.schema.json",
)
"""The files of the corpus that are neither bases nor recipes."""


def files_of(pattern: str) -> list[str]:
    """Return the files of the corpus, in the order of the layers and then of their names."""
    found = [path.relative_to(ROOT).as_posix() for path in ROOT.glob(pattern)]
    order = {layer: place for place, layer in enumerate(LAYERS)}
    return sorted(found, key=lambda path: (order.get(path.split("/")[1], 0), path))


def rebuilt(index: dict[str, Any]) -> dict[str, Any]:
    """Return the index that the files of the corpus ask for."""
    made_index = {
        "$schema": SCHEMA,
        "description": DESCRIPTION,
        "bases": files_of("bases/v*/*.json"),
        "recipes": files_of("recipes/*/*.json"),
        "withdrawn": index["withdrawn"],
    }
    corpus = Corpus(index=made_index)
    return {**made_index, "cases": {case.id: digest_of(case) for case in corpus}}


def shape_faults() -> Iterator[str]:
    """Say what in the index and the recipes is not as their schemas have it."""
    for path in ("index.schema.json", "recipe.schema.json"):
        Draft202012Validator.check_schema(json.loads((ROOT / path).read_bytes()))
    yield from schema_faults("index.schema.json", "index.json")
    for path in files_of("recipes/*/*.json"):
        yield from schema_faults("recipe.schema.json", path)


def strangers(wanted: dict[str, Any]) -> Iterator[str]:
    """Say which files no case can name, because they are no part of the corpus."""
    known = {*DOCUMENTS, *wanted["bases"], *wanted["recipes"]}
    for path in sorted(path for path in ROOT.rglob("*") if not path.is_dir() or path.is_symlink()):
        name = path.relative_to(ROOT).as_posix()
        if name not in known:
            yield f"{name} is no part of the corpus: no case names it"


def faults(index: dict[str, Any], wanted: dict[str, Any]) -> Iterator[str]:
    """Say what is out of step between the index and the index that the files ask for."""
    yield from strangers(wanted)
    for name in ("bases", "recipes"):
        for path in sorted(set(wanted[name]) ^ set(index[name])):
            yield f"{path} is on disk or in the index, not in both"
    known, there = index["cases"], wanted["cases"]
    yield from lost_ids(index, wanted)
    for case in sorted(there.keys() - known.keys()):
        yield f"{case} is not in the index"
    for case in sorted(known.keys() & there.keys()):
        if known[case] != there[case]:
            yield f"{case} has another input than the index records"
    yield from corpus_faults(wanted)


def lost_ids(index: dict[str, Any], wanted: dict[str, Any]) -> Iterator[str]:
    """Say which ids vanished without being withdrawn, or came back after they were."""
    withdrawn = set(index["withdrawn"])
    for case in sorted(index["cases"].keys() - wanted["cases"].keys() - withdrawn):
        yield f"{case} is in the index and no recipe makes it: withdraw it"
    for case in sorted(wanted["cases"].keys() & withdrawn):
        yield f"{case} was withdrawn: give the new case another id"


def corpus_faults(wanted: dict[str, Any]) -> Iterator[str]:
    """Say which ids are used twice and which bases no case uses."""
    corpus = Corpus(index=wanted)
    ids: Counter[str] = Counter()
    used: set[str] = set()
    for path in wanted["recipes"]:
        for case, bases in corpus.cases_with_bases(path):
            ids[case.id] += 1
            used |= bases
    for case_id, times in ids.items():
        if times > 1:
            yield f"{case_id} is the id of {times} cases"
    for path in sorted(set(wanted["bases"]) - used):
        yield f"{path} is used by no case"


def schema_faults(schema: str, path: str) -> Iterator[str]:
    validator = Draft202012Validator(json.loads((ROOT / schema).read_bytes()))
    try:
        content = json.loads((ROOT / path).read_bytes())
    except ValueError as no_json:
        yield f"{path}: {no_json}"
        return
    for error in validator.iter_errors(content):
        yield f"{path}: {error.json_path}: {error.message[:300]}"


def answered(request: Request) -> Answer:
    """Return what this package answers."""
    if isinstance(request, Validate | Migrate):
        return own.answer(request)
    with made(request.entries) as directory:
        return own.answer(request, directory)


def comparable(answer: Answer) -> Answer:
    return answer._replace(
        errors=tuple(sorted(answer.errors)),
        warnings=tuple(sorted(answer.warnings)),
        notes=tuple(sorted(answer.notes)),
        losses=tuple(sorted(answer.losses, key=repr)),
        findings=tuple(sorted(answer.findings)),
    )


def tried(paths: list[str]) -> int:
    """Judge the cases of some files and print where this package answers otherwise."""
    recipes = [Path(path).resolve().relative_to(ROOT.resolve()).as_posix() for path in paths]
    corpus = Corpus(index={"bases": files_of("bases/v*/*.json"), "recipes": recipes})
    wrong = 0
    seen: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    for path in recipes:
        complaints = list(schema_faults("recipe.schema.json", path))
        wrong += len(complaints)
        print(*complaints, sep="\n", end="\n" if complaints else "")
        for case in corpus.cases(path):
            seen[case.id] += 1
            totals["rejected" if case.rejected else "accepted"] += 1
            expected, answer = comparable(case.expected), comparable(answered(case.request))
            if expected != answer:
                wrong += 1
                print(f"{case.id}\n  expected {expected!r:.700}\n  got      {answer!r:.700}")
    for case_id, times in seen.items():
        if times > 1:
            wrong += 1
            print(f"{case_id} is the id of {times} cases")
    stems = {case_id.rsplit("/v", 1)[0] for case_id in seen}
    print(f"{len(seen)} cases, {len(stems)} apart from versions, {dict(totals)}, {wrong} wrong")
    return 1 if wrong else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--try", dest="tried", nargs="+", metavar="FILE")
    options = parser.parse_args()
    if options.tried:
        return tried(options.tried)
    path = ROOT / "index.json"
    index = json.loads(path.read_bytes())
    found = list(shape_faults())
    if found:  # what is of another shape makes no cases
        print(*found, f"{len(found)} faults", sep="\n")
        return 1
    wanted = rebuilt(index)
    found = list(lost_ids(index, wanted))
    if options.write and not found:
        path.write_text(json.dumps(wanted, indent=2) + "\n", encoding="utf-8")
        index = wanted
    found = list(faults(index, wanted))
    print(*found, sep="\n", end="\n" if found else "")
    print(f"{len(wanted['cases'])} cases in {len(wanted['recipes'])} files: {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
