"""Keeping the days while the server runs: small pieces on the writer's thread, and sales go first (HERD)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from sqlalchemy import Connection, select

from sync.server.calendar.days import ClockLeapt, DaysRun, run_days
from sync.server.problems import Declined
from sync.server.schema import tables
from sync.server.writer import Writer

LOOK_S = 30.0
"""How often it is looked whether a day has begun; also how long it waits when the server has too much to do."""
MEMBERS_A_PIECE = 100
"""Few enough for a hold that comes meanwhile to wait some tens of milliseconds."""

log = logging.getLogger("trofast.server")


async def follow_days(writer: Writer, now_ms: Callable[[], int], *, look_s: float = LOOK_S) -> None:
    """Keep every company's days until cancelled. A day that cannot be kept is logged and tried again; it never stops
    the server.
    """
    leapt: set[str] = set()
    while True:
        try:
            for company_id in await writer.read(_companies):
                await _keep(writer, company_id, now_ms, leapt)
        except Declined:
            pass  # sales first
        except Exception:
            log.exception("a day could not be kept; it is tried again")
        await asyncio.sleep(look_s)


async def _keep(writer: Writer, company_id: str, now_ms: Callable[[], int], leapt: set[str]) -> None:
    def piece(connection: Connection) -> DaysRun:
        return run_days(connection, company_id, now_ms(), MEMBERS_A_PIECE)

    try:
        is_done = False
        while not is_done:
            is_done = (await writer.write(piece, leisure=True)).is_done
        leapt.discard(company_id)
    except ClockLeapt as leap:
        if company_id not in leapt:  # said once: it takes a person
            log.warning("days are not kept: the clock leapt ahead", extra={"days": leap.days})
        leapt.add(company_id)


def _companies(connection: Connection) -> list[str]:
    return list(
        connection.execute(
            select(tables.company.c.company_id).order_by(tables.company.c.company_id)
        ).scalars()
    )
