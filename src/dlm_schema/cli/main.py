"""The command line: ``dlm-schema COMMAND ...``.

It parses arguments, asks the library, and hands results to a reporter. ``argparse`` and not a
library, because importing one would take a third of the time that validating a file takes.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NoReturn

from dlm_schema._version import __version__
from dlm_schema.document import encoding, interrupts
from dlm_schema.document.validation import judge
from dlm_schema.document.versions import LATEST, VERSIONS, claimed_version, lookup
from dlm_schema.errors import DlmSchemaError, ManifestPathError
from dlm_schema.export.inputs import subjects, unreadable
from dlm_schema.findings import Finding
from dlm_schema.output.reporters import (
    JsonReporter,
    Reporter,
    Result,
    TextReporter,
    complain,
    flush,
    write,
    write_json,
)
from dlm_schema.published import catalogue, published_bytes
from dlm_schema.text import printable

_PATHS: Final = """\
PATH is a manifest file, an export directory, a store, any folder that holds such things at any
depth, or - for standard input."""
_STATUS: Final = """\
Exit status: 0 all well; 1 findings of severity error, or a refused migration; 2 wrong usage, or
a path that cannot be read."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    if sys.stdout is None:
        complain("standard output is closed, so there is nowhere to print results")
        return 2
    interrupts.watch()
    try:
        try:
            given = sys.argv[1:] if arguments is None else arguments
            options = _parser(given).parse_args(given)
            status: int = options.run(options)
        finally:
            flush()
    except BrokenPipeError:
        return 0  # whoever read the output has seen enough
    except KeyboardInterrupt:
        complain("interrupted")
        return 130
    except DlmSchemaError as error:
        complain(str(error))
        return 2 if isinstance(error, ManifestPathError) else 1
    except (OSError, MemoryError) as error:
        complain(f"cannot go on: {error or type(error).__name__}")
        return 2
    except Exception as error:
        if os.environ.get("DLM_SCHEMA_TRACEBACK"):
            raise
        complain(
            f"this is a defect of dlm-schema, please report it: {type(error).__name__}: {error} "
            f"(DLM_SCHEMA_TRACEBACK=1 shows where)"
        )
        return 2
    return status


def _reporter(
    options: argparse.Namespace, good: str, bad: str, *, count_findings: bool = False
) -> Reporter:
    if options.format == "json":
        return JsonReporter(options.command)
    if options.format == "sarif":
        from dlm_schema.output.sarif import SarifReporter  # noqa: PLC0415  (other formats do without)

        return SarifReporter(options.command)
    if options.format == "junit":
        from dlm_schema.output.junit import JunitReporter  # noqa: PLC0415  (other formats do without)

        return JunitReporter(options.command, options.paths)
    return TextReporter(quiet=options.quiet, good=good, bad=bad, count_findings=count_findings)


def _validate(options: argparse.Namespace) -> int:
    reporter = _reporter(options, "valid", "invalid")
    for subject in subjects(options.paths):
        if subject.error:
            reporter.add(unreadable(subject, subject.error))
            continue
        report = judge(subject.data).report
        line = f"valid v{report.version}"
        reporter.add(Result(subject.path, report.version, report.findings, report.ok, line))
    return reporter.finish()


def _detect(options: argparse.Namespace) -> int:
    reporter = _reporter(options, "known", "unknown")
    for subject in subjects(options.paths):
        if subject.error:
            reporter.add(unreadable(subject, subject.error))
            continue
        document, finding = encoding.read(subject.data)
        claim = finding or claimed_version(document)
        if isinstance(claim, Finding):
            reporter.add(Result(subject.path, None, [claim], ok=False))
        else:
            line = f"v{claim.number}"
            reporter.add(Result(subject.path, claim.number, [], ok=True, line=line))
    return reporter.finish()


def _check(options: argparse.Namespace) -> int:
    from dlm_schema.cli.check import check  # noqa: PLC0415  (other commands do without)

    return check(options, _reporter(options, "ok", "failed", count_findings=True))


def _verify(options: argparse.Namespace) -> int:
    from dlm_schema.cli.check import verify  # noqa: PLC0415  (other commands do without)

    return verify(options, _reporter(options, "verified", "wrong", count_findings=True))


def _schema(options: argparse.Namespace) -> int:
    text = published_bytes(lookup(options.version_number).schema_path).decode()
    write(text)
    return 0


def _rules(options: argparse.Namespace) -> int:
    entries = catalogue()
    if options.code is None:
        if options.format == "json":
            write(published_bytes("rules.json").decode())
            return 0
        width = max(map(len, entries))
        for code, entry in entries.items():
            write(f"{code:{width}}  {entry['severity']:7}  {entry['meaning']}\n")
        return 0
    if options.code not in entries:
        complain(f"there is no code {options.code!r}; 'dlm-schema rules' lists them all")
        return 2
    entry = entries[options.code]
    if options.format == "json":
        write_json(entry)
        return 0
    write(f"{entry['code']} ({entry['severity']}, {entry['layer']} layer)\n")
    write(f"{entry['meaning']}\n{entry['remedy']}\n")
    return 0


def _migrate(options: argparse.Namespace) -> int:
    from dlm_schema.cli.migrate import run  # noqa: PLC0415  (other commands do without)

    return run(options, lambda good: _reporter(options, good, "refused"))


def _create(options: argparse.Namespace) -> int:
    from dlm_schema.cli.create import run  # noqa: PLC0415  (other commands do without)

    return run(options, _reporter(options, "created", "refused"))


def _publish(options: argparse.Namespace) -> int:
    from dlm_schema.cli.publish import run  # noqa: PLC0415  (other commands do without)

    return run(options)


_FORMATS: Final = ("text", "json")
_JUDGED_FORMATS: Final = ("sarif", "junit")
_JUDGING: Final = (_validate, _check, _verify)


class _HelpFormatter(argparse.HelpFormatter):
    """Help of one width: asking for the terminal's costs every run an import of ``shutil``."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=100)


class _Parser(argparse.ArgumentParser):
    """Shows arguments as safely as complaints are shown: they can be names of files."""

    def error(self, message: str) -> NoReturn:
        super().error(printable(message))


def _jobs(text: str) -> int:
    jobs = int(text) if text.isascii() and text.isdecimal() else 0
    if jobs < 1:
        raise argparse.ArgumentTypeError(f"expected a number of 1 or more, found {text!r}")
    return jobs


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
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

    def command(
        name: str, run: Callable[[argparse.Namespace], int], about: str
    ) -> argparse.ArgumentParser:
        added = commands.add_parser(
            name,
            parents=[common],
            help=about,
            description=f"{about[0].upper()}{about[1:]}.",
            epilog=_STATUS,
            **plain,
        )
        formats = (*_FORMATS, *_JUDGED_FORMATS) if run in _JUDGING else _FORMATS
        added.add_argument("--format", choices=formats, default="text")
        added.set_defaults(run=run)
        return added

    def with_paths(added: argparse.ArgumentParser) -> argparse.ArgumentParser:
        added.add_argument("paths", nargs="+", metavar="PATH", help=_PATHS)
        return added

    with_paths(command("validate", _validate, "judge encoding, version, schema and rules"))
    with_paths(command("detect", _detect, "tell which version each manifest is in"))
    migrate = with_paths(command("migrate", _migrate, "carry manifests to another version"))
    migrate.add_argument(
        "--to", type=int, default=LATEST, metavar="N", help=f"version to reach (default {LATEST})"
    )
    migrate.add_argument("--dry-run", action="store_true", help="print the plan, write nothing")
    migrate.add_argument("--diff", action="store_true", help="print what would change")
    migrate.add_argument("--in-place", action="store_true", help="rewrite the manifests")
    migrate.add_argument("--output", metavar="FILE", help="write the one migrated document here")
    migrate.add_argument(
        "--allow-loss", action="store_true", help="go on although values are not carried over"
    )
    migrate.add_argument(
        "--no-backup", action="store_true", help="with --in-place: keep no copy of the old bytes"
    )
    check = with_paths(command("check", _check, "judge by all layers, files and store included"))
    check.add_argument("--strict", action="store_true", help="let warnings fail")
    verify = with_paths(
        command("verify", _verify, "compare the files of exports with their manifests")
    )
    create = command("create", _create, "write a new manifest for the files of a directory")
    if "create" in arguments:
        from dlm_schema.cli.create import add_options  # noqa: PLC0415  (as above)

        add_options(create)
    for added in (check, verify, create):
        added.add_argument(
            "--jobs", type=_jobs, metavar="N", help="large files to read at once (default: cores)"
        )
    schema = command("schema", _schema, "print the JSON Schema of a version")
    schema.add_argument(
        "version_number", nargs="?", type=int, default=LATEST, metavar="N", choices=VERSIONS
    )
    rules = command("rules", _rules, "print the catalogue of findings, or explain one code")
    rules.add_argument("code", nargs="?", metavar="CODE")
    publish = command("publish", _publish, "write the specification as static files to serve")
    publish.add_argument(
        "out", metavar="OUT", help="folder that is new, empty, or holds an earlier publication"
    )
    publish.add_argument(
        "--base-url",
        metavar="URL",
        help="address that OUT will be served at, for catalog.json (default: the one that every "
        "$id begins with, which is the same wherever a copy is served)",
    )
    publish.add_argument(
        "--expand-corpus",
        action="store_true",
        help="write every case of the corpus as plain files too (about 180 MB, 14,000 files); "
        "corpus.tar.gz has them in any case",
    )
    publish.add_argument(
        "--replace-drafts",
        action="store_true",
        help="replace the files of a draft version that differ from those in OUT; without this "
        "they are refused, because others may have fetched them and keep them by their $id. "
        "Files of a frozen version are never replaced",
    )
    about = "run the conformance corpus against any implementation"
    conformance = commands.add_parser("conformance", help=about, **plain)
    if "conformance" in arguments:
        from dlm_schema.cli.conformance import add_subcommands  # noqa: PLC0415  (rarely used)

        add_subcommands(conformance, **plain)
    return parser
