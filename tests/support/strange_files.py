"""Making what is no regular file."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.harness import manifest_bytes


@contextlib.contextmanager
def never_blocked() -> Iterator[None]:
    """Fail, and do not hang, when something waits for a FIFO's other end."""

    def give_up(number: int, frame: object) -> None:
        raise AssertionError("blocked")

    previous = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(240)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, previous)


def make_fifo(path: Path) -> None:
    os.mkfifo(path)


def make_socket(path: Path) -> None:
    here = os.getcwd()
    os.chdir(path.parent)  # a socket's path is limited to some hundred bytes
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path.name)
    finally:
        os.chdir(here)


def make_link(path: Path) -> None:
    target = path.with_name("target.json")
    target.write_bytes(manifest_bytes(3))
    path.symlink_to(target)


def make_loop(path: Path) -> None:
    path.symlink_to(path.name)


def make_dangling(path: Path) -> None:
    path.symlink_to("nowhere")


def make_device(path: Path) -> None:
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("devices cannot be made here")
