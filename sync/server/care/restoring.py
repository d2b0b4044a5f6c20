"""A backup becomes the server's data again: in an empty place, as a new epoch, so that tills refill it (EPOCH)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import msgspec

from sync.server.care.backups import Backup, Data, check_backup
from sync.server.care.holdings import CompanyHeld, holdings
from sync.server.companies import new_epoch
from sync.server.opening import Database
from sync.server.problems import CannotRun


class Place(Data, Protocol):
    """Where data can be put back."""

    def is_empty(self) -> bool:
        """Whether nothing would be overwritten."""

    def put_back(self, copy: Path, prepare: Callable[[Database], None]) -> None:
        """Make a copy the server's data, after ``prepare`` was done to it."""


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """What is there now, each company in a new epoch, and when the backup was made (ms UTC)."""

    made_ms: int
    companies: tuple[CompanyHeld, ...]


def restore(backup: Backup, place: Place, now_ms: int) -> Restored:
    """Put a backup back. Raises :class:`CannotRun` when the place is not empty or the backup is not whole: then nothing
    was changed. Every company begins a new epoch at ``now_ms`` in the same act: nobody can forget it.
    """
    if not place.is_empty():
        raise CannotRun(
            "There is data in that place already, and a restore never overwrites any. Move it away first, or write"
            " another place into server.toml."
        )
    check_backup(backup, place)
    found: list[CompanyHeld] = []

    def begin_anew(database: Database) -> None:
        with database.write() as connection:
            for each in holdings(connection):
                new_epoch(connection, each.company, now_ms)
            found.extend(holdings(connection))

    place.put_back(backup.file, begin_anew)
    return Restored(made_ms=backup.manifest.made_ms, companies=tuple(found))
