"""Running the server: it says where it listens, and drains when it is told to stop. One process holds a database file;
PostgreSQL may have several, here and on other hosts.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from types import FrameType

import uvicorn

from sync.server.app import make_app
from sync.server.asking import Readiness
from sync.server.companies import check_any_company
from sync.server.config import PostgresUrl, ServerSettings
from sync.server.opening import open_database
from sync.server.problems import CannotRun
from sync.server.workers import Workers

DRAIN_S = 20


def serve(settings: ServerSettings, say: Callable[[str], None], *, workers: int = 1) -> None:
    """Serve until SIGTERM or SIGINT, then finish what was begun. ``say`` gets the one line that tells when and where
    the server listens. Raises :class:`CannotRun`.
    """
    if workers > 1 and not isinstance(settings.database, PostgresUrl):
        raise CannotRun(
            "Several workers need PostgreSQL: a database file has one writer. Run without --workers."
        )
    with only_writer(settings.database), listening(settings.host, settings.port) as listener:
        host, port = listener.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host

        def announce() -> None:
            say(f"listening on http://{shown}:{port}")

        if workers == 1:
            _work(settings, listener, announce)
            return
        # What all of them would stumble over is told once.
        with closing(open_database(settings.database)) as database, database.read() as connection:
            check_any_company(connection)
        Workers(workers, partial(_work, settings, listener)).run(announce)


def _work(settings: ServerSettings, listener: socket.socket, announce: Callable[[], None]) -> None:
    """Answer on the socket until told to end."""
    # uvicorn hands the signal on after it has drained: by then the end is orderly.
    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    with closing(open_database(settings.database)) as database:
        with database.read() as connection:
            check_any_company(connection)
        readiness = Readiness()
        config = uvicorn.Config(
            make_app(
                database, readiness=readiness, token=settings.status_token, snapshots=settings.snapshots
            ),
            log_config=None,
            access_log=False,
            lifespan="on",
            loop="asyncio",
            ws="none",
            timeout_graceful_shutdown=DRAIN_S,
            server_header=False,
        )
        Announcing(config, announce, readiness, settings.drain_s).run(sockets=[listener])


class Announcing(uvicorn.Server):
    """Tells when it really answers, and that it drains before it takes no more."""

    def __init__(
        self, config: uvicorn.Config, announce: Callable[[], None], readiness: Readiness, drain_s: int
    ) -> None:
        super().__init__(config)
        self._announce = announce
        self._readiness = readiness
        self._drain_s = drain_s
        self._hurried = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """See the base class."""
        await super().startup(sockets)
        if self.started:
            self._announce()

    async def main_loop(self) -> None:
        """Answer until told to end; then be not ready, and go on answering for as long as others need to see that."""
        self._loop = asyncio.get_running_loop()
        await super().main_loop()
        self._readiness.is_draining = True
        with suppress(TimeoutError):
            await asyncio.wait_for(self._hurried.wait(), self._drain_s)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A second signal says that there is no time to be seen draining."""
        if self._readiness.is_draining:
            assert self._loop is not None
            self._loop.call_soon_threadsafe(self._hurried.set)  # it wakes a loop that sleeps
            return
        super().handle_exit(sig, frame)


def end(_number: int, _frame: FrameType | None) -> None:
    """End in an orderly way, when the signal is handed on after draining."""
    raise SystemExit(0)


@contextmanager
def only_writer(database: Path | PostgresUrl) -> Iterator[None]:
    """Hold the lock that says: this process serves that file. PostgreSQL takes several."""
    if isinstance(database, PostgresUrl):
        yield
        return
    if not database.parent.is_dir():
        raise CannotRun(f"There is no database at {database}. Run `trofast-server init` first.")
    lock = os.open(database.with_name(database.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotRun(f"Another trofast-server serves {database} already.") from None
        yield
    finally:
        os.close(lock)


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens there. Raises :class:`CannotRun`."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise CannotRun(f"{host} is not an address to listen on ({error.strerror or error}).") from error
    with listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
            listener.listen(512)
        except OSError as error:
            raise CannotRun(f"Cannot listen on {host}:{port} ({error.strerror or error}).") from error
        yield listener
