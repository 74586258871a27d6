"""Implementations with one fault each: this package, with a mistake that readers really make.

Each says which cases are meant for it and where else its mistake can show. No other case may fail,
because nothing else is wrong with it. ``python -m proofs.broken.faults NAME`` answers the batch
protocol as one of them.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import re
import sys
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from proofs.mutants.variants import PACKAGE, PUBLISHED, Variant, install

from dlm_schema.document.versions import LATEST, REGISTRY
from dlm_schema.findings import Found
from dlm_schema.published import published

_NEWEST = published(REGISTRY[LATEST].schema_path)
_MEMBERS = _NEWEST["properties"] | _NEWEST["$defs"]["ExportArtifact"]["properties"]
_LONE = rb"(\\[^u]|\\u[dD][89abAB]..\\u[dD][c-fC-F]..)|\\u[dD][89a-fA-F].."
_READING = (
    "encoding/*",
    "version/*",
    "schema/*",
    "migrations/refused/*",
    "files/*-manifest/*",
    "store/*",
)
_JUDGED = (*_READING, "rules/*", "migrations/*", "files/*")
_OWN = "conformance.own"


class Fault(NamedTuple):
    """What a mistake makes of functions, and the cases that it fails.

    Some case of every pattern in ``meant`` must catch it. In cases of ``also`` the same mistake may
    show. Patterns are those of ``fnmatch``, for ids.
    """

    functions: Mapping[str, Callable[[Any], Any]]
    meant: tuple[str, ...]
    also: tuple[str, ...]


def _read_anyway(code: str, repaired: Callable[[bytes], bytes], *meant: str) -> Fault:
    """Judge, in place of a document in which ``code`` is found, what a repair makes of it."""

    def change(judge: Callable[..., Any]) -> Any:
        def judge_anyway(data: bytes, *most: Any) -> Any:
            judged = judge(data, *most)
            if code in {finding.code for finding in judged.report.findings}:
                with contextlib.suppress(ValueError):
                    return judge(repaired(data), *most)
            return judged

        return judge_anyway

    return Fault({"document.validation:judge": change}, meant, _READING)


def _substituted(pattern: bytes, new: Any) -> Callable[[bytes], bytes]:
    return lambda data: re.sub(pattern, new, data)


def _reparsed(pairs_hook: Callable[[Any], Any]) -> Callable[[bytes], bytes]:
    return lambda data: json.dumps(json.loads(data, object_pairs_hook=pairs_hook)).encode()


def _judged(more: Callable[[Any], list[Any]], *meant: str) -> Fault:
    """Find more in a document than there is."""

    def changed(judge: Callable[..., Any]) -> Any:
        def judge_otherwise(data: bytes, *most: Any) -> Any:
            judged = judge(data, *most)
            report = judged.report
            found = type(report)(report.version, [*more(judged), *report.findings])
            return judged._replace(report=found, accepted=judged.accepted and found.ok)

        return judge_otherwise

    return Fault({"document.validation:judge": changed}, meant, _JUDGED)


def _in_utf16(judged: Any) -> list[Any]:
    finding = importlib.import_module(f"{PACKAGE}.findings").Finding
    return [
        finding("schema/maxLength", "error", f"/artifacts/{index}/path", "")
        for index, artifact in enumerate(judged.document["artifacts"] if judged.accepted else ())
        if len(artifact["path"].encode("utf-16-le")) > 2 * _MEMBERS["path"]["maxLength"]
    ]


def _of_long_text(judged: Any) -> list[Any]:
    return [
        finding._replace(code="schema/pattern")
        for finding in judged.report.findings
        if finding.code == "schema/maxLength"
        and "pattern" in _MEMBERS[finding.pointer.rpartition("/")[2]]
    ]


def _executed(pattern: bytes, new: bytes, *meant: str) -> Fault:
    """Execute other files than those that are published."""
    changed = {PUBLISHED: lambda read: lambda path: re.sub(pattern, new, read(path))}
    return Fault(changed, meant, ("*",))


def _ruled(keep: Callable[[Any], bool], *meant: str) -> Fault:
    """Drop some of what the rules find."""
    changed = {
        "document.rules:broken_rules": lambda broken_rules: (
            lambda document, most=None: Found(filter(keep, broken_rules(document)), most)
        )
    }
    return Fault(changed, meant, _JUDGED)


def _answered(change: Callable[[Any], Any], *meant: str) -> Fault:
    """Give another answer."""
    changed = {f"{_OWN}:_answer": lambda answer: lambda report: change(answer(report))}
    return Fault(changed, meant, ("*",))


def _without(code: str) -> Callable[[Any], Any]:
    def change(answer: Any) -> Any:
        errors, warnings, notes = (
            tuple(found for found in places if found.code != code)
            for places in (answer.errors, answer.warnings, answer.notes)
        )
        return answer._replace(valid=not errors, errors=errors, warnings=warnings, notes=notes)

    return change


def _without_store(answer: Any) -> Any:
    findings = tuple(one for one in answer.findings if not one.code.startswith("store/"))
    return answer._replace(
        valid=all(one.severity != "error" for one in findings), findings=findings
    )


def _at_top(answer: Any) -> Any:
    return answer._replace(
        **{
            name: tuple(found._replace(pointer="") for found in getattr(answer, name))
            for name in ("errors", "warnings", "notes", "findings")
        }
    )


def _migrated(change: Callable[[Any], Any], *meant: str, of: str = f"{_OWN}:migrate") -> Fault:
    """Migrate, or write what was migrated, in another way."""
    return Fault({of: change}, meant, ("migrations/*", "operations/*"))


def _following(_: object) -> Any:
    opening = importlib.import_module(f"{PACKAGE}.disk.opening")
    return lambda directory, path: opening.open_regular(
        f"/proc/self/fd/{directory}/{path}", follow=True
    )


FAULTS: dict[str, Fault] = {
    "lax-utf8": _read_anyway(
        "encoding/utf8",
        lambda data: data.decode("utf-8", "replace").encode(),
        "encoding/utf8/*",
        "encoding/other-encoding/*",
    ),
    "byte-order-mark-dropped": _read_anyway(
        "encoding/bom", lambda data: data[3:], "encoding/byte-order-mark/*"
    ),
    "last-wins": _read_anyway(
        "encoding/duplicate-member",
        _reparsed(dict),
        "encoding/duplicate/*",
        "encoding/duplicate-by-escape/*",
    ),
    "negative-zero": _read_anyway(
        "encoding/number", _substituted(rb"(?<=[:\s])-0(?=[\s,}])", b"0"), "encoding/zero-form/*"
    ),
    "replaced-surrogates": _read_anyway(
        "encoding/character",
        _substituted(_LONE, lambda found: found[1] or rb"\ufffd"),
        "encoding/surrogate/*",
    ),
    "dollar-before-line-separator": _read_anyway(
        "encoding/character",
        _substituted(rb'(?:\xe2\x80\xa8|\\u2028)(?=")', b""),
        "encoding/line-end-in-string/*",
    ),
    "names-in-any-case": _read_anyway(
        "schema/additionalProperties",
        _reparsed(
            lambda pairs: {
                lower if (lower := name.lower()) in _MEMBERS else name: value
                for name, value in pairs
            }
        ),
        "version/other-spelling/*",
    ),
    "extra-members-ignored": _read_anyway(
        "schema/additionalProperties",
        _reparsed(lambda pairs: {name: value for name, value in pairs if name in _MEMBERS}),
        "schema/extra/*",
    ),
    "null-as-default": _read_anyway(
        "schema/type",
        _substituted(rb'("(?:merged|dequantized)": )null', rb"\1false"),
        "schema/null/*",
    ),
    "lengths-in-utf16": _judged(_in_utf16, "schema/*"),
    "patterns-of-long-text": _judged(_of_long_text, "schema/*"),
    "unanchored-patterns": _executed(rb'("pattern": ")\^(.*)\$"', rb'\1\2"', "schema/*"),
    "digits-of-unicode": _executed(rb'("pattern": .*)0-9', rb"\g<1>0-9\\u0660-\\u0669", "schema/*"),
    "roles-whatever-the-target": _executed(
        rb'"targets": \[[^]]*\],', b"", "migrations/derive/*", "rules/missing-role/*"
    ),
    "newest-version": _read_anyway(
        "version/unsupported",
        _substituted(rb'("schema_version": )\d+', rb"\g<1>%d" % LATEST),
        "version/unsupported/*",
    ),
    "no-rules": _ruled(
        lambda _: False,
        *(f"rules/{name}/*" for name in ("calendar-date", "missing-role", "several")),
    ),
    "quant-name-in-any-case": _ruled(
        lambda found: (
            found.code != "rules/quant-name" or found.expected.lower() != found.observed.lower()
        ),
        "rules/quant-name/*",
    ),
    "warnings-as-errors": _answered(
        lambda answer: answer._replace(
            valid=not (wrong := answer.errors + answer.warnings), errors=wrong, warnings=()
        ),
        "rules/missing-role/*",
        "files/unlisted/*",
    ),
    "no-warnings": _answered(
        lambda answer: answer._replace(warnings=()), "rules/missing-role/*", "files/unlisted/*"
    ),
    "first-finding": _answered(
        lambda answer: answer._replace(errors=answer.errors[:1], warnings=answer.warnings[:1]),
        "rules/several/*",
        "files/several/*",
        "schema/several/*",
    ),
    "no-pointers": _answered(_at_top, "schema/*", "rules/*", "files/*"),
    "size-alone": _answered(_without("files/sha256"), "files/sha256/*"),
    "unlisted-ignored": _answered(
        _without("files/unlisted"), "files/unlisted/*", "files/companion/*"
    ),
    "store-ignored": Fault(
        {f"{_OWN}:check_store": lambda check: lambda path: _without_store(check(path))},
        ("store/row/missing/*", "store/no-manifest/*", "store/link/*", "store/gone/*"),
        ("store/*",),
    ),
    "links-followed": Fault(
        {"disk.opening:open_beneath": _following},
        ("files/symlink/*", "files/symlink-folder/*"),
        ("files/*", "store/*"),
    ),
    "rules-stop-migrations": _judged(lambda _: [], "migrations/rules-kept/*"),
    "losses-allowed": _migrated(
        lambda migrate: (
            lambda data, to, **options: migrate(data, to, **{**options, "allow_loss": True})
        ),
        "migrations/target-lost/*",
        "migrations/role-lost/*",
        "operations/map/fallback/*",
    ),
    "losses-unreported": _migrated(
        lambda migrate: (
            lambda data, to, **options: (answer := migrate(data, to, **options))._replace(
                losses=() if answer.output else answer.losses
            )
        ),
        "migrations/target-loss-allowed/*",
        "migrations/role-loss-allowed/*",
    ),
    "members-as-they-come": _migrated(
        lambda _: lambda document: f"{json.dumps(document, indent=2)}\n".encode(),
        "migrations/written-otherwise/*",
        "migrations/canonical-document/*",
        of="document.canonical:canonical_bytes",
    ),
}
"""The implementations by their names."""


if __name__ == "__main__":
    variant = Variant(functions=FAULTS[sys.argv[1]].functions)
    install(variant, "conformance.server").serve(sys.stdin.buffer, sys.stdout.buffer)
