"""What must hold for every input, whatever it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from support import oracles

import dlm_schema
from dlm_schema.document import encoding, rules, versions
from dlm_schema.document.canonical import canonical_bytes
from dlm_schema.published import published_bytes

_POINTER: Final = re.compile(r"(?:/(?:[^~/]|~[01])*)*", re.DOTALL)
_ALONE: Final = ("encoding/", "version/")


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
        _check_layers(reading.value, report, thorough=thorough)
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
    layers = {finding.code.split("/")[0] for finding in report.findings}
    if len(layers) > 1:
        raise Violation("report", f"the layers {sorted(layers)} are mixed")
    if report.ok != all(finding.severity != "error" for finding in report.findings):
        raise Violation("report", "ok does not say whether there are errors")
    if (report.version is None) != bool(layers & {"encoding", "version"}):
        raise Violation("report", f"version is {report.version} and findings are of {layers}")


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


def _check_layers(value: Any, report: dlm_schema.Report, *, thorough: bool) -> None:
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
    try:
        return dlm_schema.migrate(document, to, allow_loss=allow_loss)
    except dlm_schema.DlmSchemaError as error:
        return error
    except Exception as error:
        raise Violation("migrate-raises", f"{type(error).__name__}: {error}") from error


def _check_mapping(
    document: Mapping[Any, Any], report: dlm_schema.Report, *, thorough: bool
) -> None:
    before = _snapshot(document)
    if _validate(document) != report:
        raise Violation("mapping", "the text and its value are judged differently")
    version = report.version
    all_alike = {finding.code.split("/")[0] for finding in report.findings} - {"rules"}
    for to in (dlm_schema.LATEST,) if all_alike and not thorough else dlm_schema.VERSIONS:
        if all_alike:
            _check_invalid(document, report, to)
        elif version is not None and to >= version:
            _check_up(document, version, to)
        elif version is not None:
            _check_down(document, version, to)
    if _snapshot(document) != before:
        raise Violation("pure", "validating or migrating changes the caller's document")


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


def _check_up(document: Mapping[Any, Any], version: int, newer: int) -> None:
    up = _migrate(document, newer)
    if isinstance(up, dlm_schema.DlmSchemaError) or up.losses:
        raise Violation("migrate-up", f"from {version} to {newer} gives {up!r}")
    expected = list(range(version + 1, newer + 1))
    if [step.target for step in up.steps] != expected:
        raise Violation("migrate-up", f"the steps are {up.steps}, expected {expected}")
    if newer == version:
        _check_same(document, up.document)
        return
    _check_valid("migrate-up", up.document, newer)
    down = _migrate(up.document, version)
    if isinstance(down, dlm_schema.DlmSchemaError) or down.losses:
        raise Violation("migrate-round-trip", f"from {newer} back to {version} gives {down!r}")
    _check_same(document, down.document)


def _check_down(document: Mapping[Any, Any], version: int, older: int) -> None:
    allowed = _migrate(document, older, allow_loss=True)
    if isinstance(allowed, dlm_schema.DlmSchemaError):
        raise Violation("migrate-down", f"a loss is allowed and refused: {allowed!r}")
    if versions.lookup(older).schema.violations(allowed.document):
        raise Violation("migrate-down", f"the schema of {older} rejects {allowed.document!r}")
    plain = _migrate(document, older)
    if allowed.losses:
        if not isinstance(plain, dlm_schema.MigrationLossError) or plain.losses != allowed.losses:
            raise Violation("migrate-down", f"losses {allowed.losses}, but unallowed {plain!r}")
        for loss in allowed.losses:
            if loss.code not in _catalogue() or not _POINTER.fullmatch(loss.pointer):
                raise Violation("migrate-down", f"{loss!r} has an unknown code or no pointer")
        return
    if isinstance(plain, dlm_schema.DlmSchemaError):
        raise Violation("migrate-down", f"without a loss it is refused: {plain!r}")
    _check_valid("migrate-down", plain.document, older)
    back = _migrate(plain.document, version)
    if isinstance(back, dlm_schema.DlmSchemaError):
        raise Violation("migrate-down", f"what went down cannot come up again: {back!r}")
    _check_same(document, back.document)


def _check_valid(law: str, document: dict[str, Any], version: int) -> None:
    report = _validate(document)
    broken = {finding.code.split("/")[0] for finding in report.findings} - {"rules"}
    if broken or report.version != version:
        raise Violation(law, f"the result in version {version} gives {report}")


def _check_same(before: Mapping[Any, Any], after: dict[str, Any]) -> None:
    plain = json.loads(json.dumps(before, default=dict))
    if plain != after or canonical_bytes(plain) != canonical_bytes(after):
        raise Violation("migrate-round-trip", f"{after!r} is not {plain!r}")
