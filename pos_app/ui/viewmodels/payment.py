"""Taking the money: cash, card on a separate terminal, points; then one durable sale (DURABLE-FIRST)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pos_app.domain.deposit_slip import with_slips
from pos_app.domain.errors import CannotSell, Refusal, Refused
from pos_app.domain.money import parse_amount
from pos_app.domain.sale import check_can_pay
from pos_app.domain.tender import Tender, TenderKind, card, cash, mobile, registered_card
from pos_app.services import redeeming, selling
from pos_app.services.counter_rules import check_basket, check_taken
from pos_app.services.deposit_slips import check_slips
from pos_app.services.memberships import check_somebody_joins
from pos_app.services.own_card import check_not_own_card
from pos_app.ui.ports import TillPorts
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels.panel_state import CardState, PaymentState
from pos_app.ui.viewmodels.securing import SecuringModel
from pos_app.ui.viewmodels.selling import SellingModel
from pos_app.ui.viewmodels.state import Choice, ListEntry
from pos_app.ui.viewmodels.words import Words

if TYPE_CHECKING:  # nobody brings anything back before the first sale
    from pos_app.services.exchanging import Exchange

log = logging.getLogger(__name__)
_BY_SLIP = {
    TenderKind.CARD: card,
    TenderKind.REGISTERED_CARD: registered_card,
    TenderKind.MOBILE: mobile,
}
"""Money that is taken outside of the till, and told to it by a number."""


class PaymentModel(QObject):
    """Collects tenders until they pay the basket, then has the sale written and only then says so."""

    changed = Signal(object)
    """:class:`PaymentState`"""
    card_changed = Signal(object)
    """:class:`CardState`"""
    refused = Signal(object)
    sold = Signal(object)
    """:class:`~pos_app.services.selling.Sold`: durable."""
    stopped = Signal(object)
    failed = Signal()
    """A bug of ours: nothing was sold, the basket is still there."""
    progressed = Signal()
    """Something was given, and it is not enough yet."""

    def __init__(
        self,
        ports: TillPorts,
        store: Worker,
        line: Worker,
        sale: SellingModel,
        securing: SecuringModel,
        words: Words,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._ports = ports
        self._store = store
        self._line = line
        self._sale = sale
        self._securing = securing
        self._words = words
        self.cashier_id = ""
        self._reference = ""
        self._card_minor = 0
        self._by_slip: Callable[[int, str], Tender] = card
        self._goods: Exchange | None = None

    # ---- tenders --------------------------------------------------------------------------------------------

    def can_begin(self) -> bool:
        """Whether the basket may be paid now; a refusal is shown."""
        if self._sale.busy:
            return False
        try:
            check_can_pay(self._sale.basket)
            check_somebody_joins(self._ports.services, self._sale.basket, self._sale.member)
            check_not_own_card(self._ports.services, self.cashier_id, self._sale.member)
            selling.check_goods(self._sale.basket, self._sale.quote.decision)
            check_basket(self._ports.services, self._sale.basket)
            check_slips(self._ports.services, self._sale.basket)
        except Refused as refusal:
            self.refused.emit(refusal)
            return False
        return True

    def begin(self, go: Callable[[], object]) -> None:
        """Payment begins: once the basket may be paid and all that it uses up is secured, do ``go``."""
        if self.can_begin():
            self._securing.then(go)

    def pay_cash_text(self, text: str) -> None:
        """Cash as typed."""
        try:
            minor = parse_amount(text, self._sale.basket.currency)
        except Refused as refusal:
            self.refused.emit(refusal)
            return
        self.pay_cash(minor)

    def pay_cash(self, minor: int | None = None) -> None:
        """Cash in minor units; exactly what is left when nothing is said."""
        due = self._sale.quote.settlement.due_in_cash_minor
        if minor == 0 and due:
            self.refused.emit(Refused(Refusal.TENDER_NOT_POSITIVE))
            return
        self._give(lambda: cash(due if minor is None else minor))

    def begin_card(self, text: str, kind: TenderKind = TenderKind.CARD) -> bool:
        """Card for the amount typed, or for all that is left; then the slip's number is asked. A registered card is the
        customer's stored-value card: some programmes earn on nothing else. A payment from a telephone has a number too.
        """
        minor = self.card_amount(text, kind)
        if minor is None:
            return False
        self._card_minor, self._reference = minor, ""
        self._by_slip = _BY_SLIP[kind]
        self.show_card()
        return True

    def card_amount(self, text: str, kind: TenderKind = TenderKind.CARD) -> int | None:
        """What a card is to pay: the amount typed, or all that is left. ``None`` where that is refused."""
        if not self.can_begin():
            return None
        due = self._sale.quote.settlement.due_minor
        try:
            check_taken(self._ports.services, kind)
            minor = parse_amount(text, self._sale.basket.currency) if text else due
            if minor > due:
                raise Refused(Refusal.TENDER_TOO_MUCH)
            if minor <= 0:
                raise Refused(Refusal.TENDER_NOT_POSITIVE)
        except Refused as refusal:
            self.refused.emit(refusal)
            return None
        return minor

    def set_reference(self, text: str) -> None:
        """What was typed from the slip."""
        self._reference = text
        self.show_card()

    def approve_card(self) -> None:
        """The terminal said yes."""
        minor, reference, by_slip = self._card_minor, self._reference, self._by_slip
        self._give(lambda: by_slip(minor, reference))

    def take_card(self, tender: Tender) -> bool:
        """A payment that a terminal approved; whether the sale has it now."""
        return self._take(lambda: tender)

    def take_invoice(self, tender: Tender) -> None:
        """Goods on an account: nothing is paid, and somebody who may has said so."""
        self._give(lambda: tender)

    def take_goods(self, goods: Exchange) -> None:
        """Goods that come back pay a part, or all of it: they are written with the sale, in one transaction."""
        self._goods = goods
        self._give(lambda: goods.tender)

    def take_held(self, tender: Tender) -> None:
        """Points, or a gift card's money, that the server holds for this sale."""
        if not self._take(lambda: tender):
            services = self._ports.services
            self._line.run(lambda: redeeming.release(services, tender))

    def _give(self, make: Callable[[], Tender]) -> None:
        self.begin(lambda: self._take(make))

    def _take(self, make: Callable[[], Tender]) -> bool:
        if not self.can_begin():
            return False
        try:
            tender = make()
            self._sale.set_tenders((*self._sale.tenders, tender))
        except Refused as refusal:
            self.refused.emit(refusal)
            return False
        if self._sale.quote.settlement.is_paid:
            self._complete()
        else:
            self.show()
            self.progressed.emit()
        return True

    def give_back(self) -> None:
        """The customer changed their mind: what the server holds is let go, the rest is handed back by the cashier.
        What a terminal approved stays until the terminal has given it back.
        """
        services = self._ports.services
        for tender in self._sale.tenders:
            if tender.redemption_id:
                self._line.run(lambda tender=tender: redeeming.release(services, tender))  # type: ignore[misc]
        self._sale.set_tenders(tuple(tender for tender in self._sale.tenders if tender.intent_id))
        self.show()

    # ---- the sale -------------------------------------------------------------------------------------------

    def _complete(self) -> None:
        self._securing.still(self._write)

    def _write(self) -> None:
        services, sale = self._ports.services, self._sale
        basket, member, tenders = sale.basket, sale.member, sale.tenders
        cashier_id, wishes = self.cashier_id, sale.wishes
        sale.busy = True
        sale.show()
        goods = self._goods

        def write() -> selling.Sold:
            if goods is None or goods.tender not in tenders:
                return selling.sell(services, cashier_id, basket, member, tenders, wishes)
            from pos_app.services.exchanging import sell_in_exchange

            return sell_in_exchange(services, cashier_id, basket, member, tenders, wishes, goods)

        self._store.run(write, self._sold, self._not_sold)

    def _sold(self, sold: selling.Sold) -> None:
        self._goods = None
        self._securing.sold()
        self._sale.start_next()
        self.sold.emit(sold)

    def _not_sold(self, error: Exception) -> None:
        """Nothing was written, so nothing was paid: the last tender is taken off again."""
        self._sale.busy = False
        tenders = self._sale.tenders
        if isinstance(error, Refused) and error.reason is Refusal.CARD_NOT_PAID:
            tenders = tuple(tender for tender in tenders if not tender.intent_id)
        if isinstance(error, Refused) and error.reason is Refusal.EXCHANGE_CHANGED:
            tenders = tuple(tender for tender in tenders if not tender.exchange_id)
        by_itself = (TenderKind.CASH, TenderKind.INVOICE)
        is_off = bool(tenders) and tenders[-1].kind in by_itself
        self._sale.set_tenders(tenders[:-1] if is_off else tenders)
        self.show()
        if isinstance(error, Refused):
            self.refused.emit(error)
        elif isinstance(error, CannotSell):
            self.stopped.emit(error)
        else:
            log.error("a sale could not be completed", exc_info=error)
            self.failed.emit()

    def finish(self) -> None:
        """Everything is given (or nothing is to pay): write the sale. What deposit slips are worth beyond the goods is
        paid out in cash.
        """
        settlement = self._sale.quote.settlement
        if settlement.is_paid:
            self.begin(self._complete)
        elif settlement.due_minor < 0:
            self.pay_cash(0)

    # ---- showing --------------------------------------------------------------------------------------------

    def show(self) -> None:
        """Tell the panel how far the payment is."""
        words, sale = self._words, self._sale
        settlement = sale.quote.settlement
        given = tuple(
            ListEntry("", self._kind_text(tender), tender.slip_reference, words.amount(tender.amount_minor))
            for tender in with_slips(sale.basket, sale.tenders)
        )
        due_cash = words.money(settlement.due_in_cash_minor)
        taken = self._ports.services.tenders_taken
        methods = tuple(
            choice
            for choice in (
                Choice("card", self.tr("Card on the terminal"), "F9", icon="card"),
                Choice("cash", self.tr("Exact cash {amount}").format(amount=due_cash), icon="cash"),
                Choice("mobile", self.tr("Mobile payment"), icon="mobile"),
                Choice("points", self.tr("Points"), "F5", enabled=sale.member is not None, icon="points"),
                Choice("gift_card", self.tr("Gift card"), icon="tag"),
                Choice("credit_note", self.tr("Credit note"), icon="tag"),
                Choice("registered_card", self.tr("Registered card"), icon="card"),
                Choice("invoice", self.tr("Invoice"), enabled=not sale.tenders, icon="invoice"),
            )
            if TenderKind(choice.key) in taken
        )
        text = sale.waiting
        if any(tender.kind is TenderKind.MOBILE for tender in sale.tenders):
            text = self.tr("To give a mobile payment back, refund it in the app first.")
        elif any(tender.slip_reference and not tender.intent_id for tender in sale.tenders):
            text = self.tr("To give a card payment back, reverse it on the terminal first.")
        self.changed.emit(
            PaymentState(
                words.money(settlement.due_minor),
                given,
                methods,
                text,
                "look",
                bool(sale.tenders) and not sale.busy,
            )
        )

    def _kind_text(self, tender: Tender) -> str:
        if tender.kind is TenderKind.CASH:
            return self.tr("Cash")
        if tender.intent_id:
            kind = tender.card_type or self.tr("Card")
            return f"{kind} **{tender.card_end}" if tender.card_end else kind
        if tender.kind is TenderKind.CARD:
            return self.tr("Card, slip")
        if tender.kind is TenderKind.REGISTERED_CARD:
            return self.tr("Registered card, slip")
        if tender.kind is TenderKind.MOBILE:
            return self.tr("Mobile payment, number")
        if tender.kind is TenderKind.DEPOSIT_SLIP:
            return self.tr("Deposit slip")
        if tender.kind is TenderKind.INVOICE:
            return self.tr("Invoice")
        if tender.kind is TenderKind.EXCHANGE:
            return self.tr("Goods that come back")
        if tender.gift_card is not None and tender.kind is TenderKind.CREDIT_NOTE:
            return self.tr("Credit note ending in {end}").format(end=tender.gift_card.number_end)
        if tender.gift_card is not None:
            return self.tr("Gift card ending in {end}").format(end=tender.gift_card.number_end)
        return self.tr("Points: {count}").format(count=self._words.count(tender.points))

    def show_card(self) -> None:
        """Tell the card panel."""
        self.card_changed.emit(
            CardState(self._words.money(self._card_minor), self._reference, bool(self._reference.strip()))
        )
