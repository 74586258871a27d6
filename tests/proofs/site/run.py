"""See that a published site is whole: links lead somewhere, and nothing is loaded from elsewhere.

``python tests/proofs/site/run.py FOLDER`` is run by ``nox -s docs``, after ``dlm-schema publish``.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urldefrag, urlsplit

from dlm_schema.published import BASE_URL

ROOT: Final = Path(__file__).resolve().parents[3]
REPOSITORY: Final = "https://github.com/tenseleyFlow/dlm-schema/blob/main/"
_ADDRESSES: Final = ("href", "src", "srcset", "data", "poster", "action", "formaction")
_LINKS: Final = ("a", "canonical", "next", "prev")
"""Elements, and kinds of the element link, that nothing is loaded for."""


class _Page(HTMLParser):
    """Collects the ids of a page, the addresses that it leads to, and those that are loaded."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self.loaded: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids |= {given.get("id", ""), given.get("name", "")}
        is_link = (given.get("rel") if tag == "link" else tag) in _LINKS
        for name in _ADDRESSES:
            if name in given:
                (self.links if is_link else self.loaded).add(given[name])


def wrong(folder: Path) -> Iterator[str]:
    """Say what is missing in a site, and what it loads from elsewhere."""
    pages = {path: _Page(path.read_text(encoding="utf-8")) for path in folder.rglob("*.html")}
    links = 0
    for path, page in sorted(pages.items()):
        for address in sorted(page.loaded):
            if urlsplit(address).scheme not in ("", "data") or address.startswith("//"):
                yield f"{path}: loads {address}"
        for address in sorted(page.links | page.loaded):
            links += 1
            if not _leads_somewhere(path, address, pages):
                yield f"{path}: {address} leads nowhere"
    print(f"{len(pages)} pages, {links} links")
    ids = pages[folder / "specification.html"].ids
    text = (ROOT / "schema" / "SPEC.md").read_text(encoding="utf-8")
    for name in re.findall(r"^\*\*(EM-[A-Z]+-[0-9]+)\*\*", text, re.MULTILINE):
        if name not in ids:
            yield f"specification.html: has no anchor {name}"
    for rule in json.loads((ROOT / "schema" / "rules.json").read_bytes())["rules"]:
        if folder / f"codes/{rule['code']}.html" not in pages:
            yield f"{rule['code']} has no page"


def _leads_somewhere(path: Path, address: str, pages: dict[Path, _Page]) -> bool:
    if address.startswith(REPOSITORY):
        return (ROOT / address.removeprefix(REPOSITORY)).exists()
    if urlsplit(address).scheme:
        return True  # elsewhere, or data
    if path.name == "404.html":  # is served for any path, so it names them whole
        address = address.removeprefix(urlsplit(BASE_URL).path)
    place, anchor = urldefrag(unquote(address))
    target = (path.parent / place).resolve() if place else path
    if target.is_dir():
        target /= "index.html"
    if anchor.startswith("document="):  # one that the playground reads
        return target in pages
    return target.exists() and (not anchor or target not in pages or anchor in pages[target].ids)


def main(folder: str) -> int:
    """Print what is wrong with a site."""
    found = list(wrong(Path(folder).resolve()))
    print(*found, sep="\n", end="\n" if found else "")
    return int(bool(found))


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
