"""Publish again and again, killing the process ahead of each change it makes to the disk.

    python killed_publication.py EARLIER LATER WORK

EARLIER and LATER are specifications. The one is published, then the other over it; each run is
killed ahead of another change, a write half way. What is there then is checked, and LATER is
published once more, which must come to the same end as if nothing had happened. Prints the number
of runs that were killed over no publication, over EARLIER, and over a run that was itself killed.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from dlm_schema.publish.deployment import SUMS, UNFINISHED, deploy
from dlm_schema.publish.tree import Tree, build

CHANGES = ("fchmod", "mkdir", "open", "rename", "rmdir", "unlink", "write")


def without_syncing() -> None:
    """Leave syncing out: what a power failure leaves is another question, and it is slow."""
    vars(os)["sync"] = lambda: None
    vars(os)["fsync"] = lambda descriptor: None


def publish_until(deadly: int, tree: Tree, out: Path) -> NoReturn:
    """Publish in this process, and end it ahead of the change with that number."""
    done = 0

    def watched(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def watching(*arguments: Any, **keywords: Any) -> Any:
            nonlocal done
            if name != "open" or arguments[1] & os.O_CREAT:
                done += 1
                if done == deadly:
                    if name == "write":
                        call(arguments[0], arguments[1][: len(arguments[1]) // 2])
                    os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments, **keywords)

        return watching

    for name in CHANGES:
        setattr(os, name, watched(name, getattr(os, name)))
    os.umask(0o077)
    deploy(tree, str(out), replace_drafts=True)
    os._exit(0)


def killed(deadly: int, tree: Tree, out: Path) -> bool:
    """Publish in a process that is killed; tell whether it lived long enough for that."""
    child = os.fork()
    if child == 0:
        publish_until(deadly, tree, out)
    status = os.waitpid(child, 0)[1]
    if not os.WIFSIGNALED(status) and os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"publishing failed at change {deadly}")
    return os.WIFSIGNALED(status)


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, but for temporary ones."""
    return {
        os.path.relpath(os.path.join(top, name), folder): Path(top, name).read_bytes()
        for top, _, names in os.walk(folder)
        for name in names
        if not name.endswith(".dlm-schema.tmp") and name != UNFINISHED
    }


def expected(tree: Tree) -> dict[str, bytes]:
    """Return what a folder holds when a tree was published in it."""
    sums = "".join(f"{digest}  {path}\n" for path, digest in sorted(tree.digests.items()))
    files = {path: Path(tree.folder, path).read_bytes() for path in tree.digests}
    return {**files, SUMS: sums.encode()}


def check(there: dict[str, bytes], allowed: list[dict[str, bytes]]) -> None:
    """Stop when a file is neither as one publication has it nor as another."""
    for path, data in there.items():
        if data not in [files.get(path) for files in allowed]:
            raise SystemExit(f"{path} is neither old nor new")


def complete(tree: Tree, out: Path) -> None:
    """Publish once more, compare, and clear up."""
    deploy(tree, str(out), replace_drafts=True)
    if contents(out) != expected(tree) or (out / UNFINISHED).exists():
        raise SystemExit(f"{out}: publishing again does not come to the same end")
    for top, folders, names in os.walk(out):
        for name in (*folders, *names):
            mode = os.stat(os.path.join(top, name)).st_mode & 0o777
            if mode != (0o755 if name in folders else 0o644):
                raise SystemExit(f"{top}/{name} has mode {mode:o}")
    shutil.rmtree(out)


def main() -> int:
    """Kill one run after the other until one is not."""
    work = Path(sys.argv[3])
    trees: list[Tree] = []
    for specification in sys.argv[1:3]:
        folder = work / f"tree-{len(trees)}"
        folder.mkdir(parents=True)
        trees.append(build(str(folder), specification))
    earlier, later = trees
    allowed = [expected(earlier), expected(later)]
    out = work / "out"
    without_syncing()

    first = 1
    while killed(first, later, out):
        check(contents(out), allowed[1:])
        complete(later, out)
        first += 1
    shutil.rmtree(out)

    again = 1
    deploy(earlier, str(out))
    while killed(again, later, out):
        check(contents(out), allowed)
        complete(later, out)
        deploy(earlier, str(out))
        again += 1
    shutil.rmtree(out)

    twice = 0
    for number in range(5, first, 40):
        for second in range(1, 30, 3):
            killed(number, earlier, out)
            twice += killed(second, later, out)
            check(contents(out), allowed)
            complete(later, out)
    print(first - 1, again - 1, twice)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
