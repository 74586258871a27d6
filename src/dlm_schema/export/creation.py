"""Describing the files of an export directory in a new manifest (SPEC section 11.3).

What would not pass ``check`` is refused, and as much of that as can be told from names and sizes
is told before any file is read. Files are opened by the rules of SPEC section 7.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final, NamedTuple

from dlm_schema.disk.digests import describe_beneath, fingerprint
from dlm_schema.disk.opening import close, open_beneath, real
from dlm_schema.disk.read_pool import LARGE, Pool
from dlm_schema.disk.refusals import finding_of
from dlm_schema.disk.writing import is_temporary, write_atomically
from dlm_schema.document.canonical import canonical_bytes
from dlm_schema.document.encoding import too_large
from dlm_schema.document.rules import role_of
from dlm_schema.document.scanner import FORBIDDEN_CHARACTER
from dlm_schema.document.validation import judge_mapping
from dlm_schema.document.versions import LATEST
from dlm_schema.errors import ManifestPathError
from dlm_schema.export.summary import read_summary, store_of
from dlm_schema.export.verification import is_companion, paths_beneath
from dlm_schema.findings import Finding, finding, in_document_order
from dlm_schema.limits import MAX_BYTES
from dlm_schema.published import MANIFEST_FILENAME, TARGET_MEMBER, VERSION_MEMBER
from dlm_schema.text import excerpt

_NO_DIGEST: Final = "0" * 64
_MOST_FILES: Final = 65_536
_SHOWN: Final = 512


class LeftOut(NamedTuple):
    """A file that a manifest does not list, and why."""

    path: str
    reason: str


class Creation:
    """A manifest in the making: look at what there is, then :meth:`describe` it.

    ``members`` are those of the latest version without ``artifacts`` and ``schema_version``, and
    ``roles`` says what files are whose path does not tell, or that are left out otherwise: known
    companions such as ``Modelfile``, which DLM does not list either, and temporary files.
    ``findings`` is what was found so far, and ``document`` the manifest unless that has errors.
    """

    def __init__(
        self, export_dir: str, directory: int, members: Mapping[str, Any], roles: Mapping[str, str]
    ) -> None:
        self.findings: list[Finding] = []
        self.left_out: list[LeftOut] = []
        self.document: dict[str, Any] | None = None
        self._export_dir = export_dir
        self._directory = directory
        self._roles = roles
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
        self._settle(judged)

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

    def write(self, *, replace: bool) -> None:
        """Write the manifest in one step. Raises ``ManifestPathError``."""
        if self.document is None:
            raise AssertionError("what is refused is not written")
        path = os.path.join(self._export_dir, MANIFEST_FILENAME)
        data = canonical_bytes(self.document)
        try:
            write_atomically(self._directory, path, data, replace=replace)
        except FileExistsError:
            raise already_there(path) from None

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
            reason = None if path in self._roles else _reason_to_leave_out(path)
            if reason is not None:
                left_out.append(LeftOut(path, reason))
                continue
            try:
                descriptor, found[path] = open_beneath(self._directory, path)
            except ManifestPathError as error:
                message = f"{excerpt(path, _SHOWN)} {error.reason}"
                findings.append(finding_of(error, "/artifacts", message))
            else:
                close(descriptor)
            # The layers would stop at the first, as a fault of encoding, without naming it.
            if FORBIDDEN_CHARACTER.search(path):
                found.pop(path, None)
                message = f"{excerpt(path, _SHOWN)} is no path of an artifact: rename the file"
                findings.append(finding("encoding/character", "/artifacts", message))
            if len(found) > _MOST_FILES:  # which is one too many, and judging it says so
                break
        return found

    def _take_digests(self, artifacts: list[dict[str, Any]], pool: Pool) -> None:
        tasks = {}
        for index, artifact in enumerate(artifacts):
            path, size = artifact["path"], artifact["size_bytes"]
            if size >= LARGE:
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


def already_there(path: str) -> ManifestPathError:
    """Return the error that says that nothing is overwritten unasked."""
    return ManifestPathError(path, "exists already; --replace replaces it")


def _reason_to_leave_out(path: str) -> str | None:
    if is_companion(path):
        return "a known companion"
    return "a temporary file" if is_temporary(os.path.basename(path)) else None


def _changed(index: int, path: str) -> Finding:
    message = f"{path} changed while the export was described; try again"
    return finding("files/changed", f"/artifacts/{index}/path", message)
