"""Reading and writing manifests as models (SPEC sections 9 and 11)."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, overload

from pydantic import BaseModel
from pydantic_core import PydanticSerializationError

from dlm_schema.disk import opening as local
from dlm_schema.disk.digests import describe_beneath
from dlm_schema.disk.read_pool import Pool
from dlm_schema.disk.reading import read_beneath, read_opened
from dlm_schema.disk.writing import write_atomically
from dlm_schema.document.canonical import canonical_bytes
from dlm_schema.document.encoding import to_bytes, too_large
from dlm_schema.document.in_memory import read_mapping
from dlm_schema.document.migrations import apply_steps
from dlm_schema.document.rules import role_of
from dlm_schema.document.validation import judge, judge_mapping
from dlm_schema.document.versions import LATEST, lookup
from dlm_schema.errors import InvalidManifestError, ManifestPathError, MigrationLossError
from dlm_schema.export.creation import (
    Creation,
    completed_members,
    refuse_to_overwrite,
    remembered_members,
    see_writable_at,
    shared_members,
)
from dlm_schema.findings import Finding, Report
from dlm_schema.limits import MAX_BYTES
from dlm_schema.published import MANIFEST_FILENAME, TARGET_MEMBER, published
from dlm_schema.remote.opening import directory_at, open_given
from dlm_schema.remote.urls import jobs_for, shown
from dlm_schema.text import excerpt

if TYPE_CHECKING:
    from _typeshed import StrPath

    from dlm_schema.models import (
        AnyExportArtifact,
        AnyExportManifest,
        ExportArtifact,
        ExportManifest,
    )

_ARTIFACT: Final = "ExportArtifact"


@overload
def load(
    path: StrPath, *, on_warning: Callable[[Finding], object] | None = None
) -> ExportManifest: ...


@overload
def load(
    path: StrPath, version: int | None, *, on_warning: Callable[[Finding], object] | None = None
) -> AnyExportManifest: ...


def load(
    path: StrPath,
    version: int | None = LATEST,
    *,
    on_warning: Callable[[Finding], object] | None = None,
) -> AnyExportManifest:
    """Read the manifest of an export, whatever version it is in, as a model of a version.

    ``path`` is an export directory or a manifest file, or a URL of one. The manifest is migrated in
    memory; the file is not touched. With the version ``None`` it stays in its own. ``on_warning``
    is called with each finding of severity warning, with pointers into the manifest as it is
    written: those leave a manifest valid. ``validate`` gives the whole report.

    Raises ``InvalidManifestError`` when the manifest has an error, ``ManifestPathError`` when it
    cannot be read or is no regular file, ``UnknownVersionError`` when there is no such version, and
    ``MigrationLossError`` when an older version cannot hold all that the manifest says.
    """
    given = os.fspath(path)
    name = shown(given)
    opened, status = open_given(given)
    if not stat.S_ISDIR(status.st_mode):
        return _read(read_opened((opened, status), name), name, version, on_warning)
    name = os.path.join(name, MANIFEST_FILENAME)
    try:
        data = read_beneath(opened, MANIFEST_FILENAME)
    except ManifestPathError as error:
        raise ManifestPathError(name, error.reason, error.code) from None
    finally:
        local.close(opened)
    return _read(data, name, version, on_warning)


@overload
def loads(
    data: bytes | bytearray | str, *, on_warning: Callable[[Finding], object] | None = None
) -> ExportManifest: ...


@overload
def loads(
    data: bytes | bytearray | str,
    version: int | None,
    *,
    on_warning: Callable[[Finding], object] | None = None,
) -> AnyExportManifest: ...


def loads(
    data: bytes | bytearray | str,
    version: int | None = LATEST,
    *,
    on_warning: Callable[[Finding], object] | None = None,
) -> AnyExportManifest:
    """Read a manifest from its bytes or text, like :func:`load`."""
    return _read(to_bytes(data), "document", version, on_warning)


def dumps(manifest: BaseModel | Mapping[str, Any]) -> bytes:
    """Write a manifest of any version in canonical form (SPEC section 9).

    ``manifest`` is a model of any version, or the document as a mapping. It is written in its
    own version. Warnings do not stop it: DLM saves a manifest before the last files are there.
    Raises ``InvalidManifestError`` instead of writing what readers would refuse.
    """
    document, report, _ = judge_mapping(_as_document(manifest))
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
    with local.directory_at(directory) as descriptor:
        write_atomically(descriptor, path, data)
    return Path(path)


@overload
def build_artifact(
    export_dir: StrPath, path: StrPath, role: str | None = None, *, target: str | None = None
) -> ExportArtifact: ...


@overload
def build_artifact(
    export_dir: StrPath,
    path: StrPath,
    role: str | None = None,
    *,
    target: str | None = None,
    version: int,
) -> AnyExportArtifact: ...


def build_artifact(
    export_dir: StrPath,
    path: StrPath,
    role: str | None = None,
    *,
    target: str | None = None,
    version: int = LATEST,
) -> AnyExportArtifact:
    """Describe a file of an export: its path, SHA-256 digest, size in bytes and role.

    ``path`` is relative to ``export_dir`` with ``/`` between segments. Without ``role`` the path
    decides it, by the rules that hold for every target and, with ``target``, by that target's; a
    ``version`` without roles has none. The file is opened by the rules of SPEC section 7 and read
    once, in constant memory.

    Raises ``ManifestPathError`` when the path leads to no regular file inside the directory, or
    the file changes while it is read, ``InvalidManifestError`` with pointers into the artifact
    when the path or the role is not one that a manifest may state, ``UnknownVersionError`` when
    there is no such version, and ``ValueError`` for a target that there is not.
    """
    if target not in (None, *_targets()):
        raise ValueError(f"target must be one of {', '.join(_targets())}, found {excerpt(target)}")
    described = lookup(version)
    name = os.fsdecode(path)
    artifact: dict[str, Any] = {"path": name, "sha256": "0" * 64, "size_bytes": 0}
    if role is not None or described.schema.has_member(_ARTIFACT, "role"):
        artifact["role"] = role_of(target)(name) if role is None else role
    _, fault = read_mapping(artifact)
    findings = [fault] if fault else described.schema.violations_of_definition(_ARTIFACT, artifact)
    if findings:  # and nothing is opened by that name
        raise InvalidManifestError(Report(version, findings), f"artifact {name!r}")
    with directory_at(os.fspath(export_dir)) as directory:
        digest, status = describe_beneath(directory, name)
    artifact["sha256"], artifact["size_bytes"] = digest, status.st_size
    model: type[AnyExportArtifact] = described.models.ExportArtifact
    return model.model_validate(artifact)


def create(  # noqa: PLR0913  (each is an option of the command)
    export_dir: StrPath,
    *,
    like: StrPath | BaseModel | None = None,
    from_store: bool = False,
    roles: Mapping[str, str] | None = None,
    exclude: Sequence[str] = (),
    version: int = LATEST,
    replace: bool = False,
    backup: bool = True,
    force: bool = False,
    dry_run: bool = False,
    jobs: int | None = None,
    **members: Any,
) -> AnyExportManifest:
    """Describe the files of an export directory in a new manifest, and write it (SPEC 11.3).

    ``export_dir`` can be a URL of a store that compares versions (docs/operating.md). ``members``
    are those of the latest version: ``target``, ``quant``, ``base_model_hf_id``,
    ``base_model_revision`` and ``adapter_version``; ``merged`` and ``dequantized`` are false,
    ``ollama_name`` and ``llama_cpp_tag`` null, ``created_at`` now and ``created_by`` this package
    unless they are given. ``like`` is another manifest, as a model or where it lies, from which
    come those that are not given, times and writer aside; ``from_store`` takes those first that the
    store around the directory remembers of it in its ``manifest.json`` (SPEC 7.3).

    ``roles`` says by path what files are whose path does not tell. Known companions, temporary
    files, and paths or names that a shell pattern of ``exclude`` matches are left out. Weights that
    are empty, a Git LFS pointer or an incomplete set of shards are refused without ``force``. A
    manifest that is there stays without ``replace``, and is kept as a ``backup`` with it. With
    ``dry_run`` nothing is written. ``jobs`` large files are read at once, by default one for every
    core.

    Raises ``InvalidManifestError`` with what is wrong, ``MigrationLossError`` where an older
    ``version`` cannot say all of it, ``ManifestPathError`` where there is a manifest already and no
    ``replace``, no such directory or with ``from_store`` nothing that the store remembers, and
    ``TypeError`` for a member that there is not or that nothing tells.
    """
    lookup(version)
    name = os.fspath(export_dir)
    if like is not None and not isinstance(like, BaseModel):
        like = load(like)
    shared = {} if like is None else shared_members(_as_document(like))
    if not dry_run:
        see_writable_at(name)
    with directory_at(name) as directory, Pool(jobs_for([name], jobs)) as pool:
        if from_store:
            shared |= remembered_members(name, directory)
        given = completed_members({**shared, **members})
        if not dry_run:
            path = os.path.join(name, MANIFEST_FILENAME)
            refuse_to_overwrite(directory, path, replace=replace)
        creation = Creation(
            name,
            directory,
            given,
            dict(roles or {}),
            exclude=exclude,
            version=version,
            force=force,
        )
        if creation.document is not None:
            creation.describe(pool)
        if creation.document is None:
            raise InvalidManifestError(Report(version, creation.findings), name)
        if not dry_run:
            creation.write(replace=replace, backup=backup)
    model: type[AnyExportManifest] = lookup(version).models.ExportManifest
    return model.model_validate(creation.document)


@cache
def _targets() -> tuple[str, ...]:
    schema = published(lookup(LATEST).schema_path)
    return tuple(schema["properties"][TARGET_MEMBER]["enum"])


def _read(
    data: bytes, subject: str, version: int | None, on_warning: Callable[[Finding], object] | None
) -> AnyExportManifest:
    if version is not None:
        lookup(version)
    judged = judge(data)
    report = judged.report
    if not report.ok or report.version is None:
        raise InvalidManifestError(report, subject)
    to = report.version if version is None else version
    migration = apply_steps(judged, to)
    if migration.losses:
        raise MigrationLossError(migration.losses, to, subject)
    model: type[AnyExportManifest] = lookup(to).models.ExportManifest
    manifest = model.model_validate(migration.document)
    if on_warning is not None:
        for warning in report.warnings:
            on_warning(warning)
    return manifest


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
