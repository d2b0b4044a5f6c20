"""What the card terminal was asked for: the port ``CardIntents`` on ``till.db``, and its use by a sale or a return.

The port has a connection of its own, because whoever asks a terminal waits for it on another thread than the store's.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pos_app.domain.errors import Refusal, Refused
from pos_app.storage import card_sql as sql
from pos_app.storage.database import Database
from pos_app.storage.driver import IntegrityError
from pos_app.storage.opening import open_unlocked

if TYPE_CHECKING:  # the first paint asks no terminal
    from pos_app.domain.card_intent import CardIntent
    from pos_app.domain.tender import Tender


class TillCardIntents:
    """The port, on ``till.db`` in ``folder``; opened by the first who asks. Safe on any thread."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._key = key
        self._lock = threading.Lock()
        self._open: Database | None = None

    def close(self) -> None:
        """Close the file; it is opened again when it is needed."""
        with self._lock:
            if self._open is not None:
                self._open.close()
            self._open = None

    def ask(self, intent: CardIntent) -> bool:
        """See the port."""
        with self._lock, self._database().writing() as database:
            if database.number(sql.OPEN):
                return False
            database.run(sql.ASK, (*_row(intent), None))
            return True

    def note(self, intent: CardIntent) -> bool:
        """See the port."""
        values = (
            str(intent.state),
            intent.reason,
            intent.receipt_no,
            intent.trace_no,
            intent.card_type,
            intent.card_end,
            intent.settled,
            intent.settled_by,
            intent.intent_id,
        )
        with self._lock:
            try:
                with self._database().writing() as database:
                    return database.run(sql.NOTE, values) == 1
            except IntegrityError:
                return False

    def one(self, intent_id: str) -> CardIntent | None:
        """See the port."""
        with self._lock:
            row = self._database().row(sql.ONE, (intent_id,))
            return None if row is None else _intent(row)

    def unfinished(self) -> Sequence[CardIntent]:
        """See the port."""
        with self._lock:
            return [_intent(row) for row in self._database().rows(sql.UNFINISHED)]

    def knows(self, receipt_no: str, trace_no: str, but: Collection[str] = ()) -> bool:
        """See the port."""
        with self._lock:
            rows = self._database().rows(sql.KNOWN_NUMBERS, (receipt_no, trace_no))
            return any(intent_id not in but for (intent_id,) in rows)

    def _database(self) -> Database:
        if self._open is None:
            self._open = open_unlocked(self._folder, self._key)
        return self._open


def use(database: Database, tenders: Iterable[Tender], sequence: int) -> None:
    """In the sale's own transaction (ONE-TX): what its cards paid is used by the record ``sequence``.

    Raises :class:`~pos_app.domain.errors.Refused` ``CARD_NOT_PAID`` where a tender names money that is not there (any
    more): a payment that was reversed, or used by another sale.
    """
    _use(database, tenders, sequence, "payment")


def use_refunds(database: Database, tenders: Iterable[Tender], sequence: int) -> None:
    """The same in a return's transaction, for what the terminal paid out."""
    _use(database, tenders, sequence, "refund")


def _use(database: Database, tenders: Iterable[Tender], sequence: int, purpose: str) -> None:
    for tender in tenders:
        values = (sequence, tender.intent_id, tender.amount_minor, purpose)
        if tender.intent_id and database.run(sql.USE, values) != 1:
            raise Refused(Refusal.CARD_NOT_PAID)


def _row(intent: CardIntent) -> tuple[Any, ...]:
    return (
        intent.intent_id,
        str(intent.purpose),
        intent.basket_id,
        intent.amount_minor,
        intent.currency,
        str(intent.state),
        intent.at_ms,
        intent.before,
        intent.reason,
        intent.receipt_no,
        intent.trace_no,
        intent.card_type,
        intent.card_end,
        intent.settled,
        intent.settled_by,
    )


def _intent(row: tuple[Any, ...]) -> CardIntent:
    from pos_app.domain.card_intent import CardIntent, CardPurpose, CardState

    intent_id, purpose, basket_id, amount_minor, currency, state, *rest = row
    return CardIntent(
        intent_id, CardPurpose(purpose), basket_id, amount_minor, currency, CardState(state), *rest
    )
