"""The corpus catches implementations that make the mistakes which readers really make.

Each is this package with one fault, run as any implementation is run.
"""

from __future__ import annotations

import json
import subprocess
import sys
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

import pytest
from proofs.broken.faults import FAULTS
from support.documents import REPOSITORY

from dlm_schema.conformance.cases import LAYERS, Verify
from dlm_schema.conformance.corpus import Corpus

SERVE = REPOSITORY / "tests" / "proofs" / "broken" / "serve.py"
HUGE = 200_000


@cache
def prefixes() -> list[str]:
    """Return the beginnings of all ids but those of groups with huge documents, to save time."""
    groups: dict[str, int] = {}
    for case in Corpus():
        group = "/".join(case.id.split("/")[:2])
        size = 0 if isinstance(case.request, Verify) else len(case.request.data)
        groups[group] = max(size, groups.get(group, 0))
    return [group for group, size in groups.items() if size <= HUGE]


def run_of(name: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "dlm_schema", "conformance", "run", "--format", "json"]
    command += [f"--only={prefix}" for prefix in prefixes()]
    command += ["--", sys.executable, str(SERVE), name]
    finished = subprocess.run(command, capture_output=True, check=False, cwd=REPOSITORY)
    assert finished.returncode == 1, finished.stderr
    report: dict[str, Any] = json.loads(finished.stdout)
    return report


def test_there_are_broken_implementations_of_every_kind() -> None:
    assert len(FAULTS) >= 14
    meant = {pattern.split("/")[0] for fault in FAULTS.values() for pattern in fault.meant}
    assert meant == set(LAYERS)


@pytest.mark.parametrize("name", FAULTS)
def test_a_broken_implementation_is_caught_by_the_cases_meant_for_it_and_no_others(
    name: str,
) -> None:
    fault = FAULTS[name]
    report = run_of(name)
    failed = {case["id"] for case in report["cases"] if case["outcome"] == "failed"}
    idle = [
        pattern for pattern in fault.meant if not any(fnmatchcase(case, pattern) for case in failed)
    ]
    assert idle == []
    expected = (*fault.meant, *fault.also)
    strange = [
        case for case in failed if not any(fnmatchcase(case, pattern) for pattern in expected)
    ]
    assert strange == []
    assert "crash" not in {case["kind"] for case in report["cases"]}
    summary = report["summary"]
    assert summary["ok"] is False
    assert summary["passed"] + summary["failed"] == summary["total"] > 1000
