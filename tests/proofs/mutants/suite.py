"""The cases of the corpus, made once and asked of every mutant."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from proofs.corpus.index import files_of

from dlm_schema.conformance.cases import Answer, Case, LostValue, Migrate, Place, Validate
from dlm_schema.conformance.corpus import Corpus
from dlm_schema.conformance.directories import made

DOCUMENT_LAYERS = ("encoding", "version", "schema", "rules")
_HUGE = 200_000


class Question(NamedTuple):
    """What is asked in one case, and the one right answer, as plain data.

    ``size`` is about how much work it is, ``tags`` is where a mutant's hint is looked for.
    """

    id: str
    layer: str
    size: int
    tags: str
    subject: Any
    expected: Any

    @property
    def huge(self) -> bool:
        """Whether it is asked after all others."""
        return self.size > _HUGE


class Directory(NamedTuple):
    """An export directory that stands on the disk."""

    path: str


class Suite(NamedTuple):
    """Questions to the whole package, and to the schema of each version alone."""

    package: list[Question]
    schemas: dict[int, list[Question]]


@contextlib.contextmanager
def prepared(recipes: Iterable[str] = ()) -> Iterator[Suite]:
    """Make every case of the corpus, or of some files of recipes, and hold its directories."""
    index = {
        "bases": files_of("bases/v*/*.json"),
        "recipes": list(recipes) or files_of("recipes/*/*.json"),
    }
    suite = Suite([], {1: [], 2: [], 3: []})
    with contextlib.ExitStack() as stack:
        for case in Corpus(index=index):
            suite.package.append(_of_package(case, stack))
            asked = _of_schema(case)
            if asked is not None:
                suite.schemas[case.versions[0]].append(asked)
        yield suite


def _of_package(case: Case, stack: contextlib.ExitStack) -> Question:
    request: Any = case.request
    if isinstance(request, Validate | Migrate):
        size = len(request.data)
    else:
        request = Directory(stack.enter_context(made(request.entries)))
        size = 0
    return Question(case.id, case.layer, size, _tags(case), request, plain(case.expected))


def _of_schema(case: Case) -> Question | None:
    """Return what a case asks of a schema: of documents that come to it, or that would."""
    if not isinstance(case.request, Validate):
        return None
    data = case.request.data
    places = case.schema_alone
    if places is None:
        if {place.layer for place in case.expected.errors} & {"encoding", "version"}:
            return None
        places = tuple(place for place in case.expected.errors if place.layer == "schema")
    value = json.loads(data)
    return Question(case.id, case.layer, len(data), _tags(case), value, sorted(map(tuple, places)))


def _tags(case: Case) -> str:
    found = (*case.expected.errors, *(case.schema_alone or ()))
    return " ".join([case.id, *(f"{place.code}:{place.pointer}" for place in found)])


def plain(answer: Answer) -> tuple[Any, ...]:
    """Return an answer as plain data, without regard to the order of its findings."""

    def places(found: tuple[Place, ...]) -> list[tuple[str, str]]:
        return sorted((place.code, place.pointer) for place in found)

    def lost(found: tuple[LostValue, ...]) -> list[tuple[str, str, str]]:
        return sorted((loss.code, loss.pointer, json.dumps(loss.value)) for loss in found)

    return (
        answer.valid,
        answer.version,
        places(answer.errors),
        places(answer.warnings),
        places(answer.notes),
        answer.output,
        lost(answer.losses),
    )


def asker(own: Any) -> Callable[[Any], Any]:
    """Return the function that asks an implementation, given as a module like ``own``."""

    def ask(subject: Any) -> Any:
        if isinstance(subject, Validate):
            return plain(own.validate(subject.data))
        if isinstance(subject, Migrate):
            return plain(own.migrate(subject.data, subject.to, allow_loss=subject.allow_loss))
        return plain(own.verify_directory(subject.path))

    return ask
