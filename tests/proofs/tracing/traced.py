"""The process that is traced: it verifies a directory again and again, between marks.

``python -m proofs.tracing.traced FOLDER ROUNDS JOBS VARIANT...``. Every round prints the codes it
found.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from typing import Any, Final

from proofs.tracing.tracer import BEGIN, END, PREPARE, mark

from dlm_schema.disk import opening as disk
from dlm_schema.disk.opening import directory_at, open_beneath, open_folder_beneath
from dlm_schema.document.versions import REGISTRY
from dlm_schema.errors import ManifestPathError
from dlm_schema.export import checking, verification

# A process that judges much imports and starts a fast validator, which opens files of its own.
for _version in REGISTRY.values():
    _version.schema._accepts({})
    assert _version.shortcut is not None


def follow() -> None:
    """Open a path as a whole, as a careless program does."""

    def opening(directory: int, path: str, flags: int) -> int:
        return os.open(path, flags, dir_fd=directory)

    disk._open = opening


def follow_segments() -> None:
    """Open one segment after the other, and follow each."""

    def opening(folder: int, name: str, flags: int) -> int:
        return os.open(name, flags, dir_fd=folder)

    disk._open_segment = opening


def look_first() -> None:
    """See that no segment is a link, and open the path as a whole then."""

    def opening(directory: int, path: str, flags: int) -> int:
        segments = path.split("/")
        for end in range(1, len(segments) + 1):
            part = "/".join(segments[:end])
            if stat.S_ISLNK(os.stat(part, dir_fd=directory, follow_symlinks=False).st_mode):
                raise OSError(40, "a link")
        return os.open(path, flags, dir_fd=directory)

    disk._open = opening


def climb() -> None:
    """Ask for paths that no manifest may have."""
    verify = verification.verify

    def climbing(folder: str, **options: Any) -> Any:
        with directory_at(folder) as directory:
            for path in ("../secret", "adapters/../../secret", "/etc/passwd", "..", ".", "", "/"):
                for opening in (open_beneath, open_folder_beneath):
                    try:
                        opening(directory, path)
                    except (ManifestPathError, OSError):
                        continue
                    raise AssertionError(f"{path!r} was opened")
        return verify(folder, **options)

    verification.verify = climbing  # type: ignore[assignment]


def check() -> None:
    """Check instead of verifying: find exports, judge them, and compare them with their store."""

    def check_one(folder: str, **options: Any) -> Any:
        return checking.check(folder, **options)

    verification.verify = check_one  # type: ignore[assignment]


VARIANTS: Final[dict[str, Callable[[], None]]] = {
    function.__name__: function for function in (follow, follow_segments, look_first, climb, check)
}


def main(folder: str, rounds: str, jobs: str, *variants: str) -> None:
    """Verify so many times."""
    for variant in variants:
        VARIANTS[variant]()
    verification.verify(folder, jobs=int(jobs))  # imports what is imported late
    sys.stdin.readline()
    for _ in range(int(rounds)):
        mark(PREPARE)
        mark(BEGIN)
        report = verification.verify(folder, jobs=int(jobs))
        mark(END)
        print(*(finding.code for finding in report.findings), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
