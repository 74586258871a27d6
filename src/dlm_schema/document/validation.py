"""Judging a manifest: encoding, version, schema and rules, in this order (SPEC section 8).

A layer runs only when those before it found no error.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from dlm_schema.document import encoding, rules
from dlm_schema.document.versions import REGISTRY, claimed_version
from dlm_schema.findings import Finding, Report

_VALID = {number: Report(number) for number in REGISTRY}


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
    return _with_rules(accept(data))


def judge_mapping(mapping: Mapping[str, Any]) -> Judgement:
    """Judge a document built in memory and return a plain copy of it with the report."""
    return _with_rules(accept_mapping(mapping))


def accept(data: bytes) -> Judgement:
    """Judge bytes by encoding, version and schema alone: whether they can be migrated."""
    document, fault = encoding.read(data)
    if fault is not None:
        return Judgement(None, Report(None, [fault]))
    return _accept_document(document)


def accept_mapping(mapping: Mapping[str, Any]) -> Judgement:
    """Judge a document built in memory like :func:`accept`, and return a plain copy of it."""
    from dlm_schema.document.in_memory import read_mapping  # noqa: PLC0415  (judging bytes does without)

    document, fault = read_mapping(mapping)
    if fault is not None:
        return Judgement(None, Report(None, [fault]))
    return _accept_document(document)


def _accept_document(document: Any) -> Judgement:
    version = claimed_version(document)
    if isinstance(version, Finding):
        return Judgement(document, Report(None, [version]))
    findings = version.schema.judge(document)
    if findings:
        return Judgement(document, Report(version.number, findings))
    return Judgement(document, _VALID[version.number])


def _with_rules(accepted: Judgement) -> Judgement:
    document, report = accepted
    findings = rules.judge(document) if report.ok else []
    if not findings:
        return accepted
    return Judgement(document, Report(report.version, findings))
