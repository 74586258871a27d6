"""The types of one version, with their documentation, and the way in and out of them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Template
from typing import TYPE_CHECKING, Any, Final

from dlm_codegen.errors import GenerationError
from dlm_codegen.go.names import exported
from dlm_codegen.go.shapes import Shape, object_schemas, resolve, types_of
from dlm_codegen.specification import TIMESTAMP_MEMBER

if TYPE_CHECKING:
    from dlm_codegen.specification import Specification, Version

_WIDTH: Final = 98
_TAB: Final = 4

_MANIFEST: Final = Template("""\
var _ Manifest = (*$type)(nil)

// Version returns $number, the version of the format that the type stands for.
func (*$type) Version() int { return $number }
$timestamp
// UnmarshalJSON reads a valid manifest of version $number and nothing else; [Parse] reads those of
// every version. The error is an [InvalidManifestError] when the manifest is not valid.
func (m *$type) UnmarshalJSON(data []byte) error {
	root, err := unmarshal(data, $number)
	if err != nil {
		return err
	}
	m.fill(root)
	return nil
}

// MarshalJSON writes the manifest, or returns an [InvalidManifestError]. The package encoding/json
// changes white space and escapes of what it is given: canonical bytes come from [Marshal].
func (m $type) MarshalJSON() ([]byte, error) {
	return Marshal(&m)
}
""")

_TIMESTAMP: Final = Template("""
// ${field}Time returns $field as a time in UTC. There is no error in a valid manifest.
func (m *$type) ${field}Time() (time.Time, error) {
	return parseTimestamp(m.$field)
}
""")

_DEFINITION: Final = Template("""\
// UnmarshalJSON reads what the schema of version $number accepts and nothing else. The error is an
// [InvalidManifestError] with pointers into what was read.
func (m *$type) UnmarshalJSON(data []byte) error {
	part, err := unmarshalPart(data, $schema)
	if err != nil {
		return err
	}
	m.fill(part)
	return nil
}
""")

_FILL: Final = Template("""\
func (m *$type) fill(v *value) {
	members := v.parts.values
$lines}
""")

_VALUE: Final = Template("""\
func (m *$type) value() value {
$nothing	members := make([]value, len($shape.names))
$lines	return object(members)
}
""")

_NOTHING: Final = """\
	if m == nil {
		return nullValue()
	}
"""


@dataclass(frozen=True)
class Enumeration:
    """A type of its own for the values of a member: those of all versions, in order."""

    name: str
    member: str
    values: tuple[str, ...]
    description: str


Enumerations = Mapping[tuple[str, str], Enumeration]
"""By the title of the object and the name of the member."""


@dataclass(frozen=True)
class _Member:
    """How a member is typed, read and written: templates with ``{}`` for the value."""

    type: str
    read: str
    write: str
    array: bool = False


_SCALARS: Final[Mapping[str, _Member]] = {
    "string": _Member("string", "{}.text", "text({})"),
    "integer": _Member("int64", "{}.number()", "integer({})"),
    "boolean": _Member("bool", '{}.text == "true"', "boolean({})"),
}
_NULLABLE_STRING: Final = _Member("*string", "{}.nullable()", "nullable({})")


def enumerations(shapes: Mapping[str, Shape]) -> Enumerations:
    """Return the members that are one of a few strings in every version that has them."""
    found = {}
    for shape in shapes.values():
        for member, schemas in shape.members.items():
            values = dict.fromkeys(
                value for _, schema in schemas for value in schema.get("enum", [None])
            )
            if all(isinstance(value, str) for value in values):
                description = schemas[-1][1]["description"]
                found[shape.title, member] = Enumeration(
                    exported(member), member, tuple(values), description
                )
    names = [each.name for each in found.values()]
    return {
        (title, member): each
        if names.count(each.name) == 1
        else Enumeration(exported(title, member), member, each.values, each.description)
        for (title, member), each in found.items()
    }


def type_name(title: str, version: Version) -> str:
    """Return the name of a type of one version."""
    return f"{title}V{version.number}"


def schema_variable(version: Version, schema: dict[str, Any]) -> str:
    """Return the name of the variable that holds the checks of an object."""
    return f"schemaV{version.number}{schema['title']}"


def render_version(version: Version, shapes: Mapping[str, Shape], enums: Enumerations) -> str:
    """Return the source of the types of one version."""
    blocks = []
    for schema in object_schemas(version):
        shape = shapes[schema["title"]]
        members = {name: _member(version, schema, name, enums) for name in schema["properties"]}
        blocks += [
            _render_struct(version, schema, members),
            _render_methods(version, schema),
            _render_fill(version, shape, members),
            _render_value(version, schema, shape, members),
        ]
    imports = 'import "time"\n\n' if TIMESTAMP_MEMBER in version.schema["properties"] else ""
    return f"package exportmanifest\n\n{imports}" + "\n".join(blocks)


def render_latest(specification: Specification, enums: Enumerations) -> str:
    """Return the source of what does not belong to one version: aliases and enumerations."""
    latest = specification.latest
    summary = comment("Latest is the version that new manifests are written in.")
    read = comment(
        "ReadByDLM is the newest version that some DLM reads. A manifest that DLM is to read again "
        "is written in it or in an older one."
    )
    newest_read = specification.newest_read.number
    blocks = [
        f"{summary}const Latest = {latest.number}\n",
        f"{read}const ReadByDLM = {newest_read}\n",
    ]
    for schema in object_schemas(latest):
        title, name = schema["title"], type_name(schema["title"], latest)
        blocks.append(
            comment(f"{title} is the latest version's type, [{name}].") + f"type {title} = {name}\n"
        )
    blocks += [_render_enumeration(each) for each in enums.values()]
    return "package exportmanifest\n\n" + "\n".join(blocks)


def comment(*paragraphs: str, indent: str = "") -> str:
    """Return documentation, with an empty line between its paragraphs."""
    begin = f"{indent}// "
    return (
        f"\n{indent}//\n".join(
            textwrap.fill(
                paragraph,
                width=_WIDTH - (_TAB - 1) * len(indent),
                initial_indent=begin,
                subsequent_indent=begin,
                break_long_words=False,
                break_on_hyphens=False,
            )
            for paragraph in paragraphs
        )
        + "\n"
    )


def _render_enumeration(each: Enumeration) -> str:
    constants = "\n".join(
        comment(f"{exported(each.name, value)} is `{value}`.", indent="\t")
        + f'\t{exported(each.name, value)} {each.name} = "{value}"\n'
        for value in each.values
    )
    return (
        comment(f"{each.name} is a value of the member {each.member}.", each.description)
        + f"type {each.name} string\n\n"
        + f"// The values of {each.name} that some version admits.\nconst (\n{constants})\n"
    )


def _render_struct(version: Version, schema: dict[str, Any], members: Mapping[str, _Member]) -> str:
    name = type_name(schema["title"], version)
    what = "a manifest" if schema is version.schema else "a part of a manifest"
    fields = "\n".join(
        comment(_description(version, schema["properties"][member]), indent="\t")
        + f'\t{exported(member)} {"[]" * each.array}{each.type} `json:"{member}"`\n'
        for member, each in members.items()
    )
    summary = f"{name} is {what} of version {version.number} (SPEC section 5)."
    return comment(summary, schema["description"]) + f"type {name} struct {{\n{fields}}}\n"


def _description(version: Version, member: dict[str, Any]) -> str:
    text: str = member.get("description") or resolve(version, member)["description"]
    return text


def _render_methods(version: Version, schema: dict[str, Any]) -> str:
    names = {
        "type": type_name(schema["title"], version),
        "number": version.number,
        "field": exported(TIMESTAMP_MEMBER),
        "schema": schema_variable(version, schema),
    }
    if schema is not version.schema:
        return _DEFINITION.substitute(names)
    has_timestamp = TIMESTAMP_MEMBER in schema["properties"]
    timestamp = _TIMESTAMP.substitute(names) if has_timestamp else ""
    return _MANIFEST.substitute(names, timestamp=timestamp)


def _member(version: Version, schema: dict[str, Any], name: str, enums: Enumerations) -> _Member:
    enum = enums.get((schema["title"], name))
    target = resolve(version, schema["properties"][name])
    types = sorted(types_of(target))
    member: _Member | None
    if enum is not None and types == ["string"]:
        member = _Member(enum.name, f"{enum.name}({{}}.text)", "text(string({}))")
    elif types == ["null", "string"]:
        member = _NULLABLE_STRING
    elif types == ["array"]:
        entry = _plain(version, resolve(version, target["items"]))
        member = _Member(entry.type, entry.read, entry.write, array=True) if entry else None
    else:
        member = _plain(version, target)
    if member is None:
        raise GenerationError(
            f"schema/{version.schema_path}: the member {name} of {schema['title']} has the type "
            f"{' or '.join(types)}, which no type of Go is known for; add it to "
            f"src/dlm_codegen/go/types.py"
        )
    return member


def _plain(version: Version, schema: dict[str, Any]) -> _Member | None:
    types = types_of(schema)
    if list(types) == ["object"]:
        return _Member(type_name(schema["title"], version), "", "{}.value()")
    return _SCALARS.get(types[0]) if len(types) == 1 else None


def _render_fill(version: Version, shape: Shape, members: Mapping[str, _Member]) -> str:
    def read(member: _Member, field: str, source: str) -> str:
        return (
            f"{field} = {member.read.format(source)}" if member.read else f"{field}.fill(&{source})"
        )

    def lines() -> Iterator[str]:
        for name, member in members.items():
            field, source = f"m.{exported(name)}", f"members[{shape.slot(name)}]"
            if member.array:
                entries = f"{source}.parts.values"
                yield f"\t{field} = make([]{member.type}, len({entries}))\n"
                yield f"\tfor index := range {field} {{\n"
                yield f"\t\t{read(member, f'{field}[index]', f'{entries}[index]')}\n\t}}\n"
            else:
                yield f"\t{read(member, field, source)}\n"

    return _FILL.substitute(type=type_name(shape.title, version), lines="".join(lines()))


def _render_value(
    version: Version, schema: dict[str, Any], shape: Shape, members: Mapping[str, _Member]
) -> str:
    def lines() -> Iterator[str]:
        for name, member in members.items():
            field, target = exported(name), f"members[{shape.slot(name)}]"
            if member.array:
                entries = f"{field[:1].lower()}{field[1:]}"
                yield f"\t{entries} := make([]value, len(m.{field}))\n"
                yield f"\tfor index := range m.{field} {{\n"
                yield f"\t\t{entries}[index] = {member.write.format(f'm.{field}[index]')}\n\t}}\n"
                yield f"\t{target} = array({entries})\n"
            else:
                yield f"\t{target} = {member.write.format(f'm.{field}')}\n"

    return _VALUE.substitute(
        type=type_name(shape.title, version),
        shape=shape.variable,
        nothing=_NOTHING if schema is version.schema else "",
        lines="".join(lines()),
    )
