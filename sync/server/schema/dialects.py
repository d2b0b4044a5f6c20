"""What the server's two databases, SQLite and PostgreSQL, call by different names. Every statement is made of these and
of plain SQLAlchemy, and a test compiles each for both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import ReturnTypeFromArgs

__all__ = ["as_key", "greater", "is_too_large", "put_if_new", "storable", "upsert"]
# `upsert` is PostgreSQL's INSERT ... ON CONFLICT, which SQLite took over letter by letter: SQLAlchemy's compiler for
# SQLite renders the very same construct.


MOST_KEY_LETTERS = 500


def put_if_new(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Write a row unless one with its key is there; whether it was written."""
    written = connection.execute(
        upsert(table).on_conflict_do_nothing(), dict(row), execution_options={"preserve_rowcount": True}
    )
    return written.rowcount > 0


def is_too_large(error: DBAPIError) -> bool:
    """Whether a row did not fit into an index (PostgreSQL; SQLite has no such bound)."""
    return getattr(error.orig, "sqlstate", "") == "54000"


def storable(text: str) -> str:
    """A text as both databases can keep it: PostgreSQL has no NUL."""
    return text.replace("\0", "\ufffd")


def as_key(text: str) -> str:
    """A text that somebody made up, to be found again by: itself, or its SHA-256 where PostgreSQL's indexes could not
    hold it.
    """
    if len(text) <= MOST_KEY_LETTERS and "\0" not in text:
        return text
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


class greater(ReturnTypeFromArgs[Any]):  # noqa: N801 - it is called like the functions of ``func``
    """The greater of two values of one row: ``GREATEST``, which SQLite calls ``max``."""

    name = "greatest"
    inherit_cache = True


@compiles(greater, "sqlite")
def _greater_on_sqlite(element: greater, compiler: SQLCompiler, **how: Any) -> str:
    return f"max({compiler.process(element.clauses, **how)})"
