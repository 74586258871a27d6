"""What must hold for every input, whatever it is."""

from __future__ import annotations

import json
import re
from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, TypeVar

from support import oracles
from support.strategies import role_by_path

import dlm_schema
from dlm_schema.document import encoding, rules, versions
from dlm_schema.document.canonical import canonical_bytes
from dlm_schema.document.schemas import WALKS
from dlm_schema.document.validation import judge
from dlm_schema.findings import Loss
from dlm_schema.limits import MAX_FINDINGS
from dlm_schema.published import published_bytes

_POINTER: Final = re.compile(r"(?:/(?:[^~/]|~[01])*)*", re.DOTALL)
_ALONE: Final = ("encoding/", "version/")

_Data = TypeVar("_Data")
_Judged = TypeVar("_Judged")


class Violation(Exception):  # noqa: N818  (a finding of the fuzzer, not an error of its)
    """A law does not hold for an input."""

    def __init__(self, law: str, detail: str) -> None:
        self.law = law
        self.detail = detail
        super().__init__(f"{law}: {detail}")


class CpuTimeExceededError(BaseException):
    """Judging one input took longer than any input may; no handler may swallow it."""


def examine(data: bytes | str | Mapping[Any, Any], *, thorough: bool = True) -> tuple[str, ...]:
    """Hold one input against every law and return what it was judged to be.

    Only with ``thorough`` is the schema layer compared with the reference validator, which
    takes longer than all the rest. Raises ``Violation``.
    """
    try:
        return _examine(data, thorough=thorough)
    except Violation:
        raise
    except CpuTimeExceededError:
        raise Violation("time", "judging it takes seconds") from None
    except Exception as error:
        raise Violation("raises", f"{type(error).__name__}: {error}") from error


def _examine(data: bytes | str | Mapping[Any, Any], *, thorough: bool) -> tuple[str, ...]:
    report = _validate(data)
    _check_shape(report)
    _check_order(report)
    if isinstance(data, bytes):
        _check_shortcut(data, report)
        reading = oracles.read(data)
        _check_encoding(report, reading)
        if thorough or not reading.codes:
            _check_text(data, report)
        if thorough and not reading.codes:
            _check_value(data, reading.value)
    elif isinstance(data, str):
        if report != _validate(data.encode("utf-8", "surrogatepass")):
            raise Violation("text", "the text and its bytes are judged differently")
        reading = oracles.read(data.encode("utf-8", "surrogatepass"))
        _check_encoding(report, reading)
    else:
        reading = oracles.read_mapping(data)
        _check_encoding(report, reading)
    if not reading.codes:
        check_layers(reading.value, report, thorough=thorough)
    document = data if isinstance(data, Mapping) else reading.value
    if isinstance(document, Mapping):
        _check_mapping(document, report, thorough=thorough)
    codes = {finding.code for finding in report.findings}
    return tuple(sorted(codes)) or (f"valid v{report.version}",)


def _validate(data: Any) -> dlm_schema.Report:
    try:
        report: object = dlm_schema.validate(data)
    except Exception as error:
        raise Violation("validate-raises", f"{type(error).__name__}: {error}") from error
    if not isinstance(report, dlm_schema.Report):
        raise Violation("report", f"validate returned a {type(report).__name__}")
    return report


@lru_cache(maxsize=1)
def _catalogue() -> Mapping[str, str]:
    """Return the severity of every code of the catalogue."""
    catalogue: Any = json.loads(published_bytes("rules.json"))
    return {entry["code"]: entry["severity"] for entry in catalogue["rules"]}


def _check_shape(report: dlm_schema.Report) -> None:
    places = set()
    for finding in report.findings:
        if _catalogue().get(finding.code) != finding.severity:
            raise Violation("report", f"the catalogue has no {finding.severity} {finding.code!r}")
        if not _POINTER.fullmatch(finding.pointer):
            raise Violation("report", f"{finding.pointer!r} is no JSON Pointer")
        if "\n" in finding.message or not finding.message:
            raise Violation("report", f"the message {finding.message!r} is not one line")
        place = (finding.code, finding.pointer)
        if place in places:
            raise Violation("report", f"{place} is found twice")
        places.add(place)
        if finding.code.startswith(_ALONE) and len(report.findings) > 1:
            raise Violation("report", f"{finding.code} is not alone")
    layers = _layers(report)
    if len(layers) > 1:
        raise Violation("report", f"the layers {sorted(layers)} are mixed")
    if report.ok != all(finding.severity != "error" for finding in report.findings):
        raise Violation("report", "ok does not say whether there are errors")
    if (report.version is None) != bool(layers & {"encoding", "version"}):
        raise Violation("report", f"version is {report.version} and findings are of {layers}")


def _layers(report: dlm_schema.Report) -> set[str]:
    return {finding.code.split("/")[0] for finding in report.findings}


def _check_order(report: dlm_schema.Report) -> None:
    if _layers(report) == {"schema"} and len(report.findings) < MAX_FINDINGS:
        found = [_in_document_order(*finding[:3:2]) for finding in report.findings]
        if found != sorted(found):
            raise Violation("report", f"the findings are not in the order of the document: {found}")


def _in_document_order(code: str, pointer: str) -> tuple[list[int | str], str]:
    """Sort by member names, indexes of artifacts as numbers, and then by code."""
    tokens: list[int | str] = [
        token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]
    ]
    tokens[1:2] = map(int, tokens[1:2])  # nothing else in a schema is nested
    return tokens, code


def _few_and_many(call: Callable[[_Data], _Judged], data: _Data) -> Iterator[_Judged]:
    """Judge as where few documents were judged before, and as where many were."""
    for walked in (-(10**9), 10**9):
        WALKS._walked = walked
        yield call(data)


def _long_way(data: bytes) -> dlm_schema.Report:
    """Judge bytes layer by layer."""
    document, fault = encoding.read(data)
    if fault is not None:
        return dlm_schema.Report(None, [fault])
    claim = versions.claimed_version(document)
    if isinstance(claim, dlm_schema.Finding):
        return dlm_schema.Report(None, [claim])
    findings = claim.schema.violations(document) or rules.broken_rules(document)
    return dlm_schema.Report(claim.number, findings)


def _check_shortcut(data: bytes, report: dlm_schema.Report) -> None:
    try:
        expected = _long_way(data)
    except Exception as error:
        raise Violation("layer-raises", f"{type(error).__name__}: {error}") from error
    if report != expected:
        raise Violation("shortcut", f"validate gives {report}, layer by layer it is {expected}")
    accepted = expected.version is not None and _layers(expected) <= {"rules"}
    for judged in _few_and_many(judge, data):
        if (judged.report, judged.accepted) != (expected, accepted):
            raise Violation("shortcut", f"{judged} is given, layer by layer it is {expected}")


def _check_text(data: bytes, report: dlm_schema.Report) -> None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return
    if _validate(text) != report:
        raise Violation("text", "the bytes and their text are judged differently")


def _places(report: dlm_schema.Report) -> set[oracles.Place]:
    return {(finding.code, finding.pointer) for finding in report.findings}


def _check_encoding(report: dlm_schema.Report, reading: oracles.Reading) -> None:
    found = [
        (finding.code.removeprefix("encoding/"), finding.pointer)
        for finding in report.findings
        if finding.code.startswith("encoding/")
    ]
    if not reading.codes:
        if found:
            raise Violation("encoding", f"{found[0]} is found in a text without fault")
        return
    if not found:
        raise Violation("encoding", f"nothing is found, expected {sorted(reading.codes)}")
    code, pointer = found[0]
    if code not in reading.codes:
        raise Violation("encoding", f"{code} is found, expected {sorted(reading.codes)}")
    if reading.pointer is not None and pointer != reading.pointer:
        raise Violation("encoding", f"{code} at {pointer!r}, expected at {reading.pointer!r}")


def _check_value(data: bytes, value: Any) -> None:
    read, fault = encoding.read(data)
    if fault is not None or repr(read) != repr(value):
        raise Violation("value", f"the value read is {read!r}, expected {value!r}")
    for judged in _few_and_many(judge, data):
        if judged.accepted and repr(judged.document) != repr(value):
            raise Violation("value", f"the value judged is {judged.document!r}")


def check_layers(value: Any, report: dlm_schema.Report, *, thorough: bool) -> None:
    """Hold the layers after encoding against their oracles."""
    claim = oracles.claimed_version(value)
    found = _places(report)
    if not isinstance(claim, int):
        _compare("version", found, {claim})
        return
    if report.version != claim:
        raise Violation("version", f"version {report.version} is claimed, expected {claim}")
    of_schema = {place for place in found if place[0].startswith("schema/")}
    if thorough:
        _compare("schema", of_schema, oracles.judge_schema(value, claim))
    if not of_schema:
        _compare("rules", found, oracles.judge_rules(value))


def _compare(law: str, found: set[oracles.Place], expected: Iterable[oracles.Place]) -> None:
    expected = set(expected)
    if found != expected:
        extra, missing = sorted(found - expected), sorted(expected - found)
        raise Violation(law, f"found but not expected: {extra}; expected but not found: {missing}")


def _migrate(
    document: Mapping[Any, Any], to: int, *, allow_loss: bool = False
) -> dlm_schema.Migration | dlm_schema.DlmSchemaError:
    before = _snapshot(document)
    outcome: dlm_schema.Migration | dlm_schema.DlmSchemaError
    try:
        outcome = dlm_schema.migrate(document, to, allow_loss=allow_loss)
    except dlm_schema.DlmSchemaError as error:
        outcome = error
    except Exception as error:
        raise Violation("migrate-raises", f"{type(error).__name__}: {error}") from error
    if _snapshot(document) != before:
        raise Violation("pure", "migrating changes the caller's document")
    return outcome


def _check_mapping(
    document: Mapping[Any, Any], report: dlm_schema.Report, *, thorough: bool
) -> None:
    before = _snapshot(document)
    if any(judged != report for judged in _few_and_many(_validate, document)):
        raise Violation("mapping", "the text and its value are judged differently")
    if _snapshot(document) != before:
        raise Violation("pure", "validating changes the caller's document")
    version = report.version
    is_invalid = version is None or not _layers(report) <= {"rules"}
    for to in (dlm_schema.LATEST,) if is_invalid and not thorough else dlm_schema.VERSIONS:
        if version is None or is_invalid:
            _check_invalid(document, report, to)
        elif to >= version:
            _check_up(document, version, to)
        else:
            _check_down(document, version, to)


def _snapshot(value: Any, depth: int = 0) -> Any:
    if depth > 20:  # a circle, which nothing changes
        return None
    if isinstance(value, Mapping):
        return tuple((name, _snapshot(item, depth + 1)) for name, item in value.items())
    if isinstance(value, list | tuple):
        return tuple(_snapshot(item, depth + 1) for item in value)
    return value


def _check_invalid(document: Mapping[Any, Any], report: dlm_schema.Report, to: int) -> None:
    outcome = _migrate(document, to)
    if not isinstance(outcome, dlm_schema.InvalidManifestError) or outcome.report != report:
        raise Violation("migrate-invalid", f"an invalid document gives {outcome!r}")


def _migrated(
    law: str, document: Mapping[Any, Any], to: int, *, allow_loss: bool = False
) -> dlm_schema.Migration:
    """Migrate a valid document; what the rules find is told, and without a loss stays the same."""
    before = _validate(document)
    outcome = _migrate(document, to, allow_loss=allow_loss)
    if isinstance(outcome, dlm_schema.DlmSchemaError):
        raise Violation(law, f"from {before.version} to {to} gives {outcome!r}")
    if outcome.steps != _neighbours(before.version or 0, to):
        raise Violation(law, f"the steps from {before.version} to {to} are {outcome.steps}")
    after = _validate(outcome.document)
    if after.version != to or not _layers(after) <= {"rules"}:
        raise Violation(law, f"the result in version {to} gives {after}")
    told = outcome.findings
    if told != after.findings or not (outcome.losses or told == before.findings):
        raise Violation(law, f"{told} are told: {after} after, {before} before")
    for between, _ in outcome.steps[1:2]:
        step = _migrated(law, document, between, allow_loss=allow_loss)
        rest = _migrated(law, step.document, to, allow_loss=allow_loss)
        if (outcome.document, outcome.losses) != (rest.document, step.losses + rest.losses):
            raise Violation(law, f"step by step it is {rest!r} after {step!r}, not {outcome!r}")
    return outcome


def _neighbours(source: int, to: int) -> tuple[tuple[int, int], ...]:
    direction = 1 if to > source else -1
    return tuple((number, number + direction) for number in range(source, to, direction))


def _check_up(document: Mapping[Any, Any], version: int, newer: int) -> None:
    up = _migrated("migrate-up", document, newer)
    if up.losses or up.document is document:
        raise Violation("migrate-up", f"from {version} to {newer} gives {up!r}")
    down = _migrated("migrate-round-trip", up.document, version)
    if down.losses:
        raise Violation("migrate-round-trip", f"from {newer} back to {version} gives {down!r}")
    _check_same(document, down.document)


def expected_losses(document: Mapping[Any, Any], to: int) -> tuple[Loss, ...]:
    """Return what a document says that no older version can, by the words of SPEC section 10."""
    losses = []
    if "schema_version" in document and to < 3:
        losses = [
            Loss(f"/artifacts/{index}/role", "loss/value", entry["role"])
            for index, entry in enumerate(document["artifacts"])
            if entry["role"] != role_by_path(document["target"], entry["path"])
        ]
    if to < 2 and document["target"] != "ollama":
        losses.append(Loss("/target", "loss/value", document["target"]))
    return tuple(losses)


def _check_down(document: Mapping[Any, Any], version: int, older: int) -> None:
    allowed = _migrated("migrate-down", document, older, allow_loss=True)
    losses = expected_losses(document, older)
    if allowed.losses != losses:
        raise Violation("migrate-down", f"{allowed.losses} are lost, expected {losses}")
    plain = _migrate(document, older)
    told = getattr(plain, "losses", None)
    if told != losses or isinstance(plain, dlm_schema.MigrationLossError) is not bool(losses):
        raise Violation("migrate-down", f"losses {losses}, but unallowed {plain!r}")
    back = _migrated("migrate-down", allowed.document, version)
    if back.losses:
        raise Violation("migrate-down", f"what went down cannot come up again: {back!r}")
    if not losses:
        _check_same(document, back.document)
    elif len(allowed.steps) == 1:  # a target that is lost changes what paths imply
        before, after = _leaves(_plain(document)), _leaves(back.document)
        changed = dict(before.items() - after.items())
        lost = {loss.pointer: repr(loss.value) for loss in losses}
        if before.keys() != after.keys() or changed != lost:
            raise Violation("migrate-down", f"{changed} did not come back, and {lost} are lost")


def _leaves(value: Any, pointer: str = "") -> dict[str, str]:
    """Return what is written at each pointer that leads to nothing further."""
    pairs: Any = enumerate(value) if isinstance(value, list) else getattr(value, "items", tuple)()
    inner = [_leaves(item, f"{pointer}/{name}") for name, item in pairs]
    return dict(ChainMap(*inner)) or {pointer: repr(value)}


def _plain(document: Mapping[Any, Any]) -> Any:
    return json.loads(json.dumps(document, default=dict))


def _check_same(before: Mapping[Any, Any], after: dict[str, Any]) -> None:
    plain = _plain(before)
    if plain != after or canonical_bytes(plain) != canonical_bytes(after):
        raise Violation("migrate-round-trip", f"{after!r} is not {plain!r}")
