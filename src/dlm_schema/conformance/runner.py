"""Running the corpus against an implementation, whichever protocol it speaks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from dlm_schema.conformance.batch import NoAnswerError
from dlm_schema.conformance.cases import LEVEL_OF, Case, expected_at
from dlm_schema.conformance.comparison import differences
from dlm_schema.conformance.outcomes import (
    UNANSWERED,
    Outcome,
    Run,
    judged_levels,
    shown_answer,
)
from dlm_schema.conformance.program import CommandError
from dlm_schema.conformance.protocol import NOT_RUN, Failure, Implementation, Reply, Skipped
from dlm_schema.errors import DlmSchemaError

if TYPE_CHECKING:
    from dlm_schema.conformance.corpus import Corpus

TIMEOUTS_IN_A_ROW: Final = 5
"""After so many cases in a row that were not answered in time, a run is given up."""

FAILURES_IN_A_ROW: Final = 20
"""After so many cases in a row without an answer, for whatever reason, a run is given up."""

_KINDS: Final = {
    "timeout": "no answer in time",
    "crash": "crash",
    "garbage": "an answer that is none",
    "error": "error of the implementation",
    "not-run": "not run",
}


class SelectionError(DlmSchemaError):
    """What was asked for names no case of the corpus."""


class Asked(Protocol):
    """An implementation to be asked, by one protocol or the other."""

    def start(self) -> Implementation:
        """Say what the implementation is."""

    def replies(self, cases: Iterable[Case]) -> Iterator[tuple[Case, Reply]]:
        """Yield each case with the reply to it, in order."""

    def stop(self) -> None:
        """Ask nothing more."""

    def close(self) -> None:
        """End every process."""


class Selection(NamedTuple):
    """Which cases are asked and how they are judged.

    ``levels`` restricts those that the implementation claims, ``only`` holds beginnings of ids,
    ``known`` the ids of known failures and ``known_failures`` the name of the file that lists them.
    """

    levels: Collection[str]
    only: Sequence[str] = ()
    detail: str = "full"
    known: Collection[str] = ()
    known_failures: str = ""

    def has(self, case_id: str) -> bool:
        """Tell whether a case, if its level is asked, is one of these."""
        return not self.only or case_id.startswith(tuple(self.only))


def check_selection(corpus: Corpus, selection: Selection) -> None:
    """Raise ``SelectionError`` where something names no case of the corpus."""
    ids: Collection[str] = corpus.index["cases"]
    for prefix in selection.only:
        if not any(case_id.startswith(prefix) for case_id in ids):
            raise SelectionError(f"no case has an id that begins with {prefix!r}")
    unknown = sorted(set(selection.known) - set(ids))
    if unknown:
        raise SelectionError(
            f"{selection.known_failures}: there is no case {unknown[0]!r}"
            + (f", nor {len(unknown) - 1} others that it lists" if unknown[1:] else "")
        )


def run(
    asked: Asked,
    corpus: Corpus,
    selection: Selection,
    progress: Callable[[int, int, int], None],
) -> Run:
    """Ask an implementation everything that is selected, and judge its answers.

    ``progress`` is told how many cases are done, how many there are, and how many of them failed.
    """
    try:
        try:
            implementation = asked.start()
        except (CommandError, NoAnswerError) as error:
            return Run(None, (), bool(selection.only), selection.known_failures, (), str(error))
        return _judged(asked, implementation, corpus, selection, progress)
    finally:
        asked.close()


def _judged(
    asked: Asked,
    implementation: Implementation,
    corpus: Corpus,
    selection: Selection,
    progress: Callable[[int, int, int], None],
) -> Run:
    levels = tuple(level for level in implementation.levels if level in selection.levels)
    detail = "verdict" if "verdict" in (selection.detail, implementation.detail) else "full"
    judged = judged_levels(implementation.levels)
    known = frozenset(selection.known)
    total = sum(
        selection.has(case_id) and LEVEL_OF[case_id.partition("/")[0]] in levels
        for case_id in corpus.index["cases"]
    )
    outcomes = []
    bad = 0
    timeouts = failures = 0
    problem = "" if total else "no case was asked: the implementation claims none of these levels"
    for case, reply in asked.replies(_cases(corpus, selection, levels)):
        outcome = _outcome(case, NOT_RUN if problem else reply, judged, detail)
        outcome = outcome._replace(known=case.id in known)
        outcomes.append(outcome)
        bad += outcome.fails_run
        progress(len(outcomes), total, bad)
        timeouts = timeouts + 1 if outcome.outcome == "timeout" else 0
        failures = failures + 1 if outcome.outcome in UNANSWERED else 0
        if not problem and (timeouts == TIMEOUTS_IN_A_ROW or failures == FAILURES_IN_A_ROW):
            problem = f"given up after {max(timeouts, failures)} cases in a row without an answer"
            asked.stop()
    return Run(
        implementation._replace(detail=detail),
        levels,
        bool(selection.only),
        selection.known_failures,
        outcomes,
        problem,
    )


def _cases(corpus: Corpus, selection: Selection, levels: Collection[str]) -> Iterator[Case]:
    """Yield the cases that are asked, one at a time: some are of many megabytes."""
    for path in corpus.index["recipes"]:
        layer = path.split("/")[1]
        if LEVEL_OF[layer] in levels:
            yield from corpus.cases(path, selection.has)


def _outcome(case: Case, reply: Reply, judged: Collection[str], detail: str) -> Outcome:
    """Compare a reply with what an implementation that judges by some levels is to answer."""
    expected = expected_at(case, judged)
    outcome = Outcome(case.id, case.layer, case.why, case.requirements, "passed")
    if isinstance(reply, Skipped):
        return outcome._replace(outcome="skipped", kind="skipped", problem=reply.reason)
    if isinstance(reply, Failure):
        return outcome._replace(
            outcome=reply.kind,
            kind=_KINDS[reply.kind],
            problem=reply.problem,
            expected=shown_answer(case, expected, detail),
        )
    found = list(differences(case.request, expected, reply, detail=detail, levels=judged))
    if not found:
        return outcome
    return outcome._replace(
        outcome="failed",
        kind=found[0].kind,
        problem="; ".join(difference.problem for difference in found),
        expected=shown_answer(case, expected, detail),
        got=shown_answer(case, reply, detail),
    )
