"""``dlm-schema publish``: the whole command, on a small specification and on the real one.

A copy of the package with a small specification in it is what most tests run; the last tests
publish what this checkout holds and take the plain files at their word, without any recipe.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from support.harness import ENVIRONMENT, ROOT, Outcome, contents, run
from support.small_specification import change_schema, make_specification, written_json

from dlm_schema.conformance import own
from dlm_schema.conformance.cases import Answer, Entry
from dlm_schema.conformance.directories import made

PATIENCE = 600
V1 = "export-manifest/v1/schema.json"
V3 = "export-manifest/v3/schema.json"
KILLED = ROOT / "tests" / "support" / "killed_publication.py"


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


def modes(folder: Path) -> dict[str, int]:
    return {
        os.path.relpath(os.path.join(top, name), folder): os.lstat(os.path.join(top, name)).st_mode
        for top, folders, names in os.walk(folder)
        for name in (*folders, *names)
    }


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


def test_publishing_again_says_that_nothing_changed(package: Package, out: Path) -> None:
    package.publish(out)
    before = contents(out)
    outcome = package.publish(out)
    count = len(before) - 1
    assert outcome.out.endswith(f": 0 new, 0 changed, 0 removed, {count} unchanged\n")
    assert contents(out) == before


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


def test_the_expanded_corpus_comes_and_goes_as_it_is_asked_for(package: Package, out: Path) -> None:
    package.publish(out)
    plain = contents(out)
    assert "corpus/cases/index.json" not in plain
    added = package.publish(out, "--expand-corpus")
    assert (added.status, added.err) == (0, "")
    assert "corpus/cases/encoding/no-text/case.json" in contents(out)
    assert package.publish(out).status == 0
    assert contents(out) == plain
    assert not (out / "corpus" / "cases" / "encoding").exists()


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


# The same bytes everywhere.


def test_mask_time_zone_and_locale_have_no_part_in_it(package: Package, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "elsewhere" / "other"
    package.publish(one, umask=0o022)
    package.publish(
        other,
        umask=0o077,
        cwd=tmp_path,
        environment={
            "TZ": "Pacific/Kiritimati",
            "LC_ALL": "tr_TR.UTF-8",
            "PYTHONHASHSEED": "1",
            "SOURCE_DATE_EPOCH": "86400",
        },
    )
    assert contents(one) == contents(other)
    assert modes(one) == modes(other)


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


def test_no_folder_is_wrong_usage(package: Package) -> None:
    assert package.publish().status == 2


# What is refused.


@pytest.mark.parametrize("path", ["export-manifest/v1/schema.json", "migrations/1-to-2.json"])
def test_a_frozen_file_that_changed_is_refused(path: str, scratch: Package, out: Path) -> None:
    source = scratch.specification / path
    recorded = hashlib.sha256(source.read_bytes()).hexdigest()
    source.write_bytes(source.read_bytes() + b"\n")
    found = hashlib.sha256(source.read_bytes()).hexdigest()
    number = 1 if "v1" in path else 2
    outcome = scratch.publish(out)
    assert outcome == Outcome(
        1,
        "",
        f"dlm-schema: {source}: version {number} is frozen and this file of it has changed: its "
        f"digest is {found}, versions.json records {recorded}; restore the file, and make the "
        f"change in a new version\n",
    )
    assert not out.exists()


def test_a_corpus_that_is_out_of_step_is_refused(scratch: Package, out: Path) -> None:
    index = scratch.specification / "corpus" / "index.json"
    listed = json.loads(index.read_bytes())
    listed["cases"]["encoding/no-text"] = "0" * 64
    written_json(index, listed)
    outcome = scratch.publish(out)
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err.startswith("dlm-schema: encoding/no-text: ")
    assert not out.exists()


def test_a_folder_that_holds_something_else_is_refused(package: Package, out: Path) -> None:
    out.mkdir()
    (out / "mine\x1b.txt").write_text("mine")
    outcome = package.publish(out)
    assert outcome == Outcome(
        1,
        "",
        f"dlm-schema: {out}/mine\\x1b.txt: was not published by this command (SHA256SUMS does not "
        f"name it), so nothing is written there; name a folder that is new, empty, or holds an "
        f"earlier publication alone\n",
    )
    assert os.listdir(out) == ["mine\x1b.txt"]


def test_another_file_at_an_immutable_path_is_refused(package: Package, out: Path) -> None:
    package.publish(out)
    data = b"{}\n"
    sums = (out / "SHA256SUMS").read_text()
    digest = hashlib.sha256((out / V1).read_bytes()).hexdigest()
    (out / "SHA256SUMS").write_text(sums.replace(digest, hashlib.sha256(data).hexdigest()))
    (out / V1).write_bytes(data)
    before = contents(out)
    for options in ([], ["--replace-drafts"]):
        outcome = package.publish(out, *options)
        assert outcome == Outcome(
            1,
            "",
            f"dlm-schema: {out}/{V1}: holds other bytes, and files of a version never change; "
            f"publish the change as a new version, or elsewhere\n",
        )
    assert contents(out) == before


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


def test_a_link_in_the_place_of_the_folder_is_refused(package: Package, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    outcome = package.publish(tmp_path / "link")
    assert outcome == Outcome(
        1,
        "",
        f"dlm-schema: {tmp_path}/link: is a symbolic link; name the folder that it leads to\n",
    )
    assert os.listdir(tmp_path / "real") == []


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
            timeout=60,
        )
    finally:
        os.close(writing)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert sha256sum(out).returncode == 0


def test_nothing_is_left_in_the_folder_for_temporary_files(package: Package, out: Path) -> None:
    folder = out.parent / "temporary"
    folder.mkdir()
    package.publish(out, environment={"TMPDIR": str(folder)})
    assert os.listdir(folder) == []


# A run that is killed.


def test_a_run_that_is_killed_anywhere_is_completed_by_the_next(tmp_path: Path) -> None:
    earlier = make_specification(tmp_path / "earlier")
    later = make_specification(tmp_path / "later")
    change_schema(later, 3)
    (later / "SPEC.md").write_text("other words\n")
    (later / "corpus" / "NEW.md").write_text("more words\n")
    index = later / "corpus" / "index.json"
    listed = json.loads(index.read_bytes())
    listed["recipes"].remove("recipes/files/kinds.json")
    del listed["cases"]["files/every-kind/v2"]
    written_json(index, listed)
    ended = subprocess.run(
        [sys.executable, KILLED, earlier, later, tmp_path / "work"],
        capture_output=True,
        env=ENVIRONMENT,
        check=False,
        timeout=300,
        text=True,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    over_nothing, over_earlier, over_killed = map(int, ended.stdout.split())
    assert over_nothing > 150
    assert over_earlier > 30
    assert over_killed > 30


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
    assert size_of(small) < 8_000_000
    plain, expanded = contents(small), contents(bundle)
    assert plain["corpus.tar.gz"] == expanded["corpus.tar.gz"]
    assert {name for name in plain if plain[name] != expanded[name]} == {"SHA256SUMS", "index.html"}


def loaded(bundle: Path, path: str) -> Any:
    return json.loads((bundle / path).read_bytes())


def cases_of(bundle: Path, kind: str) -> list[tuple[Path, dict[str, Any]]]:
    cases = loaded(bundle, "corpus/cases/index.json")["cases"]
    return [
        (bundle / "corpus" / "cases" / case["id"], case)
        for case in cases
        if case["request"]["type"] == kind
    ]


def comparable(answer: Answer, case: dict[str, Any]) -> dict[str, Any]:
    """Write an answer as ``case.json`` does, in any order."""
    told: dict[str, Any] = {"valid": answer.valid, "version": answer.version}
    for name in ("errors", "warnings", "notes"):
        told[name] = [place._asdict() for place in getattr(answer, name)]
    if case["request"]["type"] in ("migrate", "step"):
        told["losses"] = [loss._asdict() for loss in answer.losses]
        told["output"] = None if answer.output is None else "output.json"
        told["findings"] = [found._asdict() for found in answer.findings]
    return in_any_order(told)


def in_any_order(answer: dict[str, Any]) -> dict[str, Any]:
    return {
        name: sorted(value, key=repr) if isinstance(value, list) else value
        for name, value in answer.items()
    }


def test_the_digests_of_the_real_bundle_are_right(bundle: Path) -> None:
    ended = sha256sum(bundle)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    named = {line.split("  ")[1] for line in (bundle / "SHA256SUMS").read_text().splitlines()}
    assert named == contents(bundle).keys() - {"SHA256SUMS"}


def test_the_frozen_files_of_the_real_bundle_are_those_on_record(bundle: Path) -> None:
    for entry in loaded(bundle, "versions.json")["versions"]:
        if entry["status"] == "frozen":
            recorded = entry["files"]["schema"]["sha256"]
            path = f"export-manifest/v{entry['number']}/schema.json"
            assert hashlib.sha256((bundle / path).read_bytes()).hexdigest() == recorded


def test_the_real_index_and_directories_match_their_schema(bundle: Path) -> None:
    schema = loaded(bundle, "corpus/cases/index.schema.json")
    Draft202012Validator(schema).validate(loaded(bundle, "corpus/cases/index.json"))
    directory = Draft202012Validator({"$defs": schema["$defs"], "$ref": "#/$defs/directory"})
    for folder, case in cases_of(bundle, "verify"):
        directory.validate(json.loads((folder / case["request"]["file"]).read_bytes()))


def test_every_case_of_the_real_index_is_there(bundle: Path) -> None:
    listed = loaded(bundle, "corpus/index.json")["cases"]
    cases = loaded(bundle, "corpus/cases/index.json")["cases"]
    assert {case["id"]: case["request"]["sha256"] for case in cases} == listed


def test_plain_documents_are_judged_as_they_say(bundle: Path) -> None:
    cases = cases_of(bundle, "validate")
    assert cases
    for folder, case in cases:
        data = (folder / case["request"]["file"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == case["request"]["sha256"], case["id"]
        expected = in_any_order(case["expected"])
        assert comparable(own.validate(data), case) == expected, case["id"]


def test_plain_migrations_come_to_what_they_say(bundle: Path) -> None:
    cases = [*cases_of(bundle, "migrate"), *cases_of(bundle, "step")]
    assert {case["layer"] for _, case in cases} == {"migrations", "operations"}
    for folder, case in cases:
        request, expected = case["request"], in_any_order(case["expected"])
        data = (folder / request["file"]).read_bytes()
        step = json.loads((folder / request["step"]).read_bytes()) if "step" in request else None
        to, allow_loss = request["to"], request["allow_loss"]
        answer = own.migrate(data, to, allow_loss=allow_loss, step=step)
        assert comparable(answer, case) == expected, case["id"]
        output = (folder / expected["output"]).read_bytes() if expected["output"] else None
        assert answer.output == output, case["id"]


def test_plain_directories_are_verified_as_they_say(bundle: Path) -> None:
    cases = cases_of(bundle, "verify")
    assert cases
    for folder, case in cases:
        listed = json.loads((folder / case["request"]["file"]).read_bytes())["entries"]
        entries = [
            Entry(**{**entry, "content": base64.b64decode(entry.get("content", ""))})
            for entry in listed
        ]
        with made(entries) as directory:
            answer = own.verify_directory(directory)
        assert comparable(answer, case) == in_any_order(case["expected"]), case["id"]
