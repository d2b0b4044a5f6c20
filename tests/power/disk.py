"""A disk that remembers which of its bytes and names would survive a power cut.

Every file and folder is kept twice: as the running programs see it, and as it was when it was last synced, with the
list of what was done to it since. :meth:`Disk.after_power_cut` makes of the two what somebody finds after the power is
back: everything that was synced, and of the rest whatever :class:`~tests.power.survival.Survival` lets through.

A name is durable only when its *folder* is synced (POSIX promises no more), a file's bytes and length when the file is.
Nothing here knows FUSE: :mod:`tests.power.filesystem` puts it under a real process.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from tests.power.survival import NameChange, Resized, Survival, Written

ROOT = 1


class PowerCut(Exception):
    """The power is gone: nothing that was asked for after it happens."""


class Kind(StrEnum):
    """What changes a disk, and so can be the last thing before a power cut."""

    WRITE = "write"
    RESIZE = "resize"
    NAME = "name"
    SYNC = "sync"
    FOLDER_SYNC = "folder sync"


@dataclass(slots=True)
class Node:
    """What files and folders have in common. ``name`` is the one it got last; ``mode`` counts as synced at once."""

    number: int
    mode: int
    name: str
    changed_ns: int = field(default_factory=time.time_ns)


@dataclass(slots=True)
class File(Node):
    """``live`` is what programs read; ``synced`` with ``changes`` is what a power cut has to choose from."""

    live: bytearray = field(default_factory=bytearray)
    synced: bytearray = field(default_factory=bytearray)
    changes: list[Written | Resized] = field(default_factory=list)


@dataclass(slots=True)
class Folder(Node):
    """Names and the numbers of the nodes they stand for, in the same two states."""

    live: dict[str, int] = field(default_factory=dict)
    synced: dict[str, int] = field(default_factory=dict)
    changes: list[NameChange] = field(default_factory=list)


class Disk:
    """Files in folders, by number. Methods raise ``OSError`` as a file system does.

    ``watch`` is told of every change, a sync before it takes effect and anything else after; it may raise
    :class:`PowerCut`. A sync of a file for which it raises ``OSError`` has failed as on Linux: what was to be written
    counts as written from then on, so that the next sync says nothing of it, and goes with the power. Not safe on two
    threads at once.
    """

    def __init__(self, watch: Callable[[Kind, str], None] = lambda kind, name: None) -> None:
        self._watch = watch
        self._nodes: dict[int, Node] = {ROOT: Folder(ROOT, stat.S_IFDIR | 0o755, "")}

    def node(self, number: int) -> Node:
        """The node with that number."""
        return self._nodes[number]

    def file(self, number: int) -> File:
        """The file with that number."""
        found = self._nodes[number]
        if not isinstance(found, File):
            raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
        return found

    def folder(self, number: int) -> Folder:
        """The folder with that number."""
        found = self._nodes[number]
        if not isinstance(found, Folder):
            raise OSError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        return found

    def look_up(self, folder: int, name: str) -> Node:
        """What a name stands for."""
        number = self.folder(folder).live.get(name)
        if number is None:
            raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
        return self._nodes[number]

    # --- names

    def create(self, folder: int, name: str, permissions: int) -> File:
        """A new, empty file."""
        made = File(max(self._nodes) + 1, stat.S_IFREG | permissions, name)
        self._add(folder, made)
        return made

    def make_folder(self, folder: int, name: str, permissions: int) -> Folder:
        """A new, empty folder."""
        made = Folder(max(self._nodes) + 1, stat.S_IFDIR | permissions, name)
        self._add(folder, made)
        return made

    def link(self, number: int, folder: int, name: str) -> Node:
        """A second name for a file."""
        linked = self.file(number)
        self._refuse_taken(folder, name)
        self._rename(folder, NameChange("", name, number))
        return linked

    def remove(self, folder: int, name: str) -> None:
        """Take a name away. The file lives on for those who have it open."""
        node = self.look_up(folder, name)
        if isinstance(node, Folder) and node.live:
            raise OSError(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY))
        self._rename(folder, NameChange(name, "", node.number))

    def rename(self, folder: int, old: str, new_folder: int, new: str, *, replace: bool = True) -> None:
        """Give a node another name in the same folder, at once taking that name from whatever had it."""
        node = self.look_up(folder, old)
        if folder != new_folder:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        if not replace:
            self._refuse_taken(folder, new)
        if old != new:
            node.name = new
            self._rename(folder, NameChange(old, new, node.number))

    # --- bytes

    def read(self, number: int, offset: int, size: int) -> bytes:
        """Up to ``size`` bytes."""
        return bytes(self.file(number).live[offset : offset + size])

    def write(self, number: int, offset: int, data: bytes) -> None:
        """Write, growing the file where needed; a hole reads as zeros."""
        file = self.file(number)
        change = Written(offset, data)
        change.apply(file.live)
        file.changes.append(change)
        file.changed_ns = time.time_ns()
        self._watch(Kind.WRITE, file.name)

    def resize(self, number: int, size: int) -> None:
        """Cut a file off or grow it with zeros."""
        file = self.file(number)
        change = Resized(size)
        change.apply(file.live)
        file.changes.append(change)
        file.changed_ns = time.time_ns()
        self._watch(Kind.RESIZE, file.name)

    def sync(self, number: int) -> None:
        """Make a file's bytes, or a folder's names, durable."""
        node = self._nodes[number]
        if isinstance(node, Folder):
            self._watch(Kind.FOLDER_SYNC, node.name)
            node.synced = dict(node.live)
            node.changes.clear()
            return
        file = self.file(number)
        try:
            self._watch(Kind.SYNC, file.name)
        except OSError:
            file.changes.clear()
            raise
        for change in file.changes:
            change.apply(file.synced)
        file.changes.clear()

    # --- and then

    def after_power_cut(self, survival: Survival, target: Path) -> None:
        """Write into the folder ``target`` what is left; the same survival makes the same choices again."""
        chosen = {number: self._left_of(node, survival) for number, node in sorted(self._nodes.items())}

        def put(number: int, path: Path) -> None:
            left = chosen[number]
            if isinstance(left, dict):
                path.mkdir(exist_ok=True)
                for name, inside in left.items():
                    put(inside, path / name)
            else:
                path.write_bytes(left)
                path.chmod(stat.S_IMODE(self._nodes[number].mode))

        put(ROOT, target)

    @staticmethod
    def _left_of(node: Node, survival: Survival) -> bytes | dict[str, int]:
        if isinstance(node, Folder):
            return survival.names(node.synced, node.changes)
        assert isinstance(node, File)
        return survival.content(node.synced, node.changes)

    def _add(self, folder: int, node: Node) -> None:
        self._refuse_taken(folder, node.name)
        self._nodes[node.number] = node
        self._rename(folder, NameChange("", node.name, node.number))

    def _refuse_taken(self, folder: int, name: str) -> None:
        if name in self.folder(folder).live:
            raise OSError(errno.EEXIST, os.strerror(errno.EEXIST))

    def _rename(self, folder: int, change: NameChange) -> None:
        found = self.folder(folder)
        change.apply(found.live)
        found.changes.append(change)
        found.changed_ns = time.time_ns()
        self._watch(Kind.NAME, change.given or change.taken)
