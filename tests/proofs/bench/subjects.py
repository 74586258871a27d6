"""What is measured: documents, and the things that are done with them."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import jsonschema
import jsonschema_rs

import dlm_schema
from dlm_schema.cli.main import main as command_line
from dlm_schema.document import versions
from dlm_schema.document.canonical import canonical_bytes
from dlm_schema.published import SPECIFICATION, published_bytes

if TYPE_CHECKING:
    from proofs.bench.timing import Subject

VALIDATE: Final = "validate(bytes)"
JSONSCHEMA: Final = "json.loads + jsonschema"
FASTJSONSCHEMA: Final = "json.loads + fastjsonschema"
LOADS_JSONSCHEMA_RS: Final = "json.loads + jsonschema-rs"
JSONSCHEMA_RS: Final = "jsonschema-rs, parsed already"
PYDANTIC: Final = "model_validate_json"

COMMAND: Final = "dlm_schema validate FILE"
CHECK_JSONSCHEMA: Final = "check-jsonschema FILE"
BARE_PYTHON: Final = "python -c pass"

FOLDER_INSIDE: Final = "validate FOLDER, in process"
READING_INSIDE: Final = "walk, open and read, in process"
FOLDER_COMMAND: Final = "dlm_schema validate FOLDER"
READING_COMMAND: Final = "walk, open and read, a process"

_READ_SCRIPT: Final = """\
import os, sys
for folder, _, names in os.walk(sys.argv[1]):
    if "export_manifest.json" in names:
        with open(os.path.join(folder, "export_manifest.json"), "rb") as file:
            file.read()
"""
_EXPORTS: Final = ("F16", "Q4_K_M", "Q6_K", "Q8_0")


def installed(module: str) -> bool:
    """Tell whether a peer is there to be measured."""
    return find_spec(module) is not None


def document(version: int, artifacts: int) -> dict[str, Any]:
    """Make a valid document of a version with so many artifacts, of an Ollama export."""
    made = dlm_schema.migrate(_oldest_document(artifacts), version).document
    if not dlm_schema.validate(made).ok:
        raise AssertionError("the documents that are measured must be valid")
    return made


def _oldest_document(artifacts: int) -> dict[str, Any]:
    return {
        "quant": "Q4_K_M",
        "merged": False,
        "dequantized": False,
        "ollama_name": "my-tutor:v3",
        "created_at": "2026-04-23T18:42:00",
        "created_by": "dlm-0.10.0",
        "llama_cpp_tag": "b8816",
        "base_model_hf_id": "HuggingFaceTB/SmolLM2-135M-Instruct",
        "base_model_revision": "12fd25f77366fa6b3b4b768ec3050bf629380bac",
        "adapter_version": 3,
        "artifacts": [
            {
                "path": path,
                "sha256": hashlib.sha256(path.encode()).hexdigest(),
                "size_bytes": 1216 + 4096 * len(path),
            }
            for path in islice(_paths(), artifacts)
        ],
    }


def _paths() -> Iterator[str]:
    yield from ("base.Q4_K_M.gguf", "adapter.gguf", "Modelfile")
    number = 0
    while True:
        number += 1
        yield f"adapters/tone-{number % 16:02}/adapter_model-{number:05}.safetensors"


def validators(artifacts: int) -> dict[str, Subject]:
    """Return ``validate(bytes)`` and its peers on one version 3 document."""
    parsed = document(3, artifacts)
    data = canonical_bytes(parsed)
    schema = published_bytes(versions.lookup(3).schema_path)
    model = dlm_schema.ExportManifest
    reference = jsonschema.Draft202012Validator(json.loads(schema))
    fast = jsonschema_rs.validator_for(json.loads(schema))
    subjects: dict[str, Subject] = {
        VALIDATE: lambda: dlm_schema.validate(data),
        JSONSCHEMA: lambda: reference.is_valid(json.loads(data)),
        LOADS_JSONSCHEMA_RS: lambda: fast.is_valid(json.loads(data)),
        JSONSCHEMA_RS: lambda: fast.is_valid(parsed),
        PYDANTIC: lambda: model.model_validate_json(data),
    }
    if installed("fastjsonschema"):
        compiled = import_module("fastjsonschema").compile(json.loads(schema))  # it changes it
        subjects[FASTJSONSCHEMA] = lambda: compiled(json.loads(data))
    verdicts = [dlm_schema.validate(data).ok, reference.is_valid(parsed), fast.is_valid(parsed)]
    if not all(verdicts):
        raise AssertionError("everything that is measured must accept the document")
    return subjects


def loads(folder: str, sizes: Sequence[int]) -> dict[str, Subject]:
    """Return ``load(path)`` on files of several sizes, the smallest in every version."""
    wanted = [(version, sizes[0]) for version in dlm_schema.VERSIONS]
    wanted += [(dlm_schema.LATEST, size) for size in sizes[1:]]
    subjects: dict[str, Subject] = {}
    for version, size in wanted:
        path = os.path.join(folder, f"v{version}-{size}.json")
        Path(path).write_bytes(canonical_bytes(document(version, size)))
        subjects[f"load(path), version {version}, {size} artifacts"] = partial(
            dlm_schema.load, path
        )
    return subjects


def migrations(sizes: Sequence[int]) -> dict[str, Subject]:
    """Return document migrations over all versions, both ways."""
    subjects: dict[str, Subject] = {}
    for size in sizes:
        for source, target in ((1, 3), (3, 1)):
            name = f"migrate(mapping), {source} to {target}, {size} artifacts"
            subjects[name] = partial(dlm_schema.migrate, document(source, size), target)
    return subjects


def commands(folder: str) -> dict[str, Subject]:
    """Return whole processes that validate one file, and one that does nothing."""
    path = os.path.join(folder, dlm_schema.MANIFEST_FILENAME)
    Path(path).write_bytes(canonical_bytes(document(3, 3)))
    surroundings = _installed_for_good(folder)
    schema = os.path.join(SPECIFICATION, versions.lookup(3).schema_path)
    subjects = {
        COMMAND: _process(surroundings, "-m", "dlm_schema", "validate", path),
        BARE_PYTHON: _process(surroundings, "-c", "pass"),
    }
    if installed("check_jsonschema"):
        subjects[CHECK_JSONSCHEMA] = _process(
            surroundings, "-m", "check_jsonschema", "--schemafile", schema, path
        )
    return subjects


def _installed_for_good(folder: str) -> dict[str, str]:
    """Let every process keep and find compiled modules, as those of installed packages are.

    They are kept in ``folder``, so that neither a checkout nor an installation changes.
    """
    surroundings = {**os.environ, "PYTHONPYCACHEPREFIX": os.path.join(folder, "compiled")}
    surroundings.pop("PYTHONDONTWRITEBYTECODE", None)
    return surroundings


def _process(surroundings: Mapping[str, str], *arguments: str) -> Subject:
    return running([sys.executable, *arguments], surroundings)


def running(command: Sequence[str], surroundings: Mapping[str, str] | None = None) -> Subject:
    """Return a whole process, which must end well."""
    quiet = subprocess.DEVNULL
    return partial(subprocess.run, command, check=True, stdout=quiet, env=surroundings)


def commanding(*arguments: str) -> None:
    """Run a command in this process, which must end well."""
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        status = command_line(arguments)
    if status != 0:
        raise AssertionError(f"{arguments} ended with {status}")


def write_stores(folder: str, manifests: int) -> None:
    """Write stores with so many manifests of three artifacts, four to a store."""
    data = canonical_bytes(document(3, 3))
    for number in range(manifests):
        store, export = divmod(number, len(_EXPORTS))
        inner = os.path.join(folder, f"store-{store:05}", "exports", _EXPORTS[export])
        os.makedirs(inner)
        Path(inner, dlm_schema.MANIFEST_FILENAME).write_bytes(data)
        if export == 0:
            Path(folder, f"store-{store:05}", "manifest.json").write_bytes(b'{"exports": []}\n')


def folders(folder: str) -> dict[str, Subject]:
    """Return what ``validate FOLDER`` does, in this process, and merely reading the files."""
    validate = partial(commanding, "validate", folder)
    return {FOLDER_INSIDE: validate, READING_INSIDE: partial(read_all, folder)}


def manifests_in(top: str) -> Iterator[str]:
    """Yield the path of every manifest below a folder."""
    for folder, _, names in os.walk(top):
        if dlm_schema.MANIFEST_FILENAME in names:
            yield os.path.join(folder, dlm_schema.MANIFEST_FILENAME)


def read_all(top: str) -> None:
    """Read every manifest below a folder."""
    for path in manifests_in(top):
        with open(path, "rb") as file:
            file.read()


def folder_commands(folder: str) -> dict[str, Subject]:
    """Return the same two as whole processes."""
    surroundings = _installed_for_good(os.path.dirname(folder))
    return {
        FOLDER_COMMAND: _process(surroundings, "-m", "dlm_schema", "validate", folder),
        READING_COMMAND: _process(surroundings, "-c", _READ_SCRIPT, folder),
    }
