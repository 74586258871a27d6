"""The pages that are made of the specification and the corpus say all of it, and lead to it.

``nox -s docs`` builds them, follows every link and looks at them in a browser.
"""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from typing import Any, Final, NamedTuple

import pytest
from pages import codes, corpus, specification, versions
from pages.markup import code, cut, listed, plain
from support.documents import REPOSITORY

from dlm_schema.conformance.cases import Check, Verify
from dlm_schema.conformance.corpus import Corpus

FENCED: Final = re.compile(r"^ *```json\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
HEADING: Final = re.compile(r"^### (\S+) \{ #(\S+) \}$", re.MULTILINE)
REQUIREMENT: Final = re.compile(r"EM-[A-Z]+-[0-9]+")
ID: Final = re.compile('id="([^"]+)"')
LINK: Final = re.compile(r"\]\(([^)#]*)#([^)]*)\)")
RULES: Final = {rule["code"]: rule for rule in codes.rules()}
VERSIONS: Final = [entry["number"] for entry, _ in versions.entries()]
SPECIFICATION: Final = (REPOSITORY / "schema" / "SPEC.md").read_text(encoding="utf-8")
UNTOLD: Final = {"files/changed", "files/unreadable"}
"""Codes that no case of the corpus can cause."""


class Site(NamedTuple):
    """The pages by their path, and the files of recipes that they show."""

    pages: dict[str, str]
    files: list[corpus.Recipes]


@pytest.fixture(scope="module")
def site() -> Site:
    files = list(corpus.load())
    cases = [case for file in files for group in file.groups for case in group.cases]
    tested = corpus.by_requirement(files)
    made = (
        corpus.pages(files),
        versions.pages(tested),
        codes.pages(corpus.groups_of(files), cases),
        [(specification.PAGE, specification.page({}, set(RULES)))],
    )
    return Site({path: text for pages in made for path, text in pages}, files)


@pytest.mark.parametrize("number", VERSIONS)
def test_every_example_of_a_version_is_whole(site: Site, number: int) -> None:
    page = site.pages[f"versions/v{number}.md"]
    before, _, after = page.partition("\n## Members\n")
    bases = [json.loads(text) for text in FENCED.findall(before)]
    folder = REPOSITORY / "schema" / "corpus" / "bases" / f"v{number}"
    assert sorted(map(repr, bases)) == sorted(
        repr(json.loads(path.read_bytes())) for path in folder.glob("*.json")
    )
    schema = versions.schema_of(listed("versions.json", "versions")[number - 1])
    shown = [json.loads(f"{{{text}}}") for text in FENCED.findall(after)]
    assert [name for name, _ in HEADING.findall(after)] == [n for n, _ in versions.members(schema)]
    for (name, about), example in zip(versions.members(schema), shown, strict=True):
        [(last, value)] = example.items()
        assert name.rpartition(".")[2] == last
        assert value in about.get("examples", [value])
    told = after.partition("### quant ")[2].partition("### merged ")[0]
    assert "Requirements: [EM-MEM-5](../specification.md#EM-MEM-5)" in told


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ({"type": "string", "minLength": 19, "maxLength": 19}, "string of exactly 19 characters"),
        ({"type": "string", "minLength": 1, "maxLength": 1024}, "string of 1 to 1,024 characters"),
        ({"type": ["string", "null"], "maxLength": 9}, "string of at most 9 characters, or null"),
        ({"type": "integer", "minimum": 1, "maximum": 3}, "integer from 1 to 3"),
        ({"type": "array", "maxItems": 65536, "items": {}}, "array of at most 65,536 entries"),
        ({"type": "boolean"}, "boolean"),
        ({"type": "integer", "const": 3}, "always `3`"),
        ({"type": "string", "enum": ["a", "b"]}, 'one of `"a"`, `"b"`'),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_constraints_have_words(about: dict[str, Any], words: str) -> None:
    assert versions.constraints(about) == words


def test_what_changed_names_members_as_documents_do_and_shows_derivations(site: Site) -> None:
    page = site.pages["versions/index.md"]
    assert "ExportArtifact" not in page
    assert "| `artifacts[].role` | not there |" in page
    operations = [each for _, step in versions.entries() if step for each in step["operations"]]
    [derived] = [each for each in operations if each["op"] == "derive"]
    told = html.unescape(page)
    for rule in derived["rules"]:
        assert f"| <code>{rule['pattern']}</code> |" in told
        assert f"`{rule['value']}`" in told


def test_every_requirement_ever_given_has_one_anchor(site: Site) -> None:
    anchors = Counter(ID.findall(site.pages[specification.PAGE]))
    assert anchors == dict.fromkeys(REQUIREMENT.findall(SPECIFICATION), 1)
    assert {"EM-PATH-2", "EM-PATH-4"} <= set(specification.withdrawn()) <= set(anchors)


def test_sections_and_files_that_the_specification_names_are_linked(site: Site) -> None:
    page = site.pages[specification.PAGE]
    assert "([section 8.2](#82-findings))" in page
    assert "[`rules.json`](rules.json)" in page
    assert "[`PROTOCOL.md`](corpus/PROTOCOL.md)" in page
    assert "[`files/missing`](codes/files/missing.md)" in page
    text = specification.linked("as SPEC section 9 and EM-ENC-1 say, not `EM-ENC-1`", "../")
    assert text == (
        "as [SPEC section 9](../specification.md#9-canonical-form) and "
        "[EM-ENC-1](../specification.md#EM-ENC-1) say, not `EM-ENC-1`"
    )


@pytest.mark.parametrize("name", RULES)
def test_page_of_a_code_leads_to_requirements_and_cases(site: Site, name: str) -> None:
    page = site.pages[f"codes/{name}.md"]
    _, _, specified = page.partition("## Where it is specified\n")
    specified, _, cases = specified.partition("## Cases of the corpus\n")
    assert "](../../specification.md#EM-" in specified
    assert bool(re.search(r"\]\(\.\./\.\./corpus/recipes/", cases)) == (name not in UNTOLD)
    _, example, told = page.partition("What is found:\n")
    assert bool(example) == (name not in UNTOLD)
    assert not example or re.match(rf"\n```text\n(\w+ )?{name} at ", told)
    assert '"kind":' not in page  # parameters are told in words and tables


@pytest.mark.parametrize("name", [name for name in RULES if name.startswith(("files/", "store/"))])
def test_page_of_a_code_about_directories_shows_one(site: Site, name: str) -> None:
    page = html.unescape(site.pages[f"codes/{name}.md"])
    found = re.search(r"It is the case \[`([^`]+)`\]", page)
    assert (found is None) == (name in UNTOLD)
    if found is None:
        return
    [case] = [
        case
        for file in site.files
        for group in file.groups
        for case in group.cases
        if case.id == found[1]
    ]
    assert isinstance(case.request, Verify | Check)
    for entry in case.request.entries:
        assert f"| <code>{entry.path}</code> |" in page
    assert "export_manifest.json" in page


def test_example_without_roles_says_where_they_come_from(site: Site) -> None:
    page = site.pages["codes/rules/missing-role.md"]
    assert "| `llama-server` | `base_model`, `chat_template`, `launch_script` |" in page
    assert "This is version 2, so the paths of the artifacts decide about their roles:" in page
    assert "| <code>adapter&#46;gguf</code> | `adapter` |" in page


def test_parameters_of_an_unknown_kind_are_noticed() -> None:
    with pytest.raises(ValueError, match="there are no words for parameters of the kind new"):
        list(codes._parameters({"kind": "new"}))


def test_every_case_ever_given_has_one_anchor(site: Site) -> None:
    index = Corpus().index
    anchors = Counter(
        anchor
        for path, text in site.pages.items()
        if path.startswith("corpus/")
        for anchor in re.findall(r'<a id="([^"]+)"|^## .* \{ #(\S+) \}$', text, re.MULTILINE)
        for anchor in filter(None, anchor)
    )
    for name in (*index["cases"], *index["withdrawn"]):
        assert anchors[name] == 1, name


def test_groups_of_cases_and_requirements_lead_to_each_other(site: Site) -> None:
    requirements = site.pages["corpus/requirements.md"]
    _, *parts = re.split(r"^## (EM-\S+) .*$", requirements, flags=re.MULTILINE)
    sections = dict(zip(parts[::2], parts[1::2], strict=True))
    for file in site.files:
        for group in file.groups:
            for name in {name for case in group.cases for name in case.requirements}:
                assert f"](../{group.page}.md#{group.id})" in sections[name]
                assert f"requirements.md#{name})" in site.pages[f"{file.page}.md"]
            assert f"{group.page}.md" in site.pages["corpus/cases.md"]


def test_texts_of_any_kind_are_shown_as_they_are() -> None:
    assert code("a|b*_`<c>") == "<code>a&#124;b&#42;&#95;&#96;&#60;c&#62;</code>"
    assert plain("<b> a|b \x00") == "&#60;b&#62; a&#124;b &#92;x00"
    assert cut("0123456789", 5) == "0123…"
