"""The rules layer: does a well-formed manifest make sense (SPEC section 6)?

Rules judge every version alike, as if the document had been migrated to the latest version:
where a version has no target or no roles, the migration files say which ones it implies. Most rules
are data: their kind says how ``rules.json`` is executed. What compares paths with each other, and
what knows the calendar, is code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, Final, TypeAlias, final

from dlm_schema.document.operations import Add, Derive, operations
from dlm_schema.document.patterns import matcher
from dlm_schema.document.versions import VERSIONS
from dlm_schema.findings import Finding, Scalar, in_document_order, observed
from dlm_schema.published import MANIFEST_FILENAME, TARGET_MEMBER, catalogue
from dlm_schema.text import excerpt

_Document: TypeAlias = dict[str, Any]
_Rule: TypeAlias = Callable[[_Document, str, list[str]], Iterable[Finding]]

_EVERY_ENTRY = "*"
_TEXTS_REMEMBERED: Final = 4096


def judge(document: _Document) -> list[Finding]:
    """Return every broken rule of a document that its schema accepts, in document order."""
    target = document.get(TARGET_MEMBER) or implied_target()
    paths = [artifact["path"] for artifact in document["artifacts"]]
    findings: list[Finding] = []
    for rule in _rules():
        findings += rule(document, target, paths)
    return in_document_order(findings) if len(findings) > 1 else findings


@cache
def _rules() -> tuple[_Rule, ...]:
    """Return the rules that are code, and those that the catalogue has the data of."""
    rules: list[_Rule] = [_judge_paths, _judge_date, _judge_merge]
    patterns: dict[str, list[_Pattern]] = {}
    for entry in catalogue().values():
        if entry["layer"] != "rules" or "parameters" not in entry:
            continue
        parameters = entry["parameters"]
        if parameters["kind"] == "pattern":
            patterns.setdefault(parameters["pointer"], []).append(_Pattern(entry))
        else:
            rules.append(_KINDS[parameters["kind"]](entry))
    return (*rules, *(_Patterns(pointer, some).judge for pointer, some in patterns.items()))


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
    return text.lower() if text.isascii() else text.encode().lower().decode()


def _judge_date(document: _Document, *_: object) -> Iterable[Finding]:
    shown = document["created_at"][:10]
    try:
        date.fromisoformat(shown)
    except ValueError:
        message = f"{shown} is not a date of the Gregorian calendar"
        return [_finding("rules/calendar-date", "/created_at", message)]
    return ()


def _judge_merge(document: _Document, *_: object) -> Iterable[Finding]:
    if not document["dequantized"] or document["merged"]:
        return ()
    message = "dequantized is true, and merged is not"
    return [_finding("rules/dequantized-without-merged", "/dequantized", message)]


class _Member:
    """The member, or the member of every array entry, that a pointer names."""

    def __init__(self, pointer: str) -> None:
        self._tokens = pointer.split("/")[1:]
        self.is_path = pointer == "/artifacts/*/path"

    def values(self, document: _Document, paths: list[str]) -> Iterable[Any]:
        """Return its values; null, and a member that is not there, is none."""
        if self.is_path:
            return paths
        if len(self._tokens) == 1:
            value = document.get(self._tokens[0])
            return () if value is None else (value,)
        return [value for _, value in self.located(document)]

    def located(self, document: _Document) -> Iterator[tuple[str, Any]]:
        """Yield its values, each with its pointer."""
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
        return ((pointer, value) for pointer, value in found if value is not None)


@final
class _Pattern:
    """``pattern``: a text, or each part of it, matches one pattern or does not match another."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        parameters = entry["parameters"]
        self.code: str = entry["code"]
        self._separator: str | None = parameters.get("separator")
        self._required = matcher(parameters["pattern"]) if "pattern" in parameters else None
        self._forbidden = matcher(parameters["forbidden"]) if "forbidden" in parameters else None
        words = entry["meaning"].removesuffix(".")
        self.words = f"a{words[1:]}" if words.startswith("A ") else words

    def offending(self, text: str) -> str | None:
        """Return the first part of a text that breaks the rule."""
        for part in text.split(self._separator) if self._separator else (text,):
            if self._required and not self._required(part):
                return part
            if self._forbidden and self._forbidden(part):
                return part
        return None


@final
class _Patterns:
    """The rules of the kind ``pattern`` about one member.

    Most texts, such as the names of files, recur from manifest to manifest: those that break no
    rule are remembered.
    """

    def __init__(self, pointer: str, rules: Sequence[_Pattern]) -> None:
        self._member = _Member(pointer)
        self._rules = rules
        self._harmless: set[str] = set()

    def judge(self, document: _Document, _: str, paths: list[str]) -> Iterable[Finding]:
        """Return a finding for each rule that a text breaks."""
        texts = self._member.values(document, paths)
        if self._harmless.issuperset(texts):
            return ()
        return list(self._findings(document))

    def _findings(self, document: _Document) -> Iterator[Finding]:
        for pointer, text in self._member.located(document):
            if text in self._harmless:
                continue
            broken = [
                (rule, part) for rule in self._rules if (part := rule.offending(text)) is not None
            ]
            path = text if self._member.is_path else None
            for rule, part in broken:
                yield _finding(rule.code, pointer, f"{rule.words}: {excerpt(part)}", path=path)
            if not broken and len(self._harmless) < _TEXTS_REMEMBERED:
                self._harmless.add(text)


def _embedded_value(entry: Mapping[str, Any]) -> _Rule:
    code = entry["code"]
    parameters = entry["parameters"]
    member = _Member(parameters["pointer"])
    prefix, suffix, name = (parameters[name] for name in ("prefix", "suffix", "member"))
    expression = re.compile(f"{re.escape(prefix)}([^/]*){re.escape(suffix)}", re.DOTALL)

    def judge(document: _Document, _: str, paths: list[str]) -> Iterable[Finding]:
        value = document.get(name)
        suspects = [text for text in member.values(document, paths) if text.startswith(prefix)]
        found = {text: match[1] for text in suspects if (match := expression.fullmatch(text))}
        if all(embedded == value for embedded in found.values()):
            return ()
        return [
            _finding(
                code,
                pointer,
                f"{excerpt(text)} says {excerpt(found[text])}, and {name} is {excerpt(value)}",
                path=text if member.is_path else None,
                expected=value,
                found=found[text],
            )
            for pointer, text in member.located(document)
            if found.get(text, value) != value
        ]

    return judge


def _values_by_target(entry: Mapping[str, Any]) -> _Rule:
    code = entry["code"]
    required: Mapping[str, Mapping[str, Any]] = entry["parameters"]["require"]
    forbidden: Mapping[str, Mapping[str, Any]] = entry["parameters"]["forbid"]

    def judge(document: _Document, target: str, _: list[str]) -> Iterable[Finding]:
        findings = []
        for name, only in required.get(target, {}).items():
            if name in document and not _same(document[name], only):
                message = (
                    f"{name} is {excerpt(only)} in exports for {target}, "
                    f"found {excerpt(document[name])}"
                )
                found = observed(document[name])
                findings.append(_finding(code, f"/{name}", message, expected=only, found=found))
        for name, never in forbidden.get(target, {}).items():
            if name in document and _same(document[name], never):
                message = f"{name} is never {excerpt(never)} in exports for {target}"
                findings.append(_finding(code, f"/{name}", message))
        return findings

    return judge


def _same(value: Any, other: Any) -> bool:
    """Compare two scalars of JSON, texts without the case of ASCII letters."""
    if isinstance(value, str) and isinstance(other, str):
        return len(value) == len(other) and folded(value) == folded(other)
    return type(value) is type(other) and bool(value == other)


def _roles_by_target(entry: Mapping[str, Any]) -> _Rule:
    code = entry["code"]
    roles: Mapping[str, list[str]] = entry["parameters"]["roles"]

    def judge(document: _Document, target: str, _: list[str]) -> Iterable[Finding]:
        missing = list(roles.get(target, ()))
        for artifact in document["artifacts"]:
            if not missing:
                break
            role = artifact["role"] if "role" in artifact else role_of(target)(artifact["path"])
            if role in missing:
                missing.remove(role)
        if not missing:
            return ()
        message = f"no artifact has a role that the target {target} needs: {', '.join(missing)}"
        return [_finding(code, "/artifacts", message)]

    return judge


_KINDS: Mapping[str, Callable[[Mapping[str, Any]], _Rule]] = {
    "values_by_target": _values_by_target,
    "roles_by_target": _roles_by_target,
    "embedded_value": _embedded_value,
}


def _judge_paths(_: _Document, __: str, paths: list[str]) -> Iterable[Finding]:
    return _conflicts(paths) if _may_conflict(paths) else ()


def _may_conflict(paths: list[str]) -> bool:
    """Tell, quickly and never wrongly no, whether paths clash or the manifest is listed."""
    listed = folded("\n".join(paths))
    if MANIFEST_FILENAME in listed:
        return True
    # With the separator ordered before every other character, what is a path again or lies below
    # it follows it at once.
    ordered = sorted(listed.replace("/", "\0").split("\n"))
    return any(map(str.startswith, ordered[1:], ordered))


def _conflicts(paths: list[str]) -> Iterator[Finding]:
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
