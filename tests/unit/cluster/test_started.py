from __future__ import annotations

import logging
import signal
from collections.abc import Iterator

import pytest

from dlm_schema.cluster.started import dask_setup


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    handler = signal.getsignal(signal.SIGINT)
    disabled = logging.root.manager.disable
    yield
    signal.signal(signal.SIGINT, handler)
    logging.disable(disabled)


def test_a_worker_leaves_the_terminal_to_the_command() -> None:
    dask_setup(None)
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    assert not logging.getLogger("distributed").isEnabledFor(logging.CRITICAL)
