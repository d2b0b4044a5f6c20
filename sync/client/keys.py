"""The till's own Ed25519 key: made on the till, kept in a file only the till's user can read, never sent.

The file holds the raw 32-byte seed. A kiosk has no unlocked keyring; what guards the file stands in
:mod:`sync.secret_file`.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from pos_app.domain.errors import TillError
from sync.secret_file import Cause, SecretTrouble, read_secret_file, sync_folder, write_secret_file

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SEED_LENGTH = 32


class KeyTrouble(TillError):
    """The key file can not be used; the text says why and what to do. ``path`` is the file."""

    def __init__(self, path: Path, sentence: str) -> None:
        self.path = path
        self.sentence = sentence
        super().__init__(sentence)


class DeviceKey:
    """Signs as this till. Never shown: its ``repr`` is the fingerprint."""

    def __init__(self, seed: bytes) -> None:
        self._private = _private_key(seed)
        self.public_key = self._private.public_key().public_bytes_raw()
        """The raw public key, 32 bytes."""

    @property
    def fingerprint(self) -> str:
        """What both ends show a person: the first 16 hex digits of the public key's SHA-256."""
        return fingerprint(self.public_key)

    def sign(self, data: bytes) -> bytes:
        """The Ed25519 signature over ``data``, 64 bytes."""
        return self._private.sign(data)

    def __repr__(self) -> str:
        return f"DeviceKey({self.fingerprint})"


def fingerprint(public_key: bytes) -> str:
    """The first 16 hex digits of the SHA-256 of a raw public key."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def make_key(path: Path) -> DeviceKey:
    """Make a key and write it to a new 0600 file, whole or not at all.

    Raises :class:`KeyTrouble`, also when the file exists.
    """
    if path.exists():
        raise KeyTrouble(path, f"{path}: there is a key already; it is not overwritten.")
    seed = os.urandom(SEED_LENGTH)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_secret_file(path, seed)
    except SecretTrouble as trouble:
        raise KeyTrouble(path, f"{path}: the till's key can not be kept: it {trouble.detail}.") from trouble
    except OSError as error:
        raise KeyTrouble(path, f"{path}: the till's key can not be written ({error.strerror}).") from error
    return DeviceKey(seed)


def read_key(path: Path) -> DeviceKey:
    """The key in a file. Raises :class:`KeyTrouble` when it is missing, of a wrong length, or open to other users."""
    try:
        seed = read_secret_file(path, SEED_LENGTH)
    except SecretTrouble as trouble:
        raise KeyTrouble(path, f"{path}: {_told(trouble)}") from trouble
    if len(seed) != SEED_LENGTH:
        raise KeyTrouble(
            path, f"{path}: a key has {SEED_LENGTH} bytes; this file is damaged. Enrol the till again."
        )
    return DeviceKey(seed)


def read_or_make_key(path: Path) -> DeviceKey:
    """The key in a file, made first where there is none: an enrolment that broke off goes on with the same key."""
    return read_key(path) if path.exists() else make_key(path)


def next_key_file(path: Path) -> Path:
    """Where the key that is to follow lies until the server has it."""
    return path.with_name(path.name + ".new")


def promote(path: Path) -> None:
    """Put the key that followed in the place of the one before: one rename, one of the two is there at any moment."""
    next_key_file(path).replace(path)
    sync_folder(path.parent)


def other_key(path: Path, refused: bytes) -> DeviceKey | None:
    """A key of this till that is another than the one (by its public half) that a server refused: it was changed while
    this process ran, or the change broke off. ``None`` where there is none.
    """
    for each in (path, next_key_file(path)):
        with contextlib.suppress(KeyTrouble):
            found = read_key(each)
            if found.public_key != refused:
                return found
    return None


def _told(trouble: SecretTrouble) -> str:
    match trouble.cause:
        case Cause.MISSING:
            return "the till's key is missing. Put it back, or enrol the till again."
        case Cause.OPEN_TO_OTHERS:
            return f"other users can read the till's key. Run: chmod 600 {trouble.path}"
        case _:
            return f"the till's key {trouble.detail}."


def _private_key(seed: bytes) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(seed)
