"""Servers on loopback that speak as the stores of Google and Azure do.

They are fake-gcs-server and Azurite, which keep everything in memory; ``nox -s remote`` gets them,
and their paths are in ``DLM_SCHEMA_FAKE_GCS`` and ``DLM_SCHEMA_AZURITE``.
"""

from __future__ import annotations

import base64
import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

import fsspec
from support.object_store import free_port, started

BUCKET: Final = "bucket"

_ACCOUNT: Final = "account"
_KEY: Final = base64.b64encode(b"a-key-of-no-worth").decode()


class Emulator(NamedTuple):
    """A server that is running: a client of it, and the environment that leads a URL there."""

    scheme: str
    client: Any
    environment: Mapping[str, str]


@contextlib.contextmanager
def google() -> Iterator[Emulator]:
    """Run a server that ``gs://`` leads to."""
    port = free_port()
    host = f"127.0.0.1:{port}"
    options = f"-backend memory -scheme http -host 127.0.0.1 -port {port} -public-host {host}"
    program = [
        os.environ["DLM_SCHEMA_FAKE_GCS"],
        *options.split(),
        "-external-url",
        f"http://{host}",
    ]
    settings = {
        "STORAGE_EMULATOR_HOST": f"http://{host}",
        "FSSPEC_GS_TOKEN": "anon",
        "GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT": "false",  # or it speaks gRPC, which the server cannot
    }
    with started(program, port), _set(settings):
        client = fsspec.filesystem("gs", token="anon", skip_instance_cache=True)
        client.mkdir(BUCKET)
        yield Emulator("gs", client, settings)


@contextlib.contextmanager
def azure() -> Iterator[Emulator]:
    """Run a server that ``az://`` leads to."""
    port = free_port()
    options = f"--inMemoryPersistence --disableTelemetry --blobHost 127.0.0.1 --blobPort {port}"
    program = ["node", os.environ["DLM_SCHEMA_AZURITE"], *options.split(), "--skipApiVersionCheck"]
    parts = {
        "DefaultEndpointsProtocol": "http",
        "AccountName": _ACCOUNT,
        "AccountKey": _KEY,
        "BlobEndpoint": f"http://127.0.0.1:{port}/{_ACCOUNT}",
    }
    settings = {
        "AZURITE_ACCOUNTS": f"{_ACCOUNT}:{_KEY}",
        "AZURE_STORAGE_CONNECTION_STRING": ";".join(f"{n}={v}" for n, v in parts.items()),
    }
    with _set(settings), started(program, port):
        client = fsspec.filesystem("az", skip_instance_cache=True)
        client.mkdir(BUCKET)
        yield Emulator("az", client, settings)


EMULATORS: Final[Mapping[str, Callable[[], contextlib.AbstractContextManager[Emulator]]]] = {
    "gs": google,
    "az": azure,
}


@contextlib.contextmanager
def _set(settings: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(settings)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
