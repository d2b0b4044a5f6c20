"""What a cashier does to the sale on the counter: scanning, adding, counting, discounts, the member."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from pos_app.domain.age_check import AgeCheck
from pos_app.domain.basket import PIECE_MILLI, DepositSlip, Discount, confirm_age, set_quantity, void_line
from pos_app.domain.basket import discount_basket as on_basket
from pos_app.domain.basket import discount_line as on_line
from pos_app.domain.catalogue import Article, Unit
from pos_app.domain.deposit_slip import take_off_slip
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.members import Member
from pos_app.services import scanning
from pos_app.services.counter_rules import check_article
from pos_app.services.own_card import check_not_own_card
from pos_app.services.till_store import OpenBasket
from pos_app.ui.ports import Code, TillPorts
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels.on_counter import OnCounter
from pos_app.ui.viewmodels.rows import row_keys, slip_key
from pos_app.ui.viewmodels.words import Words


class SellingModel(OnCounter):
    """Scans and touches become changes of what is on the counter, or a question, or a refusal."""

    added = Signal(object)
    """The :class:`Article` that a scan or touch put on the basket."""
    measure_wanted = Signal(object, object)
    """An :class:`Article` that needs a weight or a price, and the :class:`Refusal` that says which."""
    gift_card_wanted = Signal(object, object, object)
    """An :class:`Article` that puts money on a card, its quantity and its price (``None`` for the usual ones)."""
    age_wanted = Signal(object)
    """An :class:`Article` whose buyer's age must be checked."""
    slip_added = Signal(object)
    """The :class:`DepositSlip` that a scan put on the basket."""
    price_checked = Signal(object)
    member_proven = Signal(str)
    """The name of a member whom a signed code put on the sale."""
    receipt_scanned = Signal(str)
    """The id of the sale whose receipt it is; the basket is as it was."""
    shown = Signal(str)
    """The number of a coupon, or the code, that was shown and is on the sale now."""
    queued = Signal(int)
    """How many scans wait until payment is finished."""

    def __init__(self, ports: TillPorts, store: Worker, words: Words, parent: QObject | None = None) -> None:
        super().__init__(ports, store, words, parent)
        self.next_pieces = 1
        self.checking_price = False
        self.cashier_id = ""
        self._waiting: deque[Code] = deque()

    def start_next(self, found: OpenBasket | None = None) -> None:
        """The counter is free; the count typed for the last customer is forgotten."""
        self.next_pieces = 1
        super().start_next(found)
        self.queued.emit(len(self._waiting))

    # ---- scanning and adding --------------------------------------------------------------------------------

    def scan(self, code: Code) -> None:
        """A code from a scanner or typed. During payment it waits and belongs to what comes after."""
        if self.in_payment:
            came_ms = self._ports.services.member_codes.now_ms()
            self._waiting.append(Code(code.text, code.origin, code.raw, came_ms))
            self.queued.emit(len(self._waiting))
            return
        self._ring(code)

    def freed(self) -> None:
        """The scans that waited are rung up."""
        while self._waiting and not self.in_payment:
            self._ring(self._waiting.popleft())

    def _ring(self, code: Code) -> None:
        pieces, self.next_pieces = self.next_pieces, 1
        before = self.basket
        try:
            if self.checking_price:
                self.checking_price = False
                article = self._looked_up(code)
                if article is not None:
                    self.price_checked.emit(article)
                    return
            scanned = self._ports.ring(before, code, pieces)
        except Refused as refusal:
            self._ring_refused(refusal, code)
            return
        self._accept(scanned)

    def _looked_up(self, code: Code) -> Article | None:
        """The article behind a code, also one that may not be sold now or needs a weight or price first."""
        empty = replace(self.basket, lines=(), discount=None)
        try:
            return self._ports.ring(empty, code, 1).article
        except Refused:
            coded = self._ports.services.catalogue.by_code(code.text)
            return coded.article if coded is not None else None

    def _ring_refused(self, refusal: Refused, code: Code) -> None:
        if refusal.reason in (Refusal.WEIGHT_NEEDED, Refusal.PRICE_NEEDED):
            coded = self._ports.services.catalogue.by_code(code.text)
            if coded is not None:
                self.measure_wanted.emit(coded.article, refusal.reason)
                return
        if refusal.reason is Refusal.GIFT_CARD_NEEDED:
            coded = self._ports.services.catalogue.by_code(code.text)
            if coded is not None:
                self.gift_card_wanted.emit(coded.article, coded.pieces * PIECE_MILLI, None)
                return
        if refusal.reason is Refusal.UNKNOWN_CODE and self._is_shown(code.text):
            return
        self.refused.emit(refusal)

    def _is_shown(self, text: str) -> bool:
        """Goods win; what is no article may be a coupon or a code. False when it is neither, for all we know."""
        from pos_app.services import wishing

        try:
            wishes = wishing.show_code(self._ports.services, self.member, self.wishes, text.strip())
        except Refused as refusal:
            if refusal.reason is Refusal.UNKNOWN_CODE:
                return False
            self.refused.emit(refusal)
            return True
        if self.set_wishes(wishes):
            self.shown.emit((*wishes.coupons, *wishes.claims)[-1])
        return True

    def touch_coupon(self, number: str) -> None:
        """A coupon of the member was touched: use it on this sale, or take it off again."""
        if number not in self.wishes.coupons:
            self._is_shown(number)
            return
        from pos_app.services import wishing

        self.set_wishes(wishing.take_off(self.wishes, number))

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
            elif refusal.reason is Refusal.GIFT_CARD_NEEDED:
                self.gift_card_wanted.emit(article, quantity_milli, price_minor)
            else:
                self.refused.emit(refusal)
            return False
        self._accept(scanned)
        return True

    def accept_load(self, scanned: scanning.Scanned) -> bool:
        """Money for a gift card that has its card now. True when it is on the basket."""
        if not self._may_change():
            return False
        self._accept(scanned)
        return True

    def _accept(self, scanned: scanning.Scanned) -> None:
        if scanned.receipt:
            self.receipt_scanned.emit(scanned.receipt)
            return
        if not self._may_have(scanned.member) or not self._may_sell(scanned.article):
            return
        slips = scanned.basket.slips
        select = slip_key(len(slips) - 1) if scanned.slip else scanned.line_id or self.selected
        if not self.change(scanned.basket, select):
            return
        if scanned.slip is not None:
            self.slip_added.emit(scanned.slip)
        if scanned.member is not None:
            scanning.taken(self._ports.services, scanned)
            self.member_changed.emit()
            if scanned.proven is not None:
                self.member_proven.emit(scanned.member.display_name)
        if scanned.article is not None:
            self.added.emit(scanned.article)
            if self.basket.minimum_age > self.basket.age_confirmed:
                self.age_wanted.emit(scanned.article)

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
        slip = self.selected_slip
        if slip is not None:
            self.apply(lambda basket: take_off_slip(basket, slip.number))
            return
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

    def confirm_age(self, check: AgeCheck) -> None:
        """The cashier knows that the customer is old enough."""
        self.apply(lambda basket: confirm_age(basket, check.years, check))

    def give_discount(self, discount: Discount | None, line_id: int | None) -> bool:
        """A discount on a line, or with ``None`` on the whole basket."""
        if line_id is None:
            return self.apply(lambda basket: on_basket(basket, discount))
        return self.apply(lambda basket: on_line(basket, line_id, discount))

    def _may_sell(self, article: Article | None) -> bool:
        """Whether the law lets that article be sold at this time."""
        if article is None or article.protection is None:
            return True
        try:
            check_article(self._ports.services, article)
        except Refused as refusal:
            self.refused.emit(refusal)
            return False
        return True

    def _may_have(self, member: Member | None) -> bool:
        """Whether this cashier may ring up a sale of that member."""
        try:
            check_not_own_card(self._ports.services, self.cashier_id, member)
        except Refused as refusal:
            self.refused.emit(refusal)
            return False
        return True

    def set_member(self, member: Member | None) -> bool:
        """Put a member on the sale, or take them off."""
        if not self._may_have(member):
            return False
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

    @property
    def selected_slip(self) -> DepositSlip | None:
        """The deposit slip whose row is selected, where one is."""
        keys = {slip_key(place): slip for place, slip in enumerate(self.basket.slips)}
        return keys.get(self.selected or 0)

    def step_selection(self, by: int) -> None:
        """Select the line above or below."""
        ids = row_keys(self.basket)
        if ids:
            at = ids.index(self.selected) if self.selected in ids else len(ids) - 1 - by
            self.select(ids[min(max(0, at + by), len(ids) - 1)])

    def _selected_line(self) -> int | None:
        ids = [line.line_id for line in self.basket.lines]
        if self.selected in ids:
            return self.selected
        if self.selected_slip is not None:
            self.refused.emit(Refused(Refusal.DEPOSIT_SLIP_NO_GOODS))
            return None
        self.refused.emit(Refused(Refusal.NO_SUCH_LINE if ids else Refusal.BASKET_EMPTY))
        return None
