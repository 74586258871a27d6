"""Implementations with one fault each: this package, with a mistake that readers really make.

Each says which cases are meant for it and where else its mistake can show. No other case may fail,
because nothing else is wrong with it.
"""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from proofs.mutants.variants import PACKAGE, PUBLISHED

from dlm_schema.published import published

_Functions = Mapping[str, Callable[[Any], Any]]

_NEWEST = published("export-manifest/v3/schema.json")
_PARTS = _NEWEST["$defs"]["ExportArtifact"]["properties"]
_NAMES = {*_NEWEST["properties"], *_PARTS}
_LARGEST = 2**53 - 1
_READING = ("encoding/*", "version/*", "schema/*", "migrations/refused/*", "files/invalid-manifest/*")
_LONE_SURROGATE = re.compile(
    rb"(\\[^u]|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u[dD][89a-fA-F].{2}"
)


class Fault(NamedTuple):
    """One mistake: what it is, what it makes of functions, and the cases that it fails.

    Some case of every pattern in ``meant`` must catch it. In cases of ``also`` the same mistake may
    show. Patterns are those of ``fnmatch``, for ids.
    """

    why: str
    functions: _Functions
    meant: tuple[str, ...]
    also: tuple[str, ...] = ()


def _lenient(code: str, repaired: Callable[[bytes], bytes]) -> _Functions:
    """Read, in place of a document in which ``code`` is found, what a repair makes of it."""

    def change(judge: Callable[[bytes], Any]) -> Any:
        def judge_leniently(data: bytes) -> Any:
            judgement = judge(data)
            found = {finding.code for finding in judgement.report.findings}
            return judge(repaired(data)) if code in found else judgement

        return judge_leniently

    return {"document.validation:judge": change, "document.validation:accept": change}


def _replaced(pattern: bytes, new: Any) -> Callable[[bytes], bytes]:
    return lambda data: re.sub(pattern, new, data)


def _reparsed(change: Callable[[Any], Any] = lambda pairs: dict(pairs)) -> Callable[[bytes], bytes]:
    return lambda data: json.dumps(json.loads(data, object_pairs_hook=change)).encode()


def _published(pattern: bytes, new: Any) -> _Functions:
    """Execute other files than those that are published."""
    repaired = _replaced(pattern, new)
    return {PUBLISHED: lambda original: lambda path: repaired(original(path))}


def _judged(change: Callable[[Any, Any], list[Any]]) -> _Functions:
    """Add findings to what the first three layers find in a document."""

    def changed(accept: Callable[[bytes], Any]) -> Any:
        def judge(data: bytes) -> Any:
            judgement = accept(data)
            document, report = judgement
            more = change(document, report)
            added = type(report)(report.version, [*report.findings, *more])
            return type(judgement)(document, added) if more else judgement

        return judge

    return {"document.validation:accept": changed}


def _reported(change: Callable[[list[Any]], list[Any]]) -> _Functions:
    """Report other findings than there are."""
    return {
        "conformance.own:_answer": lambda answer: (
            lambda report: answer(type(report)(report.version, change(list(report.findings))))
        )
    }


def _answered(change: Callable[[Any], Any], function: str = "_answer") -> _Functions:
    """Give another answer."""
    return {
        f"conformance.own:{function}": lambda original: (
            lambda *arguments, **options: change(original(*arguments, **options))
        )
    }


def _ruled(keep: Callable[[Any], bool]) -> _Functions:
    """Drop what the rules find."""
    return {
        "document.rules:judge": lambda judge: (
            lambda document: [finding for finding in judge(document) if keep(finding)]
        )
    }


def _carried(keep: Callable[[Any], bool]) -> _Functions:
    """Drop the losses of a migration."""

    def changed(carry: Callable[..., Any]) -> Any:
        def dropping(*arguments: Any) -> Any:
            migration = carry(*arguments)
            migration.losses = tuple(filter(keep, migration.losses))
            return migration

        return dropping

    return {"document.migrations:carry": changed}


def _in_utf16(document: Any, report: Any) -> list[Any]:
    if not report.ok:
        return []
    pointers = [
        f"/artifacts/{index}/path"
        for index, artifact in enumerate(document["artifacts"])
        if len(artifact["path"].encode("utf-16-le")) > 2 * _PARTS["path"]["maxLength"]
    ]
    finding = importlib.import_module(f"{PACKAGE}.findings").Finding
    return [finding("schema/maxLength", "error", pointer, "") for pointer in pointers]


def _of_patterns(_: Any, report: Any) -> list[Any]:
    members = {**_NEWEST["properties"], **_PARTS}
    return [
        finding._replace(code="schema/pattern")
        for finding in report.findings
        if finding.code == "schema/maxLength"
        and "pattern" in members[finding.pointer.rpartition("/")[2]]
    ]


def _by_writer(claimed: Callable[[Any], Any]) -> Any:
    def judged(document: Any) -> Any:
        old = isinstance(document, dict) and "dlm-0.9." in str(document.get("created_by"))
        return claimed({} if old and "schema_version" not in document else document)

    return judged


def _as_newest(claimed: Callable[[Any], Any]) -> Any:
    def judged(document: Any) -> Any:
        number = document.get("schema_version") if isinstance(document, dict) else None
        newer = type(number) is int and number > _NEWEST["properties"]["schema_version"]["const"]
        return claimed({"schema_version": 3} if newer else document)

    return judged


def _refusing(migrate: Callable[..., Any]) -> Any:
    def migrate_valid(data: bytes, to: int, *, allow_loss: bool) -> Any:
        judged = importlib.import_module(f"{PACKAGE}.conformance.own").validate(data)
        if judged.valid:
            return migrate(data, to, allow_loss=allow_loss)
        return judged._replace(warnings=())

    return migrate_valid


def _following(_: object) -> Any:
    files = importlib.import_module(f"{PACKAGE}.disk.files")
    return lambda directory, path: files.open_regular(f"/proc/self/fd/{directory}/{path}", follow=True)


def _at_top(answer: Any) -> Any:
    names = ("errors", "warnings", "notes", "findings")
    return answer._replace(
        **{name: tuple(each._replace(pointer="") for each in getattr(answer, name)) for name in names}
    )


FAULTS: dict[str, Fault] = {
    "lax-utf8": Fault(
        "Ill-formed UTF-8 is replaced by U+FFFD.",
        _lenient("encoding/utf8", lambda data: data.decode("utf-8", "replace").encode()),
        ("encoding/utf8/*", "encoding/other-encoding/*"),
    ),
    "byte-order-mark": Fault(
        "A byte order mark is dropped.",
        _lenient("encoding/bom", lambda data: data[3:]),
        ("encoding/byte-order-mark/*",),
    ),
    "last-wins": Fault(
        "Of two members of one name the last counts, as in most parsers.",
        _lenient("encoding/duplicate-member", _reparsed(dict)),
        ("encoding/duplicate/*", "encoding/duplicate-by-escape/*"),
    ),
    "first-wins": Fault(
        "Of two members of one name the first counts.",
        _lenient("encoding/duplicate-member", _reparsed(lambda pairs: dict(pairs[::-1]))),
        ("encoding/duplicate/*", "encoding/duplicate-by-escape/*"),
    ),
    "names-in-any-case": Fault(
        "Member names are matched without regard to case, as Go does.",
        _lenient(
            "schema/additionalProperties",
            _reparsed(lambda pairs: {_NAMES_FOLDED.get(name.lower(), name): value for name, value in pairs}),
        ),
        ("version/other-spelling/*",),
    ),
    "integral-fractions": Fault(
        "A fraction of zeros is an integer, as in JavaScript.",
        _lenient("encoding/number", _replaced(rb"(?<=[:\s]\d)\.0+(?=[\s,}])", b"")),
        ("encoding/number-form/*",),
    ),
    "saturated-integers": Fault(
        "An integer out of bounds becomes the nearest within them.",
        _lenient("encoding/number", _replaced(rb"(?<=[:\s])\d{16,}(?=[\s,}])", b"%d" % _LARGEST)),
        ("encoding/bound/*",),
    ),
    "quoted-integers": Fault(
        "Digits in quotes are an integer.",
        _lenient("schema/type", _replaced(rb'("(?:adapter_version|size_bytes)": )"(\d+)"', rb"\1\2")),
        ("schema/*",),
    ),
    "negative-zero": Fault(
        "A negative zero is read as zero.",
        _lenient("encoding/number", _replaced(rb"(?<=[:\s])-0(?=[\s,}])", b"0")),
        ("encoding/zero-form/*",),
    ),
    "replaced-surrogates": Fault(
        "A lone surrogate is replaced by U+FFFD, as in Go.",
        _lenient(
            "encoding/character",
            _replaced(_LONE_SURROGATE.pattern, lambda found: found[1] or rb"\ufffd"),
        ),
        ("encoding/surrogate/*",),
    ),
    "trailing-line-feed": Fault(
        "The anchor $ matches before a final line feed, as in Python.",
        _lenient("encoding/character", _replaced(rb'(?<!\\)\\n(?=")', b"")),
        ("encoding/trailing-line-feed/*",),
    ),
    "trailing-line-separator": Fault(
        "The anchor $ matches before a final U+2028, as in Java.",
        _lenient("encoding/character", _replaced(rb'(?:\xe2\x80\xa8|\\u2028)(?=")', b"")),
        ("encoding/line-end-in-string/*",),
    ),
    "unanchored-patterns": Fault(
        "A pattern without its anchors finds its text anywhere.",
        _published(rb'("pattern": ")\^(.*)\$"', rb'\1\2"'),
        ("schema/*",),
        ("migrations/*", "rules/*"),
    ),
    "unicode-digits": Fault(
        "Digits are those of Unicode, as with \\d in many engines.",
        _published(rb"(\"pattern\": .*)0-9", rb"\g<1>0-9\\u0660-\\u0669"),
        ("schema/*",),
    ),
    "utf16-lengths": Fault(
        "Lengths are counted in UTF-16 units, as in JavaScript and Java.",
        _judged(_in_utf16),
        ("schema/*",),
    ),
    "patterns-of-long-text": Fault(
        "The pattern is asked even where a text is too long.", _judged(_of_patterns), ("schema/*",)
    ),
    "extra-members": Fault(
        "Members that no version defines are ignored.",
        _lenient(
            "schema/additionalProperties",
            _reparsed(lambda pairs: {name: value for name, value in pairs if name in _NAMES}),
        ),
        ("schema/*", "version/other-place/*"),
    ),
    "absent-as-null": Fault(
        "A member that can be null can be absent.",
        _lenient("schema/required", _with_defaults(ollama_name=None, llama_cpp_tag=None)),
        ("schema/*",),
    ),
    "defaults": Fault(
        "Members that are missing take a default.",
        _lenient("schema/required", _with_defaults(merged=False, dequantized=False, artifacts=[])),
        ("schema/*",),
    ),
    "null-as-default": Fault(
        "null stands for a type's zero value, as in Go.",
        _lenient("schema/type", _replaced(rb'("(?:merged|dequantized)": )null', rb"\1false")),
        ("schema/*",),
    ),
    "version-by-writer": Fault(
        "What created_by names decides the version of a document that does not.",
        {"document.versions:claimed_version": _by_writer},
        ("version/created-by/*",),
    ),
    "newest-version": Fault(
        "A version that is newer than the newest is read as the newest.",
        {"document.versions:claimed_version": _as_newest},
        ("version/unsupported/*",),
    ),
    "no-rules": Fault(
        "Nothing is judged but encoding, version and schema.",
        _ruled(lambda finding: False),
        (
            *(f"rules/{rule}/*" for rule in ("duplicate-path", "path-prefix", "self-listing", "calendar-date")),
            *(f"rules/{rule}/*" for rule in ("case-collision", "reserved-name", "target-fields", "missing-role")),
        ),
        ("*",),
    ),
    "quant-in-any-case": Fault(
        "The quantization in a file's name is compared without case.",
        _ruled(
            lambda finding: (
                finding.code != "rules/quant-name"
                or finding.expected.lower() != finding.observed.lower()
            )
        ),
        ("rules/quant-name/*",),
    ),
    "dates-by-shape": Fault(
        "Any day up to the 31st is a date.",
        _ruled(lambda finding: finding.code != "rules/calendar-date"),
        ("rules/calendar-date/*",),
        ("rules/several/*", "migrations/*", "files/*"),
    ),
    "warnings-as-errors": Fault(
        "A warning makes the subject invalid.",
        _answered(lambda answer: answer._replace(
            valid=answer.valid and not answer.warnings, errors=answer.errors + answer.warnings, warnings=()
        )),
        ("rules/missing-role/*", "files/unlisted/*"),
        ("*",),
    ),
    "no-warnings": Fault(
        "Warnings are not reported.",
        _answered(lambda answer: answer._replace(warnings=())),
        ("rules/missing-role/*", "files/unlisted/*"),
        ("*",),
    ),
    "first-finding": Fault(
        "Judging stops at the first finding.",
        _reported(lambda findings: findings[:1]),
        ("rules/several/*", "files/several/*", "schema/*"),
        ("*",),
    ),
    "no-pointers": Fault(
        "The verdict is right and every finding is at the top.",
        _answered(_at_top),
        ("schema/*", "rules/*", "files/*"),
        ("*",),
    ),
    "rules-stop-migrations": Fault(
        "A document that breaks a rule is not migrated.",
        {"conformance.own:migrate": _refusing},
        ("migrations/same-version/*",),
        ("migrations/*",),
    ),
    "target-dropped": Fault(
        "Going down to version 1 drops any target in silence.",
        _carried(lambda loss: loss.pointer != "/target"),
        ("migrations/target-lost/*", "migrations/target-loss-allowed/*"),
        ("migrations/*",),
    ),
    "role-dropped": Fault(
        "Going down to version 2 drops any role in silence.",
        _carried(lambda loss: not loss.pointer.endswith("/role")),
        ("migrations/role-lost/*", "migrations/role-loss-allowed/*"),
        ("migrations/*",),
    ),
    "losses-unreported": Fault(
        "Losses that were allowed are not reported.",
        _answered(lambda answer: answer._replace(losses=() if answer.output else answer.losses), "migrate"),
        ("migrations/target-loss-allowed/*", "migrations/role-loss-allowed/*"),
        ("migrations/*",),
    ),
    "losses-allowed": Fault(
        "Losses are allowed though nobody asked.",
        {
            "conformance.own:migrate": lambda migrate: (
                lambda data, to, **_: migrate(data, to, allow_loss=True)
            )
        },
        ("migrations/target-lost/*", "migrations/role-lost/*"),
        ("migrations/*",),
    ),
    "roles-whatever-the-target": Fault(
        "Roles come from paths without a look at the target.",
        _published(rb'"targets": \[[^]]*\],', b""),
        ("migrations/derive/*", "rules/missing-role/*"),
        ("migrations/*",),
    ),
    "members-as-they-come": Fault(
        "Canonical form keeps the members in the order in which they came.",
        {
            "document.canonical:canonical_bytes": lambda _: (
                lambda document: f"{json.dumps(document, indent=2)}\n".encode()
            )
        },
        ("migrations/written-otherwise/*", "migrations/canonical-document/*"),
        ("migrations/*",),
    ),
    "escaped-for-html": Fault(
        "Canonical form escapes <, > and &, as Go's encoder does.",
        {
            "document.canonical:canonical_bytes": lambda written: (
                lambda document: re.sub(
                    rb"[<>&]", lambda found: b"\\u%04x" % ord(found[0]), written(document)
                )
            )
        },
        ("migrations/canonical-string/*",),
        ("migrations/*",),
    ),
    "links-followed": Fault(
        "Symbolic links are followed.",
        {"disk.files:open_beneath": _following},
        ("files/symlink/*", "files/symlink-folder/*"),
        ("files/*",),
    ),
    "size-alone": Fault(
        "A file of the right size is taken for the right file.",
        _reported(_without("files/sha256")),
        ("files/sha256/*",),
        ("files/*",),
    ),
    "unlisted-ignored": Fault(
        "Files that no artifact names are not looked for.",
        _reported(_without("files/unlisted")),
        ("files/unlisted/*", "files/companion/*"),
        ("files/*",),
    ),
}
"""The implementations by their names."""
