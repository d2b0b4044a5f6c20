"""Who is asking: the till behind a signed request, or why it is not believed."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, select

from sync.protocol.v1 import signing
from sync.protocol.v1.problems import Code
from sync.server.nonces import Nonces
from sync.server.problems import Declined
from sync.server.schema import tables
from sync.server.schema.till_tables import former_key, revoked_till

_NONCE = re.compile(r"[0-9a-f]{32}")
_TIME = re.compile(r"[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """What a signature covers, and what its headers say."""

    method: str
    target: str
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Caller:
    """A till that proved itself, by the key that it signed with."""

    company_id: str
    till_id: str
    store_id: str
    public_key: bytes
    frozen: str
    acked: int
    number: int
    is_revoked: bool = False


def authenticate(connection: Connection, request: SignedRequest, nonces: Nonces, now_ms: int) -> Caller:
    """The till that signed this request. Raises :class:`Declined` 401 for anybody else.

    The signature is looked at before the clock, so only a real till learns the server's time and only a real till's
    nonces are remembered.
    """
    said = request.headers
    company_id, till_id = said.get(signing.COMPANY, ""), said.get(signing.TILL, "")
    at, nonce = said.get(signing.AT_MS, ""), said.get(signing.NONCE, "")
    if not (company_id and till_id and _TIME.fullmatch(at) and _NONCE.fullmatch(nonce)):
        raise Declined(401, Code.BAD_SIGNATURE, "the request is not signed")
    table = tables.till
    row = connection.execute(
        select(
            table.c.store_id,
            table.c.public_key,
            table.c.frozen,
            table.c.acked,
            table.c.till_number,
            revoked_till.c.revoked_ms,
        )
        .join_from(
            table,
            revoked_till,
            (revoked_till.c.company_id == table.c.company_id) & (revoked_till.c.till_id == table.c.till_id),
            isouter=True,
        )
        .where(table.c.company_id == company_id, table.c.till_id == till_id)
    ).one_or_none()
    if row is None:
        raise Declined(401, Code.UNKNOWN_TILL, "no such till is enrolled here")
    signed = signing.request_bytes(
        method=request.method,
        target=request.target,
        body=request.body,
        company_id=company_id,
        till_id=till_id,
        at_ms=int(at),
        nonce=nonce,
    )
    key = _signed_by(connection, company_id, till_id, row.public_key, said, signed, now_ms)
    if key is None:
        raise Declined(401, Code.BAD_SIGNATURE, "the signature is not this till's")
    if abs(int(at) - now_ms) > signing.SKEW_MS:
        raise Declined(401, Code.CLOCK, "the till's clock is too far from the server's", now_ms=now_ms)
    nonces.remember(connection, company_id, till_id, nonce, now_ms)
    return Caller(
        company_id,
        till_id,
        row.store_id,
        key,
        row.frozen,
        row.acked,
        row.till_number,
        is_revoked=row.revoked_ms is not None,
    )


def _signed_by(
    connection: Connection,
    company_id: str,
    till_id: str,
    in_force: bytes,
    said: Mapping[str, str],
    signed: bytes,
    now_ms: int,
) -> bytes | None:
    """Which of the till's keys signed: the one in force, or a former one that has not died yet."""
    try:
        signature = base64.b64decode(said.get(signing.SIGNATURE, ""), validate=True)
    except (binascii.Error, ValueError):
        return None
    if verifies(in_force, signature, signed):
        return in_force
    former = former_key.c
    keys = connection.execute(
        select(former.public_key).where(
            former.company_id == company_id, former.till_id == till_id, former.dies_ms > now_ms
        )
    ).scalars()
    return next((key for key in keys if verifies(key, signature, signed)), None)


def verifies(public_key: bytes, signature: bytes, signed: bytes) -> bool:
    """Whether a raw key made that signature."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, signed)
    except (InvalidSignature, ValueError):
        return False
    return True
