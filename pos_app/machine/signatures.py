"""Ed25519 as the till needs it: to check what others signed."""

from __future__ import annotations


class Ed25519Signatures:
    """The port ``Signatures``. The library is imported with the first code: the start does without it."""

    def is_right(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
        """Whether whoever has that raw key's secret signed the message."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True
