"""The till's key file: 32 raw bytes that only the till's own user may read.

A file of mode 0600 rather than a keyring, because a kiosk session has no keyring that somebody unlocked.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from pos_app.storage.driver import KEY_BYTES
from pos_app.storage.faults import cannot_sell
from pos_app.storage.replica_files import sync_folder


def read_key(path: Path) -> bytes:
    """The key. Raises :class:`~pos_app.domain.errors.CannotSell` ``unreadable_key`` when the file is missing, has
    another length, or may be read by others.
    """
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            key = file.read(KEY_BYTES + 1)
    except OSError as error:
        raise cannot_sell("unreadable_key", found=f"{path.name}: {error.strerror}") from error
    if len(key) != KEY_BYTES:
        raise cannot_sell("unreadable_key", found=f"{path.name} is not a key of {KEY_BYTES} bytes")
    if os.name == "posix" and mode & 0o077:
        raise cannot_sell(
            "unreadable_key", found=f"{path.name} may be read by others (mode {mode:04o}, not 0600)"
        )
    return key


def make_key(path: Path) -> bytes:
    """A new random key in a new file of mode 0600; file and name are on the disk before it is used.

    The name is given to the whole file only: a power cut leaves a key or none, never one that stands in the way of
    the next try. ``FileExistsError`` when one is there: a key is never overwritten, what it locks would be lost.
    """
    key = os.urandom(KEY_BYTES)
    aside = path.with_name(f"{path.name}.part")
    aside.unlink(missing_ok=True)
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        os.link(aside, path)  # unlike a rename it refuses a name that is taken
    finally:
        aside.unlink()
    sync_folder(path.parent)
    return key
