"""Opening the server's database: a file of SQLite's, or a PostgreSQL server."""

from __future__ import annotations

from pathlib import Path

from sync.server.config import PostgresUrl
from sync.server.database import Database

__all__ = ["Database", "open_database"]


def open_database(where: Path | PostgresUrl, *, create: bool = False) -> Database:
    """Open the database, bringing its tables up to date first.

    Raises :class:`~sync.server.problems.CannotRun` when it is not there (unless ``create``), is newer than this
    program, or can not be opened as it must be.
    """
    if isinstance(where, PostgresUrl):
        from sync.server.on_postgres import open_postgres  # a server on SQLite does without psycopg

        return open_postgres(where, create=create)
    from sync.server.on_sqlite import open_sqlite

    return open_sqlite(where, create=create)
