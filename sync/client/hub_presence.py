"""Whether the store's hub answers in the shop's own network: asked while the central server does not."""

from __future__ import annotations

from dataclasses import replace

from sync.client.hub import HURRIED_MS, CheckedLine
from sync.client.own_thread import OwnThread
from sync.client.place import Place
from sync.client.ports import LeaseBook
from sync.client.trouble import SyncTrouble


class HubPresence:
    """Asks the hub at ``url``, which the central server has named to this till."""

    def __init__(self, place: Place, url: str, book: OwnThread[LeaseBook]) -> None:
        self._book = book
        self._known: tuple[str, bytes] | None = None
        at_hub = replace(place, server_url=url, make_line=lambda url: CheckedLine(url, lambda: self._known))
        self._central = at_hub.central(at_hub.signer())

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

    async def close(self) -> None:
        """Hang up."""
        await self._central.close()


def _hub(book: LeaseBook) -> tuple[str, bytes] | None:
    return book.hub()
