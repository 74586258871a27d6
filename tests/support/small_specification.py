"""A specification to publish that is quick to: the real one, with a corpus of a few cases."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dlm_schema.conformance.corpus import Corpus, digest_of
from dlm_schema.published import SPECIFICATION

if TYPE_CHECKING:
    from dlm_schema.publish.tree import Tree

BASES: Final = ["bases/v1/ollama.json", "bases/v2/ollama.json", "bases/v2/vllm.json"]

RECIPES: Final[dict[str, dict[str, Any]]] = {
    "recipes/encoding/bytes.json": {
        "layer": "encoding",
        "groups": [
            {
                "id": "encoding/no-text",
                "why": "The byte FF begins no character.",
                "requirements": ["EM-ENC-3"],
                "versions": [1, 2, 3],
                "input": [{"hex": "7b ff 7d"}],
                "errors": [{"code": "encoding/utf8", "pointer": ""}],
            },
            {
                "id": "encoding/no-text/nested",
                "why": "An id may begin with the whole of another.",
                "requirements": ["EM-ENC-4"],
                "versions": [1, 2, 3],
                "input": "[]",
                "errors": [{"code": "version/not-an-object", "pointer": ""}],
                "schema_alone": [{"code": "schema/type", "pointer": ""}],
            },
        ],
    },
    "recipes/migrations/steps.json": {
        "layer": "migrations",
        "groups": [
            {
                "id": "migrations/up",
                "why": "Version 2 names the target.",
                "requirements": ["EM-MIG-11"],
                "from": 1,
                "to": 2,
                "base": "ollama",
                "output": {},
            },
            {
                "id": "migrations/down",
                "why": "Version 1 has no word for another target.",
                "requirements": ["EM-MIG-6"],
                "from": 2,
                "to": 1,
                "base": "vllm",
                "losses": [{"code": "loss/value", "pointer": "/target", "value": "vllm"}],
            },
        ],
    },
    "recipes/operations/move.json": {
        "layer": "operations",
        "groups": [
            {
                "id": "operations/move",
                "why": "The member has another name.",
                "requirements": ["EM-MIG-22"],
                "from": 1,
                "to": 2,
                "step": {
                    "older": {"type": "object", "required": [], "properties": {}},
                    "newer": {"type": "object", "required": [], "properties": {}},
                    "operations": [{"op": "move", "from": "/a", "to": "/b"}],
                },
                "document": {"a": 1},
                "output": {"document": {"b": 1}},
            }
        ],
    },
    "recipes/files/kinds.json": {
        "layer": "files",
        "groups": [
            {
                "id": "files/every-kind",
                "why": "A directory can hold all of these.",
                "requirements": ["EM-FILE-1"],
                "versions": [2],
                "base": "ollama",
                "directory": [
                    {"file": "notes.txt", "content": [{"hex": "00 ff"}]},
                    {"sparse": "hole.bin", "size": 70000},
                    {"symlink": "link", "to": "../outside/secret"},
                    {"hard_link": "second.txt", "to": "notes.txt"},
                    {"fifo": "pipe"},
                    {"socket": "socket"},
                    {"folder": "empty"},
                ],
                "valid": True,
                "warnings": [
                    {"code": "files/unlisted", "pointer": f"/{name}"} for name in ("pipe", "link")
                ],
            }
        ],
    },
}

CASES: Final = [
    "encoding/no-text",
    "encoding/no-text/nested",
    "migrations/up",
    "migrations/down",
    "operations/move",
    "files/every-kind/v2",
]
"""The ids of the cases, in the order of the index."""


def written_json(path: Path, value: object) -> None:
    """Write a JSON file of a specification."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2) + "\n")


def make_specification(folder: Path) -> Path:
    """Copy the published specification to a new folder, with the small corpus in it."""
    shutil.copytree(SPECIFICATION, folder, ignore=shutil.ignore_patterns("recipes"))
    for path, recipes in RECIPES.items():
        written_json(folder / "corpus" / path, recipes)
    write_index(folder)
    return folder


def write_index(specification: Path) -> None:
    """Bring the index of the small corpus up to date."""
    path = specification / "corpus" / "index.json"
    index = {**json.loads(path.read_bytes()), "bases": BASES, "recipes": list(RECIPES)}
    written_json(path, {**index, "withdrawn": [], "cases": {}})
    corpus = Corpus(str(specification / "corpus"))
    cases = {case.id: digest_of(case) for case in corpus}
    written_json(path, {**index, "withdrawn": [], "cases": cases})


def change_schema(specification: Path, number: int) -> bytes:
    """Change the schema of a version, and return its new bytes."""
    path = specification / "export-manifest" / f"v{number}" / "schema.json"
    schema = json.loads(path.read_bytes())
    schema["title"] += ", changed"
    written_json(path, schema)
    return path.read_bytes()


def freeze(specification: Path, number: int) -> None:
    """Freeze a version with the files that it has."""
    path = specification / "versions.json"
    versions = json.loads(path.read_bytes())
    for entry in versions["versions"]:
        if entry["number"] == number:
            entry["status"] = "frozen"
            for file in entry["files"].values():
                data = (specification / file["path"]).read_bytes()
                file["sha256"] = hashlib.sha256(data).hexdigest()
    written_json(path, versions)


def loaded(tree: Tree, path: str) -> Any:
    """Return a JSON file of a published tree."""
    return json.loads(Path(tree.folder, path).read_bytes())
