"""Pushing the journal: bounded, signed batches in sequence, from where the server's knowledge ends (SIGNED-BATCH).

Nothing here ever deletes (ACK-IS-NOT-DELETE), and only a reply to a push moves the mark forward: a record counts as
stored when the server answered for the very batch that held it. Every batch may be sent again (KEY=EFFECT), so an
interruption at any point costs a repetition and nothing else.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sync.client.backoff import Backoff
from sync.client.central import Central
from sync.client.own_thread import OwnThread
from sync.client.ports import JournalSource
from sync.client.trouble import SyncTrouble
from sync.protocol.v1.messages import Personal, PushReply, Record

MOST_RECORDS = 200
MOST_BYTES = 1_000_000
_DECIDED = frozenset({"gap", "fork", "chain_broken", "same_id_other_bytes", "revoked"})
"""What only a server says that has not frozen the till (any more). Without an answer it is not known."""
_FRAMING = 64
"""More than msgpack adds to one record."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Records from ``first`` on without a gap; ``head`` is the hash of the last one."""

    first: int
    head: bytes
    records: tuple[Record, ...]

    @property
    def last(self) -> int:
        """The sequence of the last record."""
        return self.first + len(self.records) - 1


@dataclass(frozen=True, slots=True)
class _Aside:
    """A frozen till's records: the server has those up to ``acked``, and was sent those up to ``until`` to keep."""

    acked: int
    until: int


@dataclass(frozen=True, slots=True)
class Pushed:
    """What one push did: how many records the server now has more, and how many of them it parked or flagged."""

    records: int
    parked: int = 0
    flagged: int = 0


class Pusher:
    """Pushes what waits. Not for two callers at a time.

    ``on_new_epoch`` is awaited before the epoch of a restored server is taken over (EPOCH): what was pulled from the
    older one is then no longer trusted.
    """

    def __init__(
        self,
        central: Central,
        journal: OwnThread[JournalSource],
        on_new_epoch: Callable[[], Awaitable[None]],
        refills: Backoff | None = None,
    ) -> None:
        self._central = central
        self._journal = journal
        self._on_new_epoch = on_new_epoch
        self._most_records = MOST_RECORDS
        self._aside: _Aside | None = None
        """What a server that froze this till has been sent to keep for a person; ``None`` while it did not."""
        self._told = -1
        """How much of the journal that server said to have when it was asked whether it is there; -1 before it did."""
        self._refills = refills or Backoff(first_ms=2_000)
        self._no_refill_before_ms = 0

    def frozen_at(self, acked: int) -> None:
        """The server froze this till, and has its records up to ``acked`` (-1: it does not say): a restored one may
        have less than it acknowledged (EPOCH). What :meth:`push_once` then sends is kept for a person. Said again, it
        changes nothing: the server may have asked for earlier records meanwhile.
        """
        if acked >= 0 and (self._aside is None or self._told != acked):
            self._aside = _Aside(acked, acked)
        self._told = acked

    async def push_once(self) -> Pushed | None:
        """Push one batch; ``None`` when nothing waits. Raises :class:`SyncTrouble`; then nothing was lost.

        A server that misses earlier records is taken at its word: the next push starts from what it has.
        """
        aside = self._aside
        batch = await self._journal.do(_next_batch, self._most_records, aside.until if aside else None)
        if batch is None and aside:
            # All of it was sent; from here on once more, in case the server has forgotten it since.
            again = max(aside.acked, self._told)
            aside = self._aside = _Aside(again, again)
            batch = await self._journal.do(_next_batch, self._most_records, again)
        if batch is None:
            return None
        try:
            reply = await self._central.push(batch.records, batch.first, batch.head)
        except SyncTrouble as trouble:
            if trouble.code == "frozen":
                self._most_records = min(MOST_RECORDS, self._most_records * 2)
                self._aside = _after(batch, trouble.acked, aside)
            elif trouble.code in _DECIDED:
                self._aside = None
            if trouble.code == "gap":
                return await self._refill()
            if self._can_send_less(batch, trouble):
                return Pushed(0)
            raise
        self._aside = None
        self._most_records = min(MOST_RECORDS, self._most_records * 2)
        if await self._journal.do(_is_other_epoch, reply.epoch) or reply.acked < batch.first - 1:
            return await self._refill()
        return await self._journal.do(_note, batch, reply)

    def _can_send_less(self, batch: Batch, trouble: SyncTrouble) -> bool:
        """Make the next batch smaller where that helps; whether it may be sent at once."""
        match trouble.code:
            case "same_id_other_bytes" | "chain_broken" | "revoked" if (
                batch.first <= trouble.acked < batch.last
            ):
                # What stands before the record that a person has to look at goes through.
                self._most_records = trouble.acked - batch.first + 1
                return True
            case "too_large" if len(batch.records) > 1:
                self._most_records = max(1, len(batch.records) // 4)
                return True
            case "timeout" if len(batch.records) > 1:
                # On a slow line a smaller batch gets through where this one never would.
                self._most_records = max(1, len(batch.records) // 4)
                return False
            case _:
                return False

    async def reconcile(self) -> bool:
        """Compare with what the server says it has; ``True`` when it has less than we knew and is to be refilled.

        Asks anew: a presence that is older than the last push would tell of a past state. Raises
        :class:`SyncTrouble`: ``till_behind`` when the server has records that this till never wrote and nothing waits
        here. What does wait is pushed all the same: it shows the server that there are two of this till (FORK).
        """
        presence = await self._central.presence(deadline_ms=5_000)
        other_epoch = await self._journal.do(_is_other_epoch, presence.epoch)
        acked, head = await self._journal.do(_acked), await self._journal.do(_head)
        if presence.acked > head and acked < head and not other_epoch:
            return False
        if not other_epoch:
            await self._journal.do(_check_not_behind, presence.acked)
        if presence.acked >= acked and not other_epoch:
            self._refills.after_success()
            await self._journal.do(_adopt, acked, presence.epoch)
            return False
        now_ms = time.monotonic_ns() // 1_000_000
        if now_ms < self._no_refill_before_ms:
            # It said so before, was refilled, and says so again.
            raise SyncTrouble("impossible", retry_after_ms=self._no_refill_before_ms - now_ms)
        self._no_refill_before_ms = now_ms + self._refills.after_failure(retry_after_ms=1_000)
        if other_epoch:
            await self._on_new_epoch()
        # Having as many records is not having the same ones: a copy of this till may have filled the restored server
        # before it. The newest that both should have is sent once more, and compared there (FORK).
        known = min(presence.acked, max(acked - 1, 0)) if other_epoch else min(presence.acked, acked)
        await self._journal.do(_adopt, known, presence.epoch)
        return True

    async def _refill(self) -> Pushed:
        if not await self.reconcile():
            raise SyncTrouble("gap")
        return Pushed(0)


def _after(batch: Batch, acked: int, before: _Aside | None) -> _Aside:
    """A server that froze this till keeps what it is sent all the same (FACTS-NEVER-REJECTED): next time it gets the
    records behind these. One that was restored meanwhile has less than it acknowledged, and gets them from there.
    """
    has = before.acked if before else batch.first - 1
    return _Aside(acked, acked) if 0 <= acked < has else _Aside(has, batch.last)


def _next_batch(journal: JournalSource, most_records: int, behind: int | None = None) -> Batch | None:
    acked = journal.acked() if behind is None else behind
    rows = journal.unacked(acked, most_records)
    records: list[Record] = []
    size = 0
    for place, (sequence, envelope, personal) in enumerate(rows):
        assert sequence == acked + 1 + place, "DENSE-SEQ: the journal has a hole"
        size += len(envelope) + _size(personal) + _FRAMING
        if records and size > MOST_BYTES:
            break
        records.append(Record(envelope=envelope, personal=personal))
    if not records:
        return None
    return Batch(acked + 1, hashlib.sha256(records[-1].envelope).digest(), tuple(records))


def _size(personal: Personal | None) -> int:
    if personal is None:
        return 0
    return len(personal.member_id) + len(personal.salt) + len(personal.sealed) + _FRAMING


def _note(journal: JournalSource, batch: Batch, reply: PushReply) -> Pushed:
    """Keep what a reply says of this batch; what it says beyond it is no evidence."""
    _check_not_behind(journal, reply.acked)
    acked = min(reply.acked, batch.last)
    if acked < batch.first:
        raise SyncTrouble("impossible", detail="a push was answered, but nothing of it is stored")
    fates = [fate for fate in reply.fates if batch.first <= fate.sequence <= acked]
    if fates:
        journal.record_fates(fates)
    journal.mark_acked(acked, reply.epoch, reply.cursor)
    return Pushed(
        acked - batch.first + 1,
        parked=sum(fate.fate == "parked" for fate in fates),
        flagged=sum(fate.fate == "flagged" for fate in fates),
    )


def _check_not_behind(journal: JournalSource, acked: int) -> None:
    if acked > journal.head()[0]:
        raise SyncTrouble("till_behind", detail=f"the server has records up to {acked}")


def _is_other_epoch(journal: JournalSource, epoch: str) -> bool:
    return journal.server_epoch() not in {"", epoch}


def _acked(journal: JournalSource) -> int:
    return journal.acked()


def _head(journal: JournalSource) -> int:
    return journal.head()[0]


def _adopt(journal: JournalSource, acked: int, epoch: str) -> None:
    if (acked, epoch) != (journal.acked(), journal.server_epoch()):
        journal.mark_acked(acked, epoch)
