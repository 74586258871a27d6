"""What is published: the specification as a tree of static files, the same on every machine.

Every schema lies at its ``$id`` path, so that the identifiers can be fetched. Nothing here depends
on a clock, a locale, the order of a directory, or the mode of a file.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final, NamedTuple, final
from urllib.parse import urlsplit

from dlm_schema.conformance.corpus import Corpus
from dlm_schema.conformance.expansion import CASES, expanded, json_bytes
from dlm_schema.errors import DlmSchemaError
from dlm_schema.published import MANIFEST_FILENAME, SPECIFICATION, TARGET_MEMBER, VERSION_MEMBER

BASE_URL: Final = "https://tenseleyflow.github.io/dlm-schema/"
"""Where the ``$id`` of every published schema begins; it is the same wherever a copy is served."""

FILE_MODE: Final = 0o644
FOLDER_MODE: Final = 0o755

_CORPUS: Final = "corpus"
_ARCHIVE: Final = "corpus.tar.gz"
_LATEST: Final = "export-manifest/latest/schema.json"
_ANY: Final = "export-manifest/any/schema.json"
_FIRST_NUMBERED: Final = 3  # the first version that says its number (EM-REG-4)
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_CATALOG_FORMAT: Final = "https://json.schemastore.org/schema-catalog.json"
_ABOUT: Final = (
    "What a DLM export holds: runtime, base model, adapter, and the digest of every file."
)
_ADDRESS: Final = re.compile(r"[A-Za-z0-9:/._~%!$&'()*+,;=\[\]-]+")
_NAME: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")

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
    ("corpus/README.md", "the conformance corpus"),
    ("corpus/cases/README.md", "the corpus as plain files"),
    ("corpus/cases/index.json", "every case of it in one file"),
    (_ARCHIVE, "the corpus as one archive"),
    ("catalog.json", "the schemas for editors"),
    ("SHA256SUMS", "the digest of every file"),
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


def build(folder: str, specification: str = SPECIFICATION, base_url: str = BASE_URL) -> Tree:
    """Write the tree for a specification into an empty folder that nobody else writes to.

    ``base_url`` is the address to name in the catalog for editors. Raises ``PublicationError``
    when a frozen file is not the one on record, and ``CorpusError`` when the corpus is at fault.
    """
    base_url = normalised(base_url)
    builder = _Builder(folder)
    source = _Source(specification)
    versions = source.json("versions.json")["versions"]
    schemas = {}
    for entry in versions:
        number = entry["number"]
        for file in entry["files"].values():
            data = source.read(file["path"])
            if entry["status"] == "frozen":
                _check_frozen(source.path(file["path"]), number, data, file["sha256"])
            if file is entry["files"]["schema"]:
                schemas[number] = _schema_path(source.path(file["path"]), number, data)
                builder.add(schemas[number], data)
            else:
                builder.add(file["path"], data)
    builder.add(_LATEST, json_bytes(_pointer(versions[-1], schemas)))
    builder.add(_ANY, json_bytes(_any_version(schemas)))
    for path in source.documents():
        builder.add(path, source.read(path))
    corpus = Corpus(source.path(_CORPUS))
    for path in source.corpus_files(corpus):
        builder.add(path, source.read(path))
    for path, data in expanded(corpus):
        builder.add(f"{_CORPUS}/{path}", data)
    builder.archive(_ARCHIVE, f"{_CORPUS}/")
    builder.add("catalog.json", json_bytes(_catalog(schemas, base_url)))
    builder.add("index.html", _page(versions, schemas).encode("ascii"))
    return Tree(folder, dict(sorted(builder.digests.items())), builder.size)


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
        written = self._place(path)
        with open(written, "xb") as file:
            file.write(data)
        self._finish(path, hashlib.sha256(data).hexdigest(), len(data))

    def archive(self, path: str, top: str) -> None:
        """Put the files below ``top`` into one archive, in order of their paths."""
        import gzip  # noqa: PLC0415  (only the archive needs the two)
        import tarfile  # noqa: PLC0415

        members = sorted(name for name in self.digests if name.startswith(top))
        written = self._place(path)
        with (
            open(written, "xb") as raw,
            gzip.GzipFile("", "wb", compresslevel=9, fileobj=raw, mtime=0) as packed,
            tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
        ):
            for name in members:
                with open(self._place(name), "rb") as file:
                    member = tarfile.TarInfo(name)
                    member.size = os.fstat(file.fileno()).st_size
                    member.mode = FILE_MODE
                    archive.addfile(member, file)
        with open(written, "rb") as file:
            self._finish(
                path, hashlib.file_digest(file, "sha256").hexdigest(), os.path.getsize(written)
            )

    def _place(self, path: str) -> str:
        segments = path.split("/")
        for segment in segments:
            if not _NAME.fullmatch(segment):
                raise PublicationError(path, "is no name that every file system and URL can have")
        place = os.path.join(self._folder, *segments)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        return place

    def _finish(self, path: str, digest: str, size: int) -> None:
        os.chmod(os.path.join(self._folder, *path.split("/")), FILE_MODE)
        self.digests[path] = digest
        self.size += size


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


def _pointer(version: Mapping[str, Any], schemas: Mapping[int, str]) -> dict[str, str]:
    number = version["number"]
    return {
        "$schema": _DIALECT,
        "description": f"Leads to the latest version, which is {number} ({version['status']}). "
        f"This is no identifier: it will lead to another version one day.",
        "$ref": BASE_URL + schemas[number],
    }


def _any_version(schemas: Mapping[int, str]) -> dict[str, Any]:
    """Return a schema that leads to that of the version a document claims (SPEC section 4)."""
    oldest, *later = schemas
    branch: dict[str, Any] = {"$ref": f"../v{oldest}/schema.json"}
    for number in later:
        claim: dict[str, Any] = {"required": [TARGET_MEMBER]}
        if number >= _FIRST_NUMBERED:
            claim = {"required": [VERSION_MEMBER]}
            if number != later[-1]:  # a number that nobody knows is the latest one's to refuse
                claim["properties"] = {VERSION_MEMBER: {"const": number}}
        branch = {"if": claim, "then": {"$ref": f"../v{number}/schema.json"}, "else": branch}
    return {
        "$schema": _DIALECT,
        "description": "Leads to the schema of the version that a document claims, for editors, "
        "which open manifests of all versions. This is no identifier.",
        **branch,
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
                "fileMatch": [MANIFEST_FILENAME],
                "url": base_url + _ANY,
                "versions": urls,
            }
        ],
    }


def _page(versions: list[Mapping[str, Any]], schemas: Mapping[int, str]) -> str:
    entries = [
        (schemas[entry["number"]], f"version {entry['number']}, {entry['status']}")
        for entry in versions
    ]
    entries.append((_LATEST, "leads to the latest version"))
    entries.append((_ANY, "leads to the version that a document claims"))
    migrations = [
        (entry["files"]["migration"]["path"], f"migration to version {entry['number']}")
        for entry in versions
        if "migration" in entry["files"]
    ]
    return _PAGE.format(
        manifest=MANIFEST_FILENAME,
        schemas=_links(entries),
        files=_links([*_SHOWN, *migrations]),
    )


def _links(entries: list[tuple[str, str]]) -> str:
    return "\n".join(
        f'<li><a href="{escape(path)}">{escape(path)}</a>: {escape(about)}</li>'
        for path, about in entries
    )
