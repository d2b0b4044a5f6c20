"""Migrates an older ``till.db``, after a verified backup. Imported only when the schema version differs.

Each file in ``migrations/versions`` is an alembic revision whose id is the schema version that it makes (``0002``).
They run in one transaction: alembic's own version table is not used, ``PRAGMA user_version`` commits with the rows.
A migration may add and fill tables; the journal's envelopes are opaque to it (OPAQUE-ENVELOPE), which is checked.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from pos_app.storage import driver
from pos_app.storage.backup import journal_digest, last_record, verified_copy
from pos_app.storage.database import Database
from pos_app.storage.faults import cannot_sell, fault_of

_LOG = logging.getLogger(__name__)


class EnvelopeTouched(Exception):
    """Our own fault: a migration changed the journal's bytes. It is undone."""


def migrate(database: Database, key: bytes, found: int, wanted: int, migrations: Path) -> Path:
    """Run the migrations from ``found`` to ``wanted``; returns the backup, which is kept.

    Raises :class:`EnvelopeTouched`, or whatever a migration raises; the file is then as it was.
    """
    backup = back_up(database, key, found)
    with _alchemy(database) as connection, database.writing():
        if driver.pragma(database.connection, "user_version") == wanted:
            return backup  # the other process was first
        before = _digest(database)
        _run(connection, found, wanted, migrations)
        if before is not None and _digest(database) != before:
            raise EnvelopeTouched(f"a migration to schema {wanted} changed the journal")
        if database.sql("PRAGMA foreign_key_check"):
            raise cannot_sell("damaged")
        database.sql(f"PRAGMA user_version = {wanted:d}")
    _LOG.info("till.db: schema %d is now %d, backup %s", found, wanted, backup.name)
    return backup


def back_up(database: Database, key: bytes, version: int) -> Path:
    """A copy under the same key beside the file, read back whole before it counts."""
    path = database.path.with_name(f"{database.path.stem}-before-schema-{version + 1}.db")
    return verified_copy(database, key, path)


@contextmanager
def _alchemy(database: Database) -> Iterator[Connection]:
    """Our connection as SQLAlchemy's, opened before the transaction and told to begin, undo and reset nothing: the
    transaction is ours, and handing the connection back must not roll it back.
    """
    engine = create_engine(
        "sqlite://",
        creator=lambda: database.connection,
        poolclass=StaticPool,
        module=driver.DBAPI,
        isolation_level="AUTOCOMMIT",
        skip_autocommit_rollback=True,
        pool_reset_on_return=None,
    )
    with engine.connect() as connection:
        yield connection


def _run(connection: Connection, found: int, wanted: int, migrations: Path) -> None:
    config = Config()
    config.set_main_option("script_location", migrations.as_posix().replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    script = ScriptDirectory.from_config(config)
    revisions = {revision.revision: revision for revision in script.walk_revisions()}
    try:
        with Operations.context(MigrationContext.configure(connection)):
            for number in range(found + 1, wanted + 1):
                revisions[f"{number:04d}"].module.upgrade()
    except DBAPIError as error:
        fault = fault_of(error.orig) if error.orig else None
        if fault is None:
            raise
        raise fault from error


def _digest(database: Database) -> str | None:
    last = last_record(database)
    return None if last is None else journal_digest(database, last)
