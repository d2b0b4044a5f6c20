"""Reporting leases: what this till gives back, and what the server keeps here for members (LEASE).

Both ends tell counters that only grow, so a report that is lost, repeated or late does no harm. What was recalled is
given back durably before the server is told; a server of another epoch first hears of all that is held (EPOCH).
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from sync.client.central import Central
from sync.client.leg import monotonic_ms
from sync.client.own_thread import OwnThread
from sync.client.ports import LeaseBook, LeaseStanding
from sync.client.trouble import SyncTrouble
from sync.protocol.v1.lease_messages import Lease, LeaseAnswer, LeaseReport
from sync.protocol.v1.messages import Presence

EVERY_MS = 600_000
"""While nothing happens: the server lengthens the terms and tops up what was used."""
SPACING_MS = 20_000
"""A busy till does not report after each of its sales; what was used of a lease is told at once."""
_MOST_ROUNDS = 2_000
CLOCK_MOVED_MS = 10_000
"""Somebody set a clock: its difference to the server's is kept anew."""


class NothingHeard(msgspec.Struct, frozen=True):
    """A till that has not looked at its leases yet."""

    epoch: str = ""
    revision: int = 0
    to_tell: bool = True
    used: int = 0
    heard: tuple[int, int] = (0, 0)


NOTHING_HEARD = NothingHeard()


class Reporter:
    """When there is something to report, and the reporting. Not for two callers at a time."""

    def __init__(
        self,
        central: Central,
        book: OwnThread[LeaseBook],
        now_ms: Callable[[], int],
        every_ms: int = EVERY_MS,
        spacing_ms: int = SPACING_MS,
    ) -> None:
        self._central = central
        self._book = book
        self._now_ms = now_ms
        self._every_ms = every_ms
        self._spacing_ms = spacing_ms
        self._standing: LeaseStanding = NOTHING_HEARD
        self._reported_ms: int | None = None
        self._reported_acked = -1
        self._asked_for = 0
        self._in_other_epoch = False
        self._rounds = 0

    async def look(self) -> None:
        """See what there is to tell."""
        self._standing = await self._book.do(_standing)

    def line_is_back(self) -> None:
        """The server was away: it is told anew."""
        self._reported_ms = None

    def is_urgent(self, presence: Presence) -> bool:
        """Whether somebody waits: the server wants something back, or may have what is told now."""
        standing = self._standing
        unheard = presence.leases > max(standing.revision, self._asked_for)
        return unheard or (standing.to_tell and bool(standing.epoch))

    def is_due(self, presence: Presence, acked: int) -> bool:
        """Whether it is time to report: ``acked`` is the last record that the server is known to have."""
        if self._reported_ms is None or self.is_urgent(presence) or presence.epoch != self._standing.epoch:
            return True
        since_ms = monotonic_ms() - self._reported_ms
        if acked != self._reported_acked:
            used = self._reported_acked < self._standing.used <= acked
            return used or since_ms >= self._spacing_ms
        return since_ms >= self._every_ms

    async def report(self, head: int, acked: int, asked_for: int = 0) -> bool:
        """Report once; whether there is more to say or to hear at once. Raises :class:`SyncTrouble`; then nothing of
        what the server said was kept. ``asked_for`` is the revision that presence spoke of: heard or not, it is not
        asked for again at once.
        """
        report = await self._book.do(_prepare, head)
        sent_ms = self._now_ms()
        answer = await self._central.leases(report)
        _check(report, answer)
        other = answer.epoch != report.epoch
        if other and self._in_other_epoch:
            raise SyncTrouble("impossible", detail="the epoch changes with each report")
        self._in_other_epoch = other
        self._rounds = self._rounds + 1 if answer.more else 0
        if self._rounds > _MOST_ROUNDS:
            raise SyncTrouble("impossible", detail="there are always more leases")
        await self._book.do(_take_in, report, answer, sent_ms)
        await self.look()
        self._reported_ms, self._reported_acked, self._asked_for = monotonic_ms(), acked, asked_for
        return answer.more or self._standing.to_tell or other

    async def note_clock(self, server_ms: int, sent_ms: int) -> None:
        """Keep the difference of the clocks, where one of them was set since it was kept; ``sent_ms`` is when the
        server was asked.
        """
        known_server_ms, known_till_ms = self._standing.heard
        if not known_till_ms or not self._standing.epoch:
            return
        ahead_ms = server_ms - sent_ms
        if abs(ahead_ms - (known_server_ms - known_till_ms)) > CLOCK_MOVED_MS or sent_ms < known_till_ms:
            await self._book.do(_note_clock, server_ms, sent_ms)
            await self.look()


def _check(report: LeaseReport, answer: LeaseAnswer) -> None:
    """Numbers that cannot be are no leases: nobody may spend from them."""
    if answer.epoch == report.epoch and (answer.revision < report.revision):
        raise SyncTrouble("impossible", detail="the leases go backwards")
    if not all(map(_is_possible, answer.leases)):
        raise SyncTrouble("impossible", detail="a lease of impossible numbers")


def _is_possible(lease: Lease) -> bool:
    accounts = [points.account for points in lease.points]
    return (
        bool(lease.lease_id and lease.holder_id and all(accounts))
        and lease.lease_id < "~"
        and len(set(accounts)) == len(accounts)
        and all(0 <= points.returned <= points.granted < 2**62 for points in lease.points)
    )


def _standing(book: LeaseBook) -> LeaseStanding:
    return book.standing()


def _prepare(book: LeaseBook, head: int) -> LeaseReport:
    return book.prepare(head)


def _take_in(book: LeaseBook, report: LeaseReport, answer: LeaseAnswer, sent_ms: int) -> None:
    book.take_in(report, answer, sent_ms)


def _note_clock(book: LeaseBook, server_ms: int, till_ms: int) -> None:
    book.note_clock(server_ms, till_ms)
