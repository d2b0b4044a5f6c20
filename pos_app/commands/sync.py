"""``trofast sync``: once, or as the child that follows along while the till runs."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
import sys
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pos_app.commands.till_toml import TillToml

if TYPE_CHECKING:
    from pos_app.config import Settings
    from pos_app.domain.errors import TillError
    from sync.client.follow import OpenJournal, OpenLeases, OpenReplica
    from sync.client.place import Place
    from sync.client.ports import ReleaseBook
    from sync.client.status import Status

DATA = 3


def sync(
    config: TillToml,
    follow: Annotated[
        bool,
        typer.Option(
            "--follow",
            help="Keep going, and say how it stands: one JSON object a line, at least one a second.",
        ),
    ] = False,
) -> None:
    """Send what waits to the server and fetch what is new.

    Without --follow it does so once and says what it did. With --follow it goes on until it is told to end (SIGTERM,
    Ctrl-C), or until its standard input closes where that is a pipe: the till starts it so, and takes it along when it
    ends. Only one of them can work on a till's data at a time.

    Exit codes: 0 all sent; 1 the server refused, or answered as it should not; 2 the options are wrong; 3 a file or
    the till's data can not be used; 4 the server can not be reached. Whatever the code, nothing is lost: what was not
    sent waits in the till's journal.
    """
    from pos_app.config import load_settings
    from pos_app.domain.errors import TillError
    from pos_app.machine.wanted_release import WantedRelease
    from sync.client.status import Status
    from sync.client.trouble import Link

    try:
        place, open_journal, open_replica, open_leases, hub_url = _open(config)
        settings = load_settings(config)
        releases = WantedRelease(settings.data_folder)
        if follow:
            seal_to = settings.recovery_key_file
            missing = None if seal_to.exists() else seal_to
            asyncio.run(_follow(place, open_journal, open_replica, open_leases, hub_url, releases, missing))
        else:
            raise typer.Exit(_once(place, open_journal, open_replica, open_leases, releases))
    except TillError as error:
        cause, sentence = _why(error)
        if follow:
            _say(Status(Link.TROUBLE, cause, sentence))
        typer.echo(f"trofast: {sentence}", err=True)
        raise typer.Exit(DATA) from error


def _why(error: TillError) -> tuple[str, str]:
    """A stable word and a sentence for what keeps sync from the till's data."""
    from pos_app.domain.errors import CannotSell
    from pos_app.storage.lock import AlreadyHeld

    match error:
        case CannotSell():
            return error.cause, error.sentence
        case AlreadyHeld():
            return (
                "second_sync",
                "Another sync works on this till's data already: a running till has its own.",
            )
        case _:
            return "bad_file", str(error)


def _open(config: Path) -> tuple[Place, OpenJournal, OpenReplica, OpenLeases, str]:
    """The till's place, how to open its storage (each on the thread that uses it), and where the store's hub is."""
    from pos_app.bootstrap.own_place import place_of
    from pos_app.config import load_settings
    from pos_app.domain.errors import BadFile
    from pos_app.storage.for_sync import SyncJournal, SyncReplica
    from pos_app.storage.key import read_key
    from pos_app.storage.leases_for_sync import SyncLeases

    settings: Settings = load_settings(config)
    if not settings.is_enrolled or not settings.server_url:
        raise BadFile(str(config), None, "a till with a place at a server; run `trofast provision` first")
    key = read_key(settings.key_file)
    place = place_of(settings)
    folder = settings.data_folder
    return (
        place,
        lambda: closing(SyncJournal(folder, key)),
        lambda: closing(SyncReplica(folder, key)),
        lambda: closing(SyncLeases(folder, key)),
        settings.hub_url,
    )


def _once(
    place: Place,
    open_journal: OpenJournal,
    open_replica: OpenReplica,
    open_leases: OpenLeases,
    releases: ReleaseBook,
) -> int:
    from sync.client.once import sync_once

    summary = asyncio.run(sync_once(place, open_journal, open_replica, open_leases, releases))
    parked = f" ({summary.parked} of them set aside for a person at the server)" if summary.parked else ""
    typer.echo(f"sent: {summary.pushed} records{parked}")
    typer.echo(f"fetched: {summary.pulled} rows")
    typer.echo(f"waiting: {summary.status.waiting_records} records, {summary.status.waiting_sales} sales")
    if summary.status.sentence:
        typer.echo(f"trofast: {summary.status.sentence}", err=True)
    return summary.exit_code


async def _follow(
    place: Place,
    open_journal: OpenJournal,
    open_replica: OpenReplica,
    open_leases: OpenLeases,
    hub_url: str,
    releases: ReleaseBook,
    seal_to: Path | None,
) -> None:
    """``seal_to`` is where the company's recovery key belongs, for a till that was enrolled before there was one."""
    from sync.client.follow import follow
    from sync.client.recovering import learn_recovery_key

    loop = asyncio.get_running_loop()
    stop = asyncio.Event()

    def end(*_: object) -> None:
        with suppress(RuntimeError):  # it has ended by itself meanwhile, and its loop is closed
            loop.call_soon_threadsafe(stop.set)

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, end)
    if _is_held_by_a_parent(sys.stdin.fileno()):
        threading.Thread(target=_wait_for_the_end, args=(sys.stdin.fileno(), end), daemon=True).start()

    def say(status: Status) -> None:
        if not _say(status):
            stop.set()

    learning = None
    if seal_to is not None:
        learning = asyncio.create_task(learn_recovery_key(place, lambda key: _keep(seal_to, key)))
    try:
        await follow(place, open_journal, open_replica, open_leases, say, stop, hub_url, releases)
    finally:
        if learning is not None:
            learning.cancel()


def _keep(path: Path, public_key: bytes) -> None:
    from pos_app.bootstrap.provisioning import write_whole

    write_whole(path, public_key)


def _say(status: Status) -> bool:
    """Print one line; ``False`` when nobody reads any more."""
    from sync.client.place import now_ms

    try:
        sys.stdout.write(status.line(now_ms()) + "\n")
        sys.stdout.flush()
    except OSError:  # a broken pipe, which Windows calls an invalid argument
        # Leave nothing in the buffer for the interpreter to flush at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False
    return True


def _is_held_by_a_parent(descriptor: int) -> bool:
    """A service's standard input is /dev/null and at its end at once; only a pipe says that a parent lives."""
    mode = os.fstat(descriptor).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


def _wait_for_the_end(descriptor: int, end: Callable[[], None]) -> None:
    while os.read(descriptor, 4096):
        pass
    end()
