"""Opening the hub's file: what is handed out is on the disk before anybody hears of it (DURABLE-FIRST)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, insert

from sync.hub import tables
from sync.server.on_sqlite import SqliteDatabase, engine_on
from sync.server.problems import CannotRun
from sync.server.schema.tables import till
from sync.server.schema.till_tables import former_key, revoked_till

VERSION = 1
"""What ``PRAGMA user_version`` reads in a current file. Schema 1 is frozen: a change of :mod:`sync.hub.tables` comes
with the step that leads an older file to it.
"""
STEPS: dict[int, Callable[[Connection], None]] = {}
"""From each older schema to the next one."""


def open_hub(path: Path, *, create: bool = False) -> SqliteDatabase:
    """The hub's data at ``path``; made first with ``create``, and brought up to date where they are older, all of it in
    one transaction. Raises :class:`CannotRun`.
    """
    if not create and not path.exists():
        raise CannotRun(f"There is no hub's data at {path}. Run `trofast-server hub enrol` first.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    database = SqliteDatabase(path, engine_on(path))
    with database.write() as connection:
        version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        if version > VERSION:
            raise CannotRun.newer_schema(path, version, VERSION)
        if not version:
            tables.metadata.create_all(connection)
            for each in (till, former_key, revoked_till):  # of the store: who may ask, and by which key
                each.create(connection)
            for trigger in tables.TRIGGERS:
                connection.exec_driver_sql(trigger)
            first = {"id": 1, "epoch": "", "revision": 0, "listed": "", "server_ms": 0, "hub_ms": 0}
            connection.execute(insert(tables.state), first)
        else:
            for older in range(version, VERSION):
                STEPS[older](connection)
        if version < VERSION:
            connection.exec_driver_sql(f"PRAGMA user_version={VERSION}")
    return database
