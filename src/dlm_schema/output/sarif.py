"""SARIF 2.1.0, as code scanning reads it (OASIS, sections named by what they describe)."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from dlm_schema._version import __version__
from dlm_schema.document import interrupts
from dlm_schema.export.inputs import STDIN
from dlm_schema.output.buffer import Buffer
from dlm_schema.output.json import write_with
from dlm_schema.output.results import Reporter, Result
from dlm_schema.published import BASE_URL, catalogue
from dlm_schema.text import printable

if TYPE_CHECKING:
    from dlm_schema.findings import Finding

_SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_ABOUT: Final = "https://github.com/tenseleyFlow/dlm-schema"
_FINGERPRINT: Final = "findingPlace/v1"
_PLACE: Final = re.compile(r"line ([0-9]+), column ([0-9]+): ")
"""How a message begins that tells where in the text it is."""
_SEPARATE: Final = ("files/unlisted", "files/unreadable")  # can occur more than once at a pointer


class SarifReporter(Reporter):
    """Prints one log with one run, whose results are the findings.

    A manifest without findings leaves no trace in it: that is how such logs say that all is well.
    """

    def __init__(self, command: str, paths: Sequence[str] = ()) -> None:
        super().__init__(command, paths)
        self._results = Buffer()
        self._rules: dict[str, int] = {}
        self._notices: list[dict[str, Any]] = []

    def _add(self, result: Result) -> None:
        for finding in result.findings:
            content = self._result(result.path, finding)
            separator = "\n" if self._results.is_empty else ",\n"
            text = f"{separator}{json.dumps(content, indent=2)}"
            self._results.write(text.replace("\n", "\n        "))
        for level, notice in (("warning", result.truncation), *(("note", n) for n in result.notes)):
            if notice is not None:
                message = _message(f"{result.path}: {notice}")
                self._notices.append({"level": level, "message": message})

    def _finish(self, *, interrupted: bool) -> None:
        invocation: dict[str, Any] = {
            "executionSuccessful": not (interrupted or self.unreadable),
            "exitCode": interrupts.exit_status() if interrupted else self.exit_status,
        }
        if interrupted:
            message = _message("interrupted: there would have been more results")
            self._notices.append({"level": "error", "message": message})
        if self._notices:
            invocation["toolExecutionNotifications"] = self._notices
        run = {
            "tool": {
                "driver": {
                    "name": "dlm-schema",
                    "semanticVersion": __version__,
                    "informationUri": _ABOUT,
                    "rules": [_rule(code) for code in self._rules],
                }
            },
            "automationDetails": {"id": f"dlm-schema/{self.command}/"},
            "invocations": [invocation],
            **(
                {"properties": {"truncated": True, "counts": self.counts}} if self.truncated else {}
            ),
            "results": [],
        }
        log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
        write_with(log, "results", self._results)

    def _result(self, path: str, finding: Finding) -> dict[str, Any]:
        logical = {
            "fullyQualifiedName": finding.pointer,
            "kind": "property" if finding.pointer else "object",
        }
        location: dict[str, Any] = {"logicalLocations": [logical]}
        if path != STDIN:
            location["physicalLocation"] = {"artifactLocation": {"uri": uri_of(path)}}
            if place := _PLACE.match(finding.message):
                region = {"startLine": int(place[1]), "startColumn": int(place[2])}
                location["physicalLocation"]["region"] = region
        facts = finding.as_json()
        kept = {name: facts[name] for name in ("path", "expected", "observed") if name in facts}
        return {
            **({"properties": kept} if kept else {}),
            "ruleId": finding.code,
            "ruleIndex": self._rules.setdefault(finding.code, len(self._rules)),
            "level": finding.severity,
            "message": _message(finding.message),
            "locations": [location],
            "partialFingerprints": {_FINGERPRINT: _fingerprint(finding)},
        }


def uri_of(path: str) -> str:
    """Write a path as a URI reference: relative where the path is, and ``file:`` where it is not.

    Every byte that a URI cannot hold is percent-encoded, those of a name that is no UTF-8 too.
    """
    scheme = re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", path)
    if scheme:
        return scheme[0] + quote(os.fsencode(path[scheme.end() :]), safe="/")
    encoded = quote(os.fsencode(path), safe="/")
    if path.startswith("/"):
        return f"file:///{encoded.lstrip('/')}"
    while encoded.startswith("./"):
        encoded = encoded[2:].lstrip("/")
    return encoded or os.curdir


def _rule(code: str) -> dict[str, Any]:
    entry = catalogue()[code]
    return {
        "id": code,
        "shortDescription": _message(entry["meaning"]),
        "fullDescription": _message(f"{entry['meaning']} {entry['remedy']}"),
        "help": _message(entry["remedy"]),
        "helpUri": f"{BASE_URL}codes/{code}.html",
        "defaultConfiguration": {"level": entry["severity"]},
        "properties": {"tags": [entry["layer"]]},
    }


def _message(text: str) -> dict[str, str]:
    """Write a plain text message: braces and links would be read as more than text."""
    shown = printable(text).replace("{", "{{").replace("}", "}}").replace("](", "\\](")
    return {"text": shown}


def _fingerprint(finding: Finding) -> str:
    """Tell findings of one manifest apart by what stays as it is when files change again."""
    place = [finding.code, finding.pointer]
    if finding.code in _SEPARATE:
        place.append(finding.message)
    return hashlib.sha256("\0".join(place).encode(errors="surrogatepass")).hexdigest()[:32]
