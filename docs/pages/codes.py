"""A page for each code: what it means, what to do, and an example that causes it."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from dlm_schema import LATEST
from dlm_schema.conformance import directories
from dlm_schema.conformance.cases import Case, Entry, Migrate, Validate, Verify
from dlm_schema.document.migrations import apply_steps
from dlm_schema.document.validation import judge
from dlm_schema.export.checking import check_all
from dlm_schema.export.verification import verify
from dlm_schema.output.text import finding_lines
from dlm_schema.published import MANIFEST_FILENAME
from pages import corpus, specification
from pages.markup import code, counted, cut, fenced, listed, member, plain, table

if TYPE_CHECKING:
    from dlm_schema.findings import Finding
    from pages.corpus import Group

Rule = Mapping[str, Any]

_UP: Final = "../../"
_LONGEST: Final = 2000  # bytes of a document that people read
_SHOWN: Final = 100  # characters of one that they do not
_FEW: Final = 3  # requirements of a code that none of them names
_DIGITS: Final = 12  # of a digest, where two are compared
_CURRENT: Final = max(
    each["number"] for each in listed("versions.json", "versions") if each["read_by"]
)
_LAYERS: Final = {"migration": "migrations"}
_PLACES: Final = {"at_top": "at the top of the export", "anywhere": "anywhere in it"}


def rules() -> list[dict[str, Any]]:
    """Return every code, as ``rules.json`` has it."""
    return listed("rules.json", "rules")


def pages(groups: Mapping[str, Group], cases: Iterable[Case]) -> Iterator[tuple[str, str]]:
    """Yield each page by its path; ``groups`` has the group of each case."""
    reporting: dict[str, list[Case]] = defaultdict(list)
    by_schema_alone: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        for code_of_case in reported(case):
            reporting[code_of_case].append(case)
        for place in case.schema_alone or ():
            by_schema_alone[place.code].append(case)
    requirements = specification.by_code([rule["code"] for rule in rules()])
    for rule in rules():
        name = rule["code"]
        found = reporting[name] or by_schema_alone[name]
        yield f"codes/{name}.md", _page(rule, found, requirements[name], groups)
    rows: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for rule in rules():
        link = f"[`{rule['code']}`]({rule['code']}.md)"
        rows[rule["layer"]].append((link, rule["severity"], rule["meaning"]))
    parts = [
        "# Codes\n",
        (
            "Every finding has a code, which is permanent, and a severity. An error is a reason to "
            "refuse a manifest; a warning is worth a look; a note is for information.\n"
        ),
    ]
    for layer, listed_rows in rows.items():
        parts.append(f"## {layer}\n")
        parts.append(table(("code", "severity", "what it says"), listed_rows) + "\n")
    yield "codes/index.md", "\n".join(parts)


def reported(case: Case) -> set[str]:
    """Return the codes in the answer that a case expects."""
    return {place.code for place in corpus.places(case.expected)}


def _page(
    rule: Rule, cases: Sequence[Case], requirements: Sequence[str], groups: Mapping[str, Group]
) -> str:
    parts = [
        f"# {rule['code']}\n",
        f"**{rule['severity'].capitalize()}.** {plain(rule['meaning'])}\n",
        f"**What to do.** {plain(rule['remedy'])}\n",
    ]
    if rule["layer"] == "schema" and not any(rule["code"] in reported(case) for case in cases):
        parts.append(
            "A conforming reader never reports this, because an earlier layer finds the fault "
            "first. A validator that applies the schema alone does.\n"
        )
    if "parameters" in rule:
        parts += ["## What it compares with\n", *_parameters(rule["parameters"])]
        parts.append(f"\n[rules.json]({_UP}rules.json) has this as data for programs.\n")
    numbers = Counter(_place(groups[case.id]) for case in cases)
    case = min(
        cases,
        key=lambda case: _rank(rule, case, numbers[_place(groups[case.id])]),
        default=None,
    )
    if case is not None:
        parts += ["## Example\n", *_example(rule, case, groups[case.id])]
    parts.append("## Where it is specified\n")
    parts.append('<div data-search-exclude markdown="1">\n')
    for name in requirements or _requirements_of(cases):
        text = specification.linked(specification.statement(name), _UP)
        parts.append(f"- [{name}]({_UP}{specification.PAGE}#{name}) {text}")
    parts.append("\n</div>\n")
    parts.append("## Cases of the corpus\n")
    if not cases:
        parts.append("None: no file can be kept in this state. Tests of the packages cause it.\n")
    found = {_place(group): group for group in (groups[case.id] for case in cases)}
    parts.append('<div data-search-exclude markdown="1">\n')
    for key, number in numbers.items():
        parts.append(f"- {corpus.link(found[key], _UP)}: {counted(number, 'case')}")
    parts.append("\n</div>")
    return "\n".join(parts) + "\n"


def _place(group: Group) -> tuple[str, str]:
    return group.page, group.id


def _requirements_of(cases: Iterable[Case]) -> list[str]:
    """Return what the cases of a code that no requirement names have in common."""
    return [
        name for name, _ in Counter(r for case in cases for r in case.requirements).most_common(3)
    ]


# What a rule compares with


def _parameters(parameters: Mapping[str, Any]) -> Iterator[str]:
    """Say what a rule compares with, by its kind."""
    kind = parameters["kind"]
    if kind == "pattern":
        name = f"`{member(parameters['pointer'])}`"
        separator = parameters.get("separator")
        subject = f"Each part of {name} between `{separator}`" if separator else f"The text {name}"
        for say, keyword in (("should match", "pattern"), ("should not match", "forbidden")):
            if keyword in parameters:
                yield f"{subject} {say} this pattern:\n"
                yield fenced(parameters[keyword], "text")
    elif kind == "embedded_value":
        yield f"A text `{member(parameters['pointer'])}` that begins with `{parameters['prefix']}`"
        yield f"and ends in `{parameters['suffix']}` is expected to have the value of"
        yield f"`{parameters['member']}` in between."
    elif kind == "values_by_target":
        yield _values_by_target(parameters["require"], parameters["forbid"])
    elif kind == "roles_by_target":
        rows = [
            (f"`{target}`", ", ".join(f"`{role}`" for role in roles))
            for target, roles in parameters["roles"].items()
        ]
        yield table(("target", "needs an artifact of each of these roles"), rows)
        anchor = specification.anchor("5.4")
        yield f"\nSection 5.4 says [what each role is]({_UP}{specification.PAGE}#{anchor})."
        yield "In version 3 an artifact names its `role`. In versions 1 and 2 it has none, and"
        yield f"[its path decides]({_UP}{specification.PAGE}#EM-ROLE-6)."
    elif kind == "companions":
        yield f"Files of these names are a {parameters['severity']} instead:\n"
        rows = [
            (place, code(pattern))
            for place in ("at_top", "anywhere")
            for pattern in parameters[place]
        ]
        yield table(("where", "name"), [(_PLACES[place], name) for place, name in rows])
    elif kind == "snapshots":
        names = " or ".join(f"`{each}`" for each in parameters["directories"])
        yield f"A directory {names} that holds `{parameters['filename']}` is the snapshot of a"
        yield "vision or audio model, which has no export manifest, and is not reported."
        companions = ", ".join(map(code, parameters["companions"]))
        yield f"In it files that match {companions} are a note when no artifact lists them."
    elif kind == "directories_by_target":
        rows = [(f"`{target}`", f"`{name}`") for target, name in parameters["directories"].items()]
        rows.append(("any other, or none", "the `quant` of the row"))
        yield table(("target of the row", "directory in `exports/`"), rows)
    else:
        raise ValueError(f"there are no words for parameters of the kind {kind}")


def _values_by_target(
    require: Mapping[str, Mapping[str, Any]], forbid: Mapping[str, Mapping[str, Any]]
) -> str:
    names = dict.fromkeys(name for said in (*require.values(), *forbid.values()) for name in said)

    def cell(target: str, name: str) -> str:
        if name in require.get(target, {}):
            return f"`{json.dumps(require[target][name])}`"
        if name in forbid.get(target, {}):
            return f"not `{json.dumps(forbid[target][name])}`"
        return "any"

    rows = [
        (f"`{target}`", *(cell(target, name) for name in names))
        for target in dict.fromkeys((*require, *forbid))
    ]
    return table(("target", *(f"`{name}`" for name in names)), rows)


# Examples


def _rank(rule: Rule, case: Case, number: int) -> tuple[Any, ...]:
    """Return what the cases of a code are ordered by: people read the first of the lowest.

    ``number`` is how many of its group report the code.
    """
    is_namesake = case.id.startswith(rule["code"])
    return (
        case.layer != _LAYERS.get(rule["layer"], rule["layer"]),
        not is_namesake,
        isinstance(case.request, Validate | Migrate) and not text_of(case),
        len(reported(case)),
        _CURRENT not in case.versions,
        b'"artifacts": []' in getattr(case.request, "data", b""),
        0 if is_namesake else -number,
    )


def _example(rule: Rule, case: Case, group: Group) -> Iterator[str]:
    """Show a case: what is judged, and what is found."""
    link = f"[`{case.id}`]({_UP}{group.page}.md#{case.id})"
    yield f"{plain(case.why)} It is the case {link} of the corpus.\n"
    request = case.request
    if isinstance(request, Validate | Migrate):
        yield from _document(request, text_of(case))
    else:
        yield from _entries(request.entries)
    if isinstance(request, Migrate):
        if request.step is not None:
            yield "No published migration has such a loss; this is a step of the corpus:\n"
            yield fenced(json.dumps(request.step["operations"], indent=2), "json")
        yield f"The document is to be migrated to version {request.to}.\n"
    elif isinstance(request, Validate) and _is_about_roles(rule):
        yield from _roles(request.data)
    yield "What is found:\n"
    yield fenced("\n".join(_told(rule, case)), "text")


def _is_about_roles(rule: Rule) -> bool:
    return bool(rule.get("parameters", {}).get("kind") == "roles_by_target")


def _roles(data: bytes) -> Iterator[str]:
    """Say which roles the artifacts of a document have, where their paths decide."""
    judged = judge(data)
    version = judged.report.version
    newest = apply_steps(judged, LATEST).document
    if version == LATEST:
        return
    yield f"This is version {version}, so the paths of the artifacts decide about their roles:\n"
    rows = [(code(each["path"]), f"`{each['role']}`") for each in newest["artifacts"]]
    yield table(("path", "role"), rows) + "\n" if rows else "There are no artifacts.\n"


def _document(request: Validate | Migrate, text: str) -> Iterator[str]:
    data = request.data
    step = getattr(request, "step", None)
    version = None if step else judge(data).report.version
    yield f"A manifest of version {version}:\n" if version else "The document:\n"
    if text:
        yield fenced(text, "json")
        if step is None:
            yield f"[Open it in the playground]({_UP}playground.md{fragment(text)})\n"
    elif len(data) <= _LONGEST:
        yield fenced(_bytes(data), "text")
        yield "In it `\\xNN` is the byte of that number.\n"
    else:
        yield fenced(f"{_bytes(data[:_SHOWN])}…", "text")
        yield f"It has {counted(len(data), 'byte')}; these are the first.\n"


def _bytes(data: bytes) -> str:
    """Show bytes: those of ASCII as text, any other by its number."""
    return repr(data)[2:-1].replace("\\n", "\n").replace("\\\\", "\\")


def _entries(entries: Sequence[Entry]) -> Iterator[str]:
    """Show a directory: what lies in it beside what its manifests say, and the manifests."""
    files = {entry.path: entry for entry in entries}
    recorded: dict[str, Mapping[str, Any]] = {}
    manifests = [path for path in files if path.rpartition("/")[2] == MANIFEST_FILENAME]
    for path in manifests:
        if files[path].kind != "file":
            continue
        folder = path[: -len(MANIFEST_FILENAME)]
        document = judge(files[path].content)
        if document.accepted:
            for each in document.document["artifacts"]:
                recorded[f"{folder}{each['path']}"] = each
    rows = []
    for path in sorted({*files, *recorded}):
        says = recorded.get(path)
        rows.append((code(path), _held(files.get(path)), _recorded(path, says)))
    yield "The directory:\n"
    yield table(("path", "what lies there", "what the manifest says"), rows) + "\n"
    for path in [*manifests, *(path for path in files if path == "manifest.json")]:
        if files[path].kind == "file" and len(files[path].content) <= _LONGEST:
            yield f'??? "{path}"\n'
            text = _pretty(files[path].content)
            yield "\n".join(f"    {line}" for line in fenced(text, "json").split("\n"))


def _pretty(content: bytes) -> str:
    try:
        return json.dumps(json.loads(content), indent=2, ensure_ascii=False)
    except ValueError:
        return _bytes(content)


def _held(entry: Entry | None) -> str:
    """Say what lies at a path."""
    if entry is None:
        return "**missing**"
    if entry.kind in ("file", "sparse"):
        size = len(entry.content) if entry.kind == "file" else entry.size
        if entry.path.rpartition("/")[2] == MANIFEST_FILENAME:
            return f"a file of {counted(size, 'byte')}"
        digest = hashlib.sha256(entry.content).hexdigest() if entry.kind == "file" else ""
        return f"a file of {_measured(size, digest)}"
    other = entry.target
    return {
        "symlink": f"a symbolic link to {code(cut(other, _SHOWN))}",
        "hard_link": f"another name of {code(cut(other, _SHOWN))}",
        "fifo": "a FIFO",
        "socket": "a socket",
        "folder": "a folder",
    }[entry.kind]


def _recorded(path: str, artifact: Mapping[str, Any] | None) -> str:
    if artifact is None:
        return "" if path.rpartition("/")[2] == MANIFEST_FILENAME else "not listed"
    return _measured(artifact["size_bytes"], artifact["sha256"])


def _measured(size: int, digest: str) -> str:
    return counted(size, "byte") + (f", `{cut(digest, _DIGITS)}`" if digest else "")


def _told(rule: Rule, case: Case) -> Iterator[str]:
    """Yield what this package says of an example, the findings of the code first."""
    request = case.request
    if rule["code"] not in reported(case):
        for place in case.schema_alone or ():
            yield f"{place.code} at {place.pointer}, by the schema alone"
        yield "By a conforming reader:"
    if isinstance(request, Validate):
        findings: Sequence[Finding] = judge(request.data).report.findings
    elif isinstance(request, Migrate):
        for loss in case.expected.losses:
            yield f"{loss.code} at {loss.pointer}: {json.dumps(loss.value)}"
        return
    else:
        with directories.made(request.entries) as path:
            if isinstance(request, Verify):
                findings = verify(path).findings
            else:
                with check_all([path]) as checks:
                    findings = [found for checked in checks for found in checked.report.findings]
    for finding in sorted(findings, key=lambda found: found.code != rule["code"]):
        first, *others = finding_lines(finding)
        yield from (first, *(f"  {other}" for other in others))


def fragment(text: str) -> str:
    """Return the fragment that carries a document to the playground (its ``link.ts``)."""
    packed = zlib.compress(text.encode(), wbits=-zlib.MAX_WBITS)
    return f"#document={base64.urlsafe_b64encode(packed).decode().rstrip('=')}"


def text_of(case: Case) -> str:
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


def weight(case: Case) -> tuple[int, str]:
    """Return what examples are chosen by: the smallest document first."""
    return len(getattr(case.request, "data", b"")), case.id
