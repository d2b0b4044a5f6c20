"""What the server's two databases, SQLite and PostgreSQL, call by different names. Every statement is made of these and
of plain SQLAlchemy, and a test compiles each for both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import ReturnTypeFromArgs

__all__ = ["greater", "put_if_new", "upsert"]
# `upsert` is PostgreSQL's INSERT ... ON CONFLICT, which SQLite took over letter by letter: SQLAlchemy's compiler for
# SQLite renders the very same construct.


def put_if_new(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Write a row unless one with its key is there; whether it was written."""
    written = connection.execute(
        upsert(table).on_conflict_do_nothing(), dict(row), execution_options={"preserve_rowcount": True}
    )
    return written.rowcount > 0


class greater(ReturnTypeFromArgs[Any]):  # noqa: N801 - it is called like the functions of ``func``
    """The greater of two values of one row: ``GREATEST``, which SQLite calls ``max``."""

    name = "greatest"
    inherit_cache = True


@compiles(greater, "sqlite")
def _greater_on_sqlite(element: greater, compiler: SQLCompiler, **how: Any) -> str:
    return f"max({compiler.process(element.clauses, **how)})"
