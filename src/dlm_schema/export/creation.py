"""Describing the files of an export directory in a new manifest (SPEC section 11.3).

What would not pass ``check`` is refused, and as much of that as can be told from names and sizes
is told before any file is read. Files are opened by the rules of SPEC section 7.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any, Final, NamedTuple

from dlm_schema._version import __version__
from dlm_schema.disk.digests import describe_beneath, fingerprint
from dlm_schema.disk.handles import Folder
from dlm_schema.disk.opening import anew, close, holds, open_beneath
from dlm_schema.disk.read_pool import LARGE, Pool
from dlm_schema.disk.reading import read_with_status
from dlm_schema.disk.refusals import finding_of, refusal
from dlm_schema.disk.writing import fetched, is_temporary, status_to_replace, write_atomically
from dlm_schema.document.canonical import canonical_bytes
from dlm_schema.document.encoding import too_large
from dlm_schema.document.migrations import migrate
from dlm_schema.document.rules import role_of
from dlm_schema.document.scanner import FORBIDDEN_CHARACTER
from dlm_schema.document.validation import judge, judge_mapping
from dlm_schema.document.versions import LATEST, lookup
from dlm_schema.errors import ManifestPathError
from dlm_schema.export.backups import CHANGED, Place, backup_name, is_backup, keep, shelf_for
from dlm_schema.export.discovery import EXPORTS_FOLDER, KEPT_FOLDER, SUMMARY_FILENAME
from dlm_schema.export.summary import read_summary, store_of, target_of
from dlm_schema.export.verification import is_companion, paths_beneath
from dlm_schema.export.weights import is_weights, missing_shards, what_is_there_instead
from dlm_schema.findings import Finding, finding, in_document_order
from dlm_schema.limits import MAX_BYTES
from dlm_schema.published import MANIFEST_FILENAME, TARGET_MEMBER, VERSION_MEMBER, published
from dlm_schema.remote.opening import real, see_writable
from dlm_schema.remote.urls import is_url
from dlm_schema.text import excerpt, is_excluded

_FOUND: Final = ("artifacts", VERSION_MEMBER)
_FRESH: Final = ("created_at", "created_by")
_NO_DIGEST: Final = "0" * 64
_MOST_FILES: Final = 65_536
_SHOWN: Final = 512

_LEFT_OUT: Final = (
    ("version control", (".git/*", "*/.git/*", ".git*", "*/.git*", ".hg/*", ".svn/*")),
    ("a download that is not complete", ("*.incomplete", "*.part", "*.lock", "*.aria2")),
    ("a download's own files", (".cache/*", "*/.cache/huggingface/*")),
    ("litter of an operating system", ("@eaDir/*", "*/@eaDir/*", "*~", ".Trash*", ".fseventsd/*")),
    ("a temporary file of DLM", (f"{MANIFEST_FILENAME}.tmp.*",)),
    ("an intermediate file of DLM", ("base.fp16.gguf",)),
)
"""Why files of such names, which match as shells match them, are not described."""


class LeftOut(NamedTuple):
    """A file that a manifest does not list, and why."""

    path: str
    reason: str


class Creation:
    """A manifest in the making: look at what there is, then :meth:`describe` it.

    ``members`` are those of the latest version without ``artifacts`` and ``schema_version``, and
    ``roles`` says what files are whose path does not tell, or that are left out otherwise: known
    companions such as ``Modelfile``, which DLM does not list either, and whatever is temporary.
    Files that a pattern of ``exclude`` matches, in their path or name, are left out too. Weights
    that are empty, a Git LFS pointer or one of too few shards are refused without ``force``.
    ``findings`` is what was found so far, and ``document`` the manifest unless that has errors.

    Raises ``MigrationLossError`` where an older ``version`` cannot say all of it.
    """

    def __init__(  # noqa: PLR0913  (each is an option of the command)
        self,
        export_dir: str,
        directory: int,
        members: Mapping[str, Any],
        roles: Mapping[str, str],
        *,
        exclude: Sequence[str] = (),
        version: int = LATEST,
        force: bool = False,
    ) -> None:
        self.findings: list[Finding] = []
        self.left_out: list[LeftOut] = []
        self.document: dict[str, Any] | None = None
        self._export_dir = export_dir
        self._directory = directory
        self._roles = roles
        self._exclude = exclude
        self._force = force
        found = self._inventory(self.findings, self.left_out)
        self._before = found
        role_by_path = role_of(members[TARGET_MEMBER])
        artifacts = [
            {
                "path": path,
                "role": roles.get(path) or role_by_path(path),
                "sha256": _NO_DIGEST,
                "size_bytes": status.st_size,
            }
            for path, status in sorted(found.items())
        ]
        document = {**members, VERSION_MEMBER: LATEST, "artifacts": artifacts}
        judged, report, _ = judge_mapping(document)
        self.findings += report.findings
        if report.ok and len(canonical_bytes(judged)) > MAX_BYTES:
            self.findings.append(too_large())
        if not force:
            self.findings += _incomplete_sets(found)
        self._settle(judged)
        if self.document is not None and version != LATEST:
            self.document = migrate(self.document, to=version).document

    @property
    def paths(self) -> frozenset[str]:
        """The paths of all files that are listed."""
        return frozenset(self._before)

    @property
    def size(self) -> int:
        """How many bytes the files have that are listed."""
        return sum(status.st_size for status in self._before.values())

    def describe(self, pool: Pool) -> None:
        """Take the digest of every file, and compare the manifest with the store's record."""
        document = self.document
        if document is None:
            raise AssertionError("what is refused is not described")
        self._take_digests(document["artifacts"], pool)
        if not self._is_wrong():
            self.findings += self._changes(document)
        store = store_of(real(self._export_dir))
        if store is not None and not self._is_wrong():
            self.findings += read_summary(store, self._directory).compare(document)
        self._settle(document)

    def write(self, *, replace: bool, backup: bool = True, backup_dir: str | None = None) -> None:
        """Write the manifest in one step, and keep a ``backup`` of one that it replaces.

        Raises ``ManifestPathError``.
        """
        if self.document is None:
            raise AssertionError("what is refused is not written")
        path = os.path.join(self._export_dir, MANIFEST_FILENAME)
        data = canonical_bytes(self.document)
        try:
            if isinstance(self._directory, Folder) and replace:
                self._put(self._directory, path, data, backup=backup, backup_dir=backup_dir)
                return
            if replace and backup:
                self._keep_what_is_there(path, data, backup_dir)
            write_atomically(self._directory, path, data, replace=replace)
        except FileExistsError:
            raise already_there(path) from None

    def _put(
        self, folder: Folder, path: str, new: bytes, *, backup: bool, backup_dir: str | None
    ) -> None:
        """Put the manifest in the place of the version that a backup was kept of."""
        try:
            data, version = fetched(folder, MANIFEST_FILENAME)
            if data == new:
                return
            if data is not None and backup:
                self._keep(path, data, None, backup_dir)
            folder.write(MANIFEST_FILENAME, new, version)
        except FileExistsError:
            raise ManifestPathError(path, CHANGED) from None
        except OSError as error:
            raise refusal(path, error) from None

    def _keep_what_is_there(self, path: str, new: bytes, backup_dir: str | None) -> None:
        """Keep the manifest that is there, unless it is the new one already."""
        try:
            data, status = read_with_status(self._directory, MANIFEST_FILENAME)
        except ManifestPathError as error:
            if error.code == "files/missing":
                return
            raise ManifestPathError(path, error.reason, error.code) from None
        if data != new:
            self._keep(path, data, status, backup_dir)

    def _keep(
        self, path: str, data: bytes, status: os.stat_result | None, backup_dir: str | None
    ) -> None:
        judged = judge(data)
        version = judged.report.version if judged.accepted else None
        shelf = shelf_for(real(self._export_dir), backup_dir, {})
        place = Place(self._directory, MANIFEST_FILENAME, shelf, path)
        keep(place, backup_name(MANIFEST_FILENAME, version), data, status)

    def _settle(self, document: dict[str, Any] | None) -> None:
        self.findings = in_document_order(self.findings)
        self.document = None if self._is_wrong() else document

    def _is_wrong(self) -> bool:
        return any(finding.severity == "error" for finding in self.findings)

    def _inventory(
        self, findings: list[Finding], left_out: list[LeftOut]
    ) -> dict[str, os.stat_result]:
        """Return the status of every file to list, having opened each once."""
        found: dict[str, os.stat_result] = {}
        for path in paths_beneath(self._directory):
            if isinstance(path, Finding):
                findings.append(path)
                continue
            reason = None if path in self._roles else self._reason_to_leave_out(path)
            if reason is not None:
                left_out.append(LeftOut(path, reason))
                continue
            try:
                descriptor, found[path] = open_beneath(self._directory, path)
            except ManifestPathError as error:
                message = f"{excerpt(path, _SHOWN)} {error.reason}"
                findings.append(finding_of(error, "/artifacts", message))
            else:
                findings += self._unfit_weights(path, descriptor, found[path].st_size)
            # The layers would stop at the first, as a fault of encoding, without naming it.
            if FORBIDDEN_CHARACTER.search(path):
                found.pop(path, None)
                message = f"{excerpt(path, _SHOWN)} is no path of an artifact: rename the file"
                findings.append(finding("encoding/character", "/artifacts", message))
            if len(found) > _MOST_FILES:  # which is one too many, and judging it says so
                break
        return found

    def _reason_to_leave_out(self, path: str) -> str | None:
        if is_excluded(path, self._exclude):
            return "excluded"
        if is_companion(path):
            return "a known companion"
        if is_backup(os.path.basename(path)):
            return "a backup"
        if is_temporary(os.path.basename(path)):
            return "a temporary file"
        for reason, patterns in _LEFT_OUT:
            if is_excluded(path, patterns):
                return reason
        return None

    def _unfit_weights(self, path: str, descriptor: int, size: int) -> Iterator[Finding]:
        """Close a file, and report what is there in place of weights."""
        try:
            instead = None
            if not self._force and is_weights(path):
                instead = what_is_there_instead(descriptor, size)
        except OSError as error:
            yield finding_of(refusal(path, error), "/artifacts", path=path)
        else:
            if instead is not None:
                message = f"{excerpt(path, _SHOWN)} is not weights: {instead}"
                yield finding("files/size", "/artifacts", message, path=path)
        finally:
            close(descriptor)

    def _take_digests(self, artifacts: list[dict[str, Any]], pool: Pool) -> None:
        tasks = {}
        least = 0 if isinstance(self._directory, Folder) else LARGE
        for index, artifact in enumerate(artifacts):
            path, size = artifact["path"], artifact["size_bytes"]
            if size >= least:
                read = partial(pool.read, name=os.path.join(self._export_dir, path))
                call = partial(describe_beneath, self._directory, path, read)
                tasks[index] = pool.submit(size, call)
        for index, artifact in enumerate(artifacts):
            path = artifact["path"]
            try:
                if index in tasks:
                    digest, status = pool.outcome(tasks[index])
                else:
                    digest, status = describe_beneath(self._directory, path)
                    pool.meter.small += status.st_size
            except ManifestPathError as error:
                self.findings.append(finding_of(error, f"/artifacts/{index}/path", str(error)))
                continue
            artifact["sha256"] = digest
            if fingerprint(status) != fingerprint(self._before[path]):
                self.findings.append(_changed(index, path))

    def _changes(self, document: Mapping[str, Any]) -> Iterator[Finding]:
        """Report what is not as it was before the files were read."""
        came: list[Finding] = []
        self._directory = anew(self._directory)
        after = self._inventory(came, [])
        yield from came  # there was nothing like it before, or it would have been refused
        for index, artifact in enumerate(document["artifacts"]):
            status = after.pop(artifact["path"], None)
            before = self._before[artifact["path"]]
            if status is None or fingerprint(status) != fingerprint(before):
                yield _changed(index, artifact["path"])
        for path in after:
            message = f"{path} came while the others were read; try again"
            yield finding("files/changed", "/artifacts", message)


@cache
def member_schemas() -> Mapping[str, Mapping[str, Any]]:
    """Return the schemas of the members that whoever creates a manifest chooses, by name."""
    members: dict[str, Mapping[str, Any]] = published(lookup(LATEST).schema_path)["properties"]
    return {name: schema for name, schema in members.items() if name not in _FOUND}


def shared_members(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a manifest of any version says that a new export may say as well."""
    newest = migrate(document, to=LATEST).document
    return {name: newest[name] for name in member_schemas() if name not in _FRESH}


def remembered_members(export_dir: str, directory: int) -> dict[str, Any]:
    """Return the members of a new manifest that the store around an export has in its row.

    A row without a target is of the time when there was one. Raises ``ManifestPathError`` where
    the directory lies in no store, or that has no row of it.
    """
    path = real(export_dir)
    store = store_of(path)
    if store is None:
        reason = f"lies in no {EXPORTS_FOLDER} folder of a store, which could remember it"
        raise ManifestPathError(export_dir, reason)
    summary = read_summary(store, directory)
    row = summary.row_of(os.path.basename(path))
    if row is None:
        why = summary.problem or f"has no row of {os.path.basename(path)}"
        raise ManifestPathError(os.path.join(store, SUMMARY_FILENAME), why)
    known = [name for name in member_schemas() if name in row and name not in _FRESH]
    return {TARGET_MEMBER: target_of(row)} | {name: row[name] for name in known}


def completed_members(given: Mapping[str, Any]) -> dict[str, Any]:
    """Add what is not given: now, this writer, false for a boolean, null where that is allowed.

    Raises ``TypeError`` for a member that there is not, and for one that has to be given.
    """
    known = member_schemas()
    unknown = sorted(given.keys() - known.keys())
    if unknown:
        raise TypeError(f"no member is called {', '.join(unknown)}; there are {', '.join(known)}")
    fresh = (time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), f"dlm-schema-{__version__}")
    members: dict[str, Any] = {
        name: value for name, value in zip(_FRESH, fresh, strict=True) if name in known
    }
    for name, schema in known.items():
        kind = schema.get("type", ())
        if kind == "boolean":
            members[name] = False
        elif "null" in kind or None in schema.get("enum", ()):
            members[name] = None
    members |= given
    missing = [name for name in known if name not in members]
    if missing:
        raise TypeError(f"not given, and nothing tells it: {', '.join(missing)}")
    return members


def see_writable_at(export_dir: str, backup_dir: str | None = None) -> None:
    """Raise ``ManifestPathError`` where a store cannot be written to, before any file is read."""
    if is_url(export_dir):
        see_writable(export_dir)
        shelf = shelf_for(real(export_dir), backup_dir, {})
        see_writable(os.path.join(shelf.top, KEPT_FOLDER), by_trying=True)


def refuse_to_overwrite(directory: int, path: str, *, replace: bool) -> None:
    """Raise ``ManifestPathError`` where a manifest must not be written, before any file is read."""
    if not replace and holds(directory, MANIFEST_FILENAME):
        raise already_there(path)
    status_to_replace(directory, path)


def already_there(path: str) -> ManifestPathError:
    """Return the error that says that nothing is overwritten unasked."""
    return ManifestPathError(path, "exists already; --replace replaces it")


def _incomplete_sets(paths: Iterable[str]) -> Iterator[Finding]:
    for path, missing in missing_shards(paths):
        message = f"{excerpt(path, _SHOWN)} is one of several shards, of which {missing} is missing"
        yield finding("files/missing", "/artifacts", message, path=path)


def _changed(index: int, path: str) -> Finding:
    message = f"{path} changed while the export was described; try again"
    return finding("files/changed", f"/artifacts/{index}/path", message)
