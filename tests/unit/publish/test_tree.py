"""The tree that is published, built from a small specification.

The oracles are the files of the specification itself, the layout that the issue of a bundle asks
for, written out below, and ``tarfile`` with its strictest filter.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from support.documents import document
from support.process import traced_memory
from support.small_specification import (
    BASES,
    RECIPES,
    change_schema,
    loaded,
    make_specification,
    written_json,
)

from dlm_schema.conformance.recipes import CorpusError
from dlm_schema.publish.tree import PublicationError, Tree, build, normalised
from dlm_schema.published import BASE_URL

LAYOUT = {
    ".nojekyll",
    "SPEC.md",
    "catalog.json",
    "corpus.tar.gz",
    "corpus/README.md",
    "corpus/cases/index.schema.json",
    "corpus/bases/contents.json",
    *(f"corpus/{path}" for path in BASES),
    "corpus/index.json",
    "corpus/index.schema.json",
    "corpus/recipe.schema.json",
    *(f"corpus/{path}" for path in RECIPES),
    "export-manifest/any/schema.json",
    "export-manifest/bundle/schema.json",
    "export-manifest/latest/schema.json",
    "export-manifest/v1/schema.json",
    "export-manifest/v2/schema.json",
    "export-manifest/v3/schema.json",
    "index.html",
    "migration.schema.json",
    "migrations/1-to-2.json",
    "migrations/2-to-3.json",
    "report.schema.json",
    "store-row.schema.json",
    "rules.json",
    "rules.schema.json",
    "versions.json",
    "versions.schema.json",
}
"""What the small specification is published as; what comes on top are pages and schemas."""

EXPANDED = {
    "corpus/cases/README.md",
    "corpus/cases/encoding/no-text/case.json",
    "corpus/cases/encoding/no-text/input.bin",
    "corpus/cases/encoding/no-text/nested/case.json",
    "corpus/cases/encoding/no-text/nested/input.bin",
    "corpus/cases/files/every-kind/v2/case.json",
    "corpus/cases/files/every-kind/v2/directory.json",
    "corpus/cases/index.json",
    "corpus/cases/migrations/down/case.json",
    "corpus/cases/migrations/down/input.bin",
    "corpus/cases/migrations/up/case.json",
    "corpus/cases/migrations/up/input.bin",
    "corpus/cases/migrations/up/output.json",
    "corpus/cases/operations/move/case.json",
    "corpus/cases/operations/move/input.bin",
    "corpus/cases/operations/move/output.json",
    "corpus/cases/operations/move/step.json",
}
"""What comes on top when the corpus is expanded."""

PLACEHOLDER = re.compile(r"[*]|<N>|\b(?:LAYER|TARGET)\b|(?<=v)N\b|\bN(?=-to-)|(?<=-to-)M\b")
"""What stands for any name in the paths that pages name."""

NO_IDENTIFIERS = {f"export-manifest/{name}/schema.json" for name in ("any", "bundle", "latest")}

NAMES_IN_EXPORTS = {
    "*.sigstore.json",
    "adapter_config.json",
    "export_manifest.json",
    "manifest.json",
    "snapshot_manifest.json",
    "vl_gguf.json",
    "vllm_config.json",
}
"""Files that the pages name and that lie in exports and stores, not in the tree."""

"""Files that are published byte for byte, at the path that they have."""


@pytest.fixture(scope="module")
def tree(specification: Path, tmp_path_factory: pytest.TempPathFactory) -> Tree:
    return build(str(tmp_path_factory.mktemp("tree")), str(specification))


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """A specification of one's own, to be changed."""
    return make_specification(tmp_path / "schema")


def built(
    specification: Path, folder: Path, base_url: str = BASE_URL, *, expand_corpus: bool = False
) -> Tree:
    folder.mkdir()
    return build(str(folder), str(specification), base_url, expand_corpus=expand_corpus)


def links(value: Any) -> Iterator[str]:
    """Yield every link in a JSON document to something below the base address."""
    if isinstance(value, dict):
        for name, item in value.items():
            if name in ("$id", "$ref", "$schema") and isinstance(item, str):
                if item.startswith(BASE_URL):
                    yield item.removeprefix(BASE_URL).partition("#")[0]
            else:
                yield from links(item)
    elif isinstance(value, list):
        for item in value:
            yield from links(item)


def test_the_layout_is_the_one_that_is_promised(tree: Tree) -> None:
    more = {path for path in tree.digests if re.fullmatch(r"corpus/[^/]*\.(md|schema\.json)", path)}
    assert set(tree.digests) - more == LAYOUT - more


def test_the_expanded_corpus_comes_on_top(tree: Tree, expanded: Tree) -> None:
    assert expanded.digests.keys() - tree.digests.keys() == EXPANDED
    changed = {path for path in tree.digests if tree.digests[path] != expanded.digests[path]}
    assert changed == {"index.html"}
    page = Path(expanded.folder, "index.html").read_text()
    assert 'href="corpus/cases/index.json"' in page


def test_the_digests_are_those_of_the_files_and_no_file_is_without_one(tree: Tree) -> None:
    found = {}
    size = 0
    for top, _, names in os.walk(tree.folder):
        for name in names:
            data = Path(top, name).read_bytes()
            size += len(data)
            path = os.path.relpath(os.path.join(top, name), tree.folder)
            found[path] = hashlib.sha256(data).hexdigest()
    assert found == tree.digests
    assert size == tree.size


def test_nothing_but_the_specification_has_a_part_in_it(
    tree: Tree, scratch: Path, tmp_path: Path
) -> None:
    """Not the mask, modes and times of the source, nor what editors leave behind."""
    for name in ("SPEC.md~", ".hidden.json", "corpus/index.json.orig", "corpus/recipes/x.json"):
        (scratch / name).write_text("{}")
    for top, _, names in os.walk(scratch):
        for name in names:
            os.utime(os.path.join(top, name), (86400, 86400))
            os.chmod(os.path.join(top, name), 0o755)
    mask = os.umask(0o077)
    try:
        again = built(scratch, tmp_path / "tree")
    finally:
        os.umask(mask)
    assert (again.digests, again.size) == (tree.digests, tree.size)
    assert {Path(again.folder, path).stat().st_mode & 0o7777 for path in again.digests} == {0o644}


def test_what_is_no_page_and_no_index_is_copied_byte_for_byte(
    tree: Tree, specification: Path
) -> None:
    copied = LAYOUT & {
        path.relative_to(specification).as_posix() for path in specification.rglob("*")
    }
    assert len(copied) > 10
    for path in copied:
        assert Path(tree.folder, path).read_bytes() == (specification / path).read_bytes(), path


# Links.


def test_every_identifier_is_the_path_that_its_schema_is_served_at(tree: Tree) -> None:
    served = {}
    for path in tree.digests:
        if path.endswith("schema.json"):
            document = loaded(tree, path)
            if "$id" in document:
                served[path] = document["$id"]
    assert {path for path in LAYOUT if path.endswith("/schema.json")} - set(served) == (
        NO_IDENTIFIERS
    )
    assert served == {path: BASE_URL + path for path in served}


def test_every_link_below_the_base_leads_to_a_file(tree: Tree) -> None:
    seen = set()
    for path in tree.digests:
        if path.endswith(".json"):
            seen |= set(links(loaded(tree, path)))
    assert "versions.schema.json" in seen
    assert "corpus/cases/index.schema.json" in seen
    assert seen <= set(tree.digests)


def test_every_relative_link_of_a_page_leads_to_a_file(tree: Tree) -> None:
    for path in tree.digests:
        if path.endswith(".md"):
            found = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", Path(tree.folder, path).read_text())
        elif path == "index.html":
            found = re.findall(r'href="([^"]*)"', Path(tree.folder, path).read_text())
            assert "export-manifest/v3/schema.json" in found
        else:
            continue
        for link in found:
            if not link.startswith("https://"):
                target = os.path.normpath(os.path.join(os.path.dirname(path), link))
                assert target in {*tree.digests, "SHA256SUMS"}, f"{path} links to {link}"


def test_the_latest_version_is_the_last_and_the_pointer_has_no_identifier(tree: Tree) -> None:
    assert loaded(tree, "export-manifest/latest/schema.json") == {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "description": "Leads to the latest version, which is 3 (draft). This is no identifier: "
        "it will lead to another version one day.",
        "$ref": "../v3/schema.json",
    }


def named_paths(tree: Tree, path: str) -> Iterator[str]:
    """Yield what a published file names as a file: in code spans of pages, anywhere in JSON."""
    text = Path(tree.folder, path).read_text()
    if path.endswith(".md"):
        text = " ".join(re.findall(r"`([^`\n]+)`", text))
    elif re.match(r"corpus/(bases|recipes|index.json|cases/[^i])", path):
        return  # data about documents, whose names are not those of files of the tree
    text = re.sub('https?://[^ "]*', "", text.replace(BASE_URL, ""))
    for name in re.findall(r"(?<![A-Za-z0-9_./*<>-])[A-Za-z0-9_./*<>-]+[.](?:json|md|gz)\b", text):
        if name.rpartition("/")[2] not in NAMES_IN_EXPORTS:
            yield name


def leads_to_a_file(tree: Tree, path: str, name: str) -> bool:
    """Whether a name is a path from the top of the tree, or from somewhere below its page."""
    if name.startswith("../"):
        name = os.path.normpath(os.path.join(os.path.dirname(path), name))
    pattern = "[^/]+".join(re.escape(part) for part in PLACEHOLDER.split(name))
    folder = re.escape(f"{os.path.dirname(path)}/".lstrip("/"))
    return any(re.fullmatch(f"({folder}(.+/)?)?{pattern}", other) for other in tree.digests)


def test_every_path_that_a_published_file_names_is_published(tree: Tree, expanded: Tree) -> None:
    seen = set()
    for path in tree.digests:
        if path.endswith((".md", ".json")):
            for name in named_paths(tree, path):
                seen.add(name)
                about = expanded if path.startswith("corpus/cases/") else tree
                assert leads_to_a_file(about, path, name), f"{path} names {name}"
    assert {"export-manifest/v1/schema.json", "corpus.tar.gz", "index.schema.json"} <= seen


def test_the_page_is_well_formed_ascii_without_scripts(tree: Tree) -> None:
    page = Path(tree.folder, "index.html").read_bytes()
    assert page.isascii()
    assert b"<script" not in page


# The catalog for editors.


def test_the_catalog_names_every_version_below_the_address_that_is_given(
    specification: Path, tmp_path: Path
) -> None:
    tree = built(specification, tmp_path / "tree", "http://localhost:8000/specs//")
    served = "http://localhost:8000/specs/export-manifest"
    assert loaded(tree, "catalog.json") == {
        "$schema": "https://json.schemastore.org/schema-catalog.json",
        "version": 1,
        "schemas": [
            {
                "name": "DLM export manifest",
                "description": "What a DLM export holds: runtime, base model, adapter, and the "
                "digest of every file",
                "fileMatch": ["**/exports/*/export_manifest.json"],
                "url": f"{served}/any/schema.json",
                "versions": {
                    "1": f"{served}/v1/schema.json",
                    "2": f"{served}/v2/schema.json",
                    "3": f"{served}/v3/schema.json",
                },
            }
        ],
    }


def test_the_address_changes_nothing_but_the_catalog(
    tree: Tree, specification: Path, tmp_path: Path
) -> None:
    other = built(specification, tmp_path / "tree", "https://example.org/x")
    different = {path for path in tree.digests if tree.digests[path] != other.digests[path]}
    assert different == {"catalog.json"}


ANY, BUNDLE, LATEST = "any", "bundle", "latest"
MIRRORS = (BASE_URL, "http://localhost:8000/specs/")


def schemas_at(tree: Tree, base: str) -> dict[str, Any]:
    return {
        base + path: loaded(tree, path) for path in tree.digests if path.endswith("/schema.json")
    }


def by_jsonschema(tree: Tree, base: str, name: str) -> Callable[[Any], bool]:
    served = Registry().with_resources(
        (url, Resource.from_contents(schema, DRAFT202012))
        for url, schema in schemas_at(tree, base).items()
    )
    schema = {"$ref": f"{base}export-manifest/{name}/schema.json"}
    return Draft202012Validator(schema, registry=served).is_valid


def by_jsonschema_rs(tree: Tree, base: str, name: str) -> Callable[[Any], bool]:
    served = jsonschema_rs.Registry(list(schemas_at(tree, base).items()))
    schema = {"$ref": f"{base}export-manifest/{name}/schema.json"}
    return jsonschema_rs.Draft202012Validator(schema, registry=served).is_valid


@pytest.mark.parametrize("base", MIRRORS)
@pytest.mark.parametrize("name", [ANY, BUNDLE, LATEST])
@pytest.mark.parametrize("validator", [by_jsonschema, by_jsonschema_rs])
def test_a_mirror_judges_a_document_by_the_version_that_it_claims(
    tree: Tree, base: str, name: str, validator: Callable[[Tree, str, str], Callable[[Any], bool]]
) -> None:
    is_valid = validator(tree, base, name)
    for version in (1, 2, 3):
        valid = document(version)
        assert is_valid(valid) is (name != LATEST or version == 3)
        assert not is_valid(valid | {"adapter_version": -1})
    wrong: Any
    for wrong in (document(3) | {"schema_version": 99}, document(2) | {"schema_version": 2}, []):
        assert not is_valid(wrong)


def test_the_bundle_refers_to_nothing_outside_and_has_no_identifier(tree: Tree) -> None:
    text = Path(tree.folder, "export-manifest/bundle/schema.json").read_text()
    assert set(re.findall(r'"[$]ref": "([^"]*)', text)) == {
        f"#/$defs/Export{kind}V{version}"
        for kind in ("Manifest", "Artifact")
        for version in (1, 2, 3)
    }
    assert "$id" not in text


@pytest.mark.parametrize("version", [1, 2, 3])
def test_the_bundle_has_the_schemas_of_all_versions(tree: Tree, version: int) -> None:
    definitions = loaded(tree, "export-manifest/bundle/schema.json")["$defs"]
    schema = loaded(tree, f"export-manifest/v{version}/schema.json")
    inner = schema.pop("$defs")["ExportArtifact"]
    del schema["$id"], schema["$schema"]
    schema["properties"]["artifacts"]["items"]["$ref"] += f"V{version}"
    for title, original in (("ExportManifest", schema), ("ExportArtifact", inner)):
        name = f"{title}V{version}"
        assert definitions[name] == original | {"title": name}
        assert list(definitions[name]) == list(original)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("https://example.org", "https://example.org/"),
        ("https://example.org/", "https://example.org/"),
        ("http://example.org/a/b///", "http://example.org/a/b/"),
        ("HTTPS://example.org:8443/a", "https://example.org:8443/a/"),
        ("http://[::1]:8000", "http://[::1]:8000/"),
        ("https://example.org/~dlm/a%20b", "https://example.org/~dlm/a%20b/"),
    ],
)
def test_an_address_ends_in_one_slash(given: str, expected: str) -> None:
    assert normalised(given) == expected


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/specs/",
        "example.org/specs",
        "ftp://example.org/",
        "file:///specs/",
        "javascript:alert(1)",
        "https://",
        "https:///specs",
        "https://example.org/?page=1",
        "https://example.org/#top",
        "https://user@example.org/",
        "https://example.org/a b",
        "https://example.org/\n",
        "https://example.org/ä",
        'https://example.org/"',
        "https://example.org:port/",
        "https://example.org:0/",
        "https://[::1/",
        "https://example.org/../x",
        "https://example.org/./x",
    ],
)
def test_an_address_that_nobody_can_fetch_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="expected an http or https address") as caught:
        normalised(address)
    assert str(caught.value) == f"expected an http or https address such as {BASE_URL}"


# The archive.


def test_the_archive_holds_the_files_of_the_corpus_and_nothing_else(
    tree: Tree, expanded: Tree, tmp_path: Path
) -> None:
    assert tree.digests["corpus.tar.gz"] == expanded.digests["corpus.tar.gz"]
    with tarfile.open(Path(expanded.folder, "corpus.tar.gz")) as archive:
        archive.extractall(tmp_path, filter="data")
    extracted = {
        os.path.relpath(os.path.join(top, name), tmp_path): Path(top, name).read_bytes()
        for top, _, names in os.walk(tmp_path)
        for name in names
    }
    plain = {
        path: Path(expanded.folder, path).read_bytes()
        for path in expanded.digests
        if path.startswith("corpus/")
    }
    assert extracted == plain


def test_the_archive_says_which_zlib_compressed_it(tree: Tree) -> None:
    packed = Path(tree.folder, "corpus.tar.gz").read_bytes()
    comment, _, content = packed[10:].partition(b"\0")
    assert comment == f"zlib {zlib.ZLIB_RUNTIME_VERSION}".encode()
    again = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    assert again.compress(gzip.decompress(packed)) + again.flush() == content[:-8]


def test_members_of_the_archive_tell_nothing_of_where_they_were_made(tree: Tree) -> None:
    with tarfile.open(Path(tree.folder, "corpus.tar.gz")) as archive:
        members = archive.getmembers()
    assert [member.name for member in members] == sorted(member.name for member in members)
    assert {
        (
            member.isreg(),
            member.mode,
            member.mtime,
            member.uid,
            member.gid,
            member.uname,
            member.gname,
        )
        for member in members
    } == {(True, 0o644, 0, 0, 0, "", "")}


def test_the_system_s_tar_reads_names_of_any_length(scratch: Path, tmp_path: Path) -> None:
    recipe = scratch / "corpus" / "recipes" / "encoding" / "bytes.json"
    recipes = json.loads(recipe.read_bytes())
    recipes["groups"][0]["id"] = "encoding/" + "-".join(["long"] * 38)
    written_json(recipe, recipes)
    index = scratch / "corpus" / "index.json"
    listed = json.loads(index.read_bytes())
    digest = listed["cases"].pop("encoding/no-text")
    listed["cases"][recipes["groups"][0]["id"]] = digest
    written_json(index, listed)
    tree = built(scratch, tmp_path / "tree")
    tar = shutil.which("tar")
    assert tar is not None
    ended = subprocess.run(
        [tar, "-xzf", os.path.join(tree.folder, "corpus.tar.gz"), "-C", tmp_path],
        check=True,
        capture_output=True,
    )
    assert ended.stderr == b""
    extracted = tmp_path / "corpus" / "cases" / recipes["groups"][0]["id"] / "input.bin"
    assert extracted.read_bytes() == b"{\xff}"


# What is refused.


@pytest.mark.parametrize("number", [1, 2])
def test_a_frozen_schema_that_changed_is_not_published(
    number: int, scratch: Path, tmp_path: Path
) -> None:
    recorded = hashlib.sha256(
        (scratch / f"export-manifest/v{number}/schema.json").read_bytes()
    ).hexdigest()
    found = hashlib.sha256(change_schema(scratch, number)).hexdigest()
    with pytest.raises(PublicationError) as caught:
        built(scratch, tmp_path / "tree")
    assert str(caught.value) == (
        f"{scratch}/export-manifest/v{number}/schema.json: version {number} is frozen and this "
        f"file of it has changed: its digest is {found}, versions.json records {recorded}; "
        f"restore the file, and make the change in a new version"
    )


def test_a_schema_with_another_identifier_is_not_published(scratch: Path, tmp_path: Path) -> None:
    path = scratch / "export-manifest" / "v3" / "schema.json"
    schema = json.loads(path.read_bytes())
    schema["$id"] = f"{BASE_URL}export-manifest/latest/schema.json"
    written_json(path, schema)
    with pytest.raises(PublicationError) as caught:
        built(scratch, tmp_path / "tree")
    assert str(caught.value) == (
        f"{path}: its $id is '{BASE_URL}export-manifest/latest/schema.json', that of version 3 "
        f"is '{BASE_URL}export-manifest/v3/schema.json'"
    )


def test_a_case_that_no_recipe_makes_is_not_published(scratch: Path, tmp_path: Path) -> None:
    index = scratch / "corpus" / "index.json"
    listed = json.loads(index.read_bytes())
    listed["cases"]["encoding/gone"] = "0" * 64
    written_json(index, listed)
    with pytest.raises(CorpusError) as caught:
        built(scratch, tmp_path / "tree")
    assert str(caught.value) == (
        "encoding/gone: corpus/index.json lists it, and no recipe makes it"
    )


def test_a_name_that_not_every_system_can_have_is_not_published(
    scratch: Path, tmp_path: Path
) -> None:
    (scratch / "corpus" / "two words.md").write_text("x")
    with pytest.raises(PublicationError) as caught:
        built(scratch, tmp_path / "tree")
    assert caught.value.path == "corpus/two words.md"


def test_documents_of_many_megabytes_are_not_all_held_at_once(
    scratch: Path, tmp_path: Path
) -> None:
    size, count = 4_000_000, 12
    recipe = scratch / "corpus" / "recipes" / "encoding" / "bytes.json"
    recipes = json.loads(recipe.read_bytes())
    recipes["groups"] = [
        {
            **recipes["groups"][0],
            "id": f"encoding/large-{number}",
            "input": [{"repeat": "ab", "times": size // 2}],
        }
        for number in range(count)
    ]
    written_json(recipe, recipes)
    index = scratch / "corpus" / "index.json"
    listed = json.loads(index.read_bytes())
    digest = hashlib.sha256(b"ab" * (size // 2)).hexdigest()
    for name in [name for name in listed["cases"] if name.startswith("encoding/")]:
        del listed["cases"][name]
    listed["cases"] |= {f"encoding/large-{number}": digest for number in range(count)}
    written_json(index, listed)
    with traced_memory() as peak:
        tree = built(scratch, tmp_path / "tree", expand_corpus=True)
        assert peak() < size * 5
    assert tree.size > size * count


def test_an_id_that_is_used_twice_is_not_published(scratch: Path, tmp_path: Path) -> None:
    recipe = scratch / "corpus" / "recipes" / "encoding" / "bytes.json"
    recipes = json.loads(recipe.read_bytes())
    recipes["groups"].append(recipes["groups"][0])
    written_json(recipe, recipes)
    with pytest.raises(CorpusError) as caught:
        built(scratch, tmp_path / "tree")
    assert caught.value.subject == "encoding/no-text"


def test_a_site_is_published_beside_the_specification(tmp_path: Path) -> None:
    specification = make_specification(tmp_path / "specification")
    site = tmp_path / "site"
    (site / "codes" / "files").mkdir(parents=True)
    (site / "index.html").write_text("start")
    (site / "codes" / "files" / "size.html").write_text("code")
    plain, whole, other = (tmp_path / name for name in ("plain", "whole", "other"))
    for folder in (plain, whole, other):
        folder.mkdir()
    without = build(str(plain), str(specification)).digests
    tree = build(str(whole), str(specification), site=str(site)).digests
    assert tree.keys() - without.keys() == {"codes/files/size.html"}
    assert (whole / "index.html").read_text() == "start"
    (site / "SPEC.md").write_text("other words")
    with pytest.raises(PublicationError, match="has the path of a file of the specification"):
        build(str(other), str(specification), site=str(site))
    with pytest.raises(PublicationError, match="holds no index"):
        build(str(tmp_path / "new"), str(specification), site=str(tmp_path))
