"""Pages of the site that are made from the specification and the corpus, for MkDocs."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Any, Final

import pictures
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

from dlm_schema.conformance.corpus import Corpus

if TYPE_CHECKING:
    from dlm_schema.conformance.cases import Case

ROOT: Final = Path(__file__).resolve().parents[1]
SCHEMA: Final = ROOT / "schema"
REPOSITORY: Final = "https://github.com/tenseleyFlow/dlm-schema"

_REQUIREMENT: Final = re.compile(r"^\*\*(EM-[A-Z]+-[0-9]+)\*\*", re.MULTILINE)
_CODE: Final = re.compile(r"`((?:encoding|version|schema|rules|files|store|loss)/[a-zA-Z0-9-]+)`")
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
_SCHEMASTORE: Final[dict[str, str]] = {}
_LONGEST: Final = 2000  # bytes of an example that people read
_CUT: Final = 60  # characters of a text in one


def on_files(files: Files, config: Any) -> Files:
    """Add the pages that are made."""
    for path, text in _made():
        files.append(File.generated(config, path, content=text))
    reference = ROOT / "build" / "api"
    for page in sorted(reference.rglob("*.md")):
        path = f"api/{page.relative_to(reference).as_posix()}"
        files.append(File.generated(config, path, content=page.read_text()))
    for built in _BUILT:
        if not built.exists():
            raise PluginError(f"{built} is missing: `nox -s docs` builds it")
        files.append(File.generated(config, f"assets/{built.name}", abs_src_path=str(built)))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Have links lead to pages, to what is published beside them, or to the repository."""
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
        .replace("<!-- layers -->", pictures.layers(_rules()))
        .replace("<!-- versions -->", pictures.versions(_listed()))
        .replace(
            "<!-- schemastore -->", "\n".join(f"- [`{path}`]({path})" for path in _SCHEMASTORE)
        )
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
    cases = list(Corpus())
    rules = _rules()
    codes = {rule["code"] for rule in rules}
    tested: dict[str, dict[str, list[Case]]] = defaultdict(lambda: defaultdict(list))
    for case in cases:
        for requirement in case.requirements:
            tested[requirement]["/".join(case.id.split("/")[:2])].append(case)
    yield "specification.md", _specification(tested, codes)
    yield "corpus/requirements.md", _requirements(tested)
    yield "corpus/index.md", (SCHEMA / "corpus/README.md").read_text()
    yield "corpus/PROTOCOL.md", (SCHEMA / "corpus/PROTOCOL.md").read_text()
    yield "changelog.md", (ROOT / "CHANGELOG.md").read_text()
    yield "api/go.md", f"# Go\n\n````text\n{_go_doc()}````\n"
    yield from _versions()
    yield from _codes(rules, cases)
    _SCHEMASTORE.update(_for_schemastore(cases))
    yield from _SCHEMASTORE.items()


def _rules() -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads((SCHEMA / "rules.json").read_bytes())["rules"]
    return listed


def _listed() -> list[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Return the versions, each with the migration that leads to it."""
    listed = json.loads((SCHEMA / "versions.json").read_bytes())["versions"]
    paths = [entry["files"].get("migration", {}).get("path") for entry in listed]
    return [
        (entry, json.loads((SCHEMA / path).read_bytes()) if path else None)
        for entry, path in zip(listed, paths, strict=True)
    ]


def _go_doc() -> str:
    command = ("go", "doc", "-all")
    try:
        told = subprocess.run(  # noqa: S603  (a command of this file)
            command, cwd=ROOT / "generated/go", capture_output=True, text=True, check=True
        )
    except FileNotFoundError:
        raise PluginError("the reference of the Go package needs Go, which was not found") from None
    return told.stdout


def _specification(tested: Mapping[str, Any], codes: set[str]) -> str:
    """Give each requirement an anchor and its cases, and each code a link to its page."""
    text = (SCHEMA / "SPEC.md").read_text()

    def anchored(found: re.Match[str]) -> str:
        name = found[1]
        link = f'**<a id="{name}" href="#{name}">{name}</a>**'
        number = sum(map(len, tested.get(name, {}).values()))
        return f"{link} ([{number} cases](corpus/requirements.md#{name}))" if number else link

    text = _REQUIREMENT.sub(anchored, text)
    return _CODE.sub(
        lambda found: f"[{found[0]}](codes/{found[1]}.md)" if found[1] in codes else found[0], text
    )


def _requirements(tested: Mapping[str, Mapping[str, list[Case]]]) -> str:
    parts = ["# Cases by requirement\n"]
    for name in sorted(tested, key=lambda name: (name.rpartition("-")[0], int(name.split("-")[2]))):
        parts.append(f'\n## <a id="{name}"></a>{name}\n\n[{name}](../specification.md#{name})\n')
        for group, cases in sorted(tested[name].items()):
            words = cases[0].why.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")
            parts.append(f"- `{group}`: {len(cases)}, such as: {words}")
    return "\n".join(parts) + "\n"


def _versions() -> Iterator[tuple[str, str]]:
    lines = ["# Versions\n", *_table("version", "status", "written by", "read by DLM")]
    changes = ["\n## What changed\n"]
    before: dict[str, Any] = {}
    for entry, migration in _listed():
        number = entry["number"]
        writers, readers = (", ".join(entry[name]) or "none" for name in ("written_by", "read_by"))
        lines.append(f"| [{number}](v{number}.md) | {entry['status']} | {writers} | {readers} |")
        schema = json.loads((SCHEMA / entry["files"]["schema"]["path"]).read_bytes())
        yield f"versions/v{number}.md", _version(number, schema)
        if migration is not None:
            changes.append(f"### From {number - 1} to {number}\n")
            changes += _side_by_side(number, before, schema)
            changes.append("\nWhat a migration does, and undoes on the way down:\n")
            for operation in migration["operations"]:
                place = operation.get("pointer") or f"{operation['from']} to {operation['to']}"
                changes.append(f"- `{operation['op']}` `{place}`: {operation['description']}")
            changes.append("")
        before = schema
    picture = "\n<!-- versions -->\n"
    yield "versions/index.md", "\n".join([*lines, picture, *changes])


def _side_by_side(number: int, *schemas: Mapping[str, Any]) -> Iterator[str]:
    """Yield a table of the members that one of two versions alone has, or has otherwise."""
    older, newer = (dict(_members(schema)) for schema in schemas)
    yield from _table("member", f"version {number - 1}", f"version {number}")
    for name in dict.fromkeys((*newer, *older)):
        if older.get(name) != newer.get(name):
            yield f"| `{name}` | {older.get(name, 'not there')} | {newer.get(name, 'not there')} |"


def _members(schema: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield every member by its name, those of artifacts after them, and what it says in words."""
    kinds = {"": schema, **{f"{name}.": kind for name, kind in schema.get("$defs", {}).items()}}
    for prefix, kind in kinds.items():
        for name, member in kind.get("properties", {}).items():
            about = _resolved(schema, member)
            words = about.get("description", "").replace("|", "\\|")
            yield f"{prefix}{name}", f"{_type(schema, member)}. {words}"


def _version(number: int, schema: Mapping[str, Any]) -> str:
    parts = [f"# Version {number}\n", schema["description"], ""]
    file = f"export-manifest/v{number}/schema.json"
    parts.append(f"[The schema](../{file}), whose `$id` is `{schema['$id']}`.\n")
    for title, kind in (("Members", schema), *schema.get("$defs", {}).items()):
        if "properties" not in kind:
            continue
        parts += [f"## {title}\n", *_table("member", "type", "what it says", "example")]
        for name, member in kind["properties"].items():
            about = _resolved(schema, member)
            example = next(iter(about.get("examples", ())), "")
            shown = f"`{json.dumps(example)[:_CUT]}`" if example != "" else ""
            words = about.get("description", "").replace("|", "\\|")
            parts.append(f"| `{name}` | {_type(schema, member)} | {words} | {shown} |")
        parts.append("")
    return "\n".join(parts)


def _resolved(schema: Mapping[str, Any], member: Mapping[str, Any]) -> dict[str, Any]:
    name = member.get("$ref", "").removeprefix("#/$defs/")
    return {**(schema["$defs"][name] if name else {}), **member}


def _type(schema: Mapping[str, Any], member: Mapping[str, Any]) -> str:
    about = _resolved(schema, member)
    if "enum" in about:
        return ", ".join(f"`{value}`" for value in about["enum"])
    if "const" in about:
        return f"`{about['const']}`"
    kinds = about.get("type", "object")
    words = " or ".join([kinds] if isinstance(kinds, str) else kinds)
    bounds = [
        f"{say} {about[keyword]:,}"
        for keyword, say in (
            ("minLength", "at least"),
            ("maxLength", "at most"),
            ("minimum", "from"),
            ("maximum", "to"),
            ("maxItems", "at most"),
        )
        if keyword in about
    ]
    return f"{words}, {', '.join(bounds)}" if bounds else words


def _codes(rules: list[dict[str, Any]], cases: list[Case]) -> Iterator[tuple[str, str]]:
    lines = ["# Codes\n", *_table("code", "severity", "what it says")]
    reporting: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        _, _, errors, warnings, notes, _, losses, findings = case.expected
        for place in (*errors, *warnings, *notes, *losses, *findings):
            reporting[place.code].append(case)
    for rule in rules:
        code = rule["code"]
        lines.append(f"| [`{code}`]({code}.md) | {rule['severity']} | {rule['meaning']} |")
        yield f"codes/{code}.md", _code(rule, reporting[code])
    yield "codes/index.md", "\n".join(lines) + "\n"


def _code(rule: Mapping[str, Any], cases: list[Case]) -> str:
    parts = [f"# {rule['code']}\n", f"**{rule['severity'].capitalize()}.** {rule['meaning']}\n"]
    parts.append(f"**What to do.** {rule['remedy']}\n")
    if "parameters" in rule:
        parts.append("## What it compares with\n")
        parts.append(
            "[rules.json](../../rules.json) has it as data, which every package follows:\n"
        )
        parts.append(f"```json\n{json.dumps(rule['parameters'], indent=2)}\n```\n")
    own = [case for case in cases if case.layer == rule["layer"]] or cases
    readable = [case for case in own if _text_of(case)]
    case = min(readable or own, key=_weight, default=None)
    if case is not None:
        parts.append("## Example\n")
        parts.append(f"{case.why} The [corpus](../../corpus/index.md) calls it `{case.id}`.\n")
        text = _text_of(case)
        if text:
            parts.append(f"```json\n{text}\n```\n")
            parts.append(f"[Open it in the playground](../../playground.md{_fragment(text)})\n")
        parts.append(f"It is in {len(cases)} cases.\n")
    return "\n".join(parts)


def _fragment(text: str) -> str:
    """Return the fragment that carries a document to the playground (its ``link.ts``)."""
    packed = zlib.compress(text.encode(), wbits=-zlib.MAX_WBITS)
    return f"#document={base64.urlsafe_b64encode(packed).decode().rstrip('=')}"


def _for_schemastore(cases: list[Case]) -> Iterator[tuple[str, str]]:
    """Yield documents for tests of SchemaStore: each example, and one for each code of a schema."""
    for path in sorted((ROOT / "examples").glob("version-*/*/exports/*/export_manifest.json")):
        name = f"{path.parts[-5]}-{path.parent.name}"
        yield f"schemastore/test/dlm-export-manifest/{name}.json", path.read_text()
    smallest: dict[str, Case] = {}
    for case in sorted((case for case in cases if case.layer == "schema"), key=_weight):
        if len(case.expected.errors) == 1 and _text_of(case):
            smallest.setdefault(case.expected.errors[0].code.partition("/")[2], case)
    for keyword, case in sorted(smallest.items()):
        path = f"schemastore/negative_test/dlm-export-manifest/{keyword}.json"
        yield path, _text_of(case) + "\n"


def _weight(case: Case) -> tuple[int, str]:
    return len(getattr(case.request, "data", b"")), case.id


def _text_of(case: Case) -> str:
    """Return the document of a case as text, if there is one that people can read."""
    data = getattr(case.request, "data", b"")
    try:
        text: str = data.decode().strip()
    except UnicodeDecodeError:
        return ""
    is_readable = all(character.isprintable() or character == "\n" for character in text)
    if not is_readable or len(data) > _LONGEST or "```" in text:
        return ""
    try:
        return text if case.layer == "encoding" else json.dumps(json.loads(text), indent=2)
    except ValueError:  # a document that no layer behind the encoding sees
        return text


def _table(*columns: str) -> list[str]:
    return [f"| {' | '.join(columns)} |", f"|{' --- |' * len(columns)}"]
