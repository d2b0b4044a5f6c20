"""Personal fields, sealed under the member's own key beside the journal (FORGETTABLE).

The chain holds only the salted hash of what is sealed here: destroying the key makes the fields unreadable for ever,
and every hash still verifies.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass

SALT_BYTES = 16
NONCE_BYTES = 12
MEMBER_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Sealed:
    """``sealed`` is nonce and ChaCha20-Poly1305 ciphertext of UTF-8 text, the fact id as associated data."""

    salt: bytes
    sealed: bytes

    @property
    def personal_hash(self) -> bytes:
        """What the envelope holds of it."""
        return hashlib.sha256(self.salt + self.sealed).digest()


def seal_text(text: str, key: bytes, fact_id: str) -> Sealed:
    """Seal ``text`` for the record ``fact_id``; the salt keeps equal names from having equal hashes."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    nonce = os.urandom(NONCE_BYTES)
    body = ChaCha20Poly1305(key).encrypt(nonce, text.encode(), fact_id.encode())
    return Sealed(os.urandom(SALT_BYTES), nonce + body)


def open_text(sealed: bytes, key: bytes, fact_id: str) -> str | None:
    """The text, or ``None`` when that key did not seal it for that record."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    try:
        return (
            ChaCha20Poly1305(key)
            .decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], fact_id.encode())
            .decode()
        )
    except (InvalidTag, ValueError):
        return None
