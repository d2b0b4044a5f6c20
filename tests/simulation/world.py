"""One run: its clock, its chance, its machines, and what is told of it."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.simulation.chance import BEGIN_MS, Chance
from tests.simulation.disk import Crash, Disk
from tests.simulation.loop import VirtualLoop
from tests.simulation.told import Count, Told

if TYPE_CHECKING:
    from tests.simulation.auditor import Auditor
    from tests.simulation.server import CentralServer
    from tests.simulation.till import Till

DAY_S = 86_400
BEGINS_S = 8 * 3_600
"""Local time of day when the run begins: eight o'clock, tills are switched on."""
OPENS_S, CLOSES_S, OFF_S = 3_600, 9 * 3_600, 10 * 3_600
"""Seconds after that: shops are open from nine to five, tills are off from six to eight."""


class World:
    """Everything that one seed makes happen. ``folder`` is empty and goes with the run."""

    def __init__(self, seed: int, folder: Path, loop: VirtualLoop) -> None:
        self.seed = seed
        self.folder = folder
        self.loop = loop
        self.chance = Chance(seed)
        self.count = Count()
        self.told = Told()
        self.tills: list[Till] = []
        self.server: CentralServer
        self.auditor: Auditor
        self.story: list[str] = []
        self.members: list[str] = []
        self.is_over = self.is_healing = False
        self._trace = hashlib.sha256()
        self._tasks: set[asyncio.Task[Any]] = set()
        self.failure: BaseException | None = None

    @property
    def now_ms(self) -> int:
        """The true time, ms UTC; every machine's clock is this and its error."""
        return BEGIN_MS + int(self.loop.time() * 1000)

    @property
    def is_open(self) -> bool:
        """Whether shops are open."""
        return not self.is_healing and OPENS_S <= self.loop.time() % DAY_S < CLOSES_S

    @property
    def is_night(self) -> bool:
        """Whether everybody is at home, and nothing happens but what the server does by itself."""
        return self.loop.time() % DAY_S >= OFF_S

    async def until_morning(self) -> None:
        """Sleep until it is not night."""
        if self.is_night:
            await asyncio.sleep(DAY_S - self.loop.time() % DAY_S)

    def note(self, who: str, what: str) -> None:
        """One line of the story; all of them together are the trace that a seed must repeat."""
        seconds, ms = divmod(int((self.loop.time() + BEGINS_S) * 1000), 1000)
        clock = f"{seconds // 3600 % 24:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{ms:03d}"
        line = f"day {seconds // DAY_S + 1} {clock} {who}: {what}"
        self._trace.update(line.encode() + b"\n")
        self.story.append(line)

    @property
    def trace(self) -> str:
        """The hash of the story so far."""
        return self._trace.hexdigest()

    def peer(self, host: str) -> CentralServer:
        """Who answers under that name."""
        return self.server

    def disks(self) -> list[Disk]:
        """All disks that machines run on."""
        return [self.server.disk, *(till.disk for till in self.tills)]

    def start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Do it beside everything else. A crash in it takes its machine down; anything else is a failure of the run."""
        task = self.loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def later(self, in_s: float, work: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        """Do it then."""

        async def wait() -> None:
            await asyncio.sleep(in_s)
            await work()

        self.start(wait())

    def crashed(self, crash: Crash) -> None:
        """A machine died at a statement: whoever's it was falls."""
        if crash.disk is self.server.disk:
            self.server.fall()
        for till in self.tills:
            if crash.disk is till.disk:
                till.fall()

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if isinstance(error, Crash):
            self.crashed(error)
        elif error is not None and self.failure is None:
            self.failure = error
            self.is_over = True

    def stop_everything(self) -> list[asyncio.Task[Any]]:
        """Cancel whatever still runs; the tasks, to be waited for."""
        for task in self._tasks:
            task.cancel()
        return list(self._tasks)
