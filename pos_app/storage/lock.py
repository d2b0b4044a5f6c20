"""One holder at a time: a lock file that the operating system lets go when its process ends, however it ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Self

from pos_app.domain.errors import TillError


class AlreadyHeld(TillError):
    """Another process holds the lock."""


class FileLock:
    """An exclusive lock on ``path``. The file stays; what counts is who holds it. It says the holder's process id,
    for people.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    def acquire(self) -> Self:
        """Take it, or raise :class:`AlreadyHeld` at once. ``OSError`` when the folder can not be written."""
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        try:
            _lock(handle)
        except OSError as error:
            os.close(handle)
            raise AlreadyHeld(f"{self.path.name} is held by another process") from error
        self._handle = handle
        os.ftruncate(handle, 0)
        os.write(handle, b"%d\n" % os.getpid())
        return self

    def release(self) -> None:
        """Let it go; nothing when it is not held."""
        if self._handle is not None:
            _unlock(self._handle)
            os.close(self._handle)
            self._handle = None


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

    def _unlock(handle: int) -> None:
        """Windows lets go of a closed file's locks as well, but not at once."""
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)
