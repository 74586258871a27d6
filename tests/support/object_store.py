"""A real S3 server on loopback, and a proxy before it that fails as it is told.

The server is versitygw, which keeps objects as files of a folder. ``nox -s remote`` builds it; its
path is in ``DLM_SCHEMA_VERSITYGW``.
"""

from __future__ import annotations

import contextlib
import functools
import http.client
import io
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from support.harness import Outcome, accepted

from dlm_schema.cli.main import main

KEY: Final = "AKTESTONLY"
SECRET: Final = "a-secret-that-no-report-may-show"
BUCKET: Final = "bucket"

_BINARY: Final = "DLM_SCHEMA_VERSITYGW"
_STARTS_WITHIN: Final = 240.0


def server_binary() -> str | None:
    """Return the path of the server, if it was built."""
    path = os.environ.get(_BINARY)
    return path if path and os.path.isfile(path) else None


def environment(port: int) -> dict[str, str]:
    """Return the environment in which ``s3://`` leads to a port of this machine."""
    return {
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }


def run_here(*arguments: str, environment: Mapping[str, str] | None = None) -> Outcome:
    """Run ``dlm-schema`` in this process: another one would import libraries for a second."""
    from dlm_schema.remote import stores  # noqa: PLC0415  (it needs the extra)

    stores.forget_connections()
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        for name, value in (environment or {}).items():
            patch.setenv(name, value)
        try:
            status = main(arguments)
        except SystemExit as ended:
            status = int(ended.code or 0)
    return accepted(status, *(stream.buffer.getvalue() for stream in (out, err)))


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[int]:
    """Serve a folder whose folders are buckets; yields the port, and ends the server."""
    binary = server_binary()
    assert binary is not None
    port = free_port()
    command = [binary, "--port", f"127.0.0.1:{port}", "--quiet", "posix", str(folder)]
    with started(command, port, ROOT_ACCESS_KEY=KEY, ROOT_SECRET_KEY=SECRET):
        yield port


def free_port() -> int:
    """Return a port of this machine that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextlib.contextmanager
def started(command: list[str], port: int, **environment: str) -> Iterator[None]:
    """Run a server until it is no longer wanted, from when it listens at its port."""
    with subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            _wait_for(port, server)
            yield
        finally:
            server.kill()


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < ends:
        assert server.poll() is None, "the server ended"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError("the server did not start")


class Asked(NamedTuple):
    """A request as the proxy sees it, and how often the same one came before."""

    method: str
    path: str
    before: int


class Answer(NamedTuple):
    """What the proxy does in place of passing an answer on.

    It answers a ``status``, or ``cut``s the connection after so many bytes of the body, or sends
    what ``change`` makes of the body, with its checksum or ``unsigned``. One that is ``lost`` is
    made by the server and never comes back.
    """

    status: int | None = None
    cut: int | None = None
    change: Callable[[bytes], bytes] | None = None
    unsigned: bool = True
    lost: bool = False


Rule = Callable[[Asked], Answer | None]


class Proxy:
    """Passes requests on to a port; ``rule`` says of each what becomes of it."""

    def __init__(self, target: int) -> None:
        self.rule: Rule = lambda _: None
        self.asked: list[Asked] = []
        self._lock = threading.Lock()
        handler = functools.partial(_Handler, self, target)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def answer_to(self, method: str, path: str) -> Answer:
        """Note a request, and say what becomes of it."""
        with self._lock:
            asked = Asked(method, path, sum(one[:2] == (method, path) for one in self.asked))
            self.asked.append(asked)
        return self.rule(asked) or Answer()

    def close(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, proxy: Proxy, target: int, *given: Any) -> None:
        self._proxy = proxy
        self._target = target
        super().__init__(*given)

    def pass_on(self) -> None:
        if self.headers.get("Expect"):
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            del self.headers["Expect"]
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        answer = self._proxy.answer_to(self.command, self.path)
        if answer.status is not None:
            self.respond(answer.status, {}, b"")
            return
        server = http.client.HTTPConnection("127.0.0.1", self._target)
        with contextlib.closing(server):
            server.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() != "expect":  # which was answered
                    server.putheader(name, value)
            server.endheaders(body)
            got = server.getresponse()
            data = got.read()
        if answer.lost:
            self.close_connection = True
            return
        headers = {name.lower(): value for name, value in got.getheaders()}
        if answer.change is not None and data:
            data = answer.change(data)
            if answer.unsigned:
                headers = {n: v for n, v in headers.items() if not n.startswith("x-amz-checksum")}
        self.respond(got.status, headers, data, answer.cut)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = pass_on  # noqa: N815

    def respond(
        self, status: int, headers: dict[str, str], data: bytes, cut: int | None = None
    ) -> None:
        self.send_response_only(status)
        length = headers.get("content-length", "0") if self.command == "HEAD" else str(len(data))
        own = {"content-length": length, "connection": "close"}
        for name, value in {**headers, **own}.items():
            if name != "transfer-encoding":
                self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(OSError):
            if self.command != "HEAD":
                self.wfile.write(data[:cut])

    def log_message(self, *_: Any) -> None:
        pass
