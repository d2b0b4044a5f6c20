"""The till's key file: 32 raw bytes that only the till's own user may read.

A file rather than a keyring, because a kiosk session has no keyring that somebody unlocked; what guards it stands in
:mod:`sync.secret_file`.
"""

from __future__ import annotations

import os
from pathlib import Path

from pos_app.storage.driver import KEY_BYTES
from pos_app.storage.faults import cannot_sell
from sync.secret_file import SecretTrouble, read_secret_file, write_secret_file


def read_key(path: Path) -> bytes:
    """The key. Raises :class:`~pos_app.domain.errors.CannotSell` ``unreadable_key`` when the file is missing, has
    another length, may be read by others, or was locked on another computer.
    """
    try:
        key = read_secret_file(path, KEY_BYTES)
    except SecretTrouble as trouble:
        raise cannot_sell("unreadable_key", found=str(trouble)) from trouble
    if len(key) != KEY_BYTES:
        raise cannot_sell("unreadable_key", found=f"{path.name} is not a key of {KEY_BYTES} bytes")
    return key


def make_key(path: Path) -> bytes:
    """A new random key in a new file; file and name are on the disk before it is used.

    ``FileExistsError`` when one is there: a key is never overwritten, what it locks would be lost.
    """
    key = os.urandom(KEY_BYTES)
    try:
        write_secret_file(path, key)
    except SecretTrouble as trouble:
        raise cannot_sell("unreadable_key", found=str(trouble)) from trouble
    return key
