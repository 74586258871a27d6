"""A naive reader in another language is judged over the one-shot protocol, each fault by its id.

What it gets right and wrong follows from what ``JSON.parse`` does, and was worked out from that.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from support.harness import run

from dlm_schema.conformance.corpus import Corpus

READER = Path(__file__).with_name("node") / "reader.mjs"


@pytest.fixture(scope="module")
def node() -> str:
    found = shutil.which("node")
    if found is None:
        assert "CI" not in os.environ, "continuous integration has to have node"
        pytest.skip("node is not installed")
    return found


ACCEPTS = "accepts what is invalid"
OTHER = "other errors"
WRONG: dict[str, tuple[str, str]] = {
    "encoding/byte-order-mark/before-document/": (ACCEPTS, "missing encoding/bom at the top"),
    "encoding/duplicate/same-value/": (ACCEPTS, "missing encoding/duplicate-member at /quant"),
    "encoding/duplicate-by-escape/later-name/": (ACCEPTS, "missing encoding/duplicate-member at"),
    "encoding/bound/two-to-53-and-one/": (ACCEPTS, "missing encoding/number at /adapter_version"),
    "encoding/number-form/fraction-of-zero/": (ACCEPTS, "missing encoding/number at"),
    "encoding/zero-form/negative/": (ACCEPTS, "missing encoding/number at"),
    "encoding/surrogate/high-at-end/": (OTHER, "missing encoding/character at /created_by, extra"),
    "version/unsupported/beyond-integers/": (OTHER, "missing encoding/number at /schema_version"),
}
RIGHT = [
    "encoding/bound/greatest-adapter-version/",
    "encoding/byte-order-mark/after-document/",
    "encoding/escape/in-name/",
    "encoding/no-number/leading-zero/",
    "encoding/not-duplicate/name-as-value/",
    "encoding/number-form/in-string/fraction/",
    "encoding/surrogate/pair/",
    "version/claims-1/",
    "version/not-an-object/null",
    "version/unsupported/ninety-nine/",
]


def test_its_real_failures_are_reported_by_id_and_the_rest_passes(node: str) -> None:
    prefixes = [*WRONG, *RIGHT]
    only = [argument for prefix in prefixes for argument in ("--only", prefix)]
    outcome = run(
        *("conformance", "run", "--protocol", "one-shot", "--levels", "encoding,schema"),
        *("--timeout", "60", "--format", "json", *only, "--", node, str(READER)),
    )
    assert outcome.status == 1
    report = json.loads(outcome.out)
    asked = {case["id"]: case for case in report["cases"]}
    wanted = [name for name in Corpus().index["cases"] if name.startswith(tuple(prefixes))]
    assert list(asked) == wanted
    for prefix in prefixes:
        cases = [case for name, case in asked.items() if name.startswith(prefix)]
        assert cases, prefix
        for case in cases:
            check(case, WRONG.get(prefix))
    assert report["summary"]["failed"] == sum(name.startswith(tuple(WRONG)) for name in asked)


def check(case: dict[str, Any], wrong: tuple[str, str] | None) -> None:
    if wrong is None:
        assert case["outcome"] == "passed", case
        return
    kind, problem = wrong
    assert case["outcome"] == "failed", case
    assert case["kind"] == kind
    assert problem in case["problem"]
    assert case["expected"]["valid"] is False
    assert case["got"]["valid"] is (kind == ACCEPTS)
