"""Pages of the corpus: one for each file of recipes, its cases by layer and by requirement."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any, Final, NamedTuple

from dlm_schema.conformance.cases import Answer, Case, Found, LostValue, Migrate, Place
from dlm_schema.conformance.corpus import Corpus
from dlm_schema.conformance.recipes import rows_of
from dlm_schema.text import printable
from pages import specification
from pages.markup import counted, cut, html_code, plain

_LONGEST: Final = 160  # characters of what a row brings
_MOST: Final = 5  # findings of an answer that are shown
_VARIABLE: Final = re.compile(r"\{\{(\w+)\}\}")
_ANSWER: Final = ("valid", "errors", "warnings", "notes", "losses", "findings", "schema_alone")
_TOLD: Final = {"id", "name", "why", "requirements", "versions", *_ANSWER}
"""Members of a row that its table tells by itself."""


class Row(NamedTuple):
    """A row of a table of recipes, or a recipe without one: what it brings, and its cases."""

    brings: Mapping[str, Any]
    cases: list[Case]


class Group(NamedTuple):
    """The recipes of one id in a file, each with its rows."""

    id: str
    page: str
    recipes: list[tuple[Mapping[str, Any], list[Row]]]

    @property
    def cases(self) -> list[Case]:
        """The cases of all recipes, in order."""
        return [case for _, rows in self.recipes for row in rows for case in row.cases]


class Recipes(NamedTuple):
    """A file of recipes: its path below the corpus, what it is about, and its groups."""

    path: str
    layer: str
    description: str
    groups: list[Group]

    @property
    def page(self) -> str:
        """The page that shows it, without its ending."""
        return f"corpus/{self.path.removesuffix('.json')}"


Tested = Mapping[str, Sequence[tuple[Group, Sequence[Case]]]]


def load() -> Iterator[Recipes]:
    """Read every file of recipes, and make its cases."""
    corpus = Corpus()
    for path in corpus.index["recipes"]:
        content = corpus.read(path)
        recipes = Recipes(path, content["layer"], content["description"], [])
        groups: dict[str, Group] = {}
        cases = corpus.cases(path)
        for recipe in content["groups"]:
            name = recipe["id"]
            group = groups.setdefault(name, Group(name, recipes.page, []))
            rows = [
                Row(brings, [next(cases) for _ in range(_number(row))])
                for brings, row in zip(
                    recipe.get("table", [{}]),
                    rows_of(recipe, content.get("defaults", {})),
                    strict=True,
                )
            ]
            group.recipes.append((recipe, rows))
        recipes.groups.extend(groups.values())
        yield recipes


def _number(row: Mapping[str, Any]) -> int:
    """Return how many cases a recipe makes."""
    return 1 if "input" in row or "from" in row else len(row["versions"])


def groups_of(files: Sequence[Recipes]) -> dict[str, Group]:
    """Return the group of each case, by the id of the case."""
    return {case.id: group for file in files for group in file.groups for case in group.cases}


def by_requirement(files: Sequence[Recipes]) -> Tested:
    """Return the cases that test each requirement, group by group."""
    tested: dict[str, list[tuple[Group, list[Case]]]] = defaultdict(list)
    for group in (group for file in files for group in file.groups):
        named: dict[str, list[Case]] = defaultdict(list)
        for case in group.cases:
            for name in case.requirements:
                named[name].append(case)
        for name, cases in named.items():
            tested[name].append((group, cases))
    return tested


def link(group: Group, up: str) -> str:
    """Link a group."""
    return f"[{plain(group.id)}]({up}{group.page}.md#{group.id})"


def pages(files: Sequence[Recipes]) -> Iterator[tuple[str, str]]:
    """Yield each page by its path."""
    for file in files:
        yield f"{file.page}.md", _recipes(file)
    yield "corpus/cases.md", _by_case(files)
    yield "corpus/requirements.md", _by_requirement(by_requirement(files))
    yield "corpus/withdrawn.md", _withdrawn(Corpus().index["withdrawn"])


def title(path: str) -> str:
    """Return what a file of recipes is called: ``schema: paths``."""
    _, layer, name = path.removesuffix(".json").split("/")
    return f"{layer}: {name.replace('-', ' ')}"


def _recipes(file: Recipes) -> str:
    raw = file.path.rpartition("/")[2]
    number = sum(len(group.cases) for group in file.groups)
    parts = [
        f"# {title(file.path)}\n",
        (
            f"{plain(file.description)} {counted(number, 'case')} of the layer {file.layer}, "
            f"made from the recipes in [{raw}]({raw}). The [corpus](../../index.md) says how to "
            "read them, and the [protocol](../../PROTOCOL.md) how an implementation is asked.\n"
        ),
    ]
    if len(file.groups) > 1:
        parts += [
            f"- [{plain(group.id)}](#{group.id}): {counted(len(group.cases), 'case')}"
            for group in file.groups
        ]
    for group in file.groups:
        parts.append(f"\n## {plain(group.id)} {{ #{group.id} }}\n")
        for recipe, rows in group.recipes:
            parts += _group(group, recipe, rows)
    return "\n".join(parts)


def _group(group: Group, recipe: Mapping[str, Any], rows: Sequence[Row]) -> Iterator[str]:
    cases = [case for row in rows for case in row.cases]
    names = dict.fromkeys(name for case in cases for name in case.requirements)
    shared = [name for name in names if all(name in case.requirements for case in cases)]
    yield _VARIABLE.sub(r"<var>\1</var>", plain(recipe["why"])) + "\n"
    yield "Requirements: " + ", ".join(
        f"[{name}](../../requirements.md#{name})" for name in sorted(names, key=specification.order)
    )
    yield ""
    # Its own HTML: anchors for ids with slashes, and no text that Markdown gives a meaning.
    yield '<table markdown="0"><thead><tr>'
    yield "<th>case</th><th>what it is</th><th>answer</th></tr></thead><tbody>"
    for row in rows:
        yield from _row(group, row, set(shared))
    yield "</tbody></table>\n"
    made = {name: value for name, value in recipe.items() if name not in _TOLD | {"table"}}
    if made:
        text = escape(json.dumps(made, indent=2))
        yield '<details markdown="0"><summary>How these are made</summary>'
        yield f"<pre><code>{text}</code></pre></details>\n"


def _row(group: Group, row: Row, shared: set[str]) -> Iterator[str]:
    first = row.cases[0]
    name = row.brings.get("name") or group.id.rpartition("/")[2]
    ids = "".join(f'<a id="{escape(case.id)}"></a>' for case in row.cases if case.id != group.id)
    versions = "".join(f" v{number}" for case in row.cases for number in case.versions[:1])
    own = ", ".join(
        f'<a href="../../requirements.html#{each}">{each}</a>'
        for each in first.requirements
        if each not in shared
    )
    brings = {name: value for name, value in row.brings.items() if name not in _TOLD}
    brings |= brings.pop("with", {})
    told = "<br>".join(
        f"{html_code(name)}: {html_code(cut(json.dumps(value, ensure_ascii=False), _LONGEST))}"
        for name, value in brings.items()
    )
    yield f"<tr><td>{ids}{html_code(name)}{versions}{'<br>' if own else ''}{own}</td>"
    yield f"<td>{escape(printable(first.why))}{'<br>' if told else ''}{told}</td>"
    yield f"<td>{_answers(row.cases)}</td></tr>"


def _answers(cases: Sequence[Case]) -> str:
    """Say what is expected of each case; what holds for all is said once."""
    answers: dict[str, list[str]] = defaultdict(list)
    for case in cases:
        answers[_answer(case)].append("".join(f"v{number}" for number in case.versions[:1]))
    if len(answers) == 1:
        return next(iter(answers))
    return "<br>".join(f"{', '.join(versions)}: {said}" for said, versions in answers.items())


def _answer(case: Case) -> str:
    answer = case.expected
    found = "<br>".join(_places(answer))
    if not isinstance(case.request, Migrate):
        verdict = "valid" if answer.valid else "not valid"
    else:
        verdict = "refused" if answer.output is None else "migrated"
    return f"{verdict}: {found}" if found else verdict


def places(answer: Answer) -> Sequence[Place | LostValue | Found]:
    """Return all that an answer names: findings of every severity, and losses."""
    return [*answer.errors, *answer.warnings, *answer.notes, *answer.losses, *answer.findings]


def _places(answer: Answer) -> Iterator[str]:
    seen = dict.fromkeys(
        (place.code, place.pointer, getattr(place, "path", "")) for place in places(answer)
    )
    for index, (code, pointer, path) in enumerate(seen):
        if index == _MOST:
            yield f"and {len(seen) - _MOST:,} more"
            return
        where = f" at {html_code(cut(pointer, _LONGEST))}" if pointer else ""
        of = f" of {html_code(cut(path, _LONGEST))}" if path else ""
        yield f'<a href="../../../codes/{code}.html">{code}</a>{where}{of}'


def _by_case(files: Sequence[Recipes]) -> str:
    number = sum(len(group.cases) for file in files for group in file.groups)
    parts = [
        "# Cases\n",
        (
            f"{number:,} cases, by the layer that they belong to. The id of a case begins with "
            "that of its group. [By requirement](requirements.md) lists them too, and "
            "[withdrawn cases](withdrawn.md) are those that are no more.\n"
        ),
    ]
    layer = ""
    for file in files:
        if file.layer != layer:
            layer = file.layer
            parts.append(f"\n## {layer}\n")
        name = title(file.path).partition(": ")[2]
        parts.append(f"- [**{name}**](../{file.page}.md): {plain(file.description)}")
        parts += [
            f"    - {link(group, '../')}: {len(group.cases):,}"
            for group in file.groups
            if len(file.groups) > 1
        ]
    return "\n".join(parts) + "\n"


def _by_requirement(tested: Tested) -> str:
    parts = [
        "# Cases by requirement\n",
        (
            "Each requirement that the corpus tests, with its cases. Those of the other areas bind "
            f"programs and published files, and are tested otherwise: [section 1.4]"
            f"(../{specification.PAGE}#{specification.anchor('1.4')}) says how.\n"
        ),
    ]
    for name in sorted(tested, key=specification.order):
        said = specification.linked(specification.statement(name), "../")
        parts.append(f"\n## {name} {{ #{name} }}\n")
        parts.append(f"[{name}](../{specification.PAGE}#{name}) {said}\n")
        found: dict[str, list[str]] = defaultdict(list)
        for group, cases in tested[name]:
            found[group.page].append(f"{link(group, '../')} {len(cases):,}")
        for page, links in found.items():
            file = page.removeprefix("corpus/")
            parts.append(f"- [**{title(file)}**](../{page}.md): {', '.join(links)}")
    return "\n".join(parts) + "\n"


def _withdrawn(ids: Sequence[str]) -> str:
    rows = "".join(f'<li><a id="{escape(each)}"></a>{html_code(each)}</li>' for each in ids)
    return (
        "# Withdrawn cases\n\n"
        f"These {len(ids):,} ids were those of cases that are no more. They are not used again.\n\n"
        f'<ul markdown="0">{rows}</ul>\n'
    )
