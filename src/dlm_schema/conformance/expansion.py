"""The corpus as plain files, which ``schema/corpus/cases/README.md`` describes."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from typing import Any, Final

from dlm_schema.conformance.cases import Answer, Case, Entry, Migrate, Place, Validate
from dlm_schema.conformance.corpus import Corpus, digest_of
from dlm_schema.conformance.recipes import CorpusError

CASES: Final = "cases"
"""Folder of the expanded cases, below the folder of the corpus."""

_INPUT: Final = "input.bin"
_OUTPUT: Final = "output.json"
_STEP: Final = "step.json"
_DIRECTORY: Final = "directory.json"
_SCHEMA: Final = f"{CASES}/index.schema.json"
_DESCRIPTION: Final = "Every case of the conformance corpus, with what is asked and the answer."


def expanded(corpus: Corpus) -> Iterator[tuple[str, bytes]]:
    """Yield the path below the corpus and the bytes of every file, one case at a time.

    The index comes last. Raises ``CorpusError`` where recipes and the corpus's own index differ.
    """
    recorded = dict(corpus.index["cases"])
    cases = []
    for case in corpus:
        if recorded.pop(case.id, None) != digest_of(case):
            raise CorpusError(case.id, "corpus/index.json does not record this input, or only once")
        description = described(case)
        cases.append(description)
        for name, data in files_of(case):
            yield f"{CASES}/{case.id}/{name}", data
        yield f"{CASES}/{case.id}/case.json", json_bytes(description)
    if recorded:
        raise CorpusError(min(recorded), "corpus/index.json lists it, and no recipe makes it")
    index = {
        "$schema": corpus.read(_SCHEMA)["$id"],
        "description": _DESCRIPTION,
        "withdrawn": corpus.index["withdrawn"],
        "cases": cases,
    }
    yield f"{CASES}/index.json", json_bytes(index)


def json_bytes(value: Any) -> bytes:
    """Write a JSON value for people and programs, with its members in the order they have."""
    return (json.dumps(value, indent=2) + "\n").encode("ascii")


def files_of(case: Case) -> Iterator[tuple[str, bytes]]:
    """Yield the name and bytes of each file that states what is asked and answered."""
    request = case.request
    if not isinstance(request, Validate | Migrate):
        entries = [_entry(entry) for entry in request.entries]
        yield _DIRECTORY, json_bytes({"entries": entries})
        return
    yield _INPUT, request.data
    if isinstance(request, Migrate) and request.step is not None:
        yield _STEP, json_bytes(request.step)
    if case.expected.output is not None:
        yield _OUTPUT, case.expected.output


def described(case: Case) -> dict[str, Any]:
    """Return what ``case.json`` holds: why, what is asked, and the answer."""
    content = {
        "id": case.id,
        "layer": case.layer,
        "level": case.level,
        "why": case.why,
        "requirements": list(case.requirements),
        "versions": list(case.versions),
        "rejected": case.rejected,
        "request": _request(case),
        "expected": _expected(case.expected, migration=isinstance(case.request, Migrate)),
    }
    if case.schema_alone is not None:
        content["schema_alone"] = _places(case.schema_alone)
    return content


def _request(case: Case) -> dict[str, Any]:
    request = case.request
    digest = digest_of(case)
    if isinstance(request, Validate):
        return {"type": "validate", "file": _INPUT, "sha256": digest}
    if isinstance(request, Migrate):
        asked = {"to": request.to, "allow_loss": request.allow_loss}
        if request.step is not None:
            return {"type": "step", "file": _INPUT, "sha256": digest, **asked, "step": _STEP}
        return {"type": "migrate", "file": _INPUT, "sha256": digest, **asked}
    return {"type": "verify", "file": _DIRECTORY, "sha256": digest}


def _expected(answer: Answer, *, migration: bool) -> dict[str, Any]:
    expected: dict[str, Any] = {
        "valid": answer.valid,
        "version": answer.version,
        "errors": _places(answer.errors),
        "warnings": _places(answer.warnings),
        "notes": _places(answer.notes),
    }
    if migration:
        expected["losses"] = [loss._asdict() for loss in answer.losses]
        expected["output"] = None if answer.output is None else _OUTPUT
        expected["findings"] = [finding._asdict() for finding in answer.findings]
    return expected


def _places(places: Iterable[Place]) -> list[dict[str, str]]:
    return [place._asdict() for place in places]


def _entry(entry: Entry) -> dict[str, Any]:
    described: dict[str, Any] = {"path": entry.path, "kind": entry.kind}
    if entry.kind == "file":
        described["content"] = b64encode(entry.content).decode("ascii")
    elif entry.kind == "sparse":
        described["size"] = entry.size
    elif entry.kind in ("symlink", "hard_link"):
        described["target"] = entry.target
    return described
