"""``trofast sync``: bring the till and its server together once, and say what was done."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from sync.client.central import Central
from sync.client.follow import OpenJournal, OpenLeases, OpenReplica
from sync.client.leases import Reporter
from sync.client.own_thread import OwnThread
from sync.client.place import Place
from sync.client.ports import JournalSource, ReleaseBook
from sync.client.pull import Puller
from sync.client.push import Pusher
from sync.client.status import Status
from sync.client.trouble import Link, SyncTrouble

SENT, REFUSED, OFFLINE = 0, 1, 4
"""Exit codes: all sent; refused, or trouble; nobody answered."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What one synchronisation did: records ``pushed``, ``parked`` among them, rows ``pulled``, and how it stands."""

    pushed: int
    parked: int
    pulled: int
    status: Status

    @property
    def exit_code(self) -> int:
        """For the command: 0 all sent, 1 the server refused or did something it should not, 4 offline."""
        match self.status.link:
            case Link.ONLINE:
                return SENT
            case Link.OFFLINE:
                return OFFLINE
            case _:
                return REFUSED


async def sync_once(
    place: Place,
    open_journal: OpenJournal,
    open_replica: OpenReplica,
    open_leases: OpenLeases,
    releases: ReleaseBook | None = None,
) -> Summary:
    """Push all that waits, pull all that is new, then report leases; the first trouble of each ends that leg. With
    ``releases`` the server also hears which one runs here and how the last update ended, and says which it wants.

    Raises what storage raises, never for the network.
    """
    calls = place.central(place.signer())
    pushed = parked = pulled = 0
    trouble: SyncTrouble | None = None
    async with OwnThread("journal", open_journal) as journal, OwnThread("replica", open_replica) as replica:
        puller = Puller(calls, replica)
        pusher = Pusher(calls, journal, puller.start_over)
        try:
            await pusher.reconcile()
            while batch := await pusher.push_once():
                pushed += batch.records
                parked += batch.parked
        except SyncTrouble as error:
            trouble = error
        try:
            more = trouble is None or trouble.link is not Link.OFFLINE
            while more:
                page = await puller.pull_once()
                pulled += page.rows
                more = page.more
        except SyncTrouble as error:
            trouble = trouble or error
        if trouble is None:
            with suppress(SyncTrouble):  # sales are sent and goods fetched: the running till reports again
                await _report(calls, journal, open_leases, place.now_ms)
                if releases is not None:
                    await _tell_release(calls, journal, releases, place.now_ms)
        await calls.close()
        standing = await puller.standing()
        waiting = await journal.do(lambda each: (each.waiting_records(), each.waiting_sales()))
    status = Status.of(
        trouble,
        waiting_records=waiting[0],
        waiting_sales=waiting[1],
        replica=standing.version,
        cursor=standing.cursor,
    )
    return Summary(pushed, parked, pulled, status)


async def _tell_release(
    calls: Central, journal: OwnThread[JournalSource], releases: ReleaseBook, now_ms: Callable[[], int]
) -> None:
    asked_ms = now_ms()
    waiting = await journal.do(lambda each: each.waiting_records())
    presence = await calls.presence(waiting=waiting, updated=releases.outcome())
    releases.heard(presence.wanted, asked_ms)


async def _report(
    calls: Central,
    journal: OwnThread[JournalSource],
    open_leases: OpenLeases,
    now_ms: Callable[[], int],
) -> None:
    async with OwnThread("leases", open_leases) as leases:
        reporter = Reporter(calls, leases, now_ms)
        head, acked = await journal.do(lambda each: (each.head()[0], each.acked()))
        while await reporter.report(head, acked):
            pass
