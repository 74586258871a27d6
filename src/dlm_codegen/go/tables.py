"""What the published files do not say as Go needs it: slots, shapes, automata, codes, versions."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from dlm_codegen.automaton import Automaton, compile_pattern, find_run, ranges
from dlm_codegen.errors import GenerationError
from dlm_codegen.go.names import exported, shape_variable, slot
from dlm_codegen.go.types import comment
from dlm_codegen.members import Array, Member, Object, Text, Type, objects, plain
from dlm_codegen.specification import (
    FILES_LAYER,
    MIGRATION_LAYER,
    READING_LAYERS,
    STORE_LAYER,
    TARGET_MEMBER,
    VERSION_MEMBER,
)

if TYPE_CHECKING:
    from dlm_codegen.specification import Specification

_RULE_KINDS: Final = ("pattern", "embedded_value", "values_by_target", "roles_by_target")
_NUMBERS_A_LINE: Final = 24
_MOST_CELLS: Final = 2048
"""Of a table; a pattern that needs more has one for short texts alone."""


def render_patterns(specification: Specification) -> str:
    """Return the source of the patterns of the schemas, the rules and the migrations."""
    bounds: dict[str, list[int | None]] = defaultdict(list)
    for version in specification.versions:
        for each in objects(version.document):
            for kind in map(_innermost, (member.type for member in each.members)):
                if isinstance(kind, Text) and kind.pattern:
                    bounds[kind.pattern].append(kind.max_length)
        for operation in version.operations:
            for rule in operation.get("rules", ()):
                bounds[rule["pattern"]].append(specification.max_length(operation["source"]))
    for data in _require_known_rules(specification):
        if pattern := data.get("pattern") or data.get("forbidden"):
            bounds[pattern].append(specification.max_length(data["pointer"]))
    rendered = "".join(
        _pattern(pattern, None if None in lengths else max(filter(None, lengths)))
        for pattern, lengths in bounds.items()
    )
    return (
        "package exportmanifest\n\n"
        "// The patterns of the schemas, the rules and the migrations, by their sources.\n"
        f"var patterns = bySource(\n{rendered})\n"
    )


def _innermost(kind: Type) -> Type:
    """Return what the entries of an array are, or what a type admits besides null."""
    kind = plain(kind)
    return _innermost(kind.entry) if isinstance(kind, Array) else kind


def _require_known_rules(specification: Specification) -> Iterator[Mapping[str, Any]]:
    """Yield the data of the rules that have some, for which the runtime must have code."""
    for rule in specification.rules_of(("rules",)):
        data = rule.get("parameters")
        if data is None:
            continue
        if data["kind"] not in _RULE_KINDS:
            raise GenerationError(
                f"schema/rules.json: the rule {rule['code']} is of the kind {data['kind']}, which "
                f"has no code in src/dlm_codegen/go/runtime/rules.go"
            )
        for pointer in _pointers(data):
            if not any(version.member(pointer) for version in specification.versions):
                raise GenerationError(
                    f"schema/rules.json: the rule {rule['code']} names {pointer}, which no version "
                    f"defines"
                )
        yield data


def _pointers(data: Mapping[str, Any]) -> Iterator[str]:
    if "pointer" in data:
        yield data["pointer"]
    names = [data["member"]] if "member" in data else []
    for by_target in (data.get("require", {}), data.get("forbid", {})):
        names += chain.from_iterable(by_target.values())
    yield from (f"/{name}" for name in names)


def _pattern(pattern: str, max_length: int | None) -> str:
    automaton = compile_pattern(pattern, max_length)
    begin = f"{quoted(pattern)}, {_bound(max_length)}"
    if run := find_run(pattern, max_length):
        classes = quoted(_ranges(automaton.classes[0]))
        return f"\tnewRun({begin}, {classes}, {run.least}, {_bound(run.most)}),\n"
    exact = None
    # Where counting takes many states, short texts that need not be counted are the usual ones.
    for bound in sorted({int(bound) for bound in re.findall(r",(\d+)\}", pattern)}, reverse=True):
        if len(automaton.rows) * automaton.width > _MOST_CELLS:
            exact, automaton = bound, compile_pattern(pattern, bound)
    classes = ", ".join(quoted(_ranges(members)) for members in automaton.classes)
    return (
        f"\tnewPattern({begin}, {_bound(exact)},\n"
        f"\t\t[]string{{{classes}}}, {automaton.beyond}, {automaton.start}, {automaton.accepting}, "
        f"[]uint16{{\n{_numbers(automaton)}\t\t}}),\n"
    )


def _bound(length: int | None) -> str:
    return "MaxBytes" if length is None else str(length)


def _ranges(characters: str) -> str:
    """Return the first and last character of each run of a class, one after the other."""
    return "".join(first + last for first, last in ranges(characters))


def _numbers(automaton: Automaton) -> str:
    numbers = [number for row in automaton.rows for number in row]
    a_line = max(1, _NUMBERS_A_LINE // automaton.width) * automaton.width
    return "".join(
        f"\t\t\t{', '.join(map(str, numbers[start : start + a_line]))},\n"
        for start in range(0, len(numbers), a_line)
    )


def render_codes(specification: Specification) -> str:
    """Return the source of the codes that are reported of documents, files and stores."""
    layers = (*READING_LAYERS, MIGRATION_LAYER, FILES_LAYER, STORE_LAYER)
    listed = [
        comment(f"{name}: {rule['meaning']} {rule['remedy']}", indent="\t")
        + f'\t{name} Code = "{rule["code"]}"\n'
        for rule in specification.rules_of(layers)
        for name in [f"Code{exported(*rule['code'].split('/'))}"]
    ]
    return (
        "package exportmanifest\n\n"
        "// The codes of findings about manifests, files and stores and of losses, in rules.json.\n"
        "const (\n" + "\n".join(listed) + ")\n"
    )


def render_tables(specification: Specification) -> str:
    """Return the source of the slots, the shapes and the versions."""
    parts = [_render_shape(title, members) for title, members in specification.kinds.items()]
    row = specification.row
    parts.append(_render_shape(row["title"], {name: {} for name in sorted(row["properties"])}))
    parts.append(_render_versions(specification))
    return "package exportmanifest\n\n" + "\n".join(parts)


def _render_shape(title: str, members: Mapping[str, Mapping[int, Member]]) -> str:
    first, *others = [slot(title, name) for name in members]
    constants = f"\t{first} = iota\n" + "".join(f"\t{each}\n" for each in others)
    names = "".join(f"\t\t{quoted(name)},\n" for name in members)
    shapes = "".join(
        f"\t\t{_shape([member.type for member in by_version.values()])},\n"
        for by_version in members.values()
    )
    return (
        f"// Slots of the members that {title} has.\n"
        f"const (\n{constants})\n\n"
        f"var {shape_variable(title)} = &shape{{\n\tnames: []string{{\n{names}\t}},\n"
        f"\tmembers: []*shape{{\n{shapes}\t}},\n}}\n"
    )


def _shape(types: Sequence[Type]) -> str:
    """Return the shape of a value, from the types that it has in the versions."""
    nested = [kind for kind in map(plain, types) if isinstance(kind, Array | Object)]
    arrays = [kind for kind in nested if isinstance(kind, Array)]
    if arrays:
        most = max(kind.max_items for kind in arrays)
        return f"&shape{{items: {_shape([kind.entry for kind in arrays])}, maxItems: {most}}}"
    return next((shape_variable(kind.title) for kind in nested if isinstance(kind, Object)), "none")


def _render_versions(specification: Specification) -> str:
    entries = [
        f"\t{{{version.number}, {quoted(version.schema_path)}, "
        f"{quoted(version.migration_path or '')}, "
        f"func() Manifest {{ return new({version.manifest_name}V{version.number}) }}}},\n"
        for version in specification.versions
    ]
    detection = specification.detection
    return (
        f"// Versions of the documents without {VERSION_MEMBER}, by whether they have a "
        f"{TARGET_MEMBER}.\n"
        f"const (\n"
        f"\tversionWithTarget    = {detection.with_target.number}\n"
        f"\tversionWithoutTarget = {detection.without_target.number}\n)\n\n"
        f"var versions = []version{{\n{''.join(entries)}}}\n"
    )


def quoted(text: str) -> str:
    """Return a text as a string of Go."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", r"\u007f")
