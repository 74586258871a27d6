"""The rules layer: does a well-formed manifest make sense (SPEC section 6)?

Rules judge every version alike, as if the document had been migrated to the latest version:
where a version has no target or no roles, the migration files say which ones it implies. Most rules
are data: their kind says how ``rules.json`` is executed. What compares paths with each other, and
what knows the calendar, is code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, Final, NamedTuple, Protocol, TypeAlias, final

from dlm_schema.document.operations import Add, Derive, operations
from dlm_schema.document.patterns import matcher
from dlm_schema.document.versions import VERSIONS
from dlm_schema.findings import NOTHING, Finding, Found, finding, observed
from dlm_schema.published import MANIFEST_FILENAME, TARGET_MEMBER, catalogue
from dlm_schema.text import excerpt

_Document: TypeAlias = dict[str, Any]
_Judge: TypeAlias = Callable[[_Document, str, list[str]], Iterable[Finding]]

_EVERY_ENTRY: Final = "*"
_TEXTS_REMEMBERED: Final = 4096
_EXPORTS_REMEMBERED: Final = 1024
_FEW_ARTIFACTS: Final = 64
_FEBRUARY: Final = 2


_path_of = itemgetter("path")
_path_and_role_of = itemgetter("path", "role")


def broken_rules(document: _Document, most: int | None = None) -> Found:
    """Return the broken rules of a document that its schema accepts, in document order."""
    target = document.get(TARGET_MEMBER) or implied_target()
    artifacts = document["artifacts"]
    judges, read = _rules()
    alike: tuple[object, ...] | None = None
    if len(artifacts) <= _FEW_ARTIFACTS:
        named = _path_and_role_of if artifacts and "role" in artifacts[0] else _path_of
        try:
            alike = (target, *read(document), *map(named, artifacts))
        except KeyError:  # nothing is remembered where rules read what this version has not
            alike = None
        if alike in _FAULTLESS and _is_date(document["created_at"][:10]):
            return NOTHING
    paths = list(map(_path_of, artifacts))
    found = Found(_judge_date(document), most)
    for judge_rule in judges:
        found.add(judge_rule(document, target, paths))
    if any(found.counts.values()):  # it lists none where none is asked for
        return found.settle()
    if alike:
        if len(_FAULTLESS) == _EXPORTS_REMEMBERED:
            _FAULTLESS.clear()
        _FAULTLESS.add(alike)
    return NOTHING


_FAULTLESS: Final[set[tuple[object, ...]]] = set()
"""What the rules read of small documents that break none: most exports differ in digests alone."""


class _Rules(NamedTuple):
    """Every rule but that about the date.

    ``read`` returns the members that they judge by, besides the target and the paths and roles of
    artifacts, or raises ``KeyError`` where they judge by more than that.
    """

    judges: tuple[_Judge, ...]
    read: Callable[[_Document], tuple[object, ...]]


@cache
def _rules() -> _Rules:
    """Return the rules that are code, and those that the catalogue has the data of."""
    from_data = [
        _KINDS[entry["parameters"]["kind"]](entry)
        for entry in catalogue().values()
        if entry["layer"] == "rules" and "parameters" in entry
    ]
    reads = {"merged", "dequantized"}.union(*[rule.reads for rule in from_data])
    return _Rules(
        (_judge_paths, _judge_merge, *[rule.judge for rule in from_data]),
        itemgetter(*reads),
    )


@cache
def implied_target() -> str:
    """Return the target of the versions that name none."""
    target: str = next(
        operation.value
        for number in VERSIONS[1:]
        for operation in operations(number).listed
        if isinstance(operation, Add) and operation.name == TARGET_MEMBER
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
        for operation in operations(number).listed
        if isinstance(operation, Derive) and operation.name == "role"
    )
    return derive.deriver(target)


def folded(text: str) -> str:
    """Return a text without the case of ASCII letters; no other letter is touched."""
    return text.lower() if text.isascii() else text.encode().lower().decode()


def _judge_date(document: _Document) -> list[Finding]:
    shown = document["created_at"][:10]
    if _is_date(shown):
        return []
    message = f"{shown} is not a date of the Gregorian calendar"
    return [finding("rules/calendar-date", "/created_at", message)]


@lru_cache(_EXPORTS_REMEMBERED)
def _is_date(shown: str) -> bool:
    year, month, day = int(shown[:4]), int(shown[5:7]), int(shown[8:])
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    days = 28 + is_leap if month == _FEBRUARY else 30 + (month + month // 8) % 2
    return bool(year) and day <= days


def _judge_merge(document: _Document, *_: object) -> Iterable[Finding]:
    if not document["dequantized"] or document["merged"]:
        return ()
    message = "dequantized is true, so merged should be true as well"
    return [finding("rules/dequantized-without-merged", "/dequantized", message)]


class _Rule(Protocol):
    """A rule that is data: ``reads`` names the members that it judges by."""

    reads: frozenset[str]

    def judge(self, document: _Document, target: str, paths: list[str], /) -> Iterable[Finding]: ...


class _Member:
    """The member, or the member of every array entry, that a pointer names."""

    def __init__(self, pointer: str) -> None:
        self._tokens = pointer.split("/")[1:]
        self.is_path = pointer == "/artifacts/*/path"
        self.reads = frozenset(() if self.is_path else (pointer[1:],))

    def values(self, document: _Document, paths: list[str]) -> Iterable[str]:
        """Return its texts; null, and a member that is not there, is none."""
        return paths if self.is_path else [text for _, text in self.located(document)]

    def located(self, document: _Document) -> Iterator[tuple[str, str]]:
        """Yield its texts, each with its pointer."""
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


@final
class _Pattern:
    """``pattern``: a text, or each part of it, matches one pattern or does not match another."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        parameters = entry["parameters"]
        self._code: str = entry["code"]
        self._member = _Member(parameters["pointer"])
        self.reads = self._member.reads
        self._separator: str | None = parameters.get("separator")
        self._pattern: str | None = parameters.get("pattern")
        self._required = matcher(self._pattern) if self._pattern else None
        self._forbidden = matcher(parameters["forbidden"]) if "forbidden" in parameters else None
        words = entry["meaning"].removesuffix(".")
        self._words = f"a{words[1:]}" if words.startswith("A ") else words
        # Most texts, such as the names of files, recur from manifest to manifest.
        self._harmless: set[str] = set()

    def judge(self, document: _Document, _: str, paths: list[str]) -> Iterable[Finding]:
        """Return a finding for each text that breaks the rule."""
        if self._harmless.issuperset(self._member.values(document, paths)):
            return ()
        findings = []
        for pointer, text in self._member.located(document):
            part = None if text in self._harmless else self._offending(text)
            if part is not None:
                path = text if self._member.is_path else None
                message = f"{self._words}: {excerpt(part)}"
                facts = {"expected": self._pattern, "observed": part} if self._pattern else {}
                findings.append(finding(self._code, pointer, message, path=path, **facts))
            elif len(self._harmless) < _TEXTS_REMEMBERED:
                self._harmless.add(text)
        return findings

    def _offending(self, text: str) -> str | None:
        """Return the first part of a text that breaks the rule."""
        for part in text.split(self._separator) if self._separator else (text,):
            if self._required and not self._required(part):
                return part
            if self._forbidden and self._forbidden(part):
                return part
        return None


@final
class _EmbeddedValue:
    """``embedded_value``: what is between a prefix and a suffix is the value of a member."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        parameters = entry["parameters"]
        self._code: str = entry["code"]
        self._member = _Member(parameters["pointer"])
        self._prefix: str = parameters["prefix"]
        self._suffix: str = parameters["suffix"]
        self._name: str = parameters["member"]
        self.reads = self._member.reads | {self._name}

    def judge(self, document: _Document, _: str, paths: list[str]) -> Iterable[Finding]:
        """Return a finding for each text that embeds another value."""
        value, prefix = document.get(self._name), self._prefix
        wrong = {
            text: embedded
            for text in self._member.values(document, paths)
            if text.startswith(prefix)
            and (embedded := self._embedded(text)) is not None
            and embedded != value
        }
        findings = []
        for pointer, text in self._member.located(document) if wrong else ():
            if text in wrong:
                shown = f"{excerpt(text)} says {excerpt(wrong[text])}"
                findings.append(
                    finding(
                        self._code,
                        pointer,
                        f"{shown}, and {self._name} is {excerpt(value)}",
                        path=text if self._member.is_path else None,
                        expected=value,
                        observed=wrong[text],
                    )
                )
        return findings

    def _embedded(self, text: str) -> str | None:
        start, end = len(self._prefix), len(text) - len(self._suffix)
        if start > end or not text.endswith(self._suffix) or "/" in text:
            return None
        return text[start:end]


@final
class _ValuesByTarget:
    """``values_by_target``: values that members of a target have, and that they never have."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        parameters = entry["parameters"]
        self._code: str = entry["code"]
        self._required: Mapping[str, Mapping[str, Any]] = parameters["require"]
        self._forbidden: Mapping[str, Mapping[str, Any]] = parameters["forbid"]
        self.reads = frozenset(
            name
            for by_target in (self._required, self._forbidden)
            for values in by_target.values()
            for name in values
        )

    def judge(self, document: _Document, target: str, _: list[str]) -> Iterable[Finding]:
        """Return a finding for each member of another value."""
        findings = []
        for name, only in self._required.get(target, {}).items():
            if name in document and not _same(document[name], only):
                shown = f"{name} should be {excerpt(only)} when the target is {target}"
                findings.append(
                    finding(
                        self._code,
                        f"/{name}",
                        f"{shown}, found {excerpt(document[name])}",
                        expected=only,
                        observed=observed(document[name]),
                    )
                )
        for name, never in self._forbidden.get(target, {}).items():
            if name in document and _same(document[name], never):
                message = f"{name} should not be {excerpt(never)} when the target is {target}"
                findings.append(finding(self._code, f"/{name}", message))
        return findings


def _same(value: Any, other: Any) -> bool:
    """Compare two scalars of JSON, texts without the case of ASCII letters."""
    if isinstance(value, str) and isinstance(other, str):
        return folded(value) == folded(other)
    return type(value) is type(other) and bool(value == other)


@final
class _RolesByTarget:
    """``roles_by_target``: roles of which a target needs an artifact each."""

    reads: frozenset[str] = frozenset()

    def __init__(self, entry: Mapping[str, Any]) -> None:
        self._code: str = entry["code"]
        self._roles: Mapping[str, list[str]] = entry["parameters"]["roles"]

    def judge(self, document: _Document, target: str, _: list[str]) -> Iterable[Finding]:
        """Return one finding that names every role that is missing."""
        missing = list(self._roles.get(target, ()))
        for artifact in document["artifacts"]:
            if not missing:
                return ()
            role = artifact["role"] if "role" in artifact else role_of(target)(artifact["path"])
            if role in missing:
                missing.remove(role)
        if not missing:
            return ()
        message = f"no artifact has a role that the target {target} needs: {', '.join(missing)}"
        return [finding(self._code, "/artifacts", message)]


_KINDS: Final[Mapping[str, Callable[[Mapping[str, Any]], _Rule]]] = {
    "pattern": _Pattern,
    "values_by_target": _ValuesByTarget,
    "roles_by_target": _RolesByTarget,
    "embedded_value": _EmbeddedValue,
}


def _judge_paths(_: _Document, __: str, paths: list[str]) -> Iterable[Finding]:
    return _conflicts(paths) if _may_conflict(paths) else ()


def _may_conflict(paths: list[str]) -> bool:
    """Tell, quickly and never wrongly no, whether paths clash or the manifest is listed."""
    listed = folded("\n".join(paths))
    if MANIFEST_FILENAME in listed:
        return True
    # What begins with a path, such as what lies below it, follows it at once in order.
    ordered = sorted(listed.split("\n"))
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
            yield finding("rules/duplicate-path", pointer, message, path=path)
        elif caseless in first_folded:
            other = first_folded[caseless]
            message = f"{path} differs from {paths[other]} at /artifacts/{other} only in case"
            yield finding("rules/case-collision", pointer, message, path=path)
        first.setdefault(path, index)
        first_folded.setdefault(caseless, index)
        if index in in_conflict:
            other = in_conflict[index]
            message = (
                f"of {path} and {paths[other]} at /artifacts/{other}, one is a folder of the other"
            )
            yield finding("rules/path-prefix", pointer, message, path=path)
        if caseless == MANIFEST_FILENAME:
            message = f"{path} is the manifest itself"
            yield finding("rules/self-listing", pointer, message, path=path)


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
