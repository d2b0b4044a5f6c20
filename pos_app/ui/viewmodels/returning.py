"""Goods come back: which receipt, which goods, what goes back to whom and why; written before any money moves."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pos_app.domain.errors import CannotSell, Refusal, Refused
from pos_app.domain.rights import Wish
from pos_app.domain.tender import TenderKind
from pos_app.services import returning
from pos_app.services.returning import OpenSale, ReturnQuote, TakenBack
from pos_app.ui.ports import Code, TillPorts
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels.card_refunds import CardRefunds
from pos_app.ui.viewmodels.card_terminal import CardTerminalModel
from pos_app.ui.viewmodels.refusals import sentence
from pos_app.ui.viewmodels.return_goods import ChosenGoods
from pos_app.ui.viewmodels.return_state import ReturnState, Step
from pos_app.ui.viewmodels.selling import SellingModel
from pos_app.ui.viewmodels.state import Choice
from pos_app.ui.viewmodels.which_receipt import Failed, Opened, WhichReceipt
from pos_app.ui.viewmodels.words import Words

if TYPE_CHECKING:  # an exchange is seldom
    from pos_app.services.exchanging import Exchange

MARK = "TR1:"
"""What the code at the foot of a receipt begins with."""
NO_RECEIPT, EXCHANGE, ON_NOTE = "no_receipt", "exchange", "credit_note"
log = logging.getLogger(__name__)


class ReturnModel(QObject):
    """One return after the other; the basket on the counter has nothing to do with it."""

    changed = Signal(object)
    """:class:`ReturnState`"""
    asks_right = Signal(object, str)
    """The :class:`Wish` of the return as chosen, and what it is in words: may the cashier?"""
    taken = Signal(object)
    """:class:`TakenBack`: it is on the disk, and the money may be handed over."""
    moved = Signal()
    """Another line, or another way to say how much: a number typed for the last one is over."""
    exchanged = Signal(object)
    """:class:`~pos_app.services.exchanging.Exchange`: allowed, and paid out what goes to cards; the sale writes it."""
    no_receipt = Signal()
    """The customer has none."""
    stopped = Signal(object)

    def __init__(
        self,
        ports: TillPorts,
        store: Worker,
        sale: SellingModel,
        terminal: CardTerminalModel | None,
        words: Words,
        line: Worker,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._ports = ports
        self._store = store
        self._receipts = WhichReceipt(ports.services, store, line, self._asking)
        self._sale = sale
        self._words = words
        self.cards = CardRefunds(ports, store, terminal, lambda: sale.cashier_id, words, self)
        self.cards.changed.connect(self._cards_moved)
        self.cards.done.connect(self._write)
        self.cards.stopped.connect(self.stopped)
        self._asked = 0
        """Counts the questions to the store thread: an answer to an earlier one is of no interest."""
        self.busy = False
        self.begin()

    @property
    def is_held(self) -> bool:
        """Whether a card terminal is asked, or the return is being written: no other may begin."""
        return self.cards.is_asking or (self.busy and self.step in ("slips", "terminal"))

    def begin(self) -> None:
        """Which receipt?"""
        if self.is_held:
            return
        self._asked += 1
        self.step: Step = "receipt"
        self._goods: ChosenGoods | None = None
        self._quote: ReturnQuote | None = None
        self._refusal = ""
        self._done: TakenBack | None = None
        self._approved_by = ""
        self._is_exchange = self._is_asking = self._on_note = False
        self._swap: Exchange | None = None
        self.cards.reset()
        self.busy = False

    # ---- which receipt --------------------------------------------------------------------------------------

    def open_id(self, sale_id: str) -> None:
        """The receipt whose code was scanned."""
        self._open(lambda opened, failed: self._receipts.scanned(sale_id, opened, failed))

    def open_typed(self, text: str) -> None:
        """The receipt whose number was typed."""
        if text.isascii() and text.isdigit():
            number = int(text)
            self._open(lambda opened, failed: self._receipts.numbered(number, opened, failed))

    def _open(self, find: Callable[[Opened, Failed], None]) -> None:
        if self.is_held:
            return
        self.begin()
        asked = self._asked
        self.busy = True
        find(lambda found: self._opened(asked, found), lambda error: self._failed(asked, error))

    def _asking(self) -> None:
        self._is_asking = True
        self.show()

    def _opened(self, asked: int, found: OpenSale) -> None:
        if asked != self._asked:
            return
        self.busy = False
        if not returning.returnable(found):
            last = found.returned_before[-1].context.at_ms if found.returned_before else 0
            if last:
                when = self._words.when(last)
                self._refuse(Refused(Refusal.RETURN_ALL_BACK, number=self._number(found), when=when))
            else:
                name = found.sale.basket.lines[0].article.name
                self._refuse(Refused(Refusal.RETURN_GIFT_CARD, article=name))
            return
        self._goods, self.step = ChosenGoods(found, self._words), "goods"
        self._ask()
        self.show()

    # ---- which goods ----------------------------------------------------------------------------------------

    def take(self, code: Code) -> bool:
        """A scan while the panel is open: another receipt, or one more of an article on this one."""
        text = code.text.strip()
        if text.startswith(MARK):
            self.open_id(text.removeprefix(MARK))
        elif self.step == "goods" and self._goods is not None:
            goods, coded = self._goods, self._ports.services.catalogue.by_code(text)
            article, pieces = (coded.article, coded.pieces) if coded is not None else (None, 1)
            self._choose(lambda: goods.scanned(article, text, pieces))
        elif self.step == "receipt":
            self._refuse(Refused(Refusal.RETURN_UNKNOWN_SALE))
        return True

    def select(self, key: str) -> None:
        """A row was touched; a touch on the selected one takes all of it, or nothing."""
        self.moved.emit()
        if self._goods is not None and self.step == "goods":
            if self._goods.touch(int(key)):
                self._refusal = ""
                self._ask()
            self.show()

    def step_quantity(self, pieces: int) -> None:
        """So many more or fewer of the selected line; what is weighed or labelled comes back whole."""
        goods = self._goods
        if goods is not None:
            self._choose(lambda: goods.step(pieces))

    def typed(self, text: str) -> None:
        """How many of the selected line, on the keypad."""
        goods = self._goods
        if goods is not None and text:
            self._choose(lambda: goods.typed(text), by_keypad=True)

    def take_all(self) -> None:
        """Everything that may still come back; once more, nothing."""
        if self._goods is not None:
            self._choose(self._goods.everything)

    def _choose(self, how: Callable[[], None], *, by_keypad: bool = False) -> None:
        if self.step != "goods":
            return
        if not by_keypad:
            self.moved.emit()
        try:
            how()
        except Refused as refused:
            self._refuse(refused)
            return
        self._refusal = ""
        self._ask()
        self.show()

    def _ask(self) -> None:
        """What would that mean? Asked of the rules, whose answer comes a moment later."""
        self._asked += 1
        self._quote = None
        goods = self._goods
        if goods is None or not goods.back:
            return
        asked, services = self._asked, self._ports.services
        found, returned = goods.found, goods.returned
        self._store.run(
            lambda: returning.quote_again(services, found, returned),
            lambda quoted: self._quoted(asked, quoted),
            lambda error: self._failed(asked, error),
        )

    def _quoted(self, asked: int, quoted: ReturnQuote) -> None:
        if asked == self._asked:
            self._quote = quoted
            self.show()

    # ---- doing it -------------------------------------------------------------------------------------------

    def accept(self) -> None:
        """Enter: take the goods back, or take the slip's number."""
        if self.busy:
            return
        if self.step == "goods" and (self._goods is None or not self._goods.back):
            self._refuse(Refused(Refusal.RETURN_NOTHING))
        elif self.step == "goods" and self._quote is not None:
            self._is_exchange = False
            told = self.tr("Take goods back on receipt {number}: {amount} goes back")
            self._ask_right(self._quote, told)
        elif self.step == "slips":
            self.cards.accept()

    def exchange(self) -> None:
        """What comes back pays for what is on the counter: only the difference is money."""
        if self.busy or self.step != "goods" or self._quote is None:
            return
        from pos_app.services import exchanging

        sale = self._sale
        try:
            exchanging.check_can_begin(self._ports.services, sale.basket, sale.member, sale.quote.decision)
        except Refused as refused:
            self._refuse(refused)
            return
        self._is_exchange, self._on_note = True, False
        told = self.tr("Exchange goods of receipt {number}: they are worth {amount}")
        self._ask_right(self._quote, told)

    def _ask_right(self, quoted: ReturnQuote, told: str) -> None:
        wish: Wish = returning.wish_of(quoted)
        amount, number = self._words.money(wish.amount_minor), self._number(quoted.open_sale)
        self.asks_right.emit(wish, told.format(number=number, amount=amount))

    def allowed(self, approved_by: str) -> None:
        """The cashier may, or somebody allowed it."""
        from pos_app.domain.returned import card_refunds

        self._approved_by = approved_by
        quoted = self._quote
        if quoted is None or self.is_held:
            return
        cards = () if self._on_note else card_refunds(quoted.reversal)
        self._swap = None
        if self._is_exchange:
            from pos_app.services import exchanging

            due = self._sale.quote.settlement.due_minor
            try:
                self._swap = exchanging.plan(self._ports.services, quoted, due, self._sale.basket.currency)
            except Refused as refused:
                self._refuse(refused)
                return
            cards = self._swap.cards
        self.cards.begin(quoted.open_sale.sale.sale_id, cards)

    def set_slip(self, text: str) -> None:
        """The number typed from the terminal's slip."""
        self.cards.set_slip(text)

    def choose(self, key: str) -> None:
        """A way on was touched: there is no receipt, goods are exchanged, a credit note is wanted (or not), or a
        card terminal has the word.
        """
        if key == NO_RECEIPT:
            self.no_receipt.emit()
        elif key == EXCHANGE:
            self.exchange()
        elif key == ON_NOTE:
            self._on_note = not self._on_note
            self.show()
        else:
            self.cards.choose(key)

    def _cards_moved(self) -> None:
        if self.cards.phase:
            self.step = "slips" if self.cards.phase == "slip" else "terminal"
        self.show()

    def _write(self) -> None:
        quoted = self._quote
        if quoted is None:
            return
        if self._swap is not None:
            swap = replace(self._swap, slips=tuple(self.cards.paid), approved_by=self._approved_by)
            self.step = "goods"
            self.show()
            self.exchanged.emit(swap)
            return
        services, cashier_id = self._ports.services, self._sale.cashier_id
        slips, approved_by, asked = tuple(self.cards.paid), self._approved_by, self._asked
        on_note = self._on_note
        self.busy = True
        self.show()
        self._store.run(
            lambda: returning.take_return(services, cashier_id, quoted, slips, approved_by, on_note=on_note),
            self._taken,
            lambda error: self._failed(asked, error),
        )

    def _taken(self, done: TakenBack) -> None:
        self.busy = False
        self._done, self.step = done, "done"
        self.show()
        self.taken.emit(done)

    def _failed(self, asked: int, error: Exception) -> None:
        self._is_asking = False
        if isinstance(error, CannotSell):
            self.stopped.emit(error)
        if asked != self._asked:
            return
        self.busy = False
        if self.step in ("slips", "terminal"):
            self.step = "goods"
            self.cards.reset()
        if isinstance(error, Refused):
            self._refusal = sentence(error, self._words.day)
        elif not isinstance(error, CannotSell):
            log.error("a return failed", exc_info=error)
            self._refusal = self.tr("Nothing was written. Try again.")
        self.show()

    def _refuse(self, refused: Refused) -> None:
        self._refusal = sentence(refused, self._words.day)
        self.show()

    # ---- showing --------------------------------------------------------------------------------------------

    def _number(self, found: OpenSale) -> str:
        from pos_app.domain.receipt import receipt_number

        return receipt_number(found.sale)

    def show(self) -> None:
        """Tell the panel."""
        from pos_app.domain.credit_note import note_minor
        from pos_app.ui.viewmodels.return_words import ReturnWords

        told = ReturnWords(self._words, self._sale.explaining)
        reversal = self._done.returned.reversal if self._done else self._quote and self._quote.reversal
        goods, cards = self._goods, self.cards
        todo, choices = cards.text, cards.choices()
        if self.step == "receipt":
            todo = told.which(is_asking=self._is_asking)
            choices = (Choice(NO_RECEIPT, self.tr("There is no receipt"), icon="basket"),)
        elif self.step == "slips" and cards.card is not None:
            todo = told.on_the_terminal(cards.card)
        elif self.step in ("goods", "done"):
            todo = ""
        instead: tuple[Choice, ...] = ()
        if self.step == "goods" and TenderKind.CREDIT_NOTE in self._ports.services.tenders_taken:
            may = bool(reversal and note_minor(reversal))
            instead = (told.note_choice(ON_NOTE, on_note=self._on_note, may=may),)
        if self._quote is not None and self.step == "goods" and not self._sale.in_payment:
            instead += told.exchange(self._quote.reversal, self._sale, EXCHANGE)
        self.changed.emit(
            ReturnState(
                step=self.step,
                receipt_text=told.receipt(goods.found) if goods else "",
                rows=told.rows(goods.found, goods.back) if goods else (),
                selected=str(goods.selected) if goods else None,
                refund_text=self._words.money(reversal.refund.handed_minor) if reversal else "",
                is_invoiced=bool(reversal and told.is_invoiced(reversal)),
                ways=told.ways(reversal, on_note=self._on_note) if reversal else (),
                reasons=told.reasons(reversal) if reversal and self.step != "terminal" else (),
                todo=todo,
                tone=cards.tone,
                choices=choices,
                instead=instead,
                asks_slip=cards.phase in ("slip", "unknown"),
                slip=cards.slip,
                refusal=self._refusal,
                can_accept=not self.busy
                and (
                    self.step in ("receipt", "done")
                    or (self.step == "goods" and self._quote is not None)
                    or (self.step == "slips" and bool(cards.slip.strip()))
                ),
            )
        )
