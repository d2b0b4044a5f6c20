"""The till's files at the end of a day: the port :class:`~pos_app.services.closing_day.DayBooks`.

Reading and copying use a connection of their own, so that no sale waits for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pos_app.domain.day_close import DayHere
from pos_app.storage import day_sql as sql
from pos_app.storage import journal
from pos_app.storage.backup import copy_of_day
from pos_app.storage.checkpoint import make_checkpoint, write_checkpoint
from pos_app.storage.database import Database
from pos_app.storage.day_counts import day_here
from pos_app.storage.opening import TILL_DB, owner_of

if TYPE_CHECKING:
    from pos_app.storage.journal import Owner

KEEP_DAYS = 30
"""So many days' copies are kept, checkpoints for ever: a checkpoint has a few hundred bytes."""


class TillDayBooks:
    """``till.db`` in ``folder``; copies and checkpoints go to ``copies``, which should lie on another disk.

    ``sign`` signs with the till's device key, whose raw public half is ``public_key``.
    """

    def __init__(
        self,
        folder: Path,
        key: bytes,
        copies: Path,
        *,
        sign: Callable[[bytes], bytes],
        public_key: bytes,
        now_ms: Callable[[], int],
    ) -> None:
        self._path = folder / TILL_DB
        self._key = key
        self._copies = copies
        self._sign = sign
        self._public_key = public_key
        self._now_ms = now_ms

    def here(self, business_date: str) -> DayHere:
        """The journal's head and the day's counts."""
        with self._reading() as database:
            return day_here(database, business_date)

    def copy(self, business_date: str) -> Path:
        """A verified copy of the till's data, in place of an earlier one of that day. Raises
        :class:`~pos_app.domain.errors.CannotSell` or ``OSError`` where there can be none.
        """
        with self._reading() as database:
            return copy_of_day(database, self._key, self._copies, business_date, KEEP_DAYS)

    def checkpoint(self, business_date: str) -> Path:
        """The journal's head, signed, as a file beside the copies; raises ``OSError``."""
        with self._reading() as database:
            owner: Owner | None = owner_of(database)
            sequence, head = journal.head(database)
        assert owner is not None, "a till that sells has a place"
        self._copies.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._copies / f"checkpoint-{business_date}.json"
        write_checkpoint(
            path,
            make_checkpoint(
                company_id=owner.company_id,
                till_id=owner.till_id,
                sequence=sequence,
                head=head,
                at_ms=self._now_ms(),
                public_key=self._public_key,
                sign=self._sign,
            ),
        )
        return path

    def unconfirmed(self) -> list[str]:
        """Business days with sales or returns that the server has not confirmed yet, oldest first."""
        with self._reading() as database:
            return [day for (day,) in database.rows(sql.UNCONFIRMED_DAYS)]

    def note_confirmed(self, business_date: str, sequence: int, at_ms: int) -> None:
        """The server has that day up to that record."""
        database = Database.open(self._path, self._key)
        try:
            with database.writing():
                database.run(sql.NOTE_CONFIRMED, (business_date, sequence, at_ms))
        finally:
            database.close()

    @contextmanager
    def _reading(self) -> Iterator[Database]:
        database = Database.open(self._path, self._key, read_only=True)
        try:
            yield database
        finally:
            database.close()
