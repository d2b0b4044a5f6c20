"""The hub follows the server: asks whether it is there, tells what goes back, and hears what it keeps and who its tills
are. It pushes nothing and loads no goods: the same line, signatures and patience as a till's follower.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sync.client.central import Central
from sync.client.leases import Reporter
from sync.client.leg import Leg
from sync.client.own_thread import OwnThread
from sync.client.place import Place
from sync.client.ports import LeaseBook
from sync.client.trouble import SyncTrouble
from sync.hub.book import HubBook
from sync.hub.settings import REPORT_EVERY_MS
from sync.server.database import Database

PRESENCE_EVERY_S = 0.45
PRESENCE_MS = 3_000

log = logging.getLogger("trofast.hub")


class Following:
    """Follows from ``place`` until it is cancelled."""

    def __init__(
        self,
        place: Place,
        database: Database,
        store_id: str,
        *,
        every_s: float = PRESENCE_EVERY_S,
        report_every_ms: int = REPORT_EVERY_MS,
    ) -> None:
        self._place = place
        self._database = database
        self._store_id = store_id
        self._every_s = every_s
        self._report_every_ms = report_every_ms
        self._was_there: bool | None = None

    async def run(self) -> None:
        """Follow. What the hub's own file refuses is logged and tried again."""
        while True:
            try:
                await self._follow()
            except Exception:
                log.exception("the hub could not follow the server; it is tried again")
            await asyncio.sleep(5)

    async def _follow(self) -> None:
        central = self._place.central(self._place.signer())
        leg = Leg()
        try:
            async with OwnThread("hub-leases", self._book) as book:
                reporter = Reporter(central, book, self._place.now_ms, self._report_every_ms)
                while True:
                    if leg.is_ready:
                        await self._once(reporter, leg, central)
                    await asyncio.sleep(self._every_s)
        finally:
            await central.close()

    async def _once(self, reporter: Reporter, leg: Leg, central: Central) -> None:
        try:
            asked_ms = self._place.now_ms()
            presence = await central.presence(deadline_ms=PRESENCE_MS)
        except SyncTrouble as trouble:
            self._say(trouble)
            return
        if not self._was_there:
            reporter.line_is_back()
            leg.line_is_back(0)
        self._say(None)
        try:
            await reporter.note_clock(presence.now_ms, asked_ms)
            await reporter.look()
            if reporter.is_due(presence, 0):
                while await reporter.report(0, 0, presence.leases):
                    pass
            leg.worked()
        except SyncTrouble as trouble:
            leg.failed(trouble)
            log.warning("the server did not take the hub's report", extra={"why": trouble.code})

    def _say(self, trouble: SyncTrouble | None) -> None:
        """Log that the line is lost, or back."""
        is_there = trouble is None
        if is_there != self._was_there:
            log.info("the server answers" if is_there else "the server does not answer")
        self._was_there = is_there

    @contextmanager
    def _book(self) -> Iterator[LeaseBook]:
        yield HubBook(self._database, self._place.company_id, self._store_id)
