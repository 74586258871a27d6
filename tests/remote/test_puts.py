"""Manifests are written to a real server as locally, and what others write meanwhile stays."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

import pytest
from support.documents import REPOSITORY
from support.harness import Outcome, contents
from support.object_store import BUCKET, Answer, Asked, Proxy, environment
from support.object_store import run_here as run_command

import dlm_schema

EXAMPLES: Final = REPOSITORY / "examples"
URL: Final = f"s3://{BUCKET}/top"
MANIFEST: Final = "export_manifest.json"
MEMBERS: Final = ("--like", str(next((EXAMPLES / "version-3").iterdir()) / "exports" / "vllm"))
CHANGED: Final = "changed while a new one was being written"


@pytest.fixture(name="local")
def _local(s3: Any, tmp_path: Path) -> Path:
    """Return a local copy of the examples; another is in the bucket."""
    for version in (1, 2, 3):
        shutil.copytree(EXAMPLES / f"version-{version}", tmp_path / str(version))
    for name, data in contents(tmp_path).items():
        s3.pipe_file(f"{BUCKET}/top/{name}", data)
    return tmp_path


def stored(s3: Any) -> dict[str, bytes]:
    found = s3.find(f"{BUCKET}/top")
    return {name.removeprefix(f"{BUCKET}/top/"): s3.cat_file(name) for name in found}


def run(port: int, *arguments: str) -> Outcome:
    return run_command(*arguments, environment=environment(port))


def on_put(proxy: Proxy, name: str, act: Callable[[], Any], answer: Answer | None = None) -> None:
    """Do something before the first put of an object, and answer it in a way."""

    def rule(asked: Asked) -> Answer | None:
        if asked.method != "PUT" or not asked.path.endswith(name) or asked.before:
            return None
        act()
        return answer

    proxy.rule = rule


@pytest.mark.parametrize(
    "command",
    [
        ("migrate", "--in-place"),
        ("migrate", "--in-place", "--to", "3"),
        ("migrate", "--in-place", "--no-backup", "--from", "1"),
        ("migrate", "--in-place", "--dry-run"),
    ],
)
def test_a_migration_leaves_what_it_leaves_locally(
    port: int, s3: Any, local: Path, command: tuple[str, ...]
) -> None:
    expected = run_command(*command, str(local))
    found = run(port, *command, URL)
    assert found.status == expected.status == 0
    for one, other in zip(found[1:], expected[1:], strict=True):
        assert one == other.replace(str(local), URL)
    assert stored(s3) == contents(local)


def test_going_back_is_as_locally(port: int, s3: Any, local: Path) -> None:
    before = contents(local)
    manifest = next(name for name in before if name.startswith("1/") and name.endswith(MANIFEST))
    for command in (
        ("migrate", "--in-place"),
        ("restore", "--list"),
        ("restore",),
        ("restore",),
        ("restore", "--prune"),
        ("restore", "--list"),
    ):
        expected = run_command(*command, str(local / "1"))
        found = run(port, *command, f"{URL}/1")
        assert found.out == expected.out.replace(str(local), URL)
        assert found[::2] == expected[::2]
        assert stored(s3) == contents(local)
    assert stored(s3) == before
    run(port, "migrate", "--in-place", f"{URL}/1")
    s3.rm_file(f"{BUCKET}/top/{manifest}")
    assert run(port, "restore", f"{URL}/1").status == 0
    assert stored(s3)[manifest] == before[manifest]


@pytest.mark.parametrize(
    ("url", "reason", "settings"),
    [
        (URL, "permission denied: no credentials were found", {"AWS_ACCESS_KEY_ID": ""}),
        (f"s3://{BUCKET}/nothing", "no such file or directory", {}),
    ],
)
def test_a_path_that_leads_nowhere_has_no_backups(
    port: int, s3: Any, url: str, reason: str, settings: dict[str, str]
) -> None:
    assert s3.exists(BUCKET)
    ended = run_command("restore", url, environment={**environment(port), **settings})
    assert (ended.status, ended.err) == (2, f"dlm-schema: {url}: {reason}\n")


def test_an_export_is_migrated_whatever_its_name(port: int, s3: Any, local: Path) -> None:
    name = "a::b%41#?[*]"
    for file in next((local / "1").iterdir()).glob("exports/*/*"):
        s3.pipe_file(f"{BUCKET}/odd/exports/{name}/{file.name}", file.read_bytes())
    manifest = f"s3://{BUCKET}/odd/exports/{name}/{MANIFEST}"
    for command in (("migrate", "--in-place"), ("restore",), ("validate",)):
        ended = run(port, *command, manifest)
        assert (ended.status, ended.err) == (0, "")
        assert ended.out.splitlines()[0].endswith(manifest)


def test_backups_lie_where_the_user_says(port: int, s3: Any, local: Path) -> None:
    elsewhere = f"s3://{BUCKET}/kept"
    assert run(port, "migrate", "--in-place", f"{URL}/1", "--backup-dir", elsewhere).status == 0
    (kept,) = s3.find(f"{BUCKET}/kept")
    assert kept.startswith(f"{BUCKET}/kept/s3/{BUCKET}/top/1/")
    assert run(port, "restore", f"{URL}/1", "--backup-dir", elsewhere).status == 0
    refused = run(port, "migrate", "--in-place", f"{URL}/1", "--backup-dir", str(local))
    assert refused.status == 2
    assert "those of a store in a URL" in refused.err


def test_a_manifest_is_created_as_locally(port: int, s3: Any, local: Path) -> None:
    below = str(next((EXAMPLES / "version-3").iterdir()).name) + "/exports/vllm"
    export, url = local / "3" / below, f"{URL}/3/{below}"
    given = (*MEMBERS, "--created-at", "2026-05-01T09:30:00Z")
    there = run(port, "create", url, *given)
    assert (there.status, there.err) == (
        2,
        f"dlm-schema: {url}/{MANIFEST}: exists already; --replace replaces it\n",
    )
    for replace in ((), ("--replace",), ("--replace", "--as-version", "2")):
        if not replace:
            (export / MANIFEST).unlink()
            s3.rm_file(f"{BUCKET}/top/3/{below}/{MANIFEST}")
        expected = run_command("create", str(export), *given, *replace)
        found = run(port, "create", url, *given, *replace)
        assert found == Outcome(expected.status, expected.out.replace(str(local), URL), "")
        assert stored(s3) == contents(local)


def test_who_comes_first_is_not_overwritten(proxy: Proxy, s3: Any, local: Path) -> None:
    """The put of the second of three manifests loses; the first is new, and the third is old."""
    names = [name for name in contents(local) if name.startswith("2/") and name.endswith(MANIFEST)]
    second = sorted(names)[1]
    on_put(proxy, second, lambda: s3.pipe_file(f"{BUCKET}/top/{second}", b"other"))
    ended = run(proxy.port, "migrate", "--in-place", "--to", "3", f"{URL}/2")
    assert ended.status == 2
    assert ended.err.startswith(f"dlm-schema: {URL}/{second}: {CHANGED}; 1 of 4 manifests were")
    after = stored(s3)
    assert after[second] == b"other"
    versions = {
        name: dlm_schema.validate(after[name]).version for name in sorted(names) if name != second
    }
    assert list(versions.values()) == [3, 2, 2]
    backups = [name for name in after if ".bak" in name]
    assert sorted(after[name] for name in backups) == sorted(
        contents(local)[name] for name in sorted(names)[:2]
    )


def test_a_manifest_that_somebody_creates_meanwhile_stays(
    proxy: Proxy, s3: Any, local: Path
) -> None:
    below = str(next((EXAMPLES / "version-3").iterdir()).name) + "/exports/vllm"
    key = f"{BUCKET}/top/3/{below}/{MANIFEST}"
    for replace, said in (((), "exists already"), (("--replace",), CHANGED)):
        proxy.asked.clear()
        if not replace:
            s3.rm_file(key)
        other = said.encode()
        on_put(proxy, f"vllm/{MANIFEST}", partial(s3.pipe_file, key, other))
        ended = run(proxy.port, "create", f"{URL}/3/{below}", *MEMBERS, *replace)
        assert ended.status == 2
        assert said in ended.err
        assert s3.cat_file(key) == other


def test_an_answer_that_is_lost_is_settled_by_reading(proxy: Proxy, s3: Any, local: Path) -> None:
    for name in ("Q4_K_M/export_manifest.json", "export_manifest.json.v1.bak"):
        before = stored(s3)
        proxy.asked.clear()
        on_put(proxy, name, lambda: None, Answer(lost=True))
        assert run(proxy.port, "migrate", "--in-place", f"{URL}/1").status == 0
        assert any(one.method == "PUT" and one.path.endswith(name) for one in proxy.asked)
        assert run(proxy.port, "restore", f"{URL}/1").status == 0
        assert run(proxy.port, "restore", f"{URL}/1", "--prune").status == 0
        assert stored(s3) == before


def test_a_backup_that_cannot_be_kept_leaves_the_manifest(
    proxy: Proxy, s3: Any, local: Path
) -> None:
    before = stored(s3)
    proxy.rule = lambda asked: Answer(403) if asked.path.endswith(".bak") else None
    ended = run(proxy.port, "migrate", "--in-place", f"{URL}/1")
    assert ended.status == 2
    assert "permission denied; name another folder with --backup-dir" in ended.err
    assert stored(s3) == before
    proxy.rule = lambda asked: Answer(403) if asked.method == "PUT" else None
    ended = run(proxy.port, "migrate", "--in-place", f"{URL}/1", "--no-backup")
    assert (ended.status, stored(s3)) == (2, before)
    assert "permission denied" in ended.err


@pytest.mark.parametrize(
    "url", ["memory://x", "zip://::{}", "https://host.invalid/x", "hf://org/model"]
)
def test_a_store_that_does_not_compare_is_told_before_anything(url: str, tmp_path: Path) -> None:
    with ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("a", "")
    url = url.format(tmp_path / "x.zip")
    for command, *options in (("migrate", "--in-place"), ("restore",), ("create", *MEMBERS)):
        ended = run_command(command, url, *options)
        assert ended.status == 2
        assert f"{url.partition('://')[0]}:// has no conditional writes: " in ended.err
