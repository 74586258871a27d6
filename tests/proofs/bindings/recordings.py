"""Ask every implementation about what DLM itself wrote, and about the example of DLM's page.

``PYTHONPATH=tests python -m proofs.bindings.recordings "Go=build/conformance" ...`` asks this
package too. The oracle is the table of recordings, and the bytes: a manifest that goes up to the
latest version and down again is what it was.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing

from support.harness import ROOT
from support.recordings import RECORDINGS

from dlm_schema.conformance import own
from dlm_schema.conformance.batch import Batch
from dlm_schema.conformance.cases import LEVELS, Answer, Case, Migrate, Place, Validate
from dlm_schema.conformance.comparison import differences
from dlm_schema.document.versions import LATEST

PATIENCE = 20.0
PYTHON = f"Python={shlex.quote(sys.executable)} -m dlm_schema conformance serve"
PAGE = ROOT / "examples" / "page-example.json"


def main(programs: Sequence[str]) -> int:
    """Ask this package and each program, and return the exit status."""
    faults = []
    for program in (PYTHON, *programs):
        language, _, command = program.partition("=")
        with closing(Batch(shlex.split(command), PATIENCE)) as batch:
            found = [f"{language}: {fault}" for case in cases() for fault in wrong(batch, case)]
        print(f"{language}: {len(found)} wrong answers about recordings")
        faults += found
    print(*faults, sep="\n", end="\n" if faults else "")
    return 1 if faults else 0


def cases() -> Iterator[Case]:
    """Yield what is asked: the findings of every manifest, and its way up and down."""
    for one in RECORDINGS:
        yield from cases_of(one.name, one.path.read_bytes(), one.version, one.document)
    yield from cases_of(PAGE.name, PAGE.read_bytes(), 2, ["warning rules/missing-role /artifacts"])


def cases_of(
    name: str, data: bytes, version: int | None, findings: Sequence[str]
) -> Iterator[Case]:
    """Yield what is asked about one manifest."""
    places: dict[str, list[Place]] = {"error": [], "warning": []}
    for severity, code, pointer in (line.split(" ") for line in findings):
        places[severity].append(Place(code, pointer))
    expected = Answer(
        valid=not places["error"],
        version=version,
        errors=tuple(places["error"]),
        warnings=tuple(places["warning"]),
    )
    yield Case(name, "rules", "", (), (), Validate(data), expected)
    if version is None:
        return
    up = own.migrate(data, LATEST, allow_loss=False)
    assert up.output is not None
    yield Case(f"{name}, up", "migrations", "", (), (), Migrate(data, LATEST, allow_loss=False), up)
    down = Answer(valid=True, version=LATEST, output=data, findings=up.findings)
    request = Migrate(up.output, version, allow_loss=False)
    if name != PAGE.name:  # which is not in canonical form
        yield Case(f"{name}, down", "migrations", "", (), (), request, down)


def wrong(batch: Batch, case: Case) -> Iterator[str]:
    """Yield how the answer to a case differs from the expected one."""
    reply = batch.ask(case)
    if not isinstance(reply, Answer):
        yield f"{case.id}: {reply}"
        return
    for one in differences(case.request, case.expected, reply, detail="full", levels=LEVELS):
        yield f"{case.id}: {one.problem}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
