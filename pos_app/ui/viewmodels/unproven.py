"""Goods come back without a receipt: they are rung up on the counter, and counted here at what they may be worth."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Signal

from pos_app.domain.basket import Basket
from pos_app.domain.errors import CannotSell, Refused
from pos_app.domain.tender import TenderKind
from pos_app.services import unproven_returns
from pos_app.services.returning import TakenBack
from pos_app.services.unproven_returns import UnprovenQuote
from pos_app.ui.ports import TillPorts
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels.card_refunds import CardRefunds
from pos_app.ui.viewmodels.card_terminal import CardTerminalModel
from pos_app.ui.viewmodels.refusals import sentence
from pos_app.ui.viewmodels.selling import SellingModel
from pos_app.ui.viewmodels.unproven_state import Step, UnprovenState, UnprovenWords
from pos_app.ui.viewmodels.words import Words

log = logging.getLogger(__name__)


class UnprovenModel(QObject):
    """The basket on the counter is what comes back; it is gone once the return is written."""

    changed = Signal(object)
    """:class:`UnprovenState`"""
    asks_right = Signal(object, str)
    """The :class:`~pos_app.domain.rights.Wish`, and what it is in words: may the cashier?"""
    taken = Signal(object)
    """:class:`TakenBack`: it is on the disk, and the money may be handed over."""
    stopped = Signal(object)

    def __init__(
        self,
        ports: TillPorts,
        store: Worker,
        sale: SellingModel,
        terminal: CardTerminalModel | None,
        words: Words,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._services = ports.services
        self._store = store
        self._sale = sale
        self._words = words
        self._told = UnprovenWords(words)
        self.cards = CardRefunds(ports, store, terminal, lambda: sale.cashier_id, words, self)
        self.cards.changed.connect(self._cards_moved)
        self.cards.done.connect(self._write)
        self.cards.stopped.connect(self.stopped)
        sale.basket_changed.connect(lambda _: self._moved())
        self.watched = False
        """Whether the panel is open: only then is every change of the basket looked at."""
        self._asked = 0
        self.busy = False
        self.begin()

    @property
    def is_held(self) -> bool:
        """Whether a card terminal is asked, or the return is being written: nothing else may begin."""
        return self.cards.is_asking or self.busy

    def begin(self) -> None:
        """What stands on the counter comes back: why, and how does the money go?"""
        if self.is_held:
            return
        self._asked += 1
        self.step: Step = "goods"
        self._way = TenderKind.CASH
        self._reason = ""
        self._rung_up: Basket | None = None
        self._quote: UnprovenQuote | None = None
        self._refusal = ""
        self._done: TakenBack | None = None
        self._approved_by = ""
        self.cards.reset()

    def look(self) -> None:
        """What would it mean now? The answer comes a moment later."""
        self._asked += 1
        self._quote, self._refusal = None, ""
        basket = self._rung_up = self._sale.basket
        if basket.is_empty:
            self.show()
            return
        asked, services, cashier_id, way = self._asked, self._services, self._sale.cashier_id, self._way
        self._store.run(
            lambda: unproven_returns.quote_unproven(services, cashier_id, basket, way),
            lambda quoted: self._quoted(asked, quoted),
            lambda error: self._failed(asked, error),
        )

    def _moved(self) -> None:
        if self.watched and self.step == "goods" and self._sale.basket is not self._rung_up:
            self.look()

    def _quoted(self, asked: int, quoted: UnprovenQuote) -> None:
        if asked == self._asked:
            self._quote = quoted
            self.show()

    # ---- choosing -------------------------------------------------------------------------------------------

    def choose_way(self, key: str) -> None:
        """In cash, or to a card."""
        if self.step == "goods" and key != self._way:
            self._way = TenderKind(key)
            self.look()

    def choose_reason(self, key: str) -> None:
        """A reason was touched."""
        if self.step == "goods":
            self._reason, self._refusal = key, ""
            self.show()

    def choose(self, key: str) -> None:
        """A way on was touched, while a card terminal has the word."""
        self.cards.choose(key)

    def set_slip(self, text: str) -> None:
        """The number typed from the terminal's slip."""
        self.cards.set_slip(text)

    # ---- doing it -------------------------------------------------------------------------------------------

    def accept(self) -> None:
        """Enter: take the goods back, or take the slip's number."""
        quoted = self._quote
        if self.is_held:
            return
        if self.step == "slips":
            self.cards.accept()
        elif self.step == "goods" and quoted is not None and self._reason:
            self.asks_right.emit(unproven_returns.wish_of(quoted), self._told.asked(quoted, self._reason))

    def allowed(self, approved_by: str) -> None:
        """The cashier may, or somebody allowed it: these goods, and no others that stand there meanwhile."""
        from pos_app.domain.returned import card_refunds

        quoted, sale = self._quote, self._sale
        if quoted is None or self.is_held or self.step != "goods":
            return
        if sale.in_payment or sale.basket is not self._rung_up:
            self.look()
            return
        self._approved_by = approved_by
        sale.busy = True  # what is being paid out for does not change
        sale.show()
        self.cards.begin(sale.basket.basket_id, card_refunds(quoted.reversal))

    def give_up(self) -> None:
        """The panel was closed before anything was written: the goods are still on the counter. What a terminal paid
        out already is there for the next try (CARD-ONCE).
        """
        if self.step in ("slips", "terminal") and not self.is_held:
            self._free()
            self.begin()

    def _free(self) -> None:
        self._sale.busy = False
        self._sale.keep()
        self._sale.show()
        self._sale.freed()

    def _cards_moved(self) -> None:
        if self.cards.phase:
            self.step = "slips" if self.cards.phase == "slip" else "terminal"
        self.show()

    def _write(self) -> None:
        quoted = self._quote
        if quoted is None:
            return
        services, cashier_id, reason = self._services, self._sale.cashier_id, self._reason
        slips, approved_by, asked = tuple(self.cards.paid), self._approved_by, self._asked
        self.busy = True
        self.show()
        self._store.run(
            lambda: unproven_returns.take_unproven(services, cashier_id, quoted, reason, slips, approved_by),
            self._taken,
            lambda error: self._failed(asked, error),
        )

    def _taken(self, done: TakenBack) -> None:
        self.busy = False
        self._done, self.step = done, "done"
        self._sale.start_next()
        self.show()
        self.taken.emit(done)

    def _failed(self, asked: int, error: Exception) -> None:
        if isinstance(error, CannotSell):
            self.stopped.emit(error)
        if asked != self._asked:
            return
        if self.busy:
            self.busy = False
            self.step = "goods"
            self.cards.reset()
            self._free()
        if isinstance(error, Refused):
            self._refusal = sentence(error, self._words.day)
        elif not isinstance(error, CannotSell):
            log.error("a return without a receipt failed", exc_info=error)
            self._refusal = self.tr("Nothing was written. Try again.")
        self.show()

    # ---- showing --------------------------------------------------------------------------------------------

    def show(self) -> None:
        """Tell the panel."""
        told, cards, quoted, step = self._told, self.cards, self._quote, self.step
        handed = quoted.reversal.refund.handed_minor if quoted else 0
        todo = ""
        if step == "goods" and self._sale.basket.is_empty:
            todo = self.tr("Scan the goods that come back, or touch their keys first and then press Ctrl R.")
        elif step == "slips":
            amount = self._words.money(handed)
            todo = self.tr("Refund {amount} on the card terminal, then type the number of its slip.")
            todo = todo.format(amount=amount)
        elif step == "terminal":
            todo = cards.text
        choosing = step == "goods" and quoted is not None
        has_notes = TenderKind.CREDIT_NOTE in self._services.tenders_taken
        rows = told.rows(self._rung_up, quoted) if choosing and quoted and self._rung_up else ()
        self.changed.emit(
            UnprovenState(
                step=step,
                told=told.today(quoted) if choosing and quoted is not None else "",
                rows=rows,
                ways=told.ways(self._way, with_notes=has_notes) if choosing else (),
                reasons=told.reasons(self._reason) if choosing else (),
                refund_text=self._words.money(handed) if quoted else "",
                note=self.tr("The customer signs the store's slip.") if step == "done" else "",
                todo=todo,
                tone=cards.tone,
                choices=cards.choices(),
                asks_slip=cards.phase in ("slip", "unknown"),
                slip=cards.slip,
                refusal=self._refusal,
                can_accept=not self.busy
                and (
                    step == "done"
                    or (choosing and bool(self._reason))
                    or (step == "slips" and bool(cards.slip.strip()))
                ),
            )
        )
