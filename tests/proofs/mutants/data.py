"""Mutants of the published data: the parameters of the rules, and the migrations."""

from __future__ import annotations

import copy
import itertools
import json
import string
from collections.abc import Iterator
from typing import Any

from proofs.mutants.engine import Mutant
from proofs.mutants.patterns import mistakes
from proofs.mutants.variants import Variant

from dlm_schema.document.versions import REGISTRY, published

_TARGETS = ("ollama", "llama-server", "vllm", "mlx-serve")
_ROLES = (
    "base_model",
    "adapter",
    "modelfile",
    "chat_template",
    "launch_script",
    "runtime_config",
    "other",
)
_OF_PATHS = string.ascii_letters + string.digits + "._+-/"
_OTHER_VALUES: dict[str, tuple[Any, ...]] = {
    "quant": ("HF", "Q4_K_M"),
    "merged": (True,),
    "dequantized": (True,),
    "llama_cpp_tag": ("b8816",),
    "ollama_name": ("my-tutor:v3",),
}
_RULE_LAYERS = ("rules", "migrations", "schema")
_MIGRATION_LAYERS = ("migrations", "rules")


def rule_mutants() -> Iterator[Mutant]:
    """Yield every mutant of the parameters of the rules."""
    catalogue = published("rules.json")
    yield from _of_target_fields(catalogue)
    yield from _of_missing_role(catalogue)
    for finding in ("files/hard-link", "files/unlisted"):
        index = _index(catalogue, finding)
        for severity in ("error", "warning", "note"):
            if severity != catalogue["rules"][index]["severity"]:
                mutant = _rule(catalogue, (index, "severity"), severity, f"{finding} as {severity}")
                yield mutant._replace(layers=("files",))


def _of_target_fields(catalogue: Any) -> Iterator[Mutant]:
    index = _index(catalogue, "rules/target-fields")
    for kind, of_targets in catalogue["rules"][index]["parameters"].items():
        yield _rule(catalogue, (index, "parameters", kind), {}, f"nothing to {kind}")
        for target, values in of_targets.items():
            path = (index, "parameters", kind, target)
            for name, value in values.items():
                rest = {other: values[other] for other in values if other != name}
                yield _rule(catalogue, path, rest, f"{kind} of {target} without {name}")
                for other in _OTHER_VALUES[name]:
                    changed = {**values, name: other}
                    title = f"{kind} of {target}: {name} {json.dumps(value)} as {json.dumps(other)}"
                    yield _rule(catalogue, path, changed, title)


def _of_missing_role(catalogue: Any) -> Iterator[Mutant]:
    index = _index(catalogue, "rules/missing-role")
    for target, roles in catalogue["rules"][index]["parameters"]["roles"].items():
        path = (index, "parameters", "roles", target)
        for role in _ROLES:
            if role in roles:
                rest = [other for other in roles if other != role]
                yield _rule(catalogue, path, rest, f"{target} without the role {role}")
            else:
                yield _rule(catalogue, path, [*roles, role], f"{target} with the role {role}")


def _index(catalogue: Any, code: str) -> int:
    codes = [entry["code"] for entry in catalogue["rules"]]
    return codes.index(code)


def _rule(catalogue: Any, path: tuple[int | str, ...], value: Any, name: str) -> Mutant:
    mutated = copy.deepcopy(catalogue)
    _put(mutated, ("rules", *path), value)
    return _mutant("rules: parameters", name, "rules.json", mutated, _RULE_LAYERS)


def migration_mutants() -> Iterator[Mutant]:
    """Yield every mutant of every migration file."""
    for version in REGISTRY.values():
        if version.migration_path is None:
            continue
        migration = published(version.migration_path)
        operations = migration["operations"]
        for what, path, value in _of_operations(operations):
            mutated = copy.deepcopy(migration)
            _put(mutated, ("operations", *path), value)
            name = f"{migration['from']} to {migration['to']}: {what}"
            kind = "migrations: patterns" if path[-1:] == ("pattern",) else "migrations: operations"
            yield _mutant(kind, name, version.migration_path, mutated, _MIGRATION_LAYERS)


_Changed = Iterator[tuple[str, tuple[int | str, ...], Any]]


def _of_operations(operations: list[Any]) -> _Changed:
    for index, operation in enumerate(operations):
        name = f"{operation['op']} {operation['pointer']}"
        yield f"without {name}", (), operations[:index] + operations[index + 1 :]
        if operation["op"] == "add":
            others: tuple[Any, ...] = _TARGETS if operation["value"] in _TARGETS else (2, 4, "3")
            for other in others:
                if other != operation["value"]:
                    yield f"{name} with {json.dumps(other)}", (index, "value"), other
        elif operation["op"] == "suffix":
            for other in ("", "z", "+00:00", "ZZ"):
                yield f"{name} with {other!r}", (index, "suffix"), other
        else:
            for what, path, value in _of_derive(operation):
                yield f"{name}: {what}", (index, *path), value
    for first, second in itertools.pairwise(range(len(operations))):
        swapped = list(operations)
        swapped[first], swapped[second] = swapped[second], swapped[first]
        names = f"{operations[first]['pointer']} and {operations[second]['pointer']}"
        yield f"{names} in the other order", (), swapped


def _of_derive(operation: Any) -> _Changed:
    rules = operation["rules"]
    for role in _ROLES:
        if role != operation["otherwise"]:
            yield f"otherwise {role}", ("otherwise",), role
    for index, rule in enumerate(rules):
        name = f"rule {index + 1} ({rule['value']})"
        yield f"without {name}", ("rules",), rules[:index] + rules[index + 1 :]
        for change, member, value in _of_derive_rule(rule):
            path = ("rules", index, member) if member else ("rules", index)
            yield f"{name}{change}", path, value
    for first, second in itertools.pairwise(range(len(rules))):
        swapped = list(rules)
        swapped[first], swapped[second] = swapped[second], swapped[first]
        yield f"rules {first + 1} and {second + 1} in the other order", ("rules",), swapped


def _of_derive_rule(rule: Any) -> Iterator[tuple[str, str, Any]]:
    for role in _ROLES:
        if role != rule["value"]:
            yield f" gives {role}", "value", role
    for mistake in mistakes(rule["pattern"], _OF_PATHS):
        yield f": {mistake.name}", "pattern", mistake.pattern
    if "targets" in rule:
        rest = {name: value for name, value in rule.items() if name != "targets"}
        yield " for any target", "", rest
        for target in _TARGETS:
            if target not in rule["targets"]:
                yield f" for {target} too", "targets", [*rule["targets"], target]
                yield f" for {target} instead", "targets", [target]
    else:
        for target in _TARGETS:
            only = [other for other in _TARGETS if other != target]
            yield f" not for {target}", "", {**rule, "targets": only}


def _put(document: Any, path: tuple[int | str, ...], value: Any) -> None:
    *folders, last = path
    for token in folders:
        document = document[token]
    document[last] = value


def _mutant(kind: str, name: str, path: str, content: Any, layers: tuple[str, ...]) -> Mutant:
    return Mutant(kind, name, layers, variant=Variant({}, {path: json.dumps(content).encode()}))
