"""What a case of the corpus is: what is asked, and what the answer must be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, NamedTuple, TypeAlias

LEVELS: Final[Mapping[str, tuple[str, ...]]] = {
    "encoding": ("encoding",),
    "schema": ("version", "schema"),
    "rules": ("rules",),
    "migrations": ("migrations",),
    "operations": ("operations",),
    "files": ("files",),
    "store": ("store",),
}
"""The levels of SPEC section 11.1, with the layers whose cases belong to each."""

LAYERS: Final = tuple(layer for layers in LEVELS.values() for layer in layers)
LEVEL_OF: Final[Mapping[str, str]] = {
    layer: level for level, layers in LEVELS.items() for layer in layers
}
_DOCUMENT_LAYERS: Final = ("encoding", "version", "schema", "rules")


class Place(NamedTuple):
    """A code and the pointer where it is reported."""

    code: str
    pointer: str

    @property
    def layer(self) -> str:
        """The layer that the code belongs to."""
        return self.code.partition("/")[0]


class LostValue(NamedTuple):
    """A value that a migration reports as not carried over."""

    code: str
    pointer: str
    value: Any

    @property
    def is_unrepresentable(self) -> bool:
        """Whether the migration is refused even where losses are allowed."""
        return self.code == "loss/unrepresentable"


class Found(NamedTuple):
    """A finding of the rules in the outcome of a migration, or one about a path in a store."""

    code: str
    severity: str
    pointer: str
    path: str = ""


class Validate(NamedTuple):
    """Ask for the judgement of the document layers."""

    data: bytes


class Migrate(NamedTuple):
    """Ask for a document in another version.

    ``step`` is ``None`` for published versions. Else it is a step that the corpus carries itself:
    the schemas of the versions ``older``, which is 1, and ``newer``, which is 2, and the
    ``operations`` between them.
    """

    data: bytes
    to: int
    allow_loss: bool
    step: Mapping[str, Any] | None = None


class Entry(NamedTuple):
    """One entry of a directory, as data.

    ``kind`` is ``file`` (with ``content``), ``sparse`` (with ``size``, all of it a hole),
    ``symlink`` (with ``target``), ``hard_link`` (``target`` is another entry's path), ``fifo``,
    ``socket`` or ``folder``. ``path`` is relative to the export directory, with ``/`` between
    segments; one that begins with ``../outside/`` lies beside it.
    """

    path: str
    kind: str
    content: bytes = b""
    target: str = ""
    size: int = 0


class Verify(NamedTuple):
    """Ask for the judgement of an export directory that holds these entries."""

    entries: tuple[Entry, ...]


class Check(NamedTuple):
    """Ask for the judgement of a store that holds these entries, and of all that is in it."""

    entries: tuple[Entry, ...]


Request: TypeAlias = Validate | Migrate | Verify | Check


def kind_of(request: Request) -> str:
    """Return what a request is called in files and messages."""
    if isinstance(request, Migrate) and request.step is not None:
        return "step"
    return type(request).__name__.lower()


def as_json(one: Place | LostValue | Found) -> dict[str, Any]:
    """Return it as files and messages have it: with a path where it is about one."""
    return {name: value for name, value in one._asdict().items() if name != "path" or value}


class Answer(NamedTuple):
    """What an implementation says of a case, or must say.

    ``errors``, ``warnings`` and ``notes`` are compared without regard to order. The rest belongs to
    migrations: ``output`` is the migrated document, or ``None`` where it was refused, ``losses``
    what it does not carry over, and ``findings`` what the rules find in it. Of a store there are
    ``findings`` alone, each with the path that it is about.
    """

    valid: bool
    version: int | None
    errors: tuple[Place, ...] = ()
    warnings: tuple[Place, ...] = ()
    notes: tuple[Place, ...] = ()
    output: bytes | None = None
    losses: tuple[LostValue, ...] = ()
    findings: tuple[Found, ...] = ()

    def as_json(self, names: Iterable[str], output: str | None) -> dict[str, Any]:
        """Return some members as files and messages have them; ``output`` stands for the bytes."""
        content: dict[str, Any] = {}
        for name in names:
            value = output if name == "output" else getattr(self, name)
            content[name] = list(map(as_json, value)) if isinstance(value, tuple) else value
        return content


class Case(NamedTuple):
    """One case of the corpus.

    ``why`` is a sentence for people, ``requirements`` are the ids of ``SPEC.md`` that the case
    tests, and ``versions`` those it holds for. ``schema_alone`` is, where it differs, what the
    JSON Schema of ``versions[0]`` reports when nothing was judged before it.
    """

    id: str
    layer: str
    why: str
    requirements: tuple[str, ...]
    versions: tuple[int, ...]
    request: Request
    expected: Answer
    schema_alone: tuple[Place, ...] | None = None

    @property
    def level(self) -> str:
        """The level that the case belongs to."""
        return LEVEL_OF[self.layer]

    @property
    def rejected(self) -> bool:
        """Whether the document or directory is found wrong, or the migration refused."""
        refused = isinstance(self.request, Migrate) and self.expected.output is None
        return refused or not self.expected.valid

    @property
    def flagged(self) -> bool:
        """Whether the answer has an error or a warning, of a store a note, or refuses."""
        of_store = isinstance(self.request, Check) and bool(self.expected.findings)
        return self.rejected or bool(self.expected.warnings) or of_store


def expected_at(case: Case, levels: Collection[str]) -> Answer:
    """Return what an implementation that judges by some levels alone answers.

    It cannot find what a layer finds that it does not judge (SPEC section 11.1).
    """
    if not isinstance(case.request, Validate):
        return case.expected
    judged = {layer for level in levels for layer in LEVELS[level]}
    errors, warnings = (
        tuple(place for place in places if place.layer in judged)
        for places in (case.expected.errors, case.expected.warnings)
    )
    return case.expected._replace(valid=not errors, errors=errors, warnings=warnings)
