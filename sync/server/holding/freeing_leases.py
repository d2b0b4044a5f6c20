"""Freeing leases while the server runs: a few at a time at the writer's leisure, by the server's clock."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from sqlalchemy import Connection, select

from sync.server.calendar.company_days import day_in, zone_of
from sync.server.calendar.days import MOST_DAYS_ALONE, last_day_kept
from sync.server.holding.lease_ending import free_due
from sync.server.problems import Declined
from sync.server.schema import tables
from sync.server.writer import Writer

LOOK_S = 30.0
"""How often it is looked whether a lease's time is over."""
LEASES_A_PIECE = 50

log = logging.getLogger("trofast.server")


async def free_leases(writer: Writer, now_ms: Callable[[], int], *, look_s: float = LOOK_S) -> None:
    """Free what is due at every company until cancelled. What cannot be freed is logged and tried again."""

    def piece(connection: Connection) -> bool:
        return any(free_some(connection, each, now_ms()) for each in _companies(connection))

    while True:
        try:
            while await writer.write(piece, leisure=True):
                pass
        except Declined:
            pass  # sales first
        except Exception:
            log.exception("leases could not be freed; it is tried again")
        await asyncio.sleep(look_s)


def free_some(connection: Connection, company_id: str, now_ms: int) -> bool:
    """Free some of what is due. Returns whether there may be more.

    A clock that leapt ahead frees nothing: it would give away what tills may still spend. Whoever says that it is
    right (``trofast-server days --through``) lets leases go with the days.
    """
    today = day_in(zone_of(connection, company_id), now_ms)
    if (today - last_day_kept(connection, company_id)).days > MOST_DAYS_ALONE:
        return False
    return free_due(connection, company_id, now_ms, LEASES_A_PIECE) == LEASES_A_PIECE


def _companies(connection: Connection) -> list[str]:
    return list(
        connection.execute(
            select(tables.company.c.company_id).order_by(tables.company.c.company_id)
        ).scalars()
    )
