"""See that the site in a folder has what it must, and loads nothing from elsewhere.

``python tests/proofs/site/run.py FOLDER`` is run by ``nox -s docs``, after MkDocs has seen that
every link and anchor leads somewhere.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
_LOADED: Final = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src"}


class _Page(HTMLParser):
    """Collects the ids of a page, and the addresses that a browser loads with it."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.loaded: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids.add(given.get("id") or "")
        is_loaded = tag != "link" or given.get("rel") in ("stylesheet", "icon", "preload")
        if tag in _LOADED and is_loaded:
            self.loaded.add(given.get(_LOADED[tag]) or "")


def wrong(folder: Path) -> Iterator[str]:
    """Say what is missing in a site, and what it loads from elsewhere."""
    pages = {}
    for path in sorted(folder.rglob("*.html")):
        page = pages[path.relative_to(folder).as_posix()] = _Page()
        page.feed(path.read_text(encoding="utf-8"))
        for address in sorted(page.loaded):
            if re.match("[a-z]+:|//", address) and not address.startswith("data:"):
                yield f"{path}: loads {address}"
    text = (ROOT / "schema" / "SPEC.md").read_text(encoding="utf-8")
    for name in re.findall(r"^\*\*(EM-[A-Z]+-[0-9]+)\*\*", text, re.MULTILINE):
        if name not in pages["specification.html"].ids:
            yield f"specification.html: has no anchor {name}"
    for rule in json.loads((ROOT / "schema" / "rules.json").read_bytes())["rules"]:
        if f"codes/{rule['code']}.html" not in pages:
            yield f"{rule['code']} has no page"
    print(f"{len(pages)} pages")


def main(folder: str) -> int:
    """Print what is wrong with a site."""
    found = list(wrong(Path(folder)))
    print(*found, sep="\n", end="\n" if found else "")
    return int(bool(found))


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
