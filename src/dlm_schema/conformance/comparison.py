"""Comparing an answer with the one that is expected."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import islice, takewhile
from operator import eq
from typing import Final, NamedTuple

from dlm_schema.conformance.cases import Answer, Check, Found, LostValue, Migrate, Place, Request
from dlm_schema.text import excerpt

_AROUND: Final = 30
_NAMED: Final = 20
_LONGEST: Final = 200


class Difference(NamedTuple):
    """One way in which an answer is wrong: its kind, and the particulars."""

    kind: str
    problem: str


def differences(
    request: Request, expected: Answer, got: Answer, *, detail: str, levels: Collection[str]
) -> Iterator[Difference]:
    """Yield every difference, the gravest first.

    With the detail ``verdict`` codes, pointers and the version are not compared; the output of a
    migration always is. Without the level ``schema`` there is no version to compare, and without
    ``rules`` a document has no warnings.
    """
    if expected.valid != got.valid:
        kind = "rejects what is to be accepted" if expected.valid else "accepts what is invalid"
        yield Difference(kind, f"valid is {_word(got.valid)}, expected {_word(expected.valid)}")
    if isinstance(request, Migrate):
        yield from _output_differences(expected.output, got.output)
    if detail == "verdict":
        return
    for name in ("errors", "warnings", "notes", "losses", "findings"):
        if name == "warnings" and "rules" not in levels:
            continue
        wanted, found = _counted(getattr(expected, name)), _counted(getattr(got, name))
        wrong = [*_named("missing", wanted - found), *_named("extra", found - wanted)]
        if wrong:
            yield Difference(f"other {name}", f"{name}: {', '.join(wrong)}")
    if isinstance(request, Check):
        return
    if "schema" in levels and expected.version != got.version:
        problem = f"version is {excerpt(got.version)}, expected {excerpt(expected.version)}"
        yield Difference("another version", problem)


def _output_differences(expected: bytes | None, got: bytes | None) -> Iterator[Difference]:
    if expected == got:
        return
    if got is None:
        yield Difference("refuses a migration", "there is no output")
    elif expected is None:
        yield Difference("carries out what is to be refused", "there is an output")
    else:
        at = sum(takewhile(bool, map(eq, expected, got)))
        start = max(at - _AROUND, 0)
        wanted, found = (
            excerpt(data[start : at + _AROUND].decode("utf-8", "backslashreplace"))
            for data in (expected, got)
        )
        yield Difference(
            "other output", f"from byte {at} on the output is other: {found}, expected {wanted}"
        )


def _counted(some: Iterable[Place | LostValue | Found]) -> Counter[tuple[str, str, str]]:
    """Count findings, or losses with their values as text: so 1, 1.0 and true differ."""
    return Counter((found.code, found.pointer, _particular(found)) for found in some)


def _particular(found: Place | LostValue | Found) -> str:
    if isinstance(found, LostValue):
        return json.dumps(found.value, sort_keys=True)
    if isinstance(found, Found):
        return f"{found.severity} {found.path}".rstrip()
    return ""


def _named(word: str, counted: Counter[tuple[str, str, str]]) -> Iterator[str]:
    """Name what is missing or extra, as often as it is."""
    for code, pointer, value in islice(sorted(counted.elements()), _NAMED):
        shown = f" ({shortened(value)})" if value else ""
        yield f"{word} {shortened(code)} at {shortened(pointer) or 'the top'}{shown}"
    if counted.total() > _NAMED:
        yield f"and {counted.total() - _NAMED} more that are {word}"


def shortened(text: str) -> str:
    """Cut a text that an implementation can have made of any length."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _word(verdict: bool) -> str:  # noqa: FBT001  (a verdict is what it shows)
    return "true" if verdict else "false"
