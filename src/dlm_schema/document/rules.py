"""The rules layer: does a well-formed manifest make sense (SPEC section 6)?

Rules judge every version alike, as if the document had been migrated to the latest version:
where a version has no target or no roles, the migration files say which ones it implies. Most rules
are data: their kind says how ``rules.json`` is executed. What compares paths with each other, and
what knows the calendar, is code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, TypeAlias

from dlm_schema.document.operations import Add, Derive, operations
from dlm_schema.document.patterns import matcher
from dlm_schema.document.versions import VERSIONS
from dlm_schema.findings import Finding, Scalar, in_document_order, observed
from dlm_schema.published import MANIFEST_FILENAME, TARGET_MEMBER, catalogue
from dlm_schema.text import excerpt

_Document: TypeAlias = dict[str, Any]
_Rule: TypeAlias = Callable[[_Document, str], Iterator[Finding]]

_EVERY_ENTRY = "*"


def judge(document: _Document) -> list[Finding]:
    """Return every broken rule of a document that its schema accepts, in document order."""
    target = document.get(TARGET_MEMBER) or implied_target()
    findings = [finding for rule in _rules() for finding in rule(document, target)]
    return in_document_order(findings) if len(findings) > 1 else findings


@cache
def _rules() -> tuple[_Rule, ...]:
    """Return the rules in code and those that the catalogue has the data of."""
    from_data = [
        _KINDS[entry["parameters"]["kind"]](entry)
        for entry in catalogue().values()
        if entry["layer"] == "rules" and "parameters" in entry
    ]
    return (_judge_paths, _judge_date, _judge_merge, *from_data)


@cache
def implied_target() -> str:
    """Return the target of the versions that name none."""
    target: str = next(
        operation.value
        for number in VERSIONS[1:]
        for operation in operations(number)
        if isinstance(operation, Add) and operation.member.name == TARGET_MEMBER
    )
    return target


@cache
def role_of(target: str | None) -> Callable[[str], str]:
    """Return the function from an artifact's path to the role it implies for ``target``.

    Without a target only the rules that hold for every target apply.
    """
    derive = next(
        operation
        for number in VERSIONS[1:]
        for operation in operations(number)
        if isinstance(operation, Derive) and operation.member.name == "role"
    )
    return derive.deriver(target)


def _finding(
    code: str,
    pointer: str,
    message: str,
    *,
    path: str | None = None,
    expected: Scalar | tuple[Scalar, ...] = None,
    found: Scalar = None,
) -> Finding:
    severity = catalogue()[code]["severity"]
    return Finding(code, severity, pointer, message, path, expected, found)


def folded(text: str) -> str:
    """Return a text without the case of ASCII letters; no other letter is touched."""
    return text.encode().lower().decode()


def _judge_date(document: _Document, _: str) -> Iterator[Finding]:
    shown = document["created_at"][:10]
    try:
        date(int(shown[:4]), int(shown[5:7]), int(shown[8:]))
    except ValueError:
        message = f"{shown} is not a date of the Gregorian calendar"
        yield _finding("rules/calendar-date", "/created_at", message)


def _judge_merge(document: _Document, _: str) -> Iterator[Finding]:
    if document["dequantized"] and not document["merged"]:
        message = "dequantized is true, and merged is not"
        yield _finding("rules/dequantized-without-merged", "/dequantized", message)


class _Texts:
    """The texts of the member, or of the member of every array entry, that a pointer names."""

    def __init__(self, pointer: str) -> None:
        self._tokens = pointer.split("/")[1:]

    def of(self, document: _Document) -> Iterator[tuple[str, str]]:
        """Yield each text with its pointer; null, and a member that is not there, is none."""
        found: list[tuple[str, Any]] = [("", document)]
        for token in self._tokens:
            if token == _EVERY_ENTRY:
                found = [
                    (f"{pointer}/{index}", entry)
                    for pointer, entries in found
                    for index, entry in enumerate(entries)
                ]
            else:
                found = [
                    (f"{pointer}/{token}", owner[token])
                    for pointer, owner in found
                    if token in owner
                ]
        return ((pointer, text) for pointer, text in found if text is not None)

    def path(self, text: str) -> str | None:
        """Return the text where it is an artifact's path."""
        return text if self._tokens == ["artifacts", _EVERY_ENTRY, "path"] else None


def _pattern(entry: Mapping[str, Any]) -> _Rule:
    code = entry["code"]
    parameters = entry["parameters"]
    texts = _Texts(parameters["pointer"])
    separator = parameters.get("separator")
    required = matcher(parameters["pattern"]) if "pattern" in parameters else None
    forbidden = matcher(parameters["forbidden"]) if "forbidden" in parameters else None
    words = entry["meaning"].removesuffix(".")
    if words.startswith("A "):
        words = f"a{words[1:]}"

    def judge(document: _Document, _: str) -> Iterator[Finding]:
        for pointer, text in texts.of(document):
            for part in text.split(separator) if separator else (text,):
                if (required and not required(part)) or (forbidden and forbidden(part)):
                    message = f"{words}: {excerpt(part)}"
                    yield _finding(code, pointer, message, path=texts.path(text))
                    break

    return judge


def _values_by_target(entry: Mapping[str, Any]) -> _Rule:
    code = entry["code"]
    parameters = entry["parameters"]

    def judge(document: _Document, target: str) -> Iterator[Finding]:
        for name, only in parameters["require"].get(target, {}).items():
            if name in document and not _same(document[name], only):
                message = (
                    f"{name} is {excerpt(only)} in exports for {target}, "
                    f"found {excerpt(document[name])}"
                )
                found = observed(document[name])
                yield _finding(code, f"/{name}", message, expected=only, found=found)
        for name, never in parameters["forbid"].get(target, {}).items():
            if name in document and _same(document[name], never):
                message = f"{name} is never {excerpt(never)} in exports for {target}"
                yield _finding(code, f"/{name}", message)

    return judge


def _same(value: Any, other: Any) -> bool:
    if isinstance(value, str) and isinstance(other, str):
        return folded(value) == folded(other)
    return type(value) is type(other) and bool(value == other)


def _roles_by_target(entry: Mapping[str, Any]) -> _Rule:
    code = entry["code"]
    roles: Mapping[str, list[str]] = entry["parameters"]["roles"]

    def judge(document: _Document, target: str) -> Iterator[Finding]:
        missing = list(roles.get(target, ()))
        for artifact in document["artifacts"]:
            if not missing:
                return
            role = artifact["role"] if "role" in artifact else role_of(target)(artifact["path"])
            if role in missing:
                missing.remove(role)
        if missing:
            needed = ", ".join(missing)
            message = f"no artifact has a role that the target {target} needs: {needed}"
            yield _finding(code, "/artifacts", message)

    return judge


def _embedded_value(entry: Mapping[str, Any]) -> _Rule:
    code = entry["code"]
    parameters = entry["parameters"]
    texts = _Texts(parameters["pointer"])
    prefix, suffix, member = (parameters[name] for name in ("prefix", "suffix", "member"))
    least = len(prefix) + len(suffix)

    def judge(document: _Document, _: str) -> Iterator[Finding]:
        value = document.get(member)
        for pointer, text in texts.of(document):
            if len(text) < least or not (text.startswith(prefix) and text.endswith(suffix)):
                continue
            between = text[len(prefix) : len(text) - len(suffix)]
            if between != value and "/" not in text:
                yield _finding(
                    code,
                    pointer,
                    f"{excerpt(text)} says {excerpt(between)}, and {member} is {excerpt(value)}",
                    path=texts.path(text),
                    expected=value,
                    found=between,
                )

    return judge


_KINDS: Mapping[str, Callable[[Mapping[str, Any]], _Rule]] = {
    "pattern": _pattern,
    "values_by_target": _values_by_target,
    "roles_by_target": _roles_by_target,
    "embedded_value": _embedded_value,
}


def _judge_paths(document: _Document, _: str) -> Iterator[Finding]:
    artifacts = document["artifacts"]
    if not _has_suspect_path(artifacts):
        return
    paths: list[str] = [artifact["path"] for artifact in artifacts]
    first: dict[str, int] = {}
    first_folded: dict[str, int] = {}
    in_conflict = _path_prefix_conflicts(paths)
    for index, path in enumerate(paths):
        pointer = f"/artifacts/{index}/path"
        caseless = folded(path)
        if path in first:
            message = f"{path} is listed already at /artifacts/{first[path]}"
            yield _finding("rules/duplicate-path", pointer, message, path=path)
        elif caseless in first_folded:
            other = first_folded[caseless]
            message = f"{path} differs from {paths[other]} at /artifacts/{other} only in case"
            yield _finding("rules/case-collision", pointer, message, path=path)
        first.setdefault(path, index)
        first_folded.setdefault(caseless, index)
        if index in in_conflict:
            other = in_conflict[index]
            message = (
                f"of {path} and {paths[other]} at /artifacts/{other}, one is a folder of the other"
            )
            yield _finding("rules/path-prefix", pointer, message, path=path)
        if caseless == MANIFEST_FILENAME:
            message = f"{path} is the manifest itself"
            yield _finding("rules/self-listing", pointer, message, path=path)


def _has_suspect_path(artifacts: list[dict[str, Any]]) -> bool:
    """Tell, quickly and never wrongly no, whether two paths may clash, or the manifest is listed."""
    listed = "\n".join([artifact["path"] for artifact in artifacts])
    distinct = set(folded(listed).split("\n"))
    if len(distinct) != len(artifacts):
        return len(artifacts) > 0
    if MANIFEST_FILENAME in distinct:
        return True
    if "/" not in listed:
        return False
    # With the separator ordered before every other character, what lies below a path follows it
    # at once.
    ordered = sorted(listed.replace("/", "\0").split("\n"))
    return any(map(str.startswith, ordered[1:], [path + "\0" for path in ordered]))


def _path_prefix_conflicts(paths: list[str]) -> dict[int, int]:
    """Map the index of each path that clashes with an earlier one to the first of those.

    Two paths clash when one is a folder of the other. In tree order one pass down finds the
    folders above each path and one pass up the paths below it, so that neither the number nor
    the depth of the paths matters more than sorting them does.
    """
    first: dict[str, int] = {}
    for index, path in enumerate(paths):
        first.setdefault(path.replace("/", "\0"), index)
    ordered = sorted(first)
    nearest: dict[str, str] = {}
    earliest_above: dict[str, int] = {}
    earliest_below: dict[str, int] = {}
    above: list[str] = []
    for path in ordered:
        while above and not path.startswith(above[-1] + "\0"):
            above.pop()
        if above:
            folder = nearest[path] = above[-1]
            earliest_above[path] = min(first[folder], earliest_above.get(folder, len(paths)))
        above.append(path)
    for path in reversed(ordered):
        if path in nearest:
            earliest = min(first[path], earliest_below.get(path, len(paths)))
            folder = nearest[path]
            earliest_below[folder] = min(earliest, earliest_below.get(folder, len(paths)))
    conflicts = {}
    for index, path in enumerate(paths):
        key = path.replace("/", "\0")
        other = min(earliest_above.get(key, index), earliest_below.get(key, index))
        if other < index:
            conflicts[index] = other
    return conflicts
