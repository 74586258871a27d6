"""Judging a manifest: encoding, version, schema and rules, in this order (SPEC section 8).

A layer runs only when those before it found no error.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from dlm_schema.document import encoding, rules
from dlm_schema.document.versions import REGISTRY, SchemaVersion, claimed_version
from dlm_schema.findings import Finding, Report

_VALID = {number: Report(number) for number in REGISTRY}
_BEFORE_A_VALUE = b": \t\n\r"


class Judgement(NamedTuple):
    """A report, and the document that it is about: ``None`` when its encoding is at fault."""

    document: Any
    report: Report


def validate(data: bytes | str | Mapping[str, Any]) -> Report:
    """Judge a manifest by the layers encoding, version, schema and rules (SPEC section 8).

    ``data`` is the manifest as bytes, as text, or as the document it was parsed to. Whatever it
    holds, the outcome is a report; ``TypeError`` is raised only for something that is none of
    the three.
    """
    if isinstance(data, bytes):
        return judge(data).report
    if isinstance(data, str):
        return judge(encoding.to_bytes(data)).report
    if isinstance(data, Mapping):
        return judge_mapping(data).report
    raise TypeError(f"expected bytes, str or a mapping, found {type(data).__name__}")


def judge(data: bytes) -> Judgement:
    """Judge the bytes of a manifest and return its document with the report."""
    document = _shortcut(data)
    if document is not None:
        return document
    document, fault = encoding.read(data)
    if fault is not None:
        return Judgement(None, Report(None, [fault]))
    return _judge_document(document)


def judge_mapping(mapping: Mapping[str, Any]) -> Judgement:
    """Judge a document built in memory and return a plain copy of it with the report."""
    from dlm_schema.document.in_memory import read_mapping  # noqa: PLC0415  (judging bytes does without)

    document, fault = read_mapping(mapping)
    if fault is not None:
        return Judgement(None, Report(None, [fault]))
    return _judge_document(document)


def _shortcut(data: bytes) -> Judgement | None:
    """Judge a document whose schema holds, or return ``None``.

    The schemas are closed, bound every number, nest three deep and admit printable ASCII only
    (the tests of the portable subset see to it). So a document that ``jiter`` can parse and
    whose schema holds has no fault of encoding either, with one exception: ``-0``, which
    ``jiter`` reads as ``0``.
    """
    if len(data) > encoding.MAX_BYTES:
        return None
    try:
        document = encoding.parse(data)
        version = claimed_version(document)
        if isinstance(version, Finding) or not version.schema.accepts(document):
            return None
    except ValueError:
        return None
    # Only the size of an artifact can be 0 at all.
    if 0 in [artifact["size_bytes"] for artifact in document["artifacts"]]:
        found = data.find(b"-0")
        while found >= 0:
            if data[found - 1] in _BEFORE_A_VALUE:
                return None
            found = data.find(b"-0", found + 2)
    return _judge_rules(document, version)


def _judge_document(document: Any) -> Judgement:
    version = claimed_version(document)
    if isinstance(version, Finding):
        return Judgement(document, Report(None, [version]))
    findings = version.schema.judge(document)
    if findings:
        return Judgement(document, Report(version.number, findings))
    return _judge_rules(document, version)


def _judge_rules(document: dict[str, Any], version: SchemaVersion) -> Judgement:
    findings = rules.judge(document)
    if not findings:
        return Judgement(document, _VALID[version.number])
    return Judgement(document, Report(version.number, findings))
