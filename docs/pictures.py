"""Pictures of the site, drawn from the data of the specification whenever it is built."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any, Final

from pages.markup import member

_WIDTH: Final = 420
_BOX: Final = 46  # height of a box with two lines
_GAP: Final = 26
_LINE: Final = 18
_EDGE: Final = 14

_LAYERS: Final = {
    "encoding": "Are the bytes one strict JSON text?",
    "version": "Which version does it claim to be?",
    "schema": "Does the JSON Schema of that version hold?",
    "rules": "Does it make sense? What no schema can say.",
    "files": "Is every listed file there, whole, and no link?",
    "store": "Does the record that the store keeps agree?",
}
_WHATEVER: Final = "whatever the files are"  # of a valid manifest (SPEC section 7.3)


def layers(rules: Sequence[Mapping[str, Any]]) -> str:
    """Draw the way of a manifest through the layers, with the number of codes of each.

    Raises ``KeyError`` where a layer with findings has no words here.
    """
    codes = Counter(rule["layer"] for rule in rules)
    del codes["migration"]  # which judges nothing
    parts = [*_box(0, "export_manifest.json", "any version, any bytes", "")]
    y = _BOX
    between = ""
    for name, number in codes.items():
        parts += _arrow(y, y + _GAP, _WHATEVER if name == "store" else between)
        between = "no error"
        y += _GAP
        parts += _box(y, name, _LAYERS[name], f"{number} codes")
        y += _BOX
    about = ", then ".join(f"{name}: {_LAYERS[name]}" for name in codes)
    return _picture(
        "layers",
        y,
        parts,
        "How a manifest is judged",
        f"{about} Each is asked when none before it found an error, but the store {_WHATEVER}.",
    )


def versions(listed: Sequence[tuple[Mapping[str, Any], Mapping[str, Any] | None]]) -> str:
    """Draw each version, oldest first, and what the migration from the one before it does."""
    parts: list[str] = []
    told = []
    y = 0
    for entry, migration in listed:
        name, status = f"version {entry['number']}", entry["status"]
        if migration is not None:
            steps = [f"{each['op']} {_place(each)}" for each in migration["operations"]]
            height = _GAP + _LINE * len(steps)
            parts += [_up_and_down(y, y + height)]
            parts += [
                _text(110, y + _GAP / 2 + _LINE * (index + 0.7), step, "code")
                for index, step in enumerate(steps)
            ]
            y += height
            told.append(f"to {name}: {', '.join(steps)}")
        parts += _box(y, name, f"written by {', '.join(entry['written_by']) or 'nobody'}", status)
        y += _BOX
    about = f"{len(listed)} versions; every step is taken up and down. Up {'; '.join(told)}."
    return _picture("versions", y, parts, "Versions and migrations", about)


def _place(operation: Mapping[str, Any]) -> str:
    if "pointer" in operation:
        return member(operation["pointer"])
    return f"{member(operation['from'])} to {member(operation['to'])}"


def _picture(name: str, height: float, parts: Sequence[str], title: str, about: str) -> str:
    """Put parts into a picture that a screen reader can tell of, on one line of Markdown."""
    return (
        f'<figure class="picture" markdown="0"><svg xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="-1 -1 {_WIDTH + 2} {height + 2:g}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(about)}</desc>{"".join(parts)}</svg></figure>'
    )


def _box(y: float, name: str, words: str, aside: str) -> Iterator[str]:
    yield f'<rect y="{y:g}" width="{_WIDTH}" height="{_BOX}" rx="4"/>'
    yield _text(_EDGE, y + _LINE + 1, name, "name")
    yield _text(_WIDTH - _EDGE, y + _LINE + 1, aside, "aside")
    yield _text(_EDGE, y + 2 * _LINE, words, "")


def _arrow(top: float, bottom: float, words: str) -> Iterator[str]:
    x = _WIDTH / 2
    yield f'<path d="M{x} {top:g}V{bottom - 1:g}m-4 -6l4 6l4 -6"/>'
    yield _text(x + 10, (top + bottom) / 2 + 5, words, "")


def _up_and_down(top: float, bottom: float) -> str:
    up = f"M40 {bottom:g}V{top + 1:g}m-4 6l4 -6l4 6"
    down = f"M70 {top:g}V{bottom - 1:g}m-4 -6l4 6l4 -6"
    return f'<path d="{up}{down}"/>'


def _text(x: float, y: float, words: str, kind: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" class="{kind}">{escape(words)}</text>'
