"""The types of one version, with their documentation, and the way in and out of them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dlm_codegen.errors import GenerationError
from dlm_codegen.go.names import exported
from dlm_codegen.go.shapes import Shape, object_schemas, resolve, types_of
from dlm_codegen.specification import Specification, Version

TIMESTAMP_MEMBER: Final = "created_at"

_SCALARS: Final[Mapping[str, tuple[str, str, str]]] = {
    "string": ("string", "{}.text", "text({})"),
    "integer": ("int64", "{}.number()", "integer({})"),
    "boolean": ("bool", '{}.text == "true"', "boolean({})"),
}
"""Type, reading and writing of the JSON types that one word of Go stands for."""


@dataclass(frozen=True)
class Enumeration:
    """A type of its own for the values of a member: those of all versions, in order."""

    name: str
    member: str
    values: tuple[str, ...]
    description: str


def enumerations(shapes: Mapping[str, Shape]) -> Mapping[tuple[str, str], Enumeration]:
    """Return the enumerations by the title of the object and the name of the member."""
    found = {}
    for shape in shapes.values():
        for member, schemas in shape.members.items():
            listed = [schema for _, schema in schemas if "enum" in schema]
            if not listed or len(listed) != len(schemas):
                continue
            values = dict.fromkeys(value for schema in listed for value in schema["enum"])
            if all(isinstance(value, str) for value in values):
                found[shape.title, member] = Enumeration(
                    exported(member), member, tuple(values), listed[-1]["description"]
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


def render_version(
    version: Version,
    shapes: Mapping[str, Shape],
    enums: Mapping[tuple[str, str], Enumeration],
) -> str:
    """Return the source of the types of one version."""
    parts = []
    manifest = version.schema
    for schema in object_schemas(version):
        parts.append(_render_struct(version, schema, enums))
        parts.append(
            _render_manifest(version, schema)
            if schema is manifest
            else _render_definition(version, schema)
        )
        parts.append(_render_fill(version, schema, shapes[schema["title"]], enums))
        parts.append(_render_value(version, schema, shapes[schema["title"]], enums))
    imports = 'import "time"\n\n' if TIMESTAMP_MEMBER in manifest["properties"] else ""
    return f"package exportmanifest\n\n{imports}" + "\n".join(parts)


def render_latest(
    specification: Specification, enums: Mapping[tuple[str, str], Enumeration]
) -> str:
    """Return the source of what does not belong to one version: aliases and enumerations."""
    latest = specification.latest
    blocks = [
        f"// Latest is the version that new manifests are written in.\nconst Latest = {latest.number}\n"
    ]
    for schema in object_schemas(latest):
        title = schema["title"]
        blocks.append(
            comment(f"{title} is the latest version's type, {type_name(title, latest)}.")
            + f"type {title} = {type_name(title, latest)}\n"
        )
    blocks.extend(
        f"var _ Manifest = (*{type_name(version.manifest_name, version)})(nil)\n"
        for version in specification.versions
    )
    for each in enums.values():
        what = f"{each.name} is a value of the member {each.member}."
        listed = "\n".join(
            comment(f"{constant} is `{value}`.", "\t") + f'\t{constant} {each.name} = "{value}"\n'
            for value in each.values
            for constant in [exported(each.name, value)]
        )
        blocks.append(
            f"{comment(what, more=each.description)}type {each.name} string\n\n"
            f"// The values that some version admits.\nconst (\n{listed})\n"
        )
    return "package exportmanifest\n\n" + "\n".join(blocks)


def comment(text: str, indent: str = "", more: str = "") -> str:
    """Return documentation, and after an empty line the rest of it."""
    paragraphs = [text, more] if more else [text]
    lines = f"\n{indent}//\n".join(
        textwrap.fill(
            paragraph,
            width=98 - 3 * len(indent),
            initial_indent=f"{indent}// ",
            subsequent_indent=f"{indent}// ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        for paragraph in paragraphs
    )
    return f"{lines}\n"


def _render_struct(
    version: Version, schema: dict[str, Any], enums: Mapping[tuple[str, str], Enumeration]
) -> str:
    name = type_name(schema["title"], version)
    what = (
        f"{name} is a manifest of version {version.number} (SPEC section 5)."
        if schema is version.schema
        else f"{name} is a part of a manifest of version {version.number} (SPEC section 5)."
    )
    fields = "\n".join(
        comment(_description(version, member), "\t")
        + f'\t{exported(member_name)} {_type(version, schema, member_name, enums)} `json:"{member_name}"`\n'
        for member_name, member in schema["properties"].items()
    )
    return f"{comment(what, more=schema['description'])}type {name} struct {{\n{fields}}}\n"


def _description(version: Version, member: dict[str, Any]) -> str:
    text: str = member.get("description") or resolve(version, member)["description"]
    return text


def _render_manifest(version: Version, schema: dict[str, Any]) -> str:
    name = type_name(schema["title"], version)
    number = version.number
    methods = [
        f"// Version returns {number}, the version of the format that the type stands for.\n"
        f"func (*{name}) Version() int {{ return {number} }}\n"
    ]
    if TIMESTAMP_MEMBER in schema["properties"]:
        field = exported(TIMESTAMP_MEMBER)
        methods.append(
            f"// {field}Time returns {field} as a time in UTC. There is no error in a valid manifest.\n"
            f"func (m *{name}) {field}Time() (time.Time, error) {{\n"
            f"\treturn parseTimestamp(m.{field})\n}}\n"
        )
    methods.append(
        comment(
            f"UnmarshalJSON reads a valid manifest of version {number} and nothing else; [Parse] reads "
            f"those of every version. The error is an [InvalidManifestError] when the manifest is "
            f"not valid."
        )
        + f"func (m *{name}) UnmarshalJSON(data []byte) error {{\n"
        f"\troot, err := unmarshal(data, {number})\n"
        f"\tif err != nil {{\n\t\treturn err\n\t}}\n"
        f"\tm.fill(root)\n\treturn nil\n}}\n"
    )
    methods.append(
        "// MarshalJSON writes the manifest, or returns an [InvalidManifestError]. The package encoding/json\n"
        "// changes the white space and escapes of what it is given: canonical bytes come from [Marshal].\n"
        f"func (m {name}) MarshalJSON() ([]byte, error) {{\n\treturn Marshal(&m)\n}}\n"
    )
    return "\n".join(methods)


def _render_definition(version: Version, schema: dict[str, Any]) -> str:
    name = type_name(schema["title"], version)
    return (
        f"// UnmarshalJSON reads what the schema accepts and nothing else. The error is an\n"
        f"// [InvalidManifestError] with pointers into what was read.\n"
        f"func (m *{name}) UnmarshalJSON(data []byte) error {{\n"
        f"\tpart, err := unmarshalPart(data, {schema_variable(version, schema)})\n"
        f"\tif err != nil {{\n\t\treturn err\n\t}}\n"
        f"\tm.fill(part)\n\treturn nil\n}}\n"
    )


def schema_variable(version: Version, schema: dict[str, Any]) -> str:
    """Return the name of the variable that holds the checks of an object."""
    return f"schemaV{version.number}{schema['title']}"


@dataclass(frozen=True)
class _Member:
    """How a member is typed, read and written; ``entry`` is set for arrays."""

    type: str
    read: str
    write: str
    array: bool = False


def _member(
    version: Version,
    schema: dict[str, Any],
    name: str,
    enums: Mapping[tuple[str, str], Enumeration],
) -> _Member:
    member = schema["properties"][name]
    enum = enums.get((schema["title"], name))
    target = resolve(version, member)
    types = list(types_of(target))
    if types == ["array"]:
        entry = resolve(version, target["items"])
        inner = _plain(version, entry)
        if inner is not None:
            return _Member(inner.type, inner.read, inner.write, array=True)
    elif enum is not None and types == ["string"]:
        return _Member(enum.name, f"{enum.name}({{}}.text)", "text(string({}))")
    elif sorted(types) == ["null", "string"] and enum is None:
        return _Member("*string", "{}.nullable()", "nullable({})")
    elif (plain := _plain(version, target)) is not None:
        return plain
    raise GenerationError(
        f"schema/{version.schema_path}: the member {name} of {schema['title']} has the type "
        f"{' or '.join(types)}, which no type of Go is known for; add it to "
        f"src/dlm_codegen/go/types.py"
    )


def _plain(version: Version, schema: dict[str, Any]) -> _Member | None:
    types = list(types_of(schema))
    if len(types) != 1:
        return None
    if types[0] == "object":
        return _Member(type_name(schema["title"], version), "fill", "value")
    scalar = _SCALARS.get(types[0])
    return None if scalar is None else _Member(*scalar)


def _type(
    version: Version,
    schema: dict[str, Any],
    name: str,
    enums: Mapping[tuple[str, str], Enumeration],
) -> str:
    member = _member(version, schema, name, enums)
    return f"[]{member.type}" if member.array else member.type


def _render_fill(
    version: Version,
    schema: dict[str, Any],
    shape: Shape,
    enums: Mapping[tuple[str, str], Enumeration],
) -> str:
    def lines() -> Iterator[str]:
        for name in schema["properties"]:
            member = _member(version, schema, name, enums)
            field = exported(name)
            source = f"members[{shape.slot(name)}]"
            if not member.array:
                yield from _read(member, f"m.{field}", source, "\t")
                continue
            entries = f"{source}.parts.values"
            yield f"\tm.{field} = make([]{member.type}, len({entries}))\n"
            yield f"\tfor index := range m.{field} {{\n"
            yield from _read(member, f"m.{field}[index]", f"{entries}[index]", "\t\t")
            yield "\t}\n"

    name = type_name(schema["title"], version)
    return (
        f"func (m *{name}) fill(v *value) {{\n\tmembers := v.parts.values\n"
        + "".join(lines())
        + "}\n"
    )


def _read(member: _Member, field: str, source: str, indent: str) -> Iterator[str]:
    if member.read == "fill":
        yield f"{indent}{field}.fill(&{source})\n"
    else:
        yield f"{indent}{field} = {member.read.format(source)}\n"


def _render_value(
    version: Version,
    schema: dict[str, Any],
    shape: Shape,
    enums: Mapping[tuple[str, str], Enumeration],
) -> str:
    def lines() -> Iterator[str]:
        for name in schema["properties"]:
            member = _member(version, schema, name, enums)
            field = exported(name)
            target = f"members[{shape.slot(name)}]"
            if not member.array:
                yield f"\t{target} = {_write(member, f'm.{field}')}\n"
                continue
            entries = f"{field[:1].lower()}{field[1:]}"
            yield f"\t{entries} := make([]value, len(m.{field}))\n"
            yield f"\tfor index := range m.{field} {{\n"
            yield f"\t\t{entries}[index] = {_write(member, f'm.{field}[index]')}\n"
            yield f"\t}}\n\t{target} = array({entries})\n"

    name = type_name(schema["title"], version)
    nothing = "\tif m == nil {\n\t\treturn nullValue()\n\t}\n" if schema is version.schema else ""
    return (
        f"func (m *{name}) value() value {{\n{nothing}"
        f"\tmembers := make([]value, len({shape.variable}.names))\n"
        + "".join(lines())
        + "\treturn object(members)\n}\n"
    )


def _write(member: _Member, field: str) -> str:
    return f"{field}.value()" if member.write == "value" else member.write.format(field)
