"""Verified copies of ``till.db``, under the same key: SQLite's own backup of one moment, while the till sells on.

A copy counts once it was opened again, every page of it was checked, and its journal is the one that it was made from.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from pos_app.storage.database import Database
from pos_app.storage.faults import cannot_sell
from pos_app.storage.replica_files import sync_folder

_NAMED = re.compile(r"till-\d{4}-\d\d-\d\d\.db")
"""A day's copy: what is thrown away when it is old; nothing else ever is."""
_PAGE = 500
"""Records in memory together: a journal may be ten years long."""


def verified_copy(database: Database, key: bytes, path: Path) -> Path:
    """Write ``path`` anew. It appears under its name only when it is good; raises
    :class:`~pos_app.domain.errors.CannotSell` (``damaged``, ``disk_full`` ...) otherwise.
    """
    growing = path.with_name(f"{path.name}.growing")
    for left in ("", "-wal", "-shm"):  # of a copy that was cut off
        growing.with_name(growing.name + left).unlink(missing_ok=True)
    copy = Database.open(growing, key, create=True)
    try:
        database.connection.backup(copy.connection)
        copy.sql("PRAGMA wal_checkpoint(TRUNCATE)")
        sound = copy.sql("PRAGMA cipher_integrity_check") == [] and copy.sql("PRAGMA integrity_check") == [
            ("ok",)
        ]
        if not sound or not _holds_the_same(copy, database):
            raise cannot_sell("damaged")
    finally:
        copy.close()
    growing.replace(path)
    sync_folder(path.parent)
    return path


def journal_digest(database: Database, through: int) -> str:
    """One hash over all envelopes of a journal up to that record."""
    digest, after = hashlib.sha256(), 0
    page = "SELECT sequence, envelope FROM journal WHERE sequence > ? AND sequence <= ? ORDER BY sequence LIMIT ?"
    while rows := database.sql(page, (after, through, _PAGE)):
        for sequence, envelope in rows:
            digest.update(b"%d:%d:" % (sequence, len(envelope)))
            digest.update(envelope)
        after = rows[-1][0]
    return digest.hexdigest()


def last_record(database: Database) -> int | None:
    """The last record's sequence; ``None`` for a file that has no journal."""
    if not database.sql("SELECT 1 FROM sqlite_master WHERE name = 'journal'"):
        return None
    return int(database.sql("SELECT coalesce(max(sequence), 0) FROM journal")[0][0])


def _holds_the_same(copy: Database, database: Database) -> bool:
    """Whether the copy's journal is what it was made from, which may have grown since."""
    last = last_record(copy)
    return last is None or journal_digest(copy, last) == journal_digest(database, last)


def copy_of_day(database: Database, key: bytes, folder: Path, business_date: str, keep: int) -> Path:
    """The day's copy in ``folder`` (made where it is missing), in place of an earlier one of that day. The newest
    ``keep`` days are kept, this one counted and never removed, although a clock that was put back calls its day old.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = verified_copy(database, key, folder / f"till-{business_date}.db")
    others = sorted(each for each in folder.iterdir() if _NAMED.fullmatch(each.name) and each != path)
    for old in others[: max(len(others) + 1 - keep, 0)]:
        old.unlink()
    return path
