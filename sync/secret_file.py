"""A secret in a file of its own: whole or not there, and of use to this till alone.

On POSIX the file's mode (0600) and its owner guard it. On Windows a mode says nothing: the folder's access list guards
the file there, and what stands in it is locked to the computer besides (see :mod:`sync.dpapi`), so that a copy of the
file opens nothing elsewhere. A plain file on Windows, brought there by hand, is locked when it is first read.

Every part that keeps a secret reads and writes it here; this module knows nothing of ours but the locking.
"""

from __future__ import annotations

import logging
import os
import stat
import sys
from enum import StrEnum
from pathlib import Path
from typing import Protocol

_LOG = logging.getLogger(__name__)
_MARK = b"trofast-dpapi-1\n"
"""What a locked file begins with; a plain key of random bytes begins so once in 2^128."""
_LONGEST = 65_536
_WITHOUT_NEW_LINES = getattr(os, "O_BINARY", 0)
"""Windows would make two bytes of one where a key holds a 10."""


class Cause(StrEnum):
    """Why a secret can not be used."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    OPEN_TO_OTHERS = "open_to_others"
    ELSEWHERE = "elsewhere"
    """Locked by another computer, or by this one before Windows was installed anew."""
    DAMAGED = "damaged"
    DENIED = "denied"
    """Windows itself would not unlock: its key store can not be reached just now, or by this account."""


class SecretTrouble(Exception):
    """A secret can not be read or kept. ``detail`` goes on where the file's name ended, and says what to do where only
    this module knows it.
    """

    def __init__(self, path: Path, cause: Cause, detail: str) -> None:
        super().__init__(f"{path.name} {detail}")
        self.path = path
        self.cause = cause
        self.detail = detail


class LockTrouble(Exception):
    """What a :class:`Lock` raises: the cause, and words that go on where the file's name ended."""

    def __init__(self, cause: Cause, detail: str) -> None:
        super().__init__(detail)
        self.cause = cause
        self.detail = detail


class Lock(Protocol):
    """Locks bytes to this computer. Both raise :class:`LockTrouble`."""

    def lock(self, plain: bytes) -> bytes:
        """The bytes as they may lie in a file."""
        ...

    def unlock(self, locked: bytes) -> bytes:
        """What was locked."""
        ...


def own_lock() -> Lock | None:
    """What locks secrets on this system; ``None`` where the file's mode guards them."""
    if sys.platform != "win32":
        return None
    else:  # noqa: RET505 - so that the type checker sees which system has what
        from sync.dpapi import Dpapi

        return Dpapi()


def read_secret_file(path: Path, length: int | None = None, *, others_may_read: bool = False) -> bytes:
    """The secret in a file. ``length`` is how many bytes it should have: a plain file of another length is handed over
    as it is, for the caller to refuse, and not locked. Raises :class:`SecretTrouble`.

    ``others_may_read`` takes a file whatever its mode.
    """
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            content = file.read(_LONGEST)
    except FileNotFoundError as error:
        raise SecretTrouble(path, Cause.MISSING, "is missing") from error
    except OSError as error:
        raise SecretTrouble(path, Cause.UNREADABLE, f"can not be read ({error.strerror})") from error
    if os.name == "posix" and mode & 0o077 and not others_may_read:
        raise SecretTrouble(path, Cause.OPEN_TO_OTHERS, f"may be read by others (mode {mode:04o}, not 0600)")
    lock = own_lock()
    if content.startswith(_MARK):
        return _unlocked(path, content[len(_MARK) :], lock)
    if lock is not None and content and length in (None, len(content)):
        _lock_now(path, content, lock)
    return content


def write_secret_file(path: Path, secret: bytes, *, replace: bool = False) -> None:
    """Keep a secret in a new file; content and name are on the disk when this returns.

    The name is given to the whole file only: a power cut leaves a secret or none, never one that stands in the way of
    the next try. ``FileExistsError`` when the name is taken, unless ``replace``. Raises ``OSError`` and
    :class:`SecretTrouble`.
    """
    lock = own_lock()
    _write(path, secret if lock is None else _locked(path, secret, lock), replace)


def sync_folder(folder: Path) -> None:
    """Make names in a folder durable; Windows does so itself and has no way to ask."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _write(path: Path, content: bytes, replace: bool) -> None:
    aside = path.with_name(f"{path.name}.part")
    aside.unlink(missing_ok=True)
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _WITHOUT_NEW_LINES, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            aside.replace(path)
        elif os.name == "posix":
            os.link(aside, path)  # unlike a rename it refuses a name that is taken
        else:
            aside.rename(path)  # which refuses it on Windows, where not every file system has links
    finally:
        aside.unlink(missing_ok=True)
    sync_folder(path.parent)


def _locked(path: Path, secret: bytes, lock: Lock) -> bytes:
    try:
        return _MARK + lock.lock(secret)
    except LockTrouble as error:
        raise SecretTrouble(path, error.cause, error.detail) from error


def _unlocked(path: Path, locked: bytes, lock: Lock | None) -> bytes:
    if lock is None:
        raise SecretTrouble(
            path, Cause.ELSEWHERE, "was locked by Windows on another computer and opens nowhere else"
        )
    try:
        return lock.unlock(locked)
    except LockTrouble as error:
        raise SecretTrouble(path, error.cause, error.detail) from error


def _lock_now(path: Path, secret: bytes, lock: Lock) -> None:
    """Put the locked file in the place of a plain one. What hinders that hinders no sale: the next read tries again."""
    try:
        locked = _locked(path, secret, lock)
        if lock.unlock(locked[len(_MARK) :]) != secret:
            _LOG.info("%s stays as it is: what was locked does not open", path.name)
            return
        _write(path, locked, replace=True)
    except (SecretTrouble, LockTrouble, OSError) as error:
        _LOG.info("%s could not be locked to this computer: %s", path.name, error)
