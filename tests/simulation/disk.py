"""Disks that a machine can die on: every statement that writes is a place to crash at, before it or after.

The hook sits in the driver (``sqlcipher3``), which both the till and the server open their files with, so neither of
them knows. A dead disk answers nothing any more; what is committed survives, as after a kill: the files are copied as
they lie, write-ahead log and all, before a connection is closed, because closing tidies up and a crash does not.
Power cuts proper, where unsynced writes are lost, are the matter of ``tests/power``.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import unquote

from sqlcipher3 import dbapi2  # type: ignore[import-untyped, unused-ignore]

_WRITES = frozenset({"INSERT", "UPDATE", "DELETE", "REPLAC", "COMMIT"})
_LEFT_BEHIND = ("-shm", ".lock")


class Crash(BaseException):
    """The machine is gone at this very statement. No ``except Exception`` may outlive it."""

    def __init__(self, disk: Disk) -> None:
        super().__init__(disk.name)
        self.disk = disk


class Disk:
    """One machine's disk below ``folder``. ``crash_at`` counts the edges of writes down (each write has two); at 0 the
    machine dies.
    """

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.folder = folder
        self.is_dead = False
        self.crash_at = -1
        self.writes = 0
        self._generation = 0
        self._open: list[Any] = []

    def edge(self) -> None:
        """A write begins or has ended."""
        self.alive()
        self.writes += 1
        if self.crash_at >= 0:
            self.crash_at -= 1
            if self.crash_at < 0:
                self.is_dead = True
                raise Crash(self)

    def alive(self) -> None:
        """Nobody does anything on a dead machine."""
        if self.is_dead:
            raise Crash(self)

    def die(self) -> None:
        """From now on nothing more is written."""
        self.is_dead = True

    def opened(self, connection: Any) -> None:
        """Keep it, to be closed when the machine has died."""
        self._open.append(connection)

    def forget(self, connection: Any) -> None:
        """It was closed in order."""
        if connection in self._open:
            self._open.remove(connection)

    def come_back(self) -> None:
        """What the disk holds after the crash, in a new folder; the old one goes with its connections and locks."""
        old = self.folder
        self._generation += 1
        self.folder = old.with_name(f"{old.name.partition('@')[0]}@{self._generation}")
        copy_as_it_lies(old, self.folder)
        for connection in self._open:
            connection.really_close()
        self._open.clear()
        shutil.rmtree(old)
        self.is_dead, self.crash_at = False, -1


def copy_as_it_lies(source: Path, target: Path) -> None:
    """Copy a machine's files without asking the databases: what a kill, or somebody with a disk image, finds."""
    shutil.copytree(
        source, target, ignore=lambda _, names: [name for name in names if name.endswith(_LEFT_BEHIND)]
    )


class _Cursor(dbapi2.Cursor):  # type: ignore[misc, unused-ignore]
    def execute(self, sql: str, *values: Any) -> Any:
        disk: Disk = self.connection.disk
        if sql[:6].upper() in _WRITES:
            disk.edge()
            done = super().execute(sql, *values)
            disk.edge()
            return done
        disk.alive()
        return super().execute(sql, *values)

    def executemany(self, sql: str, *rows: Any) -> Any:
        self.connection.disk.edge()
        done = super().executemany(sql, *rows)
        self.connection.disk.edge()
        return done


class _Connection(dbapi2.Connection):  # type: ignore[misc, unused-ignore]
    disk: Disk

    def cursor(self, *_: Any) -> Any:
        return super().cursor(_Cursor)

    def execute(self, sql: str, *values: Any) -> Any:
        return self.cursor().execute(sql, *values)

    def executemany(self, sql: str, *rows: Any) -> Any:
        return self.cursor().executemany(sql, *rows)

    def commit(self) -> None:
        self.disk.edge()
        super().commit()
        self.disk.edge()

    def rollback(self) -> None:
        if not self.disk.is_dead:
            super().rollback()

    def close(self) -> None:
        if not self.disk.is_dead:
            self.disk.forget(self)
            super().close()

    def really_close(self) -> None:
        super().close()


@contextmanager
def watched(disks: Callable[[], list[Disk]]) -> Iterator[None]:
    """While this lasts, every file below one of the disks' folders is opened through its disk."""
    plain = dbapi2.connect

    def connect(database: Any, *rest: Any, **named: Any) -> Any:
        path = Path(unquote(str(database).removeprefix("file:").partition("?")[0]))
        disk = next((each for each in disks() if each.folder in path.parents), None)
        if disk is None:
            return plain(database, *rest, **named)
        disk.alive()
        connection = plain(database, *rest, factory=_Connection, **named)
        connection.disk = disk
        disk.opened(connection)
        return connection

    with mock.patch.object(dbapi2, "connect", connect):
        yield
