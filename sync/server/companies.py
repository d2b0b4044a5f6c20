"""Companies on a server, and the epoch that tells tills when a server's memory was set back (EPOCH)."""

from __future__ import annotations

import os
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from pos_app.domain.money import CURRENCIES, Currency
from sync.server.calendar.company_days import USUAL_ZONES
from sync.server.holding.lease_epochs import await_everybody
from sync.server.problems import CannotRun
from sync.server.schema import tables

_NO_COMPANY = "There is no company here yet. Run `trofast-server init` first."


@dataclass(frozen=True, slots=True)
class Company:
    """One company. ``card_secret`` (32 bytes) keys the hashes of card and phone numbers; ``zone`` is the IANA zone
    whose days its lots, tiers and memberships end with.
    """

    company_id: str
    name: str
    currency: Currency
    zone: str
    epoch: str
    card_secret: bytes


def create_company(
    connection: Connection, company_id: str, name: str, currency: str, now_ms: int, *, zone: str = ""
) -> Company:
    """Create a company with a secret and an epoch of its own, in ``zone`` or the usual one of its currency.

    Raises :class:`CannotRun` when the id is taken.
    """
    table = tables.company
    if connection.execute(select(table.c.name).where(table.c.company_id == company_id)).first():
        raise CannotRun(f"There is a company {company_id!r} already.")
    connection.execute(
        insert(table),
        {
            "company_id": company_id,
            "name": name,
            "currency": currency,
            "zone": zone or USUAL_ZONES[currency],
            "epoch": _new_epoch_id(),
            "card_secret": os.urandom(32),
            "created_ms": now_ms,
        },
    )
    return the_company(connection, company_id)


def the_company(connection: Connection, company_id: str = "") -> Company:
    """The company of that id, or the only one. Raises :class:`CannotRun` when there is none, or several."""
    table = tables.company
    statement = select(table).order_by(table.c.company_id)
    if company_id:
        statement = statement.where(table.c.company_id == company_id)
    rows = connection.execute(statement).all()
    if not rows and company_id:
        raise CannotRun(f"There is no company {company_id!r} here.")
    if not rows:
        raise CannotRun(_NO_COMPANY)
    if len(rows) > 1:
        ids = ", ".join(row.company_id for row in rows)
        raise CannotRun(f"There are several companies here: say which with --company ({ids}).")
    row = rows[0]
    return Company(row.company_id, row.name, CURRENCIES[row.currency], row.zone, row.epoch, row.card_secret)


def check_any_company(connection: Connection) -> None:
    """Raise :class:`CannotRun` when nobody has run ``init``."""
    if connection.execute(select(tables.company.c.company_id)).first() is None:
        raise CannotRun(_NO_COMPANY)


def new_epoch(connection: Connection, company_id: str, now_ms: int) -> str:
    """Begin a new epoch at ``now_ms``: run once after a database was restored from a backup.

    Tills see it, load what is published anew and send what the restored server has not got. Until each of them has
    told what leases it holds, and for a quarter of an hour, nothing is lent and no points are held (EPOCH).
    """
    epoch = _new_epoch_id()
    connection.execute(
        update(tables.company).where(tables.company.c.company_id == company_id).values(epoch=epoch)
    )
    await_everybody(connection, company_id, now_ms)
    return epoch


def _new_epoch_id() -> str:
    return os.urandom(16).hex()
