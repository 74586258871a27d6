"""Options for members, derived from a schema; ``tests/acceptance`` drives ``create`` whole."""

from __future__ import annotations

import argparse
from typing import Any

import pytest

from dlm_schema.cli import members
from dlm_schema.cli.members import add_members, members_of

SCALAR = {"type": "string", "maxLength": 9}


def parsed(
    monkeypatch: pytest.MonkeyPatch, properties: dict[str, Any], *arguments: str
) -> dict[str, Any]:
    """Return the members of a document of some schema that arguments give."""
    described = {
        name: {"description": f"100% of {name}. And more.", **member}
        for name, member in properties.items()
    }
    known: dict[str, Any] = {"schema_version": {}, "artifacts": {}}
    monkeypatch.setattr(
        members,
        "published",
        lambda _: {"properties": known | described, "$defs": {"Host": HOST}},
    )
    parser = argparse.ArgumentParser()
    parser.add_argument("--format")
    add_members(parser)
    assert all(f"100% of {name}" in parser.format_help() for name in described if name != "host")
    return members_of(parser.parse_args(arguments), {})


HOST: dict[str, Any] = {
    "type": "object",
    "properties": {
        "cores": {"description": "Cores.", "type": "integer"},
        "version": {"description": "Always 1.", "type": "integer", "const": 1},
    },
}


@pytest.mark.parametrize(
    ("member", "arguments", "value"),
    [
        (SCALAR, ["--one=a"], "a"),
        ({"type": "boolean"}, [], False),
        ({"type": ["boolean", "null"]}, ["--one=true"], True),
        ({"type": "integer"}, ["--one=-7"], -7),
        ({"type": ["integer", "null"]}, [], None),
        ({"type": ["string", "null"], "enum": ["a", None]}, ["--one=a"], "a"),
        ({"type": "array", "items": SCALAR}, [], []),
        ({"type": "array", "items": {"type": "integer"}}, ["--one=1", "--one=2"], [1, 2]),
        ({"type": ["array", "null"], "items": SCALAR}, [], None),
        ({"type": "array", "items": {"$ref": "#/$defs/Host"}}, ['--one=[{"a": 1}]'], [{"a": 1}]),
    ],
)
def test_option_takes_what_the_member_may_hold(
    monkeypatch: pytest.MonkeyPatch, member: Any, arguments: list[str], value: Any
) -> None:
    assert parsed(monkeypatch, {"one": member}, *arguments) == {"one": value}


def test_members_of_an_object_are_options_and_constants_are_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    host = {"$ref": "#/$defs/Host"}
    found = parsed(monkeypatch, {"host": host}, "--host-cores=2")
    assert found == {"host": {"cores": 2, "version": 1}}


def test_member_named_like_an_option_of_the_command_has_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = parsed(monkeypatch, {"format": SCALAR}, "--format=text", "--member-format=a")
    assert found == {"format": "a"}


@pytest.mark.parametrize(
    ("member", "complaint"),
    [
        (SCALAR, "the following arguments are required: --one"),
        ({"type": "array", "items": {"type": "array"}}, "argument --one: expected JSON: "),
        ({"type": "integer"}, "argument --one: expected an integer, found '['"),
    ],
)
def test_what_is_no_value_of_the_member_is_refused(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    member: Any,
    complaint: str,
) -> None:
    with pytest.raises(SystemExit):
        parsed(monkeypatch, {"one": member}, *([] if member is SCALAR else ["--one=["]))
    assert complaint in capsys.readouterr().err
