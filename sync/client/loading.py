"""The first load by itself, for a till that is being set up: goods, staff and members, until it can sell."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sync.client.backoff import Backoff
from sync.client.follow import OpenReplica
from sync.client.own_thread import OwnThread
from sync.client.place import Place
from sync.client.pull import Puller
from sync.client.trouble import Link, SyncTrouble

MOST_TRIES = 6
"""How often in a row the server may be silent before whoever set the till up is told: some ten seconds."""


async def load(
    place: Place,
    open_replica: OpenReplica,
    tell: Callable[[int, int, int], object],
    patience: Backoff | None = None,
) -> int:
    """Pull until nothing is left; returns how many rows came. ``tell`` hears (rows, pieces done, pieces in all) after
    each step. Raises :class:`SyncTrouble` when the server refuses, or stays away; the next load goes on from there.
    """
    calls = place.central(place.signer())
    patience = patience or Backoff(ceiling_ms=4_000)
    rows = 0
    async with OwnThread("replica", open_replica) as replica:
        puller = Puller(calls, replica)
        try:
            more = True
            while more:
                try:
                    page = await puller.pull_once()
                except SyncTrouble as trouble:
                    if trouble.link is Link.REFUSED or patience.failures + 1 >= MOST_TRIES:
                        raise
                    wait_s = patience.after_failure(trouble.retry_after_ms) / 1000
                    await asyncio.sleep(wait_s)
                    continue
                patience.after_success()
                rows, more = rows + page.rows, page.more
                tell(rows, *puller.pieces)
        finally:
            await calls.close()
    return rows
