"""The files layer: does the export directory hold what its manifest says (SPEC section 7)?

Verification proves that files and manifest agree. It does not tell who wrote either.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from dlm_schema import files
from dlm_schema.errors import ManifestPathError
from dlm_schema.report import Finding, Report, excerpt
from dlm_schema.rules import MANIFEST_FILENAME, catalogue
from dlm_schema.validation import judge

if TYPE_CHECKING:
    from _typeshed import StrPath

_COMPANION: Final = re.compile(
    r"(?:Modelfile|imatrix\..*|vl_gguf\.json"
    r"|export_manifest\.json\.v[1-9][0-9]*\.bak(?:\.[1-9][0-9]*)?)",
    re.DOTALL,
)
_DEEPEST_FOLDER: Final = 256  # an artifact's path has 512 characters at most
_SHOWN: Final = 512
_LONGEST_PATH: Final = 4095  # bytes that one system call takes


def verify(export_dir: StrPath) -> Report:
    """Compare the files of an export directory with its manifest (SPEC section 7).

    The manifest is judged first; the files only when it is valid. Every finding is collected.
    Nothing outside the directory is opened, no link below it is followed, and memory use does
    not depend on the size of the files. Raises ``ManifestPathError`` when there is no such
    directory.
    """
    with files.directory_at(os.fspath(export_dir)) as directory:
        return verify_open(directory)


def verify_open(directory: int) -> Report:
    """Verify an export directory that is held open."""
    try:
        data = _read(directory)
    except ManifestPathError as error:
        return Report(None, [_finding(error.code, "", error.reason)])
    document, report = judge(data)
    if not report.ok:
        return report
    findings: list[Finding] = []
    for index, artifact in enumerate(document["artifacts"]):
        findings += examine(directory, index, artifact)
    listed = {artifact["path"] for artifact in document["artifacts"]}
    findings += unlisted(directory, listed)
    return Report(report.version, findings)


def examine(directory: int, index: int, artifact: dict[str, Any]) -> Iterator[Finding]:
    """Compare one file with its entry in the manifest."""
    pointer = f"/artifacts/{index}"
    path = artifact["path"]
    try:
        descriptor, status = files.open_beneath(directory, path)
    except ManifestPathError as error:
        yield _finding(error.code, f"{pointer}/path", str(error))
        return
    try:
        if status.st_nlink > 1:
            message = f"{path} has {status.st_nlink} names on its file system"
            yield _finding("files/hard-link", f"{pointer}/path", message)
        if status.st_size != artifact["size_bytes"]:
            expected = artifact["size_bytes"]
            message = f"{path} has {status.st_size} bytes, recorded are {expected}"
            yield _finding("files/size", f"{pointer}/size_bytes", message)
            return
        digest = files.digest_of(descriptor, status)
        if digest is None:
            message = f"{path} changed while it was read"
            yield _finding("files/changed", f"{pointer}/path", message)
        elif digest != artifact["sha256"]:
            message = f"{path} has the digest {digest}, recorded is {artifact['sha256']}"
            yield _finding("files/sha256", f"{pointer}/sha256", message)
    except OSError as error:
        refused = files.refusal(path, error)
        yield _finding("files/unreadable", f"{pointer}/path", str(refused))
    finally:
        os.close(descriptor)


def unlisted(directory: int, listed: set[str]) -> Iterator[Finding]:
    """Report what lies in the directory, at any depth, and is no artifact."""
    pending = [""]
    while pending:
        folder = pending.pop()
        inner = []
        try:
            entries = sorted(_entries(directory, folder))
        except OSError as error:
            refused = files.refusal(excerpt(folder or ".", _SHOWN), error)
            yield _finding("files/unreadable", "/artifacts", str(refused))
            continue
        for name, is_folder in entries:
            path = f"{folder}/{name}" if folder else name
            if is_folder and path.count("/") < _DEEPEST_FOLDER:
                inner.append(path)
            elif path not in listed and path != MANIFEST_FILENAME:
                message = f"{excerpt(path, _SHOWN)} is not listed"
                finding = _finding("files/unlisted", "/artifacts", message)
                known = not folder and _COMPANION.fullmatch(name)
                yield finding._replace(severity="note") if known else finding
        pending += reversed(inner)


def _entries(directory: int, folder: str) -> list[tuple[str, bool]]:
    descriptor = directory
    if folder:
        short = len(os.fsencode(folder)) <= _LONGEST_PATH
        descriptor = files.open_folder_beneath(directory, folder, use_openat2=short)
    try:
        with os.scandir(descriptor) as entries:
            return [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
    finally:
        if descriptor != directory:
            os.close(descriptor)


def _read(directory: int) -> bytes:
    descriptor, status = files.open_beneath(directory, MANIFEST_FILENAME)
    try:
        return files.read_bounded(descriptor, status.st_size)
    except OSError as error:
        raise files.refusal(MANIFEST_FILENAME, error) from None
    finally:
        os.close(descriptor)


def _finding(code: str | None, pointer: str, message: str) -> Finding:
    code = code or "files/unreadable"
    return Finding(code, catalogue()[code]["severity"], pointer, message)
