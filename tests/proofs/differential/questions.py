"""What is asked: mutated documents, to be judged or carried to another version, and directories."""

from __future__ import annotations

import copy
from random import Random
from typing import Any, Final

from proofs.differential.directories import directory
from proofs.fuzz.documents import canonical, kept_manifests, opened, valid_document, written
from proofs.fuzz.mutations import large_input, next_input
from support.strategies import ROLES

from dlm_schema.conformance.cases import Migrate, Validate, Verify

_SHARE_OF_DIRECTORIES: Final = 0.1
_SHARE_OF_MIGRATIONS: Final = 0.3
_SHARE_OF_VALID: Final = 0.75
_VERSIONS: Final = (1, 2, 3)

Question = Validate | Migrate | Verify


def draw(random: Random, large: bool) -> Question:  # noqa: FBT001  (by position, as it is called)
    """Draw a question."""
    if not large and random.random() < _SHARE_OF_DIRECTORIES:
        return directory(random)
    if large or random.random() >= _SHARE_OF_MIGRATIONS:
        return Validate(_bytes(random, large=large))
    data = _migratable(random) if random.random() < _SHARE_OF_VALID else _bytes(random)
    return Migrate(data, random.choice(_VERSIONS), random.random() < 0.5)


def _bytes(random: Random, *, large: bool = False) -> bytes:
    """Draw an input of the fuzzer that is no mapping in memory, which has no bytes."""
    draw = large_input if large else next_input
    while True:
        data = draw(random).data
        if isinstance(data, bytes):
            return data
        if isinstance(data, str):
            return data.encode("utf-8", "surrogatepass")


def _migratable(random: Random) -> bytes:
    """Draw a valid document, often one that an older version cannot say."""
    if random.random() < 0.1:
        return random.choice(kept_manifests())
    document: dict[str, Any] = copy.deepcopy(valid_document(random, random.choice(_VERSIONS)))
    if document.get("schema_version") == 3 and random.random() < 0.3:
        for artifact in document["artifacts"]:
            if random.random() < 0.3:
                artifact["role"] = random.choice(ROLES)
    if random.random() < 0.3:
        return canonical(document)
    return written(opened(document), random).encode(errors="surrogatepass")
