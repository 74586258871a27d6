"""Documents of which it is known whether a published schema accepts them.

The oracle is the conformance corpus: what a case expects of the schema layer, or says that the
schema reports by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from dlm_schema.conformance.cases import Case, Migrate, Validate
from dlm_schema.conformance.corpus import Corpus
from dlm_schema.document.versions import LATEST, VERSIONS, SchemaVersion, claimed_version

LENGTHS: Final = (4_000, 100_000)
"""Lengths, in characters, that overflow the stack of a recursive pattern engine."""

LARGE: Final = 50_000
TEXTS: Final = ("a", "a/", ".", "../", "é", "𝄞/", "a:", "\\")
MANIFEST: Final = "export_manifest.json"


class Question(NamedTuple):
    """A document, and the keywords by which the schema of a version rejects it, if it does."""

    subject: str
    version: int
    document: str
    keywords: frozenset[str] = frozenset()

    @property
    def accepted(self) -> bool:
        """Whether the schema accepts the document."""
        return not self.keywords

    def schemas(self) -> tuple[str, ...]:
        """Name the published schemas that must give this verdict.

        ``any`` and ``bundle`` choose the version that a document claims, ``latest`` has no choice.
        Large documents take long and show nothing more by these roundabout ways.
        """
        if len(self.document) > LARGE:
            return (f"v{self.version}",)
        claimed = claimed_version(json.loads(self.document))
        other = isinstance(claimed, SchemaVersion) and claimed.number != self.version
        chosen = () if other else ("any", "bundle")
        latest = ("latest",) if self.version == LATEST else ()
        return (f"v{self.version}", *chosen, *latest)


def questions() -> Iterator[Question]:
    """Yield what every case of the corpus says of a schema, then texts that are far too long."""
    corpus = Corpus()
    for case in corpus:
        yield from _of_case(case)
    for version in VERSIONS:
        yield from _too_long(version, corpus.base("ollama", version, "validators"))


def of_document(case: Case) -> Iterator[Question]:
    """Yield what a case about a document says of a schema."""
    if isinstance(case.request, Validate):
        version, places = case.expected.version, case.expected.errors
        if case.schema_alone is not None:
            version, places = case.versions[0], case.schema_alone
        if version is not None:
            codes = {place.code for place in places if place.layer == "schema"}
            keywords = frozenset(code.removeprefix("schema/") for code in codes)
            yield Question(case.id, version, case.request.data.decode(), keywords)


def _of_case(case: Case) -> Iterator[Question]:
    expected = case.expected
    yield from of_document(case)
    if isinstance(case.request, Validate):
        return
    if expected.version is None or not expected.valid or not case.versions:
        return
    if isinstance(case.request, Migrate):
        yield Question(case.id, expected.version, case.request.data.decode())
        if expected.output is not None:
            yield Question(f"{case.id} (output)", case.request.to, expected.output.decode())
    else:
        [data] = (entry.content for entry in case.request.entries if entry.path == MANIFEST)
        yield Question(case.id, expected.version, data.decode())


def _too_long(version: int, base: Any) -> Iterator[Question]:
    """Yield a document for every member that is a text, and for each way of its being too long."""
    for length in LENGTHS:
        for text in TEXTS:
            value = (text * length)[:length]
            subject = f"{length} characters of {text}"
            artifact = base["artifacts"][0] | {"path": value}
            for name, changed in (
                *((name, value) for name, old in base.items() if isinstance(old, str)),
                ("artifacts", [artifact]),
            ):
                document = json.dumps(base | {name: changed}, ensure_ascii=False)
                told = f"{name} of {subject} (v{version})"
                yield Question(told, version, document, frozenset({"maxLength"}))
