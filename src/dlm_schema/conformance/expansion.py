"""The corpus as plain files, which ``schema/corpus/cases/README.md`` describes."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from typing import Any, Final

from dlm_schema.conformance.cases import (
    Answer,
    Case,
    Check,
    Entry,
    Migrate,
    Request,
    Validate,
    as_json,
    kind_of,
)
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
        "expected": _expected(case.request, case.expected),
    }
    if case.schema_alone is not None:
        content["schema_alone"] = list(map(as_json, case.schema_alone))
    return content


def _request(case: Case) -> dict[str, Any]:
    request = case.request
    file = _INPUT if isinstance(request, Validate | Migrate) else _DIRECTORY
    content: dict[str, Any] = {
        "type": kind_of(request),
        "file": file,
        "sha256": digest_of(case),
    }
    if isinstance(request, Migrate):
        content |= {"to": request.to, "allow_loss": request.allow_loss}
        if request.step is not None:
            content["step"] = _STEP
    return content


def _expected(request: Request, answer: Answer) -> dict[str, Any]:
    if isinstance(request, Check):
        return answer.as_json(("valid", "findings"), None)
    names = ["valid", "version", "errors", "warnings", "notes"]
    if isinstance(request, Migrate):
        names += ["losses", "output", "findings"]
    return answer.as_json(names, None if answer.output is None else _OUTPUT)


def _entry(entry: Entry) -> dict[str, Any]:
    described: dict[str, Any] = {"path": entry.path, "kind": entry.kind}
    if entry.kind == "file":
        described["content"] = b64encode(entry.content).decode("ascii")
    elif entry.kind == "sparse":
        described["size"] = entry.size
    elif entry.kind in ("symlink", "hard_link"):
        described["target"] = entry.target
    return described
