"""The types of one version, with their documentation, and the way in and out of them."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from string import Template
from typing import TYPE_CHECKING, Final

from dlm_codegen.go.names import exported, shape_variable, slot, type_name
from dlm_codegen.members import (
    Array,
    Boolean,
    Choice,
    Constant,
    Integer,
    Nullable,
    Object,
    Text,
    Type,
    objects,
    plain,
)
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
	return unmarshal(data, m)
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
	return unmarshalPart(data, $number, "$title", m)
}

// MarshalJSON writes what the schema of version $number accepts, or returns an
// [InvalidManifestError].
func (m $type) MarshalJSON() ([]byte, error) {
	return marshalPart(&m, $number, "$title")
}
""")

_CARRY: Final = Template("""\
func (m *$type) carry(v *value, out bool) {
	if m == nil {
		return
	}
	members := v.members($shape, out)
$lines}
""")


@dataclass(frozen=True)
class Enumeration:
    """A type of its own for the values of a member: those of all versions, in order."""

    name: str
    member: str
    values: tuple[str, ...]
    description: str


Enumerations = Mapping[tuple[str, str], Enumeration]
"""By the title of the object and the name of the member."""


def enumerations(specification: Specification) -> Enumerations:
    """Return the members that are one of a few strings in every version that has them."""
    found = {}
    for title, members in specification.kinds.items():
        for name, by_version in members.items():
            choices = [_choice(member.type) for member in by_version.values()]
            values = dict.fromkeys(value for each in choices if each for value in each.values)
            if all(choices):
                *_, newest = by_version.values()
                found[title, name] = Enumeration(
                    exported(name), name, tuple(values), newest.description
                )
    names = Counter(each.name for each in found.values())
    return {
        (title, name): each if names[each.name] == 1 else replace(each, name=exported(title, name))
        for (title, name), each in found.items()
    }


def _choice(kind: Type) -> Choice | None:
    """Return the choice that a type is, or that its entries are."""
    match plain(kind):
        case Choice() as choice:
            return choice
        case Array(entry):
            return _choice(entry)
    return None


def render_version(version: Version, enums: Enumerations) -> str:
    """Return the source of the types of one version."""
    blocks = []
    for each in objects(version.document):
        types = _Types(version.number, each, enums)
        whole = each == version.document
        blocks += [
            types.struct(whole=whole),
            _render_methods(version, each),
            types.carry(),
        ]
    imports = 'import "time"\n\n' if version.document.find(TIMESTAMP_MEMBER) else ""
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
    for each in objects(latest.document):
        name = type_name(each.title, latest.number)
        blocks.append(
            comment(f"{each.title} is the latest version's type, [{name}].")
            + f"type {each.title} = {name}\n"
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


def _render_methods(version: Version, kind: Object) -> str:
    names = {
        "type": type_name(kind.title, version.number),
        "number": version.number,
        "field": exported(TIMESTAMP_MEMBER),
        "title": kind.title,
    }
    if kind != version.document:
        return _DEFINITION.substitute(names)
    timestamp = _TIMESTAMP.substitute(names) if kind.find(TIMESTAMP_MEMBER) else ""
    return _MANIFEST.substitute(names, timestamp=timestamp)


@dataclass(frozen=True)
class _Types:
    """Renders the type of an object, and the way in and out of it."""

    version: int
    object: Object
    enums: Enumerations

    def struct(self, *, whole: bool) -> str:
        name = type_name(self.object.title, self.version)
        what = "a manifest" if whole else "a part of a manifest"
        fields = "\n".join(
            comment(member.description, indent="\t")
            + f"\t{exported(member.name)} {self._type(member.type, member.name)} "
            f'`json:"{member.name}"`\n'
            for member in self.object.members
        )
        summary = f"{name} is {what} of version {self.version} (SPEC section 5)."
        return comment(summary, self.object.description) + f"type {name} struct {{\n{fields}}}\n"

    def carry(self) -> str:
        lines = "".join(
            f"\t{self._carrier(member.type, member.name)}(&m.{exported(member.name)}, "
            f"&members[{slot(self.object.title, member.name)}], out)\n"
            for member in self.object.members
        )
        return _CARRY.substitute(
            type=type_name(self.object.title, self.version),
            shape=shape_variable(self.object.title),
            lines=lines,
        )

    def _type(self, kind: Type, name: str) -> str:
        match kind:
            case Nullable(other):
                return f"*{self._type(other, name)}"
            case Array(entry):
                return f"[]{self._type(entry, name)}"
            case Object(title):
                return type_name(title, self.version)
            case Boolean():
                return "bool"
            case Integer() | Constant():
                return "int64"
            case Choice() if enum := self.enums.get((self.object.title, name)):
                return enum.name
            case Text() | Choice():
                return "string"

    def _carrier(self, kind: Type, name: str) -> str:
        """Return the function that carries a value of a type into its field or out of it."""
        match kind:
            case Nullable(other):
                return f"carryOptional({self._carrier(other, name)})"
            case Array(entry):
                return f"carryEntries({self._carrier(entry, name)})"
            case Object(title):
                return f"(*{type_name(title, self.version)}).carry"
            case Boolean():
                return "carryBoolean"
            case Integer() | Constant():
                return "carryInteger"
            case Text() | Choice():
                return f"carryText[{self._type(kind, name)}]"
