"""Run a migration again and again, killing it ahead of each change it makes to the disk.

    python killed.py TEMPLATE WORK [--without-links] ARGUMENTS...

Each run has its own copy of the folder TEMPLATE in WORK, named after the number of the change
that it did not live to make, and passed to the command as its last argument. A write is killed
half way. Prints the number of runs that were killed; the one after them ran to its end.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sys
from typing import Any, NoReturn

from support.harness import changes_to_disk

from dlm_schema.cli.main import main as run_command


def without_links(source: str, destination: str, *, dst_dir_fd: int, **keywords: Any) -> NoReturn:
    """Stand in for ``link`` on a file system that has no hard links."""
    taken = destination in os.listdir(dst_dir_fd)
    number = errno.EEXIST if taken else errno.EPERM
    raise OSError(number, os.strerror(number))


def migrate_until(deadly: int, arguments: list[str]) -> NoReturn:
    """Run the command in this process, and end it ahead of the change with that number."""
    write = os.write

    def before(number: int, name: str, values: tuple[Any, ...]) -> None:
        if number == deadly:
            if name == "write":
                write(values[0], values[1][: len(values[1]) // 2])
            os.kill(os.getpid(), signal.SIGKILL)

    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    with changes_to_disk(before):
        os._exit(run_command(arguments))


def main() -> int:
    """Kill one run after the other until one is not."""
    template, work, *arguments = sys.argv[1:]
    if arguments[0] == "--without-links":
        del arguments[0]
        vars(os)["link"] = without_links
    number = 1
    while True:
        copy = os.path.join(work, str(number))
        shutil.copytree(template, copy)
        child = os.fork()
        if child == 0:
            migrate_until(number, [*arguments, copy])
        status = os.waitpid(child, 0)[1]
        if not os.WIFSIGNALED(status):
            shutil.rmtree(copy)
            print(number - 1)
            return os.waitstatus_to_exitcode(status)
        number += 1


if __name__ == "__main__":
    raise SystemExit(main())
