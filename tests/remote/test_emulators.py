"""What is found and written in stores as Google's and Azure's are is what it is locally."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from support.documents import REPOSITORY
from support.emulators import BUCKET, EMULATORS, Emulator
from support.harness import Outcome, contents
from support.harness import run as run_command
from support.recordings import FOLDER

from dlm_schema.remote.conditional import conditional, fetched, see_conditions, write
from dlm_schema.remote.faults import fault_of

EXAMPLES: Final = REPOSITORY / "examples"
RECORDED: Final = FOLDER / "dlm-trunk-more"


@pytest.fixture(name="store", scope="module", params=EMULATORS)
def _store(request: pytest.FixtureRequest) -> Iterator[Emulator]:
    with EMULATORS[request.param]() as store:
        yield store


def upload(store: Emulator, folder: Path, below: str) -> str:
    files = [path for path in folder.rglob("*") if path.is_file()]
    store.client.pipe(
        {f"{BUCKET}/{below}/{one.relative_to(folder)}": one.read_bytes() for one in files}
    )
    return f"{store.scheme}://{BUCKET}/{below}"


def run(store: Emulator, *arguments: str) -> Outcome:
    return run_command(*arguments, environment=dict(store.environment))


def test_recordings_are_judged_alike(store: Emulator) -> None:
    local = str(RECORDED)
    url = upload(store, RECORDED, "recorded")
    for command in ("check", "list"):
        expected = run_command(command, local, "--format", "json")
        found = run(store, command, url, "--format", "json")
        assert found.err == ""
        assert len(json.loads(found.out)["results"]) > 20
        assert found.out == expected.out.replace(local, url)
        assert found.status == expected.status


def test_manifests_are_written_alike(store: Emulator, tmp_path: Path) -> None:
    local = tmp_path / "written"
    shutil.copytree(EXAMPLES / "version-2", local)
    url = upload(store, local, "written")
    (store_id,) = (path.name for path in local.iterdir())
    given = (
        "--like",
        str(local / store_id / "exports/vllm"),
        "--created-at",
        "2026-05-01T09:30:00Z",
    )
    for command, below, *options in (
        ("migrate", "", "--in-place", "--to", "3"),
        ("restore", ""),
        ("create", f"/{store_id}/exports/vllm", "--replace", *given),
        ("restore", "", "--list"),
        ("restore", "", "--prune"),
    ):
        expected = run_command(command, f"{local}{below}", *options)
        found = run(store, command, f"{url}{below}", *options)
        assert found.status == expected.status
        assert found.out == expected.out.replace(str(local), url)
        top = f"{BUCKET}/written/"
        store.client.invalidate_cache()
        names = store.client.find(top)
        assert {n.removeprefix(top): store.client.cat_file(n) for n in names} == contents(local)


def test_versions_are_compared_when_reading_and_writing(store: Emulator) -> None:
    asked: Any = conditional(store.client)
    path = f"{BUCKET}/object with spaces +%?"
    write(asked, path, b"first", None)
    data, first = asked.get(path)
    assert data == b"first"
    with pytest.raises(FileExistsError):
        write(asked, path, b"new", None)
    write(asked, path, b"second", first)
    with pytest.raises(FileExistsError):
        write(asked, path, b"third", first)
    data, second = asked.get(path)
    assert data == b"second"
    assert asked.get(path, second, (1, 3)) == (b"ec", second)
    store.client.invalidate_cache()
    assert store.client.info(path)[asked.member].strip('"') == second.strip('"')
    with pytest.raises(Exception) as refused:  # noqa: PT011  (libraries raise what they like)
        asked.get(path, first, (1, 3))
    assert fault_of(refused.value).status == 412
    write(asked, f"{BUCKET}/empty", b"", None)
    assert fetched(asked, f"{BUCKET}/empty")[0] == b""
    see_conditions(asked, f"{BUCKET}/probed")
    store.client.invalidate_cache()
    assert not store.client.find(f"{BUCKET}/probed")
    with pytest.raises(FileExistsError):
        write(asked, f"{BUCKET}/gone", b"new", second)
