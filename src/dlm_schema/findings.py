"""Findings and reports: what every judgement of a manifest comes to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple, NoReturn, TypeAlias, final

from dlm_schema.published import catalogue
from dlm_schema.text import excerpt

_DIGITS_OF_INDEX: Final = 8  # a document has no more bytes; Python refuses to read 5,000 digits
_SHOWN_POINTER: Final = 200  # every pointer to a member that the schemas know is shorter
_KEPT_TEXT: Final = 1024

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


@final
class Report:
    """What was found about one subject, in the order of the document.

    ``version`` is the version that the document claims, or ``None`` when that could not be told.
    ``ok`` is whether no finding is an error. A report cannot be changed: that of every valid
    manifest of a version is one object.
    """

    __slots__ = ("findings", "ok", "version")

    findings: tuple[Finding, ...]
    ok: bool
    version: int | None

    def __init__(self, version: int | None, findings: Iterable[Finding] = ()) -> None:
        listed = tuple(findings)
        object.__setattr__(self, "version", version)
        object.__setattr__(self, "findings", listed)
        object.__setattr__(self, "ok", all(finding.severity != "error" for finding in listed))

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
        return Report, (self.version, self.findings)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Report):
            return NotImplemented
        return self.version == other.version and self.findings == other.findings

    def __hash__(self) -> int:
        return hash((self.version, self.findings))

    def __repr__(self) -> str:
        return f"Report(version={self.version!r}, findings={self.findings!r})"


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
