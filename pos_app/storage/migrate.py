"""Migrates an older ``till.db``, after a verified backup. Imported only when the schema version differs.

Each file in ``migrations/versions`` is an alembic revision whose id is the schema version that it makes (``0002``).
They run in one transaction: alembic's own version table is not used, ``PRAGMA user_version`` commits with the rows.
A migration may add and fill tables; the journal's envelopes are opaque to it (OPAQUE-ENVELOPE), which is checked.
"""

from __future__ import annotations

import hashlib
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
        before = _journal_digest(database)
        _run(connection, found, wanted, migrations)
        if before is not None and _journal_digest(database) != before:
            raise EnvelopeTouched(f"a migration to schema {wanted} changed the journal")
        if database.sql("PRAGMA foreign_key_check"):
            raise cannot_sell("damaged")
        database.sql(f"PRAGMA user_version = {wanted:d}")
    _LOG.info("till.db: schema %d is now %d, backup %s", found, wanted, backup.name)
    return backup


def back_up(database: Database, key: bytes, version: int) -> Path:
    """A copy under the same key beside the file, read back whole before it counts."""
    path = database.path.with_name(f"{database.path.stem}-before-schema-{version + 1}.db")
    path.unlink(missing_ok=True)
    copy = Database.open(path, key, create=True)
    try:
        database.connection.backup(copy.connection)
        copy.sql("PRAGMA wal_checkpoint(TRUNCATE)")
        sound = copy.sql("PRAGMA cipher_integrity_check") == [] and copy.sql("PRAGMA integrity_check") == [
            ("ok",)
        ]
        if not sound or _journal_digest(copy) != _journal_digest(database):
            raise cannot_sell("damaged")
    finally:
        copy.close()
    return path


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


def _journal_digest(database: Database) -> str | None:
    if not database.sql("SELECT 1 FROM sqlite_master WHERE name = 'journal'"):
        return None
    digest = hashlib.sha256()
    for sequence, envelope in database.sql("SELECT sequence, envelope FROM journal ORDER BY sequence"):
        digest.update(b"%d:%d:" % (sequence, len(envelope)))
        digest.update(envelope)
    return digest.hexdigest()
