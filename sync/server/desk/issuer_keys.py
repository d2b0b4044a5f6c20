"""The keys a company signs member codes with: one signs, older ones are still believed until their codes have ended."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, delete, exists, func, insert, select, update

from pos_app.domain.member_code import key_id
from sync.protocol.v1.messages import IssuerKeyRow
from sync.server.changes import Publication, gone, publish
from sync.server.companies import Company
from sync.server.desk.refusal import NotDone
from sync.server.schema.code_tables import issuer_key, member_code


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The key that signs now; ``from_ms`` is since when (ms UTC)."""

    key_id: str
    from_ms: int
    private: Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class ListedKey:
    """A key as it may be told: never its private half. ``codes`` are those of it that have not ended."""

    key_id: str
    public_key: bytes
    from_ms: int
    until_ms: int
    codes: int


def signing_key(connection: Connection, company: Company, now_ms: int) -> SigningKey:
    """The key that signs now; the first is made when it is first needed."""
    key = issuer_key.c
    row = connection.execute(
        select(key.key_id, key.from_ms, key.private_key).where(
            key.company_id == company.company_id, key.until_ms == 0
        )
    ).one_or_none()
    if row is None:
        return _make(connection, company, now_ms)
    return SigningKey(row.key_id, row.from_ms, Ed25519PrivateKey.from_private_bytes(row.private_key))


def rotate_key(connection: Connection, company: Company, *, now_ms: int) -> SigningKey:
    """A new key signs from now on. The old one's private half is destroyed; tills believe what it signed until now."""
    key = issuer_key.c
    old = connection.execute(
        select(issuer_key).where(key.company_id == company.company_id, key.until_ms == 0)
    ).one_or_none()
    if old is not None:
        connection.execute(
            update(issuer_key)
            .where(key.company_id == company.company_id, key.key_id == old.key_id)
            .values(until_ms=now_ms, private_key=b"")
        )
        _tell(connection, company, old.key_id, old.public_key, old.from_ms, now_ms)
    return _make(connection, company, now_ms)


def withdraw_key(connection: Connection, company: Company, written: str) -> int:
    """Believe a key no more, as when its private half may have been copied: every code it signed is dead. Returns how
    many those were. The next code makes a new key, where it was the one that signs.
    """
    mine = (issuer_key.c.company_id == company.company_id, issuer_key.c.key_id == written.strip().lower())
    if connection.execute(delete(issuer_key).where(*mine)).rowcount == 0:
        raise NotDone(f"There is no issuer key {written[:64]!r}: `issuer-key list` names them.")
    codes = connection.execute(
        delete(member_code).where(
            member_code.c.company_id == company.company_id, member_code.c.key_id == written.strip().lower()
        )
    )
    publish(connection, company.company_id, [gone("issuer-key", written.strip().lower())])
    return codes.rowcount


def list_keys(connection: Connection, company: Company) -> list[ListedKey]:
    """The company's keys, the newest first."""
    key, code = issuer_key.c, member_code.c
    codes = (
        select(code.key_id, func.count())
        .where(code.company_id == company.company_id)
        .group_by(code.company_id, code.key_id)
    )
    counted = {row[0]: row[1] for row in connection.execute(codes)}
    rows = connection.execute(
        select(key.key_id, key.public_key, key.from_ms, key.until_ms)
        .where(key.company_id == company.company_id)
        .order_by(key.from_ms.desc(), key.key_id)
    )
    return [
        ListedKey(row.key_id, row.public_key, row.from_ms, row.until_ms, counted.get(row.key_id, 0))
        for row in rows
    ]


def drop_old_keys(connection: Connection, company: Company) -> None:
    """Take away keys that sign no more and whose last code has ended."""
    key, code = issuer_key.c, member_code.c
    of_key = (code.company_id == key.company_id) & (code.key_id == key.key_id)
    useless = list(
        connection.execute(
            select(key.key_id).where(
                key.company_id == company.company_id, key.until_ms > 0, ~exists().where(of_key)
            )
        ).scalars()
    )
    for name in useless:
        connection.execute(delete(issuer_key).where(key.company_id == company.company_id, key.key_id == name))
    publish(connection, company.company_id, [gone("issuer-key", name) for name in useless])


def _make(connection: Connection, company: Company, now_ms: int) -> SigningKey:
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    name = key_id(public).hex()
    connection.execute(
        insert(issuer_key),
        {
            "company_id": company.company_id,
            "key_id": name,
            "public_key": public,
            "private_key": private.private_bytes_raw(),
            "from_ms": now_ms,
        },
    )
    _tell(connection, company, name, public, now_ms, 0)
    return SigningKey(name, now_ms, private)


def _tell(
    connection: Connection, company: Company, name: str, public: bytes, from_ms: int, until_ms: int
) -> None:
    row = IssuerKeyRow(name, public, from_ms, until_ms)
    publish(connection, company.company_id, [Publication("issuer-key", name, row)])
