"""Enrolment: a one-time code for a store and till number, and the till that takes its place with it.

A code such as ``K7TQ-M3XW-9FHA`` has a name (its first group) and a secret (the rest, 40 bits, stored as scrypt
hash). It lives ten minutes (one that is carried in a file for longer), works once and dies after five wrong secrets, so
guessing is hopeless and nobody can lock others out by guessing at random. The same till asking again with the same key
gets the same answer: its first answer may have been lost.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from typing import Any

import uuid_utils
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, Row, delete, insert, select, update

from sync.protocol.envelope import FIRST_PREVIOUS
from sync.protocol.invitation import CODE_ALPHABET
from sync.protocol.v1.messages import Enrol, Enrolled
from sync.protocol.v1.problems import Code
from sync.server.companies import Company, the_company
from sync.server.fleet.groups import group_at, put_into
from sync.server.holding.hubs import HUB_NUMBER, enrolled_hub, tell_neighbours
from sync.server.problems import Declined
from sync.server.replacing import began_at, note_replaced, numbers_begin, public_recovery_key
from sync.server.schema import tables
from sync.server.schema.till_tables import store_device

TERM_MS = 10 * 60 * 1000
MOST_WRONG = 5
_GROUP = 4


@dataclass(frozen=True, slots=True)
class NewCode:
    """A code to read to an installer, and until when it works (ms UTC)."""

    code: str
    expires_ms: int


def make_code(
    connection: Connection,
    company_id: str,
    store_id: str,
    till_number: int,
    now_ms: int,
    *,
    for_key: str = "",
    term_ms: int = TERM_MS,
    replaces: str = "",
    by: str = "",
    group: str = "",
) -> NewCode:
    """Make a code for one till of a store, or with :data:`HUB_NUMBER` for its hub; with ``for_key``, a fingerprint,
    only the one with that key may use it. With ``replaces``, a till's id, the new one takes that one's place, as
    ``by`` decided. It works for ``term_ms``. The till joins ``group``; with "" the one of the
    till in its place before.

    Raises :class:`ValueError` when there is no such store, or it has a hub.
    """
    if till_number == HUB_NUMBER and enrolled_hub(connection, company_id, store_id):
        raise ValueError(f"{store_id!r} has a hub already; `trofast-server hub retire` ends it first")
    if not store_exists(connection, company_id, store_id):
        raise ValueError(f"there is no store {store_id!r}")
    groups = ["".join(secrets.choice(CODE_ALPHABET) for _ in range(_GROUP)) for _ in range(3)]
    salt = os.urandom(16)
    table = tables.enrol_code
    connection.execute(
        delete(table).where(
            table.c.company_id == company_id, (table.c.expires_ms <= now_ms) | (table.c.code_id == groups[0])
        )
    )
    connection.execute(
        insert(tables.enrol_code),
        {
            "company_id": company_id,
            "code_id": groups[0],
            "salt": salt,
            "secret_hash": _hashed(salt, groups[1] + groups[2]),
            "store_id": store_id,
            "till_number": till_number,
            "expires_ms": now_ms + term_ms,
            "public_key": b"",
            "for_key": for_key,
            "group_name": group,
            "replaces": replaces,
            "replaces_by": by,
        },
    )
    return NewCode("-".join(groups), now_ms + term_ms)


def enrol(connection: Connection, asked: Enrol, now_ms: int) -> Enrolled | Declined:
    """Give a till its place. A :class:`Declined` is *returned*, because a wrong guess has to be counted."""
    if len(asked.public_key) != 32 or len(asked.software) > 200:
        return Declined(400, Code.MALFORMED, "a raw Ed25519 key of 32 bytes is needed")
    Ed25519PublicKey.from_public_bytes(asked.public_key)
    typed = "".join(c for c in asked.code.upper() if c.isalnum())
    row = _find(connection, typed)
    if row is None:
        return _unknown()
    if row.wrong >= MOST_WRONG:
        return Declined(429, Code.BUSY, "too many wrong codes; ask for a new one", retry_after_s=600)
    if not hmac.compare_digest(row.secret_hash, _hashed(row.salt, typed[_GROUP:])):
        _change(connection, row, wrong=row.wrong + 1)
        return _unknown()
    if row.expires_ms <= now_ms:
        return Declined(410, Code.CODE_EXPIRED, "this code has run out; ask for a new one")
    if row.for_key and row.for_key != fingerprint(asked.public_key):
        return Declined(403, Code.KEY_DIFFERS, "this code was made for another till's key")
    company = the_company(connection, row.company_id)
    if row.till_id:
        if row.public_key != asked.public_key:
            return Declined(409, Code.CODE_USED, "this code has been used; ask for a new one")
        return _place(connection, company, row, row.till_id, asked.public_key, now_ms)
    if row.till_number == HUB_NUMBER and enrolled_hub(connection, row.company_id, row.store_id):
        return Declined(409, Code.ONE_HUB, "this store has a hub already; retire it first")
    group = row.group_name or group_at(connection, row.company_id, row.store_id, row.till_number)
    till_id = str(uuid_utils.uuid7())
    begin = numbers_begin(connection, row.company_id, row.replaces) if row.replaces else 0
    connection.execute(
        insert(tables.till),
        {
            "company_id": row.company_id,
            "till_id": till_id,
            "store_id": row.store_id,
            "till_number": row.till_number,
            "public_key": asked.public_key,
            "software": asked.software,
            "enrolled_ms": now_ms,
            "seen_ms": now_ms,
            "head": FIRST_PREVIOUS,
            "last_receipt": begin,
        },
    )
    if row.replaces:
        note_replaced(connection, row.company_id, row.replaces, till_id, by=row.replaces_by, now_ms=now_ms)
    place = {"store_id": row.store_id, "till_id": till_id, "till_number": row.till_number}
    connection.execute(insert(store_device), {"company_id": row.company_id, **place})
    put_into(connection, row.company_id, till_id, group)
    _change(connection, row, till_id=till_id, public_key=asked.public_key)
    tell_neighbours(connection, row.company_id, till_id, row.store_id)
    return _place(connection, company, row, till_id, asked.public_key, now_ms)


def store_exists(connection: Connection, company_id: str, store_id: str) -> bool:
    """Whether the company has that store."""
    table = tables.published
    found = connection.execute(
        select(table.c.gone).where(
            table.c.company_id == company_id,
            table.c.kind == "store",
            table.c.row_id == store_id,
            table.c.gone == 0,
        )
    )
    return found.first() is not None


def fingerprint(public_key: bytes) -> str:
    """What both ends show for a key: the first 16 hex digits of its SHA-256."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def _find(connection: Connection, typed: str) -> Row[tuple[object, ...]] | None:
    table = tables.enrol_code
    rows = connection.execute(
        select(table).where(table.c.code_id == typed[:_GROUP]).order_by(table.c.expires_ms.desc())
    )
    return rows.first() if len(typed) == 3 * _GROUP else None


def _change(connection: Connection, row: Row[tuple[object, ...]], **values: object) -> None:
    table = tables.enrol_code
    connection.execute(
        update(table)
        .where(table.c.company_id == row.company_id, table.c.code_id == row.code_id)
        .values(**values)
    )


def _place(
    connection: Connection,
    company: Company,
    row: Row[Any],
    till_id: str,
    public_key: bytes,
    now_ms: int,
) -> Enrolled:
    """The place that a code was for; a hub makes no copies, and numbers nothing."""
    is_till = row.till_number != HUB_NUMBER
    return Enrolled(
        company_id=company.company_id,
        store_id=row.store_id,
        till_id=till_id,
        till_number=row.till_number,
        card_secret=company.card_secret,
        fingerprint=fingerprint(public_key),
        epoch=company.epoch,
        recovery_key=public_recovery_key(connection, company.company_id, now_ms) if is_till else b"",
        replaces=row.replaces,
        receipts_from=began_at(connection, company.company_id, till_id) if row.replaces else 0,
    )


def _unknown() -> Declined:
    return Declined(404, Code.CODE_UNKNOWN, "there is no such code; look at how it is written")


def _hashed(salt: bytes, secret: str) -> bytes:
    return hashlib.scrypt(secret.encode(), salt=salt, n=2**12, r=8, p=1, dklen=32)
