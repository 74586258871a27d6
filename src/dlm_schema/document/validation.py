"""Judging a manifest: encoding, version, schema and rules, in this order (SPEC section 8).

A layer runs only when those before it found no error.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple, TypeAlias

import jiter

from dlm_schema.document import encoding, rules
from dlm_schema.document.schemas import WALKS
from dlm_schema.document.shapes import published_shape
from dlm_schema.document.versions import SchemaVersion, claimed_version
from dlm_schema.findings import Finding, Report, check_most
from dlm_schema.limits import MAX_BYTES, MAX_FINDINGS

_BACKSLASH, _DEL = b"\\\x7f"
_AFTER_A_VALUE: Final = b" \t\n\r,]}"


class Judgement(NamedTuple):
    """A report, and the document that it is about: ``None`` when its encoding is at fault.

    ``accepted`` is whether its schema accepts the document, which is all that a migration needs.
    """

    document: Any
    report: Report
    accepted: bool


_Judged: TypeAlias = tuple[Any, Report, bool]
"""What a judgement is made of, which takes a fraction of the time where only a report is wanted."""


def validate(
    data: bytes | bytearray | str | Mapping[str, Any],
    *,
    max_findings: int | None = MAX_FINDINGS,
) -> Report:
    """Judge a manifest by the layers encoding, version, schema and rules (SPEC section 8).

    ``data`` is the manifest as bytes, as text, or as the document it was parsed to. Of more than
    ``max_findings`` findings the report lists the worst and counts all; ``None`` lists all.
    Whatever the manifest holds, the outcome is a report; ``TypeError`` is raised only for something
    that is none of the three, and ``ValueError`` for a negative ``max_findings``.
    """
    check_most(max_findings)
    if isinstance(data, bytes):
        return _judge(data, max_findings)[1]
    if isinstance(data, Mapping):
        return _judge_mapping(data, max_findings)[1]
    return _judge(encoding.to_bytes(data, "a mapping"), max_findings)[1]


def judge(data: bytes, most: int | None = MAX_FINDINGS) -> Judgement:
    """Judge the bytes of a manifest and return its document with the report.

    Of a long document that a layer before the rules rejects, it is what the layers looked at.
    """
    return Judgement(*_judge(data, most))


def judge_mapping(mapping: Mapping[str, Any], most: int | None = MAX_FINDINGS) -> Judgement:
    """Judge a document built in memory and return a plain copy of it with the report."""
    return Judgement(*_judge_mapping(mapping, most))


def _judge(data: bytes, most: int | None) -> _Judged:
    return _proven(data, most) or _judge_read(*encoding.read(data, published_shape()), most)


def _judge_mapping(mapping: Mapping[str, Any], most: int | None) -> _Judged:
    if WALKS.enough and type(mapping) is dict:
        proven = _proven_mapping(mapping, most)
        if proven is not None:
            return proven
    from dlm_schema.document.in_memory import read_mapping  # noqa: PLC0415  (judging bytes does without)

    return _judge_read(*read_mapping(mapping), most)


def _judge_read(document: Any, fault: Finding | None, most: int | None) -> _Judged:
    if fault is not None:
        return None, Report(None, [fault]), False
    version = claimed_version(document)
    if isinstance(version, Finding):
        return document, Report(None, [version]), False
    found = version.schema.violations(document, most)
    if found.counts["error"]:
        # They come in order, and of a name made of digits a pointer alone does not tell which.
        return document, Report(version.number, found, found.counts), False
    return _judge_rules(document, version.number, most)


def _judge_rules(document: dict[str, Any], version: int, most: int | None) -> _Judged:
    found = rules.broken_rules(document, most)
    return document, Report.of(version, found), True


def _proven(data: bytes, most: int | None) -> _Judged | None:
    """Judge a document of which it is quickly proven that no layer before the rules finds a fault.

    Its text is ASCII without escapes, so that no string of it holds what none may hold: ``jiter``
    refuses raw control characters except DEL. A schema that holds bounds every number and how deep
    values are nested. What remains is a name that occurs twice, and ``-0``.
    """
    if len(data) > MAX_BYTES or not data.isascii() or _BACKSLASH in data or _DEL in data:
        return None
    if len(data) > encoding.LONGEST_DENSE and encoding.is_dense(data):
        return None
    is_native = WALKS.enough
    try:
        document = jiter.from_json(data) if is_native else encoding.parse(data)
    except ValueError:
        return None
    version = claimed_version(document)
    if isinstance(version, Finding):
        return None
    if is_native:
        shortcut = version.shortcut
        proven = shortcut is not None and shortcut.proves_text(data, document)
    else:
        proven = _is_proven_by_walking(data, document, version)
    return _judge_rules(document, version.number, most) if proven else None


def _is_proven_by_walking(data: bytes, document: Any, version: SchemaVersion) -> bool:
    """Tell by the schema; the strict parser has seen to the names."""
    found = data.find(b"-0")
    while found >= 0:
        if data[found + 2] in _AFTER_A_VALUE:
            return False
        found = data.find(b"-0", found + 2)
    return not version.schema.violations(document, 1)


def _proven_mapping(mapping: dict[str, Any], most: int | None) -> _Judged | None:
    """Judge a document in memory of which the same is proven."""
    version = claimed_version(mapping)
    if isinstance(version, Finding) or version.shortcut is None:
        return None
    try:
        if not version.shortcut.proves(mapping):
            return None
    except ValueError:  # there is something in it that JSON has no value for
        return None
    document = version.shortcut.copy(mapping)
    return None if document is None else _judge_rules(document, version.number, most)
