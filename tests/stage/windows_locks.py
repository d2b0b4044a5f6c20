"""A computer's Data Protection API, written from its documentation, that misbehaves when told to.

It stands where pywin32's ``win32crypt`` would: the same two functions, the same arguments, errors with a ``winerror``
as a signed number. What it locks is unreadable and checked, as the real one's is; how strong that is, is no claim.
"""

from __future__ import annotations

import hashlib
import hmac
import os

UI_FORBIDDEN, LOCAL_MACHINE = 0x1, 0x4
ACCESS_DENIED, FILE_NOT_FOUND, INVALID_DATA = 5, 2, 13
BAD_KEY_STATE = 0x8009000B - (1 << 32)
OUT_OF_MEMORY = 14


class WindowsError(Exception):
    """As ``pywintypes.error``: number, function, words."""

    def __init__(self, winerror: int, function: str, words: str) -> None:
        super().__init__(winerror, function, words)
        self.winerror = winerror
        self.funcname = function
        self.strerror = words


class Computer:
    """One computer's store of keys; ``account`` is who asks now."""

    def __init__(self, account: str = "till") -> None:
        self.account = account
        self.machine_key: bytes | None = os.urandom(32)
        self.account_keys: dict[str, bytes] = {}
        self.denies: int | None = None
        """The number that it fails with, whatever it is asked."""
        self.breaks_what_it_locks = False
        self.asked_flags: list[int] = []
        self.descriptions: list[str] = []

    def reinstall(self) -> None:
        """Windows was installed anew: everything locked before is lost."""
        self.machine_key = os.urandom(32)
        self.account_keys = {}

    def CryptProtectData(
        self, data: bytes, description: str, entropy: bytes, reserved: None, prompt: None, flags: int, /
    ) -> bytes:
        self._ask("CryptProtectData", flags)
        self.descriptions.append(description)
        scope = b"M" if flags & LOCAL_MACHINE else b"A"
        key = self._key(scope, "CryptProtectData")
        nonce = os.urandom(16)
        hidden = bytes(a ^ b for a, b in zip(data, _stream(key, nonce, len(data)), strict=True))
        locked = scope + nonce + hidden
        seal = hmac.digest(key, entropy + locked, "sha256")
        return bytes(32) + locked if self.breaks_what_it_locks else seal + locked

    def CryptUnprotectData(
        self, data: bytes, entropy: bytes, reserved: None, prompt: None, flags: int, /
    ) -> tuple[str, bytes]:
        self._ask("CryptUnprotectData", flags)
        seal, locked = data[:32], data[32:]
        if len(locked) < 17 or locked[:1] not in {b"M", b"A"}:
            raise WindowsError(INVALID_DATA, "CryptUnprotectData", "The data is invalid.")
        key = self._key(locked[:1], "CryptUnprotectData")
        if not hmac.compare_digest(seal, hmac.digest(key, entropy + locked, "sha256")):
            if self._looks_whole(seal, locked):
                raise WindowsError(
                    BAD_KEY_STATE, "CryptUnprotectData", "Key not valid for use in specified state."
                )
            raise WindowsError(INVALID_DATA, "CryptUnprotectData", "The data is invalid.")
        nonce, hidden = locked[1:17], locked[17:]
        return "Trofast till", bytes(
            a ^ b for a, b in zip(hidden, _stream(key, nonce, len(hidden)), strict=True)
        )

    def _ask(self, function: str, flags: int) -> None:
        self.asked_flags.append(flags)
        if not flags & UI_FORBIDDEN:
            raise AssertionError("a dialog would be shown, and nobody may be there")
        if self.denies is not None:
            raise WindowsError(self.denies, function, "as told")

    def _key(self, scope: bytes, function: str) -> bytes:
        if scope == b"A":
            return self.account_keys.setdefault(self.account, os.urandom(32))
        if self.machine_key is None:
            raise WindowsError(FILE_NOT_FOUND, function, "The system cannot find the file specified.")
        return self.machine_key

    def _looks_whole(self, seal: bytes, locked: bytes) -> bool:
        """Whether another computer sealed this: the real one finds the other key's name in the bytes."""
        return (seal, locked) in _SEALED

    def note(self, locked: bytes) -> bytes:
        """Let every computer know these bytes as whole ones, as a key's name inside tells it."""
        _SEALED.add((locked[:32], locked[32:]))
        return locked


_SEALED: set[tuple[bytes, bytes]] = set()


def _stream(key: bytes, nonce: bytes, length: int) -> bytes:
    return hashlib.shake_256(key + nonce).digest(length)
