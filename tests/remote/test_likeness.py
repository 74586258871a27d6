"""What is found in an S3 server is what is found in the local copy, finding for finding.

The oracle is the local run, of the recordings and of the directories of the corpus. Links, FIFOs
and sockets are left out of both, and a hard link is a file; a store of objects has none of them.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
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
Outcome: TypeAlias = "tuple[int, str, int | None, list[Finding]]"


def outcome(tops: Sequence[str], checks: Checks) -> list[Outcome]:
    """Return what is found below each of several places, which are told by their number."""
    with checks:
        return [_outcome(tops, one) for one in checks]


def _outcome(tops: Sequence[str], one: Checked) -> Outcome:
    findings = [found for found in one.report.findings if found.code != "files/hard-link"]
    [number] = [place for place, top in enumerate(tops) if f"{one.path}/".startswith(f"{top}/")]
    return number, one.path.removeprefix(tops[number]), one.report.version, findings


def upload(client: Any, folders: Mapping[str, Path]) -> None:
    """Copy folders, with empty folders as the objects that consoles make for them."""
    content = {}
    for below, folder in folders.items():
        for path in folder.rglob("*"):
            key = f"{below}/{path.relative_to(folder)}"
            if path.is_file():
                content[key] = path.read_bytes()
            elif not any(path.iterdir()):
                bucket, _, key = key.partition("/")
                client.call_s3("put_object", Bucket=bucket, Key=f"{key}/", Body=b"")
    client.pipe(content)


def test_the_recordings_are_judged_alike(s3: Any) -> None:
    upload(s3, {f"{BUCKET}/recorded": FOLDER})
    local, url = str(FOLDER), f"s3://{BUCKET}/recorded"
    for begin in (check_all, verify_all):
        expected = outcome([local], begin([local]))
        assert len(expected) > 70
        assert outcome([url], begin([url])) == expected
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


@pytest.mark.parametrize(("request_type", "begin"), [(Check, check_all), (Verify, verify_all)])
def test_the_directories_of_the_corpus_are_judged_alike(
    s3: Any, request_type: type, begin: Callable[[list[str]], Checks]
) -> None:
    cases = [case for case in directory_cases() if isinstance(case.request, request_type)]
    with contextlib.ExitStack() as directories:
        made_for = {
            case.id: directories.enter_context(made(case.request.entries)) for case in cases
        }
        paths = {case: path for case, path in made_for.items() if plain(Path(path))}
        upload(s3, {f"{BUCKET}/{number}": Path(path) for number, path in enumerate(paths.values())})
        expected = outcome([*paths.values()], begin([*paths.values()]))
    urls = [f"s3://{BUCKET}/{number}" for number in range(len(paths))]
    found = outcome(urls, begin(urls))
    differing = [
        (case, *[[one for one in both if one[0] == number] for both in (expected, found)])
        for number, case in enumerate(paths)
    ]
    assert [each for each in differing if each[1] != each[2]] == []
    assert len(paths) > 100


def directory_cases() -> Sequence[Any]:
    """Return the cases of stores, and those of directories in one version, the latest."""
    cases = {
        case.id.removesuffix(f"/v{case.versions[0]}"): case
        for case in Corpus()
        if isinstance(case.request, (Check, Verify))
    }
    return list(cases.values())
