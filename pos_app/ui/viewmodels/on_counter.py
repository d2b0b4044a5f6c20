"""What is on the counter: the immutable basket, what the customer asked for, its history for undo, and what it costs.

Everything that changes it goes through :meth:`OnCounter.change`; what was before stays in the history. After each
change it is kept on the store thread, so that a killed till has it back.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from pos_app.domain.basket import Basket
from pos_app.domain.errors import CannotSell, Refusal, Refused
from pos_app.domain.loyalty.decision import NO_WISHES, Wishes
from pos_app.domain.members import Member
from pos_app.domain.tender import Tender, quick_cash
from pos_app.services import selling
from pos_app.services.counter_rules import check_cash
from pos_app.services.quoting import Quote, quote, quote_asked
from pos_app.services.till_store import OpenBasket
from pos_app.ui.ports import TillPorts
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels.explaining import Explaining
from pos_app.ui.viewmodels.keeping import BasketKeeper
from pos_app.ui.viewmodels.rows import RowMaker, row_keys, slip_rows, totals
from pos_app.ui.viewmodels.state import BasketState, KeypadState, QuickCash
from pos_app.ui.viewmodels.words import Words

_UNDO_STEPS = 100
log = logging.getLogger(__name__)


class OnCounter(QObject):
    """One sale after the other. ``tenders`` are what has been given for the sale on the counter.

    ``wishes`` are what the customer asked for together with what may not be used up now, exactly as the quote was
    made and the sale will be written.
    """

    basket_changed = Signal(object)
    totals_changed = Signal(object)
    keypad_changed = Signal(object)
    member_changed = Signal()
    refused = Signal(object)
    """:class:`Refused`: the basket is unchanged."""
    blocked = Signal()
    """The basket may not change while a payment is going on."""
    stopped = Signal(object)
    """:class:`CannotSell`"""
    corrected = Signal(object, object)
    """The basket before and after a change, of undo too: something of it may have been taken back."""
    network_changed = Signal()
    restored = Signal()
    """What was on the counter when the till stopped is there again, if anything was."""
    left = Signal()
    """The sale is not on the counter any more: sold, parked, or never was."""

    def __init__(self, ports: TillPorts, store: Worker, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ports = ports
        self._store = store
        self._words = words
        self._maker = RowMaker(words)
        self.explaining = Explaining(ports.services, words, ports.screen.language)
        self.basket = selling.new_basket(ports.services)
        self.tenders: tuple[Tender, ...] = ()
        self.wishes: Wishes = NO_WISHES
        self.not_secured: dict[str, str] = {}
        """Keys of what the server would not let go for this sale, and its stable word for why."""
        self.network_down = False
        self.line_down = False
        """Known to be down: nobody is asked, and leases take the server's place at once. Where the server refuses this
        till, or only sending has stopped, it is asked all the same.
        """
        self.hub_answers = False
        """The store's hub answers in the server's stead: points and things may be had of it."""
        self.member: Member | None = None
        self.quote: Quote = quote(ports.services, self.basket, None)
        self.selected: int | None = None
        self.busy = True
        """Restoring, or a payment is being made durable: the basket must not change."""
        self._history: list[tuple[Basket, int | None, Wishes]] = []
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
            self._take_on(found.basket, wishes=found.wishes)
        self._keeper.found(found)
        self.show()
        self.freed()
        self.restored.emit()

    def _not_restored(self, error: Exception) -> None:
        self.busy = False
        if isinstance(error, CannotSell):
            self.stopped.emit(error)
        else:
            log.error("the basket could not be read", exc_info=error)

    def freed(self) -> None:
        """Called whenever the basket may change again."""

    # ---- changing the basket --------------------------------------------------------------------------------

    @property
    def in_payment(self) -> bool:
        """Whether something was given already, or the sale is being made durable."""
        return self.busy or bool(self.tenders)

    @property
    def asks_without_buying(self) -> bool:
        """Whether the member asked for something that needs no goods."""
        wishes = self.wishes
        return bool(wishes.claims or wishes.gives or wishes.converts or wishes.events)

    def change(self, basket: Basket, select: int | None = None, wishes: Wishes | None = None) -> bool:
        """Become this basket (and these wishes), remembering what was before. Refuses one that cannot be priced."""
        before = (self.basket, self.selected, self.wishes)
        try:
            self._take_on(basket, select, wishes)
        except Refused as refusal:
            self.refused.emit(refusal)
            return False
        self._history.append(before)
        del self._history[:-_UNDO_STEPS]
        self.show()
        self.keep()
        self.corrected.emit(before[0], self.basket)
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

    def set_wishes(self, wishes: Wishes) -> bool:
        """What the customer asks for now; undo takes it back. What a server refused before is asked again."""
        if not self._may_change():
            return False
        again = {*wishes.coupons, *wishes.claims} - {*self.wishes.coupons, *self.wishes.claims}
        for what in again:
            self.not_secured.pop(f"coupon:{what}", None)
            self.not_secured.pop(f"code:{what}", None)
        return self.change(self.basket, self.selected, wishes)

    def undo(self) -> None:
        """Back to the basket before the last change."""
        if not self._may_change():
            return
        if not self._history:
            self.refused.emit(Refused(Refusal.NOTHING_TO_UNDO))
            return
        basket, selected, wishes = self._history.pop()
        had, undone = self.basket.member_id, self.basket
        self._take_on(basket, selected, wishes, as_before=True)
        self.show()
        self.keep()
        self.corrected.emit(undone, self.basket)
        if had != basket.member_id:
            self.member_changed.emit()

    def _may_change(self) -> bool:
        if self.in_payment:
            self.blocked.emit()
            return False
        return True

    # ---- what cannot be used up now -------------------------------------------------------------------------

    def set_network(self, down: bool, *, line_down: bool, hub_answers: bool = False) -> None:
        """The line went down or came back: what needs it waits, or may be used again. A payment is left alone."""
        if (down, line_down, hub_answers) == (self.network_down, self.line_down, self.hub_answers):
            return
        self.network_down, self.line_down, self.hub_answers = down, line_down, hub_answers
        if not self.in_payment:
            self.not_secured = {key: why for key, why in self.not_secured.items() if why != "offline"}
            self.ask_again()
        self.network_changed.emit()

    def withhold(self, keys: dict[str, str]) -> None:
        """The server would not secure these: decide again without them."""
        self.not_secured.update(keys)
        self.ask_again()

    def why_withheld(self, key: str) -> str:
        """Why something cannot be used on this sale now, as a sentence; nothing when it can."""
        if key not in self.wishes.withheld:
            return ""
        return self.explaining.why(self.not_secured.get(key, "offline"))

    @property
    def waiting(self) -> str:
        """What this sale would give and has to leave for a day with a network, in a sentence; nothing when nothing."""
        keys = [key for key in self.wishes.withheld if self.not_secured.get(key, "offline") == "offline"]
        return self.explaining.waiting(keys, self.member) if keys else ""

    def ask_again(self) -> None:
        """What the basket costs and gives may be different now, though nothing in it changed."""
        self._take_on(self.basket, self.selected)
        self.show()
        self.keep()

    # ---- payment's side -------------------------------------------------------------------------------------

    def set_tenders(self, tenders: tuple[Tender, ...]) -> None:
        """What has been given so far. Raises :class:`Refused` when it is too much."""
        made = quote(self._ports.services, self.basket, self.member, tenders, self.wishes)
        check_cash(self._ports.services, tenders, made.settlement)
        self.tenders, self.quote = tenders, made
        self.show()
        self.keep()
        if not tenders:
            self.freed()

    def start_next(self, found: OpenBasket | None = None) -> None:
        """The counter is free: an empty basket, or one that was parked; then the scans that waited."""
        self.busy = False
        self.tenders = ()
        self.not_secured = {}
        self._history.clear()
        self.left.emit()
        self.member = None  # asked for anew: this till may know more of them now
        basket = selling.new_basket(self._ports.services) if found is None else found.basket
        self._take_on(basket, wishes=NO_WISHES if found is None else found.wishes)
        self._keeper.found(found)
        self.show()
        self.member_changed.emit()
        self.freed()

    # ---- keeping --------------------------------------------------------------------------------------------

    def keep(self) -> None:
        """Have what is on the counter saved."""
        if not self.busy:
            self._keeper.keep(self._now)

    @property
    def _now(self) -> OpenBasket:
        return OpenBasket(self.basket, self.tenders, self.wishes)

    @property
    def is_kept(self) -> bool:
        """Whether what is on the counter is on the disk too."""
        return self._keeper.holds(self._now)

    # ---- showing --------------------------------------------------------------------------------------------

    def _take_on(
        self,
        basket: Basket,
        select: int | None = None,
        wishes: Wishes | None = None,
        *,
        as_before: bool = False,
    ) -> None:
        """Another member has wishes of their own, but for one who is back ``as_before`` with what they asked for."""
        services = self._ports.services
        member = self.member
        if basket.member_id is None:
            member = None
        elif member is None or member.view.member_id != basket.member_id:
            member = services.members.by_id(basket.member_id)
        asked = self.wishes if wishes is None else wishes
        if self.tenders:
            made = quote(services, basket, member, self.tenders, asked)
        else:
            if basket.member_id != self.basket.member_id and asked != NO_WISHES and not as_before:
                from pos_app.services import wishing

                asked = wishing.of_member(services, member, asked)
            asked = replace(asked, withheld=tuple(sorted(self.not_secured)))
            down = self.network_down and not self.hub_answers
            made, asked = quote_asked(services, basket, member, asked, network_down=down)
        self.quote = made
        self.basket, self.member, self.wishes = basket, member, asked
        ids = row_keys(basket)
        self.selected = select if select in ids else (ids[-1] if ids else None)

    def show(self) -> None:
        """Tell the views how everything is."""
        self._show_lines()
        notes = self.explaining.notes(self.quote, self.waiting, self.member)
        self.totals_changed.emit(totals(self._words, self.quote, self.tenders, self.basket, notes))
        settlement = self.quote.settlement
        due = settlement.due_in_cash_minor
        amounts = quick_cash(due, self.basket.currency) if due else ()
        pay = self.tr("Pay out") if settlement.due_minor < 0 else self.tr("Pay")
        quick = tuple(QuickCash(self._words.short_amount(minor), minor) for minor in amounts)
        self.keypad_changed.emit(KeypadState(quick, pay, pay_enabled=not self.busy))

    def _show_lines(self) -> None:
        refusals = self.explaining.refusals(self.quote.decision, self.basket)
        rows = self._maker.rows(self.basket.lines, self.quote, refusals)
        rows += slip_rows(self._words, self.basket)
        selected = str(self.selected) if self.selected is not None else None
        self.basket_changed.emit(BasketState(rows, selected, self.tr("Scan the first article")))

    def line_refusal(self, line_id: int) -> str:
        """Why a line may not be sold to this customer, or nothing."""
        return self.explaining.refusals(self.quote.decision, self.basket).get(line_id, "")

    def refresh(self) -> None:
        """The catalogue or the programmes changed: ask again what the basket costs and earns."""
        if not self.busy:
            self.member = None
            self._take_on(self.basket, self.selected)
            self.show()
            self.member_changed.emit()
