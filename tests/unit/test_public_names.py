"""The interface of the package, pinned: names, signatures, and what importing it costs."""

from __future__ import annotations

import inspect
import re
import sys
from typing import Any

import pytest
from support.documents import REPOSITORY
from support.harness import run

import dlm_schema

PUBLIC = [
    "LATEST",
    "MANIFEST_FILENAME",
    "VERSIONS",
    "Checked",
    "ClusterError",
    "DlmSchemaError",
    "ExportArtifact",
    "ExportManifest",
    "Finding",
    "InvalidManifestError",
    "Loss",
    "ManifestPathError",
    "Migration",
    "MigrationLossError",
    "Report",
    "Store",
    "StoredExport",
    "TreeLockedError",
    "UnknownVersionError",
    "build_artifact",
    "check",
    "check_many",
    "create",
    "detect_version",
    "dumps",
    "load",
    "loads",
    "migrate",
    "models",
    "open_store",
    "save",
    "validate",
    "verify",
]
SIGNATURES = {
    "build_artifact": "(export_dir: 'StrPath', path: 'StrPath', role: 'str | None' = None, *, "
    "target: 'str | None' = None, version: 'int' = 3) -> 'AnyExportArtifact'",
    "check": "(path: 'StrPath', *, jobs: 'int | None' = None, "
    "max_findings: 'int | None' = 1000, max_bytes: 'int | None' = None) -> 'Report'",
    "check_many": "(urls: 'Iterable[StrPath]', *, client: 'Any' = None, "
    "jobs: 'int | None' = None, max_findings: 'int | None' = 1000, "
    "unordered: 'bool' = False) -> 'Iterator[Checked]'",
    "create": "(export_dir: 'StrPath', *, like: 'StrPath | BaseModel | None' = None, "
    "from_store: 'bool' = False, "
    "roles: 'Mapping[str, str] | None' = None, exclude: 'Sequence[str]' = (), "
    "version: 'int' = 3, replace: 'bool' = False, backup: 'bool' = True, force: 'bool' = False, "
    "dry_run: 'bool' = False, jobs: 'int | None' = None, **members: 'Any') "
    "-> 'AnyExportManifest'",
    "detect_version": "(document: 'Mapping[str, Any]') -> 'int'",
    "dumps": "(manifest: 'BaseModel | Mapping[str, Any]') -> 'bytes'",
    "load": "(path: 'StrPath', version: 'int | None' = 3, *, "
    "on_warning: 'Callable[[Finding], object] | None' = None) -> 'AnyExportManifest'",
    "loads": "(data: 'bytes | bytearray | str', version: 'int | None' = 3, *, "
    "on_warning: 'Callable[[Finding], object] | None' = None) -> 'AnyExportManifest'",
    "migrate": "(document: 'Mapping[str, Any]', to: 'int' = 3, *, allow_loss: 'bool' = False) "
    "-> 'Migration'",
    "open_store": "(path: 'StrPath') -> 'Store'",
    "save": "(export_dir: 'StrPath', manifest: 'BaseModel | Mapping[str, Any]') -> 'Path'",
    "validate": "(data: 'bytes | bytearray | str | Mapping[str, Any]', *, "
    "max_findings: 'int | None' = 1000) -> 'Report'",
    "verify": "(export_dir: 'StrPath', *, jobs: 'int | None' = None, "
    "max_findings: 'int | None' = 1000, max_bytes: 'int | None' = None) -> 'Report'",
}


def test_public_names_are_exactly_these() -> None:
    assert dlm_schema.__all__ == PUBLIC
    assert sorted(PUBLIC, key=lambda name: (not name.isupper(), not name[0].isupper(), name)) == (
        PUBLIC
    )


def test_documentation_uses_public_names_alone() -> None:
    assert "Public are the names in ``__all__`` and the package ``dlm_schema.models``" in (
        dlm_schema.__doc__ or ""
    )
    documents = [REPOSITORY / "README.md", *(REPOSITORY / "examples").rglob("*.md")]
    used = {
        tuple(name.split("."))
        for path in documents
        for name in re.findall(r"\bdlm_schema\.(\w+(?:\.\w+)*)", path.read_text("utf-8"))
    }
    assert {first for first, *_ in used} <= {*PUBLIC, "__version__"}
    assert ("models", "v1") in used


@pytest.mark.parametrize("name", PUBLIC)
def test_public_name_can_be_reached_and_is_documented(name: str) -> None:
    value = getattr(dlm_schema, name)
    assert name in dir(dlm_schema)
    if callable(value):
        assert inspect.getdoc(value)
        assert value.__module__.startswith("dlm_schema.")


@pytest.mark.parametrize("name", SIGNATURES)
def test_signature_is_exactly_this(name: str) -> None:
    assert str(inspect.signature(getattr(dlm_schema, name))) == SIGNATURES[name]


def test_every_public_function_has_a_pinned_signature() -> None:
    functions = {name for name in PUBLIC if inspect.isfunction(getattr(dlm_schema, name))}
    assert functions == SIGNATURES.keys()


@pytest.mark.parametrize(
    ("name", "value"),
    [("LATEST", 3), ("VERSIONS", (1, 2, 3)), ("MANIFEST_FILENAME", "export_manifest.json")],
)
def test_constant_has_this_value(name: str, value: Any) -> None:
    assert getattr(dlm_schema, name) == value


@pytest.mark.parametrize(
    ("kind", "attributes"),
    [
        (
            "Finding",
            [
                *("code", "severity", "pointer", "message", "path", "expected", "observed"),
                *("compares", "as_json"),
            ],
        ),
        ("Loss", ["pointer", "code", "value", "is_unrepresentable"]),
        (
            "Report",
            ["of", "counts", "truncated", "errors", "warnings", "findings", "ok", "version"],
        ),
        ("Migration", ["findings", "is_refused", "document", "losses", "report", "steps"]),
    ],
)
def test_value_has_these_attributes(kind: str, attributes: list[str]) -> None:
    assert [name for name in vars(getattr(dlm_schema, kind)) if not name.startswith("_")] == (
        attributes
    )


def test_name_that_does_not_exist_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"^module 'dlm_schema' has no attribute 'nonsense'$"):
        dlm_schema.nonsense  # noqa: B018  (the access itself is what raises)


def test_release_is_a_version_number() -> None:
    assert re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", dlm_schema.__version__)


def imported_by(*lines: str) -> set[str]:
    """Return the top-level modules that a program imports."""
    program = "\n".join([*lines, "import sys", "print(*sys.modules)"])
    printed = run(command=(sys.executable, "-c", program)).out
    return {name.split(".")[0] for name in printed.split()}


HEAVY = {
    "pydantic",
    "pydantic_core",
    "jsonschema_rs",
    "rich",
    "click",
    "hashlib",
    "asyncio",
    "subprocess",
    "dask",
    "distributed",
    "fsspec",
}
RECORDED = REPOSITORY / "tests/recorded/dlm-0.9.0/store"


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["import dlm_schema"], id="import"),
        pytest.param(["from dlm_schema import validate", "validate(b'{}')"], id="validate"),
        pytest.param(
            [
                "import json, pathlib",
                "from dlm_schema import migrate",
                f"path = next(pathlib.Path({str(RECORDED)!r}).rglob('export_manifest.json'))",
                "assert migrate(json.loads(path.read_text())).document['schema_version'] == 3",
            ],
            id="migrate",
        ),
    ],
)
def test_documents_are_judged_and_migrated_without_models(lines: list[str]) -> None:
    assert not imported_by(*lines) & HEAVY


def test_judging_much_is_left_to_the_validator_that_takes_long_to_import() -> None:
    lines = [
        "from pathlib import Path",
        "from dlm_schema import validate",
        f"data = next(Path({str(RECORDED)!r}).rglob('export_manifest.json')).read_bytes()",
        "for _ in range({}): assert validate(data).ok",
    ]
    few, many = ([*lines[:3], lines[3].format(number)] for number in (10, 20))
    assert "jsonschema_rs" not in imported_by(*few)
    assert "jsonschema_rs" in imported_by(*many)


def test_models_are_imported_when_they_are_asked_for() -> None:
    assert "pydantic" in imported_by("from dlm_schema import ExportManifest")
    assert "pydantic" in imported_by("import dlm_schema", "dlm_schema.models")
    assert "pydantic" in imported_by("from dlm_schema import load")
