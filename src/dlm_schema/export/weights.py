"""Tell weights from what is left in their place: empty files, Git LFS pointers, missing shards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from dlm_schema.disk.reading import read_start

WEIGHTS: Final = (".gguf", ".safetensors", ".bin", ".pt", ".pth", ".npz")

_POINTER: Final = b"version https://git-lfs"
_LONGEST_POINTER: Final = 1024
_SHARD: Final = re.compile(r"(.*-)([0-9]{5})-of-([0-9]{5})([.][^/]+)", re.DOTALL)
_NAMED: Final = 3


def is_weights(path: str) -> bool:
    """Whether a file holds weights, by its name."""
    return path.lower().endswith(WEIGHTS)


def what_is_there_instead(descriptor: int, size: int) -> str | None:
    """Say what an open file is in place of weights; ``None`` where it may be them.

    Raises ``OSError``.
    """
    if size == 0:
        return "it is empty, as after a download that was interrupted"
    if size <= _LONGEST_POINTER and read_start(descriptor, len(_POINTER)) == _POINTER:
        return "it is a Git LFS pointer, so the file itself has to be fetched: git lfs pull"
    return None


def missing_shards(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield one shard of each incomplete set of files ``-00001-of-00003``, and what is missing."""
    sets: dict[tuple[str, str, str], set[int]] = {}
    example: dict[tuple[str, str, str], str] = {}
    for path in paths:
        match = _SHARD.fullmatch(path) if is_weights(path) else None
        if match is None:
            continue
        start, number, count, ending = match.groups()
        sets.setdefault((start, count, ending), set()).add(int(number))
        example.setdefault((start, count, ending), path)
    for key, present in sets.items():
        start, count, ending = key
        numbers = range(1, int(count) + 1)
        missing = len(numbers) - sum(number in numbers for number in present)
        if missing:
            # No more is looked at than there is: a name can speak of 99,999 shards.
            first = islice((number for number in numbers if number not in present), _NAMED)
            named = [f"{start}{number:05}-of-{count}{ending}" for number in first]
            more = f" and {missing - _NAMED} more" if missing > _NAMED else ""
            yield example[key], f"{', '.join(named)}{more}"
