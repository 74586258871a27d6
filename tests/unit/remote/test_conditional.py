"""Writes on conditions, and what becomes of those whose answer does not come."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from support.process import raising

from dlm_schema.remote.conditional import Conditional, conditional, see_conditions, write
from dlm_schema.remote.faults import TRIES, StoreError

KEY = "bucket/key"


class RefusedError(Exception):
    """As libraries say that a condition was wrong."""

    status = 412


class BusyError(Exception):
    """As S3 says that another write on a condition is under way."""

    status = 409


class Memory(Conditional):
    """Objects by version; ``lose`` and ``fail`` say of each write what goes wrong, if anything."""

    member = "version"
    never = "0"

    def __init__(self) -> None:
        super().__init__(SimpleNamespace(rm_file=self._remove))
        self.objects: dict[str, tuple[bytes, str]] = {}
        self.written: list[bytes] = []
        self.fail: Iterator[Exception | None] = iter(())
        self.lose: Iterator[Exception | None] = iter(())
        self.meanwhile: Callable[[], object] = lambda: None
        self.is_strict = True

    def get(
        self, path: str, version: str | None = None, span: tuple[int, int] | None = None
    ) -> tuple[bytes, str]:
        self.meanwhile()
        if path not in self.objects:
            raise FileNotFoundError(path)
        return self.objects[path]

    def put(self, path: str, data: bytes, version: str | None) -> None:
        if error := next(self.fail, None):
            raise error
        if self.is_strict and self.objects.get(path, (b"", None))[1] != version:
            raise RefusedError
        self.written.append(data)
        self.objects[path] = data, str(len(self.written))
        if error := next(self.lose, None):
            raise error

    def _remove(self, path: str) -> None:
        del self.objects[path]


@pytest.fixture(name="store")
def _store() -> Memory:
    store = Memory()
    write(store, KEY, b"old", None)
    return store


def test_the_version_that_was_read_is_replaced_and_a_new_object_is_made(store: Memory) -> None:
    assert store.objects[KEY] == (b"old", "1")
    write(store, KEY, b"new", "1")
    assert store.objects[KEY] == (b"new", "2")


@pytest.mark.parametrize("version", [None, "7"])
def test_what_somebody_else_wrote_stays(store: Memory, version: str | None, waited: Any) -> None:
    with pytest.raises(FileExistsError):
        write(store, KEY, b"new", version)
    assert store.objects[KEY] == (b"old", "1")
    assert waited == []


def test_what_is_gone_is_not_made_again(store: Memory) -> None:
    store.objects.clear()
    store.fail = iter([FileNotFoundError()])
    with pytest.raises(FileExistsError):
        write(store, KEY, b"new", "1")
    assert store.objects == {}


@pytest.mark.parametrize("error", [ConnectionResetError(), TimeoutError(), BusyError()])
def test_a_write_that_was_not_made_is_made_again(store: Memory, error: Exception) -> None:
    store.fail = iter([error, error])
    write(store, KEY, b"new", "1")
    assert store.written == [b"old", b"new"]


@pytest.mark.parametrize("version", ["1", None])
def test_a_write_whose_answer_is_lost_is_seen_by_reading(
    store: Memory, version: str | None
) -> None:
    if version is None:
        store.objects.clear()
    store.lose = iter([ConnectionResetError()])
    write(store, KEY, b"new", version)
    assert store.written == [b"old", b"new"]
    assert store.objects[KEY][0] == b"new"


def test_another_write_after_one_whose_answer_is_lost_stays(store: Memory) -> None:
    def overwrite() -> None:
        store.objects[KEY] = b"other", "9"

    store.lose = iter([ConnectionResetError()])
    store.meanwhile = overwrite
    with pytest.raises(FileExistsError):
        write(store, KEY, b"new", "1")
    assert store.objects[KEY] == (b"other", "9")


def test_what_can_be_neither_written_nor_read_is_not_known(store: Memory) -> None:
    store.lose = iter([ConnectionResetError()])
    store.meanwhile = raising(PermissionError())
    with pytest.raises(StoreError, match="it is not known whether it was written") as raised:
        write(store, KEY, b"new", "1")
    assert str(raised.value).endswith("run it again: permission denied")


def test_a_fault_that_stays_is_raised_after_all_tries(store: Memory, waited: list[float]) -> None:
    store.fail = iter([TimeoutError()] * TRIES)
    with pytest.raises(StoreError, match="no answer in time"):
        write(store, KEY, b"new", "1")
    assert len(waited) == TRIES - 1
    store.fail = iter([PermissionError()])
    with pytest.raises(StoreError, match="permission denied"):
        write(store, KEY, b"new", "1")
    assert store.objects[KEY] == (b"old", "1")


def test_a_store_that_refuses_is_seen_to_and_nothing_is_left_in_it(store: Memory) -> None:
    see_conditions(store, "bucket")
    assert store.objects == {KEY: (b"old", "1")}


def test_a_store_that_does_not_refuse_is_told(store: Memory) -> None:
    store.is_strict = False
    with pytest.raises(StoreError, match="does not refuse a write whose condition is wrong") as no:
        see_conditions(store, "bucket")
    assert no.value.errno == errno.ENOTSUP
    assert store.objects == {KEY: (b"old", "1")}


@pytest.mark.parametrize(
    ("protocol", "is_known"),
    [(("s3", "s3a"), True), (("gs", "gcs"), True), (("abfs", "az"), True), ("sftp", False)],
)
def test_the_kinds_that_compare_are_known_by_their_protocols(
    protocol: Any, *, is_known: bool
) -> None:
    assert (conditional(SimpleNamespace(protocol=protocol)) is not None) == is_known
