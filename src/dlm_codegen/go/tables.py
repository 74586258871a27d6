"""The checks as data: shapes, schemas, patterns, versions, migrations."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from dlm_codegen.automaton import Automaton, compile_pattern, find_run, ranges
from dlm_codegen.errors import GenerationError
from dlm_codegen.go.names import exported, schema_variable, shape_variable, slot, unexported
from dlm_codegen.go.types import comment
from dlm_codegen.members import (
    Array,
    Boolean,
    Choice,
    Constant,
    Integer,
    Member,
    Nullable,
    Object,
    Text,
    Type,
    objects,
    plain,
)
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

_NUMBERS_A_LINE: Final = 24
_MOST_CELLS: Final = 2048
"""Of a table; a pattern that needs more has one for short texts alone."""


class Patterns:
    """The patterns of the specification, each once, by the name of its variable."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, int | None], str] = {}
        self._sources: dict[str, str] = {}

    def name(self, pattern: str, max_length: int | None, *words: str) -> str:
        """Return the variable of a pattern, named after what needs it first.

        It is not asked about texts of more than ``max_length`` characters.
        """
        key = (pattern, max_length)
        if key not in self._names:
            base = name = unexported("pattern", *words)
            number = 2
            while name in self._sources:
                name, number = f"{base}{number}", number + 1
            self._names[key] = name
            self._sources[name] = _pattern(name, pattern, max_length)
        return self._names[key]

    def render(self) -> str:
        """Return the source of all patterns that were asked for."""
        return "package exportmanifest\n" + "".join(self._sources.values())


def _pattern(name: str, pattern: str, max_length: int | None) -> str:
    automaton = compile_pattern(pattern, max_length)
    comment_and_name = f"\n// {name} is {pattern}\nvar {name} = "
    if run := find_run(pattern, max_length):
        most = "MaxBytes" if run.most is None else run.most
        return (
            f"{comment_and_name}newRun({quoted(pattern)}, {quoted(_ranges(automaton.classes[0]))}, "
            f"{run.least}, {most})\n"
        )
    exact = "MaxBytes"
    # Where counting takes many states, short texts that need not be counted are the usual ones.
    for bound in sorted({int(bound) for bound in re.findall(r",(\d+)\}", pattern)}, reverse=True):
        if len(automaton.rows) * automaton.width > _MOST_CELLS:
            exact, automaton = str(bound), compile_pattern(pattern, bound)
    classes = ", ".join(quoted(_ranges(members)) for members in automaton.classes)
    return (
        f"{comment_and_name}newPattern({quoted(pattern)}, {exact},\n"
        f"\t[]string{{{classes}}}, {automaton.beyond}, {automaton.start}, {automaton.accepting}, "
        f"[]uint16{{\n{_numbers(automaton)}\t}})\n"
    )


def _ranges(characters: str) -> str:
    """Return the first and last character of each run of a class, one after the other."""
    return "".join(first + last for first, last in ranges(characters))


def _numbers(automaton: Automaton) -> str:
    numbers = [number for row in automaton.rows for number in row]
    a_line = max(1, _NUMBERS_A_LINE // automaton.width) * automaton.width
    return "".join(
        f"\t\t{', '.join(map(str, numbers[start : start + a_line]))},\n"
        for start in range(0, len(numbers), a_line)
    )


def render_codes(specification: Specification) -> str:
    """Return the source of the codes that are reported of documents, files and stores."""
    listed = []
    severities = defaultdict(list)
    for rule in specification.rules_of(
        (*READING_LAYERS, MIGRATION_LAYER, FILES_LAYER, STORE_LAYER)
    ):
        name = code_constant(rule)
        severities[rule["severity"]].append(name)
        listed.append(
            comment(f"{name}: {rule['meaning']} {rule['remedy']}", indent="\t")
            + f'\t{name} Code = "{rule["code"]}"\n'
        )
    del severities["error"]
    cases = "".join(
        f"\tcase {', '.join(names)}:\n\t\treturn Severity{exported(severity)}\n"
        for severity, names in severities.items()
    )
    return (
        "package exportmanifest\n\n"
        "// The codes of findings about manifests, files and stores and of losses, in rules.json.\n"
        "const (\n" + "\n".join(listed) + ")\n\n"
        "// Severity returns the severity of findings of the code, as rules.json has it.\n"
        "func (c Code) Severity() Severity {\n"
        f"\tswitch c {{\n{cases}\tdefault:\n\t\treturn SeverityError\n\t}}\n}}\n"
    )


def code_constant(rule: Mapping[str, Any]) -> str:
    """Return the name of the constant of a code of the catalogue."""
    return f"Code{exported(*rule['code'].split('/'))}"


def render_tables(specification: Specification, patterns: Patterns) -> str:
    """Return the source of the tables."""
    kinds = specification.kinds
    parts = [_render_shape(title, kinds[title]) for title in kinds]
    for version in specification.versions:
        checks = _Checks(version.number, kinds, patterns)
        parts.extend(
            f"var {schema_variable(each.title, version.number)} = {checks.object(each)}\n"
            for each in objects(version.document)
        )
    row = specification.row
    parts.append(_render_shape(row["title"], {name: {} for name in sorted(row["properties"])}))
    parts.append(_render_versions(specification, patterns))
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


@dataclass(frozen=True)
class _Checks:
    """Renders the schemas of a version."""

    version: int
    kinds: Mapping[str, Mapping[str, Mapping[int, Member]]]
    patterns: Patterns

    def object(self, kind: Object) -> str:
        properties = "".join(
            f"\t\t// {name}\n\t\t{self._schema(member.type, name)},\n"
            if (member := kind.find(name))
            else f"\t\t// {name} is a member of other versions.\n\t\tnil,\n"
            for name in self.kinds[kind.title]
        )
        return (
            f"&schema{{kinds: objects, object: &objectSchema{{\n"
            f"\t{shape_variable(kind.title)},\n\t[]*schema{{\n{properties}\t}},\n}}}}"
        )

    def _schema(self, kind: Type, name: str) -> str:
        nullable = isinstance(kind, Nullable)
        match plain(kind):
            case Object(title):
                variable = schema_variable(title, self.version)
                if not nullable:
                    return variable
                types, said = "objects", f"object: {variable}.object"
            case Array(entry, most):
                types, said = (
                    "arrays",
                    f"array: &arraySchema{{{most}, {self._schema(entry, name)}}}",
                )
            case Boolean():
                types, said = "booleans", ""
            case Constant(value):
                types, said = "integers", f"constant: &{scalar(value)}"
            case Integer(minimum, maximum):
                types, said = "integers", f"number: &numberSchema{{{minimum}, {maximum}}}"
            case Choice(values):
                listed = (scalar(each)[5:] for each in (*values, *([None] if nullable else [])))
                types, said = "strs", f"enum: []value{{{', '.join(listed)}}}"
            case Text(least, most, pattern, in_words):
                variable = self.patterns.name(pattern, most, name) if pattern else "nil"
                types = "strs"
                said = f"text: &textSchema{{{variable}, {quoted(in_words)}, {least}, {most}}}"
        fields = [f"kinds: {types}{' | nulls' if nullable else ''}", *filter(None, [said])]
        return f"&schema{{{', '.join(fields)}}}"


def _render_versions(specification: Specification, patterns: Patterns) -> str:
    entries = [
        f"\t{{{version.number}, {quoted(version.schema_path)}, "
        f"{schema_variable(version.manifest_name, version.number)}, "
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
        f"var versions = []version{{\n{''.join(entries)}}}\n\n"
        f"// The patterns of derive, by their sources.\n"
        f"var derivationPatterns = bySource(\n"
        f"{_derivation_patterns(specification, patterns)})\n"
    )


def _derivation_patterns(specification: Specification, patterns: Patterns) -> str:
    names: dict[str, str] = {}
    for version in specification.versions:
        for operation in version.operations:
            if operation["op"] == "derive":
                member = operation["pointer"].rsplit("/", 1)[1]
                most = specification.max_length(operation["source"])
                for number, rule in enumerate(operation["rules"], 1):
                    name = patterns.name(rule["pattern"], most, member, str(number))
                    names[rule["pattern"]] = name
    return "".join(f"\t{name},\n" for name in names.values())


def location(specification: Specification, pointer: str) -> str:
    """Return where a member is, or that member of every entry of an array."""
    *owners, last = _slots(specification, pointer)
    listed = f"[]int{{{', '.join(owners)}}}" if owners else "nil"
    return f"location{{{quoted(pointer)}, {listed}, {last}}}"


def _slots(specification: Specification, pointer: str) -> Sequence[str]:
    """Return what leads to a member: a slot for each name, and ``everyEntry`` for each ``*``."""
    slots = []
    title = specification.latest.manifest_name
    for name in pointer.split("/")[1:]:
        if name == "*":
            slots.append("everyEntry")
            continue
        by_version = specification.kinds.get(title, {}).get(name)
        if by_version is None:
            raise GenerationError(
                f"a rule or a migration names {pointer}, which no version defines"
            )
        slots.append(slot(title, name))
        within = (each.title for member in by_version.values() for each in objects(member.type))
        title = next(within, "")
    return slots


def scalar(value: Any) -> str:
    """Return a string, integer, boolean or null as a value of the runtime."""
    if isinstance(value, str):
        return f"value{{kind: strs, text: {quoted(value)}}}"
    kind = {bool: "booleans", int: "integers", type(None): "nulls"}[type(value)]
    return f"value{{kind: {kind}, text: {quoted(json.dumps(value))}}}"


def quoted(text: str) -> str:
    """Return a text as a string of Go."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", r"\u007f")
