"""The cases of the corpus, made once and asked of every mutant."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from proofs.corpus.index import files_of

from dlm_schema.conformance.cases import Answer, Case, Migrate, Validate
from dlm_schema.conformance.corpus import Corpus
from dlm_schema.conformance.directories import made

HUGE = "huge"
_MUCH = 200_000


class Question(NamedTuple):
    """What is asked in one case, and the one right answer, as plain data.

    ``size`` is about how much work it is, ``tags`` is where a mutant's hint is looked for.
    """

    id: str
    version: int
    size: int
    tags: str
    subject: Any
    expected: Any

    @property
    def huge(self) -> bool:
        """Whether it is so much work that it is asked after all others."""
        return self.size > _MUCH and "encoding/size" not in self.tags

    @property
    def groups(self) -> tuple[str, str]:
        """The first two parts of its id, whose cases reach much the same code, and its layer."""
        layer, name, *_ = self.id.split("/")
        return HUGE if self.huge else f"{layer}/{name}", layer


class Suite(NamedTuple):
    """Questions to the whole package, and to the schema of a version alone."""

    package: list[Question]
    schema: list[Question]


@contextlib.contextmanager
def prepared(recipes: Iterable[str] = ()) -> Iterator[Suite]:
    """Make every case of the corpus, or of some files of recipes, and hold its directories."""
    index = {
        "bases": files_of("bases/v*/*.json"),
        "recipes": list(recipes) or files_of("recipes/*/*.json"),
    }
    suite = Suite([], [])
    with contextlib.ExitStack() as stack:
        for case in Corpus(index=index):
            request: Any = case.request
            small = not isinstance(request, Validate | Migrate)
            subject = stack.enter_context(made(request.entries)) if small else request
            found = (*case.expected.errors, *case.expected.warnings, *(case.schema_alone or ()))
            tags = " ".join([case.id, *(f"{place.code}:{place.pointer}" for place in found)])
            size = 0 if small else len(request.data)
            question = Question(case.id, case.versions[0], size, tags, subject, None)
            suite.package.append(question._replace(expected=plain(case.expected)))
            if isinstance(request, Validate) and (places := _of_schema(case)) is not None:
                value = json.loads(request.data)
                suite.schema.append(question._replace(subject=value, expected=places))
        yield suite


def _of_schema(case: Case) -> list[tuple[str, str]] | None:
    """Return what a schema says of a document that comes to it, or that would."""
    places = case.schema_alone
    if places is None:
        if {place.layer for place in case.expected.errors} & {"encoding", "version"}:
            return None
        places = tuple(place for place in case.expected.errors if place.layer == "schema")
    return sorted((place.code, place.pointer) for place in places)


def plain(answer: Answer) -> list[Any]:
    """Return an answer as plain data, without regard to the order of its findings."""
    return [sorted(map(repr, part)) if isinstance(part, tuple) else part for part in answer]


def asker(own: Any) -> Callable[[Any], Any]:
    """Return the function that asks an implementation, given as a module like ``own``."""

    def ask(subject: Any) -> Any:
        if isinstance(subject, Validate):
            return plain(own.validate(subject.data))
        if isinstance(subject, Migrate):
            return plain(own.migrate(subject.data, subject.to, allow_loss=subject.allow_loss))
        return plain(own.verify_directory(subject))

    return ask
