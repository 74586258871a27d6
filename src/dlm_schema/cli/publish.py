"""``dlm-schema publish``: build the tree aside, then put it in its place."""

from __future__ import annotations

import os
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from dlm_schema._version import __version__
from dlm_schema.disk import files
from dlm_schema.output.reporters import complain, outlive_reader, write, write_json
from dlm_schema.publish.deployment import deploy
from dlm_schema.publish.tree import BASE_URL, build, normalised
from dlm_schema.published import SPECIFICATION
from dlm_schema.text import printable

if TYPE_CHECKING:
    import argparse


def run(options: argparse.Namespace) -> int:
    """Publish, say what changed, and return the exit status."""
    try:
        base_url = BASE_URL if options.base_url is None else normalised(options.base_url)
    except ValueError as error:
        complain(f"--base-url: {error}, found {options.base_url!r}")
        return 2
    if not options.out:
        complain("OUT names no folder")
        return 2
    source = files.real(SPECIFICATION)
    if os.path.commonpath([source, os.path.abspath(files.real(options.out))]) == source:
        complain(f"{options.out}: lies in the specification itself; name a folder outside of it")
        return 2
    outlive_reader()  # what began does not stop because nobody reads what came of it
    with TemporaryDirectory(prefix="dlm-schema-") as folder:
        tree = build(folder, base_url=base_url, expand_corpus=options.expand_corpus)
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
