"""Migrations that break the laws are refused, and those that are not refused keep them."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.documents import REPOSITORY

from dlm_codegen.errors import GenerationError
from dlm_codegen.lawfulness import (
    accepts,
    check_migrations,
    check_rules,
    resolved,
    types_of,
    values_of,
)
from dlm_codegen.specification import Specification, Version, read_specification
from dlm_schema.document.operations import Operations
from dlm_schema.document.schemas import Schema

Node = dict[str, Any]
Change = Callable[[Node, Node, list[Node]], None]

TEXTS: Final = ("", "a", "ab", "abc", "abcd", "12:34", "12:34Z")


def objects(**members: Node) -> Node:
    return {
        "type": "object",
        "properties": members,
        "required": list(members),
        "additionalProperties": False,
    }


def integer(minimum: int, maximum: int, *types: str) -> Node:
    return {"type": ["integer", *types], "minimum": minimum, "maximum": maximum}


def text(max_length: int, *types: str, **keywords: Any) -> Node:
    return {"type": ["string", *types], "maxLength": max_length, **keywords}


TIME: Final = text(5, pattern="^[0-9]{2}:[0-9]{2}$", minLength=5)
OLDER: Final = {
    **objects(
        version={"const": 3},
        kind={"enum": ["a", "b", "c"]},
        size=integer(0, 100),
        note=text(9, "null"),
        time=TIME,
        name=text(3),
        merged={"type": "boolean"},
        fixed={"const": "x"},
        entries={"type": "array", "maxItems": 2, "items": {"$ref": "#/$defs/Entry"}},
        box=objects(inner=integer(0, 1)),
    ),
    "$defs": {"Entry": objects(path=text(9), flag={"type": "boolean"})},
}
NEWER: Final = objects(
    version={"const": 4},
    kind={"enum": ["a", "B", "c", "d", "e"]},
    size=integer(0, 50),
    size_was=integer(0, 100, "null"),
    note_was=text(9, "null"),
    time=text(6, pattern="^[0-9]{2}:[0-9]{2}Z$", minLength=6),
    build=objects(name=text(4, "null"), inner=integer(0, 1)),
    merged={"type": "boolean"},
    entries={
        "type": "array",
        "maxItems": 3,
        "items": objects(path=text(9), on={"type": "boolean"}, role={"enum": ["one", "other"]}),
    },
    tags={"type": "array", "maxItems": 2, "items": text(2)},
)
RAISE, KIND, SIZE, NOTE, FIXED, TIMES, NAME, INNER, ROLE, FLAG, TAGS = range(11)
OPERATIONS: Final[list[Node]] = [
    {"op": "map", "pointer": "/version", "pairs": [{"older": 3, "newer": 4}]},
    {
        "op": "map",
        "pointer": "/kind",
        "pairs": [{"older": "b", "newer": "B"}],
        "fallbacks": [{"newer": "d", "older": "a"}],
    },
    {
        "op": "narrow",
        "pointer": "/size",
        "bound": {"maximum": 50},
        "value": 50,
        "kept_in": "size_was",
    },
    {"op": "remove", "pointer": "/note", "value": None, "kept_in": "note_was"},
    {"op": "remove", "pointer": "/fixed", "value": "x"},
    {"op": "suffix", "pointer": "/time", "suffix": "Z"},
    {"op": "move", "from": "/name", "to": "/build/name"},
    {"op": "move", "from": "/box/inner", "to": "/build/inner"},
    {
        "op": "derive",
        "pointer": "/entries/*/role",
        "source": "/entries/*/path",
        "target": "/kind",
        "rules": [{"pattern": "^a", "targets": ["B"], "value": "one"}],
        "otherwise": "other",
    },
    {"op": "move", "from": "/entries/*/flag", "to": "/entries/*/on"},
    {"op": "add", "pointer": "/tags", "value": []},
]


def specification(older: Node, newer: Node, operations: list[Node]) -> Specification:
    def version(number: int, schema: Node, migration: Node | None) -> Version:
        path = f"migrations/{number - 1}-to-{number}.json"
        return Version(number, "draft", (), (), f"v{number}", schema, path, migration)

    migration = {"from": 3, "to": 4, "operations": operations}
    versions = (version(3, older, None), version(4, newer, migration))
    return Specification(versions, rules=(), row={}, files={})


def test_published_migrations_are_lawful() -> None:
    check_migrations(read_specification(REPOSITORY / "schema"))


RECIPES = REPOSITORY / "schema/corpus/recipes/operations"


def check_step(path: Path) -> None:
    step = json.loads(path.read_bytes())["defaults"]["step"]
    check_migrations(specification(step["older"], step["newer"], step["operations"]))


@pytest.mark.parametrize(
    "path", sorted({*RECIPES.iterdir()} - {RECIPES / "forgotten.json"}), ids=lambda path: path.stem
)
def test_steps_of_the_corpus_are_lawful(path: Path) -> None:
    check_step(path)


def test_step_that_forgets_members_is_refused() -> None:
    with pytest.raises(GenerationError, match="/gone is there after all operations"):
        check_step(RECIPES / "forgotten.json")


def documents(schema: Node) -> st.SearchStrategy[Any]:
    """Return what a resolved schema accepts, at its bounds more than between them."""
    if (values := values_of(schema)) is not None:
        return st.sampled_from(values)
    kinds: dict[str, Callable[[], st.SearchStrategy[Any]]] = {
        "null": st.none,
        "integer": lambda: st.integers(schema["minimum"], schema["maximum"]),
        "string": lambda: st.sampled_from(
            [one for one in TEXTS if accepts({**schema, "type": "string"}, one)]
        ),
        "array": lambda: st.lists(documents(schema["items"]), max_size=schema["maxItems"]),
        "object": lambda: st.fixed_dictionaries(
            {name: documents(member) for name, member in schema["properties"].items()}
        ),
    }
    return st.one_of([kinds[name]() for name in sorted(types_of(schema))])


LAWFUL_OLDER: Final = resolved(OLDER, OLDER)
STEP: Final = Operations(OPERATIONS, Schema(OLDER), Schema(NEWER))


def test_lawful_migration_is_accepted() -> None:
    check_migrations(specification(OLDER, NEWER, OPERATIONS))


@given(documents(LAWFUL_OLDER))
@settings(max_examples=300)
def test_accepted_migration_goes_up_for_every_document_and_exactly_back(older: Node) -> None:
    document = copy.deepcopy(older)
    STEP.up(document)
    assert accepts(NEWER, document)
    assert STEP.down(document) == []
    assert document == older


@given(documents(NEWER))
@settings(max_examples=300)
def test_accepted_migration_goes_down_exactly_or_tells_what_it_loses(newer: Node) -> None:
    document = copy.deepcopy(newer)
    losses = STEP.down(document)
    for loss in losses:
        value: Any = newer
        for token in loss.pointer.split("/")[1:]:
            value = value[int(token) if isinstance(value, list) else token]
        assert value == loss.value or isinstance(value, list)  # whose entries have changed since
    refused = any(loss.is_unrepresentable for loss in losses)
    assert accepts(LAWFUL_OLDER, document) is not refused
    if not refused:
        STEP.up(document)
        assert (document == newer) is (losses == [])


def test_version_without_a_migration_is_refused() -> None:
    lawful = specification(OLDER, NEWER, OPERATIONS)
    older, newer = lawful.versions
    versions = (older, replace(newer, migration=None))
    with pytest.raises(GenerationError) as caught:
        check_migrations(replace(lawful, versions=versions))
    assert str(caught.value) == (
        "schema/versions.json: version 4 has no migration; write schema/migrations/3-to-4.json and "
        "list it"
    )


def test_migration_between_other_versions_is_refused() -> None:
    lawful = specification(OLDER, NEWER, OPERATIONS)
    older, newer = lawful.versions
    versions = (replace(older, number=1), replace(newer, number=2))
    with pytest.raises(GenerationError) as caught:
        check_migrations(replace(lawful, versions=versions))
    assert str(caught.value) == (
        "schema/migrations/3-to-4.json: it leads from version 3 to 4, and versions.json has it "
        "between 1 and 2; correct one of the two"
    )


def test_rule_about_a_member_that_is_renamed_is_refused() -> None:
    published = read_specification(REPOSITORY / "schema")
    check_rules(published)
    *older, newest = published.versions
    schema = copy.deepcopy(newest.schema)
    schema["properties"]["quantization"] = schema["properties"].pop("quant")
    schema["required"] = sorted(schema["properties"])
    renamed = replace(published, versions=(*older, replace(newest, schema=schema)))
    with pytest.raises(GenerationError) as caught:
        check_rules(renamed)
    assert str(caught.value) == (
        f"schema/rules.json: rules/quant-name judges /quant, and version {newest.number} does not "
        "have it; keep the member where it is, or take back the rule"
    )


def operation(position: int, **changes: Any) -> Change:
    """Change members of an operation."""
    return lambda _older, _newer, operations: operations[position].update(changes)


def without(position: int, *names: str) -> Change:
    """Leave out an operation, or members of it."""

    def change(_older: Node, _newer: Node, operations: list[Node]) -> None:
        for name in names:
            del operations[position][name]
        if not names:
            del operations[position]

    return change


def schema(version: int, pointer: str, value: Any) -> Change:
    """Put something else into one of the schemas."""

    def change(older: Node, newer: Node, _operations: list[Node]) -> None:
        *owners, name = pointer.split("/")
        node: Any = {3: older, 4: newer}[version]
        for owner in owners:
            node = node[owner]
        node[name] = value

    return change


def swapped(one: int, other: int) -> Change:
    """Let two operations change places."""

    def change(_older: Node, _newer: Node, operations: list[Node]) -> None:
        operations[one], operations[other] = operations[other], operations[one]

    return change


def extra(position: int, **entry: Any) -> Change:
    """Put in one more operation."""
    return lambda _older, _newer, operations: operations.insert(position, entry)


BROKEN: Final[dict[str, Change]] = {
    "/tags is a member of version 4 that no operation adds; add or derive it, move "
    "another one there, or keep in it what another one held": without(TAGS),
    "/fixed is there after all operations, and version 4 does not have it; "
    "remove or move it": without(FIXED),
    "/version can be 3 after all operations, and not in version 4; map the value to "
    "one that it has": without(RAISE),
    "/size_was is a member of version 4 that no operation adds; add or derive it, "
    "move another one there, or keep in it what another one held": without(SIZE),
    "/time has the minLength 5 after all operations, and 6 in version 4; "
    "narrow the member": without(TIMES),
    "/note_was can be of type null after all operations, and not in version 4; widen "
    "the schema, or map, remove or narrow the member": schema(
        4, "properties/note_was/type", "string"
    ),
    'operation 2 (derive /entries/*/role): no /kind is "B"; its values are "a", "b", "c"': swapped(
        KIND, ROLE
    ),
    "operation 3 (map /kind): when its turn comes there is no /kind in a document of "
    "version 3; correct the pointer or the order of the operations": extra(
        0, op="remove", pointer="/kind", value="a", kept_in="k"
    ),
    "operation 11 (add /tags): the schema of version 4 does not accept the value "
    '["abc"]; choose one that it accepts': operation(TAGS, value=["abc"]),
    "operation 5 (remove /fixed): the schema of version 3 does not accept the value "
    '"y"; choose one that it accepts': operation(FIXED, value="y"),
    "operation 12 (add /tags): version 3 has this member already; give the new one "
    "another name": extra(TAGS, **OPERATIONS[TAGS]),
    "operation 5 (remove /fixd): when its turn comes there is no /fixd in a document "
    "of version 3; correct the pointer or the order of the operations": operation(
        FIXED, pointer="/fixd"
    ),
    "operation 4 (remove /note): version 3 allows other values than null, which "
    "going down could not restore; name the member of the newer version that keeps "
    "them in kept_in": without(NOTE, "kept_in"),
    "operation 4 (remove /note): the member can be null, which kept_in could not "
    'tell from "a"; let value be null': operation(NOTE, value="a"),
    "operation 4 (remove /note): version 3 has a member name already; keep "
    "it in another one": operation(NOTE, kept_in="name"),
    'operation 2 (map /kind): "b", "c" all become "c", so going down cannot tell '
    "them apart; give each a value of its own": operation(
        KIND, pairs=[{"older": "b", "newer": "c"}]
    ),
    'operation 2 (map /kind): "X" is no value of version 4; its values are "a", "B", '
    '"c", "d", "e"': operation(KIND, pairs=[{"older": "b", "newer": "X"}]),
    'operation 2 (map /kind): "B" is no value of version 3; its values are '
    '"a", "b", "c"': operation(KIND, pairs=[{"older": "B", "newer": "b"}]),
    "operation 1 (map /version): two pairs say what becomes of 3; keep one": operation(
        RAISE, pairs=OPERATIONS[RAISE]["pairs"] * 2
    ),
    "operation 1 (map /version): it has neither pairs nor fallbacks; leave it out": operation(
        RAISE, pairs=[]
    ),
    "operation 1 (map /name): only a member whose values both schemas list (enum, "
    "const, boolean) can be mapped; use narrow, or remove and add": extra(
        0, op="map", pointer="/name", pairs=[]
    ),
    'operation 2 (map /kind): version 4 still has "b", which nothing becomes: going '
    "down would take it for that of version 3; give it a fallback, or remove it from "
    "the schema": schema(4, "properties/kind/enum", ["a", "B", "b", "c", "d"]),
    'operation 2 (map /kind): "B" has a fallback, and going up gives it as well: '
    "going down would lose what is no loss; remove the fallback": operation(
        KIND, fallbacks=[{"newer": "B", "older": "a"}]
    ),
    'operation 2 (map /kind): "x" needs one fallback, and to be a value of version '
    '4; its values are "a", "B", "c", "d", "e"': operation(
        KIND, fallbacks=[{"newer": "x", "older": "a"}]
    ),
    'operation 2 (map /kind): "d" is no value of version 3; its values are '
    '"a", "b", "c"': operation(KIND, fallbacks=[{"newer": "d", "older": "d"}]),
    "operation 3 (narrow /size): the schema of version 4 has the maximum 50, not 60; "
    "the two must agree": operation(SIZE, bound={"maximum": 60}),
    "operation 3 (narrow /size): the maximum 101 is no narrower than that of version "
    "3, 100; a wider bound needs no operation": operation(SIZE, bound={"maximum": 101}),
    "operation 3 (narrow /size): maxLength bounds no member of this type": operation(
        SIZE, bound={"maxLength": 50}
    ),
    "operation 3 (narrow /size): the schema of version 4 does not accept the value "
    "51; choose one that it accepts": operation(SIZE, value=51),
    "operation 6 (suffix /time): the pattern of version 4, ^[0-9]{2}:[0-9]{2}[A-Z]$, "
    'must accept nothing that ^[0-9]{2}:[0-9]{2}Z$ does not: going down takes "Z" '
    "for the suffix": schema(4, "properties/time/pattern", "^[0-9]{2}:[0-9]{2}[A-Z]$"),
    "operation 6 (suffix /name): only a string that is never null and has a pattern "
    "that ends in $ can get a suffix, so that going down can tell that it is there": operation(
        TIMES, pointer="/name"
    ),
    "operation 3 (map /kind): operation 2 has settled this member already, so a loss "
    "could not name its value; use one operation for one member": extra(
        KIND + 1, op="map", pointer="/kind", pairs=[], fallbacks=[]
    ),
    "operation 10 (move /entries/*/flag): it cannot move to /on: a member stays in "
    "its array entry, or outside of all arrays": operation(FLAG, to="/on"),
    "operation 10 (move /entries/*/flag): there is a member /entries/*/path already; "
    "move to another name": operation(FLAG, to="/entries/*/path"),
    "operation 7 (move /name): /time/name leads through what is no object, or can be "
    "null; members move through objects alone": operation(NAME, to="/time/name"),
    "operation 9 (derive /entries/*/role): the source /name must be a member beside "
    "it and the target /kind one at the top": operation(ROLE, source="/name"),
    "operation 9 (derive /entries/*/role): /entries/*/flag must be a string and "
    "never null, in version 3 too": operation(ROLE, source="/entries/*/flag"),
    'operation 9 (derive /entries/*/role): no /kind is "b"; its values are "a", "B", '
    '"c", "d", "e"': operation(ROLE, rules=[{"pattern": "^a", "targets": ["b"], "value": "one"}]),
    "operation 9 (derive /entries/*/role): the schema of version 4 does not accept "
    'the value "two"; choose one that it accepts': operation(ROLE, otherwise="two"),
    "/build/name has the pattern None after all operations, which accepts more than "
    "that of version 4, ^[a-z]; widen the newer one": schema(
        4, "properties/build/properties/name/pattern", "^[a-z]"
    ),
    "/build/name can be any value after all operations, and version 4 lists those it "
    "accepts; no operation leads from the one to the other": schema(
        4, "properties/build/properties/name", {"enum": ["a"]}
    ),
}


@pytest.mark.parametrize("problem", BROKEN)
def test_migration_that_breaks_a_law_is_refused(problem: str) -> None:
    broken = copy.deepcopy((OLDER, NEWER, OPERATIONS))
    BROKEN[problem](*broken)
    with pytest.raises(GenerationError) as caught:
        check_migrations(specification(*broken))
    assert str(caught.value) == f"schema/migrations/3-to-4.json: {problem}"
