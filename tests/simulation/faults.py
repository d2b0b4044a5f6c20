"""What goes wrong, and when: every draw comes from the run's seed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.simulation.disk import copy_as_it_lies
from tests.simulation.till import Till
from tests.simulation.world import DAY_S, OFF_S

if TYPE_CHECKING:
    from tests.simulation.world import World

_HOUR_S = 3_600.0
_JUMPS_MS = (-7_200_000, -95_000, -4_000, 31_000, 240_000, 1_500_000, 5_400_000, 93_600_000)


class Faults:
    """Everything that is done to one run until ``days`` are over."""

    def __init__(self, world: World, days: int) -> None:
        self._world = world
        self._end_s = (days - 1) * DAY_S + OFF_S

    def begin(self) -> None:
        """Let it begin."""
        world = self._world
        for till in world.tills:
            self._haunt(till)
        world.start(self._outages())
        world.start(self._server_crashes())
        world.start(self._restores())
        world.start(self._programme_changes())
        world.start(self._people_at_the_server())
        copies = max(len(world.tills) // 6, int(world.chance.percent(35)))
        for _ in range(copies):
            world.start(self._copy())
        if world.chance.percent(20 + 5 * len(world.tills)):
            world.start(self._theft())

    def _haunt(self, till: Till) -> None:
        for each in (self._lines, self._crashes, self._clocks):
            self._world.start(each(till))

    async def _after(self, mean_s: float) -> bool:
        """Wait about so long, and out the night; whether the run still goes on then."""
        world = self._world
        await asyncio.sleep(world.chance.soon_s(mean_s))
        await world.until_morning()
        return world.loop.time() < self._end_s and not world.is_over

    async def _lines(self, till: Till) -> None:
        """One till's own line: gone for a while, refused at once or swallowed, and slow in between."""
        chance = self._world.chance
        while await self._after(2.5 * _HOUR_S):
            till.link.is_down, till.link.swallows = True, chance.once_in(2)
            self._world.note(till.name, "loses its line")
            await asyncio.sleep(chance.soon_s(0.7 * _HOUR_S))
            till.link.is_down = False
            till.link.slow_ms = chance.one_of((10, 40, 40, 250, 900))
            self._world.note(till.name, "has its line again")

    async def _outages(self) -> None:
        """The company's own line: nobody reaches the server."""
        chance, world = self._world.chance, self._world
        while await self._after(7 * _HOUR_S):
            world.note("network", "is down")
            for till in world.tills:
                till.link.is_down = True
            await asyncio.sleep(chance.soon_s(1.2 * _HOUR_S))
            world.note("network", "is up")
            for till in world.tills:
                till.link.is_down = False

    async def _crashes(self, till: Till) -> None:
        """At one of the next writes, wherever that is."""
        chance = self._world.chance
        while await self._after(2.2 * _HOUR_S):
            if till.is_on and not till.disk.is_dead:
                till.disk.crash_at = chance.between(0, 45)

    async def _server_crashes(self) -> None:
        chance, server = self._world.chance, self._world.server
        while await self._after(1.5 * _HOUR_S):
            if server.is_up:
                server.disk.crash_at = chance.between(0, 130)

    async def _clocks(self, till: Till) -> None:
        chance, world = self._world.chance, self._world
        while await self._after(6 * _HOUR_S):
            till.clock_ms = chance.one_of(_JUMPS_MS)
            world.count.clock_jumps += 1
            world.note(till.name, f"has its clock {till.clock_ms} ms ahead")
            await asyncio.sleep(chance.soon_s(2 * _HOUR_S))
            till.clock_ms = 0

    async def _restores(self) -> None:
        """A backup every few hours; one day the server is set back to the last."""
        chance, server = self._world.chance, self._world.server
        await asyncio.sleep(chance.between(1, 4) * _HOUR_S)
        server.back_up()
        while await self._after(3 * _HOUR_S):
            if chance.once_in(3):
                server.restore()
            server.back_up()

    async def _programme_changes(self) -> None:
        while await self._after(9 * _HOUR_S):
            self._world.server.change_programme()

    async def _people_at_the_server(self) -> None:
        """Now and then somebody looks who is awaited for nothing, and rarely writes a lease off."""
        chance, server = self._world.chance, self._world.server
        while await self._after(2 * _HOUR_S):
            server.give_up_the_stolen()
            if chance.once_in(4):
                server.write_off_a_lease()

    async def _copy(self) -> None:
        """A till's disk is copied, and both of them sell."""
        chance, world = self._world.chance, self._world
        await asyncio.sleep(chance.between(2, 7) * _HOUR_S)
        original = chance.one_of(world.tills)
        if original.disk.is_dead or original.is_copy:
            return
        folder = original.disk.folder.with_name(f"{original.name}-copy")
        if folder.exists():
            return
        copy_as_it_lies(original.disk.folder, folder)
        world.count.clones += 1
        world.note(original.name, "is copied")
        twin = Till(world, f"{original.name}-copy", folder, is_copy=True)
        twin.clock_ms = original.clock_ms
        world.tills.append(twin)
        twin.boot()
        self._haunt(twin)

    async def _theft(self) -> None:
        """A till is reported stolen; whoever has it goes on selling."""
        chance, world = self._world.chance, self._world
        await asyncio.sleep(chance.between(4, 8) * _HOUR_S)
        stolen = chance.one_of(world.tills)
        world.note(stolen.name, "is stolen")
        world.server.revoke(stolen.till_id)
