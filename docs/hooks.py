"""Pages of the site that are made from the specification and the corpus, for MkDocs."""

from __future__ import annotations

import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from html import escape, unescape
from itertools import cycle
from textwrap import indent
from typing import TYPE_CHECKING, Any, Final

import pictures
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from pages import codes, corpus, specification, versions
from pages.markup import ROOT, SCHEMA

if TYPE_CHECKING:
    from dlm_schema.conformance.cases import Case

REPOSITORY: Final = "https://github.com/tenseleyFlow/dlm-schema"

_LINK: Final = re.compile(r"\]\(([^)#:]+)(#[^)]*)?\)")
_PAGES: Final = {
    "schema/SPEC.md": "specification.md",
    "schema/corpus/README.md": "corpus/index.md",
    "schema/corpus/PROTOCOL.md": "corpus/PROTOCOL.md",
    "CHANGELOG.md": "changelog.md",
}
_PROGRAMS: Final = {
    "TypeScript": ("typescript", "js", "npm install dlm-export-manifest"),
    "Go": ("go", "go", "go get github.com/tenseleyFlow/dlm-schema/generated/go"),
    "Rust": ("rust", "rust,no_run", "cargo add dlm-export-manifest"),
}
_POLICY: Final = (
    "default-src 'self' 'unsafe-inline' data: blob:; form-action 'none'; object-src 'none'"
)
_BUILT: Final = [
    ROOT / "build/playground" / name
    for name in ("playground.js", "playground.css", "iframe-worker.js")
]
_MODULE: Final = re.compile(r"^(# |- \[)(index|node)($|\])", re.MULTILINE)
_TABLE: Final = re.compile("<table.*?</table>", re.DOTALL)
_HEAD: Final = re.compile("<th[ >].*?</th>", re.DOTALL)
_REPEATING: Final = ("corpus/recipes/", "corpus/requirements", "corpus/withdrawn")
"""Pages that lists and the specification tell of: the index of the search stays small."""
_SCHEMASTORE: Final[dict[str, str]] = {}


def on_files(files: Files, config: Any) -> Files:
    """Add the pages that are made, and put them where the navigation has a pattern for them."""
    reference = ROOT / "build" / "api"
    pages = dict(_made())
    for page in sorted(reference.rglob("*.md")):
        path = page.relative_to(reference)
        text = specification.linked(page.read_text(), "../" * len(path.parts))
        pages[f"api/{path.as_posix()}"] = _MODULE.sub(_named_as_imported, text)
    for path, text in pages.items():
        files.append(File.generated(config, path, content=text))
    config.nav = _expanded(config.nav, pages)
    for built in _BUILT:
        if not built.exists():
            raise PluginError(f"{built} is missing: `nox -s docs` builds it")
        files.append(File.generated(config, f"assets/{built.name}", abs_src_path=str(built)))
    return files


def _named_as_imported(found: re.Match[str]) -> str:
    """Call an entry point of the TypeScript package what programs import."""
    start, module, end = found.groups()
    return f"{start}dlm-export-manifest{'' if module == 'index' else f'/{module}'}{end}"


def _expanded(entries: list[Any], pages: Mapping[str, str]) -> list[Any]:
    """Put pages in the place of patterns; those of a pattern with folders in one section each."""
    done: list[Any] = []
    for entry in entries:
        if isinstance(entry, dict):
            [(name, below)] = entry.items()
            done.append({name: _expanded(below, pages) if isinstance(below, list) else below})
        elif "*" not in entry:
            done.append(entry)
        else:
            found = [path for path in pages if fnmatchcase(path, entry) and path not in entries]
            folders: dict[str, list[Any]] = defaultdict(list)
            for path in found:
                heading = pages[path].partition("\n")[0].removeprefix("# ").rpartition(": ")[2]
                folders[path.split("/")[-2]].append({heading: path})
            is_deep = entry.endswith("*/*.md")
            done += (
                [{name: below} for name, below in folders.items()]
                if is_deep
                else [each for below in folders.values() for each in below]
            )
    return done


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Have links lead to pages, to what is published beside them, or to the repository.

    A page without siblings shows no navigation, and one of wide tables no contents.
    """
    hidden = page.meta.setdefault("hide", [])
    hidden += ["navigation"] if page.parent is None else []
    hidden += ["toc"] if page.file.src_path.startswith("corpus/recipes/") else []
    if page.file.src_path.startswith(_REPEATING):
        page.meta["search"] = {"exclude": True}
    place = {made: source for source, made in _PAGES.items()}.get(
        page.file.src_path, f"docs/{page.file.src_path}"
    )
    folder = (ROOT / place).parent
    depth = page.file.src_path.count("/")

    def replaced(found: re.Match[str]) -> str:
        target = (folder / found[1]).resolve()
        if page.file.generated_by and page.file.src_path not in _PAGES.values():
            return found[0]
        name = target.relative_to(ROOT).as_posix() if target.is_relative_to(ROOT) else ""
        if name in _PAGES:
            return f"]({'../' * depth}{_PAGES[name]}{found[2] or ''})"
        if name.startswith("docs/") or not target.exists():
            return found[0]
        if name.startswith("schema/") and target.is_file():  # it is published beside the pages
            return f"]({'../' * depth}{name.removeprefix('schema/')})"
        return f"]({REPOSITORY}/blob/main/{name})"

    return (
        _LINK.sub(replaced, markdown)
        .replace("<!-- programs -->", _programs())
        .replace("<!-- schemas -->", versions.schemas())
        .replace("<!-- layers -->", pictures.layers(codes.rules()))
        .replace("<!-- versions -->", pictures.versions(versions.entries()))
        .replace(
            "<!-- schemastore -->", "\n".join(f"- [`{path}`]({path})" for path in _SCHEMASTORE)
        )
    )


def on_page_content(html: str, **_: Any) -> str:
    """Give each cell of a table the name of its column, which a narrow screen shows beside it."""
    return _TABLE.sub(lambda found: _named(found[0]), html)


def _named(table: str) -> str:
    columns = [unescape(re.sub("<[^>]*>", "", head)) for head in _HEAD.findall(table)]
    rows = table.replace("<tr>", '<tr role="row">').split("<td")
    labels = cycle(map(escape, columns))
    cells = [f'<td role="cell" data-label="{next(labels)}"{cell}' for cell in rows[1:]]
    return (
        "".join([rows[0], *cells])
        .replace("<table", '<table role="table"', 1)
        .replace("<th", '<th role="columnheader"')
        .replace('<th role="columnheader"ead', '<thead role="rowgroup"')
        .replace("<tbody", '<tbody role="rowgroup"')
    )


def on_post_page(output: str, **_: Any) -> str:
    """Have browsers refuse whatever a page would load from elsewhere, or send there."""
    policy = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    return output.replace("<head>", f"<head>{policy}", 1)


def _programs() -> str:
    """Show the program that each package begins with, in tabs."""
    program = (ROOT / "docs/open_export.py").read_text()
    tabs = {"Python": ("pip install dlm-schema", "python", program)}
    for language, (folder, kind, install) in _PROGRAMS.items():
        readme = (ROOT / "generated" / folder / "README.md").read_text()
        _, _, rest = readme.partition(f"```{kind}")
        program = rest.partition("\n")[2].partition("```")[0]
        tabs[language] = install, kind.partition(",")[0], program
    return "\n".join(
        f'=== "{language}"\n\n' + indent(f"`{install}`\n\n```{kind}\n{program}```\n", "    ")
        for language, (install, kind, program) in tabs.items()
    )


def _made() -> Iterator[tuple[str, str]]:
    files = list(corpus.load())
    groups = corpus.groups_of(files)
    cases = [case for file in files for group in file.groups for case in group.cases]
    tested = corpus.by_requirement(files)
    names = {rule["code"] for rule in codes.rules()}
    numbers = {name: sum(len(cases) for _, cases in found) for name, found in tested.items()}
    yield specification.PAGE, specification.page(numbers, names)
    for path, source in (("index", "README"), ("PROTOCOL", "PROTOCOL")):
        text = (SCHEMA / f"corpus/{source}.md").read_text()
        yield f"corpus/{path}.md", specification.linked(text, "../", names)
    yield "changelog.md", (ROOT / "CHANGELOG.md").read_text()
    yield "api/go.md", f"# Go\n\n````text\n{_go_doc()}````\n"
    yield from corpus.pages(files)
    yield from versions.pages(tested)
    yield from codes.pages(groups, cases)
    _SCHEMASTORE.update(_for_schemastore(cases))
    yield from _SCHEMASTORE.items()


def _go_doc() -> str:
    command = ("go", "doc", "-all")
    try:
        told = subprocess.run(  # noqa: S603  (a command of this file)
            command, cwd=ROOT / "generated/go", capture_output=True, text=True, check=True
        )
    except FileNotFoundError:
        raise PluginError("the reference of the Go package needs Go, which was not found") from None
    return told.stdout


def _for_schemastore(cases: list[Case]) -> Iterator[tuple[str, str]]:
    """Yield documents for tests of SchemaStore: each example, and one for each code of a schema."""
    for path in sorted((ROOT / "examples").glob("version-*/*/exports/*/export_manifest.json")):
        name = f"{path.parts[-5]}-{path.parent.name}"
        yield f"schemastore/test/dlm-export-manifest/{name}.json", path.read_text()
    smallest: dict[str, Case] = {}
    for case in sorted((case for case in cases if case.layer == "schema"), key=codes.weight):
        if len(case.expected.errors) == 1 and codes.text_of(case):
            smallest.setdefault(case.expected.errors[0].code.partition("/")[2], case)
    for keyword, case in sorted(smallest.items()):
        path = f"schemastore/negative_test/dlm-export-manifest/{keyword}.json"
        yield path, codes.text_of(case) + "\n"
