"""``trofast sync --follow``: keeps the till and its server together for as long as it runs.

Loops on one event loop, and storage on threads of its own:

- *presence* asks every :attr:`Timing.presence_every_ms` whether the server is there. What it learns is true within a
  second, and it starts the others.
- *pushing* begins as soon as a record waits; *pulling* when the server's cursor moved and nothing waits to be pushed
  (HERD: sales before everything else).
- *reporting* tells and hears of leases: at once when the server wants something back, else when nothing waits to be
  pushed.
- *watching* counts what waits, several times a second.

Whatever changes is told at once through ``emit``, and once in :attr:`Timing.status_every_ms` even when nothing does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass

from sync.client.central import PRESENCE_MS, Central
from sync.client.hub_presence import HubPresence
from sync.client.leases import EVERY_MS, SPACING_MS, Reporter
from sync.client.leg import Leg, monotonic_ms
from sync.client.own_thread import OwnThread
from sync.client.place import Place
from sync.client.ports import JournalSource, LeaseBook, ReleaseBook, ReplicaSink
from sync.client.pull import Puller
from sync.client.push import Pusher
from sync.client.server_clock import ServerClock
from sync.client.status import Status
from sync.client.trouble import SyncTrouble
from sync.protocol.v1.messages import Presence

OpenJournal = Callable[[], AbstractContextManager[JournalSource]]
OpenReplica = Callable[[], AbstractContextManager[ReplicaSink]]
OpenLeases = Callable[[], AbstractContextManager[LeaseBook]]


@dataclass(frozen=True, slots=True)
class Timing:
    """How often and how long, in ms. An interval and a deadline of presence together stay below a second."""

    presence_every_ms: int = 450
    presence_deadline_ms: int = PRESENCE_MS
    patient_deadline_ms: int = 3_000
    poll_ms: int = 120
    status_every_ms: int = 900
    reconnect_spread_ms: int = 1_500
    pull_spread_ms: int = 1_000
    report_every_ms: int = EVERY_MS
    report_spacing_ms: int = SPACING_MS
    hub_every_ms: int = 900


@dataclass(frozen=True, slots=True)
class _Journal:
    """What the journal said when it was last looked at."""

    records: int = 0
    sales: int = 0
    acked: int = 0
    head: int = 0
    epoch: str = ""


class Follower:
    """One run of following. :meth:`run` ends when ``stop`` is set, or with the error that storage raised."""

    def __init__(
        self,
        place: Place,
        open_journal: OpenJournal,
        open_replica: OpenReplica,
        open_leases: OpenLeases,
        emit: Callable[[Status], None],
        timing: Timing | None = None,
        hub_url: str = "",
        releases: ReleaseBook | None = None,
    ) -> None:
        self._releases = releases
        self._timing = timing or Timing()
        self._emit = emit
        signer = place.signer()
        self._calls = [place.central(signer) for _ in range(5)]
        self._quick, self._patient, self._push_calls, self._pull_calls, lease_calls = self._calls
        self._journal_thread = OwnThread("journal", open_journal)
        self._replica_thread = OwnThread("replica", open_replica)
        self._pusher = Pusher(self._push_calls, self._journal_thread, self._forget_changes)
        self._lease_thread = OwnThread("leases", open_leases)
        self._hub = HubPresence(place, hub_url, self._lease_thread) if hub_url else None
        self._hub_answers = False
        self._puller = Puller(self._pull_calls, self._replica_thread)
        self._reporter = Reporter(
            lease_calls,
            self._lease_thread,
            place.now_ms,
            self._timing.report_every_ms,
            self._timing.report_spacing_ms,
        )
        self._pushing, self._pulling, self._reporting = Leg(), Leg(), Leg()
        self._presence: Presence | None = None
        self._now_ms, self._clock = place.now_ms, ServerClock()
        self._absence: SyncTrouble | None = SyncTrouble("connecting")
        self._absent_since_ms = monotonic_ms()
        self._deadline_ms = self._timing.presence_deadline_ms
        self._journal = _Journal()
        self._must_compare = True
        self._replica, self._cursor, self._more = 0, 0, False
        self._changed = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Follow until ``stop``. A storage that fails ends it: the caller says so and starts it anew."""
        async with self._journal_thread, self._replica_thread, self._lease_thread:
            standing = await self._puller.standing()
            self._replica, self._cursor, self._more = standing.version, standing.cursor, standing.more
            await self._look()
            loops = (
                self._tell,
                self._ask,
                self._ask_patiently,
                self._watch,
                self._push,
                self._pull,
                self._report,
                self._ask_hub,
            )
            tasks = [asyncio.create_task(loop()) for loop in loops]
            tasks.append(asyncio.create_task(_wait(stop)))
            try:
                done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                for calls in (*self._calls, *((self._hub,) if self._hub else ())):
                    await calls.close()

    @property
    def status(self) -> Status:
        """How it stands now."""
        return Status.of(
            self._absence or self._pushing.trouble or self._pulling.trouble,
            waiting_records=self._journal.records,
            waiting_sales=self._journal.sales,
            replica=self._replica,
            cursor=self._cursor,
            difference_ms=None if self._absence else self._clock.difference_ms,
            hub=self._absence is not None and self._hub_answers,
        )

    async def _tell(self) -> None:
        told: Status | None = None
        told_ms = 0
        while True:
            now = self.status
            if now != told or monotonic_ms() - told_ms >= self._timing.status_every_ms:
                self._emit(now)
                told, told_ms = now, monotonic_ms()
            self._changed.clear()
            left_ms = max(self._timing.status_every_ms - (monotonic_ms() - told_ms), 1)
            with suppress(TimeoutError):
                async with asyncio.timeout(left_ms / 1000):
                    await self._changed.wait()

    async def _ask(self) -> None:
        """Ask for presence at a steady pace, whatever the answers."""
        while True:
            began = monotonic_ms()
            try:
                await self._question(self._quick, self._deadline_ms)
                self._deadline_ms = min(self._deadline_ms, self._needed_ms(monotonic_ms() - began))
            except SyncTrouble as trouble:
                self._not_heard(trouble)
            rest_ms = self._timing.presence_every_ms - (monotonic_ms() - began)
            await _sleep(max(rest_ms, 50))

    async def _ask_patiently(self) -> None:
        """A line that is slow but alive: beside the quick question that ran out of time, wait longer for an answer.

        When one comes, the quick ones are given the time that such a line needs, for as long as it does.
        """
        while True:
            await _sleep(self._timing.presence_every_ms)
            if self._absence is None or self._absence.code != "timeout":
                continue
            began = monotonic_ms()
            with suppress(SyncTrouble):
                await self._question(self._patient, self._timing.patient_deadline_ms)
                self._deadline_ms = self._needed_ms(monotonic_ms() - began)

    def _needed_ms(self, took_ms: int) -> int:
        """How long to wait for an answer on a line where one took so long."""
        return min(max(2 * took_ms, self._timing.presence_deadline_ms), self._timing.patient_deadline_ms)

    async def _ask_hub(self) -> None:
        """While the server is away: whether the store's hub answers. Always: what this till does not need of it."""
        while True:
            if self._hub is not None:
                await self._hub.tell()
            if self._hub is not None and self._absence is not None:
                before, self._hub_answers = self._hub_answers, await self._hub.is_there()
                if before != self._hub_answers:
                    self._changed.set()
            await _sleep(self._timing.hub_every_ms)

    async def _question(self, calls: Central, deadline_ms: int) -> None:
        asked_ms = self._now_ms()
        updated = self._releases.outcome() if self._releases else ""
        presence = await calls.presence(
            deadline_ms=deadline_ms, waiting=self._journal.records, updated=updated
        )
        if self._releases:
            self._releases.heard(presence.wanted, asked_ms)
        self._clock.heard(presence.now_ms, asked_ms, self._now_ms())
        self._heard(presence)
        await self._reporter.note_clock(presence.now_ms, asked_ms)

    def _heard(self, presence: Presence) -> None:
        if self._absence is not None:
            spread = min(self._timing.reconnect_spread_ms, monotonic_ms() - self._absent_since_ms)
            self._pushing.line_is_back(spread)
            self._pulling.line_is_back(spread)
            self._reporting.line_is_back(spread)
            self._reporter.line_is_back()
            self._absence = None
            self._changed.set()
        if presence.cursor > self._cursor and not self._more:
            self._more = True
            self._pulling.spread(self._timing.pull_spread_ms)
        known = self._journal
        if presence.epoch != known.epoch or not known.acked <= presence.acked <= known.head:
            self._must_compare = True
        self._presence = presence

    def _not_heard(self, trouble: SyncTrouble) -> None:
        if self._absence is None:
            self._absent_since_ms = monotonic_ms()
        self._absence = trouble
        self._changed.set()

    async def _watch(self) -> None:
        while True:
            await self._look()
            await _sleep(self._timing.poll_ms)

    async def _look(self) -> None:
        before, self._journal = self._journal, await self._journal_thread.do(_look)
        if before != self._journal:
            self._changed.set()
        await self._reporter.look()

    async def _push(self) -> None:
        while True:
            if not self._may_push():
                await self._nap()
                continue
            try:
                if self._absence is not None:
                    self._pusher.frozen_at(min(self._absence.acked, self._journal.acked))
                    await self._pusher.push_once()
                elif self._must_compare:
                    await self._pusher.reconcile()
                    self._must_compare = False
                else:
                    await self._pusher.push_once()
                self._pushing.worked()
            except SyncTrouble as trouble:
                self._pushing.failed(trouble)
            await self._look()
            self._changed.set()

    def _may_push(self) -> bool:
        waits = self._journal.records > 0
        absence = self._absence
        if absence is not None and absence.code == "frozen":
            # Nothing is taken from it, but what it sends is kept for a person.
            forgot = 0 <= absence.acked < self._journal.acked
            return (waits or forgot) and self._pushing.is_ready
        return absence is None and (self._must_compare or waits) and self._pushing.is_ready

    async def _pull(self) -> None:
        while True:
            if not self._may_pull():
                await self._nap()
                continue
            try:
                pulled = await self._puller.pull_once()
                self._replica, self._cursor = pulled.version, pulled.cursor
                self._more = pulled.more
                self._pulling.worked()
            except SyncTrouble as trouble:
                self._pulling.failed(trouble)
            self._changed.set()

    def _may_pull(self) -> bool:
        sales_first = self._journal.records > 0 and self._pushing.trouble is None
        compared = not self._must_compare or self._pushing.trouble is not None
        return (
            self._absence is None and self._more and compared and not sales_first and self._pulling.is_ready
        )

    async def _report(self) -> None:
        while True:
            if not self._may_report():
                await self._nap()
                continue
            assert self._presence is not None
            try:
                head, acked, asked_for = self._journal.head, self._journal.acked, self._presence.leases
                while await self._reporter.report(head, acked, asked_for):
                    await self._nap()
                self._reporting.worked()
            except SyncTrouble as trouble:
                self._reporting.failed(trouble)

    def _may_report(self) -> bool:
        """Sales go first, but not where somebody waits for what is given back."""
        if self._absence is not None or self._presence is None or self._must_compare:
            return False
        due = self._reporter.is_due(self._presence, self._journal.acked)
        sales_first = self._journal.records > 0 and self._pushing.trouble is None
        urgent = self._reporter.is_urgent(self._presence)
        return due and self._reporting.is_ready and (urgent or not sales_first)

    async def _nap(self) -> None:
        await _sleep(self._timing.poll_ms // 2)

    async def _forget_changes(self) -> None:
        """The server was restored from a backup (EPOCH): load the catalogue and the members anew."""
        await self._puller.start_over()
        self._more = True


async def follow(
    place: Place,
    open_journal: OpenJournal,
    open_replica: OpenReplica,
    open_leases: OpenLeases,
    emit: Callable[[Status], None],
    stop: asyncio.Event,
    hub_url: str = "",
    releases: ReleaseBook | None = None,
) -> None:
    """Keep till and server together until ``stop`` is set; ``emit`` is called for every status to tell.

    Raises what storage raises (:class:`~pos_app.domain.errors.CannotSell` ...), never for the network.
    """
    follower = Follower(
        place, open_journal, open_replica, open_leases, emit, hub_url=hub_url, releases=releases
    )
    await follower.run(stop)


async def _sleep(for_ms: int) -> None:
    await asyncio.sleep(for_ms / 1000)


async def _wait(stop: asyncio.Event) -> None:
    await stop.wait()


def _look(journal: JournalSource) -> _Journal:
    return _Journal(
        journal.waiting_records(),
        journal.waiting_sales(),
        journal.acked(),
        journal.head()[0],
        journal.server_epoch(),
    )
