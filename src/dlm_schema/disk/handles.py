"""What is opened where this machine's kernel has no descriptor for it, such as in an object store.

A folder or file of that kind takes the place of a descriptor, and is none: every system call
refuses its number. So what is not written for it fails, and opens nothing else.
"""

from __future__ import annotations

import os
from abc import abstractmethod
from collections.abc import Generator, Sequence
from typing import Final, Self, TypeAlias

Chunks: TypeAlias = Generator[memoryview, None, None]
"""Pieces of a file, each of which holds only until the next one is asked for."""

Entries: TypeAlias = list[tuple[str, bool | None]]
"""What lies in a folder: names, and whether each is a folder's, or ``None`` for a link's."""

Stamps: TypeAlias = list[tuple[str, str | None]]
"""What lies in a folder: names, and what tells versions of a file apart; ``None`` for a folder."""

FolderId: TypeAlias = tuple[int, int]
"""The device and inode of a folder."""


_NO_DESCRIPTOR: Final = -1000  # -1, -2 and -100 stand for the present folder in some calls


class _Handle(int):
    """No ``ABC``: each file that is opened is asked for its class, which takes longer of these.

    That everything is there is seen by whoever checks types.
    """

    def __new__(cls, *_arguments: object, **_options: object) -> Self:
        return super().__new__(cls, _NO_DESCRIPTOR)


class Folder(_Handle):
    """A folder. Where something is missing or cannot be read, ``OSError`` is raised."""

    @property
    @abstractmethod
    def identity(self) -> FolderId:
        """What tells that it is the one that it was."""

    @abstractmethod
    def entries(self) -> Entries:
        """List what lies in it."""

    @property
    @abstractmethod
    def size(self) -> int:
        """The bytes of the files right in it, as far as its listing told of them."""

    @abstractmethod
    def entries_beneath(self, folder: str) -> Entries:
        """List a folder that is part of it, or, without a name, itself: once, and no more."""

    @abstractmethod
    def stamps(self) -> Stamps:
        """List what lies in it as it was when it was first listed; fails without versions."""

    @abstractmethod
    def folder(self, way: str) -> Folder:
        """Return a folder below it, or by ``..`` one around it; whether it is there shows later."""

    @abstractmethod
    def expect(self, ways: Sequence[str]) -> None:
        """Look ahead at folders below it, which are asked for in this order."""

    @abstractmethod
    def holds(self, way: str) -> bool:
        """Whether something has a name below it, or around it by ``..``."""

    @abstractmethod
    def open(self, path: str) -> tuple[File, os.stat_result]:
        """Open what has a name below it: the status says what that is."""

    @abstractmethod
    def read(self, name: str) -> bytes:
        """Read a file in it, and no more than one byte beyond what a manifest may have."""

    @abstractmethod
    def anew(self) -> Folder:
        """Return the same folder, of which nothing is known yet."""

    @abstractmethod
    def see_writable(self, *, by_trying: bool) -> None:
        """See that what is written in it cannot undo what others write meanwhile."""

    @abstractmethod
    def fetch(self, name: str) -> tuple[bytes, str]:
        """Read a small file in it as it is now, and tell its version."""

    @abstractmethod
    def write(self, name: str, data: bytes, version: str | None) -> None:
        """Write a file in place of a version, or where there is none; else ``FileExistsError``."""

    @abstractmethod
    def remove(self, name: str) -> None:
        """Remove a file in it."""


class File(_Handle):
    """A file. Reads begin at its start; ``OSError`` is raised as by system calls."""

    @abstractmethod
    def status(self) -> os.stat_result:
        """Ask anew what it is: another inode means another object, and no name that it is gone."""

    @abstractmethod
    def read(self, most: int) -> bytes:
        """Read up to so many bytes."""

    @abstractmethod
    def chunks(self, most: int) -> Chunks:
        """Read up to so many bytes in constant memory."""

    @abstractmethod
    def kept_digest(self) -> str | None:
        """Return the SHA-256 digest that the store keeps of all of it, if that is to be trusted."""
