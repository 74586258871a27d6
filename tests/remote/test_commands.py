"""Commands on ``s3://``, run whole: what they print, and what they never print."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest
from support.documents import REPOSITORY
from support.harness import Outcome
from support.harness import run as run_command
from support.object_store import BUCKET, KEY, SECRET, environment

EXAMPLES: Final = REPOSITORY / "examples"
URL: Final = f"s3://{BUCKET}/examples"


@pytest.fixture(name="examples", autouse=True)
def _examples(s3: Any) -> None:
    content = {
        f"{BUCKET}/examples/{path.relative_to(EXAMPLES)}": path.read_bytes()
        for path in EXAMPLES.rglob("*")
        if path.is_file()
    }
    s3.pipe(content)


def run(port: int, *arguments: str, **changed: str) -> Outcome:
    settings = {**environment(port), **changed}
    outcome = run_command(*arguments, environment=settings)
    for text in outcome[1:]:
        assert SECRET not in text
    return outcome


def local(*arguments: str) -> Outcome:
    """Return what the local copy gives, as if it lay where the URL leads."""
    status, out, err = run_command(*arguments)
    return Outcome(status, out.replace(str(EXAMPLES), URL), err.replace(str(EXAMPLES), URL))


@pytest.mark.parametrize(
    ("command", "form"),
    [
        *((command, "text") for command in ("validate", "detect", "check", "verify", "list")),
        ("check", "json"),
        ("check", "junit"),
    ],
)
def test_every_command_prints_what_it_prints_of_the_local_copy(
    port: int, command: str, form: str
) -> None:
    expected = local(command, str(EXAMPLES), "--format", form)
    assert run(port, command, URL, "--format", form) == expected


def test_sarif_names_objects_by_their_urls(port: int) -> None:
    report = json.loads(run(port, "check", URL, "--format", "sarif").out)
    for result in report["runs"][0]["results"]:
        location = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert location["uri"].startswith(f"{URL}/version-")


def test_a_dry_run_of_a_migration_and_a_migrated_copy(port: int, tmp_path: Path) -> None:
    url = f"{URL}/version-1"
    expected = local("migrate", str(EXAMPLES / "version-1"), "--dry-run")
    assert run(port, "migrate", url, "--dry-run") == expected
    copy = tmp_path / "copy.json"
    assert run(port, "migrate", url, "--output", str(copy)).status == 0
    assert json.loads(copy.read_bytes())["target"] == "ollama"


def test_many_paths_of_all_kinds_are_one_report(port: int) -> None:
    one = f"{URL}/page-example.json"
    export = f"{URL}/version-3/01KQ8XAMP1E0STAGE0DEM0ST0R/exports/vllm/export_manifest.json"
    status, out, _ = run(port, "check", one, str(EXAMPLES / "version-2"), export)
    assert status == 0
    assert out.splitlines()[-1].startswith("6 manifests: 6 ok")
    assert f"ok v3  {export}\n" in out


@pytest.mark.parametrize(
    ("url", "changed", "reason"),
    [
        ("s3://no-such-bucket/x", {}, "no such file or directory"),
        (f"s3://{BUCKET}/no-such-key", {}, "no such file or directory"),
        (URL, {"AWS_SECRET_ACCESS_KEY": "a-wrong-secret"}, "permission denied"),
        (
            URL,
            {"AWS_ACCESS_KEY_ID": "AKWRONG"},  # which this server says with a word of its own
            "the store answered 404: xadmin user not found",
        ),
        (
            URL,
            {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""},
            "permission denied: no credentials were found",
        ),
        (URL, {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, "the connection failed"),
    ],
)
def test_what_cannot_be_had_is_said_in_a_line(
    port: int, url: str, changed: dict[str, str], reason: str
) -> None:
    ended = run(port, "check", url, "--format", "json", DLM_SCHEMA_TRACEBACK="1", **changed)
    assert ended.status == 2
    assert ended.err == f"dlm-schema: {url}: {reason}\n"
    for secret in ("a-wrong-secret", "AKWRONG", KEY):
        assert secret not in ended.out + ended.err


def test_a_checksum_that_the_store_keeps_stands_for_reading(port: int, s3: Any) -> None:
    export = f"{BUCKET}/examples/version-3/01KQ8XAMP1E0STAGE0DEM0ST0R/exports/vllm"
    name = f"{export}/vllm_launch.sh"
    bucket, _, key = name.partition("/")
    data = s3.cat_file(name)
    s3.call_s3("put_object", Bucket=bucket, Key=key, Body=data, ChecksumAlgorithm="SHA256")
    assert run(port, "verify", f"s3://{export}", "--trust-store-checksums").status == 0
    other = data[:-1] + b"#"
    s3.call_s3("put_object", Bucket=bucket, Key=key, Body=other, ChecksumAlgorithm="SHA256")
    trusted = run(port, "verify", f"s3://{export}", "--trust-store-checksums")
    assert trusted.status == 1
    assert trusted == run(port, "verify", f"s3://{export}")


def test_no_descriptor_and_no_session_is_left_behind(port: int) -> None:
    ended = run(port, "check", URL, PYTHONWARNINGS="always::ResourceWarning")
    assert ended.err == ""
