"""Reading and writing manifests as models (SPEC sections 9 and 11)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel
from pydantic_core import PydanticSerializationError

from dlm_schema.disk import files
from dlm_schema.document.canonical import canonical_bytes
from dlm_schema.document.encoding import to_bytes, too_large
from dlm_schema.document.in_memory import read_mapping
from dlm_schema.document.migrations import carry
from dlm_schema.document.rules import role_of
from dlm_schema.document.validation import judge, judge_mapping
from dlm_schema.document.versions import LATEST, lookup
from dlm_schema.errors import InvalidManifestError, ManifestPathError
from dlm_schema.findings import Finding, Report
from dlm_schema.limits import MAX_BYTES
from dlm_schema.models import ExportArtifact, ExportManifest
from dlm_schema.published import MANIFEST_FILENAME, TARGET_MEMBER, published
from dlm_schema.text import excerpt

if TYPE_CHECKING:
    from _typeshed import StrPath


def load(path: StrPath) -> ExportManifest:
    """Read the manifest of an export as the latest version, whatever version it is in.

    ``path`` is an export directory or a manifest file. Older versions are migrated in memory;
    the file is not touched. Raises ``InvalidManifestError`` when the manifest breaks its
    specification and ``ManifestPathError`` when it cannot be read or is no regular file.
    """
    name = os.fspath(path)
    if os.path.isdir(name):
        name = os.path.join(name, MANIFEST_FILENAME)
        return _latest(files.read_manifest(name), name)
    return _latest(files.read_manifest(name, follow=True), name)


def loads(data: bytes | str) -> ExportManifest:
    """Read a manifest from its bytes or text as the latest version.

    Raises ``InvalidManifestError`` when it breaks its specification.
    """
    return _latest(to_bytes(data) if isinstance(data, str) else data, "document")


def dumps(manifest: BaseModel | Mapping[str, Any]) -> bytes:
    """Write a manifest of any version in canonical form (SPEC section 9).

    ``manifest`` is a model of any version, or the document as a mapping. It is written in its
    own version. Raises ``InvalidManifestError`` instead of writing what readers would refuse.
    """
    document, report = judge_mapping(_as_document(manifest))
    if report.ok:
        data = canonical_bytes(document)
        if len(data) <= MAX_BYTES:
            return data
        report = Report(report.version, [too_large()])
    raise InvalidManifestError(report)


def save(export_dir: StrPath, manifest: BaseModel | Mapping[str, Any]) -> Path:
    """Write a manifest into its export directory and return the file's path.

    The file is replaced in one step and is durable when this returns: a crash leaves the old
    manifest or the new one. Mode and owner of an earlier manifest are kept. Raises
    ``InvalidManifestError`` for an invalid manifest and ``ManifestPathError`` when the directory
    cannot be written or something other than a regular file has the manifest's name.
    """
    data = dumps(manifest)
    directory = os.fspath(export_dir)
    path = os.path.join(directory, MANIFEST_FILENAME)
    with files.directory_at(directory) as descriptor:
        try:
            files.write_atomically(descriptor, MANIFEST_FILENAME, data)
        except OSError as error:
            raise files.refusal(path, error) from None
        except ManifestPathError as error:
            raise ManifestPathError(path, error.reason) from None
    return Path(path)


def build_artifact(
    export_dir: StrPath, path: str, role: str | None = None, *, target: str | None = None
) -> ExportArtifact:
    """Describe a file of an export: its path, SHA-256 digest, size in bytes and role.

    ``path`` is relative to ``export_dir`` with ``/`` between segments. Without ``role`` the path
    decides it, by the rules that hold for every target and, with ``target``, by that target's.
    The file is opened by the rules of SPEC section 7 and read once, in constant memory.

    Raises ``ManifestPathError`` when the path leads to no regular file inside the directory, or
    the file changes while it is read, ``InvalidManifestError`` with pointers into the artifact
    when the path or the role is not one that a manifest may state, and ``ValueError`` for a target
    that there is not.
    """
    if target not in (None, *_targets()):
        raise ValueError(f"target must be one of {', '.join(_targets())}, found {excerpt(target)}")
    artifact = {
        "path": path,
        "sha256": "0" * 64,
        "size_bytes": 0,
        "role": role_of(target)(path) if role is None else role,
    }
    _, fault = read_mapping(artifact)
    try:
        findings = lookup(LATEST).schema.judge_definition("ExportArtifact", artifact)
    except UnicodeEncodeError:  # a name that is not UTF-8, as the system lists it
        findings = [fault] if fault else []
    if findings:  # and nothing is opened by that name
        raise InvalidManifestError(Report(LATEST, findings), f"artifact {path!r}")
    with files.directory_at(os.fspath(export_dir)) as directory:
        digest, status = files.describe_beneath(directory, path)
    artifact["sha256"], artifact["size_bytes"] = digest, status.st_size
    return ExportArtifact.model_validate(artifact)


@cache
def _targets() -> tuple[str, ...]:
    schema = published(lookup(LATEST).schema_path)
    return tuple(schema["properties"][TARGET_MEMBER]["enum"])


def _latest(data: bytes, subject: str) -> ExportManifest:
    document, report = judge(data)
    if not report.ok or report.version is None:
        raise InvalidManifestError(report, subject)
    if report.version != LATEST:
        document = carry(document, report.version, LATEST).document
    return ExportManifest.model_validate(document)


def _as_document(manifest: BaseModel | Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(manifest, BaseModel):
        try:
            return manifest.model_dump(mode="json")
        except PydanticSerializationError as error:  # it was constructed without validation
            finding = Finding("encoding/syntax", "error", "", str(error))
            raise InvalidManifestError(Report(None, [finding])) from None
    if isinstance(manifest, Mapping):
        return manifest
    raise TypeError(f"expected a model or a mapping, found {type(manifest).__name__}")
