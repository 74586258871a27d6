"""Read, validate, migrate and write DLM's ``export_manifest.json`` in every version.

Public are the names in ``__all__`` and the package ``dlm_schema.models``; every other module can
change in any release.

What needs the models is imported when it is first used: validating and migrating documents
needs no Pydantic.
"""

from __future__ import annotations

from importlib import import_module as _import_module
from typing import TYPE_CHECKING, Any

from dlm_schema._version import __version__ as __version__
from dlm_schema.document.validation import validate
from dlm_schema.document.versions import LATEST, VERSIONS, detect_version
from dlm_schema.errors import (
    ClusterError,
    DlmSchemaError,
    InvalidManifestError,
    ManifestPathError,
    MigrationLossError,
    TreeLockedError,
    UnknownVersionError,
)
from dlm_schema.findings import Finding, Loss, Report
from dlm_schema.published import MANIFEST_FILENAME

if TYPE_CHECKING:
    from dlm_schema import models
    from dlm_schema.cluster.checks import check_many
    from dlm_schema.document.migrations import Migration, migrate
    from dlm_schema.export.checking import Checked, check
    from dlm_schema.export.store import Store, StoredExport, open_store
    from dlm_schema.export.verification import verify
    from dlm_schema.manifest import build_artifact, create, dumps, load, loads, save
    from dlm_schema.models import ExportArtifact, ExportManifest

__all__ = [
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

_LAZY = {
    "Checked": "dlm_schema.export.checking",
    "ExportArtifact": "dlm_schema.models",
    "ExportManifest": "dlm_schema.models",
    "Migration": "dlm_schema.document.migrations",
    "Store": "dlm_schema.export.store",
    "StoredExport": "dlm_schema.export.store",
    "build_artifact": "dlm_schema.manifest",
    "check": "dlm_schema.export.checking",
    "check_many": "dlm_schema.cluster.checks",
    "create": "dlm_schema.manifest",
    "dumps": "dlm_schema.manifest",
    "load": "dlm_schema.manifest",
    "loads": "dlm_schema.manifest",
    "migrate": "dlm_schema.document.migrations",
    "open_store": "dlm_schema.export.store",
    "save": "dlm_schema.manifest",
    "verify": "dlm_schema.export.verification",
}


def __getattr__(name: str) -> Any:
    if name == "models":
        return _import_module("dlm_schema.models")
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(_import_module(_LAZY[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
