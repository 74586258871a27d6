"""Folders and files of stores that fsspec reaches, as ``disk`` wants them.

What a kind of store has no notion of, such as links, cannot be found in it. Names are no local
paths: one that is empty or ``..`` is a key like any other, is reported, and leads nowhere.
"""

from __future__ import annotations

import base64
import contextlib
import errno
import hashlib
import logging
import os
import stat
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache, partial
from itertools import accumulate
from typing import Any, Final, NamedTuple, TypeAlias, final
from urllib.parse import quote, unquote

import fsspec
from fsspec.archive import AbstractArchiveFileSystem
from fsspec.dircache import DirCache

from dlm_schema.disk.handles import Chunks, Entries, File, Folder, FolderId, Stamps
from dlm_schema.disk.read_pool import Pool, Task, start_thread
from dlm_schema.disk.stamps import check_settled
from dlm_schema.limits import MAX_BYTES
from dlm_schema.published import MANIFEST_FILENAME, catalogue
from dlm_schema.remote.conditional import Conditional, conditional, fetched, see_conditions, write
from dlm_schema.remote.faults import StoreError, attempt, fault_of, waits
from dlm_schema.remote.urls import ARCHIVES, WEB, is_chain, scheme_of, wrapper_of

RANGE: Final = 8 * 1024 * 1024
"""Bytes of a large object that one request asks for."""

WIDTH: Final = 4
"""Ranges of one large object that are asked for at once."""

AHEAD: Final = 16
"""Folders of one that are listed, and their manifests read, before they are asked for."""

LOOKING: Final = 32
"""Folders that are looked at ahead at once."""

_PIECE: Final = 1024 * 1024
_THREADED: Final = ("hf", "memory")
"""Protocols whose file systems threads can share, beside those that are asynchronous."""

_LOCAL: Final = ("", "file", "local")
_CONTENT: Final = ("ETag", "etag", "blob_id", "generation", "CRC")
_VERSIONS: Final = (
    *_CONTENT,
    "LastModified",
    "Last-Modified",
    "last_modified",
    "mtime",
    "created",
)
"""What tells one version of an object from another; the first that a store has is compared.

Times can be said in one way in a listing and in another of a file alone.
"""

_IDENTITIES: Final = ("ETag", "etag", "blob_id", "generation")
"""Those of them that are another with other bytes, whatever clocks say."""

_INSTALL: Final = "needs a package that is not installed: pip install 'dlm-schema[remote]'"
_MISSING: Final = "misses an account, a credential or another option, or one of them is malformed"
_NO_CONDITIONS: Final = "has no conditional writes: copy it, write there, and put it back"
_CUT_SHORT: Final = "the store sent another number of bytes than it was asked for"
_DEEPEST_INDEX: Final = 32
_CONNECTIONS: Final = 64  # what looks ahead, and the ranges that eight jobs ask for
_LEVELS: Final = 3  # of folders ahead of a walk
_MOST_AHEAD: Final = 1024 * 1024  # bytes of a manifest that is read ahead
_LONGEST_KEY: Final = 1024
_LONGEST_NAME: Final = 255
_UNNAMED: Final = frozenset(("", os.curdir, os.pardir))


def store_at(url: str) -> tuple[_Store, str]:
    """Return the store that a URL leads to, and the path in it. Raises ``OSError``."""
    return _store_of(url, trust=False, reads=False)


def opened(
    url: str, *, trust: bool = False, folder: bool = False, ask: bool = True, reads: bool = True
) -> tuple[Folder | File, os.stat_result]:
    """Open what a URL leads to, with its status.

    On the web a URL that ends in ``/`` is a folder, whose index is listed; so is one that is wanted
    as a ``folder``. Unless the store is to be asked, it is a folder as well. Where it
    ``reads``, manifests of folders that come next are read ahead. Raises ``OSError``.
    """
    store, path = _store_of(url, trust=trust, reads=reads)
    if not ask or (store.is_web and (folder or url.partition("?")[0].endswith("/"))):
        return _Folder(store, path), _status({"type": "directory"})
    info = store.info(path, follow=True)
    status = _status(info)
    if stat.S_ISDIR(status.st_mode):
        return _Folder(store, path), status
    return _File(store, path, info), status


@final
class _Store:
    """A file system of fsspec, and how it is asked."""

    def __init__(
        self, files: Any, turn: threading.Lock, *, scheme: str, trust: bool, reads: bool
    ) -> None:
        self.files = files
        self.reads = reads  # manifests ahead
        self.scheme = scheme
        self.is_web = is_web = scheme in WEB
        self.trust = trust
        sftp = getattr(files, "ftp", None)
        self.sftp = sftp if hasattr(sftp, "lstat") else None  # the one that has links
        self.has_ranges = bool(getattr(files, "async_impl", False)) and not is_web
        # A connection or an archive is one for all threads, which take turns; what an archive
        # holds is in memory.
        is_shared = not getattr(files, "async_impl", False) and files.protocol not in _THREADED
        self.turn: Any = turn if is_shared else contextlib.nullcontext()
        is_archive = isinstance(files, AbstractArchiveFileSystem)
        self.asking = contextlib.nullcontext() if is_archive else self.turn
        self.conditional = conditional(files)
        self.looking = threading.BoundedSemaphore(LOOKING)
        self.is_listed = not (is_web or self.sftp)  # with all that is to know of a file
        self.goes_ahead = not (is_web or is_shared)

    def info(self, path: str, *, follow: bool = False) -> Mapping[str, Any]:
        self._forget()
        with self.asking:
            if self.sftp and not follow:
                return _look(attempt(partial(self.sftp.lstat, path)))
            found: Mapping[str, Any] = attempt(lambda: self.files.info(path))
        return found

    def listed(self, path: str) -> list[Mapping[str, Any]]:
        self._forget()
        with self.asking:
            found: list[Mapping[str, Any]] = attempt(lambda: self.files.ls(path, detail=True))
        return found

    def _forget(self) -> None:
        """Have the store asked, and not what a file system remembers of an earlier answer."""
        cache = getattr(self.files, "dircache", None)
        if isinstance(cache, DirCache):
            cache.use_listings_cache = False
        else:
            self.files.invalidate_cache()

    def child(self, path: str, name: str) -> str:
        if self.is_web:
            place, mark, query = path.partition("?")
            return f"{place.rstrip('/')}/{quote(name)}{mark}{query}"
        return f"{path.rstrip('/')}/{name}" if path else name


_Told: TypeAlias = tuple[str, bool, Mapping[str, Any] | None]
"""A name, whether it is a folder's, and what the store told of it in the listing."""


class _Listing(NamedTuple):
    """What lies in a folder: all entries, what the store tells of each file, and of everything."""

    entries: Entries
    files: Mapping[str, Mapping[str, Any]]
    told: Sequence[_Told]


@final
class _Listings:
    """Folders that were listed, once each, whoever asks first."""

    def __init__(self, store: _Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._made: dict[str, _Listing | OSError] = {}

    def seen(self, path: str) -> _Listing | None:
        made = self._made.get(path)
        return made if isinstance(made, _Listing) else None

    def of(self, path: str) -> _Listing:
        with self._lock:
            if path not in self._made:
                try:
                    self._made[path] = self._list(path)
                except OSError as error:
                    self._made[path] = error
            made = self._made[path]
        if isinstance(made, OSError):
            raise made
        return made

    def _list(self, path: str) -> _Listing:
        entries: Entries = []
        files = {}
        told: list[_Told] = []
        for info in self._store.listed(path):
            name = _name_in(path, info["name"])
            is_folder = info["type"] == "directory"
            if not name and not is_folder and not info.get("size"):
                continue  # stands for the folder itself
            if name in _UNNAMED or "/" in name or "\0" in name:
                name, is_folder = f"{name}/" if is_folder else name, False
            elif not is_folder:
                files[name] = info
            entries.append((name, None if _is_link(info) else is_folder))
            told.append((name, is_folder, info))
        return _Listing(entries, files, told)


@final
class _Folder(Folder):
    """A folder; what is in an export is listed once for all folders in it.

    What folders that are no export's lead to is looked at ahead, in the order of the names, so many
    ``levels`` below where a walk is.
    """

    def __init__(
        self,
        store: _Store,
        path: str,
        listings: _Listings | None = None,
        levels: int = _LEVELS,
    ) -> None:
        self._store = store
        self._path = path
        self._listings = listings or _Listings(store)
        self._is_inside = listings is not None
        self._levels = levels
        self._looking = threading.Lock()
        self._manifest: bytes | None = None
        self._linked: Entries = []
        self._next: deque[str] | None = None
        self._ahead: dict[str, _Folder] = {}

    @property
    def identity(self) -> FolderId:
        return -1, _number(self._path)

    @property
    def size(self) -> int:
        if self._store.is_web:  # where an index tells of no sizes
            return 0
        return sum(info.get("size") or 0 for info in self._listings.of(self._path).files.values())

    def entries(self) -> Entries:
        if self._store.is_web:
            return self._links()
        with self._looking:
            self._levels = _LEVELS
            return self._list().entries

    def _list(self) -> _Listing:
        """List the folder, and begin with those in it."""
        listing = self._listings.of(self._path)
        self._is_inside |= not _manifests().isdisjoint(listing.files)
        if self._store.goes_ahead and self._next is None and not self._is_inside:
            names = (name for name, is_folder in listing.entries if is_folder)
            self._next = deque(sorted(name for name in names if not name.startswith((".", "@"))))
        self._look_ahead()
        return listing

    def entries_beneath(self, folder: str) -> Entries:
        if self._store.is_web:
            return (self.folder(folder) if folder else self).entries()
        self._is_inside = True
        return self._listings.of(self._at(folder)).entries

    def _look_ahead(self) -> None:
        looking = self._store.looking
        while self._levels and self._next and len(self._ahead) < AHEAD:
            if not looking.acquire(blocking=False):
                return
            name = self._next.popleft()
            child = self._ahead[name] = _Folder(
                self._store, self._at(name), levels=self._levels - 1
            )
            if not start_thread(threading.Thread(target=child._look, daemon=True)):
                looking.release()  # it is done when it is wanted

    def _look(self) -> None:
        """List the folder and read its manifest; what fails is tried again when it is wanted."""
        try:
            with self._looking, contextlib.suppress(OSError):
                info = self._list().files.get(MANIFEST_FILENAME)
                if info and self._store.reads and (info.get("size") or 0) <= _MOST_AHEAD:
                    self._manifest = self._read(MANIFEST_FILENAME, info)
        finally:
            self._store.looking.release()

    def stamps(self) -> Stamps:
        if isinstance(self._store.files, AbstractArchiveFileSystem):
            raise StoreError(errno.ENOTSUP, "an archive tells no versions apart")
        self._is_inside = True
        if self._store.is_web:
            linked = self._linked or self._links()
            told: Sequence[_Told] = [(name, bool(is_folder), None) for name, is_folder in linked]
        else:
            told = self._listings.of(self._path).told
        return [
            (name, None if is_folder else _stamp(info or self._store.info(self._at(name))))
            for name, is_folder, info in told
        ]

    def _links(self) -> Entries:
        """List what an index of the web leads to that lies right below it."""
        place, mark, query = self._path.partition("?")
        if place.count("/") > _DEEPEST_INDEX:  # a server can answer every address with one index
            raise StoreError(errno.EIO, "lies too deep for an index of the web")
        asked = f"{place.rstrip('/')}/{mark}{query}"
        entries: dict[str, bool] = {}
        for info in self._store.listed(asked):
            name = info["name"].removeprefix(asked.rstrip("/")).removeprefix(place.rstrip("/"))
            is_folder = name.endswith("/") or info["type"] == "directory"
            is_sorting = "?" in name or "#" in name
            name = unquote(name.removeprefix("/").removesuffix("/"))
            if not (is_sorting or name in _UNNAMED or "/" in name or "\0" in name):
                entries[name] = is_folder
        self._linked = list(entries.items())
        return self._linked

    def expect(self, ways: Sequence[str]) -> None:
        if self._store.goes_ahead:
            self._next = deque(ways)
            self._look_ahead()

    def folder(self, way: str) -> Folder:
        names = way.split("/")
        for skipped in [expected for expected in self._ahead if expected.split("/") < names]:
            del self._ahead[skipped]
        child = self._ahead.pop(way, None)
        while self._next and self._next[0].split("/") <= names:
            self._next.popleft()
        self._look_ahead()
        inside = self._listings if self._is_inside else None
        return child or _Folder(self._store, self._at(way), inside)

    def holds(self, way: str) -> bool:
        with contextlib.suppress(OSError):
            self._store.info(self._at(way))
            return True
        return False

    def open(self, path: str) -> tuple[File, os.stat_result]:
        place = self._at(path)
        around = [self._at(way) for way in accumulate(path.split("/")[:-1], "{}/{}".format)]
        info = self._listed(path)
        try:
            if self._store.sftp:
                for folder in around:
                    _status(self._store.info(folder))
            info = info or self._store.info(place)
        except StoreError as error:
            if error.errno == errno.EIO and not error.transient and _is_too_long(place):
                raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG)) from None
            raise
        return _File(self._store, place, info, around), _status(info)

    def _listed(self, path: str) -> Mapping[str, Any] | None:
        """Return what the listing of its folder tells of a file, if that is to be had."""
        if self._store.is_listed:
            folder, _, name = path.rpartition("/")
            with contextlib.suppress(OSError):
                info = self._listings.of(self._at(folder)).files.get(name, {})
                return info if any(map(info.get, _CONTENT)) else None
        return None

    def read(self, name: str) -> bytes:
        with self._looking:
            data, self._manifest = self._manifest, None
            if name == MANIFEST_FILENAME and data is not None:
                return data
            seen = self._listings.seen(self._path)
            return self._read(name, seen.files.get(name) if seen else None)

    def _read(self, name: str, listed: Mapping[str, Any] | None) -> bytes:
        place = self._at(name)
        info = listed or self._store.info(place)
        status = _status(info)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.ENXIO, os.strerror(errno.ENXIO))
        if status.st_size > MAX_BYTES:
            return bytes(MAX_BYTES + 1)
        data = _File(self._store, place, info, ()).read(MAX_BYTES + 1)
        if len(data) == status.st_size:
            return data
        if listed:
            return self._read(name, None)
        raise StoreError(errno.EIO, "changed while it was read; try again")

    def anew(self) -> Folder:
        return _Folder(self._store, self._path)

    def see_writable(self, *, by_trying: bool) -> None:
        store = self._conditional()
        if by_trying:
            see_conditions(store, self._path)

    def fetch(self, name: str) -> tuple[bytes, str]:
        return fetched(self._conditional(), self._at(name))

    def _conditional(self) -> Conditional:
        if self._store.conditional is None:
            raise StoreError(errno.ENOTSUP, f"{self._store.scheme}:// {_NO_CONDITIONS}")
        return self._store.conditional

    def write(self, name: str, data: bytes, version: str | None) -> None:
        write(self._conditional(), self._at(name), data, version)

    def remove(self, name: str) -> None:
        store = self._conditional()
        attempt(lambda: store.remove(self._at(name)))

    def _at(self, way: str) -> str:
        path = self._path
        for name in way.split("/"):
            if name == os.pardir:
                path = path.rstrip("/").rpartition("/")[0]
            elif name not in ("", os.curdir):
                path = self._store.child(path, name)
        return path


@final
class _File(File):
    """A file; ``around`` are the folders that it lies in and was opened beneath, if it was.

    Where every byte was asked for by the version that was seen, that is what it still was.
    """

    def __init__(
        self,
        store: _Store,
        path: str,
        info: Mapping[str, Any],
        around: Sequence[str] | None = None,
    ) -> None:
        self._store = store
        self._path = path
        self._info = info
        self._around = around
        self._size = _status(info).st_size
        asked = store.conditional
        self._version: str | None = info.get(asked.member) if asked else None
        self._is_one_version = False

    def status(self) -> os.stat_result:
        if self._is_one_version:
            return _status(self._info)
        try:
            return _status(self._store.info(self._path))
        except OSError as error:
            if error.errno != errno.ENOENT:
                raise
            return os.stat_result((stat.S_IFREG, *bytes(9)), _NO_TIMES)

    def read(self, most: int) -> bytes:
        return b"".join(self.chunks(most))

    def chunks(self, most: int) -> Chunks:
        wanted = min(most, self._size)
        chunks = self._ranges(wanted) if self._store.has_ranges else self._stream(wanted)
        try:
            yield from chunks
        except StoreError:
            if self.status() == _status(self._info):
                raise  # else it changed meanwhile, which the status says again
        else:
            self._is_one_version = bool(self._version)

    def kept_digest(self) -> str | None:
        if not self._store.trust:
            return None
        kept = _kept_by_hub(self._info)
        if kept is None and "s3" in self._store.files.protocol:
            kept = _kept_by_s3(self._store.files, self._path)
        return kept

    def _ranges(self, wanted: int) -> Chunks:
        if wanted <= RANGE:
            if wanted:
                yield self._range(0, wanted)
            return
        pending: deque[Task[memoryview]] = deque()
        with Pool(WIDTH) as readers:
            for start in range(0, wanted, RANGE):
                if len(pending) == WIDTH:
                    yield readers.outcome(pending.popleft())
                end = min(start + RANGE, wanted)
                pending.append(readers.submit(end - start, partial(self._range, start, end)))
            while pending:
                yield readers.outcome(pending.popleft())

    def _range(self, start: int, end: int) -> memoryview:
        span = None if end - start == self._size else (start, end)

        def read() -> bytes:
            if self._store.conditional and self._version:
                data, _ = self._store.conditional.get(self._path, self._version, span)
            else:
                data = self._store.files.cat_file(self._path, start=start, end=end)
            if len(data) != end - start:
                raise StoreError(errno.EIO, _CUT_SHORT, transient=True)
            return data

        return memoryview(attempt(read))

    def _stream(self, wanted: int) -> Chunks:
        """Read from start to end, going on where a connection broke."""
        offset = 0
        tries = waits()
        with self._store.turn:
            while offset < wanted:
                begun = offset
                try:
                    with self._open(offset) as file:
                        while data := file.read(min(_PIECE, wanted - offset)):
                            offset += len(data)
                            yield memoryview(data)
                    fault = StoreError(errno.EIO, _CUT_SHORT, transient=True)
                except Exception as error:  # noqa: BLE001  (libraries raise what they like)
                    fault = fault_of(error)
                if offset >= wanted:
                    return
                tries = waits() if offset > begun else tries
                wait = next(tries, None)
                if wait is None or not fault.transient:
                    raise fault from None
                time.sleep(wait)

    def _open(self, offset: int) -> Any:
        """Open the file at a place in it; of a stream what is before is read again."""
        options = {"block_size": 0} if self._store.is_web else {}
        file = self._store.files.open(self._path, "rb", **options)
        if self._store.sftp and self._around is not None:
            self._see_no_link(file)
        if offset and not self._store.is_web:
            file.seek(offset)
        else:
            while offset and (data := file.read(min(_PIECE, offset))):
                offset -= len(data)
        return file

    def _see_no_link(self, file: Any) -> None:
        """See that nobody put a link on the way before the file was opened, and was followed."""
        sftp: Any = self._store.sftp
        for folder in self._around or ():
            _status(_look(sftp.lstat(folder)))
        found = _look(sftp.lstat(self._path))
        if _status(found) != _status(_look(file.stat())):
            raise StoreError(errno.ESTALE, "is not what was looked at")


_KINDS: Final = (("file", stat.S_ISREG), ("directory", stat.S_ISDIR), ("link", stat.S_ISLNK))
_NO_TIMES: Final = {"st_mtime_ns": 0, "st_ctime_ns": 0}


def _status(info: Mapping[str, Any]) -> os.stat_result:
    """Return the status of what a store tells of; the inode is that of an object and version."""
    if info["type"] == "directory":
        return os.stat_result((stat.S_IFDIR, 0, 0, 1, *bytes(6)), _NO_TIMES)
    if _is_link(info):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    is_file = info["type"] == "file"
    size = info.get("size")
    if is_file and size is None:
        raise StoreError(errno.EIO, "the store does not tell its size")
    version = next((repr(info[name]) for name in _VERSIONS if info.get(name)), "")
    kind = stat.S_IFREG if is_file else stat.S_IFIFO
    fields = (kind, _number(version), 0, 1, 0, 0, size or 0, 0, 0, 0)
    return os.stat_result(fields, _NO_TIMES)


def _stamp(info: Mapping[str, Any]) -> str:
    """Return what tells the versions of an object apart.

    Raises ``OSError`` where the store tells none, or a time that the next change could have too.
    """
    if _is_link(info):
        return "link"
    name = next((name for name in _VERSIONS if info.get(name)), None)
    version = None if name is None else info[name]
    if isinstance(version, datetime):
        version = version.timestamp()
    if name not in _IDENTITIES:
        if not isinstance(version, (int, float)):
            raise StoreError(errno.ENOTSUP, "the store tells no versions apart")
        check_settled(int(version * 10**9))
    return f"{info['type']} {info.get('size')} {name} {version}"


def _look(found: Any) -> Mapping[str, Any]:
    """Return what a server of files tells of one, as file systems of fsspec do."""
    kind = next((name for name, is_kind in _KINDS if is_kind(found.st_mode)), "other")
    return {"type": kind, "size": found.st_size, "mtime": found.st_mtime}


def _is_link(info: Mapping[str, Any]) -> bool:
    if info["type"] == "link" or info.get("islink"):
        return True
    mode = info.get("external_attr", 0) >> 16  # of a member of a ZIP archive
    return bool(info.get("linkname")) or stat.S_ISLNK(mode)


def _name_in(folder: str, name: str) -> str:
    """Return a name that was listed as the folder has it: empty for the folder itself."""
    folder, name = folder.strip("/"), name.lstrip("/")
    return name.removeprefix(folder)[1 if folder else 0 :]


def _is_too_long(path: str) -> bool:
    """Whether stores refuse a name for its length: by S3, or by a file system behind one."""
    lengths = [len(os.fsencode(name)) for name in path.split("/")]
    return sum(lengths) + len(lengths) > _LONGEST_KEY or max(lengths) > _LONGEST_NAME


def _number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(errors="replace"), digest_size=7).digest())


def _kept_by_hub(info: Mapping[str, Any]) -> str | None:
    """Return the digest that a hub of models keeps of a large file."""
    large = info.get("lfs")
    digest = large.get("sha256") if isinstance(large, Mapping) else getattr(large, "sha256", None)
    return digest if isinstance(digest, str) else None


def _kept_by_s3(files: Any, path: str) -> str | None:
    """Return the checksum that S3 keeps, where it is of the whole object and not of its parts."""
    bucket, key, _ = files.split_path(path)
    head = attempt(
        lambda: files.call_s3("head_object", Bucket=bucket, Key=key, ChecksumMode="ENABLED")
    )
    kept = head.get("ChecksumSHA256")
    if not isinstance(kept, str) or head.get("ChecksumType", "FULL_OBJECT") != "FULL_OBJECT":
        return None
    with contextlib.suppress(ValueError):
        digest = base64.b64decode(kept, validate=True)
        return digest.hex() if len(digest) == hashlib.sha256().digest_size else None
    return None


def _store_of(url: str, *, trust: bool, reads: bool) -> tuple[_Store, str]:
    scheme = scheme_of(url)
    if scheme in _LOCAL:
        raise StoreError(errno.EINVAL, f"is a local path: name it without {scheme}://")
    if wrapper := wrapper_of(url):
        raise StoreError(errno.EINVAL, f"is read without {wrapper}::, so that changes are noticed")
    url = scheme + url[len(scheme) :]  # libraries know schemes in small letters alone
    try:
        if is_chain(url):
            files, path = fsspec.url_to_fs(url, skip_instance_cache=True)
            path = _in_archive(files, path)
            turn = threading.Lock()
        else:
            place = url.partition("://")[2].partition("/")[0]
            files, turn = _connected(f"{url.partition('://')[0]}://{place}")
            path = files._strip_protocol(url)  # noqa: SLF001  (as fsspec's own entrances do)
    except Exception as error:  # noqa: BLE001  (libraries raise what they like)
        raise _cannot_connect(url, error) from None
    return _Store(files, turn, scheme=scheme, trust=trust, reads=reads), path


def forget_connections() -> None:
    """Connect anew, since what a library reads from its surroundings may differ by now."""
    _connected.cache_clear()


@cache
def _manifests() -> frozenset[str]:
    """Return the names that tell that a folder is an export's."""
    return frozenset(
        {MANIFEST_FILENAME, catalogue()["store/no-manifest"]["parameters"]["filename"]}
    )


@cache
def _connected(place: str) -> tuple[Any, threading.Lock]:
    files, _ = fsspec.url_to_fs(place, skip_instance_cache=True)
    for library in (type(files).__module__.partition(".")[0], "azure"):
        # Or what it logs goes to standard error, whatever secrets it holds.
        logging.getLogger(library).addHandler(logging.NullHandler())
    if "s3" in files.protocol:  # or every try of this package would be several
        files.retries = 1
        files.config_kwargs.setdefault("retries", {"total_max_attempts": 1})
        files.config_kwargs.setdefault("max_pool_connections", _CONNECTIONS)
    return files, threading.Lock()


def _in_archive(files: Any, path: str) -> str:
    """Return where a path is in an archive, in which names can all begin with ``./``."""
    if isinstance(files, AbstractArchiveFileSystem) and files.ls("", detail=False) == [os.curdir]:
        return f"{os.curdir}/{path.strip('/')}".rstrip("/")
    return path


def _cannot_connect(url: str, error: Exception) -> OSError:
    scheme = scheme_of(url)
    if isinstance(error, ImportError):
        return StoreError(errno.EIO, f"{scheme}:// {_INSTALL}")
    if isinstance(error, ValueError) and scheme not in fsspec.available_protocols():
        return StoreError(errno.EINVAL, f"there is no kind of store called {scheme}://")
    if scheme in ARCHIVES and not is_chain(url):
        return StoreError(errno.EINVAL, f"names no archive: write {scheme}://PATH_INSIDE::ARCHIVE")
    if isinstance(error, ValueError):  # some libraries say so what others have names for
        return StoreError(errno.EINVAL, f"{scheme}:// {_MISSING}")
    return fault_of(error)
