"""Exports behind a web server, found by its indexes and read in one stream each."""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.documents import REPOSITORY
from support.harness import run

from dlm_schema.export.checking import check_all, verify_all

if TYPE_CHECKING:
    from dlm_schema.findings import Finding

EXAMPLES = REPOSITORY / "examples"


class Handler(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass

    def send_head(self) -> Any:
        if "forbidden" in self.path:
            self.send_error(403)
            return None
        return super().send_head()


@pytest.fixture(name="port", scope="module")
def _port() -> Iterator[int]:
    handler = functools.partial(Handler, directory=str(EXAMPLES))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def outcome(top: str, checks: Any) -> list[tuple[str, list[Finding]]]:
    with checks:
        return [(one.path.removeprefix(top), list(one.report.findings)) for one in checks]


def test_a_web_server_is_judged_like_the_folder_that_it_serves(port: int) -> None:
    url = f"http://127.0.0.1:{port}/"
    for begin in (check_all, verify_all):
        expected = outcome(f"{EXAMPLES}/", begin([str(EXAMPLES)]))
        assert outcome(url, begin([url])) == expected
        assert len(expected) == 9


def test_secrets_of_an_address_are_neither_printed_nor_reported(port: int, tmp_path: Path) -> None:
    host = f"127.0.0.1:{port}"
    for path in ("", "forbidden/", "nothing/", "page-example.json", "nothing.json"):
        url = f"http://user:secret@{host}/{path}?signature=secret"
        report = tmp_path / "report.json"
        with contextlib.suppress(FileNotFoundError):
            report.unlink()
        for command in ("check", "validate", "list"):
            arguments = (command, url, "--report", f"json={report}")
            ended = run(*arguments, environment={"DLM_SCHEMA_TRACEBACK": "1"})
            assert "secret" not in ended.out + ended.err + report.read_text()
            assert f"http://***@{host}/{path}?***" in ended.out + ended.err


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("nothing.json", "no such file or directory"),
        ("forbidden.json", "permission denied"),
        ("forbidden/", "permission denied"),
    ],
)
def test_what_cannot_be_had_is_said_in_a_line(port: int, path: str, reason: str) -> None:
    url = f"http://127.0.0.1:{port}/{path}"
    assert run("validate", url).err == f"dlm-schema: {url}: {reason}\n"
