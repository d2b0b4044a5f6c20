"""Two histories of one till, sequence by sequence: what is stored on the left, what was kept aside on the right."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, select

from sync.protocol.envelope import open_envelope
from sync.protocol.v1 import facts
from sync.server.care.histories import kept_aside
from sync.server.intake.keeping_aside import BROKEN, FORK, FROZEN
from sync.server.schema import tables

MOST_ROWS = 1000
_SHOWN = (FORK, FROZEN, *BROKEN)


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One record: kind, the till's time (ms UTC), for a sale its receipt number and total, the hash's first 12 digits,
    and whether it is in the books by now.
    """

    kind: str
    at_ms: int
    receipt_number: int
    total_minor: int
    currency: str
    hash: str
    is_stored: bool


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """One place in the sequence: what is stored there, and what else came for it."""

    sequence: int
    stored: Told | None
    aside: tuple[Told, ...]


class Forked(msgspec.Struct, frozen=True, kw_only=True):
    """A till with a second history or a broken one, from where they part (at most 1000 places)."""

    till: str
    store: str
    number: int
    frozen: str
    places: tuple[Place, ...]


def forks(connection: Connection, company_id: str, till_id: str = "") -> list[Forked]:
    """Every till of which a history is kept aside, or that one."""
    aside, till = tables.quarantine.c, tables.till.c
    with_copies = (
        select(aside.till_id).where(aside.company_id == company_id, aside.reason.in_(_SHOWN)).distinct()
    )
    statement = select(tables.till).where(till.company_id == company_id, till.till_id.in_(with_copies))
    if till_id:
        statement = statement.where(till.till_id == till_id)
    return [
        Forked(
            till=row.till_id,
            store=row.store_id,
            number=row.till_number,
            frozen=row.frozen,
            places=_places(connection, company_id, row.till_id),
        )
        for row in connection.execute(statement.order_by(till.store_id, till.till_number, till.till_id)).all()
    ]


def _places(connection: Connection, company_id: str, till_id: str) -> tuple[Place, ...]:
    others: dict[int, list[Told]] = {}
    for row in kept_aside(connection, company_id, till_id, open_only=False, reasons=_SHOWN):
        others.setdefault(row.sequence, []).append(
            _told(row.envelope, row.hash, is_stored=row.settled_ms > 0)
        )
    if not others:
        return ()
    record, first = tables.record.c, min(others)
    stored = {
        row.sequence: _told(row.envelope, row.hash, is_stored=True)
        for row in connection.execute(
            select(record.sequence, record.envelope, record.hash)
            .where(record.company_id == company_id, record.till_id == till_id, record.sequence >= first)
            .order_by(record.sequence)
            .limit(MOST_ROWS)
        )
    }
    return tuple(
        Place(sequence=each, stored=stored.get(each), aside=tuple(others.get(each, ())))
        for each in sorted(stored.keys() | others.keys())[:MOST_ROWS]
    )


def _told(encoded: bytes, digest: bytes, *, is_stored: bool) -> Told:
    kind, at_ms, receipt, total, currency = "?", 0, 0, 0, ""
    try:
        envelope = open_envelope(encoded)
        kind, at_ms = envelope.kind[:40], envelope.at_ms
        if (envelope.version, envelope.kind) == (facts.VERSION, facts.SALE):
            sale = facts.decode_sale(envelope.body)
            receipt, total = sale.receipt_number, sale.priced.total_minor
            currency = sale.context.currency
    except msgspec.MsgspecError:
        pass
    return Told(
        kind=kind,
        at_ms=at_ms,
        receipt_number=receipt,
        total_minor=total,
        currency=currency[:3],
        hash=digest.hex()[:12],
        is_stored=is_stored,
    )
