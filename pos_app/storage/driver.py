"""The one door to sqlcipher3: opens an encrypted file on which every statement is ours, transactions included."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from sqlcipher3 import dbapi2  # type: ignore[import-untyped, unused-ignore]

KEY_BYTES = 32
PAGE_BYTES = 4096
"""SQLCipher's default, which every file of ours has."""
BUSY_TIMEOUT_MS = 5_000
"""How long a writer waits for the other process. Its transactions take milliseconds; longer means it hangs."""

BUSY = 5
"""SQLite's result code for a file that somebody else is writing."""
_LOOK_AGAIN_S = 0.005

Value = int | str | bytes | None
"""What a column may hold. No float: money and quantities are integers."""

DBAPI = dbapi2
DriverError: type[Exception] = dbapi2.Error
IntegrityError: type[Exception] = dbapi2.IntegrityError


class Cursor(Protocol):
    """What we use of a driver's cursor."""

    @property
    def rowcount(self) -> int:
        """How many rows the statement changed."""

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row."""

    def fetchall(self) -> list[tuple[Any, ...]]:
        """The rows that are left."""


class Connection(Protocol):
    """What we use of a driver's connection."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""

    def execute(self, sql: str, values: Sequence[Value] = ..., /) -> Cursor:
        """Run one statement."""

    def executemany(self, sql: str, rows: Iterable[Sequence[Value]], /) -> Cursor:
        """Run one statement for each row."""

    def backup(self, target: Connection, /) -> None:
        """Copy the whole database into another."""

    def interrupt(self) -> None:
        """Stop what it runs now, which then raises the driver's error. From another thread."""

    def close(self) -> None:
        """Close it."""


def connect(path: Path, key: bytes, *, create: bool = False, read_only: bool = False) -> Connection:
    """Open an encrypted file with its raw 32-byte key (a passphrase would cost 88 ms a time).

    Nothing is read yet, so a wrong key shows at the first statement. The connection may be handed from the thread
    that opened it to the one that uses it; it is never used by two at once.
    """
    if len(key) != KEY_BYTES:
        raise ValueError("the key of a database is 32 bytes")
    mode = "ro" if read_only else "rwc" if create else "rw"
    connection: Connection = dbapi2.connect(
        f"file:{quote(path.as_posix())}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_TIMEOUT_MS // 1000,
    )
    connection.execute("PRAGMA cipher_log_level = NONE")  # errors come as exceptions, not on the terminal
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    return connection


def prepare(connection: Connection, *, durable: bool) -> None:
    """Set what every connection of ours wants. ``durable`` is for facts: each commit is on the disk when it returns
    (WAL and NORMAL lost acknowledged sales in two of three power cuts). Rows that can be fetched again do without.

    Raises the driver's error when the key is wrong: this reads the file for the first time.
    """
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    _use_write_ahead_log(connection)
    for setting in (
        f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}",
        "PRAGMA foreign_keys = ON",
        "PRAGMA recursive_triggers = ON",
        "PRAGMA secure_delete = ON",
        "PRAGMA temp_store = MEMORY",
        "PRAGMA cache_size = -4000",
    ):
        connection.execute(setting)


def _use_write_ahead_log(connection: Connection) -> None:
    """Where two open a new file at once, the one that comes second is told "locked" without any wait: SQLite does not
    ask its own timeout while a mode is changed. So the wait is ours.
    """
    last = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except DriverError as error:
            if error_code(error) != BUSY or time.monotonic() > last:
                raise
            time.sleep(_LOOK_AGAIN_S)
        else:
            return


def pragma(connection: Connection, name: str) -> int | str:
    """What a setting reads back as."""
    row = connection.execute(f"PRAGMA {name}").fetchone()
    value = row[0] if row else ""
    return value if isinstance(value, int | str) else str(value)


def sqlite_version() -> tuple[int, ...]:
    """The version of the SQLite inside sqlcipher3 (the standard library's is another, older one)."""
    version: tuple[int, ...] = dbapi2.sqlite_version_info
    return version


def error_code(error: BaseException) -> int:
    """SQLite's primary result code of a driver's error; 0 when it carries none."""
    code = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF if isinstance(code, int) else 0
