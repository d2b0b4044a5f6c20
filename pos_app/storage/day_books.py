"""The till's files at the end of a day: the port :class:`~pos_app.services.closing_day.DayBooks`.

Reading and copying use a connection of their own, so that no sale waits for them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pos_app.domain.day_close import DayHere
from pos_app.domain.errors import BadFile
from pos_app.storage import day_sql as sql
from pos_app.storage import journal
from pos_app.storage.backup import copy_of_day
from pos_app.storage.before_update import drop_old_copies
from pos_app.storage.chain import Broken, Chain, Link
from pos_app.storage.checkpoint import Checkpoint, make_checkpoint, read_checkpoint, write_checkpoint
from pos_app.storage.database import Database
from pos_app.storage.day_counts import day_here
from pos_app.storage.opening import TILL_DB, owner_of

if TYPE_CHECKING:
    from pos_app.storage.journal import Owner

_PAGE = 500
SEALED_KEYS = "till.keys"
"""Beside the copies: what opens them after this till died, sealed to the company's recovery key."""
KEEP_DAYS = 30
"""So many days' copies are kept, those from before an update too, and checkpoints for ever: one has a few hundred
bytes.
"""


class TillDayBooks:
    """``till.db`` in ``folder``; copies and checkpoints go to ``copies``, which should lie on another disk.

    ``sign`` signs with the till's device key, whose raw public half is ``public_key``. ``sealed_keys`` makes what lies
    beside the copies so that they can be opened when this till is dead; ``None`` where nobody told it how.
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
        sealed_keys: Callable[[], bytes | None] = lambda: None,
    ) -> None:
        self._path = folder / TILL_DB
        self._key = key
        self._copies = copies
        self._sign = sign
        self._public_key = public_key
        self._now_ms = now_ms
        self._sealed_keys = sealed_keys
        self._walked = Chain()

    def here(self, business_date: str) -> DayHere:
        """The journal's head and the day's counts."""
        with self._reading() as database:
            return day_here(database, business_date)

    def broken(self, *, further: bool = False) -> str:
        """Names the first record since the last genuine checkpoint that is not as it was written; "" where all are.

        What is older was walked when that checkpoint was made; ``trofast verify`` walks everything. ``further`` goes on
        where the last walk of this object ended.
        """
        chain = replace(self._walked) if further else Chain()
        last = self._last_checkpoint()
        if last is not None and last.sequence > chain.last_sequence:
            chain.company_id, chain.till_id = last.company_id, last.till_id
            chain.last_sequence, chain.head = last.sequence, last.head
        with self._reading() as database:
            database.sql("BEGIN")
            try:
                there, _ = journal.head(database)
                if there < chain.last_sequence:
                    raise Broken(
                        there + 1, "", f"it is missing, and so are those up to {chain.last_sequence}"
                    )
                while rows := database.rows(sql.RECORDS_AFTER, (chain.last_sequence, _PAGE)):
                    for row in rows:
                        chain.follow(Link(*row))
            except Broken as error:
                self._walked = Chain()
                return str(error)
            finally:
                database.rollback()
        self._walked = chain
        return ""

    def _last_checkpoint(self) -> Checkpoint | None:
        """The newest that this till signed and that this journal still agrees with."""
        found = []
        for path in self._copies.glob("checkpoint-*.json"):
            try:
                checkpoint = read_checkpoint(path)
            except BadFile:
                continue
            if checkpoint.public_key == self._public_key and checkpoint.is_genuine():
                found.append(checkpoint)
        return max(found, key=lambda each: each.sequence, default=None)

    def saved(self, business_date: str) -> int:
        """Up to which record there is a copy with its checkpoint of that day; 0 where there is none."""
        try:
            checkpoint = read_checkpoint(self._checkpoint_of(business_date))
        except BadFile:
            return 0
        return checkpoint.sequence if (self._copies / f"till-{business_date}.db").is_file() else 0

    def _checkpoint_of(self, business_date: str) -> Path:
        return self._copies / f"checkpoint-{business_date}.json"

    def copy(self, business_date: str) -> Path:
        """A verified copy of the till's data, in place of an earlier one of that day. Raises
        :class:`~pos_app.domain.errors.CannotSell` or ``OSError`` where there can be none.
        """
        drop_old_copies(self._path.parent, older_than_s=self._now_ms() / 1000 - KEEP_DAYS * 86_400)
        with self._reading() as database:
            path = copy_of_day(database, self._key, self._copies, business_date, KEEP_DAYS)
        keep_sealed_keys(self._copies, self._sealed_keys())
        return path

    def checkpoint(self, business_date: str) -> Path:
        """The journal's head, signed, as a file beside the copies; raises ``OSError``."""
        with self._reading() as database:
            owner: Owner | None = owner_of(database)
            sequence, head = journal.head(database)
        assert owner is not None, "a till that sells has a place"
        self._copies.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._checkpoint_of(business_date)
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

    def closed(self) -> list[str]:
        """Of them those that are closed: nothing was sold or brought back on them since the last Z."""
        with self._reading() as database:
            return [day for (day,) in database.rows(sql.CLOSED_DAYS)]

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


def keep_sealed_keys(copies: Path, sealed: bytes | None) -> None:
    """Put the sealed keys beside the copies, whole or not at all, in place of earlier ones. Raises ``OSError``."""
    if sealed is None:
        return
    aside = copies / f"{SEALED_KEYS}.part"
    with aside.open("wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(copies / SEALED_KEYS)
