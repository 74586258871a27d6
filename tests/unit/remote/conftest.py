"""A store of keys, and no time lost between tries."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.key_store import KeyStore, key_store


@pytest.fixture(name="keys")
def _keys() -> Iterator[type[KeyStore]]:
    yield from key_store()


@pytest.fixture(name="waited", autouse=True)
def _waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    return waited
