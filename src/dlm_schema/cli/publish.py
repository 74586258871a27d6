"""``dlm-schema publish``: build the tree aside, then put it in its place."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from dlm_schema._version import __version__
from dlm_schema.cli.parser import UsageError
from dlm_schema.disk.opening import real
from dlm_schema.disk.scratch import scratch_folder
from dlm_schema.output.json import write_json
from dlm_schema.output.streams import outlive_reader, write
from dlm_schema.publish.deployment import deploy
from dlm_schema.publish.tree import build, normalised
from dlm_schema.published import BASE_URL, SPECIFICATION
from dlm_schema.text import printable

if TYPE_CHECKING:
    import argparse


def _add_publish(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "out", metavar="OUT", help="folder that is new, empty, or holds an earlier publication"
    )
    parser.add_argument(
        "--base-url",
        metavar="URL",
        help="address that OUT will be served at, for catalog.json (default: the one that every "
        "$id begins with, which is the same wherever a copy is served)",
    )
    parser.add_argument(
        "--expand-corpus",
        action="store_true",
        help="write every case of the corpus as plain files too (about 180 MB, 14,000 files); "
        "corpus.tar.gz has them in any case",
    )
    parser.add_argument(
        "--replace-drafts",
        action="store_true",
        help="replace the files of a draft version that differ from those in OUT; without this "
        "they are refused, because others may have fetched them and keep them by their $id. "
        "Files of a frozen version are never replaced",
    )
    parser.add_argument(
        "--site",
        metavar="FOLDER",
        help="publish the pages in FOLDER too, which nox -s docs builds in build/site",
    )


def _publish(options: argparse.Namespace) -> int:
    try:
        base_url = BASE_URL if options.base_url is None else normalised(options.base_url)
    except ValueError as error:
        raise UsageError(f"--base-url: {error}, found {options.base_url!r}") from None
    if not options.out:
        raise UsageError("OUT names no folder")
    source = real(SPECIFICATION)
    if os.path.commonpath([source, os.path.abspath(real(options.out))]) == source:
        raise UsageError(
            f"{options.out}: lies in the specification itself; name a folder outside of it"
        )
    outlive_reader()  # what began does not stop because nobody reads what came of it
    with scratch_folder() as folder:
        tree = build(
            folder, base_url=base_url, expand_corpus=options.expand_corpus, site=options.site
        )
        done = deploy(tree, options.out, replace_drafts=options.replace_drafts)
    if options.format == "json":
        write_json(
            {
                "command": options.command,
                "tool_version": __version__,
                "path": options.out,
                "files": len(tree.digests),
                "bytes": tree.size,
                **done._asdict(),
            }
        )
    elif not options.quiet:
        kept = f", {done.kept} of other versions kept" if done.kept else ""
        write(
            f"published {len(tree.digests)} files ({tree.size:,} bytes) in "
            f"{printable(options.out)}: {done.new} new, {done.changed} changed, "
            f"{done.removed} removed, {done.unchanged} unchanged{kept}\n"
        )
    return 0


COMMANDS: Final = {"publish": (_add_publish, _publish)}
