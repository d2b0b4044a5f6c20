"""The central server as one machine: the real application on its real database, killed, restarted and restored.

The ASGI application is called in process without a socket: routing, authentication, decoding and every refusal are the
real ones, for 0.3 ms a request. Only its writer's threads are replaced by doing the work in place, one transaction
after the other as the one writer does too; requests of several tills interleave between transactions, never inside.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote

from litestar import Litestar
from sqlalchemy import Connection

from sync.server.app import make_app
from sync.server.asking import Server
from sync.server.calendar.following_days import follow_days
from sync.server.companies import new_epoch, the_company
from sync.server.desk.leasing import give_up, leases_out, waiting, write_off
from sync.server.limits import Limits
from sync.server.nonces import NoncesInMemory
from sync.server.opening import Database, open_database
from tests.simulation.company import COMPANY, PROGRAMME, bring_in
from tests.simulation.disk import Crash, Disk, copy_as_it_lies
from tests.simulation.network import NobodyThere, Reply, Request

if TYPE_CHECKING:
    from tests.simulation.world import World

Result = TypeVar("Result")
LOOK_S = 1_800.0


class InPlace:
    """The server's writer without its threads."""

    def __init__(self, database: Database, after: Callable[[], None]) -> None:
        self._database = database
        self._after = after

    async def write(
        self,
        work: Callable[[Connection], Result],
        *,
        beside: bool = False,
        urgent: bool = False,
        leisure: bool = False,
    ) -> Result:
        """See :meth:`sync.server.writer.Writer.write`."""
        result = self._database.written(work, beside=beside)
        self._after()
        return result

    async def read(self, work: Callable[[Connection], Result], *, note: bool = False) -> Result:
        """See :meth:`sync.server.writer.Writer.read`."""
        return self._database.looked_up(work, note=note)


@lru_cache(maxsize=1)
def _application() -> Litestar:
    """One for all servers of this process: it holds nothing but what :attr:`state` is given."""
    return make_app(None)  # type: ignore[arg-type]


class CentralServer:
    """The server on its disk. ``clock_ms`` is what its clock is ahead."""

    def __init__(self, world: World, folder: Path) -> None:
        self._world = world
        self.disk = Disk("server", folder)
        self.is_up = False
        self.clock_ms = 0
        self._database: Database | None = None
        self._server: Server | None = None
        self._days: asyncio.Task[Any] | None = None
        self._backup: Path | None = None
        self._version = 1
        self._stolen: set[str] = set()
        self.starts = 0

    @property
    def path(self) -> Path:
        """Its database."""
        return self.disk.folder / "server.db"

    def now_ms(self) -> int:
        """The server's clock."""
        return self._world.now_ms + self.clock_ms

    def boot(self) -> None:
        """Open the files and answer."""
        self._database = open_database(self.path)
        writer: Any = InPlace(self._database, self._world.auditor.look)
        limits = Limits(lambda: self._world.now_ms)
        self._server = Server(self._database, writer, self.now_ms, NoncesInMemory(), limits=limits)
        self._days = self._world.start(follow_days(writer, self.now_ms, look_s=LOOK_S))
        self.is_up = True
        self.starts += 1

    def fall(self) -> None:
        """The machine died; somebody starts it again."""
        if not self.is_up:
            return
        self._world.count.crashes += 1
        self._world.note("server", "crashes")
        self._down()
        self.disk.come_back()
        self._world.auditor.look_anew()
        self._world.later(self._world.chance.between(2, 240), self._again)

    async def _again(self) -> None:
        if not self.is_up and not self._world.is_over:
            self._world.note("server", "is back")
            self.boot()
            self._at_the_desk(self._publish)
            if self._database is not None:
                self._at_the_desk(self._freeze)

    def stop(self) -> None:
        """End it in order."""
        self._down()

    def _down(self) -> None:
        self.is_up = False
        if self._days is not None:
            self._days.cancel()
        if self._database is not None:
            self._database.close()
        self._database = self._server = self._days = None

    # --- what a person does there

    def back_up(self) -> None:
        """Keep a copy of the database as it is now."""
        if not self.is_up:
            return
        if self._backup is not None:
            shutil.rmtree(self._backup)
        self._backup = self._world.folder / "backup"
        copy_as_it_lies(self.disk.folder, self._backup)
        self._world.note("server", "is backed up")

    def restore(self) -> None:
        """Put the backup back and begin a new epoch, as the documents say (EPOCH)."""
        if self._backup is None or not self.is_up:
            return
        self._down()
        self.disk.crash_at = -1  # whoever restores does it until it is done
        self._world.count.restores += 1
        self._world.note("server", "is restored from the backup")
        shutil.rmtree(self.disk.folder)
        copy_as_it_lies(self._backup, self.disk.folder)
        self._world.auditor.restored()
        database = open_database(self.path)
        with database.write() as connection:
            begin_epoch(connection, self.now_ms())
        self._publish(database)
        self._freeze(database)
        database.close()
        self.boot()

    def change_programme(self) -> None:
        """A person publishes the next version of the programme; after a crash in the middle, once more."""
        if self._database is None:
            return
        self._version += 1
        self._world.count.programme_changes += 1
        self._world.note("server", f"publishes version {self._version}")
        self._at_the_desk(self._publish)

    def revoke(self, till_id: str) -> None:
        """A till was stolen: nothing more is taken from it, what it sends is kept aside."""
        if self._database is None:
            return
        self._world.count.revocations += 1
        self._stolen.add(till_id)
        self._at_the_desk(self._freeze)

    def give_up_the_stolen(self) -> None:
        """A named person says that nobody need wait for tills that will never report (EPOCH)."""
        if self._database is not None:
            self._at_the_desk(self._give_up)

    def write_off_a_lease(self) -> None:
        """A named person gives a lease up before its time."""
        if self._database is not None:
            self._at_the_desk(self._write_off)

    def _give_up(self, database: Database) -> None:
        now_ms = self.now_ms()
        with database.write() as connection:
            company = the_company(connection, COMPANY)
            for each in waiting(connection, company):
                if each.frozen:
                    self._world.note("server", f"no longer waits for {each.till_id}")
                    give_up(connection, company, each.till_id, by="Ingrid", reason="stolen", now_ms=now_ms)

    def _write_off(self, database: Database) -> None:
        now_ms = self.now_ms()
        with database.write() as connection:
            company = the_company(connection, COMPANY)
            out = leases_out(connection, company)
            if out:
                lease = self._world.chance.one_of(out)
                self._world.note("server", f"writes off {lease.lease_id}")
                write_off(
                    *(connection, company, lease.lease_id),
                    by="Ingrid",
                    reason="the till burnt",
                    now_ms=now_ms,
                )

    def _at_the_desk(self, work: Callable[[Database], None]) -> None:
        """The server may die over what a person does there."""
        assert self._database is not None
        try:
            work(self._database)
        except Crash as crash:
            self._world.crashed(crash)

    def _publish(self, database: Database) -> None:
        """What is not published yet: after a restore, too, those that the backup had not heard of. Sales pin them."""
        with database.read() as connection:
            known = connection.exec_driver_sql("SELECT MAX(version) FROM programme").scalar_one()
        for version in range(known + 1, self._version + 1):
            text = PROGRAMME.format(version=version, points=1 + version % 2)
            bring_in(database, self._world.folder, programmes=text)

    def _freeze(self, database: Database) -> None:
        with database.write() as connection:
            for till_id in sorted(self._stolen):
                connection.exec_driver_sql(
                    "UPDATE till SET frozen = 'stolen' WHERE till_id = ? AND frozen = ''", (till_id,)
                )

    # --- answering

    async def answer(self, request: Request) -> Reply:
        """Answer one request through the application. Raises :class:`NobodyThere` when it is down or dies over it."""
        if not self.is_up or self._server is None:
            raise NobodyThere
        app = _application()
        app.state.server = self._server
        path, _, query = request.target.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [
                (name.encode(), value.encode())
                for name, value in request.headers.items()
                if name != "content-length"
            ],
            "client": ("till", 1),
            "server": ("server", 80),
        }
        parts: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": request.body, "more_body": False}

        async def send(message: Any) -> None:
            parts.append(message)

        try:
            await app(scope, receive, send)  # type: ignore[arg-type]
        except Crash as crash:
            self._world.crashed(crash)
            raise NobodyThere from crash
        headers = {name.decode(): value.decode() for name, value in parts[0]["headers"]}
        body = b"".join(part.get("body", b"") for part in parts[1:])
        return Reply(parts[0]["status"], headers, body)


def begin_epoch(connection: Connection, now_ms: int) -> None:
    """What `trofast-server new-epoch` does."""
    new_epoch(connection, COMPANY, now_ms)
