"""The rules that the catalogue has the data of, as values of the types of ``runtime/rules.go``."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dlm_codegen.errors import GenerationError
from dlm_codegen.go.names import exported, slot
from dlm_codegen.go.tables import code_constant, location, quoted, scalar

if TYPE_CHECKING:
    from dlm_codegen.go.tables import Patterns
    from dlm_codegen.specification import Specification


def render_rules(specification: Specification, patterns: Patterns) -> str:
    """Return the source of the rules; another one of a known kind is no new code."""
    kinds = _Kinds(specification, patterns)
    rules = "".join(
        f"\t{kinds.render(rule, rule['parameters'])},\n"
        for rule in specification.rules_of(("rules",))
        if "parameters" in rule
    )
    return (
        "package exportmanifest\n\n"
        "// The rules that rules.json has the data of.\n"
        f"var dataRules = []rule{{\n{rules}}}\n"
        f"{_companions(specification)}"
        f"{_stores(specification)}"
    )


def _companions(specification: Specification) -> str:
    """Return the names of files that no artifact lists and that are not worth a warning."""
    data = specification.companions
    names = "".join(
        f"\n// Companions {words} of an export.\n"
        f"var companions{exported(key)} = {_strings(data[key])}"
        for key, words in (("at_top", "at the top"), ("anywhere", "in any folder"))
    )
    severity = exported(data["severity"])
    return f"{names}\nconst companionSeverity = Severity{severity}\n"


def _stores(specification: Specification) -> str:
    """Return what the store layer knows of names."""
    snapshots = specification.snapshots
    directories = {
        f"{quoted(target)}:": name for target, name in specification.directories_by_target.items()
    }
    width = max(map(len, directories))
    names = "".join(f"\t{key:{width}} {quoted(directories[key])},\n" for key in directories)
    return (
        f"\nconst snapshotFilename = {quoted(snapshots['filename'])}\n"
        f"\n// Names of directories that can be snapshots.\n"
        f"var snapshotDirectories = {_strings(snapshots['directories'])}"
        f"\n// Companions in any folder of a snapshot.\n"
        f"var snapshotCompanions = {_strings(snapshots['companions'])}"
        f"\n// The directories of exports for some targets; for others it is the quant.\n"
        f"var directoriesByTarget = map[string]string{{\n{names}}}\n"
    )


def _strings(texts: Sequence[str]) -> str:
    lines = "".join(f"\t{quoted(text)},\n" for text in texts)
    return f"[]string{{\n{lines}}}\n"


@dataclass(frozen=True)
class _Kinds:
    specification: Specification
    patterns: Patterns

    def render(self, rule: Mapping[str, Any], data: Mapping[str, Any]) -> str:
        match data["kind"]:
            case "pattern":
                return self._pattern(rule, data)
            case "embedded_value":
                return self._embedded_value(rule, data)
            case "values_by_target":
                return self._values_by_target(rule, data)
            case "roles_by_target":
                return self._roles_by_target(rule, data)
            case kind:
                raise GenerationError(
                    f"schema/rules.json: the rule {rule['code']} is of the kind {kind}, which has "
                    f"no code in src/dlm_codegen/go/runtime/rules.go"
                )

    def _pattern(self, rule: Mapping[str, Any], data: Mapping[str, Any]) -> str:
        most = self.specification.max_length(data["pointer"])
        name = self.patterns.name(data.get("pattern") or data["forbidden"], most, rule["code"])
        words = rule["meaning"].removesuffix(".")
        if words.startswith(("A ", "An ")):
            words = f"a{words[1:]}"
        return (
            f"&patternRule{{{code_constant(rule)}, {self._location(data)}, "
            f"{quoted(data.get('separator', ''))}, {name}, {json.dumps('pattern' in data)}, "
            f"{quoted(words)}}}"
        )

    def _embedded_value(self, rule: Mapping[str, Any], data: Mapping[str, Any]) -> str:
        return (
            f"&embeddedRule{{{code_constant(rule)}, {self._location(data)}, "
            f"{quoted(data['prefix'])}, {quoted(data['suffix'])}, {self._slot(data['member'])}}}"
        )

    def _values_by_target(self, rule: Mapping[str, Any], data: Mapping[str, Any]) -> str:
        fields: dict[str, list[str]] = defaultdict(list)
        for must, kind in (("true", "require"), ("false", "forbid")):
            for target, values in data[kind].items():
                fields[target] += [
                    f"{{{self._slot(name)}, {must}, {scalar(value)}}}"
                    for name, value in values.items()
                ]
        return f"&valuesRule{{{code_constant(rule)}, {_by_target('fieldValue', fields)}}}"

    def _roles_by_target(self, rule: Mapping[str, Any], data: Mapping[str, Any]) -> str:
        roles = {target: list(map(quoted, roles)) for target, roles in data["roles"].items()}
        return f"&rolesRule{{{code_constant(rule)}, {_by_target('string', roles)}}}"

    def _location(self, data: Mapping[str, Any]) -> str:
        return location(self.specification, data["pointer"])

    def _slot(self, member: str) -> str:
        return slot(self.specification.latest.manifest_name, member)


def _by_target(kind: str, entries: Mapping[str, list[str]]) -> str:
    """Return a map from targets to slices."""
    lines = []
    for target, each in entries.items():
        # gofmt would align what stands behind the keys if each had its entries on one line.
        lines += [
            f"\t\t{quoted(target)}: {{\n",
            *(f"\t\t\t{entry},\n" for entry in each),
            "\t\t},\n",
        ]
    return f"map[string][]{kind}{{\n{''.join(lines)}\t}}"
