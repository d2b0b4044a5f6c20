"""Pulling changes: catalogue, members, programmes, staff and store, a page at a time, by cursor.

The first load goes into a replica aside that becomes the one in use when it is complete: from a snapshot where the
server has one (:mod:`sync.client.first_load`), else by pages. Later pages go straight into the one in use. Each page is
one transaction with its cursor, so a load that breaks off goes on where it stopped. It runs on a thread and a file of
its own: a catalogue load never holds up a sale.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sync.client.central import Central
from sync.client.first_load import FirstLoad
from sync.client.own_thread import OwnThread
from sync.client.ports import ReplicaSink
from sync.client.trouble import SyncTrouble
from sync.protocol.v1.messages import Changes

PAGE = 1_000
"""Rows asked for at a time: some milliseconds to write, some tens of kilobytes on the line."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """One page: how many rows, and whether there are more. ``version`` and ``cursor`` are the replica's after it."""

    rows: int
    more: bool
    version: int
    cursor: int


class Puller:
    """Pulls page by page, one page at a time."""

    def __init__(self, central: Central, replica: OwnThread[ReplicaSink]) -> None:
        self._central = central
        self._replica = replica
        self._epoch = ""
        self._full = False
        self._first = FirstLoad(central, replica)
        self._turn = asyncio.Lock()

    async def standing(self) -> Pulled:
        """Where the replica is now, without asking the server."""
        return await self._replica.do(_standing)

    async def pull_once(self) -> Pulled:
        """Pull one page and write it. Raises :class:`SyncTrouble`; then the replica is as it was."""
        async with self._turn:
            rows, more = await self._pull()
            standing = await self.standing()
        return Pulled(rows, more, standing.version, standing.cursor)

    @property
    def pieces(self) -> tuple[int, int]:
        """How many pieces of a snapshot a first load has, and of how many; (0, 0) where it has none."""
        return self._first.pieces

    async def start_over(self) -> None:
        """Load everything anew with the next pull (EPOCH); the replica in use serves until that is complete."""
        async with self._turn:
            await self._restart()

    async def _pull(self) -> tuple[int, bool]:
        if not self._full:
            self._full = await self._replica.do(_begin_full_if_needed)
        if self._full and (loaded := await self._first.step()) is not None:
            return loaded, True
        cursor = await self._replica.do(_cursor)
        page = await self._central.changes(cursor, PAGE)
        if page.cursor < cursor or (page.more and page.cursor == cursor):
            raise SyncTrouble("impossible", detail="the changes do not move on")
        was, self._epoch = self._epoch or self._first.epoch, page.epoch
        if cursor > 0 and was not in {"", page.epoch}:
            # The server was restored between two pages: its cursors count other changes now.
            await self._restart()
            return 0, True
        await self._replica.do(_write, page, full=self._full)
        if self._full and not page.more:
            await self._replica.do(_finish_full)
            self._full = False
            self._first.forget()
        return len(page.rows), page.more

    async def _restart(self) -> None:
        await self._replica.do(_start_over)
        self._full = False
        self._epoch = ""
        self._first.forget()


def _standing(replica: ReplicaSink) -> Pulled:
    version, cursor = replica.version(), replica.cursor()
    return Pulled(0, version == 0, version, cursor)


def _begin_full_if_needed(replica: ReplicaSink) -> bool:
    if replica.version() > 0 and replica.cursor() > 0:
        return False
    replica.begin_full()
    return True


def _cursor(replica: ReplicaSink) -> int:
    return replica.cursor()


def _write(replica: ReplicaSink, page: Changes, *, full: bool) -> None:
    if page.rows or page.cursor != replica.cursor():
        replica.apply(page.rows, page.cursor, full=full)


def _finish_full(replica: ReplicaSink) -> None:
    replica.finish_full()


def _start_over(replica: ReplicaSink) -> None:
    """A cursor of 0 in the replica in use says durably that it has to be loaded anew."""
    replica.discard()
    if replica.version() > 0 and replica.cursor() > 0:
        replica.apply((), 0, full=False)
