"""Parse arguments with ``argparse``, importing the modules of the command that is given alone.

Importing another library for it, or every command, would take a third of the time that validating a
file takes.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, Final, NamedTuple, NoReturn

from dlm_schema._version import __version__
from dlm_schema.errors import DlmSchemaError
from dlm_schema.limits import MAX_FINDINGS
from dlm_schema.remote.urls import shown
from dlm_schema.text import printable

_PATHS: Final = """\
a manifest, an export directory, a store, a folder that holds any of these at any depth, a URL of
one of these, or - for standard input"""
_STATUS: Final = """\
Exit status: 0 no errors; 1 errors found, or a migration refused; 2 wrong usage, or a path that
cannot be read."""

_CLUSTER: Final = r"local(?::[1-9][0-9]{0,3})?|(?!local:)[^\s@]+:[0-9]{1,5}"
_FORMATS: Final = ("text", "json")
_FINDING_FORMATS: Final = (*_FORMATS, "jsonl", "summary", "sarif", "junit")
_REPORT_FORMATS: Final = (*_FINDING_FORMATS, "parquet")


class Command(NamedTuple):
    """A command: the module below ``dlm_schema.cli`` that has it, what it does, and an example.

    The module's ``COMMANDS`` has the function that adds its options to a parser, and the one that
    runs it with what they are.
    """

    module: str
    about: str
    example: str
    formats: tuple[str, ...] = _FINDING_FORMATS


COMMANDS: Final[Mapping[str, Command]] = {
    "validate": Command(
        "documents",
        "check documents: encoding, version, schema and rules",
        "validate ~/.dlm/store --strict",
    ),
    "detect": Command(
        "documents", "print the version of each manifest", "detect ~/.dlm/store --format json"
    ),
    "migrate": Command(
        "migrate", "migrate manifests to another version", "migrate ~/.dlm/store --dry-run"
    ),
    "restore": Command(
        "restore", "put back what a migration replaced", "restore ~/.dlm/store --list"
    ),
    "check": Command(
        "check",
        "run every check: documents, files and stores",
        "check ~/.dlm/store --state ~/.cache/dlm-check --max-age 7d",
    ),
    "verify": Command(
        "check",
        "compare the files of exports with their manifests",
        "verify exports/Q4_K_M --jobs 4",
    ),
    "list": Command(
        "list",
        "show exports at a glance, and what stores remember of them",
        "list ~/.dlm/store --long",
    ),
    "create": Command(
        "create",
        "write a manifest for the files of a directory",
        "create exports/mlx-serve --target mlx-serve --quant hf --adapter-version 3 "
        "--base-model-hf-id org/name --base-model-revision COMMIT",
        _FORMATS,
    ),
    "schema": Command("specification", "print the JSON Schema of a version", "schema 2", _FORMATS),
    "rules": Command(
        "specification",
        "list the codes of findings, or explain one",
        "rules rules/missing-role",
        _FORMATS,
    ),
    "publish": Command(
        "publish", "write the specification as static files to serve", "publish site", _FORMATS
    ),
}
_CONFORMANCE: Final = "run the conformance corpus against any implementation"


class UsageError(DlmSchemaError):
    """What the options say together cannot be done."""


class _HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Help of one width: asking for the terminal's costs every run an import of ``shutil``."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=100)


class _Parser(argparse.ArgumentParser):
    """Shows arguments as safely as complaints are shown: they can be names of files."""

    def error(self, message: str) -> NoReturn:
        super().error(printable(message))


def parser_for(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """Return the parser of a command line.

    Where that begins with a command, the parsers of the others are not made. Otherwise it knows
    their names.
    """
    plain: Mapping[str, Any] = {"allow_abbrev": False, "formatter_class": _HelpFormatter}
    common = _Parser(add_help=False, **plain)
    common.add_argument("--quiet", action="store_true", help="print only what needs attention")
    common.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="colour text: auto does so on a terminal, unless NO_COLOR is set (default: auto)",
    )
    common.add_argument("--version", action="version", version=f"dlm-schema {__version__}")
    parser = _Parser(
        prog="dlm-schema",
        description="Read, validate and migrate DLM's export manifests.",
        epilog=_STATUS,
        **plain,
    )
    parser.add_argument("--version", action="version", version=f"dlm-schema {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    first = arguments[0] if arguments else ""
    known = {first: COMMANDS[first]} if first in COMMANDS else COMMANDS
    for name, (module, about, example, formats) in known.items():
        added = commands.add_parser(
            name,
            parents=[common],
            help=about,
            description=f"{about[0].upper()}{about[1:]}.",
            epilog=f"Example:\n  dlm-schema {example}\n\n{_STATUS}",
            **plain,
        )
        added.add_argument("--format", choices=formats, default="text")
        if formats == _FINDING_FORMATS:
            added.add_argument(
                "--report",
                action="append",
                type=_report,
                metavar="FORMAT=FILE",
                help="write a report, also as parquet, to FILE or URL; can be given several times",
            )
        if name in arguments:
            add, run = _module(module).COMMANDS[name]
            add(added)
            added.set_defaults(run=run)
    if known is not COMMANDS:
        return parser
    conformance = commands.add_parser("conformance", help=_CONFORMANCE, **plain)
    if "conformance" in arguments:
        _module("conformance").add_subcommands(conformance, **plain)
    return parser


def offer_completions() -> None:
    """Where a shell asks how a command line could go on, answer it and end.

    ``argcomplete`` reads all of it from the parser, so that it follows the commands there are.
    """
    if "_ARGCOMPLETE" not in os.environ:
        return
    with contextlib.suppress(ModuleNotFoundError):
        argcomplete: Any = import_module("argcomplete")
        argcomplete.autocomplete(parser_for(["", *COMMANDS, "conformance"]))


def add_paths(parser: argparse.ArgumentParser, about: str = _PATHS) -> None:
    """Add the paths of manifests, and what chooses among them."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help=about)
    parser.add_argument(
        "--files-from", metavar="FILE", help="read more PATHs from FILE, a line each; - is stdin"
    )
    parser.add_argument(
        "-0", "--null", action="store_true", help="with --files-from: PATHs end in NUL, not LF"
    )
    add_exclude(parser, "folders")


def add_exclude(parser: argparse.ArgumentParser, what: str) -> None:
    """Add the option that leaves things out."""
    parser.add_argument(
        "--exclude",
        action="append",
        default=[],
        metavar="GLOB",
        help=f"leave out {what} whose path or name matches; can be given several times",
    )


def options_of(arguments: Sequence[str]) -> argparse.Namespace:
    """Parse a command line, with the paths that it names in a file.

    Wrong usage ends the process with exit status 2.
    """
    parser = parser_for(arguments)
    options = parser.parse_args(arguments)
    if "files_from" in options:
        if options.files_from == "-" and "-" in options.paths:
            parser.error("standard input has the list of PATHs, so - can be no PATH as well")
        if options.files_from is not None:
            options.paths += _listed(parser, options)
        elif options.null:
            parser.error("-0 goes with --files-from")
        if not options.paths:
            parser.error("no PATH is given")
    if getattr(options, "unordered", False) and options.cluster is None:
        parser.error("--unordered goes with --cluster")
    return options


def _listed(parser: argparse.ArgumentParser, options: argparse.Namespace) -> list[str]:
    try:
        if options.files_from == "-":
            data = sys.stdin.buffer.read() if sys.stdin else b""
        else:
            with open(options.files_from, "rb") as file:
                data = file.read()
    except OSError as error:
        place = shown(options.files_from)
        parser.error(f"--files-from {place}: {(error.strerror or '').lower()}")
    separator = b"\0" if options.null else b"\n"
    listed = [os.fsdecode(path) for path in data.split(separator) if path]
    # A file can have the name that stands for standard input on a command line.
    return [os.path.join(os.curdir, path) if path == "-" else path for path in listed]


def add_options(parser: argparse.ArgumentParser, *names: str) -> None:
    """Add options that several commands have."""
    for name in names:
        parser.add_argument(name, **_SHARED[name])


def _report(text: str) -> tuple[str, str]:
    name, _, path = text.partition("=")
    if name not in _REPORT_FORMATS or not os.path.basename(path):
        formats = ", ".join(_REPORT_FORMATS)
        raise argparse.ArgumentTypeError(f"expected FORMAT=FILE of {formats}; found {text!r}")
    return name, path


def _module(name: str) -> Any:
    return import_module(f"dlm_schema.cli.{name}")


def _cluster(text: str) -> str:
    if re.fullmatch(_CLUSTER, text) is None:
        expected = "a scheduler such as tcp://HOST:8786, or local[:N]"
        raise argparse.ArgumentTypeError(f"expected {expected}; found {shown(text)!r}")
    return text


def _positive(text: str) -> int:
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(2**63))
    number = int(text) if is_number else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected a number of 1 or more, found {text!r}")
    return number


_SHARED: Final[Mapping[str, dict[str, Any]]] = {
    "--strict": {"action": "store_true", "help": "treat warnings as errors"},
    "--follow": {
        "action": "store_true",
        "help": "follow symbolic links to folders, but none in an export directory",
    },
    "--backup-dir": {
        "metavar": "DIR",
        "help": "folder for backups (default: .dlm-schema in the exports/ of a store, or beside "
        "the export directory)",
    },
    "--jobs": {
        "type": _positive,
        "metavar": "N",
        "help": "large files to read at once (default: cores, and 8 of URLs)",
    },
    "--cluster": {
        "type": _cluster,
        "metavar": "ADDRESS|local[:N]",
        "help": "have the workers of a Dask scheduler judge what is found, or N processes that are "
        "started for it (default: one for every core)",
    },
    "--unordered": {
        "action": "store_true",
        "help": "with --cluster: report what is ready, and not in the order of the PATHs",
    },
    "--max-findings": {
        "type": _positive,
        "default": MAX_FINDINGS,
        "metavar": "N",
        "help": "list the N worst findings of a manifest and count the others (default "
        "%(default)s)",
    },
    "--max-bytes": {
        "type": _positive,
        "metavar": "N",
        "help": "read at most N bytes of artifacts; those beyond that are errors (default: no "
        "limit)",
    },
}
"""The options that several commands have, as argparse is told of them."""
