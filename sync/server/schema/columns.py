"""Columns as every table of the server writes them, and the one list of all its tables (``metadata``).

How PostgreSQL stores a text (compared byte by byte, an id of any length) is said where the tables are made: in the
migrations.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, LargeBinary, MetaData, String, Text, text

metadata = MetaData()


def id_column(name: str, *, key: bool = False) -> Column[str]:
    """An id of at most 64 characters."""
    return Column(name, String(64), primary_key=key, nullable=False)


def text_column(name: str, default: str | None = None, *, key: bool = False) -> Column[str]:
    """A text of any length."""
    return Column(
        name,
        Text,
        primary_key=key,
        nullable=False,
        server_default=None if default is None else text(f"'{default}'"),
    )


def number_column(name: str, *, key: bool = False, default: int | None = None) -> Column[int]:
    """A whole number: points, minor units, milliseconds."""
    return Column(
        name,
        BigInteger,
        primary_key=key,
        nullable=False,
        autoincrement=False,
        server_default=None if default is None else text(str(default)),
    )


def only_where(condition: str) -> dict[str, Any]:
    """What makes an index hold only the rows for which that is true, in both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


def bytes_column(name: str, *, key: bool = False) -> Column[bytes]:
    """Raw bytes."""
    return Column(name, LargeBinary, primary_key=key, nullable=False)
