"""A till's new key.

===================  ==============================================================
``POST /v1/keys``    :class:`NewKey` -> :class:`KeyReply`
===================  ==============================================================

The request is signed by the key so far, the new one signs that it takes its place. Then the till asks once more, signed
by the new key: that says it has it, and the former key dies. Until then the former key still signs for a day, because
the first answer may have been lost.
"""

from __future__ import annotations

import msgspec


class NewKey(msgspec.Struct, frozen=True, kw_only=True):
    """``public_key`` is raw Ed25519 (32 bytes), ``proof`` its signature over :func:`proof_bytes`."""

    public_key: bytes
    proof: bytes


class KeyReply(msgspec.Struct, frozen=True, kw_only=True):
    """Whose key is in force by its fingerprint, and until when (ms UTC) the former one signs too; 0: no more."""

    fingerprint: str
    former_until_ms: int


def proof_bytes(company_id: str, till_id: str, public_key: bytes) -> bytes:
    """What a new key signs."""
    return b"trofast-new-key-v1\0" + msgspec.msgpack.encode((company_id, till_id, public_key))
