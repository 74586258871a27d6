"""Printing a run: for people, as JSON, and as JUnit XML."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Final

from dlm_schema._version import __version__
from dlm_schema.conformance.cases import LAYERS, LEVEL_OF
from dlm_schema.conformance.comparison import shortened
from dlm_schema.conformance.outcomes import INCLUDED
from dlm_schema.output.junit_writer import JunitWriter, Part
from dlm_schema.text import printable

if TYPE_CHECKING:
    from dlm_schema.conformance.outcomes import Json, Outcome, Run

_LISTED: Final = 20
_PLACES: Final = 5
_ROW: Final = "{:12}{:>8}{:>8}{:>9}{:>7}{:>9}{:>7}"


def text_report(run: Run, *, quiet: bool) -> str:
    """Return what a person reads: what differs, grouped, then the figures and the verdict.

    What the implementation says is shown escaped and never in full.
    """
    lines: list[str] = []
    if not quiet:
        lines += _header(run)
    wrong = [outcome for outcome in run.outcomes if outcome.fails_run and not outcome.passed]
    wrong.sort(key=lambda outcome: (LAYERS.index(outcome.layer), outcome.kind))
    for (layer, kind), group in groupby(wrong, lambda outcome: (outcome.layer, outcome.kind)):
        members = list(group)
        lines += [f"{layer}: {kind} ({len(members)})"]
        for outcome in members[:_LISTED] if kind != "not run" else []:
            lines += _particulars(outcome)
        if len(members) > _LISTED and kind != "not run":
            lines.append(f"  and {len(members) - _LISTED} more (--format json lists all)")
        lines.append("")
    known = [outcome for outcome in run.outcomes if outcome.known and not outcome.passed]
    if known and not quiet:
        lines += [f"known failures ({len(known)})"]
        lines += [f"  {outcome.id}: {outcome.kind}" for outcome in known[:_LISTED]]
        if len(known) > _LISTED:
            lines.append(f"  and {len(known) - _LISTED} more (--format json lists all)")
        lines.append("")
    lines += [
        f"{outcome.id} passes now: remove it from {run.known_failures}"
        for outcome in run.outcomes
        if outcome.known and outcome.passed
    ]
    if not quiet and run.levels:
        lines += _figures(run)
    if run.problem:
        lines.append(run.problem)
    if not quiet or not run.ok:
        lines += _verdict(run)
    return "".join(f"{printable(line)}\n" for line in lines)


def _header(run: Run) -> list[str]:
    implementation = run.implementation
    if implementation is None:
        return []
    version = f" {implementation.version}" if implementation.version else ""
    language = f" ({implementation.language})" if implementation.language else ""
    verdict = ", by verdict only" if implementation.detail == "verdict" else ""
    claimed = ", ".join(implementation.levels) or "none"
    return [
        shortened(f"{implementation.name}{version}{language}"),
        f"levels claimed: {claimed}{verdict}",
        "",
    ]


def _particulars(outcome: Outcome) -> Iterator[str]:
    yield f"  {outcome.id}"
    yield f"    why       {outcome.why} [{', '.join(outcome.requirements)}]"
    if outcome.expected:
        yield f"    expected  {_in_words(outcome.expected)}"
    if outcome.got:
        yield f"    got       {_in_words(outcome.got)}"
    yield f"    problem   {outcome.problem}"


def _in_words(answer: Json) -> str:
    words = ["valid" if answer["valid"] else "invalid"]
    if "version" in answer:
        words.append("no version" if answer["version"] is None else f"version {answer['version']}")
    for name in ("errors", "warnings", "notes", "losses"):
        places = answer.get(name)
        if places:
            shown = [f"{place['code']} at {place['pointer'] or 'the top'}" for place in places]
            more = ["..."] if len(shown) > _PLACES else []
            words.append(f"{name} {', '.join(shown[:_PLACES] + more)}")
    if "output" in answer:
        output = answer["output"]
        words.append("no output" if output is None else f"an output of {output['size']} bytes")
    return "; ".join(words)


def _figures(run: Run) -> list[str]:
    rows = [_ROW.format("level", "passed", "failed", "skipped", "known", "not run", "total")]
    for level in run.levels:
        tally = run.tally(level)
        rows.append(_ROW.format(level, *tally, tally.total))
    return [*rows, ""]


def _verdict(run: Run) -> Iterator[str]:
    if run.partial and not run.outcomes:
        return
    if run.partial:
        passed = sum(outcome.passed for outcome in run.outcomes)
        total = len(run.outcomes)
        yield (
            f"{passed} of {total} cases passed; a part of the corpus says nothing about conformance"
        )
        return
    levels = run.conforms()
    only = run.implementation is not None and run.implementation.detail == "verdict"
    if levels:
        yield f"conforms at: {', '.join(levels)}{' (by verdict only)' if only else ''}"
    else:
        yield "conforms at no level"
    passed_levels = run.passed_levels()
    for level in passed_levels:
        lacking = [name for name in INCLUDED[level] if name not in passed_levels]
        if lacking:
            yield f"not at {level}, because that includes {', '.join(lacking)}"


def json_report(run: Run) -> str:
    """Return everything about a run as one JSON object, in ASCII."""
    implementation = run.implementation
    tallies = {level: run.tally(level) for level in run.levels}
    report = {
        "command": "conformance run",
        "tool_version": __version__,
        "implementation": implementation and implementation._asdict(),
        "problem": run.problem or None,
        "levels": {
            level: {**tally._asdict(), "total": tally.total} for level, tally in tallies.items()
        },
        "cases": [_json_case(outcome) for outcome in run.outcomes],
        "summary": {
            "ok": run.ok,
            "partial": run.partial,
            "conforms": None if run.partial else list(run.conforms()),
            **{
                name: sum(getattr(tally, name) for tally in tallies.values())
                for name in ("passed", "failed", "skipped", "known", "not_run", "total")
            },
        },
    }
    return json.dumps(report, indent=2) + "\n"


def _json_case(outcome: Outcome) -> Json:
    return {
        "id": outcome.id,
        "level": LEVEL_OF[outcome.layer],
        "outcome": outcome.outcome,
        "known": outcome.known,
        "why": outcome.why,
        "requirements": list(outcome.requirements),
        "kind": outcome.kind or None,
        "problem": outcome.problem or None,
        "expected": outcome.expected,
        "got": outcome.got,
    }


def junit_report(run: Run) -> str:
    """Return a run as JUnit XML: a suite for each layer, a test case for each case.

    A known failure counts as skipped. One that passes, or a case that the implementation skips,
    counts as failed, as it does for the run.
    """
    writer = JunitWriter("dlm-schema conformance")
    if run.problem:
        writer.begin_suite("run")
        parts = [Part("error", run.problem, "run")]
        writer.add_case({"classname": "run", "name": "run"}, parts)
    for layer in LAYERS:
        outcomes = [outcome for outcome in run.outcomes if outcome.layer == layer]
        if outcomes:
            writer.begin_suite(layer)
        for outcome in outcomes:
            attributes = {"classname": layer, "name": outcome.id}
            writer.add_case(attributes, list(_junit_parts(outcome, run)))
    return "".join(writer.finish())


def _junit_parts(outcome: Outcome, run: Run) -> Iterator[Part]:
    message = f"{outcome.kind}: {outcome.problem}"
    if outcome.known and outcome.passed:
        passed = f"passes now: remove it from {run.known_failures}"
        yield Part("failure", passed, "passes now")
    elif outcome.known:
        yield Part("skipped", f"known failure: {message}")
    elif outcome.outcome == "skipped":
        yield Part("failure", message, outcome.kind)
    elif not outcome.passed:
        name = "failure" if outcome.outcome == "failed" else "error"
        lines = list(_particulars(outcome))[1:]
        yield Part(name, message, outcome.kind, "\n" + "\n".join(lines) + "\n")
