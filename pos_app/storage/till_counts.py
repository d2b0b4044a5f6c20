"""How the till's files stand, in counts and dates: what ``trofast doctor`` and the support are told.

Nothing here tells of anybody: no body of a record is opened.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnClause, case, func, literal_column, select

from pos_app.domain.errors import CannotSell
from pos_app.storage import day_sql, lease_sql, replica_sql
from pos_app.storage import replica_files as files
from pos_app.storage.card_tables import card_intent
from pos_app.storage.database import Database
from pos_app.storage.driver import PAGE_BYTES, DriverError, pragma
from pos_app.storage.replica_keys import REPLICA_SCHEMA
from pos_app.storage.replica_tables import article, brief_member, cashier, member, progress, store
from pos_app.storage.statements import Prepared
from pos_app.storage.tables import journal, print_job, record_fate, sale, sync_state
from sync.protocol.v1.messages import StoreRow

_DAY: ColumnClause[int] = literal_column("journal.at_ms / 86400000")
"""Days after 1970-01-01, UTC."""
_ZERO: ColumnClause[int] = literal_column("0")
_ONE: ColumnClause[int] = literal_column("1")
_acked = func.coalesce(select(sync_state.c.acked).scalar_subquery(), _ZERO)
_WAITING = Prepared(
    select(
        func.count(),
        func.coalesce(func.sum(case((journal.c.kind == literal_column("'sale'"), _ONE), else_=_ZERO)), _ZERO),
        func.coalesce(func.min(journal.c.at_ms), _ZERO),
    ).where(journal.c.sequence > _acked)
)
_ENDS = Prepared(
    select(
        func.coalesce(func.min(journal.c.sequence), _ZERO),
        func.coalesce(func.max(journal.c.sequence), _ZERO),
        func.coalesce(func.min(journal.c.at_ms), _ZERO),
        func.coalesce(func.max(journal.c.at_ms), _ZERO),
        _acked,
    )
)
_FATES = Prepared(
    select(record_fate.c.fate, func.count()).group_by(record_fate.c.fate).order_by(record_fate.c.fate)
)
_UNPRINTED = Prepared(
    select(func.count()).where(
        print_job.c.state.in_([literal_column("'queued'"), literal_column("'sent-unknown'")])
    )
)
_CARDS = Prepared(
    select(func.count()).where(
        card_intent.c.state.in_(
            [literal_column(f"'{state}'") for state in ("asked", "unknown", "approved", "reversing")]
        )
    )
)
_BY_KIND = Prepared(
    select(journal.c.kind, _DAY.label("day"), func.count())
    .group_by(journal.c.kind, literal_column("day"))
    .order_by(literal_column("day"), journal.c.kind)
)
_CURSOR = Prepared(select(progress.c.cursor))
_HELD = Prepared(
    select(
        *(select(func.count()).select_from(each).scalar_subquery() for each in (store, article, cashier)),
        select(func.count()).select_from(member).scalar_subquery()
        + select(func.count()).select_from(brief_member).scalar_subquery(),
    )
)
_NEWEST = Prepared(select(func.max(journal.c.at_ms)))
_LAST_DAY = Prepared(select(func.coalesce(func.max(sale.c.business_date), literal_column("''"))))
_SCHEMA = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name"


class JournalStanding(Struct, frozen=True):
    """The journal's ends, and what the server has not got. ``oldest_waiting_ms`` is 0 when nothing waits."""

    first: int
    last: int
    first_ms: int
    last_ms: int
    acked: int
    waiting: int
    waiting_sales: int
    oldest_waiting_ms: int
    fates: dict[str, int]
    unprinted: int
    unknown_cards: int
    unconfirmed_days: tuple[str, ...]


def journal_standing(database: Database) -> JournalStanding:
    """Count. Raises :class:`~pos_app.domain.errors.CannotSell`, or the driver's error for a file without its tables."""
    first, last, first_ms, last_ms, acked = database.rows(_ENDS)[0]
    waiting, sales, oldest_ms = database.rows(_WAITING)[0]
    return JournalStanding(
        first=first,
        last=last,
        first_ms=first_ms,
        last_ms=last_ms,
        acked=acked,
        waiting=waiting,
        waiting_sales=sales,
        oldest_waiting_ms=oldest_ms,
        fates={str(fate): int(count) for fate, count in database.rows(_FATES)},
        unprinted=database.number(_UNPRINTED),
        unknown_cards=database.number(_CARDS),
        unconfirmed_days=tuple(str(row[0]) for row in database.rows(day_sql.CLOSED_DAYS)),
    )


def known_hub(database: Database) -> tuple[str, bytes] | None:
    """The store's hub as the server named it: its id and its raw public key."""
    row = database.row(lease_sql.HUB)
    return (str(row[0]), bytes(row[1])) if row else None


def newest_record_ms(database: Database) -> int:
    """The latest time in the journal, by the till's clock then; 0 where there is none."""
    return database.number(_NEWEST)


def last_day_of_sales(database: Database) -> str:
    """The newest business date on which something was sold; "" where nothing was."""
    found = database.row(_LAST_DAY)
    return str(found[0]) if found else ""


def records_by_kind(database: Database) -> list[tuple[str, int, int]]:
    """Kind, day (days after 1970-01-01, UTC) and number of records."""
    return [(str(kind), int(day), int(count)) for kind, day, count in database.rows(_BY_KIND)]


def schema_of(database: Database) -> list[tuple[str, str, str]]:
    """Type, name and definition of everything in a file."""
    return [(str(kind), str(name), str(sql)) for kind, name, sql in database.sql(_SCHEMA)]


def free_bytes(database: Database) -> int:
    """How much of a file holds nothing."""
    return int(pragma(database.connection, "freelist_count")) * PAGE_BYTES


class ReplicaStanding(Struct, frozen=True):
    """The replica in use. ``is_known``: this program can read it; ``written_ms``: when it last changed."""

    number: int
    is_known: bool
    cursor: int
    stores: int
    articles: int
    cashiers: int
    members: int
    bytes: int
    written_ms: int


def replica_standing(folder: Path, key: bytes) -> ReplicaStanding | None:
    """Count; ``None`` before the first load. Raises :class:`~pos_app.domain.errors.CannotSell` for one that can not be
    read, which is loaded anew.
    """
    number = files.current_number(folder)
    if not number:
        return None
    path = files.replica_path(folder, number)
    log = path.with_name(f"{path.name}-wal")
    written = max(each.stat().st_mtime_ns for each in (path, log) if each.exists()) // 1_000_000
    size = path.stat().st_size
    database = Database.open(path, key, read_only=True)
    try:
        if pragma(database.connection, "user_version") != REPLICA_SCHEMA:
            return ReplicaStanding(number, False, 0, 0, 0, 0, 0, size, written)
        stores, articles, cashiers, members = database.rows(_HELD)[0]
        cursor = database.number(_CURSOR)
    finally:
        database.close()
    return ReplicaStanding(
        number=number,
        is_known=True,
        cursor=cursor,
        stores=stores,
        articles=articles,
        cashiers=cashiers,
        members=members,
        bytes=size,
        written_ms=written,
    )


def shop_in(folder: Path, key: bytes) -> StoreRow | None:
    """The shop as the server told it; ``None`` where no replica says it."""
    try:
        number = files.current_number(folder)
        if not number:
            return None
        database = Database.open(files.replica_path(folder, number), key, read_only=True)
    except (CannotSell, OSError):
        return None
    try:
        found = database.row(replica_sql.STORE)
        return msgspec.msgpack.decode(found[0], type=StoreRow) if found else None
    except (CannotSell, DriverError, msgspec.MsgspecError):
        return None
    finally:
        database.close()
