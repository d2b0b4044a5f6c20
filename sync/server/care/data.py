"""Which kind of data a server's settings name."""

from __future__ import annotations

from sync.server.care.restoring import Place
from sync.server.config import PostgresUrl, ServerSettings


def data_of(settings: ServerSettings) -> Place:
    """The server's data, to be copied or put back."""
    if isinstance(settings.database, PostgresUrl):
        from sync.server.care.postgres_data import PostgresData  # a server on SQLite does without psycopg

        return PostgresData(settings.database)
    from sync.server.care.sqlite_data import SqliteData

    return SqliteData(settings.database)
