"""One Dask scheduler with two workers for the tests that do no harm to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from support.dask_cluster import Cluster, cluster_of

from dlm_schema.cluster.connecting import connected


@pytest.fixture(scope="session", name="cluster")
def _cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster_of(2, tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster


@pytest.fixture(scope="session", name="client")
def _client(cluster: Cluster) -> Iterator[Any]:
    with connected(cluster.address) as client:
        yield client
