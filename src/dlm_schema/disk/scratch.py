"""Folders for what is built aside, which the next run removes where one was killed."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from typing import Final

from dlm_schema.disk.opening import directory_at
from dlm_schema.disk.writing import lock
from dlm_schema.errors import ManifestPathError

_PREFIX: Final = "dlm-schema-publish-"


@contextlib.contextmanager
def scratch_folder() -> Iterator[str]:
    """Make a folder for as long as it is needed, and remove those that killed runs left.

    One that is in use is locked. Raises ``OSError``.
    """
    _sweep(tempfile.gettempdir())
    with contextlib.ExitStack() as stack:
        while True:
            made = tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True)
            folder = stack.enter_context(made)
            # One that was swept before it was locked is gone, and another is made.
            with contextlib.suppress(ManifestPathError, BlockingIOError):
                directory = stack.enter_context(directory_at(folder, follow=False))
                lock(directory, fcntl.LOCK_EX)
                if os.path.exists(folder):
                    break
        yield folder


def _sweep(top: str) -> None:
    for name in os.listdir(top):
        path = os.path.join(top, name)
        if name.startswith(_PREFIX):
            with (
                contextlib.suppress(OSError, ManifestPathError),
                directory_at(path, follow=False) as directory,
            ):
                own = os.fstat(directory).st_uid == os.geteuid()
                if own and lock(directory, fcntl.LOCK_EX):
                    shutil.rmtree(path)
