"""What is found in an S3 server is what is found in the local copy, finding for finding.

The oracle is the local run, of the recordings and of the directories of the corpus. Links, FIFOs
and sockets are left out of both, and a hard link is a file; a store of objects has none of them.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from support.object_store import BUCKET
from support.recordings import FOLDER

from dlm_schema.conformance.cases import Check, Verify
from dlm_schema.conformance.corpus import Corpus
from dlm_schema.conformance.directories import made
from dlm_schema.export.checking import Checked, Checks, check_all, verify_all
from dlm_schema.export.inputs import subjects

if TYPE_CHECKING:
    from dlm_schema.findings import Finding

LARGEST = 1024 * 1024


def outcome(top: str, checks: Checks) -> list[tuple[str, int | None, list[Finding]]]:
    with checks:
        return [_outcome(top, one) for one in checks]


def _outcome(top: str, one: Checked) -> tuple[str, int | None, list[Finding]]:
    findings = [found for found in one.report.findings if found.code != "files/hard-link"]
    return one.path.removeprefix(top), one.report.version, findings


def upload(client: Any, folder: Path, below: str) -> None:
    """Copy a folder, with empty folders as the objects that consoles make for them."""
    content = {}
    for path in folder.rglob("*"):
        key = f"{below}/{path.relative_to(folder)}"
        if path.is_file():
            content[key] = path.read_bytes()
        elif not any(path.iterdir()):
            bucket, _, key = key.partition("/")
            client.call_s3("put_object", Bucket=bucket, Key=f"{key}/", Body=b"")
    client.pipe(content)


def test_the_recordings_are_judged_alike(s3: Any) -> None:
    upload(s3, FOLDER, f"{BUCKET}/recorded")
    local, url = str(FOLDER), f"s3://{BUCKET}/recorded"
    for begin in (check_all, verify_all):
        expected = outcome(local, begin([local]))
        assert len(expected) > 70
        assert outcome(url, begin([url])) == expected
    read = [(one.path.removeprefix(url), one.data) for one in subjects([url])]
    assert read == [(one.path.removeprefix(local), one.data) for one in subjects([local])]


def plain(folder: Path) -> bool:
    """Take away what a store of objects cannot hold; tell whether anything is left."""
    for place, folders, names in os.walk(os.fsencode(folder), topdown=False):
        for name in (*folders, *names):
            path = os.path.join(place, name)
            status = os.lstat(path)
            is_text = os.fsdecode(name).isprintable()
            if stat.S_ISDIR(status.st_mode) and is_text:
                continue
            if not (stat.S_ISREG(status.st_mode) and is_text and status.st_size <= LARGEST):
                shutil.rmtree(path) if stat.S_ISDIR(status.st_mode) else os.unlink(path)
    return any(folder.iterdir())


def test_the_directories_of_the_corpus_are_judged_alike(s3: Any) -> None:
    differing = []
    compared = 0
    for number, case in enumerate(directory_cases()):
        with made(case.request.entries) as path:
            if not plain(Path(path)):
                continue
            key = f"{BUCKET}/{number}"
            upload(s3, Path(path), key)
            begin = check_all if isinstance(case.request, Check) else verify_all
            expected = outcome(path, begin([path]))
            found = outcome(f"s3://{key}", begin([f"s3://{key}"]))
            compared += 1
            if found != expected:
                differing.append((case.id, expected, found))
    assert differing == []
    assert compared > 100


def directory_cases() -> Sequence[Any]:
    """Return the cases of stores, and those of directories in one version, the latest."""
    cases = {
        case.id.removesuffix(f"/v{case.versions[0]}"): case
        for case in Corpus()
        if isinstance(case.request, (Check, Verify))
    }
    return list(cases.values())
