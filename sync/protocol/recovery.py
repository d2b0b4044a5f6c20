"""A till's keys in a sealed envelope, so that a day's copy can be opened after its till died, and by nobody else.

The copy is encrypted with ``till.key``, and what it holds is sent with the till's device key; both lie on the disk that
may die. So beside the copies lies ``till.keys``: the two keys, sealed to the company's recovery key. A sealed envelope
is made with the public half alone; the private half lies in the server's database, which opens one for a till that was
enrolled in the dead one's place by a named person. Whoever has only the copies' stick has two things that do not open.

Sealed is as HPKE's base mode has it (RFC 9180): a fresh X25519 key for each envelope, HKDF-SHA256, ChaCha20-Poly1305.
What stands outside (company, till, whose key opens it) is authenticated with it.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

VERSION = 1
KEY_BYTES = 32
MOST_BYTES = 4_096
_INFO = b"trofast-recovery-v1\0"
_NONCE = bytes(12)
"""Each envelope has a key of its own, which seals once."""


class NotOpened(Exception):
    """An envelope that is damaged, or that another key opens. The text says which."""


class TillKeys(msgspec.Struct, frozen=True, array_like=True):
    """What is inside: the key of ``till.db`` and the seed of the device key, 32 bytes each."""

    data_key: bytes
    device_seed: bytes


class Envelope(msgspec.Struct, frozen=True, array_like=True):
    """What is outside. ``recipient`` names the key that opens it (:func:`key_id`)."""

    version: int
    company_id: str
    till_id: str
    recipient: bytes
    ephemeral: bytes
    sealed: bytes


def key_id(public_key: bytes) -> bytes:
    """Eight bytes that name a raw X25519 public key."""
    return hashlib.sha256(public_key).digest()[:8]


def seal(keys: TillKeys, *, company_id: str, till_id: str, public_key: bytes) -> bytes:
    """The keys in an envelope that the private half of ``public_key`` (raw X25519) opens."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    once = X25519PrivateKey.generate()
    ephemeral = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public_key))
    outside = (VERSION, company_id, till_id, key_id(public_key), ephemeral)
    sealed = _cipher(shared, ephemeral, public_key).encrypt(
        _NONCE, msgspec.msgpack.encode(keys), msgspec.msgpack.encode(outside)
    )
    return msgspec.msgpack.encode(Envelope(*outside, sealed))


def outside_of(raw: bytes) -> Envelope:
    """What an envelope says without being opened. Raises :class:`NotOpened` for what is none."""
    try:
        found = msgspec.msgpack.decode(raw[: MOST_BYTES + 1], type=Envelope)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise NotOpened("this is no till's sealed keys, or the file is damaged") from error
    if len(raw) > MOST_BYTES or len(found.ephemeral) != KEY_BYTES:
        raise NotOpened("this is no till's sealed keys, or the file is damaged")
    if found.version != VERSION:
        raise NotOpened(f"these keys were sealed by a later release (form {found.version})")
    return found


def unseal(raw: bytes, private_key: bytes) -> TillKeys:
    """What is inside. Raises :class:`NotOpened` where this key (raw X25519) does not open it, or it was changed."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    found = outside_of(raw)
    mine = X25519PrivateKey.from_private_bytes(private_key)
    public = mine.public_key().public_bytes_raw()
    if found.recipient != key_id(public):
        raise NotOpened("these keys are sealed to another company's recovery key")
    outside = (found.version, found.company_id, found.till_id, found.recipient, found.ephemeral)
    try:
        shared = mine.exchange(X25519PublicKey.from_public_bytes(found.ephemeral))
        inside = _cipher(shared, found.ephemeral, public).decrypt(
            _NONCE, found.sealed, msgspec.msgpack.encode(outside)
        )
        keys = msgspec.msgpack.decode(inside, type=TillKeys)
    except (InvalidTag, ValueError, msgspec.MsgspecError) as error:
        raise NotOpened("the sealed keys are damaged, or were changed") from error
    if len(keys.data_key) != KEY_BYTES or len(keys.device_seed) != KEY_BYTES:
        raise NotOpened("the sealed keys are damaged, or were changed")
    return keys


def new_key_pair() -> tuple[bytes, bytes]:
    """A private and a public key, raw X25519."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def _cipher(shared: bytes, ephemeral: bytes, recipient: bytes) -> ChaCha20Poly1305:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    key = HKDF(SHA256(), KEY_BYTES, salt=None, info=_INFO + ephemeral + recipient).derive(shared)
    return ChaCha20Poly1305(key)
