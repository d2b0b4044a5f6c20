"""Telling the database how its tables have grown, while the server runs.

PostgreSQL plans by what it counted last, and counts by itself once a minute. A company that was imported a moment ago,
or whose tills come back all at once, would be planned for as if its tables were empty: every question about some
members would read all of them. So it is asked more often whether a table has grown manifold, and such a table is
counted anew. Where none has, which is nearly always, that is one look at a list.
"""

from __future__ import annotations

import asyncio
import logging

from sqlalchemy.exc import SQLAlchemyError

from sync.server.database import Database

LOOK_S = 2.0

log = logging.getLogger("trofast.server")


async def follow_growth(database: Database, *, look_s: float = LOOK_S) -> None:
    """Look until cancelled. Nothing rests on it: what cannot be counted now is counted the next time."""
    while True:
        await asyncio.sleep(look_s)
        try:
            await asyncio.to_thread(database.count_what_grew)
        except SQLAlchemyError as error:
            log.info("tables could not be counted", extra={"error": type(error).__name__})
