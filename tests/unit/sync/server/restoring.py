"""A server that goes on with its backup: what came since is forgotten (EPOCH)."""

from __future__ import annotations

from pathlib import Path

from sync.server.companies import new_epoch
from sync.server.holding.lease_epochs import PAYING_MS
from sync.server.opening import open_database
from tests.unit.sync.server.stage import Shop


def take_backup(shop: Shop, path: Path) -> None:
    """The server's file as it is now."""
    with shop.database.read() as connection:
        raw = connection.connection.cursor()
        connection.rollback()
        raw.execute("VACUUM INTO ?", (str(path),))


def go_on_with(shop: Shop, backup: Path, *, ago_ms: int = PAYING_MS) -> Shop:
    """The shop at the server that was restored so long ago; its database is to be closed."""
    database = open_database(backup)
    with database.write() as connection:
        new_epoch(connection, shop.company.company_id, shop.clock.ms - ago_ms)
    return Shop(database, shop.company, backup.parent, shop.clock)
