"""A till in memory against a server that misbehaves on purpose."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest

from sync.client.keys import DeviceKey
from sync.client.once import Summary, sync_once
from sync.client.own_thread import OwnThread
from sync.client.place import Place
from sync.client.ports import JournalSource, ReplicaSink
from sync.client.pull import Puller
from sync.client.push import Pusher
from sync.client.trouble import SyncTrouble
from tests.stage.bad_server import BadServer
from tests.stage.till_side import MemoryJournal, MemoryLeases, MemoryReplica

Result = TypeVar("Result")


@dataclass
class Till:
    """One till: its key, journal, replica, and the server it is enrolled at."""

    server: BadServer
    key: DeviceKey
    journal: MemoryJournal = field(default_factory=MemoryJournal)
    replica: MemoryReplica = field(default_factory=MemoryReplica)
    leases: MemoryLeases = field(default_factory=MemoryLeases)

    @property
    def place(self) -> Place:
        return Place(self.server.url, "company-1", "till-1", self.key)

    def sync_once(self) -> Summary:
        return asyncio.run(
            sync_once(self.place, self.journal.opened, self.replica.opened, self.leases.opened)
        )

    def push(self, action: Callable[[Pusher], Coroutine[Any, Any, Result]]) -> Result:
        """Do something with a pusher on its own."""

        async def run() -> Result:
            central = self.place.central(self.place.signer())
            async with (
                OwnThread[JournalSource]("journal", self.journal.opened) as journal,
                OwnThread[ReplicaSink]("replica", self.replica.opened) as replica,
            ):
                try:
                    return await action(Pusher(central, journal, Puller(central, replica).start_over))
                finally:
                    await central.close()

        return asyncio.run(run())

    def pull_until_done(self) -> list[str]:
        """Pull with one puller until nothing is left, whatever goes wrong; the troubles on the way."""

        async def run() -> list[str]:
            central = self.place.central(self.place.signer())
            troubles: list[str] = []
            async with OwnThread[ReplicaSink]("replica", self.replica.opened) as replica:
                puller = Puller(central, replica)
                while len(troubles) < 10:
                    try:
                        if not (await puller.pull_once()).more:
                            break
                    except SyncTrouble as trouble:
                        troubles.append(trouble.code)
                await central.close()
            return troubles

        return asyncio.run(run())

    def assert_nothing_lost_nothing_doubled(self) -> None:
        """Whatever happened: the till still has every record, and the server has each at most once, unchanged."""
        numbers = list(range(1, len(self.journal.envelopes) + 1))
        assert self.server.effects == numbers[: len(self.server.effects)]
        for number, envelope in self.server.stored.items():
            assert self.journal.envelopes[number - 1] == envelope
        assert self.journal.acked() <= self.server.acked


@pytest.fixture
def till() -> Iterator[Till]:
    key = DeviceKey(bytes(range(32)))
    with BadServer(key.public_key) as server:
        yield Till(server, key)
