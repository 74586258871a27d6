"""The comparison finds who disagrees, makes the document small, and is the same for a seed."""

from __future__ import annotations

import shlex
import sys
from collections import Counter

import pytest
from proofs.corpus.index import answered
from proofs.differential.questions import draw
from proofs.differential.run import main
from proofs.running import drawn
from support.harness import ENVIRONMENT

from dlm_schema.conformance.cases import Migrate

OWN = shlex.join([sys.executable, "-m", "dlm_schema", "conformance", "serve"])


def broken(name: str) -> str:
    found_by = f"PYTHONPATH={ENVIRONMENT['PYTHONPATH']}"
    return shlex.join(["env", found_by, sys.executable, "-m", "proofs.broken.faults", name])


def ask(*programs: str, inputs: int, seed: int = 7) -> int:
    named = [f"--program={program}" for program in programs]
    return main([f"--inputs={inputs}", f"--seed={seed}", "--jobs=1", *named])


def test_nobody_disagrees_with_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(OWN, OWN, inputs=120) == 0
    assert capsys.readouterr().out.endswith("with seed 7\n120 passed, 0 failed\n")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("last-wins", "missing encoding/duplicate-member at /"),
        ("negative-zero", "missing encoding/number at "),
        ("losses-unreported", "other losses: losses: missing loss/value at /"),
        ("members-as-they-come", "other output: from byte "),
        ("links-followed", "missing files/symlink at /artifacts/"),
    ],
)
def test_a_program_that_disagrees_stops_the_run(
    capsys: pytest.CaptureFixture[str], name: str, kind: str
) -> None:
    assert ask(OWN, broken(name), inputs=4000) == 1
    out = capsys.readouterr().out
    assert "DISAGREEMENT of Python (dlm-schema " in out
    assert kind in out
    assert "again: nox -s differential -- --seed 7 --inputs 4000" in out


def test_a_document_that_shows_a_disagreement_is_made_small(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert ask(broken("lax-utf8"), inputs=4000) == 1
    [shown] = [
        line.split("input: ")[1]
        for line in capsys.readouterr().out.splitlines()
        if "minimised input: " in line
    ]
    assert shown.startswith("b")
    assert len(shown) < 40


def test_a_program_that_claims_too_little_is_refused() -> None:
    program = (
        "import json, sys\n"
        "about = {'name': 'x', 'language': 'y', 'version': 'z', 'levels': ['encoding']}\n"
        "print(json.dumps({'id': 1, **about}), flush=True)\n"
        "sys.stdin.read()\n"
    )
    with pytest.raises(SystemExit, match="claims the levels encoding alone"):
        ask(shlex.join([sys.executable, "-c", program]), inputs=10)


def test_questions_are_the_same_for_a_seed_and_of_every_kind() -> None:
    asked = list(drawn(1, 0, 300, draw))
    assert asked == list(drawn(1, 0, 300, draw))
    assert asked != list(drawn(2, 0, 300, draw))
    kinds = Counter(
        (isinstance(question, Migrate), answered(question).valid) for _, question in asked
    )
    assert len(kinds) == 4
    assert min(kinds.values()) >= 10
