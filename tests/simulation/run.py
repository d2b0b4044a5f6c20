"""One seed from its beginning to the last audit."""

from __future__ import annotations

import asyncio
import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from tests.simulation.auditor import Auditor
from tests.simulation.chance import determined
from tests.simulation.company import Founded, found
from tests.simulation.disk import Crash, watched
from tests.simulation.faults import Faults
from tests.simulation.loop import VirtualLoop
from tests.simulation.server import CentralServer
from tests.simulation.till import Till, tills_of
from tests.simulation.told import Count
from tests.simulation.world import DAY_S, OFF_S, World

_LONGEST_HEALING_S = 12 * 3_600
_EVERYBODY_HAS_ASKED_S = 900
"""By then every till has heard of a server that was restored a minute before."""
_PATIENCE_OF_THE_REFUSED_S = 1_500
"""A till that is refused looks again every five minutes, and sends what is kept aside for a person."""
_IN_MEMORY = Path("/dev/shm")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run came to. ``wrong`` is by what the closing line calls it; ``said`` tells each in words."""

    seed: int
    count: Count
    bounded: dict[str, int]
    wrong: dict[str, int]
    said: tuple[str, ...]
    story: tuple[str, ...]
    trace: str

    @property
    def is_good(self) -> bool:
        """Whether nothing was wrong."""
        return not any(self.wrong.values())

    @property
    def line(self) -> str:
        """The closing line."""
        return closing_line([self])


def closing_line(outcomes: list[Outcome]) -> str:
    """What all of them came to, in one line."""

    def total(what: Callable[[Outcome], int]) -> int:
        return sum(what(each) for each in outcomes)

    return (
        f"sales {total(lambda o: o.count.sales)}, crashes {total(lambda o: o.count.crashes)},"
        f" replies lost {total(lambda o: o.count.replies_lost)},"
        f" duplicates sent {total(lambda o: o.count.duplicates)},"
        f" offline redemptions {total(lambda o: o.count.offline_redemptions)},"
        f" bounded {total(lambda o: sum(o.bounded.values()))},"
        f" lost {total(lambda o: o.wrong.get('lost', 0))},"
        f" duplicated {total(lambda o: o.wrong.get('duplicated', 0))},"
        f" points overspent {total(lambda o: o.wrong.get('overspent', 0))},"
        f" replays differing {total(lambda o: o.wrong.get('differing', 0))}"
    )


@contextmanager
def _somewhere() -> Iterator[Path]:
    """A folder in memory where there is one: what is durable is not the question here."""
    with tempfile.TemporaryDirectory(
        prefix="trofast-simulation-", dir=_IN_MEMORY if _IN_MEMORY.is_dir() else None
    ) as folder:
        yield Path(folder)


@lru_cache(maxsize=4)
def _pattern(tills: int) -> tuple[tempfile.TemporaryDirectory[str], Founded]:
    """The company that every seed of this process begins from."""
    kept = tempfile.TemporaryDirectory(
        prefix="trofast-company-", dir=_IN_MEMORY if _IN_MEMORY.is_dir() else None
    )
    return kept, found(Path(kept.name) / "company", tills)


def run(seed: int, tills: int, days: int) -> Outcome:
    """Run one seed."""
    _, founded = _pattern(tills)
    with _somewhere() as folder:
        return _run(seed, days, founded, folder)


def _run(seed: int, days: int, founded: Founded, folder: Path) -> Outcome:
    loop = VirtualLoop()
    world = World(seed, folder, loop)
    world.members = list(founded.members)
    shutil.copytree(founded.folder / "server", folder / "server")
    world.server = CentralServer(world, folder / "server")
    for name in founded.tills:
        shutil.copytree(founded.folder / name, folder / name)
        world.tills.append(Till(world, name, folder / name))
    world.auditor = Auditor(world)
    loop.set_exception_handler(lambda _, context: _overheard(world, context))
    try:
        with (
            determined(world.chance, lambda: world.now_ms),
            watched(world.disks),
            tills_of(world),
            _logs_of(world),
        ):
            loop.run_until_complete(_live(world, days))
    finally:
        loop.close()
    if world.failure is not None:
        raise RuntimeError(f"seed {seed} could not be run to its end") from world.failure
    return Outcome(
        seed,
        world.count,
        dict(world.auditor.bounded),
        dict(world.auditor.wrong),
        tuple(world.auditor.said),
        tuple(world.story),
        world.trace,
    )


class _Ear(logging.Handler):
    """Hears what the product logs. A fault of its own is a failure of the run; all the rest is part of the story."""

    def __init__(self, world: World) -> None:
        super().__init__(logging.WARNING)
        self._world = world

    def emit(self, record: logging.LogRecord) -> None:
        self._world.note("log", record.getMessage())
        if record.levelno >= logging.ERROR and self._world.failure is None:
            error = record.exc_info[1] if record.exc_info else None
            self._world.failure = error or RuntimeError(record.getMessage())


@contextmanager
def _logs_of(world: World) -> Iterator[None]:
    ear, loggers = _Ear(world), [logging.getLogger(name) for name in ("trofast", "pos_app", "sync")]
    for each in loggers:
        each.addHandler(ear)
        each.propagate = False
    try:
        yield
    finally:
        for each in loggers:
            each.removeHandler(ear)
            each.propagate = True


def _overheard(world: World, context: dict[str, Any]) -> None:
    """What asyncio would log: an error that nobody waited for. A crash is no surprise here."""
    error = context.get("exception")
    if error is not None and not isinstance(error, Crash) and world.failure is None:
        world.failure = error


async def _live(world: World, days: int) -> None:
    """The days, the healing, the last audit."""
    try:
        world.server.boot()
        for till in world.tills:
            till.boot()
        faults = Faults(world, days)
        faults.begin()
        for day in range(days):
            await _until(world, day * DAY_S + OFF_S)
            if day + 1 < days:
                await _night(world, (day + 1) * DAY_S)
        if not world.is_over:
            await _heal(world)
    finally:
        world.is_over = True
        for till in world.tills:
            await till.shut_down()
        if world.server.is_up:
            world.server.stop()
        await asyncio.gather(*world.stop_everything(), return_exceptions=True)
    if world.failure is None:
        world.auditor.close_the_books({till.name: till.disk.folder for till in world.tills})


async def _until(world: World, due_s: float) -> None:
    left_s = due_s - world.loop.time()
    for _ in range(int(left_s // 900)):
        if world.is_over:
            return
        await asyncio.sleep(900)
    await asyncio.sleep(max(due_s - world.loop.time(), 0))


async def _night(world: World, morning_s: float) -> None:
    """Tills are switched off, whatever still waits on them; the server keeps the day."""
    for till in world.tills:
        await till.shut_down()
    await _until(world, morning_s)
    for till in world.tills:
        till.switch_on()


async def _heal(world: World) -> None:
    """Every line is back and every machine runs; wait until nothing waits any more."""
    world.note("world", "heals")
    world.is_healing = True
    began_s = world.loop.time()
    world.server.disk.crash_at = -1
    while world.loop.time() < began_s + _LONGEST_HEALING_S and not world.is_over:
        for till in world.tills:
            till.heal()
        await asyncio.sleep(300)
        asked_s = world.loop.time() - began_s
        if asked_s < _EVERYBODY_HAS_ASKED_S:
            continue
        if world.server.is_up and all(
            till.is_drained or (till.is_refused and asked_s > _PATIENCE_OF_THE_REFUSED_S)
            for till in world.tills
        ):
            break
    world.note("world", "is well")
