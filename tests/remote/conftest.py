"""An S3 server for all tests here, and a proxy before it for each one that wants faults."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.object_store import BUCKET, Proxy, environment, server_binary, serving

from dlm_schema.remote import faults


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave these tests out where there is no server, but not where everything must run."""
    missing = pytest.mark.skip(reason="nox -s remote gets the servers that this needs")
    built = server_binary(), *map(os.environ.get, ("DLM_SCHEMA_FAKE_GCS", "DLM_SCHEMA_AZURITE"))
    if not all(built) and not os.environ.get("CI"):
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(missing)


@pytest.fixture(scope="session", name="buckets")
def _buckets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that the server keeps: a folder in it is a bucket."""
    return tmp_path_factory.mktemp("buckets")


@pytest.fixture(scope="session", name="port")
def _port(buckets: Path) -> Iterator[int]:
    with serving(buckets) as port:
        yield port


@pytest.fixture(name="waited", autouse=True)
def _waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Lose no time between tries."""
    waited: list[float] = []

    class Clock:
        sleep = waited.append

    monkeypatch.setattr(faults, "time", Clock)
    return waited


def _connect(monkeypatch: pytest.MonkeyPatch, port: int) -> Any:
    from dlm_schema.remote import stores  # noqa: PLC0415  (it needs the extra)

    for name in [name for name in os.environ if name.startswith(("AWS_", "FSSPEC_"))]:
        monkeypatch.delenv(name)
    for name, value in environment(port).items():
        monkeypatch.setenv(name, value)
    stores.forget_connections()
    return stores


@pytest.fixture(name="s3")
def _s3(port: int, buckets: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Yield a client of the server, which ``s3://`` leads to, with an empty bucket."""
    import s3fs  # noqa: PLC0415

    stores = _connect(monkeypatch, port)
    client = s3fs.S3FileSystem(skip_instance_cache=True, use_listings_cache=False)
    client.mkdir(BUCKET)
    yield client
    shutil.rmtree(buckets / BUCKET)  # some keys are too strange for a client to remove
    stores.forget_connections()


@pytest.fixture(name="proxy")
def _proxy(s3: Any, port: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """Yield a proxy that ``s3://`` leads to."""
    proxy = Proxy(port)
    stores = _connect(monkeypatch, proxy.port)
    yield proxy
    stores.forget_connections()
    proxy.close()
