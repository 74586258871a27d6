"""Exports behind SFTP, whose links and pipes are found and never followed or read."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from support.documents import REPOSITORY

from dlm_schema.disk import stamps
from dlm_schema.export.checking import Bounds, check_all
from dlm_schema.export.state import Place
from dlm_schema.remote import stores

if TYPE_CHECKING:
    from dlm_schema.findings import Finding

paramiko: Any = pytest.importorskip("paramiko")

STORE = next((REPOSITORY / "examples" / "version-3").iterdir())


class Server(paramiko.ServerInterface):  # type: ignore[misc]
    def check_auth_password(self, username: str, password: str) -> int:
        is_right = (username, password) == ("user", "secret")
        return int(paramiko.AUTH_SUCCESSFUL if is_right else paramiko.AUTH_FAILED)

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return int(paramiko.OPEN_SUCCEEDED)


class Opened(paramiko.SFTPHandle):  # type: ignore[misc]
    def stat(self) -> Any:
        return paramiko.SFTPAttributes.from_stat(os.fstat(self.readfile.fileno()))


class Files(paramiko.SFTPServerInterface):  # type: ignore[misc]
    """This machine's files; ``before`` is called with what is to be opened."""

    before: ClassVar[Callable[[str], object]] = lambda _: None

    def list_folder(self, path: str) -> Any:
        try:
            entries = list(os.scandir(path))
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)
        return [
            paramiko.SFTPAttributes.from_stat(one.stat(follow_symlinks=False), one.name)
            for one in entries
        ]

    def stat(self, path: str) -> Any:
        return self._status(path, os.stat)

    def lstat(self, path: str) -> Any:
        return self._status(path, os.lstat)

    def _status(self, path: str, call: Any) -> Any:
        try:
            return paramiko.SFTPAttributes.from_stat(call(path))
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)

    def open(self, path: str, flags: int, attr: Any) -> Any:
        Files.before(path)
        handle = Opened(flags)
        try:
            if flags & os.O_WRONLY:
                handle.writefile = os.fdopen(os.open(path, flags), "wb")
            else:
                handle.readfile = os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb")
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)
        return handle

    def mkdir(self, path: str, attr: Any) -> Any:
        os.mkdir(path)
        return paramiko.SFTP_OK

    def remove(self, path: str) -> Any:
        os.unlink(path)
        return paramiko.SFTP_OK


@pytest.fixture(name="top")
def _top() -> Iterator[str]:
    """Yield the URL of this machine's root."""
    listener = socket.create_server(("127.0.0.1", 0))
    key = paramiko.RSAKey.generate(2048)
    transports: list[Any] = []

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            transport = paramiko.Transport(connection)
            transport.add_server_key(key)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, Files)
            transports.append(transport)
            transport.start_server(server=Server(), event=threading.Event())

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    stores.forget_connections()
    yield f"sftp://user:secret@127.0.0.1:{listener.getsockname()[1]}"
    stores.forget_connections()
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()
    for transport in transports:
        transport.close()


def outcome(top: str, path: str) -> list[tuple[str, list[Finding]]]:
    with check_all([path], Bounds(jobs=8)) as checks:
        return [(one.path.removeprefix(top), list(one.report.findings)) for one in checks]


def test_a_server_is_judged_like_the_folder_that_it_serves(top: str) -> None:
    shown = top.replace("user:secret", "***")
    expected = outcome(str(STORE), str(STORE))
    assert len(expected) == 4
    assert outcome(f"{shown}{STORE}", f"{top}{STORE}") == expected


def test_many_files_are_read_over_one_connection(top: str) -> None:
    recorded = str(REPOSITORY / "tests" / "recorded" / "dlm-trunk")
    shown = top.replace("user:secret", "***")
    assert outcome(f"{shown}{recorded}", f"{top}{recorded}") == outcome(recorded, recorded)


def test_links_and_pipes_are_found_as_local_ones_are(top: str, tmp_path: Path) -> None:
    store = tmp_path / "store"
    shutil.copytree(STORE, store)
    exports = store / "exports"
    config = exports / "vllm" / "vllm_config.json"
    config.rename(tmp_path / "outside")
    config.symlink_to(tmp_path / "outside")
    adapters = exports / "vllm" / "adapters"
    adapters.rename(tmp_path / "adapters")
    adapters.symlink_to(tmp_path / "adapters")
    (exports / "Q4_K_M" / "adapter.gguf").unlink()
    os.mkfifo(exports / "Q4_K_M" / "adapter.gguf")
    (exports / "linked").symlink_to(exports / "vllm")
    expected = outcome(str(store), str(store))
    codes = {finding.code for _, findings in expected for finding in findings}
    assert codes >= {"files/symlink", "files/not-regular", "store/link", "files/unlisted"}
    shown = top.replace("user:secret", "***")
    assert outcome(f"{shown}{store}", f"{top}{store}") == expected


@pytest.mark.parametrize("swapped", ["vllm_config.json", "adapters", "export_manifest.json"])
def test_a_link_that_is_put_on_the_way_before_the_opening_is_found(
    top: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, swapped: str
) -> None:
    """The server follows it, as all do, and what it opened is not taken for the file."""
    export = tmp_path / "vllm"
    shutil.copytree(STORE / "exports" / "vllm", export)

    def swap(path: str) -> None:
        if swapped in path and not (export / swapped).is_symlink():
            (export / swapped).rename(tmp_path / "outside")
            (export / swapped).symlink_to(tmp_path / "outside")

    monkeypatch.setattr(Files, "before", swap)
    ((_, findings),) = outcome("", f"{top}{export}")
    assert findings
    for finding in findings:
        assert "is a symbolic link, which is never followed" in finding.message
    assert (export / swapped).is_symlink()


def test_what_is_put_in_place_only_while_it_is_opened_is_found(
    top: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = tmp_path / "vllm"
    shutil.copytree(STORE / "exports" / "vllm", export)
    config = export / "vllm_config.json"
    other = tmp_path / "other"
    other.write_bytes(config.read_bytes()[:-1])

    class Swapping(Opened):
        def stat(self) -> Any:
            found = super().stat()
            if other.is_file() and config.is_symlink():
                config.unlink()
                (tmp_path / "aside").rename(config)
            return found

    def swap(path: str) -> None:
        if path == str(config) and not (tmp_path / "aside").exists() and not config.is_symlink():
            config.rename(tmp_path / "aside")
            config.symlink_to(other)

    monkeypatch.setattr(Files, "before", swap)
    monkeypatch.setitem(globals(), "Opened", Swapping)
    ((_, findings),) = outcome("", f"{top}{export}")
    (found,) = findings
    assert found.path == config.name
    assert found.code in ("files/symlink", "files/unreadable")


def test_a_wrong_password_is_said_in_a_line(top: str) -> None:
    url = top.replace("secret", "hidden")
    ((path, findings),) = outcome("", f"{url}/x")
    assert "hidden" not in path
    assert [finding.message for finding in findings] == ["permission denied"]


def test_results_are_kept_on_the_server_and_given_again(
    top: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "_COARSE", -(10**12))  # a copy is settled at once
    shutil.copytree(STORE, tmp_path / "store")
    state = Place(f"{top}{tmp_path}/state")
    runs = []
    for bounds in (Bounds(), Bounds(state=state), Bounds(state=state)):
        with check_all([f"{top}{tmp_path}/store"], bounds) as checks:
            runs.append(list(checks))
        assert checks.problem is None
    assert runs[0] == runs[1] == [one._replace(judged=None) for one in runs[2]]
    assert all(one.judged is not None for one in runs[2])
    [kept] = [path for path in (tmp_path / "state").rglob("*") if path.is_file()]
    assert b"secret" not in kept.read_bytes()
