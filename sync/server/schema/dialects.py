"""What the server's two databases, SQLite and PostgreSQL, call by different names. Every statement is made of these and
of plain SQLAlchemy, and a test compiles each for both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, Text, TypeDecorator, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import operators
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BinaryExpression, ColumnElement
from sqlalchemy.sql.functions import ReturnTypeFromArgs
from sqlalchemy.types import TypeEngine

__all__ = ["among", "as_key", "greater", "is_too_large", "put_if_new", "storable", "upsert"]
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


def among(column: ColumnElement[str], values: str | Collection[str]) -> ColumnElement[bool]:
    """``column IN (...)`` of many texts, or of those that are handed over under a name when the statement is run.

    They travel as one value, so that a statement about a hundred members has the same words as one about two: neither
    SQLAlchemy nor the database has to read it again.
    """
    many = _Texts()
    those = (
        bindparam(values, type_=many)
        if isinstance(values, str)
        else bindparam(None, values, many, unique=True)
    )
    return _Among(column, those, operators.in_op)


class _Among(BinaryExpression[bool]):
    inherit_cache = True


class _Texts(TypeDecorator[Collection[str]]):
    """Many texts as one value: an array, where a database has such; else JSON."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(Text()) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Collection[str] | None, dialect: Dialect) -> Any:
        texts = list(value or ())
        return texts if dialect.name == "postgresql" else msgspec.json.encode(texts).decode()


@compiles(_Among, "postgresql")
def _among_on_postgresql(element: _Among, compiler: SQLCompiler, **how: Any) -> str:
    return f"{compiler.process(element.left, **how)} = ANY ({compiler.process(element.right, **how)})"


@compiles(_Among, "sqlite")
def _among_on_sqlite(element: _Among, compiler: SQLCompiler, **how: Any) -> str:
    texts = compiler.process(element.right, **how)
    return f"{compiler.process(element.left, **how)} IN (SELECT value FROM json_each({texts}))"  # noqa: S608 - compiled
