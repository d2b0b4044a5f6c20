"""Writes the pieces of a snapshot into the replica aside, each in one transaction with how far it is.

A replica that is being filled so has no cursor yet: whatever happens to the till, the next run finds which piece comes
next, and nobody takes the half-filled one for a whole. Search words are added piece by piece in one go; the triggers
that keep them row by row come back with the last piece.
"""

from __future__ import annotations

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from pos_app.storage.database import Database
from pos_app.storage.driver import DriverError
from pos_app.storage.replica_brief import BRIEF_MEMBER, BRIEF_WAY
from pos_app.storage.replica_rows import write_cursor, write_rows
from pos_app.storage.replica_tables import REPLICA_EXTRA, article, code, loading, member, number, tier
from pos_app.storage.statements import Prepared
from sync.protocol.v1.snapshot_messages import Content

_TABLES = {
    **{table.name: Prepared(insert(table)) for table in (article, code, member, number, tier)},
    "brief_member": BRIEF_MEMBER,
    "brief_way": BRIEF_WAY,
}
_WORDS = {"article": "name", "member": "display_name"}
_LOADING = Prepared(select(loading.c.snapshot_id, loading.c.done))
_begin = upsert(loading)
_LOADED = Prepared(
    _begin.on_conflict_do_update(
        index_elements=["id"], set_={name: _begin.excluded[name] for name in ("snapshot_id", "done")}
    )
)
_DONE = Prepared(delete(loading).where(loading.c.id == bindparam("row")))


def loaded(database: Database) -> tuple[str, int]:
    """Which snapshot a replica is being filled from, and how many pieces it has; ("", 0) for none."""
    row = database.row(_LOADING)
    return (str(row[0]), int(row[1])) if row else ("", 0)


def write_piece(database: Database, snapshot_id: str, place: int, content: Content, cursor: int) -> None:
    """Write piece ``place`` (from 0); with the last one the snapshot's ``cursor``, which is 0 before.

    Raises ``ValueError`` when it is not the piece that comes next, or no table takes what it holds.
    """
    with database.writing():
        under_way, done = loaded(database)
        if place != (done if under_way == snapshot_id else 0):
            raise ValueError(f"piece {place} does not follow {done}")
        if place == 0:
            _stop_triggers(database)
        try:
            write_rows(database, content.rows)
            for name, rows in content.tables:
                if rows and name in _TABLES:
                    database.run_many(_TABLES[name], rows)
                    _add_words(database, name, rows[0][0], rows[-1][0])
        except DriverError as error:
            raise ValueError("it holds what the replica's tables do not take") from error
        if cursor:
            _start_triggers(database)
            write_cursor(database, cursor)
            database.run(_DONE, (1,))
        else:
            database.run(_LOADED, (1, snapshot_id, place + 1))


def _add_words(database: Database, name: str, first: object, last: object) -> None:
    column = _WORDS.get(name)
    if column and isinstance(first, int) and isinstance(last, int):
        database.sql(
            f"INSERT INTO {name}_words(rowid, name) SELECT id, {column} FROM {name} WHERE id BETWEEN ? AND ?",  # noqa: S608  our names
            (first, last),
        )


def _stop_triggers(database: Database) -> None:
    for name in _WORDS:
        database.sql(f"DROP TRIGGER IF EXISTS {name}_words_added")


def _start_triggers(database: Database) -> None:
    for name in _WORDS:
        for statement in REPLICA_EXTRA:
            if statement.startswith(f"CREATE TRIGGER {name}_words_added "):
                database.sql(statement)
