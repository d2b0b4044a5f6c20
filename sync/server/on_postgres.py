"""The server's data on PostgreSQL, through psycopg: many workers, on one host or on several, write to it at once.

Everything runs READ COMMITTED and locks rows. Tills' requests go beside each other and lock what they touch
(:mod:`sync.server.turns`). Whatever else writes is alone, as it is on SQLite: it knocks at the ``door``, new requests
wait outside, and when those inside have gone it locks the row that each of them shares. Snapshots for reading are
REPEATABLE READ. Plain rows and row locks only: no advisory lock is taken while it serves (the migrations take one).
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.types.array import ListBinaryDumper
from sqlalchemy import Connection, Engine, create_engine, func, select, text, update
from sqlalchemy.exc import DBAPIError

from sync.server.config import PostgresUrl
from sync.server.database import Database, Result, Work
from sync.server.migrations.running import migrate
from sync.server.problems import CannotRun
from sync.server.schema.tables import SCHEMA_VERSION
from sync.server.schema.worker_tables import door
from sync.server.turns import TAKEN

OLDEST_POSTGRES = 15
LOCK_MS = 10_000
"""The longest that a transaction waits for a row before its request is told to come back."""
ALONE_WITHIN_S = 60.0
"""How long a command waits to be alone before it gives up."""
KNOCK_MS = 2_000
"""How long a knock at the door is heard: who knocked and died does not keep others out."""
LOOK_AGAIN_S = 0.02
PAUSES_MS = (20, 100, 300, 600)
"""How long to wait before beginning a transaction again, after the first time, the second, ..."""
GROWN_TIMES, GROWN_ROWS = 4, 100
"""A table is counted anew when it has that many times the rows that it was planned for, and at least so many."""
_MIGRATING = 0x7B0FA57
_PASSING = frozenset({"40001", "40P01", "23505", "25006", "53300", "57P01", "57P02", "57P03"})
"""SQLSTATEs that another try may not meet: somebody came between, or the server goes down, comes up, changed roles. A
row that another transaction wrote first (23505) is found the next time.
"""
_ERASED_FROM = (
    *("member_person", "member_card", "member_birthday", "personal", "published"),
    *("holder_key", "phone_key"),
)
_NOW_MS = func.floor(func.extract("epoch", func.clock_timestamp()) * 1000)
_STATEMENT_MS = func.floor(func.extract("epoch", func.statement_timestamp()) * 1000)
"""The same for a change: a database on several hosts takes no function there whose value moves within a statement."""

log = logging.getLogger("trofast.server")


class _SaidOnce(logging.Filter):
    """Of many rows written in one go, the first that is wrong is raised. That psycopg could not end the others in order
    says nothing more, and is no warning to anybody.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is told."""
        return not str(record.msg).startswith("error ignored terminating")


logging.getLogger("psycopg").addFilter(_SaidOnce())


class PostgresDatabase(Database):
    """The data in a PostgreSQL database."""

    is_shared = True
    writers = 2  # a hold does not wait for the batch that this process is taking in

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One writing transaction, alone."""
        until = time.monotonic() + ALONE_WITHIN_S
        while True:
            self._knock()
            with self._engine.begin() as connection:
                if self._is_alone(connection):
                    yield connection
                    return
                connection.rollback()
            if time.monotonic() > until:
                raise CannotRun("Tills keep the database busy: nothing was changed. Try again in a minute.")

    @contextmanager
    def beside(self) -> Iterator[Connection]:
        """One writing transaction beside others; it waits outside while somebody knocks, or is alone."""
        while True:
            with self._engine.begin() as connection:
                waits_ms = connection.execute(_LOOK_IN).scalar_one()
                if not 0 <= waits_ms < KNOCK_MS:
                    connection.execution_options(**{TAKEN: set()})
                    yield connection
                    return
                connection.rollback()
            time.sleep(LOOK_AGAIN_S)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One snapshot of the data, for reading only."""
        with self._reading.begin() as connection:
            yield connection

    @contextmanager
    def note(self) -> Iterator[Connection]:
        """A write that is not waited for: a crash of the database may forget it."""
        with self._engine.begin() as connection:
            connection.execute(_NEED_NOT_LAST)
            yield connection

    def written(self, work: Work[Result], *, beside: bool = False) -> Result:
        """What ``work`` returns, after its transaction is durable."""
        return self._tried(lambda: super(PostgresDatabase, self).written(work, beside=beside))

    def looked_up(self, work: Work[Result], *, note: bool = False) -> Result:
        """What ``work`` finds in one snapshot, or notes."""
        return self._tried(lambda: super(PostgresDatabase, self).looked_up(work, note=note))

    def forget_old_pages(self) -> None:
        """Give the space of erased rows free now. What was written ahead of it goes with the archive of the log."""
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in _ERASED_FROM:
                connection.execute(text(f"VACUUM {table}"))

    def count_what_grew(self) -> int:
        """Count the tables anew that have grown manifold since PostgreSQL did. One that somebody counts is passed."""
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            grown = connection.execute(_GROWN, {"times": GROWN_TIMES, "rows": GROWN_ROWS}).scalars().all()
            for table in grown:
                connection.execute(text(f"ANALYZE (SKIP_LOCKED) {table}"))
        return len(grown)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def _tried(self, whole: Callable[[], Result]) -> Result:
        """Begin again, a few times, where what came between may have passed. Every request may be repeated
        (KEY=EFFECT), so this is safe also where it is not known whether a commit came through.
        """
        for pause_ms in PAUSES_MS:
            try:
                return whole()
            except DBAPIError as error:
                if not may_pass(error):
                    raise
                if _state(error) == "25006":  # it answers, and has become a standby
                    self._engine.dispose()
                log.info("a transaction begins again", extra={"sqlstate": _state(error)})
                pause_s = timedelta(milliseconds=pause_ms + secrets.randbelow(pause_ms)).total_seconds()
                time.sleep(pause_s)
        return whole()

    def _knock(self) -> None:
        with suppress(DBAPIError), self._engine.begin() as connection:
            connection.execute(_NEED_NOT_LAST)
            connection.execute(_A_SECOND)
            connection.execute(update(door).values(knocked_ms=_STATEMENT_MS))

    def _is_alone(self, connection: Connection) -> bool:
        connection.execute(_A_SECOND)
        try:
            connection.execute(select(door.c.name).with_for_update())
        except DBAPIError as error:
            if _state(error) != "55P03":
                raise
            return False
        connection.execute(text(f"SET LOCAL lock_timeout TO {LOCK_MS}"))
        connection.execute(update(door).values(knocked_ms=0))
        return True


_GROWN = text(
    "SELECT quote_ident(seen.relname) FROM pg_stat_user_tables AS seen JOIN pg_class ON pg_class.oid = seen.relid"
    " WHERE seen.schemaname = current_schema() AND seen.n_live_tup >= :rows"
    " AND seen.n_live_tup >= :times * greatest(pg_class.reltuples, 0)"
)
_NEED_NOT_LAST = text("SET LOCAL synchronous_commit TO OFF")
_A_SECOND = text("SET LOCAL lock_timeout TO 1000")
_LOOK_IN = select(_NOW_MS - door.c.knocked_ms).with_for_update(read=True, key_share=True)


def may_pass(error: DBAPIError) -> bool:
    """Whether the same transaction may come through when it is begun again."""
    if error.connection_invalidated:
        return True
    state = _state(error)
    if not state:
        return isinstance(error.orig, psycopg.OperationalError)  # nobody answered
    return state in _PASSING or state.startswith("08")


def open_postgres(url: PostgresUrl, *, create: bool) -> PostgresDatabase:
    """Open the database, bringing its tables up to date first.

    Raises :class:`CannotRun` when nobody answers there, it is not one that keeps what it acknowledged, there is no
    data (unless ``create``), or the data is newer than this program.
    """
    options, shown = _understood(url)
    engine = _engine(options)
    try:
        with engine.begin() as connection:
            _check(connection, shown)
            version = _schema_version(connection)
        if version > SCHEMA_VERSION:
            raise CannotRun.newer_schema(shown, version, SCHEMA_VERSION)
        if not version and not create:
            raise CannotRun(f"There is no company in {shown}. Run `trofast-server init` first.")
        if version < SCHEMA_VERSION:
            _migrate(engine)
    except DBAPIError as error:
        engine.dispose()
        said = str(error.orig).strip().partition("\n")[0]
        raise CannotRun(f"{shown} cannot be opened: {said}") from None
    except BaseException:
        engine.dispose()
        raise
    return PostgresDatabase(engine)


def unchecked(url: PostgresUrl) -> PostgresDatabase:
    """The database as it is, before it has the number of its schema: for putting a backup back."""
    return PostgresDatabase(_engine(_understood(url)[0]))


def _understood(url: PostgresUrl) -> tuple[dict[str, Any], str]:
    """What libpq makes of the address, and how it is shown to a person: never with its password."""
    try:
        options: dict[str, Any] = conninfo_to_dict(url.text)
    except psycopg.Error:
        raise CannotRun(
            "[database] url is not an address of PostgreSQL: postgresql://USER:PASSWORD@HOST/DATABASE"
        ) from None
    shown = f"the database {options.get('dbname', '')!r} on {options.get('host', 'this machine')}"
    usual = {
        "application_name": "trofast-server",
        "connect_timeout": "5",
        "target_session_attrs": "read-write",  # of several hosts, the one that is not a standby
        "tcp_user_timeout": str(LOCK_MS),
        # a host that lost its power while its answer is waited for says nothing, and the system would wait two hours
        "keepalives_idle": "10",
        "keepalives_interval": "5",
        "keepalives_count": "2",
    }
    return {**usual, **options}, shown


def _engine(options: dict[str, Any]) -> Engine:
    def connect() -> psycopg.Connection[Any]:
        connection = psycopg.connect(**options)
        connection.execute(f"SET lock_timeout TO {LOCK_MS}")
        connection.adapters.register_dumper(list, ListBinaryDumper)  # of a hundred values, ten times as fast
        connection.commit()
        return connection

    return create_engine(
        "postgresql+psycopg://",
        creator=connect,
        isolation_level="READ COMMITTED",
        pool_size=8,
        max_overflow=4,
        use_native_hstore=False,
        hide_parameters=True,  # an error's text must not carry a member's name into the log
    )


def _check(connection: Connection, shown: str) -> None:
    """Read back what the promises rest on (DURABLE-FIRST)."""

    def setting(name: str) -> str:
        return str(connection.execute(text(f"SHOW {name}")).scalar_one())

    if int(setting("server_version_num")) < OLDEST_POSTGRES * 10_000:
        raise CannotRun(
            f"{shown} is PostgreSQL {setting('server_version')}; {OLDEST_POSTGRES} or newer is needed."
        )
    if setting("server_encoding") != "UTF8":
        raise CannotRun(
            f"{shown} keeps texts as {setting('server_encoding')}; make one with ENCODING 'UTF8'."
        )
    for name in ("fsync", "synchronous_commit"):
        if setting(name) == "off":
            raise CannotRun(f"{shown} has {name} = off: a power cut would lose sales. Turn it on.")


def _schema_version(connection: Connection) -> int:
    if connection.execute(text("SELECT to_regclass('alembic_version')")).scalar_one() is None:
        return 0
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return int(found or 0)


def _migrate(engine: Engine) -> None:
    """Run the missing migrations in one transaction; a failed one leaves the database as it was."""
    with engine.begin() as connection:
        connection.execute(select(func.pg_advisory_xact_lock(_MIGRATING)))  # workers that start together
        if _schema_version(connection) < SCHEMA_VERSION:
            migrate(connection)


def _state(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or ""
