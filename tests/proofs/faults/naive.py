"""Writers and checkers as one might write them at first; each has to be caught."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from proofs.faults import worlds

from dlm_schema.cli import migrate
from dlm_schema.disk import opening, writing
from dlm_schema.export import rewriting, verification

if TYPE_CHECKING:
    from proofs.faults.worlds import Act

    from dlm_schema.export.backups import Shelf
    from dlm_schema.findings import Finding

_FIXED: Final = ".dlm-schema-stays-0000000000000000.tmp"


def write_in_place() -> None:
    """Write into the file itself."""

    def write_content(directory: int, path: str, content: writing.Content, **_: Any) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        descriptor = os.open(os.path.basename(path), flags, 0o666, dir_fd=directory)
        os.write(descriptor, content.data)
        os.close(descriptor)

    vars(writing)["write_content"] = write_content


def share_a_temporary() -> None:
    """Write under one name that all writers use, and rename whatever has it."""
    worlds.make_lockless()
    vars(writing)["_FLAGS"] ^= os.O_EXCL | os.O_TRUNC
    vars(writing)["_check_own"] = lambda *_: None
    vars(rewriting)["temporary_name"] = lambda **_: _FIXED


def never_look_back() -> None:
    """Take what an exchange returns for what was there before."""
    setattr(rewriting._Change, "_is_planned", lambda *_: True)  # noqa: B010  (typed as fixed)


def never_sweep() -> None:
    """Leave what killed writers left."""
    vars(writing)["sweep"] = vars(rewriting)["sweep"] = lambda *_, **__: None


def go_by_names() -> None:
    """Open folders again by their names, whatever has these now."""
    vars(rewriting)["_folder"] = lambda path, _: opening.directory_at(path)
    shelf_for = vars(migrate)["shelf_for"]

    def careless(*arguments: Any) -> Shelf:
        shelf: Shelf = shelf_for(*arguments)
        return shelf._replace(export=None)

    vars(migrate)["shelf_for"] = careless


def pass_over_errors() -> None:
    """Say nothing of files that cannot be read."""
    examine = verification.examine

    def examining(*arguments: Any, **keywords: Any) -> Iterator[Finding]:
        for finding in examine(*arguments, **keywords):
            if finding.code not in ("files/unreadable", "files/missing"):
                yield finding

    vars(verification)["examine"] = examining


def follow_links() -> None:
    """Open paths as the system does."""

    def following(directory: int, path: str, flags: int) -> int:
        return os.open(path, flags, dir_fd=directory)

    vars(opening)["_open"] = following


def done(act: Act, *changes: Callable[[], None]) -> Act:
    """Return a function as it is done naively."""

    def acting(folder: Path) -> int:
        for change in changes:
            change()
        return act(folder)

    return acting
