"""Brings ``till.db`` to the schema of this version: new files at once, older ones through alembic after a backup.

``PRAGMA user_version`` says which schema a file has, so a till that starts on current data imports neither alembic nor
SQLAlchemy.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from pos_app.storage.database import Database
from pos_app.storage.driver import pragma
from pos_app.storage.faults import cannot_sell

if TYPE_CHECKING:
    from sqlalchemy import MetaData

SCHEMA_VERSION = 1
"""What ``PRAGMA user_version`` reads in a current ``till.db``."""
MIGRATIONS = Path(__file__).parent / "migrations"


def bring_up_to_date(
    database: Database, key: bytes, *, version: int = SCHEMA_VERSION, migrations: Path = MIGRATIONS
) -> None:
    """Create or migrate ``database`` to ``version``.

    Raises :class:`~pos_app.domain.errors.CannotSell` ``newer_data`` when the file is ahead of this program. A
    migration that fails leaves the file as it was and the backup beside it.
    """
    found = pragma(database.connection, "user_version")
    if found == version:
        return
    if not isinstance(found, int) or found > version:
        raise cannot_sell("newer_data")
    if found == 0 and not database.sql("SELECT 1 FROM sqlite_master LIMIT 1"):
        from pos_app.storage.metadata import metadata
        from pos_app.storage.tables import TRIGGERS

        create(database, metadata, TRIGGERS, SCHEMA_VERSION)
        found = SCHEMA_VERSION
    if found != version:
        from pos_app.storage.migrate import migrate

        migrate(database, key, found, version, migrations)


def create(database: Database, tables: MetaData, extra: Iterable[str], version: int) -> None:
    """Create every table, index and trigger in one transaction and stamp the version."""
    from sqlalchemy.schema import CreateIndex, CreateTable

    from pos_app.storage.statements import DIALECT

    with database.writing():
        if pragma(database.connection, "user_version") == version:
            return  # the till and its sync child met on a new folder, and the other was first
        for table in tables.sorted_tables:
            database.sql(str(CreateTable(table).compile(dialect=DIALECT)))
            for index in sorted(table.indexes, key=lambda index: str(index.name)):
                database.sql(str(CreateIndex(index).compile(dialect=DIALECT)))
        for statement in extra:
            database.sql(statement)
        database.sql(f"PRAGMA user_version = {version:d}")
