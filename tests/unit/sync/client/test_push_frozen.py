"""Pushing from a frozen till: all it has goes to the server, to be kept for a person."""

import asyncio
from collections.abc import Collection, Sequence
from typing import cast

import pytest

from sync.client.central import Central
from sync.client.own_thread import OwnThread
from sync.client.ports import JournalSource
from sync.client.push import MOST_RECORDS, Pusher
from sync.client.trouble import SyncTrouble
from sync.protocol.v1.messages import PushReply, Record
from tests.unit.sync.client.conftest import Till


class FreezingCentral:
    """A server that froze this till: refuses every batch, and remembers what it was sent to keep."""

    def __init__(
        self, acked: int = 0, asks: dict[int, int] | None = None, silent: Collection[int] = ()
    ) -> None:
        self.acked = acked
        self.asks = asks or {}
        self.silent = silent
        self.sent: list[tuple[int, int]] = []

    async def push(self, records: Sequence[Record], first: int, head: bytes) -> PushReply:
        self.sent.append((first, first + len(records) - 1))
        if len(self.sent) in self.silent:
            raise SyncTrouble("half_answer")
        raise SyncTrouble("frozen", acked=self.asks.pop(first, self.acked))


def test_facts_never_rejected_a_frozen_till_sends_all_it_has_to_be_kept_for_a_person(till: Till) -> None:
    """Only the first batch reached the server once: what a frozen till sold after it stayed on the till."""
    till.journal.add(2 * MOST_RECORDS + 50)
    central = FreezingCentral()

    asyncio.run(refused(till, central, 4))

    assert central.sent == [(1, 200), (201, 400), (401, 450), (1, 200)]
    assert till.journal.acked() == 0, "and nothing of it counts as stored"


def test_epoch_a_frozen_till_sends_again_what_a_restored_server_has_forgotten(till: Till) -> None:
    till.journal.add(9)
    till.journal.mark_acked(6, "epoch-1")
    central = FreezingCentral(acked=2)

    asyncio.run(refused(till, central, 3))

    assert central.sent == [(7, 9), (3, 9), (3, 9)]


def test_fork_a_frozen_till_goes_back_as_far_as_it_is_asked_and_then_on(till: Till) -> None:
    till.journal.add(2 * MOST_RECORDS + 9)
    till.journal.mark_acked(2 * MOST_RECORDS + 5, "epoch-1")
    central = FreezingCentral(405, asks={406: 205, 206: 5})

    asyncio.run(refused(till, central, 6))

    assert central.sent == [(406, 409), (206, 405), (6, 205), (206, 405), (406, 409), (6, 205)]


def test_fork_what_was_asked_for_is_sent_though_the_server_says_again_how_much_it_has(till: Till) -> None:
    """Between two pushes the till hears that it is frozen, and up to where: it used to begin there every time."""
    till.journal.add(9)
    till.journal.mark_acked(7, "epoch-1")
    central = FreezingCentral(5, asks={6: 0})

    asyncio.run(refused(till, central, 4, told=5))

    assert central.sent == [(6, 9), (1, 9), (6, 9), (6, 9)]


def test_fork_a_batch_without_an_answer_is_sent_again_from_where_it_was(till: Till) -> None:
    till.journal.add(2 * MOST_RECORDS)
    central = FreezingCentral(silent={2})

    asyncio.run(refused(till, central, 3))

    assert central.sent == [(1, 200), (201, 400), (201, 400)]


async def refused(till: Till, central: FreezingCentral, times: int, told: int | None = None) -> None:
    async with OwnThread[JournalSource]("journal", till.journal.opened) as journal:
        pusher = Pusher(cast("Central", central), journal, never)
        for _ in range(times):
            if told is not None:
                pusher.frozen_at(told)
            with pytest.raises(SyncTrouble, match=r"froze this till|broke off"):
                await pusher.push_once()


async def never() -> None:
    raise AssertionError
