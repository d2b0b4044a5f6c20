"""Opens ``till.db`` for the till, or for its sync child, and refuses to sell on anything that could lose a sale.

The settings that keep a sale safe are read back from the open connection, never assumed: SQLite's version (older ones
can corrupt a WAL that two connections use), WAL, and synchronous=FULL.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pos_app.domain.errors import CannotSell
from pos_app.services.till_store import UnitOfWork
from pos_app.storage import till_sql as sql
from pos_app.storage.database import Database
from pos_app.storage.driver import Connection, pragma, sqlite_version
from pos_app.storage.faults import cannot_sell
from pos_app.storage.journal import Owner
from pos_app.storage.lock import AlreadyHeld, FileLock
from pos_app.storage.personal import forget_members
from pos_app.storage.replica_files import make_folder
from pos_app.storage.schema import bring_up_to_date
from pos_app.storage.unit_of_work import SqliteUnitOfWork

TILL_DB = "till.db"
OLDEST_SQLITE = (3, 51, 3)


@dataclass(frozen=True, slots=True)
class Safety:
    """What an open connection says of itself."""

    sqlite: tuple[int, ...]
    journal_mode: str
    synchronous: int


def read_back(connection: Connection) -> Safety:
    """Ask the connection."""
    return Safety(
        sqlite_version(), str(pragma(connection, "journal_mode")), int(pragma(connection, "synchronous"))
    )


def check_safety(found: Safety) -> None:
    """Raise :class:`~pos_app.domain.errors.CannotSell` unless a committed sale survives a power cut."""
    if found.sqlite < OLDEST_SQLITE:
        raise cannot_sell(
            "wrong_sqlite", found=".".join(map(str, found.sqlite)), wanted=".".join(map(str, OLDEST_SQLITE))
        )
    if found.journal_mode.lower() != "wal":
        raise cannot_sell("wrong_journal_mode", found=found.journal_mode)
    if found.synchronous != 2:
        raise cannot_sell("wrong_synchronous", found=found.synchronous)


class SqliteTillStore:
    """The port ``TillStore`` on ``till.db``. Used on one thread at a time; :meth:`close` lets the till's lock go."""

    def __init__(
        self, database: Database, lock: FileLock | None, owner: Owner | None, receipts_from: int = 0
    ) -> None:
        self.database = database
        self._lock = lock
        self._owner = owner
        self._receipts_from = receipts_from

    def unit_of_work(self) -> UnitOfWork:
        """A new transaction; enter it with ``with``."""
        if self._owner is None:
            self._owner = owner_of(self.database)
        return SqliteUnitOfWork(self.database, self._owner, self._receipts_from)

    def forget_member(self, member_id: str) -> None:
        """Destroy a member's key (FORGETTABLE); outside of any unit of work."""
        forget_members(self.database, [member_id])

    def close(self) -> None:
        """Close the file and let another till program have it."""
        self.database.close()
        if self._lock is not None:
            self._lock.release()


def open_till_store(
    folder: Path,
    key: bytes,
    *,
    company_id: str = "",
    till_id: str = "",
    receipts_from: int = 0,
    read_back: Callable[[Connection], Safety] = read_back,
) -> SqliteTillStore:
    """Open (or create) ``till.db`` in ``folder`` for the one running till.

    ``company_id`` and ``till_id`` say whose journal it is; they are written once and compared ever after. A till in the
    place of another begins its receipts after ``receipts_from``. Raises
    :class:`~pos_app.domain.errors.CannotSell` with the cause ``second_till``, ``wrong_sqlite``,
    ``wrong_journal_mode``, ``wrong_synchronous``, ``unreadable_key``, ``damaged``, ``locked``, ``read_only``,
    ``disk_full``, ``newer_data`` or ``other_till``.
    """
    lock = FileLock(folder / "till.lock")
    try:
        _make_folder(folder)
        lock.acquire()
    except AlreadyHeld as error:
        raise cannot_sell("second_till") from error
    except OSError as error:
        raise cannot_sell("read_only") from error
    try:
        database = _open_first(folder, key, read_back)
        try:
            owner = _belongs_to(database, company_id, till_id, receipts_from)
        except BaseException:
            database.close()
            raise
    except BaseException:
        lock.release()
        raise
    return SqliteTillStore(database, lock, owner, receipts_from)


def open_for_sync(folder: Path, key: bytes) -> tuple[Database, FileLock]:
    """Open ``till.db`` for the sync child, beside a running till.

    Raises :class:`AlreadyHeld` when another sync child works on the same data, and ``CannotSell`` for the rest.
    """
    _make_folder(folder)
    lock = FileLock(folder / "sync.lock").acquire()
    try:
        return _open_first(folder, key, read_back), lock
    except BaseException:
        lock.release()
        raise


def open_unlocked(folder: Path, key: bytes) -> Database:
    """Open ``till.db`` for somebody who already holds a lock of this folder."""
    return _open(folder, key, read_back)


def owner_of(database: Database) -> Owner | None:
    """Whose journal it is, once that is known."""
    row = database.row(sql.OWNER)
    return Owner(row[0], row[1]) if row else None


def _make_folder(folder: Path) -> None:
    """Before the first sale there is a folder whose name a power cut does not take away; later starts do without."""
    if not (folder / TILL_DB).exists():
        make_folder(folder)


def _open_first(folder: Path, key: bytes, ask: Callable[[Connection], Safety]) -> Database:
    """Open it as the first connection of a process, and write and sync once more what stands in the log of one that
    did not end in order. Its disk may have failed: an operating system then shows what it could not write, and counts
    it as written, until the power goes (Linux does). What is sold next would stand behind it.

    Where others have the file open it was they who looked at the log first, and they are not waited for.
    """
    log_file = folder / f"{TILL_DB}-wal"
    has_log = log_file.exists() and log_file.stat().st_size > 0
    database = _open(folder, key, ask)
    if has_log:
        try:
            database.sql("PRAGMA wal_checkpoint(PASSIVE)")
        except CannotSell as error:
            if error.cause != "disk_full":  # the log stays where it is, and sales are refused
                database.close()
                raise
    return database


def _open(folder: Path, key: bytes, ask: Callable[[Connection], Safety]) -> Database:
    database = Database.open(folder / TILL_DB, key, create=True)
    try:
        check_safety(ask(database.connection))
        bring_up_to_date(database, key)
    except BaseException:
        database.close()
        raise
    return database


def _belongs_to(database: Database, company_id: str, till_id: str, receipts_from: int) -> Owner | None:
    owner = owner_of(database)
    if not till_id:
        return owner
    asked = Owner(company_id, till_id)
    if owner is None:
        with database.writing():
            database.run(sql.SET_OWNER, (1, company_id, till_id))
            if receipts_from:
                from pos_app.storage.first_numbers import begin_numbers

                begin_numbers(database, receipts_from)
    elif owner != asked:
        raise cannot_sell("other_till")
    return asked
