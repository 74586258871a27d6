"""Mutants of the package's code, and which cases reach the function that each is in."""

from __future__ import annotations

import importlib
import re
import sys
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from types import CodeType, FrameType
from typing import Any, NamedTuple

from proofs.mutants.engine import Mutant, forked
from proofs.mutants.expressions import mistakes, short
from proofs.mutants.operators import edits
from proofs.mutants.suite import HUGE, Question, difference
from proofs.mutants.variants import PACKAGE, ROOT, Variant, install, tree_of

# What a reader in any language has to do, and the layers whose cases show it. What is around it has
# tests of its own: opening files safely, wording and order of findings, what only saves time.
_LAYERS = {
    "document.canonical": ("migrations",),
    "document.encoding": ("encoding",),
    "document.migrations": ("migrations", "operations"),
    "document.operations": ("operations", "migrations", "rules"),
    "document.rules": ("rules", "migrations"),
    "document.scanner": ("encoding",),
    "document.schemas": ("schema", "operations"),
    "document.validation": ("encoding", "version", "schema", "rules", "migrations"),
    "document.versions": ("version", "migrations"),
}

_Function = tuple[str, str]


class Reach(NamedTuple):
    """Which ``groups`` of cases reach a function, and which cases an unchanged package fails.

    A function is known by the path of its module and its qualified name. One that runs when its
    module is loaded is reached by whatever reaches the module.
    """

    groups: Mapping[_Function, frozenset[str]]
    wrong: Mapping[str, str]


def reach(questions: list[Question], processes: int) -> Reach:
    """Ask every case and see which functions run.

    What is huge is taken to reach whatever the rest does: to watch it would take minutes.
    """
    watched: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        watched[question.id if question.huge else question.groups[0]].append(question)
    found: dict[_Function, set[str]] = defaultdict(lambda: {HUGE})
    of_module: dict[str, set[str]] = defaultdict(lambda: {HUGE})
    loading: set[_Function] = set()
    wrong: dict[str, str] = {}
    jobs = ((group, partial(_watched, asked)) for group, asked in watched.items())
    for group, (loaded, called, differing), _ in forked(jobs, processes):
        wrong |= differing
        loading |= loaded
        for path, name in called:
            found[path, name].add(group)
            of_module[path].add(group)
    for path, name in loading:
        found[path, name] |= of_module.get(path, watched.keys())
    shown = {function: _of_layers(function[0], of) for function, of in found.items()}
    return Reach(shown, wrong)


def _of_layers(path: str, groups: Iterable[str]) -> frozenset[str]:
    layers = (*_LAYERS[_module(path)], HUGE)
    return frozenset(group for group in groups if group.startswith(layers))


def _watched(
    questions: list[Question],
) -> tuple[set[_Function], set[_Function], dict[str, str]]:
    called: set[CodeType] = set()

    def note(frame: FrameType, event: str, argument: Any) -> None:
        called.add(frame.f_code)

    if not questions[0].huge:
        threading.settrace(note)
        sys.settrace(note)
    own = install(Variant())
    loaded = _named(called.copy())
    called.clear()
    found = {question.id: difference(own, question) for question in questions}
    sys.settrace(None)
    return loaded, _named(called), {case: how for case, how in found.items() if how is not None}


def _named(called: set[CodeType]) -> set[_Function]:
    """Name functions as syntax trees do: what has no name of its own is where it stands."""
    return {
        (
            code.co_filename,
            f".{code.co_qualname}".replace(".<locals>", "").partition(".<")[0][1:],
        )
        for code in called
        if _module(code.co_filename) in _LAYERS
    }


def _module(path: str) -> str:
    """Name a module as the package's modules name each other, without the package's name."""
    return path.removeprefix(ROOT).removesuffix(".py").replace("/", ".")


def code_mutants(reached: Reach) -> Iterator[Mutant]:
    """Yield every mutant of the functions that some case reaches."""
    for path in sorted({path for path, _ in reached.groups}):
        for edit in edits(tree_of(path)):
            groups = reached.groups.get((path, edit.function))
            if groups is not None:
                what = f"{edit.operator}: {edit.expression}"
                variant = Variant(path, edit.apply)
                yield Mutant(_module(path), edit.place, what, variant, groups)


def expression_mutants(reached: Reach) -> Iterator[Mutant]:
    """Yield every mutant of the regular expressions that modules compile when they are loaded."""
    paths = {path for path, _ in reached.groups}
    ((_, compiled, _),) = forked([("", partial(_compiled, paths))], 1)
    for path, text in sorted(compiled):
        groups = frozenset().union(*(of for key, of in reached.groups.items() if key[0] == path))
        for name, mistaken in mistakes(text):
            variant = Variant(expressions={text: mistaken})
            yield Mutant(f"{_module(path)} expressions", short(text), name, variant, groups)


def _compiled(paths: set[str]) -> set[tuple[str, str]]:
    original = re.compile
    found = set()

    def note(text: Any, *flags: Any) -> re.Pattern[Any]:
        path = sys._getframe(2).f_code.co_filename
        if path in paths and isinstance(text, str):
            found.add((path, text))
        return original(text, *flags)

    vars(re)["compile"] = note
    install(Variant())
    for path in paths:
        importlib.import_module(f"{PACKAGE}.{_module(path)}")
    return found
