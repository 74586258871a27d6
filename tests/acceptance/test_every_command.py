"""Every command that takes stores, on 374 of them with 1,202 exports, and on what DLM wrote.

The stores are those of the soak, with its faults: snapshots, litter, links and damage of all kinds
among them. Its oracle, which shares no code with what it judges, says what must be found. What
people read, on a pipe and on a terminal, is held against what programs read.
"""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from proofs.soak import worlds
from proofs.soak.oracle import Expected, Fact, expected
from proofs.soak.run import export_of, facts_of, make_round
from proofs.soak.worlds import MANIFEST, SNAPSHOT, File, Folder, Store, is_snapshot, write_world
from support.harness import (
    COMMAND,
    ENVIRONMENT,
    RECORDED,
    TIMEOUT,
    Outcome,
    encoded,
    report_of,
    run,
)

import dlm_schema
from dlm_schema.findings import Finding

STORES: Final = 300
EXPORTS: Final = 1200
SEED: Final = 2

COMMANDS: Final = (
    ("validate",),
    ("detect",),
    ("check",),
    ("check", "--strict"),
    ("check", "--size-only"),
    ("verify",),
    ("list",),
    ("list", "--history"),
    ("migrate", "--dry-run"),
    ("migrate", "--dry-run", "--to", "3"),
    ("migrate", "--dry-run", "--to", "1", "--allow-loss"),
    ("restore", "--list"),
)
WRITING: Final = (
    ("migrate", "--to", "3", "--in-place", "--skip-refused"),
    ("restore",),
    ("restore", "--prune"),
)
_COLOUR: Final = re.compile(r"\x1b\[[0-9;]*m")
_SHOWN: Final = re.compile(r"(?P<severity>error|warning|note) (?P<code>[a-z]+/[0-9A-Za-z-]+)\b")


class Made(NamedTuple):
    """The folder of all stores, its exports, what they hold, and what must be found there."""

    folder: Path
    exports: dict[str, tuple[Store, Folder]]
    with_stores: dict[str, Expected]
    alone: dict[str, Expected]

    @property
    def manifests(self) -> dict[str, Any]:
        """What is at the place of a manifest, by export."""
        places = self.exports.items()
        return {path: folder[MANIFEST] for path, (_, folder) in places if MANIFEST in folder}


@pytest.fixture(scope="module", name="made")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("stores")
    made = Made(folder, {}, {}, {})
    stores = round_number = 0
    while stores < STORES or len(made.exports) < EXPORTS:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(worlds, "content", lambda random: random.randbytes(random.randrange(999)))
            world = make_round(SEED, round_number).world
        top = folder / str(round_number)
        top.mkdir()
        write_world(world, str(top))
        stores += len(world.stores)

        def named(found: Mapping[str, Any], name: str = top.name) -> dict[str, Any]:
            return {f"{name}/{path}": one for path, one in found.items() if path != "."}

        exports = {path: (store, tree) for path, store, tree in world.exports()}
        made.exports.update(named(exports))
        made.with_stores.update(named(expected(world)))
        made.alone.update(named(expected(world, with_store=False)))
        round_number += 1
    yield made
    shutil.rmtree(folder)


def results(made: Made, *command: str, status: int = 1) -> dict[str, dict[str, Any]]:
    report = report_of(*command, made.folder, status=status)
    found = {export_of(one["path"], str(made.folder)): one for one in report["results"]}
    assert len(found) == len(report["results"])
    counts: Counter[str] = Counter(
        finding["severity"] for one in report["results"] for finding in one["findings"]
    )
    assert Counter(report["summary"]["counts"]) == counts
    return found


def findings_of(result: Mapping[str, Any]) -> list[Finding]:
    return [Finding(**one) for one in result["findings"]]


def severities(facts: Counter[Fact]) -> set[str]:
    return {fact.severity for fact in facts}


# What is found, held against the oracle.


@pytest.mark.parametrize("strict", [(), ("--strict",)], ids=["", "strict"])
@pytest.mark.parametrize("command", ["check", "verify"])
def test_files_and_stores_are_judged_as_the_oracle_says(
    made: Made, command: str, strict: tuple[str, ...]
) -> None:
    wanted = made.with_stores if command == "check" else made.alone
    found = results(made, command, *strict)
    assert {path: facts_of(findings_of(one)) for path, one in found.items()} == wanted
    failing = {"error", "warning"} if strict else {"error"}
    assert {path for path, one in found.items() if not one["ok"]} == {
        path for path, one in wanted.items() if severities(one.facts) & failing
    }


def test_documents_are_judged_and_snapshots_and_the_unfinished_are_passed_by(made: Made) -> None:
    found = results(made, "validate")
    links = {path for path, one in made.with_stores.items() if path not in made.exports}
    assert found.keys() - links == made.manifests.keys()
    for path, node in made.manifests.items():
        if isinstance(node, File):
            report = dlm_schema.validate(node.content)
            told = json.loads(json.dumps([one.as_json() for one in report.findings]))
            assert found[path]["findings"] == told
            assert (found[path]["version"], found[path]["ok"]) == (report.version, report.ok)
        else:
            assert facts_of(findings_of(found[path])) == made.with_stores[path]


def test_versions_are_told(made: Made) -> None:
    found = results(made, "detect")
    for path, node in made.manifests.items():
        if isinstance(node, File):
            report = dlm_schema.validate(node.content)
            assert (found[path]["version"], found[path]["ok"]) == (
                report.version,
                report.version is not None,
            )


def test_a_list_has_every_export_and_its_state(made: Made) -> None:
    found = results(made, "list")
    for path, (store, folder) in made.exports.items():
        if store.summary is None and not {MANIFEST, SNAPSHOT} & folder.keys():
            assert path not in found, "without a store around it this is any folder"
            continue
        one = found[path]
        if is_snapshot(folder):
            assert one["state"] == ("snapshot" if one["ok"] else "failed")
        elif MANIFEST not in folder:
            assert one["state"] == "unfinished"
        elif isinstance(folder[MANIFEST], File):
            report = dlm_schema.validate(folder[MANIFEST].content)
            assert one["ok"] is report.ok
            assert one["state"].startswith("ok" if report.ok else "failed")
            if report.ok:
                document = json.loads(folder[MANIFEST].content)
                sizes = [artifact["size_bytes"] for artifact in document["artifacts"]]
                assert (one["files"], one["size_bytes"]) == (len(sizes), sum(sizes))
                assert one["quant"] == document["quant"]
        else:
            assert one["state"] == "failed"


# Migrating, and going back.


def readable(node: Any) -> bool:
    """Whether nothing before the rules is wrong with a manifest, which is all migrating asks."""
    if not isinstance(node, File):
        return False
    errors = dlm_schema.validate(node.content).errors
    return all(one.code.startswith("rules/") for one in errors)


def manifests_on_disk(made: Made) -> dict[str, bytes]:
    return {
        path: (made.folder / path / MANIFEST).read_bytes()
        for path, node in made.manifests.items()
        if isinstance(node, File)
    }


def test_all_goes_up_in_place_but_what_is_refused_and_comes_back(made: Made) -> None:
    before = manifests_on_disk(made)
    assert before == {path: made.manifests[path].content for path in before}
    taken = {path for path, node in made.manifests.items() if readable(node)}
    assert results(made, "migrate", "--to", "3", "--in-place").keys() >= taken
    assert manifests_on_disk(made) == before, "one that is refused keeps all from being written"

    report = report_of(
        "migrate", "--to", "3", "--in-place", "--skip-refused", made.folder, status=1
    )
    old = {path for path in taken if json.loads(before[path]).get("schema_version") != 3}
    assert report["summary"]["written"] == len(old)
    assert report["summary"]["failed"] == len(made.manifests.keys() - taken)
    after = manifests_on_disk(made)
    for path, data in after.items():
        if path in old:
            assert json.loads(data)["schema_version"] == 3
        else:
            assert data == before[path]

    ended = run("restore", made.folder)
    assert ended.status == 1, "what is in the place of a manifest and is none"
    assert manifests_on_disk(made) == before


def test_a_manifest_is_made_anew_from_the_old_one_and_from_an_export(made: Made) -> None:
    good = [
        path
        for path, one in sorted(made.with_stores.items())
        if path in made.manifests and not severities(one.facts) & {"error", "warning"}
    ][::7][:12]
    assert len(good) == 12
    for path in good:
        export = made.folder / path
        old = json.loads((export / MANIFEST).read_bytes())
        version = str(dlm_schema.detect_version(old))
        for like in (export, export / MANIFEST):
            command = (
                *("create", export, "--like", like, "--replace", "--dry-run"),
                *("--as-version", version, "--created-at", old["created_at"].rstrip("Z") + "Z"),
                *("--created-by", old["created_by"]),
            )
            ended = run(*command)
            assert ended.status == 0, ended.err
            if path == good[0]:
                assert on_terminal(*command) == ended
            new = json.loads(ended.out)
            for document in (old, new):
                document["artifacts"].sort(key=lambda artifact: artifact["path"])
                for artifact in document["artifacts"]:
                    artifact.pop("role", None)  # the old one's were drawn
            assert encoded(new) == encoded(old)


# What people read.


def on_terminal(*command: str | Path) -> tuple[int, str, str]:
    """Run a command whose output is a terminal, and return what is written without colours."""
    master, slave = pty.openpty()
    pieces = []

    def read() -> None:
        while True:
            try:
                data = os.read(master, 1 << 16)
            except OSError:  # nobody has the other end any more
                return
            if not data:
                return
            pieces.append(data)

    reader = threading.Thread(target=read)
    environment = ENVIRONMENT | {"TERM": "xterm-256color"}
    environment.pop("NO_COLOR", None)
    with subprocess.Popen(
        [*COMMAND, *command],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=slave,
        stderr=subprocess.PIPE,
    ) as process:
        os.close(slave)
        reader.start()
        err = process.communicate(timeout=TIMEOUT)[1]
        reader.join(TIMEOUT)
    os.close(master)
    text = b"".join(pieces).decode().replace("\r\n", "\n")
    return process.returncode, text, err.decode()


def facts_in(text: str) -> Counter[tuple[str, str]]:
    lines = (line.strip() for line in text.splitlines() if line.startswith(" "))
    matches = filter(None, map(_SHOWN.match, lines))
    return Counter((match["severity"], match["code"]) for match in matches)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("place", ["made", "recorded"])
def test_people_read_what_programs_read_on_a_pipe_and_on_a_terminal(
    request: pytest.FixtureRequest, command: tuple[str, ...], place: str
) -> None:
    folder = RECORDED if place == "recorded" else request.getfixturevalue("made").folder
    piped = run(*command, folder)
    terminal = on_terminal(*command, folder)
    agree(command, piped, terminal, report_of(*command, folder, status=piped.status))
    quiet = run(*command, "--quiet", folder)
    assert (quiet.status, quiet.err) == (piped.status, piped.err)
    rest = iter(piped.out.splitlines())
    if command[0] != "list":  # whose columns are as wide as what is shown
        assert all(line in rest for line in quiet.out.splitlines())


@pytest.mark.parametrize("place", ["made", "recorded"])
def test_people_read_what_programs_read_of_what_is_written(
    request: pytest.FixtureRequest, tmp_path: Path, place: str
) -> None:
    if place == "made":
        folder = request.getfixturevalue("made").folder
    else:
        folder = shutil.copytree(RECORDED, tmp_path / "recorded", symlinks=True)
    run("restore", "--prune", folder)
    on_pipe = [run(*command, folder) for command in WRITING]
    shown = [on_terminal(*command, folder) for command in WRITING]
    for command, piped, terminal in zip(WRITING, on_pipe, shown, strict=True):
        agree(command, piped, terminal, report_of(*command, folder, status=piped.status))


def agree(
    command: tuple[str, ...],
    piped: Outcome,
    terminal: tuple[int, str, str],
    report: Mapping[str, Any],
) -> None:
    if command[0] != "list":
        assert "\x1b[" in terminal[1]
    assert (terminal[0], _COLOUR.sub("", terminal[1]), terminal[2]) == piped
    summary = report["summary"]
    assert piped.status == bool(summary["failed"] or summary["unreadable"])
    complained = [one for one in report["results"] if f"dlm-schema: {one['path']}: " in piped.err]
    shown = [one for one in report["results"] if one not in complained]
    last = piped.out.splitlines()[-1]
    if command[0] == "list":
        failed = f", {summary['failed']} failed" if summary["failed"] else ""
        assert last == f"{summary['checked']} exports{failed}"
    else:
        assert summary["unreadable"] == len(complained)
        assert last.startswith(f"{len(shown)} manifests: {summary['ok']} ok, ")
        verdicts = {
            path: line.split()[0]
            for line in piped.out.splitlines()
            for path in [line.partition("  ")[2]]
            if not line.startswith(" ")
        }
        for one in shown:
            assert verdicts[one["path"]] == ("ok" if one["ok"] else "failed")
    assert facts_in(piped.out) == Counter(
        (finding["severity"], finding["code"])
        for one in shown
        for finding in one["findings"] + one.get("outcome", [])
    )


def test_snapshots_litter_and_links_are_among_what_is_tried(made: Made) -> None:
    codes = {fact.code for one in made.with_stores.values() for fact in one.facts}
    assert codes >= {"store/link", "store/no-manifest", "store/summary-mismatch", "files/sha256"}
    assert any(is_snapshot(folder) for _, folder in made.exports.values())
    assert any(store.litter for store, _ in made.exports.values())
    assert any(made.folder.rglob(SNAPSHOT))
