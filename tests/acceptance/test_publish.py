"""``dlm-schema publish``: the whole command, on a small specification and on the real one.

A copy of the package with a small specification in it is what most tests run; the last tests
publish what this checkout holds and take the plain files at their word, without any recipe.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from support.harness import ENVIRONMENT, ROOT, Outcome, contents, run
from support.small_specification import change_schema, make_specification, written_json

from dlm_schema.conformance import own
from dlm_schema.conformance.cases import Answer, Entry, as_json
from dlm_schema.conformance.directories import made

PATIENCE = 600
V1 = "export-manifest/v1/schema.json"
V3 = "export-manifest/v3/schema.json"


class Package:
    """A copy of the package whose specification can be changed."""

    def __init__(self, folder: Path) -> None:
        package = folder / "dlm_schema"
        ignored = shutil.ignore_patterns("specification", "__pycache__")
        shutil.copytree(ROOT / "src" / "dlm_schema", package, ignore=ignored)
        self.path = str(folder)
        self.specification = make_specification(package / "specification")

    def publish(
        self, *arguments: str | Path, environment: Mapping[str, str] | None = None, **options: Any
    ) -> Outcome:
        return run(
            "publish",
            *arguments,
            environment={"PYTHONPATH": self.path, **(environment or {})},
            **options,
        )


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    return Package(tmp_path_factory.mktemp("package"))


@pytest.fixture
def scratch(tmp_path: Path) -> Package:
    """A package of one's own, to be changed."""
    return Package(tmp_path / "package")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def size_of(folder: Path) -> int:
    return sum(len(data) for name, data in contents(folder).items() if name != "SHA256SUMS")


def sha256sum(folder: Path) -> subprocess.CompletedProcess[str]:
    tool = shutil.which("sha256sum")
    assert tool is not None
    command = [tool, "--check", "--strict", "--quiet", "SHA256SUMS"]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False, text=True)


# What is printed.


def test_one_line_says_what_was_published(package: Package, out: Path) -> None:
    outcome = package.publish(out)
    count = len(contents(out)) - 1
    assert outcome == Outcome(
        0,
        f"published {count} files ({size_of(out):,} bytes) in {out}: "
        f"{count} new, 0 changed, 0 removed, 0 unchanged\n",
        "",
    )


@pytest.mark.parametrize("name", ["", "corpus/out"])
def test_nothing_is_published_into_the_specification(
    scratch: Package, tmp_path: Path, name: str
) -> None:
    before = contents(scratch.specification)
    link = tmp_path / "link"
    link.symlink_to(scratch.specification)
    for top in (scratch.specification, link):
        complaint = f"{top / name}: lies in the specification itself; name a folder outside of it"
        assert scratch.publish(top / name) == Outcome(2, "", f"dlm-schema: {complaint}\n")
    assert contents(scratch.specification) == before


def test_quiet_prints_nothing(package: Package, out: Path) -> None:
    assert package.publish(out, "--quiet") == Outcome(0, "", "")
    assert "SHA256SUMS" in contents(out)


def test_a_program_reads_the_same_as_json(package: Package, out: Path) -> None:
    outcome = package.publish(out, "--format", "json")
    count = len(contents(out)) - 1
    report = json.loads(outcome.out)
    assert report.pop("tool_version")
    assert report == {
        "command": "publish",
        "path": str(out),
        "files": count,
        "bytes": size_of(out),
        "new": count,
        "changed": 0,
        "unchanged": 0,
        "removed": 0,
        "kept": 0,
    }


def test_files_of_versions_that_are_unknown_here_are_said_to_be_kept(
    package: Package, scratch: Package, out: Path
) -> None:
    package.publish(out)
    path = scratch.specification / "versions.json"
    versions = json.loads(path.read_bytes())
    del versions["versions"][2]
    written_json(path, versions)
    outcome = scratch.publish(out)
    assert outcome.status == 0, outcome.err
    assert outcome.out.endswith(", 2 of other versions kept\n")
    assert sha256sum(out).returncode == 0


def test_the_command_is_listed_and_its_help_says_why_drafts_are_refused() -> None:
    assert "publish" in run("--help").out
    text = " ".join(run("publish", "--help").out.split())
    assert "others may have fetched them and keep them by their $id" in text
    assert "Files of a frozen version are never replaced" in text
    assert "corpus.tar.gz has them in any case" in text


def test_a_relative_folder_with_a_leading_hyphen_is_one(package: Package, tmp_path: Path) -> None:
    outcome = package.publish("--", "-site", cwd=tmp_path)
    assert outcome.status == 0, outcome.err
    assert "SHA256SUMS" in contents(tmp_path / "-site")


# The address.


def test_the_address_is_that_of_the_catalog(package: Package, out: Path) -> None:
    package.publish(out, "--base-url", "http://localhost:8000/dlm")
    catalog = json.loads((out / "catalog.json").read_bytes())
    assert catalog["schemas"][0]["versions"]["1"] == f"http://localhost:8000/dlm/{V1}"
    schema = json.loads((out / V1).read_bytes())
    assert schema["$id"] == f"https://tenseleyflow.github.io/dlm-schema/{V1}"


@pytest.mark.parametrize("address", ["", "example.org", "ftp://example.org/", "https://a/?b\x1b"])
def test_a_wrong_address_is_wrong_usage(address: str, package: Package, out: Path) -> None:
    outcome = package.publish(out, "--base-url", address)
    shown = repr(address)
    assert outcome == Outcome(
        2,
        "",
        "dlm-schema: --base-url: expected an http or https address such as "
        f"https://tenseleyflow.github.io/dlm-schema/, found {shown}\n",
    )
    assert not out.exists()


def test_a_folder_without_a_name_is_wrong_usage(package: Package) -> None:
    assert package.publish("") == Outcome(2, "", "dlm-schema: OUT names no folder\n")


# What is refused.


def test_a_corpus_that_is_out_of_step_is_refused(scratch: Package, out: Path) -> None:
    index = scratch.specification / "corpus" / "index.json"
    listed = json.loads(index.read_bytes())
    listed["cases"]["encoding/no-text"] = "0" * 64
    written_json(index, listed)
    outcome = scratch.publish(out)
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err.startswith("dlm-schema: encoding/no-text: ")
    assert not out.exists()


def test_another_draft_is_refused_unless_asked_for(
    package: Package, scratch: Package, out: Path
) -> None:
    package.publish(out)
    before = contents(out)
    data = change_schema(scratch.specification, 3)
    outcome = scratch.publish(out)
    assert outcome == Outcome(
        1,
        "",
        f"dlm-schema: {out}/{V3}: holds other bytes, and files of a version never change; it "
        f"belongs to a draft: replace it with --replace-drafts\n",
    )
    assert contents(out) == before
    assert scratch.publish(out, "--replace-drafts").status == 0
    assert (out / V3).read_bytes() == data
    assert sha256sum(out).returncode == 0


def test_a_folder_that_cannot_be_written_is_said_to_be_so(package: Package, out: Path) -> None:
    outcome = package.publish("/proc/dlm-schema-out")
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith("dlm-schema: /proc/dlm-schema-out: ")


def test_whoever_stops_reading_does_not_stop_what_began(package: Package, out: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "dlm_schema", "publish", out],
            stdout=writing,
            stderr=subprocess.PIPE,
            env={**ENVIRONMENT, "PYTHONPATH": package.path},
            check=False,
            timeout=PATIENCE,
        )
    finally:
        os.close(writing)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert sha256sum(out).returncode == 0


# The real specification.


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What this checkout publishes."""
    folder = tmp_path_factory.mktemp("real") / "out"
    outcome = run("publish", "--expand-corpus", folder, timeout=PATIENCE)  # some 180 MB
    assert (outcome.status, outcome.err) == (0, "")
    return folder


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What this checkout publishes unless the expanded corpus is asked for."""
    folder = tmp_path_factory.mktemp("real") / "small"
    assert run("publish", folder, timeout=PATIENCE).status == 0
    return folder


def test_the_tree_without_the_expanded_corpus_is_small(small: Path, bundle: Path) -> None:
    plain, expanded = contents(small), contents(bundle)
    assert plain["corpus.tar.gz"] == expanded["corpus.tar.gz"]
    assert {name for name in plain if plain[name] != expanded[name]} == {"SHA256SUMS", "index.html"}


def test_the_digests_of_the_real_bundle_are_right(bundle: Path) -> None:
    ended = sha256sum(bundle)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    named = {line.split("  ")[1] for line in (bundle / "SHA256SUMS").read_text().splitlines()}
    assert named == contents(bundle).keys() - {"SHA256SUMS"}


def in_any_order(answer: dict[str, Any]) -> dict[str, Any]:
    return {
        name: sorted(value, key=repr) if isinstance(value, list) else value
        for name, value in answer.items()
    }


def answer_to(request: dict[str, Any], folder: Path) -> Answer:
    """Ask this package what the plain files of a case ask."""
    data = (folder / request["file"]).read_bytes()
    if request["type"] == "validate":
        return own.validate(data)
    if request["type"] in ("migrate", "step"):
        step = json.loads((folder / request["step"]).read_bytes()) if "step" in request else None
        return own.migrate(data, request["to"], allow_loss=request["allow_loss"], step=step)
    entries = [
        Entry(**{**entry, "content": base64.b64decode(entry.get("content", ""))})
        for entry in json.loads(data)["entries"]
    ]
    with made(entries) as directory:
        if request["type"] == "check":
            return own.check_store(directory)
        return own.verify_directory(directory)


def test_plain_cases_are_answered_as_they_say_and_are_all_there(bundle: Path) -> None:
    cases = json.loads((bundle / "corpus/cases/index.json").read_bytes())["cases"]
    listed = json.loads((bundle / "corpus/index.json").read_bytes())["cases"]
    assert {case["id"]: case["request"]["sha256"] for case in cases} == listed
    for case in cases:
        folder = bundle / "corpus" / "cases" / case["id"]
        request, expected = case["request"], in_any_order(case["expected"])
        answer = answer_to(request, folder)
        told: dict[str, Any] = {"valid": answer.valid}
        if request["type"] == "check":
            told["findings"] = [as_json(found) for found in answer.findings]
        else:
            told["version"] = answer.version
            for name in ("errors", "warnings", "notes"):
                told[name] = [one._asdict() for one in getattr(answer, name)]
        if "output" in expected:
            told["losses"] = [loss._asdict() for loss in answer.losses]
            told["findings"] = [as_json(found) for found in answer.findings]
            output = expected.pop("output")
            assert answer.output == (output and (folder / output).read_bytes()), case["id"]
        assert in_any_order(told) == expected, case["id"]
