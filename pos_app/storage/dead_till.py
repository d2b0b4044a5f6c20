"""What is left of a dead till: its disk, or a folder with day's copies. Read where it lies, changed nowhere.

Whatever is opened is a copy of the file in a work folder of ours, because opening a database writes beside it, and a
rescued disk may be read-only, or the last one there is.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pos_app.domain.errors import CannotSell
from pos_app.storage import journal
from pos_app.storage.chain import Broken, Chain, Link
from pos_app.storage.database import Database
from pos_app.storage.day_books import SEALED_KEYS
from pos_app.storage.day_sql import RECORDS_AFTER
from pos_app.storage.faults import cannot_sell
from pos_app.storage.lock import AlreadyHeld, FileLock
from pos_app.storage.opening import TILL_DB, owner_of

SPENT = "recovered.json"
_PAGE = 500
_DAYS = re.compile(r"till-(\d{4}-\d\d-\d\d)\.db")


@dataclass(frozen=True, slots=True)
class Found:
    """One file that may hold a till's data. ``day`` is "" for a disk, else the day whose copy it is."""

    path: Path
    day: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """What a file that opened holds: whose journal, its last record and when that was (ms UTC; 0 for none)."""

    company_id: str
    till_id: str
    head: int
    last_ms: int


def day_copies(folder: Path) -> list[Found]:
    """The days' copies in a folder, the newest first."""
    found = sorted(((each.name, each) for each in folder.glob("till-*.db")), reverse=True)
    return [Found(path, match[1]) for name, path in found if (match := _DAYS.fullmatch(name))]


def sealed_keys_in(folder: Path) -> bytes | None:
    """The sealed keys beside the copies; ``None`` where there are none."""
    try:
        return (folder / SEALED_KEYS).read_bytes()
    except OSError:
        return None


@contextmanager
def not_in_use(data_folder: Path) -> Iterator[None]:
    """Refuse a folder on which a till or its sync works now: raises
    :class:`~pos_app.storage.lock.AlreadyHeld`. A disk that can not be written to is nobody's.
    """
    locks = []
    try:
        for name in ("till.lock", "sync.lock"):
            if (data_folder / name).exists():
                lock = FileLock(data_folder / name)
                try:
                    lock.acquire()
                except AlreadyHeld:
                    raise
                except OSError:
                    continue
                locks.append(lock)
        yield
    finally:
        for lock in locks:
            lock.release()


def take_copy(found: Found, work: Path) -> None:
    """Copy the file, and what stands in its log, into the work folder, in place of an earlier one."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True, mode=0o700)
    shutil.copyfile(found.path, work / TILL_DB)
    with suppress(FileNotFoundError):
        shutil.copyfile(found.path.with_name(f"{found.path.name}-wal"), work / f"{TILL_DB}-wal")


def look_into(work: Path, key: bytes) -> Held:
    """What the copied file holds, after every page and the whole chain of its journal were found good. Raises
    :class:`~pos_app.domain.errors.CannotSell` (``damaged``) for one that another key locks, too.
    """
    database = Database.open(work / TILL_DB, key)
    try:
        if database.sql("PRAGMA cipher_integrity_check") != []:
            raise cannot_sell("damaged")
        owner = owner_of(database)
        if owner is None:
            raise cannot_sell("damaged")
        _walk(database)
        head, _ = journal.head(database)
        last = database.sql("SELECT at_ms FROM journal WHERE sequence = ?", (head,))
        return Held(owner.company_id, owner.till_id, head, last[0][0] if last else 0)
    finally:
        database.close()


def _walk(database: Database) -> None:
    """Follow the journal's chain from its first record to its last."""
    chain = Chain()
    try:
        while rows := database.rows(RECORDS_AFTER, (chain.last_sequence, _PAGE)):
            for row in rows:
                chain.follow(Link(*row))
    except Broken as error:
        raise cannot_sell("damaged") from error


def newest_good(copies: list[Found], work: Path, key: bytes) -> tuple[Found, Held, list[Found]]:
    """The newest copy that is whole, opened in the work folder, and those that were passed over as damaged. Raises
    :class:`~pos_app.domain.errors.CannotSell` where none is.
    """
    damaged: list[Found] = []
    for each in copies:
        take_copy(each, work)
        try:
            return each, look_into(work, key), damaged
        except CannotSell as error:
            if error.cause in {"disk_full", "newer_data"}:
                raise
            damaged.append(each)
    raise cannot_sell("damaged")
