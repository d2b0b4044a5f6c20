"""Goods come back: which receipt, which goods, what goes back to whom and why; written before any money moves."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Literal

from msgspec import Struct
from PySide6.QtCore import QObject, Signal

from pos_app.domain.basket import PIECE_MILLI, Line
from pos_app.domain.catalogue import Unit
from pos_app.domain.errors import CannotSell, Refusal, Refused
from pos_app.domain.loyalty.reversal import RefundTender, ReturnedLine
from pos_app.domain.money import parse_decimal
from pos_app.domain.rights import Wish
from pos_app.domain.tender import TenderKind
from pos_app.services import returning
from pos_app.services.returning import OpenSale, ReturnQuote, TakenBack
from pos_app.ui.ports import Code, TillPorts
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels.refusals import sentence
from pos_app.ui.viewmodels.selling import SellingModel
from pos_app.ui.viewmodels.state import ListEntry
from pos_app.ui.viewmodels.words import Words

Step = Literal["receipt", "goods", "slips", "done"]
MARK = "TR1:"
"""What the code at the foot of a receipt begins with."""
log = logging.getLogger(__name__)


class ReturnState(Struct, frozen=True):
    """How far the return is. ``refund_text`` is what goes back, ``ways`` how, ``reasons`` what else it does and why."""

    step: Step = "receipt"
    receipt_text: str = ""
    rows: tuple[ListEntry, ...] = ()
    selected: str | None = None
    refund_text: str = ""
    ways: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    todo: str = ""
    slip: str = ""
    refusal: str = ""
    can_accept: bool = False


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
    stopped = Signal(object)

    def __init__(
        self, ports: TillPorts, store: Worker, sale: SellingModel, words: Words, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._ports = ports
        self._store = store
        self._sale = sale
        self._words = words
        self._asked = 0
        """Counts the questions to the store thread: an answer to an earlier one is of no interest."""
        self.busy = False
        self.begin()

    def begin(self) -> None:
        """Which receipt?"""
        self._asked += 1
        self.step: Step = "receipt"
        self._found: OpenSale | None = None
        self._back: dict[int, int] = {}
        self._selected = 0
        self._quote: ReturnQuote | None = None
        self._slips: list[str] = []
        self._slip = ""
        self._refusal = ""
        self._done: TakenBack | None = None
        self._approved_by = ""
        self.busy = False

    # ---- which receipt --------------------------------------------------------------------------------------

    def open_id(self, sale_id: str) -> None:
        """The receipt whose code was scanned."""
        services = self._ports.services
        self._open(lambda: returning.open_sale(services, sale_id))

    def open_typed(self, text: str) -> None:
        """The receipt whose number was typed."""
        if text.isascii() and text.isdigit():
            services, number = self._ports.services, int(text)
            self._open(lambda: returning.open_numbered(services, number))

    def _open(self, read: Callable[[], OpenSale]) -> None:
        self.begin()
        asked = self._asked
        self.busy = True
        self._store.run(
            read,
            lambda found: self._opened(asked, found),
            lambda error: self._failed(asked, error),
        )

    def _opened(self, asked: int, found: OpenSale) -> None:
        if asked != self._asked:
            return
        self.busy = False
        left = returning.returnable(found)
        if not left:
            last = found.returned_before[-1].context.at_ms if found.returned_before else 0
            if last:
                when = self._words.when(last)
                self._refuse(Refused(Refusal.RETURN_ALL_BACK, number=self._number(found), when=when))
            else:
                name = found.sale.basket.lines[0].article.name
                self._refuse(Refused(Refusal.RETURN_GIFT_CARD, article=name))
            return
        self._found, self.step = found, "goods"
        self._selected = left[0].line_id
        if len(left) == 1 and self._left(left[0]) <= PIECE_MILLI:
            self._set(left[0], self._left(left[0]))
        self.show()

    # ---- which goods ----------------------------------------------------------------------------------------

    def take(self, code: Code) -> bool:
        """A scan while the panel is open: another receipt, or one more of an article on this one."""
        text = code.text.strip()
        if text.startswith(MARK):
            self.open_id(text.removeprefix(MARK))
        elif self.step == "goods":
            self._take_article(text)
        elif self.step == "receipt":
            self._refuse(Refused(Refusal.RETURN_UNKNOWN_SALE))
        return True

    def _take_article(self, text: str) -> None:
        coded = self._ports.services.catalogue.by_code(text)
        assert self._found is not None
        lines = [
            line
            for line in returning.returnable(self._found)
            if coded is not None and line.article.article_id == coded.article.article_id
        ]
        if not lines or coded is None:
            name = coded.article.name if coded is not None else text[:20]
            self._refuse(Refused(Refusal.RETURN_NOT_ON_RECEIPT, article=name))
            return
        line = next((each for each in lines if self._back.get(each.line_id, 0) < self._left(each)), lines[0])
        self._selected = line.line_id
        self.step_quantity(coded.pieces)

    def select(self, key: str) -> None:
        """A row was touched; a touch on the selected one takes all of it, or nothing."""
        self.moved.emit()
        line_id = int(key)
        if line_id == self._selected and self.step == "goods":
            line = self._line()
            if line is not None:
                self._set(line, 0 if self._back.get(line_id) else self._left(line))
        self._selected = line_id
        self.show()

    def step_quantity(self, pieces: int) -> None:
        """So many more or fewer of the selected line; what is weighed or labelled comes back whole."""
        self.moved.emit()
        line = self._line()
        if line is None or self.step != "goods":
            return
        now, left = self._back.get(line.line_id, 0), self._left(line)
        if _is_whole(line):
            self._set(line, left if pieces > 0 else 0)
        elif now + pieces * PIECE_MILLI > left:
            self._too_much(line)
        else:
            self._set(line, max(now + pieces * PIECE_MILLI, 0))
        self.show()

    def typed(self, text: str) -> None:
        """How many of the selected line, on the keypad."""
        line = self._line()
        if self.step != "goods" or line is None or not text:
            return
        try:
            milli = parse_decimal(text, 3 if line.article.unit is Unit.KILOGRAM else 0)
        except Refused as refused:
            self._refuse(refused)
            return
        if line.article.unit is Unit.PIECE:
            milli *= PIECE_MILLI
        if milli > self._left(line):
            self._too_much(line)
        else:
            self._set(line, milli)
        self.show()

    def take_all(self) -> None:
        """Everything that may still come back; once more, nothing."""
        if self.step != "goods" or self._found is None:
            return
        self.moved.emit()
        lines = returning.returnable(self._found)
        every = {line.line_id: self._left(line) for line in lines}
        self._back = {} if self._back == every else every
        self._ask()
        self.show()

    def _set(self, line: Line, milli: int) -> None:
        self._refusal = ""
        self._back[line.line_id] = milli
        if not milli:
            del self._back[line.line_id]
        self._ask()

    def _too_much(self, line: Line) -> None:
        left = self._words.quantity(self._left(line), line.article.unit)
        self._refuse(Refused(Refusal.RETURN_TOO_MUCH, article=line.article.name, left=left))

    def _line(self) -> Line | None:
        lines = returning.returnable(self._found) if self._found is not None else ()
        return next((line for line in lines if line.line_id == self._selected), None)

    def _left(self, line: Line) -> int:
        return self._found.left_milli[line.line_id] if self._found is not None else 0

    def _ask(self) -> None:
        """What would that mean? Asked of the rules, whose answer comes a moment later."""
        self._asked += 1
        self._quote = None
        found = self._found
        if not self._back or found is None:
            return
        asked, services = self._asked, self._ports.services
        returned = [ReturnedLine(line_id, milli) for line_id, milli in sorted(self._back.items())]
        self._store.run(
            lambda: returning.quote_return(services, found.sale.sale_id, returned),
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
        if self.step == "goods" and not self._back:
            self._refuse(Refused(Refusal.RETURN_NOTHING))
        elif self.step == "goods" and self._quote is not None:
            wish: Wish = returning.wish_of(self._quote)
            amount = self._words.money(wish.amount_minor)
            number = self._number(self._quote.open_sale)
            told = self.tr("Take goods back on receipt {number}: {amount} goes back").format(
                number=number, amount=amount
            )
            self.asks_right.emit(wish, told)
        elif self.step == "slips" and self._slip.strip():
            self._slips.append(self._slip.strip())
            self._slip = ""
            self._next()

    def allowed(self, approved_by: str) -> None:
        """The cashier may, or somebody allowed it."""
        self._approved_by = approved_by
        self._slips = []
        self._next()

    def set_slip(self, text: str) -> None:
        """The number typed from the terminal's slip."""
        if text != self._slip:
            self._slip = text
            self.show()

    def _next(self) -> None:
        quoted = self._quote
        if quoted is None:
            return
        if len(self._slips) < quoted.slips:
            self.step = "slips"
            self.show()
            return
        services, cashier_id = self._ports.services, self._sale.cashier_id
        slips, approved_by, asked = tuple(self._slips), self._approved_by, self._asked
        self.busy = True
        self.show()
        self._store.run(
            lambda: returning.take_return(services, cashier_id, quoted, slips, approved_by),
            self._taken,
            lambda error: self._failed(asked, error),
        )

    def _taken(self, done: TakenBack) -> None:
        self.busy = False
        self._done, self.step = done, "done"
        self.show()
        self.taken.emit(done)

    def _failed(self, asked: int, error: Exception) -> None:
        if isinstance(error, CannotSell):
            self.stopped.emit(error)
        if asked != self._asked:
            return
        self.busy = False
        if self.step == "slips":
            self.step, self._slips = "goods", []
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
        return f"{found.sale.seller.till_number}-{found.sale.receipt_number}"

    def show(self) -> None:
        """Tell the panel."""
        from pos_app.ui.viewmodels.return_words import ReturnWords

        told = ReturnWords(self._words, self._sale.explaining)
        reversal = self._done.returned.reversal if self._done else self._quote and self._quote.reversal
        found, cards = self._found, self._card_refunds()
        todo = ""
        if self.step == "receipt":
            todo = self.tr("Scan the code at the foot of the receipt, or type the number after its hyphen.")
        elif self.step == "slips" and cards:
            todo = told.on_the_terminal(cards[min(len(self._slips), len(cards) - 1)])
        self.changed.emit(
            ReturnState(
                step=self.step,
                receipt_text=told.receipt(found) if found else "",
                rows=told.rows(found, self._back) if found else (),
                selected=str(self._selected) if found else None,
                refund_text=self._words.money(reversal.refund.handed_minor) if reversal else "",
                ways=told.ways(reversal) if reversal else (),
                reasons=told.reasons(reversal) if reversal else (),
                todo=todo,
                slip=self._slip,
                refusal=self._refusal,
                can_accept=not self.busy
                and (
                    self.step in ("receipt", "done")
                    or (self.step == "goods" and self._quote is not None)
                    or (self.step == "slips" and bool(self._slip.strip()))
                ),
            )
        )

    def _card_refunds(self) -> list[RefundTender]:
        if self._quote is None:
            return []
        by_terminal = (TenderKind.CARD, TenderKind.REGISTERED_CARD)
        return [each for each in self._quote.reversal.refund.tenders if each.kind in by_terminal]


def _is_whole(line: Line) -> bool:
    """Whether all of the line comes back or nothing, at a touch: what was weighed, and what a label priced."""
    return line.label_amount_minor is not None or line.article.unit is Unit.KILOGRAM
