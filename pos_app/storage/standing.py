"""How a till stands before an update of its program, read beside a window that may be open."""

from __future__ import annotations

from pathlib import Path

from pos_app.domain.program_update import Standing
from pos_app.storage import card_sql, till_sql, update_sql
from pos_app.storage.database import Database
from pos_app.storage.driver import pragma
from pos_app.storage.lock import AlreadyHeld, FileLock
from pos_app.storage.opening import TILL_DB
from pos_app.storage.schema import SCHEMA_VERSION
from pos_app.storage.state import decode_basket

NOTHING = Standing(basket=False, open_cards=0, sold_since_z=False, last_ms=None)
"""Of a till that never sold, or whose data another release has."""


def standing_of(folder: Path, key: bytes) -> Standing:
    """Look. Data of a newer release than this one stand in the middle of an update that was cut off: whatever is in
    them, it may go on. Raises :class:`~pos_app.domain.errors.CannotSell` where the data can not be read.
    """
    if not (folder / TILL_DB).exists():
        return NOTHING
    database = Database.open(folder / TILL_DB, key, read_only=True)
    try:
        version = int(pragma(database.connection, "user_version"))
        if not 1 <= version <= SCHEMA_VERSION:
            return NOTHING
        row = database.row(till_sql.OPEN_BASKET)
        kept = decode_basket(row[0]) if row else None
        last = database.row(update_sql.LAST_RECORD_MS)
        return Standing(
            basket=kept is not None and not (kept.basket.is_empty and not kept.tenders),
            open_cards=len(database.rows(card_sql.UNFINISHED)),
            sold_since_z=bool(database.number(update_sql.SOLD_SINCE_Z)),
            last_ms=last[0] if last else None,
        )
    finally:
        database.close()


def window_is_open(folder: Path) -> bool:
    """Whether a till's window, or a command that works on its data, has them to itself. ``OSError`` where the folder
    can not be written.
    """
    if not folder.exists():
        return False
    lock = FileLock(folder / "till.lock")
    try:
        lock.acquire()
    except AlreadyHeld:
        return True
    lock.release()
    return False
