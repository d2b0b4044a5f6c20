"""A follower at work in a test, and all that it says."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from sync.client.follow import Follower, Timing
from sync.client.status import Status
from sync.client.trouble import Link
from tests.unit.sync.client.conftest import Till

QUICK = Timing(
    presence_every_ms=60,
    presence_deadline_ms=200,
    patient_deadline_ms=1_500,
    poll_ms=20,
    status_every_ms=150,
    reconnect_spread_ms=50,
    pull_spread_ms=30,
)
LONG_S = 20


@dataclass
class Following:
    """A follower at work, and all it said."""

    follower: Follower
    stop: asyncio.Event
    said: list[Status] = field(default_factory=list)

    @property
    def now(self) -> Status:
        return self.said[-1]

    async def until(self, claim: Callable[[Status], bool]) -> Status:
        """Wait until something is said of which the claim is true; it must come in good time."""
        due = time.monotonic() + LONG_S
        while not (self.said and claim(self.now)):
            assert time.monotonic() < due, f"never said; last: {self.said[-3:]}"
            await asyncio.sleep(0.01)
        return self.now


@asynccontextmanager
async def following(till: Till, timing: Timing = QUICK) -> AsyncIterator[Following]:
    said: list[Status] = []
    follower = Follower(
        till.place, till.journal.opened, till.replica.opened, till.leases.opened, said.append, timing
    )
    stop = asyncio.Event()
    task = asyncio.create_task(follower.run(stop))
    try:
        yield Following(follower, stop, said)
    finally:
        stop.set()
        await asyncio.wait_for(task, LONG_S)


def run(scenario: Coroutine[Any, Any, None]) -> None:
    asyncio.run(scenario)


def is_well(status: Status) -> bool:
    return status.link is Link.ONLINE and status.waiting_records == 0 and status.replica > 0
