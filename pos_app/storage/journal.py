"""The journal: one chained record for each fact, which is at once the outbox of the sync client.

A record's envelope is made here and never again; whoever reads it later reads the same bytes (OPAQUE-ENVELOPE).
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, func, literal_column, select

from pos_app.storage.database import Database
from pos_app.storage.statements import Prepared, insert_all
from pos_app.storage.tables import journal, posting, sale, sync_state
from sync.protocol.envelope import FIRST_PREVIOUS, Envelope, open_envelope, seal
from sync.protocol.v1 import facts

_ACKED = func.coalesce(select(sync_state.c.acked).scalar_subquery(), literal_column("0"))
_LAST = select(func.max(journal.c.sequence)).scalar_subquery()
_HEAD = Prepared(select(journal.c.sequence, journal.c.hash).where(journal.c.sequence == _LAST))
_APPEND = insert_all(journal)
_WAITING_RECORDS = Prepared(select(func.coalesce(func.max(journal.c.sequence), literal_column("0")) - _ACKED))
_WAITING_SALES = Prepared(select(func.count()).select_from(sale).where(sale.c.sequence > _ACKED))
_PENDING_POINTS = Prepared(
    select(func.sum(posting.c.points)).where(
        posting.c.member_id == bindparam("member_id"), posting.c.sequence > _ACKED
    )
)
_ENVELOPE_OF_SALE = Prepared(
    select(journal.c.envelope)
    .join_from(sale, journal, sale.c.sequence == journal.c.sequence)
    .where(sale.c.sale_id == bindparam("sale_id"))
)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose journal it is."""

    company_id: str
    till_id: str


def head(database: Database) -> tuple[int, bytes]:
    """The newest record's sequence and hash; ``(0, 32 zero bytes)`` before the first."""
    row = database.row(_HEAD)
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
    database.run(_APPEND, (sequence, fact_id, kind, at_ms, previous, digest, encoded))
    return sequence


def sale_body(database: Database, sale_id: str) -> bytes | None:
    """The body of that sale's record."""
    row = database.row(_ENVELOPE_OF_SALE, (sale_id,))
    return open_envelope(row[0]).body if row else None


def waiting_records(database: Database) -> int:
    """Records that the server has not acknowledged."""
    return database.number(_WAITING_RECORDS)


def waiting_sales(database: Database) -> int:
    """Sales that the server has not acknowledged."""
    return database.number(_WAITING_SALES)


def pending_points(database: Database, member_id: str) -> int:
    """Points of a member, earned minus redeemed, that the server has not acknowledged."""
    return database.number(_PENDING_POINTS, (member_id,))
