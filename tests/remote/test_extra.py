"""The extra brings what each scheme needs."""

from __future__ import annotations

import fsspec
import pytest


@pytest.mark.parametrize(
    "scheme", ["az", "gs", "hf", "https", "memory", "s3", "sftp", "tar", "zip"]
)
def test_the_extra_has_what_every_scheme_needs(scheme: str) -> None:
    assert fsspec.get_filesystem_class(scheme)
