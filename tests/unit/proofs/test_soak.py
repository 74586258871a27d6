"""The soak itself: it agrees with what is right, and catches a check that is not."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from proofs.soak import faults, run
from proofs.soak.oracle import expected
from proofs.soak.run import DisagreementError, make_round, soak
from proofs.soak.worlds import make_world

from dlm_schema.disk import opening
from dlm_schema.export import checking, summary, verification
from dlm_schema.findings import Report
from dlm_schema.published import catalogue

SEED = 20_260
MANY = 200
Patch = pytest.MonkeyPatch


def test_stores_that_nothing_was_done_to_are_right() -> None:
    for seed in range(60):
        for one in expected(make_world(Random(seed))).values():
            assert {fact.code for fact in one.facts} <= {
                "files/unlisted",
                "files/hard-link",
                "rules/quant-name",
                "store/export-gone",  # rows name other directories than there are
            }
            assert all(fact.severity != "error" for fact in one.facts)


@pytest.mark.parametrize(
    "injection", dict.fromkeys(faults.FAULTS), ids=lambda function: function.__name__
)
def test_the_oracle_sees_each_fault(injection: faults.Inject) -> None:
    told = 0
    for seed in range(40):
        random = Random(seed)
        world = make_world(random)
        clean = expected(world)
        fault = injection(random, world)
        if fault is not None:
            drawn = run.Round(world, clean, [fault], random)
            run._tell_the_fault(drawn, expected(world))
            told += 1
    assert told >= 8


def test_everything_that_can_be_done_is_done_and_every_finding_foreseen() -> None:
    kinds: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    for number in range(MANY):
        drawn = make_round(SEED, number)
        kinds.update(fault.kind.partition(":")[0] for fault in drawn.faults)
        for one in expected(drawn.world).values():
            codes.update(fact.code for fact in one.facts)
    assert kinds.keys() >= {"a bit flipped", "swapped", "added", "manifest", "summary"}
    assert len(kinds) >= 15
    # The rest needs a change while a file is read, or a file that may not be read; links between
    # exports, and what rows tell of several, are the corpus's.
    wanted = {code for code in catalogue() if code.startswith(("files/", "store/"))}
    assert codes.keys() >= wanted - {
        *("files/changed", "files/unreadable"),
        *("store/link", "store/merged-base-reused"),
    }


def test_a_round_is_the_same_whenever_it_is_drawn() -> None:
    for number in range(20):
        one, other = make_round(SEED, number), make_round(SEED, number)
        assert one.faults == other.faults
        assert expected(one.world) == expected(other.world)


def without(code: str) -> Callable[[Patch], None]:
    """Break the check: one kind of finding is never made."""

    def patch(monkeypatch: Patch) -> None:
        def forgetful(version: int | None, found: Any = ()) -> Report:
            return Report(version, [finding for finding in found if finding.code != code])

        monkeypatch.setattr(verification, "Report", forgetful)

    return patch


def following_links_of_the_walk(monkeypatch: Patch) -> None:
    def follow(folder: int, name: str, flags: int) -> int:
        return os.open(name, flags, dir_fd=folder)

    monkeypatch.setattr(opening, "_open_segment", follow)


def comparing_the_first_row(monkeypatch: Patch) -> None:
    summaries = summary.Summary

    def reversed_rows(rows: Sequence[Any] = (), problem: str | None = None) -> Any:
        return summaries(rows[::-1], problem)

    monkeypatch.setattr(summary, "Summary", reversed_rows)


def comparing_no_store(monkeypatch: Patch) -> None:
    monkeypatch.setattr(checking, "store_of", lambda export_dir: None)


def pointing_elsewhere(monkeypatch: Patch) -> None:
    examine = verification.examine

    def elsewhere(directory: int, index: int, *arguments: Any, **options: Any) -> Any:
        return examine(directory, max(index - 1, 0), *arguments, **options)

    monkeypatch.setattr(verification, "examine", elsewhere)


def crashing(monkeypatch: Patch) -> None:
    def crash(path: str, error: OSError) -> Any:
        raise RuntimeError("crashed")

    monkeypatch.setattr(opening, "refusal_to_open", crash)


@pytest.mark.parametrize(
    "break_it",
    [
        *(
            pytest.param(without(f"files/{code}"), id=f"without {code}")
            for code in ("missing", "symlink", "not-regular", "size", "hard-link", "unlisted")
        ),
        following_links_of_the_walk,
        comparing_the_first_row,
        comparing_no_store,
        pointing_elsewhere,
        crashing,
    ],
)
def test_a_broken_check_is_caught(
    tmp_path: Path, monkeypatch: Patch, break_it: Callable[[Patch], None]
) -> None:
    break_it(monkeypatch)
    with pytest.raises(DisagreementError) as caught:
        soak(SEED, goes_on=lambda number: number < MANY, folder=str(tmp_path), command_every=0)
    said = re.search(
        r"^seed (\d+), round (\d+): (?:.|\n)*^kept: (.*)\nagain: nox -s soak -- (.*)$",
        str(caught.value),
        re.MULTILINE,
    )
    assert said is not None
    seed, number, kept, again = said.groups()
    assert again == f"--seed {seed} --round {number}"
    assert Path(kept).is_dir()
    assert [str(path) for path in tmp_path.iterdir()] == [kept]


def test_a_disagreement_is_found_again_by_its_round(
    tmp_path: Path, monkeypatch: Patch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    comparing_no_store(monkeypatch)
    assert run.main(["--seed", str(SEED), "--seconds", "60"]) == 1
    said = capsys.readouterr().out
    found = re.search(r"--round (\d+)", said)
    assert "DISAGREEMENT" in said
    assert found is not None
    assert run.main(["--seed", str(SEED), "--round", found[1]]) == 1
    monkeypatch.undo()
    assert run.main(["--seed", str(SEED), "--round", found[1]]) == 0
    assert "1 rounds in" in capsys.readouterr().out


def test_a_command_that_ends_otherwise_is_caught(tmp_path: Path, monkeypatch: Patch) -> None:
    run_command = subprocess.run

    def ending_well(*arguments: Any, **options: Any) -> Any:
        ended = run_command(*arguments, **options)
        ended.returncode = 0
        return ended

    monkeypatch.setattr(subprocess, "run", ending_well)
    with pytest.raises(DisagreementError, match="exit status 0, expected"):
        soak(SEED, goes_on=lambda number: number < 40, folder=str(tmp_path), command_every=1)
