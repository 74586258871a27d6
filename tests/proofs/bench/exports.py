"""What is measured of files: large ones beside other programs, many small beside a bare loop."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import Random
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from proofs.bench.subjects import commanding, document, manifests_in, read_all, running
from proofs.bench.timing import PEAK

import dlm_schema
from dlm_schema.disk import kernel
from dlm_schema.document.canonical import canonical_bytes
from dlm_schema.export.checking import verify_all
from dlm_schema.export.discovery import KEPT_FOLDER

if TYPE_CHECKING:
    from proofs.bench.timing import Subject

LIMIT: Final = "openssl speed, one core"
VERIFY: Final = "verify"
VERIFY_ONE_JOB: Final = "verify, one job"
FILE_DIGEST: Final = "hashlib.file_digest in a loop"
SHA256SUM: Final = "sha256sum"
OPENSSL: Final = "openssl dgst -sha256"

CHECK_ALL: Final = "check"
VERIFY_ALL: Final = "verify each"
BARE: Final = "open, read and hash each file"

LIST_ALL: Final = "list"
READ_ALL: Final = "walk and read each manifest"
MIGRATE_ALL: Final = "migrate --in-place"
WRITE_ALL: Final = "the same system calls"

_BLOCK: Final = 256 * 1024
"""Bytes that ``openssl speed`` hashes at once: as many as ``read_chunks`` reads."""

_NEW: Final = ".new.tmp"
_BACKUP: Final = "export_manifest.json.v2.bak"
_PIECE: Final = 16 * 1024**2
_EXPORTS: Final = ("F16", "Q4_K_M", "Q6_K", "Q8_0")
_SMALL: Final = {"base.gguf": 4000, "adapter.gguf": 1500, "Modelfile": 300}
_SHARED: Final = ("target", "quant", "merged", "ollama_name", "llama_cpp_tag")
_UNASKED: Final = dict.fromkeys(
    ("ollama_version", "adapter_name", "adapter_mix", "smoke_output_first_line")
)
_PEAK_SCRIPT: Final = f"""\
{PEAK}
import sys
import dlm_schema
assert getattr(dlm_schema, sys.argv[1])(sys.argv[2]).ok
print(peak())
"""


def _write_export(folder: str, contents: dict[str, Iterator[bytes]], **members: Any) -> Any:
    """Write an export and return its manifest; the base model comes first."""
    os.makedirs(folder)
    artifacts: list[dict[str, Any]] = []
    for path, pieces in contents.items():
        digest = hashlib.sha256()
        size = 0
        with open(os.path.join(folder, path), "wb") as file:
            for piece in pieces:
                file.write(piece)
                digest.update(piece)
                size += len(piece)
        artifacts.append({"path": path, "sha256": digest.hexdigest(), "size_bytes": size})
    made = document(2, 1) | {"artifacts": artifacts} | members
    base = f"base.{made['quant']}.gguf"
    os.rename(os.path.join(folder, next(iter(contents))), os.path.join(folder, base))
    artifacts[0]["path"] = base
    Path(folder, dlm_schema.MANIFEST_FILENAME).write_bytes(canonical_bytes(made))
    return made


def write_large(folder: str, number: int, size: int) -> str:
    """Write an export of so many files of one size, with content that no system can leave out."""
    random = Random(0)

    def pieces() -> Iterator[bytes]:
        for start in range(0, size, _PIECE):
            yield random.randbytes(min(_PIECE, size - start))

    export = os.path.join(folder, "export")
    # A piece is drawn anew each time: nothing is sparse, and no two files are the same.
    _write_export(export, {f"{index}.gguf": pieces() for index in range(number)})
    os.sync()  # writing back later would disturb what is measured
    return export


def large(export: str, cores: int) -> dict[str, Subject]:
    """Return ways to hash all files of an export, and how long the hashing alone takes."""
    paths = sorted(
        os.path.join(export, name)
        for name in os.listdir(export)
        if name != dlm_schema.MANIFEST_FILENAME
    )
    total = sum(os.path.getsize(path) for path in paths)
    made: dict[str, Subject] = {
        VERIFY: lambda: _verify(export, cores),
        VERIFY_ONE_JOB: lambda: _verify(export, 1),
        FILE_DIGEST: lambda: [_file_digest(path) for path in paths],
    }
    for name, command in (
        (SHA256SUM, ["sha256sum", "--", *paths]),
        (OPENSSL, ["openssl", "dgst", "-sha256", *paths]),
    ):
        if shutil.which(command[0]):
            made[name] = running(command)
    if shutil.which("openssl"):
        made[LIMIT] = lambda: total / bytes_per_second()
    return made


def _verify(export: str, jobs: int) -> None:
    report = dlm_schema.verify(export, jobs=jobs)
    if report.findings:
        raise AssertionError(f"what is measured must be right: {report.findings}")


def _file_digest(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def bytes_per_second() -> float:
    """Ask ``openssl`` how fast one core hashes what is in its cache."""
    command = ["openssl", "speed", "-mr", "-seconds", "1", "-bytes", str(_BLOCK), "-evp", "sha256"]
    ended = subprocess.run(command, capture_output=True, check=True, text=True)
    [line] = [line for line in ended.stdout.splitlines() if line.startswith("+F:")]
    return float(line.rpartition(":")[2])


def write_stores(folder: str, number: int) -> None:
    """Write stores with so many exports of small files, four to a store, with their summaries."""
    random = Random(0)
    rows: list[dict[str, Any]] = []
    for index in range(number):
        store, export = divmod(index, len(_EXPORTS))
        top = os.path.join(folder, f"store-{store:05}")
        contents = {path: iter([random.randbytes(size)]) for path, size in _SMALL.items()}
        quant = _EXPORTS[export]
        made = _write_export(os.path.join(top, "exports", quant), contents, quant=quant)
        base, adapter, _ = (artifact["sha256"] for artifact in made["artifacts"])
        row = {member: made[member] for member in _SHARED} | _UNASKED
        digests = {"base_gguf_sha256": base, "adapter_gguf_sha256": adapter}
        rows.append(row | digests | {"exported_at": made["created_at"]})
        if export == len(_EXPORTS) - 1 or index == number - 1:
            Path(top, "manifest.json").write_bytes(canonical_bytes({"exports": rows}))
            rows.clear()


def small(folder: str) -> dict[str, Subject]:
    """Return ways to look at every export of a folder of stores."""
    return {
        CHECK_ALL: partial(_check, folder),
        VERIFY_ALL: partial(_verify_all, folder),
        BARE: partial(_hash_all, folder),
    }


def listing(folder: str) -> dict[str, Subject]:
    """Return what ``list`` does, in this process, and merely reading the manifests."""
    return {LIST_ALL: partial(commanding, "list", folder), READ_ALL: partial(read_all, folder)}


def migrating(folder: str) -> dict[str, Subject]:
    """Return ways to replace every manifest, each of which has the old ones put there before.

    The bare one makes the same system calls in the same order, and works nothing out: what is to
    be written is known, and what is read again is not looked at.
    """
    manifests = {path: Path(path).read_bytes() for path in manifests_in(folder)}
    newest = canonical_bytes(document(3, 3))

    def timed(replace: Subject) -> float:
        for path, data in manifests.items():
            Path(path).write_bytes(data)
        for kept in {os.path.join(os.path.dirname(path), "..", KEPT_FOLDER) for path in manifests}:
            shutil.rmtree(kept, ignore_errors=True)
        os.sync()
        start = perf_counter()
        replace()
        return perf_counter() - start

    def bare() -> None:
        paths = []
        for path, _, names, export in os.fwalk(folder):
            if dlm_schema.MANIFEST_FILENAME in names:
                _read_in(export, dlm_schema.MANIFEST_FILENAME)
                paths.append(os.path.join(path, dlm_schema.MANIFEST_FILENAME))
        for path in paths:
            with _folder(os.path.dirname(path)) as export:
                os.listdir(export)
        kept = [_write_beside(path, newest) for path in paths]
        _sync(folder)
        for path, backup in zip(paths, kept, strict=True):
            _exchange(path, backup)
        _sync(folder)

    ours = ("migrate", "--to", "3", "--in-place", "--quiet", folder)
    return {
        MIGRATE_ALL: lambda: timed(partial(commanding, *ours)),
        WRITE_ALL: lambda: timed(bare),
    }


@contextmanager
def _folder(path: str, around: int | None = None) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY, dir_fd=around)
    os.fstat(descriptor)
    yield descriptor
    os.close(descriptor)


def _read_in(folder: int, name: str) -> None:
    descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=folder)
    os.read(descriptor, os.fstat(descriptor).st_size + 1)
    os.close(descriptor)


def _write_beside(path: str, data: bytes) -> str:
    """Write a file beside a manifest, link the manifest elsewhere, and return that path."""
    folder, name = os.path.split(path)
    exports, export_name = os.path.split(folder)
    with _folder(folder) as export:
        _read_in(export, name)
        descriptor = os.open(_NEW, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600, dir_fd=export)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.write(descriptor, data)
        os.fstat(descriptor)
        os.fchmod(descriptor, 0o644)
        os.fstat(descriptor)
        os.close(descriptor)
        with _folder(exports) as around:
            os.stat(export_name, dir_fd=around, follow_symlinks=False)
            os.fstat(export)
            with _made(KEPT_FOLDER, around) as top, _made(export_name, top) as kept:
                os.link(name, _BACKUP, src_dir_fd=export, dst_dir_fd=kept)
                os.stat(_BACKUP, dir_fd=kept, follow_symlinks=False)
    return os.path.join(exports, KEPT_FOLDER, export_name, _BACKUP)


@contextmanager
def _made(name: str, around: int) -> Iterator[int]:
    """Hold a folder open, which is made where there is none."""
    try:
        descriptor = os.open(name, os.O_RDONLY | os.O_DIRECTORY, dir_fd=around)
    except FileNotFoundError:
        os.mkdir(name, 0o700, dir_fd=around)
        made = os.open(name, os.O_RDONLY | os.O_DIRECTORY, dir_fd=around)
        os.fchown(made, os.geteuid(), os.getegid())
        os.fchmod(made, 0o755)
        os.close(made)
        descriptor = os.open(name, os.O_RDONLY | os.O_DIRECTORY, dir_fd=around)
    yield descriptor
    os.close(descriptor)


def _exchange(path: str, backup: str) -> None:
    """Give a manifest the name of the file that was written beside it, and remove that."""
    folder, name = os.path.split(path)
    with _folder(folder) as export:
        os.stat(_NEW, dir_fd=export, follow_symlinks=False)
        kernel.exchange(export, _NEW, name)
        os.stat(_NEW, dir_fd=export, follow_symlinks=False)
        _read_in(export, _NEW)
        os.lstat(backup)
        os.unlink(_NEW, dir_fd=export)


def _sync(path: str) -> None:
    with _folder(path) as folder:
        kernel.syncfs(folder)


def _check(folder: str) -> None:
    report = dlm_schema.check(folder)
    if report.findings:
        raise AssertionError(f"what is measured must be right: {report.findings[:3]}")


def _verify_all(folder: str) -> None:
    with verify_all([folder]) as running:
        if not all(checked.report.ok for checked in running):
            raise AssertionError("what is measured must be right")


def _hash_all(top: str) -> None:
    for folder, _, names in os.walk(top):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                hashlib.sha256(file.read()).hexdigest()


def peak_memory(function: str, path: str) -> float:
    """Return the most memory, in MiB, that a process of its own holds while it calls a function."""
    command = [sys.executable, "-c", _PEAK_SCRIPT, function, path]
    ended = subprocess.run(command, capture_output=True, check=True, text=True)
    return int(ended.stdout) / 1024
