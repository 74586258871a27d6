"""The page of the specification: anchors for every id that was ever given, and links."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from pages.markup import SCHEMA, counted

_REQUIREMENT: Final = re.compile(r"^\*\*(EM-[A-Z]+-[0-9]+)\*\* (.*)$", re.MULTILINE)
_ID: Final = re.compile(r"\bEM-[A-Z]+-[0-9]+\b")
_HEADING: Final = re.compile(r"^#{2,} ((?:Appendix )?([A-Z0-9.]+):? .*)$", re.MULTILINE)
_SECTION: Final = re.compile(
    r"\b(?:SPEC )?(?:[Ss]ections?|[Aa]ppendix) ([0-9][0-9.]*[0-9]|[0-9]|[A-Z]\b)"
)
_WITHDRAWN: Final = re.compile(r"^\| (EM-[A-Z0-9, -]+) \|", re.MULTILINE)
_SPAN: Final = re.compile(r"(`[^`]*`|\[[^\]]*\]\([^)]*\))")

TEXT: Final = (SCHEMA / "SPEC.md").read_text(encoding="utf-8")
PAGE: Final = "specification.md"
_DOCUMENTS: Final = {
    "SPEC.md": PAGE,
    "PROTOCOL.md": "corpus/PROTOCOL.md",
    "README.md": "corpus/index.md",
}
"""The pages that the three documents of the specification are."""


def requirements() -> dict[str, str]:
    """Return the text of each requirement by its id, in the order of the specification."""
    return dict(_REQUIREMENT.findall(TEXT))


def withdrawn() -> list[str]:
    """Return the ids of withdrawn requirements."""
    _, _, appendix = TEXT.partition("## Appendix C: ")
    return [name for row in _WITHDRAWN.findall(appendix) for name in _ID.findall(row)]


def anchor(section: str) -> str:
    """Return the anchor of a section by its number."""
    return _anchors()[section]


def _anchors() -> dict[str, str]:
    return {number: _slug(title) for title, number in _HEADING.findall(TEXT)}


def _slug(title: str) -> str:
    """Return the anchor that Python-Markdown gives a heading of ASCII."""
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", title).strip().lower())


def order(name: str) -> tuple[str, int]:
    """Return what requirements are sorted by."""
    area, _, number = name.rpartition("-")
    return area, int(number)


def by_code(codes: Iterable[str]) -> dict[str, list[str]]:
    """Return the ids of the requirements that name each code, by itself or by its layer."""
    naming: dict[str, list[str]] = {code: [] for code in codes}
    for code, names in naming.items():
        every = f"`{code.partition('/')[0]}/<keyword>`"
        names += [
            name for name, text in requirements().items() if f"`{code}`" in text or every in text
        ]
    return naming


def statement(name: str) -> str:
    """Return what a requirement says, without the codes that report a violation."""
    return re.split(r" Codes?: ", requirements()[name])[0]


def linked(markdown: str, up: str, codes: Collection[str] = ()) -> str:
    """Link the requirements, sections and codes that a text names; ``up`` leads to the top."""
    anchors = _anchors()
    page = f"{up}{PAGE}" if up else ""

    def section(found: re.Match[str]) -> str:
        there = anchors.get(found[1])
        return f"[{found[0]}]({page}#{there})" if there else found[0]

    def words(text: str) -> str:
        text = _ID.sub(lambda found: f"[{found[0]}]({page}#{found[0]})", text)
        return _SECTION.sub(section, text)

    def span_of(span: str, name: str) -> str:
        if name in _DOCUMENTS:
            return f"[{span}]({up}{_DOCUMENTS[name]})"
        if name in codes:
            return f"[{span}]({up}codes/{name}.md)"
        is_file = name.endswith(".json") and (SCHEMA / name).is_file()
        return f"[{span}]({up}{name})" if is_file else span

    lines = []
    is_code = False
    for line in markdown.split("\n"):
        is_code ^= line.lstrip().startswith("```")
        if is_code or line.startswith(("#", "    ", "```")):
            lines.append(line)
            continue
        spans = _SPAN.split(line)
        spans[::2] = map(words, spans[::2])
        spans[1::2] = [span_of(span, span[1:-1]) for span in spans[1::2]]
        lines.append("".join(spans))
    return "\n".join(lines)


def page(cases: Mapping[str, int], codes: Collection[str]) -> str:
    """Give each requirement an anchor and its cases, and link what the text names."""

    def anchored(found: re.Match[str]) -> str:
        name = found[1]
        number = cases.get(name, 0)
        told = f" ([{counted(number, 'case')}](corpus/requirements.md#{name}))" if number else ""
        return f"**{_anchor(name)}**{told}"

    text, heading, appendix = linked(TEXT, "", codes).partition("## Appendix C: ")
    ids = re.compile(r"\[(EM-[A-Z]+-[0-9]+)\]\(#\1\)")
    rows = re.sub(
        r"^\| [^|]*EM-[^|]* \|",
        lambda row: ids.sub(lambda found: _anchor(found[1]), row[0]),
        appendix,
        flags=re.MULTILINE,
    )
    return re.sub(rf"^\*\*{ids.pattern}\*\*", anchored, text, flags=re.MULTILINE) + heading + rows


def _anchor(name: str) -> str:
    return f'<a id="{name}" href="#{name}">{name}</a>'
