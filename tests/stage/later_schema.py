"""A release with one more schema, as far as the till's file is concerned: it migrates as ours does, and sells."""

from __future__ import annotations

from pathlib import Path

from pos_app.storage.database import Database
from pos_app.storage.driver import pragma
from pos_app.storage.journal import Owner
from pos_app.storage.lock import FileLock
from pos_app.storage.migrate import back_up
from pos_app.storage.opening import TILL_DB, SqliteTillStore
from pos_app.storage.schema import SCHEMA_VERSION
from tests.stage import goods
from tests.stage.tills import KEY

LATER = SCHEMA_VERSION + 1


def open_later(folder: Path, key: bytes = KEY) -> SqliteTillStore:
    """Open the till's file as that release does, migrated first where it is older."""
    lock = FileLock(folder / "till.lock").acquire()
    try:
        database = Database.open(folder / TILL_DB, key)
        if pragma(database.connection, "user_version") != LATER:
            back_up(database, key, SCHEMA_VERSION)
            with database.writing():
                database.sql("CREATE TABLE later (id INTEGER PRIMARY KEY, what TEXT NOT NULL) STRICT")
                database.sql("INSERT INTO later VALUES (1, 'made by a migration')")
                database.sql(f"PRAGMA user_version = {LATER}")
    except BaseException:
        lock.release()
        raise
    return SqliteTillStore(database, lock, Owner(goods.COMPANY, goods.TILL))
