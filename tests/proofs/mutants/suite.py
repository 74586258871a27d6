"""The cases of the corpus, made once and asked of every mutant."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from proofs.corpus.index import files_of
from proofs.mutants.variants import PACKAGE, Variant, install, put_back

from dlm_schema.conformance.cases import Answer, Migrate, Request, Validate, Verify
from dlm_schema.conformance.corpus import Corpus
from dlm_schema.conformance.directories import made

HUGE = "huge"
_MUCH = 200_000
_FEW = 97


class Question(NamedTuple):
    """What is asked in one case, the one right answer, and the groups that the case is of.

    The first group is of cases that reach much the same code; the others are layer and version.
    """

    id: str
    groups: tuple[str, ...]
    request: Request
    directory: str
    expected: list[Any]

    @property
    def huge(self) -> bool:
        """Whether it is so much work that it is asked after all others."""
        return self.groups[0] == HUGE


@contextlib.contextmanager
def prepared(recipes: Iterable[str] = ()) -> Iterator[list[Question]]:
    """Make every case of the corpus, or of some files of recipes, and hold its directories."""
    index = {
        "bases": files_of("bases/v*/*.json"),
        "recipes": list(recipes) or files_of("recipes/*/*.json"),
    }
    questions = []
    with put_back(), contextlib.ExitStack() as stack:
        for case in Corpus(index=index):
            request, directory = case.request, ""
            group = "/".join(case.id.split("/")[:2])
            if not isinstance(request, Validate | Migrate):
                directory = stack.enter_context(made(request.entries))
            elif len(request.data) > _MUCH and case.expected.version is not None:
                group = HUGE
            groups = (group, case.layer, *(f"v{version}" for version in case.versions[:1]))
            expected = _plain(case.expected)
            questions.append(Question(case.id, groups, request, directory, expected))
        # What is compiled here need not be compiled again in every process.
        own = install(Variant())
        for question in questions[::_FEW]:
            difference(own, question)
        yield questions


def difference(own: Any, question: Question) -> str | None:
    """Say how the answer of the implementation in a module differs from the right one, if it does.

    A document is judged in two ways, one where few are judged and one where many are, and both have
    to come to the same.
    """
    walks = sys.modules[f"{PACKAGE}.document.schemas"].WALKS
    for walked in (0, _MUCH):
        vars(walks)["_walked"] = walked
        try:
            given = _plain(_asked(own, question.request, question.directory))
        except BaseException as error:  # noqa: BLE001  (whatever it is, it is no answer)
            return f"raised {error!r:.200}"
        if given != question.expected:
            return f"expected {question.expected!r:.300}, got {given!r:.300}"
    return None


def _asked(own: Any, request: Request, directory: str) -> Any:
    if isinstance(request, Validate):
        return own.validate(request.data)
    if isinstance(request, Migrate):
        _, to, allow_loss, step = request
        return own.migrate(request.data, to, allow_loss=allow_loss, step=step)
    asked = own.verify_directory if isinstance(request, Verify) else own.check_store
    return asked(directory)


def _plain(answer: Answer) -> list[Any]:
    """Return an answer as plain data, without regard to the order of its findings."""
    return [sorted(map(repr, part)) if isinstance(part, tuple) else part for part in answer]
