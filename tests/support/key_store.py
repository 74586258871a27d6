"""A store of keys in memory that behaves as object stores do, and fails as it is told.

Keys are any text, ``..`` and ``//`` among them, which servers that keep files cannot have. It is
listed by prefix and delimiter, and read by ranges.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import fsspec
from fsspec.spec import AbstractFileSystem

from dlm_schema.remote.conditional import Conditional


class KeyStore(AbstractFileSystem):  # type: ignore[misc]
    """The keys of all instances are the same; ``before`` is called with every request."""

    protocol = "keys"
    async_impl = True  # as those are that read by ranges
    cachable = False
    objects: ClassVar[dict[str, bytes]] = {}
    before: ClassVar[Callable[[str, str], object]] = lambda _request, _key: None

    @classmethod
    def add_tree(cls, folder: Path, below: str) -> None:
        """Put the files of a folder below a key."""
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                cls.objects[f"{below}/{path.relative_to(folder)}"] = path.read_bytes()

    def info(self, path: str, **_: Any) -> dict[str, Any]:
        type(self).before("info", path)
        path = self._strip_protocol(path)
        if path in self.objects:
            return self._about(path)
        if any(key.startswith(f"{path}/") for key in self.objects):
            return {"name": path, "type": "directory", "size": 0}
        raise FileNotFoundError(path)

    def ls(self, path: str, detail: bool = True, **_: Any) -> list[dict[str, Any]]:  # noqa: FBT001, FBT002
        type(self).before("ls", path)
        prefix = f"{path}/"
        below = [key.removeprefix(prefix) for key in self.objects if key.startswith(prefix)]
        if not below:
            raise FileNotFoundError(path)
        folders = {name.partition("/")[0] for name in below if "/" in name}
        found = [{"name": prefix + one, "type": "directory", "size": 0} for one in sorted(folders)]
        return found + [self._about(prefix + name) for name in below if "/" not in name]

    def cat_file(
        self, path: str, start: int | None = None, end: int | None = None, **_: Any
    ) -> bytes:
        type(self).before("read", path)
        if path not in self.objects:
            raise FileNotFoundError(path)
        return self.objects[path][start:end]

    def rm_file(self, path: str) -> None:
        type(self).before("remove", path)
        del self.objects[path]

    def _open(self, path: str, mode: str = "rb", **_: Any) -> Any:
        return io.BytesIO(self.cat_file(path))

    def _about(self, path: str) -> dict[str, Any]:
        data = self.objects[path]
        version = hashlib.sha256(data).hexdigest()
        return {"name": path, "type": "file", "size": len(data), "ETag": version}


class KeyConditional(Conditional):
    """Compares versions, which are digests."""

    member = "ETag"
    never = "never"

    def get(
        self, path: str, version: str | None = None, span: tuple[int, int] | None = None
    ) -> tuple[bytes, str]:
        KeyStore.before("read", path)
        if path not in KeyStore.objects:
            raise FileNotFoundError(path)
        return KeyStore.objects[path][slice(*span or (None,))], self._version(path)

    def put(self, path: str, data: bytes, version: str | None) -> None:
        KeyStore.before("write", path)
        if version != (self._version(path) if path in KeyStore.objects else None):
            raise FileExistsError(path)
        KeyStore.objects[path] = data

    def _version(self, path: str) -> str:
        return hashlib.sha256(KeyStore.objects[path]).hexdigest()


def key_store() -> Iterator[type[KeyStore]]:
    """Yield the store, empty and known as ``keys://``, and empty it afterwards."""
    fsspec.register_implementation("keys", KeyStore, clobber=True)
    yield KeyStore
    KeyStore.objects.clear()
    KeyStore.before = lambda _request, _key: None
