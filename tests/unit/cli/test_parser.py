"""The table of commands, and that a command line imports its own command alone."""

from __future__ import annotations

import sys
from importlib import import_module

import pytest
from support.harness import run

from dlm_schema.cli.parser import COMMANDS, parser_for


@pytest.mark.parametrize("name", COMMANDS)
def test_the_module_of_a_command_knows_it(name: str) -> None:
    module = import_module(f"dlm_schema.cli.{COMMANDS[name].module}")
    assert name in module.COMMANDS


def test_every_command_of_a_module_is_in_the_table() -> None:
    modules = {import_module(f"dlm_schema.cli.{command.module}") for command in COMMANDS.values()}
    assert {name for module in modules for name in module.COMMANDS} == COMMANDS.keys()


@pytest.mark.parametrize("name", [*COMMANDS, "conformance"])
def test_a_command_line_imports_the_module_of_its_command_alone(name: str) -> None:
    module = COMMANDS[name].module if name in COMMANDS else "conformance"
    program = (
        "import sys\n"
        "from dlm_schema.cli.parser import COMMANDS, parser_for\n"
        f"parser_for([{name!r}])\n"
        "found = {command.module for command in COMMANDS.values()} | {'conformance'}\n"
        "print(*sorted(name for name in found if f'dlm_schema.cli.{name}' in sys.modules))\n"
    )
    assert run(command=(sys.executable, "-c", program)).out.split() == [module]


def test_another_command_s_options_are_not_known() -> None:
    options = parser_for(["detect"]).parse_args(["detect", "x"])
    assert options.paths == ["x"]
    with pytest.raises(SystemExit):
        parser_for(["detect"]).parse_args(["validate", "x"])
