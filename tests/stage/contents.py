"""What a till's file holds, to be held against what it held before."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pos_app.storage.database import Database
from pos_app.storage.driver import pragma


@dataclass(frozen=True)
class Contents:
    """Every row of every table, the schema, and its version."""

    schema: list[tuple[object, ...]]
    version: int
    rows: dict[str, list[str]]

    def but(self, *tables: str) -> dict[str, list[str]]:
        """The rows of all other tables."""
        return {name: rows for name, rows in self.rows.items() if name not in tables}


def contents(path: Path, key: bytes) -> Contents:
    """Read it all."""
    database = Database.open(path, key)
    try:
        schema = database.sql("SELECT name, sql FROM sqlite_master ORDER BY name")
        tables = [name for name, sql in schema if sql and sql.startswith("CREATE TABLE")]
        rows = {name: sorted(map(repr, database.sql(f'SELECT * FROM "{name}"'))) for name in tables}
        return Contents(schema, int(pragma(database.connection, "user_version")), rows)
    finally:
        database.close()


def same_words(sql: str) -> str:
    """A statement without its line ends and blanks, which mean nothing."""
    return " ".join(sql.replace("(", " ( ").replace(")", " ) ").replace(",", " , ").split())
