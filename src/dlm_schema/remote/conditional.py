"""Requests that a store answers only while an object is the version that was seen.

A store of objects has no locks and renames nothing. What keeps readers from mixing two versions,
and writers from undoing each other, is that the store itself compares.
"""

from __future__ import annotations

import contextlib
import errno
import os
import time
from abc import ABC, abstractmethod
from importlib import import_module
from typing import Any, ClassVar, Final, final
from urllib.parse import quote

from fsspec.asyn import sync

from dlm_schema.limits import MAX_BYTES
from dlm_schema.remote.faults import StoreError, attempt, fault_of, waits

_JSON: Final = "application/json"
_FIRST: Final = "somebody else wrote it meanwhile"
_IGNORED: Final = (
    "the store does not refuse a write whose condition is wrong, so that writers could undo each "
    "other: nothing is written to it"
)
_NO_VERSION: Final = "the store does not tell its version, so that writing could undo another write"
_UNKNOWN: Final = "was sent, and it is not known whether it was written; run it again"


class Conditional(ABC):
    """A kind of store that compares versions: ``member`` has them in what fsspec tells of a file.

    ``never`` is a version that no object has. Errors are those of libraries.
    """

    member: ClassVar[str]
    never: ClassVar[str]

    def __init__(self, files: Any) -> None:
        self.files = files

    @abstractmethod
    def get(
        self, path: str, version: str | None = None, span: tuple[int, int] | None = None
    ) -> tuple[bytes, str]:
        """Read an object or a ``span`` of it, and tell its version, which can be asked for."""

    @abstractmethod
    def put(self, path: str, data: bytes, version: str | None) -> None:
        """Write an object in place of a version, or where there is none."""

    def remove(self, path: str) -> None:
        """Remove an object."""
        self.files.rm_file(path)


@final
class _S3(Conditional):
    member = "ETag"
    never = '"00000000000000000000000000000000"'

    def get(
        self, path: str, version: str | None = None, span: tuple[int, int] | None = None
    ) -> tuple[bytes, str]:
        got: tuple[bytes, str] = sync(self.files.loop, self._get, path, version, span)
        return got

    async def _get(
        self, path: str, version: str | None, span: tuple[int, int] | None
    ) -> tuple[bytes, str]:
        bucket, key, _ = self.files.split_path(path)
        asked = {"IfMatch": version} if version else {}
        if span:
            asked["Range"] = _range(span)
        answer = await self.files._call_s3(  # noqa: SLF001  (its public form cannot read the body)
            "get_object", Bucket=bucket, Key=key, **asked, **self.files.req_kw
        )
        body = answer["Body"]
        try:
            return await body.read(), _wanted(answer.get("ETag"), version)
        finally:
            body.close()

    def put(self, path: str, data: bytes, version: str | None) -> None:
        bucket, key, _ = self.files.split_path(path)
        asked = {"IfMatch": version} if version else {"IfNoneMatch": "*"}
        asked["ContentType"] = _JSON
        self.files.call_s3("put_object", Bucket=bucket, Key=key, Body=data, **asked)


@final
class _Google(Conditional):
    member = "generation"
    never = "1"

    def get(
        self, path: str, version: str | None = None, span: tuple[int, int] | None = None
    ) -> tuple[bytes, str]:
        asked = {"ifGenerationMatch": version} if version else {}
        headers = {"Range": _range(span)} if span else {}
        answer, data = self.files.call("GET", self.files.url(path), headers=headers, **asked)
        return data, _wanted(answer.get("X-Goog-Generation"), version)

    def put(self, path: str, data: bytes, version: str | None) -> None:
        bucket, key, _ = self.files.split_path(path)
        self.files.call(
            "POST",
            f"{self.files._location}/upload/storage/v1/b/{quote(bucket)}/o",  # noqa: SLF001
            uploadType="media",
            name=key,
            ifGenerationMatch=version or "0",
            headers={"Content-Type": _JSON},
            data=data,
        )


@final
class _Azure(Conditional):
    member = "etag"
    never = '"0x0"'

    def get(
        self, path: str, version: str | None = None, span: tuple[int, int] | None = None
    ) -> tuple[bytes, str]:
        got: tuple[bytes, str] = sync(self.files.loop, self._get, path, version, span)
        return got

    async def _get(
        self, path: str, version: str | None, span: tuple[int, int] | None
    ) -> tuple[bytes, str]:
        asked: dict[str, Any] = self._condition(version) if version else {}
        if span:
            asked |= {"offset": span[0], "length": span[1] - span[0]}
        container, blob, _ = self.files.split_path(path)
        async with self.files.service_client.get_blob_client(container, blob) as client:
            stream = await client.download_blob(**asked)
            found = _quoted(stream.properties.etag)
            return await stream.readall(), _wanted(found, version and _quoted(version))

    def put(self, path: str, data: bytes, version: str | None) -> None:
        condition = self._condition(version) if version else {"overwrite": False}
        self.files.pipe_file(path, data, **condition)

    def remove(self, path: str) -> None:
        sync(self.files.loop, self._remove, path)

    async def _remove(self, path: str) -> None:
        container, blob, _ = self.files.split_path(path)
        async with self.files.service_client.get_blob_client(container, blob) as client:
            await client.delete_blob()

    def _condition(self, version: str) -> dict[str, Any]:
        same = import_module("azure.core").MatchConditions.IfNotModified
        return {"etag": _quoted(version), "match_condition": same}


_KINDS: Final[dict[str, type[Conditional]]] = {"s3": _S3, "gs": _Google, "abfs": _Azure}


def conditional(files: Any) -> Conditional | None:
    """Return how a file system of fsspec is asked on conditions, if it can be."""
    names = (files.protocol,) if isinstance(files.protocol, str) else files.protocol
    return next((kind(files) for name, kind in _KINDS.items() if name in names), None)


def fetched(store: Conditional, path: str) -> tuple[bytes, str]:
    """Read an object and tell its version, but no more of it than one byte beyond a manifest's.

    Raises ``StoreError``.
    """
    try:
        return attempt(lambda: store.get(path, span=(0, MAX_BYTES + 1)))
    except StoreError as error:
        if error.status != _OUT_OF_RANGE:
            raise
    return attempt(lambda: store.get(path))  # which is empty


def write(store: Conditional, path: str, data: bytes, version: str | None) -> None:
    """Write an object in place of a version, or of none, and see that it is there.

    What became of a request that broke off, or that a library made twice, is seen by reading.
    Raises ``FileExistsError`` where another version is there, or ``StoreError``.
    """
    for wait in waits():
        try:
            store.put(path, data, version)
        except Exception as error:  # noqa: BLE001  (libraries raise what they like)
            fault = fault_of(error)
        else:
            return
        is_refused = _is_refusal(fault, version)
        if is_refused or fault.transient:
            there, found = _there(store, path)
            if there == data:
                return
            if is_refused or found != version:
                raise FileExistsError(errno.EEXIST, _FIRST)
        if wait is None or not (fault.transient or fault.status == _CONFLICT):
            break
        time.sleep(wait)
    raise fault


def see_conditions(store: Conditional, folder: str) -> None:
    """See that a store refuses what it should, by an object that is removed again.

    Raises ``StoreError``.
    """
    path = f"{folder}/{os.urandom(8).hex()}"
    write(store, path, b"!", None)
    try:
        for version in (None, store.never):
            with contextlib.suppress(FileExistsError):
                write(store, path, b"?", version)
                raise StoreError(errno.ENOTSUP, _IGNORED)
    finally:
        with contextlib.suppress(StoreError):
            attempt(lambda: store.remove(path))


_CONFLICT: Final = 409
_PRECONDITION: Final = 412
_OUT_OF_RANGE: Final = 416


def _is_refusal(fault: StoreError, version: str | None) -> bool:
    if fault.errno == errno.EEXIST or fault.status == _PRECONDITION:
        return True
    return version is not None and fault.errno == errno.ENOENT


def _there(store: Conditional, path: str) -> tuple[bytes | None, str | None]:
    """Read what is there after a write that may have been made."""
    try:
        return fetched(store, path)
    except StoreError as error:
        if error.errno == errno.ENOENT:
            return None, None
        raise StoreError(errno.EIO, f"{_UNKNOWN}: {error.strerror}") from None


def _wanted(found: str | None, version: str | None) -> str:
    """Return the version that an answer tells, which has to be the one that was asked for."""
    if not found:
        raise StoreError(errno.ENOTSUP, _NO_VERSION)
    if version not in (None, found):
        raise StoreError(errno.ESTALE, "is another version", status=_PRECONDITION)
    return found


def _quoted(etag: str) -> str:
    """Write a version as requests have it; some listings leave the quotation marks out."""
    return '"{}"'.format(etag.strip('"'))


def _range(span: tuple[int, int]) -> str:
    return f"bytes={span[0]}-{span[1] - 1}"
