"""How a till proves that a request is its own: an Ed25519 signature in headers, over all that matters of it.

A store's hub signs its answers too: whoever else stands in the shop's network can not grant anything.

The server refuses a nonce it has seen and a time further than :data:`SKEW_MS` from its own, and says its own time in
the refusal, so that a till with a wrong clock can still talk (SERVER-ORDER).
"""

from __future__ import annotations

import hashlib

import msgspec

COMPANY = "x-trofast-company"
TILL = "x-trofast-till"
AT_MS = "x-trofast-at-ms"
NONCE = "x-trofast-nonce"
SIGNATURE = "x-trofast-signature"
"""Header names. The signature is base64, the nonce 32 hex digits, the time decimal milliseconds."""

SKEW_MS = 300_000


def request_bytes(
    *, method: str, target: str, body: bytes, company_id: str, till_id: str, at_ms: int, nonce: str
) -> bytes:
    """What a request signature covers. ``target`` is the path with its query string, as sent."""
    digest = hashlib.sha256(body).digest()
    return b"trofast-request-v1\0" + msgspec.msgpack.encode(
        (method.upper(), target, digest, company_id, till_id, at_ms, nonce)
    )


def answer_bytes(*, hub_id: str, nonce: str, status: int, body: bytes) -> bytes:
    """What a hub's signature of an answer covers: the request it answers is known by its ``nonce``."""
    digest = hashlib.sha256(body).digest()
    return b"trofast-answer-v1\0" + msgspec.msgpack.encode((hub_id, nonce, status, digest))
