"""Why something cannot be opened, and which finding that amounts to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from support import strange_files
from support.harness import MANIFEST

from dlm_schema import ManifestPathError, load

LINK: Final = "is a symbolic link, which is never followed; name the file itself"


pytestmark = pytest.mark.usefixtures("nothing_blocks")


@pytest.mark.parametrize(
    ("make", "reason", "code"),
    [
        pytest.param(strange_files.make_fifo, "is not a regular file", "not-regular", id="FIFO"),
        pytest.param(
            strange_files.make_socket, "is not a regular file", "not-regular", id="socket"
        ),
        pytest.param(strange_files.make_link, LINK, "symlink", id="link"),
        pytest.param(strange_files.make_dangling, LINK, "symlink", id="dangling link"),
        pytest.param(Path.mkdir, "is not a regular file", "not-regular", id="directory"),
        pytest.param(lambda path: None, "no such file or directory", "missing", id="nothing"),
    ],
)
def test_load_of_a_directory_wants_a_regular_file_in_it(
    tmp_path: Path, make: Callable[[Path], None], reason: str, code: str
) -> None:
    make(tmp_path / MANIFEST)
    with pytest.raises(ManifestPathError) as caught:
        load(tmp_path)
    assert str(caught.value) == f"{tmp_path / MANIFEST}: {reason}"
    assert (caught.value.path, caught.value.reason) == (str(tmp_path / MANIFEST), reason)
    assert caught.value.code == f"files/{code}"
