"""A proxy before the S3 server throttles, fails, cuts and changes what it answers."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from subprocess import PIPE
from typing import TYPE_CHECKING, Any, Final

import pytest
from support.documents import REPOSITORY
from support.harness import ENVIRONMENT, TIMEOUT
from support.object_store import BUCKET, Answer, Asked, Proxy, environment

from dlm_schema.export.checking import Bounds, check_all
from dlm_schema.remote import stores
from dlm_schema.remote.faults import TRIES

if TYPE_CHECKING:
    from dlm_schema.findings import Finding

EXPORT: Final = next((REPOSITORY / "examples" / "version-3").iterdir()) / "exports" / "vllm"
URL: Final = f"s3://{BUCKET}/vllm"
CONFIG: Final = "vllm_config.json"


@pytest.fixture(name="export", autouse=True)
def _export(s3: Any) -> None:
    files = [path for path in EXPORT.rglob("*") if path.is_file()]
    s3.pipe({f"{BUCKET}/vllm/{one.relative_to(EXPORT)}": one.read_bytes() for one in files})


def findings(bounds: Bounds | None = None) -> list[Finding]:
    with check_all([URL], bounds) as checks:
        (one,) = checks
    return list(one.report.findings)


def about(name: str, method: str, answer: Answer, times: int = 10**6) -> Callable[[Asked], Any]:
    """Answer so many requests about an object this way."""

    def rule(asked: Asked) -> Answer | None:
        is_meant = asked.method == method and asked.path.endswith(f"/{name}")
        return answer if is_meant and asked.before < times else None

    return rule


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
@pytest.mark.parametrize(("method", "name"), [("HEAD", "vllm"), ("GET", CONFIG)])
def test_throttling_that_passes_is_no_finding(
    proxy: Proxy, status: int, method: str, name: str, waited: list[float]
) -> None:
    proxy.rule = about(name, method, Answer(status), TRIES - 1)
    assert findings() == []
    assert len(waited) == TRIES - 1


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(503), "the store answered 503"),
        (Answer(429), "the store answered 429"),
        (Answer(cut=5), "the connection failed"),
        (Answer(cut=0), "the connection failed"),
        (Answer(403), "permission denied"),
        (Answer(418), "the store answered 418"),
    ],
)
def test_what_stays_is_a_finding_and_the_others_are_judged(
    proxy: Proxy, answer: Answer, reason: str
) -> None:
    proxy.rule = about(CONFIG, "GET", answer)
    (found,) = findings()
    assert (found.code, found.path) == ("files/unreadable", CONFIG)
    assert found.message == f"{CONFIG}: {reason}"


def test_requests_are_not_tried_more_often_than_is_said(proxy: Proxy) -> None:
    proxy.rule = about(CONFIG, "GET", Answer(503))
    findings()
    asked = [one for one in proxy.asked if one.method == "GET" and one.path.endswith(CONFIG)]
    assert len(asked) == TRIES


def test_a_cut_that_passes_is_no_finding(proxy: Proxy) -> None:
    proxy.rule = about(CONFIG, "GET", Answer(cut=5), 2)
    assert findings() == []


def test_other_bytes_are_found(proxy: Proxy) -> None:
    proxy.rule = about(CONFIG, "GET", Answer(change=lambda data: b"?" + data[1:]))
    (found,) = findings()
    assert (found.code, found.path) == ("files/sha256", CONFIG)
    signed = Answer(change=lambda data: b"?" + data[1:], unsigned=False)
    proxy.rule = about(CONFIG, "GET", signed)
    (found,) = findings()
    assert (found.code, found.path) == ("files/unreadable", CONFIG)
    assert "the checksum that the store keeps" in found.message


def test_an_object_that_is_replaced_while_it_is_read_is_found(proxy: Proxy, s3: Any) -> None:
    for change in (lambda data: data[:-1] + b"?", lambda data: data + b"?", None):

        def rule(asked: Asked, change: Any = change) -> None:
            if asked.method == "GET" and asked.path.endswith(f"/{CONFIG}"):
                proxy.rule = lambda _: None
                data = (EXPORT / CONFIG).read_bytes()
                if change is None:
                    s3.rm_file(f"{BUCKET}/vllm/{CONFIG}")
                else:
                    s3.pipe_file(f"{BUCKET}/vllm/{CONFIG}", change(data))

        s3.pipe_file(f"{BUCKET}/vllm/{CONFIG}", (EXPORT / CONFIG).read_bytes())
        proxy.rule = rule
        (found,) = findings()
        assert (found.code, found.path) == ("files/changed", CONFIG)


def test_a_listing_that_is_throttled_is_made_again_or_an_error(proxy: Proxy) -> None:
    def rule(asked: Asked) -> Answer | None:
        return Answer(503) if "list-type=2" in asked.path and asked.before < TRIES - 1 else None

    proxy.rule = rule
    assert findings() == []
    proxy.asked.clear()
    proxy.rule = lambda asked: Answer(503) if "list-type=2" in asked.path else None
    (found,) = findings()
    assert (found.code, found.message) == ("files/unreadable", "the store answered 503")


def test_a_large_object_is_read_by_ranges_and_a_range_again(
    proxy: Proxy, s3: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import hashlib  # noqa: PLC0415

    import dlm_schema  # noqa: PLC0415

    monkeypatch.setattr(stores, "RANGE", 100_000)
    data = bytes(range(256)) * 4000
    document = dlm_schema.load(EXPORT).model_dump(mode="json")
    for artifact in document["artifacts"]:
        if artifact["path"] == CONFIG:
            artifact["size_bytes"] = len(data)
            artifact["sha256"] = hashlib.sha256(data).hexdigest()
    s3.pipe_file(f"{BUCKET}/vllm/{CONFIG}", data)
    s3.pipe_file(f"{BUCKET}/vllm/export_manifest.json", dlm_schema.dumps(document))
    proxy.rule = about(CONFIG, "GET", Answer(cut=50_000), 5)
    assert findings(Bounds(jobs=2)) == []
    asked = [one for one in proxy.asked if one.method == "GET" and one.path.endswith(CONFIG)]
    assert len(asked) == 5 + len(range(0, len(data), 100_000))


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("check", CONFIG),
        ("check", "export_manifest.json"),
        ("check", "list-type=2"),
        ("list", "export_manifest.json"),
        ("create", CONFIG),
    ],
)
def test_an_interrupt_does_not_wait_for_an_answer(proxy: Proxy, command: str, name: str) -> None:
    """A request that is not answered is under way, and would be for minutes."""
    hangs, goes_on = threading.Event(), threading.Event()

    def rule(asked: Asked) -> None:
        if asked.method == "GET" and name in asked.path:
            hangs.set()
            goes_on.wait()

    proxy.rule = rule
    options = [f"--like={EXPORT}", "--replace"] if command == "create" else []
    program = [sys.executable, "-m", "dlm_schema", command, URL, *options]
    settings = {**ENVIRONMENT, **environment(proxy.port)}
    with subprocess.Popen(program, env=settings, stdout=PIPE, stderr=PIPE, text=True) as process:
        try:
            assert hangs.wait(TIMEOUT)
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=10)
        finally:
            process.kill()
            goes_on.set()
    assert process.returncode == 130
    assert err.startswith("dlm-schema: interrupted")
    assert err.count("\n") == 1
