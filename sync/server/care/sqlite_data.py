"""The server's SQLite file as something to copy: by SQLite's own backup, which sees one moment and keeps nobody from
writing, and to put back.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import sqlcipher3.dbapi2 as sqlite

from sync.server.care.holdings import CompanyHeld, holdings
from sync.server.opening import Database, open_database
from sync.server.problems import CannotRun
from sync.server.schema.tables import SCHEMA_VERSION

BUSY_S = 30.0


class SqliteData:
    """The file at ``path``."""

    kind = "sqlite"
    suffix = ".db"

    def __init__(self, path: Path) -> None:
        self.path = path

    def copy(self, to: Path) -> tuple[CompanyHeld, ...] | None:
        """Copy all pages as they were at one moment."""
        if not self.path.exists():
            raise CannotRun(f"There is no database at {self.path}.")
        try:
            source, target = _connect(self.path), _connect(to)
            try:
                source.execute("PRAGMA query_only=ON")
                source.backup(target)
                target.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
            finally:
                target.close()
                source.close()
        except sqlite.Error as error:
            raise CannotRun(f"{self.path} could not be copied to {to}: {error}.") from error
        return None

    def look_into(self, copy: Path) -> tuple[CompanyHeld, ...] | None:
        """Open the copy, have SQLite look at every page, and count. The copy is not written to."""
        from sqlalchemy import create_engine
        from sqlalchemy.exc import DBAPIError

        def connect() -> sqlite.Connection:
            return sqlite.connect(f"file:{_quoted(copy)}?mode=ro&immutable=1", uri=True, isolation_level=None)

        engine = create_engine("sqlite+pysqlite://", module=sqlite, creator=connect, hide_parameters=True)
        try:
            with engine.connect() as connection:
                found = connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
                if found != "ok":
                    raise CannotRun(f"{copy} is not sound: {found}.")
                version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
                if version > SCHEMA_VERSION:
                    raise CannotRun(
                        f"{copy} was written by a newer trofast-server (schema {version}). Install that version."
                    )
                return holdings(connection) if version == SCHEMA_VERSION else None
        except (DBAPIError, sqlite.Error) as error:
            raise CannotRun(f"{copy} cannot be opened as a database: {error.__class__.__name__}.") from error
        finally:
            engine.dispose()

    def is_empty(self) -> bool:
        """Whether nothing is there yet that a restore could overwrite."""
        return not self.path.exists()

    def put_back(self, copy: Path, prepare: Callable[[Database], None]) -> None:
        """Make the copy the server's data. ``prepare`` is done to it before it is in its place: a crash leaves either
        nothing or all of it.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        part = self.path.with_name(f"{self.path.name}.restoring")
        _remove(part)
        try:
            os.close(os.open(part, os.O_CREAT | os.O_WRONLY, 0o600))
            with copy.open("rb") as content, part.open("wb") as target:
                while chunk := content.read(1 << 20):
                    target.write(chunk)
                target.flush()
                os.fsync(target.fileno())
            database = open_database(part)
            try:
                prepare(database)
                database.forget_old_pages()
            finally:
                database.close()
            os.link(part, self.path)  # fails where something has come there meanwhile
        except FileExistsError:
            raise CannotRun(f"There is a database at {self.path} already.") from None
        finally:
            _remove(part)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _remove(path: Path) -> None:
    for end in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + end).unlink(missing_ok=True)


def _connect(path: Path) -> sqlite.Connection:
    return sqlite.connect(str(path), timeout=BUSY_S, isolation_level=None)


def _quoted(path: Path) -> str:
    from urllib.parse import quote

    return quote(str(path.absolute()))
