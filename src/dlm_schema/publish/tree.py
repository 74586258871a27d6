"""What is published: the specification as a tree of static files, the same on every machine.

Every schema lies at its ``$id`` path, so that the identifiers can be fetched. Nothing here depends
on a clock, a locale, the order of a directory, or the mode of a file.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import re
import tarfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from itertools import chain
from tempfile import TemporaryFile
from typing import IO, Any, Final, NamedTuple, final
from urllib.parse import urlsplit

from dlm_schema.conformance.corpus import Corpus
from dlm_schema.conformance.expansion import CASES, expanded, json_bytes
from dlm_schema.errors import DlmSchemaError
from dlm_schema.published import (
    BASE_URL,
    MANIFEST_FILENAME,
    SPECIFICATION,
    TARGET_MEMBER,
    VERSION_MEMBER,
)

FILE_MODE: Final = 0o644
FOLDER_MODE: Final = 0o755

_CORPUS: Final = "corpus"
_ARCHIVE: Final = "corpus.tar.gz"
_LATEST: Final = "export-manifest/latest/schema.json"
_ANY: Final = "export-manifest/any/schema.json"
_BUNDLE: Final = "export-manifest/bundle/schema.json"
_FIRST_NUMBERED: Final = 3  # the first version that says its number (EM-REG-4)
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_CATALOG_FORMAT: Final = "https://json.schemastore.org/schema-catalog.json"
# SchemaStore's rules for an entry: no full stop at the end, not the word "schema", and a file match
# that no other project's files of that name fit.
_ABOUT: Final = (
    "What a DLM export holds: runtime, base model, adapter, and the digest of every file"
)
_FILE_MATCH: Final = f"**/exports/*/{MANIFEST_FILENAME}"
_NO_JEKYLL: Final = ".nojekyll"  # GitHub Pages would leave out what its site generator ignores
_ADDRESS: Final = re.compile(r"[A-Za-z0-9:/._~%!$&'()*+,;=\[\]-]+")
_NAME: Final = re.compile(r"[.]nojekyll|[A-Za-z0-9_-][A-Za-z0-9._-]*")
_EXPANDED_SCHEMA: Final = f"{_CORPUS}/{CASES}/index.schema.json"

_PAGE: Final = """\
<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>The DLM export manifest</title>
<h1>The DLM export manifest</h1>
<p>The published specification of <code>{manifest}</code>: schemas, migrations, rules, and a
conformance corpus for implementations in any language.</p>
<h2>Schemas</h2>
<ul>
{schemas}
</ul>
<h2>Files</h2>
<ul>
{files}
</ul>
"""
_SHOWN: Final = (
    ("SPEC.md", "the normative text"),
    ("versions.json", "the versions in order, their status, the digests of frozen files"),
    ("rules.json", "the catalogue of findings"),
    ("report.schema.json", "the shape of a report in JSON"),
    ("store-row.schema.json", "the shape of what a store remembers of an export"),
    ("corpus/README.md", "the conformance corpus"),
    (_ARCHIVE, "the corpus as one archive, with every case as plain files"),
    ("catalog.json", "the schemas for editors"),
    ("SHA256SUMS", "the digest of every file"),
)
_SHOWN_EXPANDED: Final = (
    (f"{_CORPUS}/{CASES}/README.md", "the corpus as plain files"),
    (f"{_CORPUS}/{CASES}/index.json", "every case of it in one file"),
)


class PublicationError(DlmSchemaError):
    """Something must not be published, or not there; ``path`` names it."""

    def __init__(self, path: str, problem: str) -> None:
        self.path = path
        self.problem = problem
        super().__init__(f"{path}: {problem}")


class Tree(NamedTuple):
    """Files that are ready to be put in their place.

    They lie in ``folder``, as their readers may open them; ``digests`` has the SHA-256 digest of
    each by its path, ``size`` is the number of bytes in all of them.
    """

    folder: str
    digests: Mapping[str, str]
    size: int


def build(
    folder: str,
    specification: str = SPECIFICATION,
    base_url: str = BASE_URL,
    *,
    expand_corpus: bool = False,
    site: str | None = None,
) -> Tree:
    """Write the tree for a specification into an empty folder that nobody else writes to.

    ``base_url`` is the address to name in the catalog for editors. The archive has every case of
    the corpus as plain files; with ``expand_corpus`` the tree has them as well. The pages in the
    folder ``site`` are published too, and take the place of the plain page at the top. Raises
    ``PublicationError`` when a frozen file is not the one on record or a page has the path of
    another file, and ``CorpusError`` when the corpus is at fault.
    """
    base_url = normalised(base_url)
    builder = _Builder(folder)
    source = _Source(specification)
    versions = source.json("versions.json")["versions"]
    schemas = {}
    documents = {}
    for entry in versions:
        number = entry["number"]
        for file in entry["files"].values():
            data = source.read(file["path"])
            if entry["status"] == "frozen":
                _check_frozen(source.path(file["path"]), number, data, file["sha256"])
            if file is entry["files"]["schema"]:
                schemas[number] = _schema_path(source.path(file["path"]), number, data)
                documents[number] = json.loads(data)
                builder.add(schemas[number], data)
            else:
                builder.add(file["path"], data)
    links = {number: f"../v{number}/schema.json" for number in schemas}
    builder.add(_LATEST, json_bytes(_latest(versions[-1], links)))
    builder.add(_BUNDLE, json_bytes(_bundle(documents)))
    for path in source.documents():
        builder.add(path, source.read(path))
    corpus = Corpus(source.path(_CORPUS))
    builder.add(_ANY, json_bytes(_any_version(links) | {"examples": _examples(source, corpus)}))
    written = ((path, source.read(path)) for path in source.corpus_files(corpus))
    made = ((f"{_CORPUS}/{path}", data) for path, data in expanded(corpus))
    with TemporaryFile() as waiting:
        archive = _Archive(waiting)
        for path, data in chain(written, made):
            archive.add(path, data)
            plain = not path.startswith(f"{_CORPUS}/{CASES}/") or path == _EXPANDED_SCHEMA
            if plain or expand_corpus:
                builder.add(path, data)
        builder.add(_ARCHIVE, archive.packed())
    builder.add("catalog.json", json_bytes(_catalog(schemas, base_url)))
    shown = (*_SHOWN, *(_SHOWN_EXPANDED if expand_corpus else ()))
    if site is None:
        builder.add("index.html", _page(versions, schemas, shown).encode("ascii"))
    else:
        _add_site(builder, site)
    builder.add(_NO_JEKYLL, b"")
    return Tree(folder, dict(sorted(builder.digests.items())), builder.size)


def _add_site(builder: _Builder, site: str) -> None:
    if not os.path.isfile(os.path.join(site, "index.html")):
        raise PublicationError(site, "holds no index.html: it is no site that MkDocs built")
    for folder, folders, names in os.walk(site):
        folders.sort()
        for name in sorted(names):
            place = os.path.join(folder, name)
            path = os.path.relpath(place, site).replace(os.sep, "/")
            if path in builder.digests:
                raise PublicationError(place, "has the path of a file of the specification")
            with open(place, "rb") as file:
                builder.add(path, file.read())


def normalised(base_url: str) -> str:
    """Return an address with one slash at its end. Raises ``ValueError`` when it is none to use."""
    try:
        parts = urlsplit(base_url)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        usable = None
    dots = {os.curdir, os.pardir}.intersection(base_url.split("/"))
    if not usable or dots or not _ADDRESS.fullmatch(base_url):
        raise ValueError(f"expected an http or https address such as {BASE_URL}")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}/"


@final
class _Source:
    """The files of a specification."""

    def __init__(self, directory: str) -> None:
        self._directory = directory

    def path(self, path: str) -> str:
        return os.path.join(self._directory, *path.split("/"))

    def read(self, path: str) -> bytes:
        with open(self.path(path), "rb") as file:
            return file.read()

    def json(self, path: str) -> Any:
        return json.loads(self.read(path))

    def documents(self) -> Iterator[str]:
        """Yield the text, the data and the schemas at the top."""
        yield from ("SPEC.md", "rules.json", "versions.json")
        for name in os.listdir(self._directory):
            if name.endswith(".schema.json"):
                yield name

    def corpus_files(self, corpus: Corpus) -> Iterator[str]:
        """Yield the files of the corpus as it is written: pages, schemas, bases and recipes."""
        for folder in (_CORPUS, f"{_CORPUS}/{CASES}"):
            for name in os.listdir(self.path(folder)):
                if name.endswith((".md", ".json")):
                    yield f"{folder}/{name}"
        for path in ("bases/contents.json", *corpus.index["bases"], *corpus.index["recipes"]):
            yield f"{_CORPUS}/{path}"


@final
class _Builder:
    """Writes files into a folder and keeps their digests."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.digests: dict[str, str] = {}
        self.size = 0

    def add(self, path: str, data: bytes) -> None:
        """Write a file, unless there is one of that path: every path has one origin."""
        segments = path.split("/")
        for segment in segments:
            if not _NAME.fullmatch(segment):
                raise PublicationError(path, "is no name that every file system and URL can have")
        place = os.path.join(self._folder, *segments)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "xb") as file:
            file.write(data)
        os.chmod(place, FILE_MODE)
        self.digests[path] = hashlib.sha256(data).hexdigest()
        self.size += len(data)


@final
class _Archive:
    """A compressed tar, the same on every machine that compresses with the same zlib.

    Which one that was, a comment in its header says (RFC 1952, FCOMMENT): others compress the same
    tar to other bytes. The files wait in a temporary file until the order of their paths is known.
    """

    def __init__(self, waiting: IO[bytes]) -> None:
        self._waiting = waiting
        self._places: dict[str, tuple[int, int]] = {}

    def add(self, path: str, data: bytes) -> None:
        """Take in a file."""
        self._places[path] = (self._waiting.tell(), len(data))
        self._waiting.write(data)

    def packed(self) -> bytes:
        """Return the archive, its members in order of their paths."""
        packed = io.BytesIO()
        with (
            gzip.GzipFile("", "wb", compresslevel=9, fileobj=packed, mtime=0) as stream,
            tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive,
        ):
            for path, (place, size) in sorted(self._places.items()):
                member = tarfile.TarInfo(path)
                member.size = size
                member.mode = FILE_MODE
                self._waiting.seek(place)
                archive.addfile(member, self._waiting)
        header, content = packed.getbuffer()[:10], packed.getbuffer()[10:]
        comment = b"zlib %s\0" % zlib.ZLIB_RUNTIME_VERSION.encode("latin-1")
        return b"".join((header[:3], b"\x10", header[4:], comment, content))


def _check_frozen(path: str, number: int, data: bytes, recorded: str | None) -> None:
    found = hashlib.sha256(data).hexdigest()
    if found != recorded:
        raise PublicationError(
            path,
            f"version {number} is frozen and this file of it has changed: its digest is {found}, "
            f"versions.json records {recorded}; restore the file, and make the change in a new "
            f"version",
        )


def _schema_path(path: str, number: int, data: bytes) -> str:
    """Return where a schema is served, which its ``$id`` says."""
    identifier = json.loads(data).get("$id")
    served = f"export-manifest/v{number}/schema.json"
    if identifier != BASE_URL + served:
        raise PublicationError(
            path, f"its $id is {identifier!r}, that of version {number} is {BASE_URL + served!r}"
        )
    return served


def _latest(version: Mapping[str, Any], links: Mapping[int, str]) -> dict[str, Any]:
    number = version["number"]
    return {
        "$schema": _DIALECT,
        "description": f"Leads to the latest version, which is {number} ({version['status']}). "
        f"This is no identifier: it will lead to another version one day.",
        "$ref": links[number],
    }


def _any_version(links: Mapping[int, str]) -> dict[str, Any]:
    return {
        "$schema": _DIALECT,
        "description": "Leads to the schema of the version that a document claims, for editors, "
        "which open manifests of all versions. This is no identifier.",
        **_claimed(links),
    }


def _examples(source: _Source, corpus: Corpus) -> list[Any]:
    """Return manifests of the newest version that DLM reads, for editors of an empty file."""
    versions = source.json("versions.json")["versions"]
    newest = max((entry["number"] for entry in versions if entry["read_by"]), default=0)
    paths = (path for path in corpus.index["bases"] if path.startswith(f"bases/v{newest}/"))
    return [source.json(f"{_CORPUS}/{path}") for path in paths]


def _claimed(links: Mapping[int, str]) -> dict[str, Any]:
    """Return a schema that leads to that of the version a document claims (SPEC section 4).

    ``type`` and ``properties`` beside ``required`` are what Ajv asks for in its strict mode.
    """
    oldest, *later = links
    branch: dict[str, Any] = {"$ref": links[oldest]}
    for number in later:
        member, value = TARGET_MEMBER, {}
        if number >= _FIRST_NUMBERED:
            member = VERSION_MEMBER
            if number != later[-1]:  # a number that nobody knows is the latest one's to refuse
                value = {"const": number}
        claim = {"type": "object", "required": [member], "properties": {member: value}}
        branch = {"if": claim, "then": {"$ref": links[number]}, "else": branch}
    return branch


def _bundle(documents: Mapping[int, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the schemas of all versions in one file that refers to no other.

    They lose their identifiers, which would be the base of what they refer to.
    """
    definitions: dict[str, Any] = {}
    links = {}
    for number, document in documents.items():
        name = f"ExportManifestV{number}"
        links[number] = f"#/$defs/{name}"
        inner = document.get("$defs", {})
        renamed = {f"#/$defs/{old}": f"#/$defs/{old}V{number}" for old in inner}
        outer = {key: document[key] for key in document if key not in ("$schema", "$id", "$defs")}
        definitions[name] = _referring(outer, renamed) | {"title": name}
        for old in inner:
            name = f"{old}V{number}"
            definitions[name] = _referring(inner[old], renamed) | {"title": name}
    return {
        "$schema": _DIALECT,
        "description": "Holds the schemas of all versions and judges a document by the one that it "
        "claims, for tools that resolve no reference to another file. This is no identifier.",
        **_claimed(links),
        "$defs": definitions,
    }


def _referring(value: Any, renamed: Mapping[str, str]) -> Any:
    """Return a copy of a schema that refers to definitions by other names."""
    if isinstance(value, list):
        return [_referring(item, renamed) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: renamed[item] if name == "$ref" else _referring(item, renamed)
        for name, item in value.items()
    }


def _catalog(schemas: Mapping[int, str], base_url: str) -> dict[str, Any]:
    urls = {str(number): base_url + path for number, path in schemas.items()}
    return {
        "$schema": _CATALOG_FORMAT,
        "version": 1,
        "schemas": [
            {
                "name": "DLM export manifest",
                "description": _ABOUT,
                "fileMatch": [_FILE_MATCH],
                "url": base_url + _ANY,
                "versions": urls,
            }
        ],
    }


def _page(
    versions: list[Mapping[str, Any]],
    schemas: Mapping[int, str],
    shown: Iterable[tuple[str, str]],
) -> str:
    entries = [
        (schemas[entry["number"]], f"version {entry['number']}, {entry['status']}")
        for entry in versions
    ]
    entries.append((_LATEST, "leads to the latest version"))
    entries.append((_ANY, "leads to the version that a document claims"))
    entries.append((_BUNDLE, "the same in one file, which refers to no other"))
    migrations = [
        (entry["files"]["migration"]["path"], f"migration to version {entry['number']}")
        for entry in versions
        if "migration" in entry["files"]
    ]
    return _PAGE.format(
        manifest=MANIFEST_FILENAME,
        schemas=_links(entries),
        files=_links([*shown, *migrations]),
    )


def _links(entries: list[tuple[str, str]]) -> str:
    return "\n".join(
        f'<li><a href="{escape(path)}">{escape(path)}</a>: {escape(about)}</li>'
        for path, about in entries
    )
