"""A restore that is tried out: a backup becomes a server's data in a place of its own, is looked at, and thrown away.

A backup that nobody ever put back is a hope. The data that is in use is neither read nor written here, and the epoch
that a restore begins is the throw-away copy's alone: tills never hear of it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from sync.server.care.backups import Backup
from sync.server.care.holdings import CompanyHeld
from sync.server.care.restoring import Place, restore
from sync.server.config import PostgresUrl, ServerSettings
from sync.server.problems import CannotRun


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What a restore of that backup would bring back, when it was made (ms UTC), and how long it took (ms)."""

    backup: Path
    made_ms: int
    took_ms: int
    companies: tuple[CompanyHeld, ...]


def try_restore(backup: Backup, settings: ServerSettings, now_ms: int) -> Tried:
    """Put the backup back beside the data of ``settings`` and compare. Raises :class:`CannotRun`: it is not whole, does
    not open, holds something else than its manifest says, or there is no place to try it in.
    """
    begun = time.monotonic_ns()
    with _place_beside(settings) as place:
        done = restore(backup, place, now_ms)
        took_ms = (time.monotonic_ns() - begun) // 1_000_000
        said = [_but_for_the_epoch(each) for each in backup.manifest.companies]
        found = [_but_for_the_epoch(each) for each in done.companies]
        if found != said:
            raise CannotRun(
                f"{backup.file} was put back, and holds something else than its manifest says. Use another backup."
            )
    return Tried(
        backup=backup.file, made_ms=backup.manifest.made_ms, took_ms=took_ms, companies=done.companies
    )


def _but_for_the_epoch(held: CompanyHeld) -> CompanyHeld:
    """A restore begins a new one, and tells it by one row more of what changed."""
    return msgspec.structs.replace(held, epoch="", cursor=0)


@contextmanager
def _place_beside(settings: ServerSettings) -> Iterator[Place]:
    """An empty place on the same disk, or at the same PostgreSQL; gone afterwards."""
    if isinstance(settings.database, PostgresUrl):
        from sync.server.care.postgres_data import PostgresData, database_for_a_while

        with database_for_a_while(settings.database) as url:
            yield PostgresData(url)
        return
    import tempfile

    from sync.server.care.sqlite_data import SqliteData

    with tempfile.TemporaryDirectory(prefix=".drill-", dir=settings.path.parent) as folder:
        yield SqliteData(Path(folder) / "server.db")
