"""PIN hashes."""

from __future__ import annotations


class Argon2Pins:
    """The port ``PinCheck``. Argon2id is slow on purpose: some tens of milliseconds a try."""

    def matches(self, pin_hash: str, pin: str) -> bool:
        """Whether that is the PIN; a damaged hash matches nothing."""
        from argon2 import PasswordHasher
        from argon2.exceptions import InvalidHashError, VerificationError

        try:
            return PasswordHasher().verify(pin_hash, pin)
        except (VerificationError, InvalidHashError, UnicodeEncodeError):
            return False
