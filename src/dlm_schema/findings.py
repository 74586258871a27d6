"""Findings and reports: what every judgement of a manifest comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final, NamedTuple, NoReturn, Self, TypeAlias, final

from dlm_schema.published import catalogue
from dlm_schema.text import excerpt

_DIGITS_OF_INDEX: Final = 8  # a document has no more bytes; Python refuses to read 5,000 digits
_SHOWN_POINTER: Final = 200  # every pointer to a member that the schemas know is shorter
_KEPT_TEXT: Final = 1024

SEVERITIES: Final = ("error", "warning", "note")
"""From the worst down."""

Scalar: TypeAlias = str | int | bool | None


class Finding(NamedTuple):
    """One fact about a subject that its specification has a code for.

    ``code`` is a code of the catalogue (``rules.json``), ``severity`` is ``error``, ``warning``
    or ``note``, ``pointer`` is a JSON Pointer (RFC 6901) into the manifest, and ``message`` is
    for people: its wording may change in any release.

    The rest is for programs. ``path`` is the artifact or directory entry that the finding is
    about. Where the finding compares, ``expected`` is a value, a limit or a tuple of values, and
    ``observed`` what was found instead; they are never equal, and both are ``None`` where nothing
    is compared. Long text is cut in ``observed``, and an array or object only described.

    As a string it is for people too, who see no more than the start of a pointer that is long:
    the document's own names are in it.
    """

    code: str
    severity: str
    pointer: str
    message: str
    path: str | None = None
    expected: Scalar | tuple[Scalar, ...] = None
    observed: Scalar = None

    @property
    def compares(self) -> bool:
        """Whether ``expected`` and ``observed`` are facts, and not just absent."""
        return self.expected is not None or self.observed is not None

    def as_json(self) -> dict[str, Any]:
        """Return the finding as reports have it, without facts that there are not (SPEC 8)."""
        content: dict[str, Any] = {
            "code": self.code,
            "severity": self.severity,
            "pointer": self.pointer,
            "message": self.message,
        }
        if self.path is not None:
            content["path"] = self.path
        if self.compares:
            content |= {"expected": self.expected, "observed": self.observed}
        return content

    def __str__(self) -> str:
        place = self.pointer or "the top"
        if len(place) > _SHOWN_POINTER:
            place = f"{place[: _SHOWN_POINTER - 3]}..."
        return f"{self.code} at {place}: {self.message}"


def finding(code: str, pointer: str, message: str, **facts: Any) -> Finding:
    """Return a finding with the severity that the catalogue gives its code."""
    return Finding(code, catalogue()[code]["severity"], pointer, message, **facts)


class Loss(NamedTuple):
    """A value that a migration does not carry over.

    ``pointer`` leads to it in the document that goes into the step that loses it. ``code`` is
    ``loss/value``, or ``loss/unrepresentable`` where the older version has no value for it at all.
    """

    pointer: str
    code: str
    value: Any

    @property
    def is_unrepresentable(self) -> bool:
        """Whether the migration is refused even where losses are allowed."""
        return self.code == "loss/unrepresentable"

    def __str__(self) -> str:
        return f"{self.code} at {self.pointer} ({excerpt(self.value)})"


def check_most(most: int | None) -> None:
    """Raise ``ValueError`` for what is no number of findings that a report can list."""
    if most is not None and most < 0:
        raise ValueError(f"max_findings must be 0 or more, or None for all, found {most}")


class Found(list[Finding]):
    """The findings about one subject that a report lists, and how many there are of all.

    Of more than ``most`` the worst are listed, errors before warnings before notes, and of one
    severity the first in the order of the document (SPEC section 8.2). ``None`` lists all.
    """

    def __init__(self, findings: Iterable[Finding] = (), most: int | None = None) -> None:
        super().__init__()
        self.counts = dict.fromkeys(SEVERITIES, 0)
        self._most = most
        self._last: tuple[Any, ...] | None = None
        self.add(findings)

    @property
    def room(self) -> int | None:
        """How many errors can be added yet, if they come in order; ``None`` is any number."""
        return None if self._most is None else max(self._most - self.counts["error"], 0)

    def add(self, findings: Iterable[Finding]) -> None:
        """Take findings in any order."""
        for finding in findings:
            self.counts[finding.severity] += 1
            if self._last is not None and _rank(finding) > self._last:
                continue
            self.append(finding)
            if self._most is not None and len(self) >= 2 * self._most + 1:
                self._cut(self._most)

    def tally(self, severity: str, number: int = 1) -> None:
        """Count findings that need not be made, because there is no room for them."""
        self.counts[severity] += number

    def settle(self) -> Self:
        """Put the findings in order, when there are no more to add."""
        if self._most is not None and len(self) > self._most:
            self._cut(self._most)
        if len(self) > 1:
            self[:] = in_document_order(self)
        return self

    def _cut(self, most: int) -> None:
        self.sort(key=_rank)
        del self[most:]
        if self:
            self._last = _rank(self[-1])


NOTHING: Final = Found()
"""What is found where nothing is; nobody adds to it."""


@final
class Report:
    """What was found about one subject, in the order of the document.

    ``version`` is the version that the document claims, or ``None`` when that could not be told.
    ``findings`` are those listed, and ``counts`` how many there are of each severity; ``truncated``
    is whether that is more than are listed. ``ok`` is whether no finding is an error. A report
    cannot be changed: that of every valid manifest of a version is one object.
    """

    __slots__ = ("_counts", "findings", "ok", "version")

    _counts: tuple[int, ...]
    findings: tuple[Finding, ...]
    ok: bool
    version: int | None

    def __init__(
        self,
        version: int | None,
        findings: Iterable[Finding] = (),
        counts: Mapping[str, int] | None = None,
    ) -> None:
        listed = tuple(findings)
        if counts is None:
            counts = Counter(finding.severity for finding in listed)
        numbers = tuple(counts.get(severity, 0) for severity in SEVERITIES)
        object.__setattr__(self, "version", version)
        object.__setattr__(self, "findings", listed)
        object.__setattr__(self, "_counts", numbers)
        object.__setattr__(self, "ok", numbers[0] == 0)

    @classmethod
    def of(cls, version: int | None, found: Found) -> Report:
        """Return the report that lists what was found."""
        if found is NOTHING or not any(found.counts.values()):
            return _without_findings(version)
        return cls(version, found.settle(), found.counts)

    @property
    def counts(self) -> dict[str, int]:
        """How many findings there are of each severity, listed or not."""
        return dict(zip(SEVERITIES, self._counts, strict=True))

    @property
    def truncated(self) -> bool:
        """Whether there are more findings than are listed."""
        return sum(self._counts) > len(self.findings)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that make the subject invalid."""
        return self._of("error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that deserve a look and leave the subject valid."""
        return self._of("warning")

    def _of(self, severity: str) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == severity)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a report cannot be changed: {name}")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a report cannot be changed: {name}")

    def __reduce__(self) -> tuple[Any, ...]:
        return Report, (self.version, self.findings, self.counts)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Report):
            return NotImplemented
        return self._facts == other._facts

    def __hash__(self) -> int:
        return hash(self._facts)

    def __repr__(self) -> str:
        more = f", counts={self.counts!r}" if self.truncated else ""
        return f"Report(version={self.version!r}, findings={self.findings!r}{more})"

    @property
    def _facts(self) -> tuple[object, ...]:
        return self.version, self.findings, self._counts


@cache
def _without_findings(version: int | None) -> Report:
    return Report(version)


def pointer_to(*tokens: str | int) -> str:
    """Write a JSON Pointer from its reference tokens (RFC 6901)."""
    return "".join("/" + str(token).replace("~", "~0").replace("/", "~1") for token in tokens)


def _is_index(token: str) -> bool:
    """Whether a token can be an array's index, and not only a name made of digits."""
    return len(token) <= _DIGITS_OF_INDEX and token.isascii() and token.isdecimal()


def _document_order(finding: Finding) -> tuple[list[tuple[int, str]], str]:
    tokens = finding.pointer.replace("~1", "\0").replace("~0", "~").split("/")[1:]
    return (
        [
            (int(token), "") if _is_index(token) else (-1, token.replace("\0", "/"))
            for token in tokens
        ],
        finding.code,
    )


def _rank(finding: Finding) -> tuple[int, tuple[list[tuple[int, str]], str]]:
    return SEVERITIES.index(finding.severity), _document_order(finding)


def in_document_order(findings: Iterable[Finding]) -> list[Finding]:
    """Sort findings by pointer, array indexes as numbers, then by code (SPEC section 8)."""
    return sorted(findings, key=_document_order)


def observed(value: object) -> Scalar:
    """Return a value of a document as a fact of a finding: immutable, and of bounded size."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if -(2**63) < value < 2**63 else excerpt(value)
    if isinstance(value, str):
        return value if len(value) <= _KEPT_TEXT else excerpt(value, _KEPT_TEXT)
    return excerpt(value)
