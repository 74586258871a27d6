"""Refuse versions whose migrations cannot satisfy the laws of SPEC section 10, or escape the rules.

The operations of a migration are applied to the schema of the older version, member by member, and
what comes out is compared with the schema of the newer one. Nothing here looks at documents: what
holds for the schemas holds for all of them.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeAlias

import jsonschema_rs

from dlm_codegen.automaton import includes
from dlm_codegen.errors import GenerationError

if TYPE_CHECKING:
    from dlm_codegen.specification import Specification, Version

Node: TypeAlias = dict[str, Any]
"""The schema of a member, with its references resolved and without what it says to people."""

_Values: TypeAlias = Sequence[Any]

_ASSERTIONS: Final = frozenset(
    ("const", "enum", "maxItems", "maxLength", "maximum", "minLength", "minimum", "pattern", "type")
)
_BOUNDS: Final[Mapping[str, str]] = {
    "minimum": "integer",
    "maximum": "integer",
    "minLength": "string",
    "maxLength": "string",
    "maxItems": "array",
}
_JUDGED_BY_CODE: Final[Mapping[str, set[str]]] = {
    "rules/duplicate-path": {"/artifacts/*/path"},
    "rules/calendar-date": {"/created_at"},
    "rules/dequantized-without-merged": {"/dequantized", "/merged"},
}
"""What the rules without parameters are about."""

_EVERY_ENTRY: Final = "*"
_BOOLEANS: Final = (False, True)
_TYPES: Final = {bool: "boolean", int: "integer", str: "string", type(None): "null"}
_LITERAL: Final = re.compile("[A-Za-z0-9/:_-]")


def check_migrations(specification: Specification) -> None:
    """Raise ``GenerationError`` for the first operation or member that breaks a law."""
    for older, newer in pairwise(specification.versions):
        if newer.migration is None:
            raise GenerationError(
                f"schema/versions.json: version {newer.number} has no migration; write "
                f"schema/migrations/{older.number}-to-{newer.number}.json and list it"
            )
        _Check(older, newer, newer.migration).run()


def check_rules(specification: Specification) -> None:
    """Raise ``GenerationError`` for a rule about a member that a later version does not have.

    Rules judge all versions alike (SPEC section 6), so they would find nothing there.
    """
    for code, pointer in _judged(specification.rules):
        having = [version for version in specification.versions if version.member(pointer)]
        for version in specification.versions:
            if not having or (version not in having and version.number > having[0].number):
                raise GenerationError(
                    f"schema/rules.json: {code} judges {pointer}, and version {version.number} "
                    f"does not have it; keep the member where it is, or take back the rule"
                )


def _judged(rules: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield the code and a pointer for each member that a rule is about."""
    for rule in rules:
        given = rule.get("parameters", {})
        pointers = {given["pointer"]} if "pointer" in given else set()
        pointers |= {f"/{given['member']}"} if "member" in given else set()
        for said in (*given.get("require", {}).values(), *given.get("forbid", {}).values()):
            pointers |= {f"/{name}" for name in said}
        pointers |= {"/target", "/artifacts/*/role"} if "roles" in given else set()
        for pointer in sorted(pointers | _JUDGED_BY_CODE.get(rule["code"], set())):
            yield rule["code"], pointer


class _Check:
    """One migration, applied to the members of the older version."""

    def __init__(self, older: Version, newer: Version, migration: Mapping[str, Any]) -> None:
        self._older, self._newer = f"version {older.number}", f"version {newer.number}"
        self._file = f"schema/{newer.migration_path}"
        self._ends = (migration["from"], migration["to"]), (older.number, newer.number)
        self._operations: Sequence[Mapping[str, Any]] = migration["operations"]
        self._tree = resolved(older.schema, older.schema)
        self._wanted = resolved(newer.schema, newer.schema)
        self._settled: list[tuple[Node, int]] = []
        self._place = ""
        self._position = 0

    def run(self) -> None:
        """Apply every operation, then compare."""
        found, wanted = self._ends
        if found != wanted:
            self._refuse(
                f"it leads from version {found[0]} to {found[1]}, and versions.json has it between "
                f"{wanted[0]} and {wanted[1]}; correct one of the two"
            )
        for position, operation in enumerate(self._operations, 1):
            kind, at = operation["op"], operation.get("pointer") or operation["from"]
            self._position = position
            self._place = f"operation {position} ({kind} {at}): "
            getattr(self, f"_{kind}")(operation)
        self._place = ""
        self._compare(self._tree, self._wanted, "")

    def _refuse(self, problem: str) -> NoReturn:
        raise GenerationError(f"{self._file}: {self._place}{problem}")

    # Each operation

    def _add(self, operation: Mapping[str, Any]) -> None:
        self._give(operation["pointer"], [operation["value"]])

    def _derive(self, operation: Mapping[str, Any]) -> None:
        pointer, source, target = (operation[name] for name in ("pointer", "source", "target"))
        if source.rpartition("/")[0] != pointer.rpartition("/")[0] or target.count("/") != 1:
            self._refuse(
                f"the source {source} must be a member beside it and the target {target} one at "
                "the top"
            )
        for name in (source, target):
            if types_of(self._member(name)) != {"string"}:
                self._refuse(f"{name} must be a string and never null, in {self._older} too")
        listed = values_of(self._member(target))
        for value in {value for rule in operation["rules"] for value in rule.get("targets", ())}:
            if listed is not None and value not in listed:
                self._refuse(f"no {target} is {_shown(value)}; {_one_of(listed)}")
        values = [*(rule["value"] for rule in operation["rules"]), operation["otherwise"]]
        self._give(pointer, values)

    def _give(self, pointer: str, values: Sequence[Any]) -> None:
        """Add a member that is as the newer schema has it, and accepts what it is given."""
        members, name = self._owner(pointer)
        if name in members:
            self._refuse(f"{self._older} has this member already; give the new one another name")
        node = self._final(pointer)
        for value in values:
            self._require_accepted(node, value, self._newer)
        members[name] = self._settle(copy.deepcopy(node))

    def _suffix(self, operation: Mapping[str, Any]) -> None:
        node, suffix = self._free(operation["pointer"]), operation["suffix"]
        pattern: str = node.get("pattern", "")
        if types_of(node) != {"string"} or not pattern.endswith("$"):
            self._refuse(
                "only a string that is never null and has a pattern that ends in $ can get a "
                "suffix, so that going down can tell that it is there"
            )
        ending = "".join(each if _LITERAL.match(each) else f"[{each}]" for each in suffix)
        node["pattern"] = f"{pattern[:-1]}{ending}$"
        for bound in node.keys() & {"minLength", "maxLength"}:
            node[bound] += len(suffix)
        newer = self._final(operation["pointer"])
        if not _within(newer, node):
            self._refuse(
                f"the pattern of {self._newer}, {newer.get('pattern')}, must accept nothing that "
                f"{node['pattern']} does not: going down takes {_shown(suffix)} for the suffix"
            )
        self._settle(node)

    def _map(self, operation: Mapping[str, Any]) -> None:
        node, newer = self._free(operation["pointer"]), self._final(operation["pointer"])
        before, after = values_of(node), values_of(newer)
        if before is None or after is None:
            self._refuse(
                "only a member whose values both schemas list (enum, const, boolean) can be "
                "mapped; use narrow, or remove and add"
            )
        pairs = [(pair["older"], pair["newer"]) for pair in operation["pairs"]]
        fallbacks = [(pair["older"], pair["newer"]) for pair in operation.get("fallbacks", ())]
        if not pairs and not fallbacks:
            self._refuse("it has neither pairs nor fallbacks; leave it out")
        for value, _ in [*pairs, *fallbacks]:
            if not _among(value, before):
                self._refuse(f"{_shown(value)} is no value of {self._older}; {_one_of(before)}")
        for value in _twice([value for value, _ in pairs]):
            self._refuse(f"two pairs say what becomes of {_shown(value)}; keep one")
        image = [_paired(value, pairs) for value in before]
        for value in _twice(image):
            sources = [each for each, out in zip(before, image, strict=True) if _same(out, value)]
            self._refuse(
                f"{_listed(sources)} all become {_shown(value)}, so going down cannot tell them "
                "apart; give each a value of its own"
            )
        for value in image:
            if not _among(value, after):
                self._refuse(f"{_shown(value)} is no value of {self._newer}; {_one_of(after)}")
        self._require_inverse(before, image, after, [value for _, value in fallbacks])
        node.clear()
        node.update(copy.deepcopy(newer))
        self._settle(node)

    def _require_inverse(
        self, before: _Values, image: _Values, after: _Values, lost: _Values
    ) -> None:
        """Refuse a map that goes down to what goes up to something else, and says nothing."""
        for value in [*_twice(lost), *(value for value in lost if not _among(value, after))]:
            self._refuse(
                f"{_shown(value)} needs one fallback, and to be a value of {self._newer}; "
                f"{_one_of(after)}"
            )
        for value in after:
            if _among(value, image) and _among(value, lost):
                self._refuse(
                    f"{_shown(value)} has a fallback, and going up gives it as well: going down "
                    "would lose what is no loss; remove the fallback"
                )
            if not _among(value, [*image, *lost]) and _among(value, before):
                self._refuse(
                    f"{self._newer} still has {_shown(value)}, which nothing becomes: going down "
                    f"would take it for that of {self._older}; give it a fallback, or remove it "
                    "from the schema"
                )

    def _move(self, operation: Mapping[str, Any]) -> None:
        source, to = _tokens(operation["from"]), _tokens(operation["to"])
        depth = _arrays(source)
        if source[:depth] != to[: _arrays(to)]:
            self._refuse(
                f"it cannot move to {operation['to']}: a member stays in its array entry, or "
                "outside of all arrays"
            )
        owner = self._tree
        for position, token in enumerate(source[:depth]):
            owner = self._inside(owner, token, source[: position + 1])
        node = self._take(owner, source[depth:], operation["from"])
        for name in to[depth:-1]:
            members = owner.setdefault("properties", {})
            members.setdefault(name, {"type": "object", "properties": {}})
            owner = members[name]
            self._require_object(owner, operation["to"])
        members = owner.setdefault("properties", {})
        if to[-1] in members:
            self._refuse(f"there is a member {operation['to']} already; move to another name")
        members[to[-1]] = node

    def _take(self, owner: Node, names: Sequence[str], pointer: str) -> Node:
        name, *rest = names
        self._require_object(owner, pointer)
        inner = self._inside(owner, name, _tokens(pointer))
        if not rest:
            del owner["properties"][name]
            return inner
        node = self._take(inner, rest, pointer)
        if not inner["properties"]:
            del owner["properties"][name]
        return node

    def _remove(self, operation: Mapping[str, Any]) -> None:
        node, value = self._free(operation["pointer"]), operation["value"]
        kept_in = operation.get("kept_in")
        members, name = self._owner(operation["pointer"])
        self._require_accepted(node, value, self._older)
        if kept_in is None and len(values_of(node) or "many") > 1:
            self._refuse(
                f"{self._older} allows other values than {_shown(value)}, which going down could "
                "not restore; name the member of the newer version that keeps them in kept_in"
            )
        del members[name]
        if kept_in is not None:
            if "null" in types_of(node) and value is not None:
                self._refuse(
                    f"the member can be null, which kept_in could not tell from {_shown(value)}; "
                    "let value be null"
                )
            self._keep(members, kept_in, node)

    def _narrow(self, operation: Mapping[str, Any]) -> None:
        node = self._free(operation["pointer"])
        members, _ = self._owner(operation["pointer"])
        ((keyword, bound),) = operation["bound"].items()
        if _BOUNDS[keyword] not in types_of(node) or values_of(node) is not None:
            self._refuse(f"{keyword} bounds no member of this type")
        if not _tighter(keyword, bound, node.get(keyword)):
            self._refuse(
                f"the {keyword} {bound} is no narrower than that of {self._older}, "
                f"{node.get(keyword)}; a wider bound needs no operation"
            )
        found = self._final(operation["pointer"]).get(keyword)
        if found != bound:
            self._refuse(
                f"the schema of {self._newer} has the {keyword} {found}, not {bound}; the two must "
                "agree"
            )
        kept = copy.deepcopy(node)
        node[keyword] = bound
        newer = self._final(operation["pointer"])
        self._require_accepted(newer, operation["value"], self._newer)
        self._settle(node)
        self._keep(members, operation["kept_in"], kept)

    def _keep(self, members: dict[str, Node], kept_in: str, node: Node) -> None:
        """Add the member that keeps what another one held, which is null where it holds nothing."""
        if kept_in in members:
            self._refuse(f"{self._older} has a member {kept_in} already; keep it in another one")
        members[kept_in] = self._settle(nullable(node))

    # The members

    def _settle(self, node: Node) -> Node:
        self._settled.append((node, self._position))
        return node

    def _require_accepted(self, node: Node, value: Any, version: str) -> None:
        if not accepts(node, value):
            self._refuse(
                f"the schema of {version} does not accept the value {_shown(value)}; choose one "
                "that it accepts"
            )

    def _require_object(self, node: Node, pointer: str) -> None:
        if types_of(node) != {"object"}:
            self._refuse(
                f"{pointer} leads through what is no object, or "
                "can be null; members move through objects alone"
            )

    def _inside(self, node: Node, token: str, tokens: Sequence[str]) -> Node:
        inner = _child(node, token)
        if inner is None:
            self._refuse(
                f"when its turn comes there is no /{'/'.join(tokens)} in "
                f"a document of {self._older}; correct the pointer or the order of the operations"
            )
        return inner

    def _owner(self, pointer: str) -> tuple[dict[str, Node], str]:
        """Return the members of the object that a pointer's member is in, and its name."""
        *parents, name = _tokens(pointer)
        node = self._tree
        for position, token in enumerate(parents, 1):
            node = self._inside(node, token, parents[:position])
        if "properties" not in node:
            self._refuse(f"{'/'.join(('', *parents))} is no object")
        members: dict[str, Node] = node["properties"]
        return members, name

    def _member(self, pointer: str) -> Node:
        """Return a member as the operations before have left it."""
        members, name = self._owner(pointer)
        return self._inside({"properties": members}, name, _tokens(pointer))

    def _free(self, pointer: str) -> Node:
        """Return a member that no operation has settled, for one that does."""
        node = self._member(pointer)
        for settled, position in self._settled:
            if settled is node:
                self._refuse(
                    f"operation {position} has settled this member already, so a loss could not "
                    "name its value; use one operation for one member"
                )
        return node

    def _final(self, pointer: str) -> Node:
        """Return the schema that the newer version has for what is here now."""
        tokens = _tokens(pointer)
        for operation in self._operations[self._position :]:
            if operation["op"] == "move":
                source = _tokens(operation["from"])
                if tokens[: len(source)] == source:
                    tokens = [*_tokens(operation["to"]), *tokens[len(source) :]]
        node = self._wanted
        for token in tokens:
            inner = _child(node, token)
            if inner is None:
                self._refuse(
                    f"the schema of {self._newer} has no member /{'/'.join(tokens)}; add it there, "
                    "or correct the operation"
                )
            node = inner
        return node

    def _compare(self, node: Node, wanted: Node, pointer: str) -> None:
        """Refuse unless what a document has become is accepted where it has come to."""
        at = pointer or "the document"
        for kind in sorted(types_of(node) - types_of(wanted)):
            self._refuse(
                f"{at} can be of type {kind} after all operations, and not in {self._newer}; widen "
                "the schema, or map, remove or narrow the member"
            )
        listed = values_of(node)
        for value in listed or ():
            if not accepts(wanted, value):
                self._refuse(
                    f"{at} can be {_shown(value)} after all operations, and not in {self._newer}; "
                    "map the value to one that it has"
                )
        if listed is None:
            self._compare_bounds(node, wanted, at)
        if "properties" in node:
            self._compare_members(node["properties"], wanted["properties"], pointer)
        if "items" in node:
            self._compare(node["items"], wanted["items"], f"{pointer}/*")

    def _compare_bounds(self, node: Node, wanted: Node, at: str) -> None:
        if "enum" in wanted or "const" in wanted:
            self._refuse(
                f"{at} can be any value after all operations, and {self._newer} lists those it "
                "accepts; no operation leads from the one to the other"
            )
        for keyword in sorted(wanted.keys() & _BOUNDS.keys()):
            if _tighter(keyword, wanted[keyword], node.get(keyword)):
                self._refuse(
                    f"{at} has the {keyword} {node.get(keyword)} after all operations, and "
                    f"{wanted[keyword]} in {self._newer}; narrow the member"
                )
        if not _within(node, wanted):
            self._refuse(
                f"{at} has the pattern {node.get('pattern')} after all operations, which accepts "
                f"more than that of {self._newer}, {wanted['pattern']}; widen the newer one"
            )

    def _compare_members(
        self, found: Mapping[str, Node], wanted: Mapping[str, Node], pointer: str
    ) -> None:
        for name in sorted(found.keys() - wanted.keys()):
            self._refuse(
                f"{pointer}/{name} is there after all operations, and {self._newer} does not have "
                "it; remove or move it"
            )
        for name in sorted(wanted.keys() - found.keys()):
            self._refuse(
                f"{pointer}/{name} is a member of {self._newer} that no operation adds; add or "
                "derive it, move another one there, or keep in it what another one held"
            )
        for name, node in found.items():
            self._compare(node, wanted[name], f"{pointer}/{name}")


def resolved(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Node:
    """Return what a schema asserts, with the definitions of ``root`` in place of references."""
    if "$ref" in schema:
        return resolved(root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root)
    node: Node = {name: schema[name] for name in sorted(schema.keys() & _ASSERTIONS)}
    if "properties" in schema:
        members = schema["properties"].items()
        node["properties"] = {name: resolved(member, root) for name, member in members}
    if "items" in schema:
        node["items"] = resolved(schema["items"], root)
    return copy.deepcopy(node)


def types_of(node: Node) -> frozenset[str]:
    """Return the names of the types that a member can be of."""
    if "type" not in node:
        return frozenset(_TYPES[type(value)] for value in values_of(node) or ())
    types = node["type"]
    return frozenset([types] if isinstance(types, str) else types)


def values_of(node: Node) -> list[Any] | None:
    """Return every value that a member can have where they are few, else ``None``."""
    if "const" in node:
        return [node["const"]]
    if "enum" in node:
        return list(node["enum"])
    types = types_of(node) if "type" in node else frozenset()
    if not types or types - {"boolean", "null"}:
        return None
    return [*(_BOOLEANS if "boolean" in types else ()), *([None] if "null" in types else ())]


def accepts(node: Node, value: Any) -> bool:
    """Tell whether a member can have a value."""
    return jsonschema_rs.is_valid(_closed(node), value)


def _closed(node: Node) -> Node:
    """Return a member as a JSON Schema: its objects have all of their members and no other."""
    schema = dict(node)
    if "properties" in node:
        schema["properties"] = {
            name: _closed(member) for name, member in node["properties"].items()
        }
        schema["required"], schema["additionalProperties"] = [*node["properties"]], False
    if "items" in node:
        schema["items"] = _closed(node["items"])
    return schema


def nullable(node: Node) -> Node:
    """Return the schema of a member that can be null as well."""
    kept = copy.deepcopy(node)
    kept["type"] = sorted(types_of(node) | {"null"})
    if not kept.keys().isdisjoint(("const", "enum")):
        kept["enum"] = [*(values_of(node) or ()), None]
        kept.pop("const", None)
    return kept


def _within(node: Node, wanted: Node) -> bool:
    """Tell whether the texts of one member have the pattern of another."""
    if "pattern" not in wanted:
        return True
    return "pattern" in node and includes(wanted["pattern"], node["pattern"], node.get("maxLength"))


def _tighter(keyword: str, bound: int, before: int | None) -> bool:
    if before is None:
        return True
    return bound > before if keyword.startswith("min") else bound < before


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


def _among(value: Any, values: Sequence[Any]) -> bool:
    return any(_same(value, each) for each in values)


def _twice(values: Sequence[Any]) -> Iterator[Any]:
    return (value for index, value in enumerate(values) if _among(value, values[:index]))


def _paired(value: Any, pairs: Sequence[tuple[Any, Any]]) -> Any:
    return next((newer for older, newer in pairs if _same(older, value)), value)


def _child(node: Node, token: str) -> Node | None:
    found: Node | None = (
        node.get("items") if token == _EVERY_ENTRY else node.get("properties", {}).get(token)
    )
    return found


def _tokens(pointer: str) -> list[str]:
    return pointer.split("/")[1:]


def _arrays(tokens: Sequence[str]) -> int:
    """Return how many tokens lead into the innermost array entry."""
    return max((index for index, token in enumerate(tokens, 1) if token == _EVERY_ENTRY), default=0)


def _shown(value: Any) -> str:
    return json.dumps(value)


def _listed(values: Sequence[Any]) -> str:
    return ", ".join(map(_shown, values))


def _one_of(values: Sequence[Any]) -> str:
    return f"its values are {_listed(values)}"
