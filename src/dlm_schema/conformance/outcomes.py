"""What came of a run: the outcome of each case, and what they come to together."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from dlm_schema.conformance.cases import (
    LEVEL_OF,
    LEVELS,
    Answer,
    Case,
    Check,
    Found,
    LostValue,
    Migrate,
    Place,
)
from dlm_schema.conformance.comparison import shortened
from dlm_schema.text import excerpt

if TYPE_CHECKING:
    from dlm_schema.conformance.protocol import Implementation

INCLUDED: Final[Mapping[str, tuple[str, ...]]] = {
    "encoding": (),
    "schema": ("encoding",),
    "rules": ("encoding", "schema"),
    "migrations": ("encoding", "schema", "rules"),
    "operations": ("encoding", "schema", "rules", "migrations"),
    "files": ("encoding", "schema", "rules"),
    "store": ("encoding", "schema", "rules", "files"),
}
"""The levels that each level includes (SPEC section 11.1)."""

UNANSWERED: Final = ("timeout", "crash", "garbage")
_LISTED: Final = 100

Json: TypeAlias = dict[str, Any]


class Outcome(NamedTuple):
    """What came of one case.

    ``outcome`` is ``passed``, ``failed`` (the answer differs), the kind of a ``Failure``, or
    ``skipped``. ``kind`` and ``problem`` say in short and in full what is wrong, ``expected`` and
    ``got`` are the answers in a form to be shown, and ``known`` is whether the case is listed as a
    known failure.
    """

    id: str
    layer: str
    why: str
    requirements: tuple[str, ...]
    outcome: str
    known: bool = False
    kind: str = ""
    problem: str = ""
    expected: Json | None = None
    got: Json | None = None

    @property
    def passed(self) -> bool:
        """Whether the answer is the one expected."""
        return self.outcome == "passed"

    @property
    def fails_run(self) -> bool:
        """Whether the run fails because of this case."""
        return self.passed == self.known


class Tally(NamedTuple):
    """How many cases of a level came to what; ``known`` are counted in it and nowhere else."""

    passed: int
    failed: int
    skipped: int
    known: int
    not_run: int

    @property
    def total(self) -> int:
        """How many cases were to be asked."""
        return sum(self)


class Run(NamedTuple):
    """A whole run.

    ``levels`` were asked, ``partial`` is whether some of their cases were left out on purpose, and
    ``problem`` is what ended the run early.
    """

    implementation: Implementation | None
    levels: tuple[str, ...]
    partial: bool
    known_failures: str
    outcomes: Sequence[Outcome]
    problem: str = ""

    @property
    def ok(self) -> bool:
        """Whether nothing failed that is not listed as known."""
        return not self.problem and not any(outcome.fails_run for outcome in self.outcomes)

    def tally(self, level: str) -> Tally:
        """Count the outcomes of a level."""
        counted: Counter[str] = Counter()
        for outcome in self.outcomes:
            if LEVEL_OF[outcome.layer] != level:
                continue
            if outcome.outcome in ("passed", "not-run", "skipped") and not outcome.known:
                counted[outcome.outcome] += 1
            elif outcome.known and not outcome.passed:
                counted["known"] += 1
            else:
                counted["passed" if outcome.passed else "failed"] += 1
        return Tally(
            *(counted[name] for name in ("passed", "failed", "skipped", "known", "not-run"))
        )

    def passed_levels(self) -> tuple[str, ...]:
        """Return the levels of which every case was asked and has passed."""
        if self.partial:
            return ()
        tallies = {level: self.tally(level) for level in self.levels}
        return tuple(level for level, tally in tallies.items() if tally.passed == tally.total > 0)

    def conforms(self) -> tuple[str, ...]:
        """Return the levels at which the implementation has proven to conform.

        Every case of the level and of those that it includes has passed.
        """
        passed = set(self.passed_levels())
        return tuple(level for level in LEVELS if passed.issuperset((level, *INCLUDED[level])))


def judged_levels(claimed: Sequence[str]) -> tuple[str, ...]:
    """Return the levels claimed with all that they include."""
    judged = {name for level in claimed for name in (level, *INCLUDED[level])}
    return tuple(level for level in LEVELS if level in judged)


def shown_answer(case: Case, answer: Answer, detail: str) -> Json:
    """Return an answer as it is shown in a report, of bounded length."""
    shown: Json = {"valid": answer.valid}
    if detail == "full":
        shown["version"] = answer.version
        for name in ("errors", "warnings", "notes"):
            places = getattr(answer, name)
            if places or name == "errors":
                shown[name] = [_shown_place(place) for place in places[:_LISTED]]
    if isinstance(case.request, Check) and detail == "full":
        shown = {"valid": answer.valid}
        shown["findings"] = [_shown_place(found) for found in answer.findings[:_LISTED]]
    if isinstance(case.request, Migrate):
        if detail == "full":
            shown["losses"] = [_shown_place(loss) for loss in answer.losses[:_LISTED]]
            shown["findings"] = [_shown_place(found) for found in answer.findings[:_LISTED]]
        shown["output"] = answer.output and {
            "size": len(answer.output),
            "sha256": hashlib.sha256(answer.output).hexdigest(),
        }
    return shown


def _shown_place(place: Place | LostValue | Found) -> Json:
    shown: Json = {"code": shortened(place.code), "pointer": shortened(place.pointer)}
    if isinstance(place, Found):
        shown["severity"] = place.severity
        if place.path:
            shown["path"] = shortened(place.path)
    if isinstance(place, LostValue):
        shown["value"] = excerpt(place.value, 200)
    return shown
