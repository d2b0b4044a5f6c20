"""The sale on the counter: the immutable basket, its history for undo, and what of it is on the screen.

Everything that changes the basket goes through :meth:`SellingModel.change`; what was before stays in the history.
After each change the basket is kept on the store thread, so that a killed till has it back.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from pos_app.domain.basket import PIECE_MILLI, Basket, Discount, confirm_age, set_quantity, void_line
from pos_app.domain.basket import discount_basket as on_basket
from pos_app.domain.basket import discount_line as on_line
from pos_app.domain.catalogue import Article, Unit
from pos_app.domain.errors import CannotSell, Refusal, Refused
from pos_app.domain.members import Member
from pos_app.domain.tender import Tender, quick_cash
from pos_app.services import scanning, selling
from pos_app.services.ports import OpenBasket
from pos_app.services.quoting import Quote, quote
from pos_app.ui.ports import Code, TillPorts
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels.keeping import BasketKeeper
from pos_app.ui.viewmodels.rows import RowMaker, totals
from pos_app.ui.viewmodels.state import BasketState, KeypadState, QuickCash
from pos_app.ui.viewmodels.words import Words

_UNDO_STEPS = 100
log = logging.getLogger(__name__)


class SellingModel(QObject):
    """One sale after the other. ``tenders`` are what has been given for the sale on the counter."""

    basket_changed = Signal(object)
    totals_changed = Signal(object)
    keypad_changed = Signal(object)
    member_changed = Signal()
    refused = Signal(object)
    """:class:`Refused`: the basket is unchanged."""
    blocked = Signal()
    """The basket may not change while a payment is going on."""
    added = Signal(object)
    """The :class:`Article` that a scan or touch put on the basket."""
    measure_wanted = Signal(object, object)
    """An :class:`Article` that needs a weight or a price, and the :class:`Refusal` that says which."""
    age_wanted = Signal(object)
    """An :class:`Article` whose buyer's age must be checked."""
    price_checked = Signal(object)
    stopped = Signal(object)
    """:class:`CannotSell`"""
    queued = Signal(int)
    """How many scans wait until payment is finished."""

    def __init__(self, ports: TillPorts, store: Worker, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ports = ports
        self._store = store
        self._words = words
        self._maker = RowMaker(words)
        self.basket = selling.new_basket(ports.services)
        self.tenders: tuple[Tender, ...] = ()
        self.member: Member | None = None
        self.quote: Quote = quote(ports.services, self.basket, None)
        self.selected: int | None = None
        self.busy = True
        """Restoring, or a payment is being made durable: the basket must not change."""
        self.next_pieces = 1
        self.checking_price = False
        self._history: list[tuple[Basket, int | None]] = []
        self._waiting: deque[Code] = deque()
        self._keeper = BasketKeeper(ports.services, store, lambda: not self.busy, self)
        self._keeper.stopped.connect(self.stopped)

    # ---- starting -------------------------------------------------------------------------------------------

    def restore(self) -> None:
        """Bring back what was on the counter when the till stopped."""
        services = self._ports.services
        self._store.run(lambda: selling.restore_basket(services), self._restored, self._not_restored)

    def _restored(self, found: OpenBasket | None) -> None:
        self.busy = False
        if found is not None:
            self.tenders = found.tenders
            self._take_on(found.basket)
        self._keeper.found(found)
        self.show()
        self._ring_waiting()

    # ---- scanning and adding --------------------------------------------------------------------------------

    @property
    def in_payment(self) -> bool:
        """Whether something was given already, or the sale is being made durable."""
        return self.busy or bool(self.tenders)

    def scan(self, code: Code) -> None:
        """A code from a scanner or typed. During payment it waits and belongs to what comes after."""
        if self.in_payment:
            self._waiting.append(code)
            self.queued.emit(len(self._waiting))
            return
        self._ring(code)

    def _ring_waiting(self) -> None:
        while self._waiting and not self.in_payment:
            self._ring(self._waiting.popleft())

    def _ring(self, code: Code) -> None:
        pieces, self.next_pieces = self.next_pieces, 1
        before = self.basket
        try:
            if self.checking_price:
                self.checking_price = False
                empty = replace(before, lines=(), discount=None)
                found = self._ports.ring(empty, code, 1)
                if found.article is not None:
                    self.price_checked.emit(found.article)
                    return
            scanned = self._ports.ring(before, code, pieces)
        except Refused as refusal:
            self._ring_refused(refusal, code)
            return
        self._accept(scanned)

    def _ring_refused(self, refusal: Refused, code: Code) -> None:
        if refusal.reason in (Refusal.WEIGHT_NEEDED, Refusal.PRICE_NEEDED):
            coded = self._ports.services.catalogue.by_code(code.text)
            if coded is not None:
                self.measure_wanted.emit(coded.article, refusal.reason)
                return
        self.refused.emit(refusal)

    def pick(self, article_id: str) -> None:
        """A quick key or search hit was touched."""
        article = self._ports.services.catalogue.by_id(article_id)
        if article is None:
            self.refused.emit(Refused(Refusal.UNKNOWN_CODE, code=article_id))
        elif self.checking_price:
            self.checking_price = False
            self.price_checked.emit(article)
        else:
            pieces, self.next_pieces = self.next_pieces, 1
            quantity = pieces * PIECE_MILLI if article.unit is Unit.PIECE else None
            self.add(article, quantity_milli=quantity)

    def add(
        self, article: Article, *, quantity_milli: int | None = None, price_minor: int | None = None
    ) -> bool:
        """Put an article on the basket; asks for what is missing. True when it is there."""
        if not self._may_change():
            return False
        try:
            scanned = scanning.add(
                self.basket, article, quantity_milli=quantity_milli, price_minor=price_minor
            )
        except Refused as refusal:
            if refusal.reason in (Refusal.WEIGHT_NEEDED, Refusal.PRICE_NEEDED):
                self.measure_wanted.emit(article, refusal.reason)
            else:
                self.refused.emit(refusal)
            return False
        self._accept(scanned)
        return True

    def _accept(self, scanned: scanning.Scanned) -> None:
        if not self.change(scanned.basket, scanned.line_id or self.selected):
            return
        if scanned.member is not None:
            self.member_changed.emit()
        if scanned.article is not None:
            self.added.emit(scanned.article)
            if self.basket.minimum_age > self.basket.age_confirmed:
                self.age_wanted.emit(scanned.article)

    # ---- changing the basket --------------------------------------------------------------------------------

    def change(self, basket: Basket, select: int | None = None) -> bool:
        """Become this basket, remembering the one before. Refuses one that cannot be priced."""
        old, old_selected = self.basket, self.selected
        try:
            self._take_on(basket, select)
        except Refused as refusal:
            self.refused.emit(refusal)
            return False
        self._history.append((old, old_selected))
        del self._history[:-_UNDO_STEPS]
        self.show()
        self.keep()
        return True

    def apply(self, make: Callable[[Basket], Basket], select: int | None = None) -> bool:
        """Change the basket by a function of the domain; its refusal is shown."""
        if not self._may_change():
            return False
        try:
            basket = make(self.basket)
        except Refused as refusal:
            self.refused.emit(refusal)
            return False
        return self.change(basket, self.selected if select is None else select)

    def undo(self) -> None:
        """Back to the basket before the last change."""
        if not self._may_change():
            return
        if not self._history:
            self.refused.emit(Refused(Refusal.NOTHING_TO_UNDO))
            return
        basket, selected = self._history.pop()
        had = self.basket.member_id
        self._take_on(basket, selected)
        self.show()
        self.keep()
        if had != basket.member_id:
            self.member_changed.emit()

    def set_quantity(self, quantity_milli: int) -> bool:
        """The selected line's quantity."""
        line_id = self._selected_line()
        return line_id is not None and self.apply(
            lambda basket: set_quantity(basket, line_id, quantity_milli)
        )

    def step_quantity(self, by: int) -> None:
        """One more or one fewer of the selected line; the last one goes away with its line."""
        line_id = self._selected_line()
        if line_id is None:
            return
        quantity = self.basket.line(line_id).quantity_milli + by * PIECE_MILLI
        if quantity <= 0 and self.basket.line(line_id).article.unit is Unit.PIECE:
            self.remove_line()
        else:
            self.apply(lambda basket: set_quantity(basket, line_id, quantity))

    def remove_line(self) -> None:
        """Take the selected line away; its neighbour is selected."""
        line_id = self._selected_line()
        if line_id is None:
            return
        ids = [line.line_id for line in self.basket.lines]
        at = ids.index(line_id)
        rest = ids[:at] + ids[at + 1 :]
        select = rest[min(at, len(rest) - 1)] if rest else 0
        self.apply(lambda basket: void_line(basket, line_id), select)

    def leave_out_restricted(self) -> None:
        """The customer is too young: everything that needs the age goes."""
        if not self._may_change():
            return
        confirmed = self.basket.age_confirmed
        kept = tuple(line for line in self.basket.lines if line.article.minimum_age <= confirmed)
        self.change(replace(self.basket, lines=kept), kept[-1].line_id if kept else None)

    def confirm_age(self, years: int) -> None:
        """The cashier has seen that the customer is old enough."""
        self.apply(lambda basket: confirm_age(basket, years))

    def give_discount(self, discount: Discount | None, line_id: int | None) -> bool:
        """A discount on a line, or with ``None`` on the whole basket."""
        if line_id is None:
            return self.apply(lambda basket: on_basket(basket, discount))
        return self.apply(lambda basket: on_line(basket, line_id, discount))

    def set_member(self, member: Member | None) -> bool:
        """Put a member on the sale, or take them off."""
        if member is None:
            done = self.apply(lambda basket: replace(basket, member_id=None))
        else:
            found = member
            done = self.apply(lambda basket: scanning.show_member(basket, found).basket)
        if done:
            self.member_changed.emit()
        return done

    def select(self, line_id: int | None) -> None:
        """Select a line."""
        self.selected = line_id
        self._show_lines()

    def step_selection(self, by: int) -> None:
        """Select the line above or below."""
        ids = [line.line_id for line in self.basket.lines]
        if ids:
            at = ids.index(self.selected) if self.selected in ids else len(ids) - 1 - by
            self.select(ids[min(max(0, at + by), len(ids) - 1)])

    def _selected_line(self) -> int | None:
        ids = [line.line_id for line in self.basket.lines]
        if self.selected in ids:
            return self.selected
        self.refused.emit(Refused(Refusal.NO_SUCH_LINE if ids else Refusal.BASKET_EMPTY))
        return None

    def _may_change(self) -> bool:
        if self.in_payment:
            self.blocked.emit()
            return False
        return True

    # ---- payment's side -------------------------------------------------------------------------------------

    def set_tenders(self, tenders: tuple[Tender, ...]) -> None:
        """What has been given so far. Raises :class:`Refused` when it is too much."""
        services = self._ports.services
        made = quote(services, self.basket, self.member, tenders)
        self.tenders, self.quote = tenders, made
        self.show()
        self.keep()
        if not tenders:
            self._ring_waiting()

    def start_next(self, basket: Basket | None = None) -> None:
        """The counter is free: an empty basket, or one that was parked; then the scans that waited."""
        self.busy = False
        self.tenders = ()
        self._history.clear()
        self.next_pieces = 1
        self._take_on(basket or selling.new_basket(self._ports.services))
        self._keeper.found(None if basket is None else OpenBasket(basket))
        self.show()
        self.member_changed.emit()
        self._ring_waiting()
        self.queued.emit(len(self._waiting))

    # ---- keeping --------------------------------------------------------------------------------------------

    def keep(self) -> None:
        """Have what is on the counter saved."""
        if not self.busy:
            self._keeper.keep(OpenBasket(self.basket, self.tenders))

    @property
    def is_kept(self) -> bool:
        """Whether what is on the counter is on the disk too."""
        return self._keeper.holds(OpenBasket(self.basket, self.tenders))

    def _not_restored(self, error: Exception) -> None:
        self.busy = False
        if isinstance(error, CannotSell):
            self.stopped.emit(error)
        else:
            log.error("the basket could not be read", exc_info=error)

    # ---- showing --------------------------------------------------------------------------------------------

    def _take_on(self, basket: Basket, select: int | None = None) -> None:
        services = self._ports.services
        member = self.member
        if basket.member_id is None:
            member = None
        elif member is None or member.view.member_id != basket.member_id:
            member = services.members.by_id(basket.member_id)
        self.quote = quote(services, basket, member, self.tenders)
        self.basket, self.member = basket, member
        ids = [line.line_id for line in basket.lines]
        self.selected = select if select in ids else (ids[-1] if ids else None)

    def show(self) -> None:
        """Tell the views how everything is."""
        self._show_lines()
        self.totals_changed.emit(totals(self._words, self.quote, self.tenders))
        due = self.quote.settlement.due_in_cash_minor
        amounts = quick_cash(due, self.basket.currency) if due else ()
        quick = tuple(QuickCash(self._words.short_amount(minor), minor) for minor in amounts)
        self.keypad_changed.emit(KeypadState(quick, pay_enabled=not self.busy))

    def _show_lines(self) -> None:
        rows = self._maker.rows(self.basket.lines, self.quote)
        selected = str(self.selected) if self.selected is not None else None
        self.basket_changed.emit(BasketState(rows, selected, self.tr("Scan the first article")))

    def refresh(self) -> None:
        """The catalogue or the programmes changed: ask again what the basket costs and earns."""
        if not self.busy:
            self.member = None
            self._take_on(self.basket, self.selected)
            self.show()
            self.member_changed.emit()
