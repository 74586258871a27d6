"""Ask every binding and this package the same, and stop at the first disagreement.

``nox -s differential`` builds the programs that are asked. What they disagree about is made small.
"""

from __future__ import annotations

import base64
import os
import shlex
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from typing import Any, Final, NamedTuple

from proofs.corpus.index import answered
from proofs.differential.questions import Question, draw
from proofs.fuzz.minimise import minimise
from proofs.running import CHUNK, Watch, drawn, in_chunks, parser_of, print_counts

from dlm_schema.conformance.batch import Batch
from dlm_schema.conformance.cases import Answer, Case, Migrate, Verify
from dlm_schema.conformance.comparison import differences
from dlm_schema.conformance.protocol import Failure, Reply, Skipped
from dlm_schema.conformance.recipes import CorpusError

_TIMEOUT: Final = 20.0
_TRIES: Final = 1500
_JOBS: Final = min(2, os.cpu_count() or 1)


class Disagreement(NamedTuple):
    """A question that an implementation answers otherwise than this package."""

    number: int
    implementation: str
    command: str
    question: Question
    problems: tuple[str, ...]


class Outcome(NamedTuple):
    """What a chunk of questions came to."""

    questions: int
    verdicts: Counter[str]
    disagreement: Disagreement | None


class Panel:
    """The implementations that are asked, each a program that stays."""

    def __init__(self, commands: Sequence[str]) -> None:
        self.batches = [Batch(shlex.split(command), _TIMEOUT) for command in commands]
        self.commands = list(commands)
        self.names: list[str] = []
        self._replies: list[Any] = []

    def start(self) -> None:
        """Start every program and keep what each calls itself."""
        for command, batch in zip(self.commands, self.batches, strict=True):
            about = batch.start()
            if not {"encoding", "schema", "rules", "migrations", "files"} <= set(about.levels):
                raise SystemExit(f"{command}: claims the levels {', '.join(about.levels)} alone")
            self.names.append(f"{about.language} ({about.name} {about.version})")

    def close(self) -> None:
        """End every program."""
        for batch in self.batches:
            batch.close()

    def problems(self, place: int, question: Question, expected: Answer) -> tuple[str, ...]:
        """Ask one program and say how its answer is another."""
        case = Case("differential", "rules", "", (), (), question, expected)
        reply = self.batches[place].ask(case)
        return _problems(question, expected, reply)


def _problems(question: Question, expected: Answer, reply: Reply) -> tuple[str, ...]:
    if isinstance(reply, Skipped):
        return (f"it skips the question: {reply.reason}",)
    if isinstance(reply, Failure):
        return (f"{reply.kind}: {reply.problem}",)
    found = differences(question, expected, reply, detail="full", levels=("schema", "rules"))
    return tuple(f"{difference.kind}: {difference.problem}" for difference in found)


@contextmanager
def panel_of(commands: Sequence[str]) -> Iterator[Panel]:
    """Hold the programs running."""
    panel = Panel(commands)
    with ExitStack() as stack:
        stack.callback(panel.close)
        panel.start()
        yield panel


def run_chunk(seed: int, total: int, commands: Sequence[str], chunk: int) -> Outcome:
    """Ask the questions of one chunk of a run of ``total``, up to the first disagreement."""
    size = min(CHUNK, total - chunk * CHUNK)
    verdicts: Counter[str] = Counter()
    with panel_of(commands) as panel:
        for number, question in drawn(seed, chunk, size, draw):
            expected = answered(question)
            verdicts[_verdict(question, expected)] += 1
            for place, name in enumerate(panel.names):
                problems = panel.problems(place, question, expected)
                if problems:
                    found = Disagreement(number, name, commands[place], question, problems)
                    return Outcome(verdicts.total(), verdicts, found)
    return Outcome(size, verdicts, None)


def _verdict(question: Question, expected: Answer) -> str:
    if isinstance(question, Verify):
        found = (*expected.errors, *expected.warnings, *expected.notes)
        return f"verify: {'wrong' if expected.errors else 'remarkable' if found else 'well'}"
    if not expected.valid:
        layers = sorted({place.layer for place in expected.errors})
        verdict = f"rejected by {', '.join(layers)}"
    elif not isinstance(question, Migrate):
        verdict = "valid"
    elif expected.output is None:
        verdict = "refused for a loss"
    else:
        verdict = "carried out with losses" if expected.losses else "carried out"
    return f"{'migrate' if isinstance(question, Migrate) else 'validate'}: {verdict}"


def smallest(found: Disagreement) -> Disagreement:
    """Return the disagreement about as little as there can be."""
    question = found.question
    with panel_of([found.command]) as panel:
        if isinstance(question, Verify):
            return _fewest(found, question, panel)

        def problems(data: bytes) -> tuple[str, ...]:
            asked = question._replace(data=data)
            return panel.problems(0, asked, answered(asked))

        data = minimise(question.data, lambda data: bool(problems(data)), tries=_TRIES)
        return found._replace(
            question=question._replace(data=data), problems=problems(data) or found.problems
        )


def _fewest(found: Disagreement, question: Verify, panel: Panel) -> Disagreement:
    """Leave out one entry after the other for as long as there is a disagreement."""
    for entry in question.entries:
        fewer = question._replace(entries=tuple(each for each in question.entries if each != entry))
        with suppress(CorpusError):  # such as of a second name of what was left out
            problems = panel.problems(0, fewer, answered(fewer))
            if problems:
                question, found = fewer, found._replace(question=fewer, problems=problems)
    return found


def explained(found: Disagreement, seed: int, total: int) -> str:
    """Say what is to be done about a disagreement."""
    question = found.question
    asked = (
        f"migrate to {question.to}, allow_loss {question.allow_loss}"
        if isinstance(question, Migrate)
        else type(question).__name__.lower()
    )
    data = b"" if isinstance(question, Verify) else question.data
    again = f"nox -s differential -- --seed {seed} --inputs {total}"
    lines = [
        f"DISAGREEMENT of {found.implementation} with this package",
        *(f"  {problem}" for problem in found.problems),
        f"  asked: {asked}",
        f"  minimised input: {repr(data or question)[:4000]}",
        f"  base64: {base64.b64encode(data).decode()[:8000]}",
        f"  this package answers: {str(answered(question))[:2000]}",
        f"  again: {again}  (question {found.number})",
        "  SPEC.md decides who is right; the document becomes a case of the corpus",
    ]
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Compare, and return 0 when nobody disagreed."""
    parser = parser_of("differential", __doc__)
    parser.add_argument("--inputs", type=int, default=100_000, help="(default %(default)s)")
    parser.add_argument("--jobs", type=int, default=_JOBS, help="processes (default %(default)s)")
    parser.add_argument(
        "--program",
        action="append",
        required=True,
        metavar="COMMAND",
        help="a program that speaks the batch protocol; can be given several times",
    )
    options = parser.parse_args(arguments)
    seed, total = options.seed, options.inputs
    with panel_of(options.program) as panel:
        print(f"differential: {total} questions, seed {seed}")
        print("asked: Python (this package),", ", ".join(panel.names), flush=True)
    watch = Watch()
    verdicts: Counter[str] = Counter()
    done = 0
    ask = partial(run_chunk, seed, total, options.program)
    for outcome in in_chunks(ask, total, options.jobs):
        done += outcome.questions
        verdicts += outcome.verdicts
        if outcome.disagreement is not None:
            print(explained(smallest(outcome.disagreement), seed, total), end="")
            print(f"stopped after {done} questions")
            return 1
        watch.say(f"{done} done")
    print_counts("questions by answer", verdicts)
    print(f"{done} questions in {watch.seconds:.0f} s with seed {seed}")
    print(f"{done} passed, 0 failed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
