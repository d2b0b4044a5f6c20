"""A member's phone: it has a key of its own and the token that the company signed for it, and shows codes without a
network. The member's page does the same in a browser; ``tests/vectors/codes`` holds both to the same bytes.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pos_app.domain.member_code import STEP_S, read_token, shown_bytes, text_of


class Phone:
    """One phone. ``company_id`` comes with the token; ``seed`` makes the key that never leaves the phone."""

    def __init__(self, company_id: str, seed: bytes) -> None:
        self.company_id = company_id
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self._raw = b""

    @property
    def public_key(self) -> bytes:
        """What the company signs into the token."""
        return self._key.public_key().public_bytes_raw()

    def take(self, raw: bytes) -> None:
        """Keep the token; it must be made for this phone."""
        token, _ = read_token(raw)
        assert token.phone_key == self.public_key
        self._raw = raw

    def shows(self, at_ms: int) -> str:
        """The text of the QR at that time by the phone's clock (ms UTC)."""
        step = at_ms // (STEP_S * 1000)
        token, _ = read_token(self._raw)
        proof = self._key.sign(shown_bytes(self.company_id, token.token_id, step))
        return text_of(self._raw + step.to_bytes(4, "big") + proof)
