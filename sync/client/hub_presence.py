"""The store's hub as the sync child sees it: whether it answers in the shop's own network, asked while the central
server does not; and what the till does not need of it, told whenever there is something (a till that broke down in
mid-sale comes back, and another one may have it).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from sync.client.hub import HURRIED_MS, SKIPPED_MS, CheckedLine, tell
from sync.client.leg import monotonic_ms
from sync.client.own_thread import OwnThread
from sync.client.place import Place
from sync.client.ports import LeaseBook
from sync.client.trouble import SyncTrouble

log = logging.getLogger(__name__)


class HubPresence:
    """Asks the hub at ``url``, which the central server has named to this till."""

    def __init__(self, place: Place, url: str, book: OwnThread[LeaseBook]) -> None:
        self._book = book
        self._known: tuple[str, bytes] | None = None
        at_hub = replace(place, server_url=url, make_line=lambda url: CheckedLine(url, lambda: self._known))
        self._central = at_hub.central(at_hub.signer())
        self._quiet_until_ms = 0

    async def is_there(self) -> bool:
        """Whether it answers now, with its own signature."""
        self._known = await self._book.do(_hub)
        if self._known is None:
            return False
        try:
            await self._central.presence(deadline_ms=HURRIED_MS)
        except SyncTrouble:
            return False
        return True

    async def tell(self) -> None:
        """Tell what is not needed, where there is something. A hub that does not answer is left alone for a while."""
        if monotonic_ms() < self._quiet_until_ms:
            return
        for asked_id, is_things in await self._book.do(_to_hear):
            self._known = await self._book.do(_hub)
            if self._known is None:
                return
            try:
                await tell(self._central, asked_id, is_things=is_things)
            except SyncTrouble as trouble:
                log.info("the store's hub was not told what is not needed", extra={"why": trouble.code})
                self._quiet_until_ms = monotonic_ms() + SKIPPED_MS
                return
            await self._book.do(_heard, asked_id)

    async def close(self) -> None:
        """Hang up."""
        await self._central.close()


def _hub(book: LeaseBook) -> tuple[str, bytes] | None:
    return book.hub()


def _to_hear(book: LeaseBook) -> Sequence[tuple[str, bool]]:
    return book.hub_to_hear()


def _heard(book: LeaseBook, asked_id: str) -> None:
    book.hub_heard(asked_id)
