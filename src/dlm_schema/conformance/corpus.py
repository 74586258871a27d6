"""The published conformance corpus: recipes on disk, cases in memory (``schema/corpus/``)."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from dlm_schema.conformance import recipes
from dlm_schema.conformance.cases import (
    Answer,
    Case,
    Check,
    Entry,
    Found,
    LostValue,
    Migrate,
    Place,
    Request,
    Validate,
    Verify,
)
from dlm_schema.conformance.recipes import CorpusError, Recipe
from dlm_schema.document.canonical import canonical_bytes
from dlm_schema.export.discovery import SUMMARY_FILENAME
from dlm_schema.published import MANIFEST_FILENAME, SPECIFICATION

CORPUS: Final = os.path.join(SPECIFICATION, "corpus")
"""Directory of the published corpus inside this package."""

_BASE: Final = re.compile("base[.].*[.]gguf")
_KINDS: Final = ("symlink", "hard_link", "fifo", "socket", "folder", "sparse", "file")


class Corpus:
    """The corpus of one directory, by its index or by another one that is given.

    Cases are made one at a time: some are of many megabytes.
    """

    def __init__(self, directory: str = CORPUS, index: Mapping[str, Any] | None = None) -> None:
        self.directory = directory
        self.index: Mapping[str, Any] = self._read_index() if index is None else index
        self._bases: dict[str, Any] = {}

    def read(self, path: str) -> Any:
        """Return a JSON file of the corpus by its path below the directory."""
        with open(os.path.join(self.directory, *path.split("/")), "rb") as file:
            try:
                return json.load(file)
            except ValueError as error:
                raise CorpusError(path, str(error)) from None

    def _read_index(self) -> Mapping[str, Any]:
        index = self.read("index.json")
        members = {"cases": dict, "recipes": list, "bases": list}
        for name, kind in members.items():
            if not isinstance(index, dict) or not isinstance(index.get(name), kind):
                raise CorpusError("index.json", f"is no index of a corpus: it has no {name}")
        return dict(index)

    def __iter__(self) -> Iterator[Case]:
        """Yield every case, in the order of the index."""
        for path in self.index["recipes"]:
            yield from self.cases(path)

    def cases(self, path: str, wanted: Callable[[str], bool] = bool) -> Iterator[Case]:
        """Yield the cases of one file of recipes, or those alone whose id is wanted."""
        for case, _ in self.cases_with_bases(path, wanted):
            yield case

    def cases_with_bases(
        self, path: str, wanted: Callable[[str], bool] = bool
    ) -> Iterator[tuple[Case, frozenset[str]]]:
        """Yield the cases of one file of recipes, each with the bases that it is made from.

        A case whose id is not wanted is not made: that takes more time than all else. Raises
        ``CorpusError`` where the file is not of the shape of ``recipe.schema.json``.
        """
        try:
            yield from self._made(path, wanted)
        except (LookupError, TypeError, AttributeError, ValueError) as error:
            problem = f"does not match recipe.schema.json: {type(error).__name__}: {error}"
            raise CorpusError(path, problem) from error

    def _made(
        self, path: str, wanted: Callable[[str], bool]
    ) -> Iterator[tuple[Case, frozenset[str]]]:
        content = self.read(path)
        for group in content["groups"]:
            for row in recipes.rows_of(group, content.get("defaults", {})):
                for recipe in _by_version(row):
                    if not wanted(recipe["id"]):
                        continue
                    maker = _CaseMaker(self, content["layer"], recipe)
                    yield maker.make(), frozenset(maker.bases)

    def base(self, name: str, version: int, subject: str) -> Any:
        """Return a base document; it is to be copied before it is changed."""
        path = f"bases/v{version}/{name}.json"
        if path not in self.index["bases"]:
            raise CorpusError(subject, f"there is no {path}")
        if path not in self._bases:
            self._bases[path] = self.read(path)
        return self._bases[path]

    def contents(self) -> Mapping[str, str]:
        """Return the contents of the files that the base documents list, by path."""
        if "contents" not in self._bases:
            self._bases["contents"] = self.read("bases/contents.json")["files"]
        contents: Mapping[str, str] = self._bases["contents"]
        return contents


def _by_version(row: Recipe) -> Iterator[Recipe]:
    """Yield the recipe of each version that a row holds for, its placeholders filled in."""
    literal = "input" in row or "from" in row
    for version in [None] if literal else row["versions"]:
        variables = {**row.get("with", {})}
        if version is not None:
            variables["version"] = version
            variables.update(row.get("by_version", {}).get(str(version), {}))
        plain = {name: item for name, item in row.items() if name not in ("with", "by_version")}
        variables = {
            name: recipes.filled(value, variables, row["id"]) for name, value in variables.items()
        }
        recipe: Recipe = recipes.filled(plain, variables, row["id"])
        if version is not None:
            recipe["id"] += f"/v{version}"
            recipe["versions"] = [version]
        yield recipe


def _hides_version(place: Place) -> bool:
    """Whether an error keeps a reader from telling the version: it never came so far."""
    unread = place.layer == "files" and place.pointer == ""
    return unread or place.layer in ("encoding", "version")


class _CaseMaker:
    """Makes one case from a recipe that is filled in."""

    def __init__(self, corpus: Corpus, layer: str, recipe: Recipe) -> None:
        self.corpus = corpus
        self.layer = layer
        self.recipe = recipe
        self.id: str = recipe["id"]
        self.bases: set[str] = set()

    def make(self) -> Case:
        recipe = self.recipe
        if not self.id.startswith(f"{self.layer}/"):
            raise CorpusError(self.id, f"the id of a case of this file begins with {self.layer}/")
        request: Request
        if self.layer in ("migrations", "operations"):
            request, expected = self._migration()
            versions = () if request.step else (recipe["from"], recipe["to"])
        elif self.layer == "files":
            request, expected = self._directory(), self._expected()
            versions = tuple(recipe["versions"])
        elif self.layer == "store":
            request, expected = self._store(), self._found()
            versions = tuple(recipe["versions"])
        else:
            request, expected = Validate(self._document_bytes(recipe)), self._expected()
            versions = tuple(recipe["versions"])
        alone = recipe.get("schema_alone")
        return Case(
            self.id,
            self.layer,
            recipe["why"],
            tuple(recipe["requirements"]),
            versions,
            request,
            expected,
            None if alone is None else self._places(alone),
        )

    def _document(self, recipe: Recipe, version: int) -> Any:
        if "document" in recipe:
            return recipe["document"]
        name = recipe["base"]
        document = self.corpus.base(name, version, self.id)
        self.bases.add(f"bases/v{version}/{name}.json")
        return recipes.patched(document, recipe.get("patch", []), self.id)

    def _document_bytes(self, recipe: Recipe, version: int | None = None) -> bytes:
        if "input" in recipe:
            data = recipes.bytes_of(recipe["input"], self.id)
        else:
            version = recipe["versions"][0] if version is None else version
            data = recipes.written(
                self._document(recipe, version), recipe.get("write", "canonical")
            )
        return recipes.edited(data, recipe.get("edits", []), self.id)

    def _places(self, places: list[Recipe]) -> tuple[Place, ...]:
        return tuple(Place(**place) for place in places)

    def _expected(self) -> Answer:
        recipe = self.recipe
        errors = self._places(recipe.get("errors", []))
        if ("valid" in recipe) == bool(errors):
            raise CorpusError(self.id, "say either that it is valid or which errors it has")
        version = None
        if not any(_hides_version(place) for place in errors):
            if "input" in recipe and "version" not in recipe:
                raise CorpusError(self.id, "say which version the document claims")
            version = recipe.get("version", recipe["versions"][0])
        return Answer(
            valid=not errors,
            version=version,
            errors=errors,
            warnings=self._places(recipe.get("warnings", [])),
            notes=self._places(recipe.get("notes", [])),
        )

    def _migration(self) -> tuple[Migrate, Answer]:
        recipe = self.recipe
        source, to = recipe["from"], recipe["to"]
        data = self._document_bytes(recipe, source)
        request = Migrate(data, to, recipe.get("allow_loss", False), recipe.get("step"))
        errors = self._places(recipe.get("errors", []))
        losses = tuple(LostValue(**loss) for loss in recipe.get("losses", []))
        decisive = [loss for loss in losses if loss.is_unrepresentable or not request.allow_loss]
        refused = bool(errors or decisive)
        if refused == ("output" in recipe):
            raise CorpusError(self.id, "an output goes with a migration that is carried out")
        output = None
        if not refused:
            output = self._document_bytes({"base": recipe.get("base"), **recipe["output"]}, to)
        version = None if any(_hides_version(place) for place in errors) else source
        findings = tuple(Found(**finding) for finding in recipe.get("findings", []))
        if refused and findings:
            raise CorpusError(self.id, "findings go with a migration that is carried out")
        return request, Answer(
            valid=not errors,
            version=version,
            errors=errors,
            output=output,
            losses=losses,
            findings=findings,
        )

    def _found(self) -> Answer:
        found = tuple(
            Found(one["code"], one["severity"], one["pointer"], one["path"])
            for one in self.recipe.get("findings", [])
        )
        valid = all(one.severity != "error" for one in found)
        if valid != ("valid" in self.recipe):
            raise CorpusError(self.id, "say either that it is valid or which errors it has")
        return Answer(valid=valid, version=None, findings=found)

    def _store(self) -> Check:
        recipe = self.recipe
        entries: dict[str, Entry] = {}
        documents = []
        for export in recipe["exports"]:
            document, files = self._export({**recipe, **export})
            documents.append(document)
            entries |= {
                path: entry._replace(path=path)
                for name, entry in files.items()
                for path in (f"{export['at']}/{name}",)
            }
        if "summary" in recipe:
            data = recipes.bytes_of(recipe["summary"], self.id)
        else:
            rows = [_row(row, documents) for row in recipe["rows"]]
            data = json.dumps({"exports": rows}).encode()
        entries[SUMMARY_FILENAME] = Entry(SUMMARY_FILENAME, "file", data)
        return Check(self._changed(entries))

    def _directory(self) -> Verify:
        return Verify(self._changed(self._export(self.recipe)[1]))

    def _export(self, recipe: Recipe) -> tuple[Any, dict[str, Entry]]:
        """Return a manifest, and what lies in the directory of its export."""
        document = recipes.patched(self._document(recipe, recipe["versions"][0]), [], self.id)
        contents = self.corpus.contents()
        entries = {
            artifact["path"]: Entry(artifact["path"], "file", contents[artifact["path"]].encode())
            for artifact in document["artifacts"]
            if artifact["path"] in contents
        }
        for artifact in recipe.get("artifacts", []):
            kind = "sparse" if "size" in artifact else "file"
            entry = self._entry({kind: artifact["path"], **artifact})
            digest, size = _digest(entry)
            listed = {"path": entry.path, "sha256": digest, "size_bytes": size}
            if "role" in artifact:
                listed["role"] = artifact["role"]
            document["artifacts"].append(listed)
            entries[entry.path] = entry
        document = recipes.patched(document, recipe.get("manifest", []), self.id)
        data = recipes.edited(canonical_bytes(document), recipe.get("edits", []), self.id)
        entries[MANIFEST_FILENAME] = Entry(MANIFEST_FILENAME, "file", data)
        return document, entries

    def _changed(self, entries: dict[str, Entry]) -> tuple[Entry, ...]:
        for change in self.recipe.get("directory", []):
            if "remove" in change:
                path = change["remove"]
                if not _remove(entries, path):
                    raise CorpusError(self.id, f"there is no {path} to remove")
                continue
            entry = self._entry(change)
            _remove(entries, entry.path)
            entries[entry.path] = entry
        return tuple(entries.values())

    def _entry(self, change: Recipe) -> Entry:
        kind = next(kind for kind in _KINDS if kind in change)
        path = change[kind]
        if not isinstance(path, str):
            path = recipes.bytes_of(path, self.id).decode("utf-8")
        return Entry(
            path,
            kind,
            recipes.bytes_of(change.get("content", ""), self.id),
            change.get("to", ""),
            change.get("size", 0),
        )


def _row(described: Any, documents: Sequence[Any]) -> Any:
    """Return a row of a store: that of an export, changed as it says, or a value as it is."""
    if not isinstance(described, dict) or "of" not in described:
        return described
    document = documents[described["of"]]
    digests = {artifact["path"]: artifact["sha256"] for artifact in document["artifacts"]}
    bases = (digest for path, digest in digests.items() if _BASE.fullmatch(path))
    shared = ("target", "quant", "merged", "ollama_name", "llama_cpp_tag")
    row = {
        "exported_at": document["created_at"],
        **{name: document[name] for name in shared if name in document},
        "base_gguf_sha256": next(bases, None),
        "adapter_gguf_sha256": digests.get("adapter.gguf"),
        "ollama_version": None,
        "smoke_output_first_line": None,
        **described.get("set", {}),
    }
    return {name: value for name, value in row.items() if name not in described.get("drop", ())}


def _remove(entries: dict[str, Entry], path: str) -> bool:
    """Take an entry and what lies below it out; tell whether there was any."""
    gone = [name for name in entries if name == path or name.startswith(f"{path}/")]
    for name in gone:
        del entries[name]
    return bool(gone)


def _digest(entry: Entry) -> tuple[str, int]:
    if entry.kind != "sparse":
        return hashlib.sha256(entry.content).hexdigest(), len(entry.content)
    hashed = hashlib.sha256()
    block = bytes(1024 * 1024)
    for _ in range(entry.size // len(block)):
        hashed.update(block)
    hashed.update(bytes(entry.size % len(block)))
    return hashed.hexdigest(), entry.size


def digest_of(case: Case) -> str:
    """Return the SHA-256 digest of the bytes that a case asks about, as the index records it.

    For an export directory these are the bytes of its manifest, or none where it has no such file.
    For a store each entry is written as its kind, path, target, size and the digest of its content,
    as an array in JSON without white space and with a line feed after it.
    """
    request = case.request
    if isinstance(request, Check):
        data = b"".join(_described(entry) for entry in request.entries)
    elif isinstance(request, Verify):
        data = next(
            (entry.content for entry in request.entries if entry.path == MANIFEST_FILENAME), b""
        )
    else:
        data = request.data
    return hashlib.sha256(data).hexdigest()


def _described(entry: Entry) -> bytes:
    content = hashlib.sha256(entry.content).hexdigest()
    described = [entry.kind, entry.path, entry.target, entry.size, content]
    return json.dumps(described, separators=(",", ":")).encode() + b"\n"
