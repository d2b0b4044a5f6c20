"""The first load from a snapshot: piece by piece into the replica aside, each checked by its hash.

A load that breaks off goes on with the piece that comes next. Where the server has no snapshot, or none that works,
nothing is lost: the load goes by pages, as it does at a server that knows no snapshots.
"""

from __future__ import annotations

import asyncio
import hashlib

from sync.client.central import Central
from sync.client.own_thread import OwnThread
from sync.client.ports import ReplicaSink
from sync.client.trouble import SyncTrouble
from sync.protocol.compression import unpack
from sync.protocol.v1.snapshot_messages import LARGEST_CONTENT, Snapshot, decode_content

MOST_TRIES = 3
"""How often a snapshot may vanish or a piece be wrong before the load goes by pages."""
MOST_WAITS = 60
_LONGEST_WAIT_MS = 5_000


class FirstLoad:
    """One load at a time, into the replica aside, which the caller has begun."""

    def __init__(self, central: Central, replica: OwnThread[ReplicaSink]) -> None:
        self._central = central
        self._replica = replica
        self.forget()

    def forget(self) -> None:
        """A load begins anew: ask the server again what it has."""
        self._snapshot: Snapshot | None = None
        self._by_pages = False
        self._tries = self._waits = self._done = 0

    @property
    def pieces(self) -> tuple[int, int]:
        """How many pieces there are here, and of how many; (0, 0) for a load by pages."""
        return (self._done, len(self._snapshot.pieces)) if self._snapshot else (0, 0)

    async def step(self) -> int | None:
        """Load one piece; how many rows came. ``None`` when it is for pages to go on. Raises :class:`SyncTrouble`."""
        if self._by_pages or await self._replica.do(lambda replica: replica.cursor()) > 0:
            return None
        snapshot = self._snapshot or await self._offered()
        if snapshot is None:
            return None
        if not snapshot.pieces:
            return 0
        under_way, done = await self._replica.do(lambda replica: replica.loaded())
        if under_way not in {"", snapshot.snapshot_id}:
            await self._replica.do(_begin_anew)
            done = 0
        try:
            piece = await self._central.snapshot_piece(snapshot.snapshot_id, done)
            rows = await self._replica.do(_write, snapshot, done, piece.packed)
        except SyncTrouble as trouble:
            if trouble.code != "not_found":
                raise
            await self._failed()
            return 0
        except ValueError as error:
            await self._failed()
            raise SyncTrouble("impossible", detail=f"piece {done} of a snapshot: {error}") from error
        self._done = done + 1
        return rows

    @property
    def epoch(self) -> str:
        """The epoch that the snapshot is of; "" for none."""
        return self._snapshot.epoch if self._snapshot else ""

    async def _offered(self) -> Snapshot | None:
        try:
            offered = await self._central.snapshot()
        except SyncTrouble as trouble:
            if trouble.code not in {"not_found", "refused", "malformed"}:
                raise
            await self._go_by_pages()  # a server that knows no snapshots
            return None
        if offered.wait_ms > 0 and self._waits < MOST_WAITS:
            self._waits += 1
            wait_s = min(offered.wait_ms, _LONGEST_WAIT_MS) / 1000
            await asyncio.sleep(wait_s)
            return offered
        if not offered.pieces or offered.cursor <= 0:
            await self._go_by_pages()
            return None
        self._snapshot = offered
        return offered

    async def _go_by_pages(self) -> None:
        self._by_pages = True
        if (await self._replica.do(lambda replica: replica.loaded()))[0]:
            await self._replica.do(_begin_anew)

    async def _failed(self) -> None:
        self._snapshot = None
        self._tries += 1
        if self._tries >= MOST_TRIES:
            await self._go_by_pages()


def _begin_anew(replica: ReplicaSink) -> None:
    replica.discard()
    replica.begin_full()


def _write(replica: ReplicaSink, snapshot: Snapshot, place: int, packed: bytes) -> int:
    """Check and write a piece; ``ValueError`` for one that is not what the snapshot says."""
    if hashlib.sha256(packed).digest() != snapshot.pieces[place]:
        raise ValueError("it is not the one that was promised")
    content = decode_content(unpack(packed, most_bytes=LARGEST_CONTENT))
    is_last = place + 1 == len(snapshot.pieces)
    replica.apply_piece(snapshot.snapshot_id, place, content, snapshot.cursor if is_last else 0)
    return len(content.rows) + sum(len(rows) for _table, rows in content.tables)
