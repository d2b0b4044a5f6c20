"""The journal: one chained record for each fact, which is at once the outbox of the sync client.

A record's envelope is made here and never again; whoever reads it later reads the same bytes (OPAQUE-ENVELOPE).
"""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.storage import till_sql as sql
from pos_app.storage.database import Database
from sync.protocol.envelope import FIRST_PREVIOUS, Envelope, open_envelope, seal
from sync.protocol.v1 import facts


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose journal it is."""

    company_id: str
    till_id: str


def head(database: Database) -> tuple[int, bytes]:
    """The newest record's sequence and hash; ``(0, 32 zero bytes)`` before the first."""
    row = database.row(sql.JOURNAL_HEAD)
    return (row[0], row[1]) if row else (0, FIRST_PREVIOUS)


def append(
    database: Database,
    owner: Owner,
    *,
    fact_id: str,
    kind: str,
    at_ms: int,
    body: bytes,
    personal_hash: bytes = b"",
) -> int:
    """Add a record inside the running transaction; returns its sequence (DENSE-SEQ, CHAIN)."""
    last, previous = head(database)
    sequence = last + 1
    encoded, digest = seal(
        Envelope(
            version=facts.VERSION,
            company_id=owner.company_id,
            till_id=owner.till_id,
            sequence=sequence,
            fact_id=fact_id,
            kind=kind,
            at_ms=at_ms,
            previous=previous,
            personal_hash=personal_hash,
            body=body,
        )
    )
    database.run(sql.APPEND_RECORD, (sequence, fact_id, kind, at_ms, previous, digest, encoded))
    return sequence


def sale_body(database: Database, sale_id: str) -> bytes | None:
    """The body of that sale's record; another till's, where goods of it came back here."""
    row = database.row(sql.ENVELOPE_OF_SALE, (sale_id,))
    if row:
        return open_envelope(row[0]).body
    from pos_app.storage.elsewhere_sql import SALE_ELSEWHERE

    row = database.row(SALE_ELSEWHERE, (sale_id,))
    return row[0] if row else None


def waiting_records(database: Database) -> int:
    """Records that the server has not acknowledged."""
    return database.number(sql.WAITING_RECORDS)


def waiting_sales(database: Database) -> int:
    """Sales that the server has not acknowledged."""
    return database.number(sql.WAITING_SALES)


def pending_points(database: Database, member_id: str, account: str | None) -> int:
    """Points of a member in an account (``None``: all of them), earned minus redeemed, that were not told back yet."""
    if account is None:
        return database.number(sql.PENDING_POINTS, (member_id,))
    return database.number(sql.PENDING_IN_ACCOUNT, (member_id, account))
