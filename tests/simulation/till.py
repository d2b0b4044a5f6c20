"""A till as one machine: the real files, services and sync child, on a clock that may be wrong."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from unittest import mock
from zoneinfo import ZoneInfo

from pos_app.bootstrap import opening
from pos_app.bootstrap.opening import OpenTill, open_till
from pos_app.config import Settings, load_settings
from pos_app.services.ports import Ports
from pos_app.storage.for_sync import SyncJournal, SyncReplica
from pos_app.storage.key import read_key
from pos_app.storage.leases_for_sync import SyncLeases
from sync.client import gift_cards, holds, securing
from sync.client.central import Central
from sync.client.follow import Follower, Timing
from sync.client.keys import read_key as read_device_key
from sync.client.line import Line
from sync.client.patient import PATIENCE_MS
from sync.client.place import Place
from sync.client.status import Status
from sync.client.trouble import Link as LinkState
from sync.client.trouble import SyncTrouble
from tests.simulation.cashier import Cashier
from tests.simulation.disk import Crash, Disk
from tests.simulation.loop import Baton, held_baton
from tests.simulation.network import Link, Wire

if TYPE_CHECKING:
    from tests.simulation.world import World

Reply = TypeVar("Reply")
Result = TypeVar("Result")

TIMING = Timing(
    presence_every_ms=420_000,
    poll_ms=150_000,
    status_every_ms=3_600_000,
    reconnect_spread_ms=20_000,
    pull_spread_ms=20_000,
    report_every_ms=1_200_000,
    report_spacing_ms=120_000,
)
"""A day is long: everything that is asked for several times a second is asked for every few minutes."""
_ZONE = ZoneInfo("Europe/Oslo")


class WrongClock:
    """The port ``Clock`` on a machine's own clock."""

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self.now_ms = now_ms

    def offset_minutes(self, at_ms: int) -> int:
        """The zone's offset."""
        offset = datetime.fromtimestamp(at_ms // 1000, UTC).astimezone(_ZONE).utcoffset()
        assert offset is not None
        return int(offset.total_seconds()) // 60


class BornIds:
    """The port ``Ids`` from the run's own chance."""

    def __init__(self, new_id: Callable[[], str]) -> None:
        self.new_id = new_id


class AnyPin:
    """The port ``PinCheck``: hashing a PIN is slow on purpose."""

    def matches(self, pin_hash: str, pin: str) -> bool:
        """Yes."""
        return True


class PatientHere:
    """Stands for :class:`sync.client.patient.PatientLine`: the same patience, on the run's own loop."""

    def __init__(self, place: Place, name: str) -> None:
        self._place = place
        self._central: Central | None = None

    def warm_up(self) -> None:
        """Nothing to load."""

    def within(self, call: Callable[[Central], Coroutine[Any, Any, Reply]]) -> Reply:
        """The reply within the patience, or :class:`SyncTrouble`."""
        if self._central is None:
            self._central = self._place.central(self._place.signer())
        return held_baton().wait_for(_patiently(call(self._central)))

    def begin(self, call: Callable[[Central], Coroutine[Any, Any, Reply]]) -> None:
        """A call whose reply nobody waits for. In a run it is made at once all the same: so its story stays one."""
        with suppress(SyncTrouble):
            self.within(call)

    def close(self) -> None:
        """Hang up."""
        self._central = None


async def _patiently(call: Coroutine[Any, Any, Reply]) -> Reply:
    try:
        async with asyncio.timeout(PATIENCE_MS / 1000):
            return await call
    except TimeoutError as error:
        raise SyncTrouble("timeout") from error


class Till:
    """One computer. ``clock_ms`` is what its clock is ahead of the truth; ``is_copy`` says that its disk was copied
    from another till's.
    """

    def __init__(self, world: World, name: str, folder: Path, *, is_copy: bool = False) -> None:
        self.world = world
        self.name = name
        self.disk = Disk(name, folder)
        self.is_copy = is_copy
        self.clock_ms = 0
        self.link = Link(bad=6)
        self.status: Status | None = None
        self.settings: Settings
        self.ports: Ports
        self._open: OpenTill | None = None
        self._stop: asyncio.Event | None = None
        self._tasks: list[asyncio.Task[Any]] = []
        self._seen = (0, 0)
        self.settings = load_settings(folder / "till.toml")
        self.cashier = Cashier(self)

    @property
    def till_id(self) -> str:
        """Which till it says it is."""
        return self.settings.till_id

    @property
    def is_on(self) -> bool:
        """Whether it runs."""
        return self._open is not None

    @property
    def is_online(self) -> bool:
        """What the screen shows of the line."""
        return self.status is not None and self.status.link is LinkState.ONLINE

    def now_ms(self) -> int:
        """This machine's clock."""
        return self.world.now_ms + self.clock_ms

    def place(self, settings: Settings) -> Place:
        """Where the till belongs, over this run's network."""
        wire = Wire(self.world, lambda: self.link, self.world.peer)
        return Place(
            settings.server_url,
            settings.company_id,
            settings.till_id,
            read_device_key(settings.device_key_file),
            self.now_ms,
            lambda url: Line(url, make_transport=lambda: wire),
        )

    def boot(self) -> None:
        """Switch it on: open the data, follow the server, let the cashier go on."""
        try:
            self.settings = load_settings(self.disk.folder / "till.toml")
            self._open = open_till(self.settings)
            own = self._open.ports
            self.ports = replace(
                own,
                clock=WrongClock(self.now_ms),
                ids=BornIds(lambda: self.world.chance.new_id(self.now_ms())),
                pins=AnyPin(),
            )
        except Crash:
            self.fall()
            return
        self.status = None
        self._stop = asyncio.Event()
        self._tasks = [
            self.world.start(self._follow(self.settings, self._stop)),
            self.world.start(self.cashier.work()),
        ]

    async def _follow(self, settings: Settings, stop: asyncio.Event) -> None:
        key, folder = read_key(settings.key_file), settings.data_folder
        follower = Follower(
            self.place(settings),
            lambda: closing(SyncJournal(folder, key)),
            lambda: closing(SyncReplica(folder, key)),
            lambda: closing(SyncLeases(folder, key)),
            self._told,
            TIMING,
        )
        await follower.run(stop)

    def _told(self, status: Status) -> None:
        if self.status is None or (status.link, status.detail) != (self.status.link, self.status.detail):
            self.world.note(self.name, f"is {status.link} {status.detail}".rstrip())
        self.status = status
        if (status.replica, status.cursor) != self._seen and self._open is not None:
            self._open.replica.refresh()
        self._seen = (status.replica, status.cursor)

    async def patiently(self, work: Callable[[], Result]) -> Result:
        """Run ordinary till code that may wait for the server."""
        return await Baton().run(work)

    def fall(self) -> None:
        """The machine dies, wherever it is. Somebody switches it on again."""
        if self._open is None and not self.disk.is_dead:
            return
        self.disk.die()
        self.world.count.crashes += 1
        self.world.note(self.name, "crashes")
        self.world.start(self._after_the_fall())

    async def _after_the_fall(self) -> None:
        await self._end_tasks()
        self._close()
        self.disk.come_back()
        self.world.auditor.look_at_till(self.disk.folder, self.name)
        if not self.world.is_over:
            await asyncio.sleep(self.world.chance.between(20, 400))
            if not self.is_on:
                self.boot()

    def switch_on(self) -> None:
        """Somebody comes by and sees that it is off."""
        if not self.is_on and not self.disk.is_dead:
            self.boot()

    def heal(self) -> None:
        """A good line, a right clock, and nobody pulls the plug any more."""
        self.link = Link()
        self.clock_ms = 0
        self.disk.crash_at = -1
        self.switch_on()

    @property
    def is_drained(self) -> bool:
        """Whether nothing waits here any more."""
        return self.is_on and self.status is not None and self.status.waiting_records == 0

    @property
    def is_refused(self) -> bool:
        """Whether the server takes nothing from here: what comes is kept aside."""
        return self.is_on and self.status is not None and self.status.detail in {"frozen", "fork"}

    async def shut_down(self) -> None:
        """Switch it off in order."""
        if self._open is None:
            return
        await self._end_tasks()
        try:
            self._close()
        except Crash:
            self.disk.come_back()

    async def _end_tasks(self) -> None:
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _close(self) -> None:
        opened, self._open = self._open, None
        self.status = None
        if opened is not None:
            opened.close()


@contextmanager
def tills_of(world: World) -> Iterator[None]:
    """While this lasts, tills reach the server over the run's own network and wait on its own loop."""

    def place(settings: Settings) -> Place:
        till = next(each for each in world.tills if each.disk.folder in settings.path.parents)
        return till.place(settings)

    with contextlib.ExitStack() as stack:
        stack.enter_context(mock.patch.object(opening, "place_of", place))
        for module in (holds, securing, gift_cards):
            stack.enter_context(mock.patch.object(module, "PatientLine", PatientHere))
        yield
