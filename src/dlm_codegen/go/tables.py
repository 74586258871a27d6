"""The checks as data: shapes, schemas, patterns, versions, migrations."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from dlm_codegen.automaton import Automaton, compile_pattern, find_run, ranges
from dlm_codegen.errors import GenerationError
from dlm_codegen.go.names import exported, unexported
from dlm_codegen.go.shapes import Shape, object_schemas, resolve, types_of
from dlm_codegen.go.types import comment, schema_variable
from dlm_codegen.specification import (
    MIGRATION_LAYER,
    READING_LAYERS,
    TARGET_MEMBER,
    VERSION_MEMBER,
    requirement,
)

if TYPE_CHECKING:
    from dlm_codegen.specification import Specification, Version

_KINDS: Final[Mapping[str, str]] = {
    "null": "nulls",
    "boolean": "booleans",
    "integer": "integers",
    "string": "strs",
    "array": "arrays",
    "object": "objects",
}
_NUMBERS_A_LINE: Final = 24
_LARGEST: Final = 2**53 - 1
"""No integer that the encoding layer accepts is beyond, in either direction."""
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
    """Return the source of the codes that a reader or migrator of documents reports."""
    listed = []
    severities = defaultdict(list)
    for rule in specification.rules_of((*READING_LAYERS, MIGRATION_LAYER)):
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
        "// The codes of findings about a document and of losses, as rules.json lists them.\n"
        "const (\n" + "\n".join(listed) + ")\n\n"
        "// Severity returns the severity of findings of the code, as rules.json has it.\n"
        "func (c Code) Severity() Severity {\n"
        f"\tswitch c {{\n{cases}\tdefault:\n\t\treturn SeverityError\n\t}}\n}}\n"
    )


def code_constant(rule: Mapping[str, Any]) -> str:
    """Return the name of the constant of a code of the catalogue."""
    return f"Code{exported(*rule['code'].split('/'))}"


def render_tables(
    specification: Specification, shapes: Mapping[str, Shape], patterns: Patterns
) -> str:
    """Return the source of the tables."""
    parts = [_render_shape(shape, shapes) for shape in shapes.values()]
    for version in specification.versions:
        parts.extend(
            f"var {schema_variable(version, schema)} = "
            f"&{_schema(version, schema, shapes, patterns)}\n"
            for schema in object_schemas(version)
        )
    parts.append(_render_versions(specification, shapes, patterns))
    return "package exportmanifest\n\n" + "\n".join(parts)


def _render_shape(shape: Shape, shapes: Mapping[str, Shape]) -> str:
    first, *others = [shape.slot(name) for name in shape.members]
    constants = f"\t{first} = iota\n" + "".join(f"\t{slot}\n" for slot in others)
    names = "".join(f"\t\t{quoted(name)},\n" for name in shape.members)
    members = "".join(
        f"\t\t{_member_shape(schemas, shapes)},\n" for schemas in shape.members.values()
    )
    return (
        f"// Slots of the members that {shape.title} has in some version.\n"
        f"const (\n{constants})\n\n"
        f"var {shape.variable} = &shape{{\n\tnames: []string{{\n{names}\t}},\n"
        f"\tmembers: []*shape{{\n{members}\t}},\n}}\n"
    )


def _member_shape(
    schemas: Sequence[tuple[Version, dict[str, Any]]], shapes: Mapping[str, Shape]
) -> str:
    """Return the shape of a member, from the schemas that it has in the versions."""
    objects: set[str] = set()
    entries: set[str] = set()
    most = 0
    for version, schema in schemas:
        target = resolve(version, schema)
        if "object" in types_of(target):
            objects.add(target["title"])
        if "array" in types_of(target):
            most = max(most, target["maxItems"])
            entry = resolve(version, target["items"])
            entries.add(entry["title"] if "object" in types_of(entry) else "")
    if len(objects) > 1 or len(entries) > 1 or (objects and entries):
        raise GenerationError(
            "a member is one kind of object or array in one version and another in the next; "
            "the reader of Go keeps one kind at a place"
        )
    for title in objects:
        return shapes[title].variable
    for title in entries:
        inner = shapes[title].variable if title else "none"
        return f"{{items: {inner}, maxItems: {most}}}"
    return "nil"


def _schema(
    version: Version, schema: dict[str, Any], shapes: Mapping[str, Shape], patterns: Patterns
) -> str:
    shape = shapes[schema["title"]]
    defined = schema["properties"]
    properties = "".join(
        f"\t\t// {name}\n\t\t{_member_schema(version, name, defined[name], patterns)},\n"
        if name in defined
        else f"\t\t// {name} is a member of other versions.\n\t\tnil,\n"
        for name in shape.members
    )
    return (
        f"schema{{kinds: objects, object: &objectSchema{{\n\t{shape.variable},\n"
        f"\t[]*schema{{\n{properties}\t}},\n}}}}"
    )


def _member_schema(version: Version, name: str, schema: dict[str, Any], patterns: Patterns) -> str:
    target = resolve(version, schema)
    types = types_of(target)
    if "properties" in target:
        return schema_variable(version, target)
    fields = [f"kinds: {' | '.join(_KINDS[each] for each in types)}"]
    if "const" in target:
        fields.append(f"constant: &{scalar(target['const'])}")
    if "enum" in target:
        fields.append(f"enum: []value{{{', '.join(scalar(each)[5:] for each in target['enum'])}}}")
    if "string" in types and not target.keys().isdisjoint(("pattern", "minLength", "maxLength")):
        most = target.get("maxLength")
        pattern, words = "nil", ""
        if "pattern" in target:
            pattern, words = patterns.name(target["pattern"], most, name), requirement(target)
        bounds = f"{target.get('minLength', 0)}, {'MaxBytes' if most is None else most}"
        fields.append(f"text: &textSchema{{{pattern}, {quoted(words)}, {bounds}}}")
    if "integer" in types and ("minimum" in target or "maximum" in target):
        bounds = f"{target.get('minimum', -_LARGEST)}, {target.get('maximum', _LARGEST)}"
        fields.append(f"number: &numberSchema{{{bounds}}}")
    if "array" in types:
        items = _item_schema(version, name, target["items"], patterns)
        fields.append(f"array: &arraySchema{{{target.get('maxItems', 'MaxBytes')}, {items}}}")
    return f"{{{', '.join(fields)}}}"


def _item_schema(version: Version, name: str, schema: dict[str, Any], patterns: Patterns) -> str:
    written = _member_schema(version, name, schema, patterns)
    return written if written.startswith("schema") else f"&schema{written}"


def _render_versions(
    specification: Specification, shapes: Mapping[str, Shape], patterns: Patterns
) -> str:
    entries = []
    for version in specification.versions:
        operations = "".join(
            f"\t\t{_operation(specification, operation, shapes, patterns)},\n"
            for operation in version.operations
        )
        migration = f", []operation{{\n{operations}\t}}" if operations else ", nil"
        entries.append(
            f"\t{{{version.number}, {quoted(version.schema_path)}, "
            f"{schema_variable(version, version.schema)}{migration}}},\n"
        )
    detection = specification.detection
    return (
        f"// Versions of the documents without {VERSION_MEMBER}, by whether they have a "
        f"{TARGET_MEMBER}.\n"
        f"const (\n"
        f"\tversionWithTarget    = {detection.with_target.number}\n"
        f"\tversionWithoutTarget = {detection.without_target.number}\n)\n\n"
        f"var versions = []version{{\n{''.join(entries)}}}\n"
    )


def _operation(
    specification: Specification,
    operation: Mapping[str, Any],
    shapes: Mapping[str, Shape],
    patterns: Patterns,
) -> str:
    place = location(specification, operation["pointer"], shapes)
    kind = operation["op"]
    if kind == "add":
        return f"&addition{{{place}, {scalar(operation['value'])}}}"
    if kind == "suffix":
        return f"&suffixing{{{place}, {quoted(operation['suffix'])}}}"
    if kind != "derive":
        raise GenerationError(
            f"the operation {kind} of a migration has no code in "
            f"src/dlm_codegen/go/runtime/migration.go"
        )
    member = operation["pointer"].rsplit("/", 1)[1]
    most = specification.max_length(operation["source"])
    rules = "".join(
        f"\t\t\t{{{patterns.name(rule['pattern'], most, member, str(number))}, "
        f"{_texts(rule.get('targets'))}, {quoted(rule['value'])}}},\n"
        for number, rule in enumerate(operation["rules"], 1)
    )
    source = _slot(specification, operation["source"], shapes)
    target = _slot(specification, operation["target"], shapes)
    return (
        f"&derivation{{{place}, {source}, {target}, []derivationRule{{\n"
        f"{rules}\t\t}}, {quoted(operation['otherwise'])}}}"
    )


def location(specification: Specification, pointer: str, shapes: Mapping[str, Shape]) -> str:
    """Return where a member is, or that member of every entry of an array."""
    *owners, slot = _slots(specification, pointer, shapes)
    listed = f"[]int{{{', '.join(owners)}}}" if owners else "nil"
    return f"location{{{quoted(pointer)}, {listed}, {slot}}}"


def _slot(specification: Specification, pointer: str, shapes: Mapping[str, Shape]) -> str:
    return _slots(specification, pointer, shapes)[-1]


def _slots(
    specification: Specification, pointer: str, shapes: Mapping[str, Shape]
) -> Sequence[str]:
    """Return what leads to a member: a slot for each name, and ``everyEntry`` for each ``*``."""
    slots = []
    title = specification.latest.manifest_name
    for name in pointer.split("/")[1:]:
        if name == "*":
            slots.append("everyEntry")
            continue
        shape = shapes.get(title)
        if shape is None or name not in shape.members:
            raise GenerationError(
                f"a rule or a migration names {pointer}, which no version defines"
            )
        slots.append(shape.slot(name))
        version, schema = shape.members[name][-1]
        target = resolve(version, schema)
        target = resolve(version, target.get("items", target))
        title = target.get("title", "")
    return slots


def scalar(value: Any) -> str:
    """Return a string, integer, boolean or null as a value of the runtime."""
    if isinstance(value, str):
        return f"value{{kind: strs, text: {quoted(value)}}}"
    kind = {bool: "booleans", int: "integers", type(None): "nulls"}[type(value)]
    return f"value{{kind: {kind}, text: {quoted(json.dumps(value))}}}"


def _texts(values: Sequence[str] | None) -> str:
    return f"[]string{{{', '.join(map(quoted, values))}}}" if values else "nil"


def quoted(text: str) -> str:
    """Return a text as a string of Go."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", r"\u007f")
