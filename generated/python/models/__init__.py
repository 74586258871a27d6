# Generated from schema/versions.json by `nox -s generate`. Do not edit.
"""Models of the export manifest, one module a version; the names here are version 3's."""

from typing import TypeAlias

from dlm_schema.models import v1, v2, v3
from dlm_schema.models.store import StoreRow
from dlm_schema.models.v3 import ExportArtifact, ExportManifest

__all__ = [
    "AnyExportArtifact",
    "AnyExportManifest",
    "ExportArtifact",
    "ExportManifest",
    "StoreRow",
    "v1",
    "v2",
    "v3",
]

AnyExportArtifact: TypeAlias = v1.ExportArtifact | v2.ExportArtifact | v3.ExportArtifact
AnyExportManifest: TypeAlias = v1.ExportManifest | v2.ExportManifest | v3.ExportManifest
