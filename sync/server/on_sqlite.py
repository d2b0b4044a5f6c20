"""The server's data in one file: SQLite through sqlcipher3's module (without a key), WAL, synchronous FULL.

One engine, few connections. A writing transaction begins IMMEDIATE; readers see one snapshot. Every pragma that a
promise rests on is read back (DURABLE-FIRST).

A disk that failed to write or to sync is not believed again: nothing more is written until the server is started anew.
An operating system may count as written what such a disk lost (Linux does), and show it until the power goes. So
whoever opens the file first brings what stands in its log into the file, which writes and syncs all of it once more.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import DBAPIError

from sync.protocol.v1.problems import Code
from sync.server.database import Database
from sync.server.migrations.running import migrate
from sync.server.problems import CannotRun, Declined
from sync.server.schema.tables import SCHEMA_VERSION

OLDEST_SQLITE = (3, 51, 3)
"""Older ones can corrupt a WAL that two connections use."""
BUSY_MS = 10_000
_IO_ERROR = 10
"""SQLite's result code for a disk that fails."""
_INDEX_BYTES = 32 * 1024
"""Without that much room SQLite can not make the index of its log, and calls that a disk that fails."""
_COME_BACK_S = 5
DISK_FAILED = (
    "The disk under the server's database failed to keep what was written, so nothing more is taken in: what tills sell"
    " stays on them. See to the disk, then start the server anew."
)

log = logging.getLogger("trofast.server")


class SqliteDatabase(Database):
    """The data in a file at ``path``."""

    def __init__(self, path: Path, engine: Engine) -> None:
        self.path = path
        self._engine = engine
        self._writing = engine.execution_options(writes=True)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One writing transaction: all or nothing, durable when the block is left without an error. Raises
        :class:`Declined` 503 after the disk failed once.
        """
        if self.trouble:
            raise Declined(503, Code.BUSY, self.trouble, retry_after_s=_COME_BACK_S)
        try:
            with self._writing.begin() as connection:
                yield connection
        except DBAPIError as error:
            if _code(error.orig) == _IO_ERROR and _has_room(self.path.parent):
                self.trouble = DISK_FAILED
                log.critical("the disk failed; nothing is written until the server is started anew")
            raise

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One snapshot of the data, for reading only."""
        with self._engine.begin() as connection:
            yield connection

    def forget_old_pages(self) -> None:
        """Empty the write-ahead log, so that nothing which was erased lives on in it."""
        with self._engine.connect() as connection:
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def open_sqlite(path: Path, *, create: bool) -> SqliteDatabase:
    """Open the file, bringing its tables up to date first (a copy of an older one is kept beside it).

    Raises :class:`CannotRun` when it is not there (unless ``create``), is newer than this program, or can not be
    opened as it must be.
    """
    if sqlite.sqlite_version_info < OLDEST_SQLITE:
        wanted = ".".join(str(part) for part in OLDEST_SQLITE)
        raise CannotRun(
            f"SQLite {sqlite.sqlite_version} can lose data; install sqlcipher3 with {wanted} or newer."
        )
    if not create and not path.exists():
        raise CannotRun(f"There is no database at {path}. Run `trofast-server init` first.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(
        mode=0o600
    )  # members' names and the card secret are in it; SQLite's own files take the same mode
    try:
        version = _schema_version(path)
        if version > SCHEMA_VERSION:
            raise CannotRun.newer_schema(path, version, SCHEMA_VERSION)
        engine = engine_on(path)
        if version < SCHEMA_VERSION:
            _migrate(path, engine, version)
    except sqlite.Error as error:
        raise CannotRun(f"{path} cannot be opened as a database: {error}.") from error
    return SqliteDatabase(path, engine)


def _connector(path: Path) -> Callable[[], Any]:
    def connect() -> Any:
        connection = sqlite.connect(
            str(path), timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False
        )
        mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA secure_delete=ON")
        synchronous = connection.execute("PRAGMA synchronous").fetchone()[0]
        if mode != "wal" or synchronous != 2:
            connection.close()
            raise CannotRun(
                f"{path} is on a file system where SQLite cannot keep a write-ahead log (journal mode {mode},"
                f" synchronous {synchronous}). Move it to a local disk."
            )
        return connection

    return connect


def engine_on(path: Path) -> Engine:
    """Connections to the file: what writes begins IMMEDIATE and is on the disk when it ends."""
    engine = create_engine(
        "sqlite+pysqlite://",
        module=sqlite,
        creator=_connector(path),
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=4,
        pool_reset_on_return="rollback",
        hide_parameters=True,  # an error's text must not carry a member's name into the log
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _code(error: BaseException | None) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _has_room(folder: Path) -> bool:
    return shutil.disk_usage(folder).free >= _INDEX_BYTES


def _schema_version(path: Path) -> int:
    """The number of its schema; 0 for a new file. This looks first, and alone unless others have the file open: its
    closing brings what stands in the log into the file.
    """
    connection = _connector(path)()
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()


def _migrate(path: Path, engine: Engine, version: int) -> None:
    """Run the missing migrations in one transaction; a failed one leaves the database as it was."""
    if version:
        _keep_copy(path, version)
    with engine.execution_options(writes=True).begin() as connection:
        migrate(connection)
        connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA_VERSION}")


def _keep_copy(path: Path, version: int) -> None:
    copy = path.with_name(f"{path.name}.before-schema-{version + 1}")
    if copy.exists():
        return
    connection = _connector(path)()
    try:
        connection.execute("VACUUM INTO ?", (str(copy),))
    finally:
        connection.close()
    check = sqlite.connect(str(copy))
    try:
        if check.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise CannotRun(
                f"The copy {copy} made before the upgrade is not sound; the database is unchanged."
            )
    finally:
        check.close()
