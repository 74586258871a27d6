"""Large objects take no more memory than small ones, and many objects are all seen."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from support.documents import REPOSITORY
from support.harness import ENVIRONMENT
from support.object_store import BUCKET, environment

from dlm_schema.export.checking import check_all

EXPORT: Final = next((REPOSITORY / "examples" / "version-3").iterdir()) / "exports" / "Q4_K_M"
LARGE: Final = 1536 * 1024 * 1024
MOST_MEMORY: Final = LARGE // 2
"""More than libraries and their buffers take on a machine under load, and half of the object."""
MEASURED: Final = """
import resource, sys
from dlm_schema.cli.main import main
status = main(sys.argv[1:])
print(status, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""


def make_export(folder: Path, size: int) -> None:
    """Make an export whose base model is of that many zeros, which take no place."""
    folder.mkdir(parents=True)
    document = json.loads((EXPORT / "export_manifest.json").read_bytes())
    zeros = bytes(1024 * 1024)
    digest = hashlib.sha256()
    for _ in range(size // len(zeros)):
        digest.update(zeros)
    for artifact in document["artifacts"]:
        name = artifact["path"]
        if name.startswith("base"):
            artifact.update(size_bytes=size, sha256=digest.hexdigest())
            with (folder / name).open("wb") as file:
                os.truncate(file.fileno(), size)
        else:
            (folder / name).write_bytes((EXPORT / name).read_bytes())
    (folder / "export_manifest.json").write_text(json.dumps(document), encoding="utf-8")


def test_memory_does_not_grow_with_an_object(s3: Any, buckets: Path, port: int) -> None:
    make_export(buckets / BUCKET / "large", LARGE)
    ended = subprocess.run(
        [sys.executable, "-c", MEASURED, "verify", "--quiet", f"s3://{BUCKET}/large"],
        check=True,
        capture_output=True,
        env={**ENVIRONMENT, **environment(port)},
        text=True,
    )
    status, memory = map(int, ended.stdout.split())
    assert (status, ended.stderr) == (0, "")
    assert memory < MOST_MEMORY


def test_ten_thousand_objects_under_one_export_are_all_seen(s3: Any, buckets: Path) -> None:
    folder = buckets / BUCKET / "many"
    make_export(folder, 0)
    for number in range(10_000):
        (folder / f"extra-{number}").touch()
    with check_all([f"s3://{BUCKET}/many"]) as checks:
        (one,) = checks
    assert one.report.counts == {"error": 0, "warning": 10_000, "note": 0}
