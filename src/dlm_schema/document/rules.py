"""The rules layer: does a well-formed manifest make sense (SPEC section 6)?

Rules judge every version alike, as if the document had been migrated to the latest version:
where a version has no target or no roles, the migration files say which ones it implies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from dlm_schema.document.operations import Add, Derive, operations
from dlm_schema.document.versions import TARGET_MEMBER, VERSIONS, published
from dlm_schema.findings import Finding, excerpt, in_document_order

MANIFEST_FILENAME = "export_manifest.json"

_Values = tuple[tuple[str, Any], ...]

_RESERVED_NAMES = frozenset(
    ["con", "prn", "aux", "nul"]
    + [f"{device}{digit}" for device in ("com", "lpt") for digit in range(10)]
)


@cache
def catalogue() -> Mapping[str, Mapping[str, Any]]:
    """Return every finding there is, by code, as ``rules.json`` lists them."""
    return {entry["code"]: entry for entry in published("rules.json")["rules"]}


def judge(document: dict[str, Any]) -> list[Finding]:
    """Return every broken rule of a document that its schema accepts, in document order."""
    target = document.get(TARGET_MEMBER) or implied_target()
    artifacts = document["artifacts"]
    findings: list[Finding] = []
    if _has_suspect_path(artifacts):
        findings += _judge_paths([artifact["path"] for artifact in artifacts])
    if not _is_date(document["created_at"]):
        shown = document["created_at"][:10]
        message = f"{shown} is not a date of the Gregorian calendar"
        findings.append(_finding("calendar-date", "/created_at", message))
    if document["dequantized"] and not document["merged"]:
        message = "dequantized is true, so merged must be true as well"
        findings.append(_finding("dequantized-without-merged", "/dequantized", message))
    findings += _judge_fields(document, target)
    missing = _missing_roles(artifacts, target)
    if missing:
        message = f"no artifact has a role that the target {target} needs: {', '.join(missing)}"
        findings.append(_finding("missing-role", "/artifacts", message))
    return in_document_order(findings) if len(findings) > 1 else findings


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


def _finding(rule: str, pointer: str, message: str) -> Finding:
    return Finding(f"rules/{rule}", "error", pointer, message)


def _is_date(created_at: str) -> bool:
    try:
        date(int(created_at[:4]), int(created_at[5:7]), int(created_at[8:10]))
    except ValueError:
        return False
    return True


def _judge_fields(document: dict[str, Any], target: str) -> Iterator[Finding]:
    required, forbidden = _field_values(target)
    for name, only in required:
        if document[name] != only:
            shown = f"{name} must be {excerpt(only)} when the target is {target}"
            message = f"{shown}, found {excerpt(document[name])}"
            yield _finding("target-fields", f"/{name}", message)
    for name, never in forbidden:
        if document[name] == never:
            message = f"{name} must not be {excerpt(never)} when the target is {target}"
            yield _finding("target-fields", f"/{name}", message)


@cache
def _field_values(target: str) -> tuple[_Values, _Values]:
    """Return the values that a target's members must have, and those they must not have."""
    parameters = catalogue()["rules/target-fields"]["parameters"]
    required = parameters["require"].get(target, {})
    forbidden = parameters["forbid"].get(target, {})
    return tuple(required.items()), tuple(forbidden.items())


def _missing_roles(artifacts: list[dict[str, Any]], target: str) -> list[str]:
    missing = _needed_roles(target).copy()
    for artifact in artifacts:
        role = artifact["role"] if "role" in artifact else role_of(target)(artifact["path"])
        if role in missing:
            missing.remove(role)
            if not missing:
                break
    return missing


@cache
def _needed_roles(target: str) -> list[str]:
    roles: list[str] = catalogue()["rules/missing-role"]["parameters"]["roles"][target]
    return roles


def _has_suspect_path(artifacts: list[dict[str, Any]]) -> bool:
    """Tell, quickly and never wrongly no, whether a rule about paths may be broken."""
    listed = "\n".join([artifact["path"] for artifact in artifacts])
    folded = listed.lower()
    distinct = set(folded.split("\n"))
    if len(distinct) != len(artifacts):
        return len(artifacts) > 0
    if MANIFEST_FILENAME in distinct:
        return True
    if "/" in listed:
        # With the separator ordered before every other character, what lies below a path
        # follows it at once.
        ordered = sorted(listed.replace("/", "\0").split("\n"))
        if any(map(str.startswith, ordered[1:], [path + "\0" for path in ordered])):
            return True
        folded = folded.replace("/", "\n")
    return not _RESERVED_NAMES.isdisjoint(folded.replace(".", "\n").split("\n"))


def _judge_paths(paths: list[str]) -> Iterator[Finding]:
    first: dict[str, int] = {}
    first_folded: dict[str, int] = {}
    in_conflict = _path_prefix_conflicts(paths)
    for index, path in enumerate(paths):
        pointer = f"/artifacts/{index}/path"
        folded = path.lower()
        if path in first:
            message = f"{path} is listed already at /artifacts/{first[path]}"
            yield _finding("duplicate-path", pointer, message)
        elif folded in first_folded:
            other = first_folded[folded]
            message = f"{path} differs from {paths[other]} at /artifacts/{other} only in case"
            yield _finding("case-collision", pointer, message)
        first.setdefault(path, index)
        first_folded.setdefault(folded, index)
        if index in in_conflict:
            other = in_conflict[index]
            message = (
                f"of {path} and {paths[other]} at /artifacts/{other}, one is a folder of the other"
            )
            yield _finding("path-prefix", pointer, message)
        reserved = [
            segment
            for segment in path.split("/")
            if segment.split(".", 1)[0].lower() in _RESERVED_NAMES
        ]
        if reserved:
            message = f"the segment {reserved[0]} is a device name on Windows"
            yield _finding("reserved-name", pointer, message)
        if folded == MANIFEST_FILENAME:
            yield _finding("self-listing", pointer, f"{path} is the manifest itself")


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
