"""Parse arguments with ``argparse``, importing the modules of the command that is given alone.

Importing another library for it, or every command, would take a third of the time that validating a
file takes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any, Final, NamedTuple, NoReturn

from dlm_schema._version import __version__
from dlm_schema.text import printable

_PATHS: Final = """\
PATH is a manifest file, an export directory, a store, any folder that holds such things at any
depth, or - for standard input."""
_STATUS: Final = """\
Exit status: 0 all well; 1 findings of severity error, or a refused migration; 2 wrong usage, or
a path that cannot be read."""

_FORMATS: Final = ("text", "json")
_FINDING_FORMATS: Final = (*_FORMATS, "sarif", "junit")


class Command(NamedTuple):
    """A command: the module below ``dlm_schema.cli`` that has it, and what it does.

    The module's ``COMMANDS`` names the function that adds its options to a parser, its own
    function as the default of ``run`` among them.
    """

    module: str
    about: str
    formats: tuple[str, ...] = _FORMATS


COMMANDS: Final[Mapping[str, Command]] = {
    "validate": Command("documents", "judge encoding, version, schema and rules", _FINDING_FORMATS),
    "detect": Command("documents", "tell which version each manifest is in"),
    "migrate": Command("migrate", "carry manifests to another version"),
    "check": Command("check", "judge by all layers, files and store included", _FINDING_FORMATS),
    "verify": Command(
        "check", "compare the files of exports with their manifests", _FINDING_FORMATS
    ),
    "create": Command("create", "write a new manifest for the files of a directory"),
    "schema": Command("specification", "print the JSON Schema of a version"),
    "rules": Command("specification", "print the catalogue of findings, or explain one code"),
    "publish": Command("publish", "write the specification as static files to serve"),
}
_CONFORMANCE: Final = "run the conformance corpus against any implementation"


class _HelpFormatter(argparse.HelpFormatter):
    """Help of one width: asking for the terminal's costs every run an import of ``shutil``."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=100)


class _Parser(argparse.ArgumentParser):
    """Shows arguments as safely as complaints are shown: they can be names of files."""

    def error(self, message: str) -> NoReturn:
        super().error(printable(message))


def parser_for(arguments: Iterable[str]) -> argparse.ArgumentParser:
    """Return the parser of a command line: of other commands it knows the names alone."""
    plain: Mapping[str, Any] = {"allow_abbrev": False, "formatter_class": _HelpFormatter}
    common = _Parser(add_help=False, **plain)
    common.add_argument("--quiet", action="store_true", help="print only what needs attention")
    common.add_argument("--version", action="version", version=f"dlm-schema {__version__}")
    parser = _Parser(
        prog="dlm-schema",
        description="Read, validate and migrate DLM's export manifests.",
        epilog=_STATUS,
        **plain,
    )
    parser.add_argument("--version", action="version", version=f"dlm-schema {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (module, about, formats) in COMMANDS.items():
        added = commands.add_parser(
            name,
            parents=[common],
            help=about,
            description=f"{about[0].upper()}{about[1:]}.",
            epilog=_STATUS,
            **plain,
        )
        added.add_argument("--format", choices=formats, default="text")
        if name in arguments:
            _module(module).COMMANDS[name](added)
    conformance = commands.add_parser("conformance", help=_CONFORMANCE, **plain)
    if "conformance" in arguments:
        _module("conformance").add_subcommands(conformance, **plain)
    return parser


def add_paths(parser: argparse.ArgumentParser) -> None:
    """Add the paths of manifests."""
    parser.add_argument("paths", nargs="+", metavar="PATH", help=_PATHS)


def add_strict(parser: argparse.ArgumentParser) -> None:
    """Add the option that makes warnings count."""
    parser.add_argument("--strict", action="store_true", help="treat warnings as errors")


def add_jobs(parser: argparse.ArgumentParser) -> None:
    """Add the option for reading in parallel."""
    parser.add_argument(
        "--jobs", type=_jobs, metavar="N", help="large files to read at once (default: cores)"
    )


def _module(name: str) -> Any:
    return import_module(f"dlm_schema.cli.{name}")


def _jobs(text: str) -> int:
    jobs = int(text) if text.isascii() and text.isdecimal() else 0
    if jobs < 1:
        raise argparse.ArgumentTypeError(f"expected a number of 1 or more, found {text!r}")
    return jobs
