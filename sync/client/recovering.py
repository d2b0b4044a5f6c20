"""The end of a dead till's history, sent from a copy of its data under its own name and key.

What the server has already is compared before anything is sent (FORK): the record at which both should agree must be
the same one. A copy that is older than the server's knowledge has nothing to send, and is not taken for a till that
was put back. Nothing is ever added to the journal.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from sync.client.backoff import Backoff
from sync.client.central import Central
from sync.client.follow import OpenJournal
from sync.client.own_thread import OwnThread
from sync.client.place import Place
from sync.client.ports import JournalSource
from sync.client.push import Pusher
from sync.client.trouble import Link, SyncTrouble
from sync.protocol import recovery
from sync.protocol.v1.recovery_messages import KeysAsked, RecoveryClosed, RecoveryDone

_PRESENCE_MS = 8_000
_DAY_MS = 10_000
_NO_DAY = "1970-01-01"


@dataclass(frozen=True, slots=True)
class Sent:
    """``before`` records the server had, ``head`` are in the copy; so many ``records`` and ``sales`` were sent now, of
    which ``parked`` wait for a person.
    """

    before: int
    head: int
    records: int
    sales: int
    parked: int

    @property
    def beyond(self) -> int:
        """How many records the server has that this copy does not."""
        return max(self.before - self.head, 0)


async def send_rest(place: Place, open_journal: OpenJournal) -> Sent:
    """Send what the server has not got. Raises :class:`SyncTrouble`: ``fork`` where the histories differ (then nothing
    was sent), and whatever keeps it from the server; sent again, nothing is doubled (KEY=EFFECT).
    """
    calls = place.central(place.signer())
    try:
        async with OwnThread("journal", open_journal) as journal:
            presence = await calls.presence(deadline_ms=_PRESENCE_MS)
            head = (await journal.do(_head))[0]
            await _compare(calls, journal, min(presence.acked, head))
            if presence.acked >= head:
                return Sent(presence.acked, head, 0, 0, 0)
            await journal.do(_has, presence.acked, presence.epoch)
            sales = await journal.do(_waiting_sales)
            pusher = Pusher(calls, journal, _nothing_pulled)
            records = parked = 0
            while batch := await pusher.push_once():
                records += batch.records
                parked += batch.parked
            sales -= await journal.do(_waiting_sales)
            return Sent(presence.acked, head, records, sales, parked)
    finally:
        await calls.close()


async def _compare(calls: Central, journal: OwnThread[JournalSource], sequence: int) -> None:
    """The record that both have must be the same. A till that was reported lost is told of none: there the server
    compares by itself what it is sent.
    """
    if not sequence:
        return
    try:
        told = await calls.day(_NO_DAY, sequence, deadline_ms=_DAY_MS)
    except SyncTrouble as trouble:
        if trouble.code == "revoked":
            return
        raise
    if told.head != await journal.do(_hash_at, sequence):
        raise SyncTrouble("fork", detail=f"record {sequence} is another one")


async def open_keys(place: Place, till_id: str, sealed: bytes) -> recovery.TillKeys:
    """The keys that lie sealed beside a copy, opened by the server for the till in that one's place. They travel sealed
    to a key that lives for this question. Raises :class:`SyncTrouble`.
    """
    private, public = recovery.new_key_pair()
    calls = place.central(place.signer())
    try:
        told = await calls.recovery_keys(KeysAsked(till_id=till_id, sealed=sealed, answer_key=public))
        return recovery.unseal(told.sealed, private)
    except (recovery.NotOpened, msgspec.MsgspecError) as error:
        raise SyncTrouble("impossible", detail=str(error)) from error
    finally:
        await calls.close()


async def close_recovery(place: Place, till_id: str, through: int) -> RecoveryClosed:
    """Tell the server that nothing more will come of that till. Raises :class:`SyncTrouble`."""
    calls = place.central(place.signer())
    try:
        return await calls.recovery_done(RecoveryDone(till_id=till_id, through=through))
    finally:
        await calls.close()


async def learn_recovery_key(
    place: Place, keep: Callable[[bytes], object], patience: Backoff | None = None
) -> None:
    """For a till that was enrolled by an earlier release: ask what the keys beside day's copies are sealed to, in no
    hurry, until the server says it (or is too old to know).
    """
    patience = patience or Backoff(first_ms=20_000, ceiling_ms=1_800_000)
    while True:
        wait_s = patience.after_failure() / 1000
        await asyncio.sleep(wait_s)
        calls = place.central(place.signer())
        try:
            keep((await calls.recovery_key()).public_key)
        except SyncTrouble as trouble:
            if trouble.link is Link.REFUSED:
                return
        else:
            return
        finally:
            await calls.close()


async def _nothing_pulled() -> None:
    """There is no replica beside a copy."""


def _head(journal: JournalSource) -> tuple[int, bytes]:
    return journal.head()


def _has(journal: JournalSource, acked: int, epoch: str) -> None:
    journal.mark_acked(acked, epoch)


def _waiting_sales(journal: JournalSource) -> int:
    return journal.waiting_sales()


def _hash_at(journal: JournalSource, sequence: int) -> bytes:
    [(_, envelope, _personal)] = journal.unacked(sequence - 1, 1)
    return hashlib.sha256(envelope).digest()
