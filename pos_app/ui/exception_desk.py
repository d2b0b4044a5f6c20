"""What a cashier does beside selling, each with a reason and a right: giving a basket up, opening the drawer, another
price. What is taken back of a basket on the way is journalled as well.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pos_app.domain.basket import Basket, taken_back
from pos_app.domain.catalogue import Article
from pos_app.domain.errors import CannotSell, Refusal, Refused
from pos_app.ui.approval_desk import ApprovalDesk
from pos_app.ui.models import Models
from pos_app.ui.panel_deck import PanelDeck
from pos_app.ui.viewmodels.entry import Ask

if TYPE_CHECKING:  # a start is counted in milliseconds, and none of this happens before the first paint
    from pos_app.domain.rights import Approval
    from pos_app.ui.viewmodels.reasons import Why

PANEL = "reason"
log = logging.getLogger(__name__)


class ExceptionDesk(QObject):
    """Reason first, then whoever has to allow it; what moves money or a basket is journalled before it is done
    (DURABLE-FIRST).
    """

    practice_wanted = Signal(object)
    """The :class:`Approval`, journalled: practice may begin."""
    practice_over = Signal()
    card_slip_wanted = Signal()

    def __init__(
        self, models: Models, deck: PanelDeck, approvals: ApprovalDesk, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.models = models
        self.deck = deck
        self._approvals = approvals
        self._answer: Callable[[str, int], None] | None = None
        self._is_connected = False
        models.sale.corrected.connect(self._corrected)
        models.sale.price_checked.connect(self._looked_up)

    # ---- the basket given up --------------------------------------------------------------------------------

    def void(self) -> None:
        """Give the basket up, before it is paid."""
        from pos_app.ui.viewmodels.reasons import Why

        if self._may(needs_basket=True):
            total = self.models.sale.quote.priced.total_minor
            reasons = {
                "customer-left": self.tr("The customer left"),
                "cannot-pay": self.tr("The customer cannot pay"),
                "changed-mind": self.tr("Changed their mind"),
                "mistake": self.tr("Rung up by mistake"),
                "other": self.tr("Other"),
            }
            count = len(self.models.sale.basket.lines)
            why = Why(
                self.tr("Give the sale up"),
                self.models.words.money(total),
                self.tr("%n line(s) go. This cannot be undone; Park (F6) keeps them instead.", "", count),
                reasons,
                self.tr("Give the sale up"),
            )
            basket = self.models.sale.basket
            self.ask(why, lambda reason, _: self._void_allowed(basket, total, reason))

    def _void_allowed(self, basket: Basket, total: int, reason: str) -> None:
        from pos_app.services import counter_acts

        amount = self.models.words.money(total)
        told = self.models.reasons.reason_text(reason)
        what = self.tr("Give up a sale of {amount}: {reason}").format(amount=amount, reason=told)
        self._approvals.ask(
            counter_acts.void_wish(total), what, lambda approval: self._void(approval, basket, total, reason)
        )

    def _void(self, approval: Approval, basket: Basket, total: int, reason: str) -> None:
        """What was allowed is to give up this basket, and no other that came of it meanwhile."""
        from pos_app.services import counter_acts

        sale, services = self.models.sale, self.models.services
        if sale.in_payment:
            sale.blocked.emit()
            return
        if sale.basket is not basket:
            self.models.messages.say("look", self.tr("The sale changed meanwhile. Ask once more."))
            return
        sale.busy = True
        self.models.store.run(
            lambda: counter_acts.void_basket(services, approval, basket, total, reason),
            lambda _: self._voided(),
            self._not_voided,
        )

    def _voided(self) -> None:
        self.deck.close()
        self.models.sale.start_next()
        self.models.messages.say("good", self.tr("The sale is given up. Nothing was paid."))
        self.models.status.count_waiting()

    def _not_voided(self, error: Exception) -> None:
        self.models.sale.busy = False
        self.models.sale.keep()
        self._failed(error)

    # ---- the drawer -----------------------------------------------------------------------------------------

    def open_drawer(self) -> None:
        """The drawer without a sale."""
        from pos_app.ui.viewmodels.reasons import Why

        reasons = {
            "change": self.tr("Change for a customer"),
            "wrong-change": self.tr("Wrong change given"),
            "look": self.tr("Look into the drawer"),
            "other": self.tr("Other"),
        }
        why = Why(
            self.tr("Open the drawer"),
            self.tr("Open without a sale"),
            self.tr("Each opening is counted and stands in the report of the day."),
            reasons,
            self.tr("Open the drawer"),
        )
        self.ask(why, lambda reason, _: self._drawer_allowed(reason))

    def _drawer_allowed(self, reason: str) -> None:
        from pos_app.domain.rights import Right, Wish

        told = self.models.reasons.reason_text(reason)
        what = self.tr("Open the drawer without a sale: {reason}").format(reason=told)
        self._approvals.ask(Wish(Right.OPEN_DRAWER), what, lambda approval: self._open(approval, reason))

    def _open(self, approval: Approval, reason: str) -> None:
        from pos_app.services import counter_acts

        services = self.models.services
        self.models.store.run(
            lambda: counter_acts.open_drawer(services, approval, reason),
            lambda _: self._opened(),
            self._failed,
        )

    def _opened(self) -> None:
        if self.deck.name == PANEL:
            self.deck.close()
        if self.models.open_drawer():
            self.models.messages.say("good", self.tr("The drawer opens."))
        else:
            self.models.messages.say(
                "look", self.tr("Noted. This till has no printer that opens the drawer: use its key.")
            )
        self.models.status.count_waiting()

    # ---- another price --------------------------------------------------------------------------------------

    def price(self) -> None:
        """Another price for the selected line."""
        from pos_app.ui.viewmodels.reasons import Why

        if not self._may(needs_basket=True):
            return
        sale, words = self.models.sale, self.models.words
        line = next((each for each in sale.basket.lines if each.line_id == sale.selected), None)
        if line is None:
            self._refuse(Refused(Refusal.NO_SUCH_LINE))
            return
        usual = line.override.usual_minor if line.override else line.unit_price_minor
        reasons = {
            "damaged": self.tr("Damaged goods"),
            "shelf": self.tr("Wrong price on the shelf"),
            "short-dated": self.tr("Short date"),
            "goodwill": self.tr("Goodwill"),
            "other": self.tr("Other"),
        }
        why = Why(
            self.tr("Another price"),
            line.article.name,
            self.tr("Usual price {price}").format(price=words.unit_price(usual, line.article.unit)),
            reasons,
            self.tr("Set the price"),
            sale.basket.currency.exponent,
        )
        line_id = line.line_id
        self.ask(why, lambda reason, price: self._price_allowed(line_id, price, reason))

    def _price_allowed(self, line_id: int, price: int, reason: str) -> None:
        from pos_app.domain.rights import Approval
        from pos_app.services import counter_acts

        sale, words = self.models.sale, self.models.words
        try:
            line = sale.basket.line(line_id)
            wish = counter_acts.override_wish(line, price)
            trial = Approval(wish, sale.cashier_id)
            counter_acts.overridden(sale.basket, line_id, price, reason, trial)
        except Refused as refused:
            self._refuse(refused)
            return
        what = self.tr("{article} for {price}: {reason}").format(
            article=line.article.name,
            price=words.unit_price(price, line.article.unit),
            reason=self.models.reasons.reason_text(reason),
        )
        self._approvals.ask(wish, what, lambda approval: self._override(approval, line_id, price, reason))

    def _override(self, approval: Approval, line_id: int, price: int, reason: str) -> None:
        from pos_app.services import counter_acts

        sale, services = self.models.sale, self.models.services
        line = sale.basket.line(line_id)
        if not sale.apply(
            lambda basket: counter_acts.overridden(basket, line_id, price, reason, approval), line_id
        ):
            return
        if self.deck.name == PANEL:
            self.deck.close()
        self.models.store.run(
            lambda: counter_acts.journal_override(services, approval, line, price, reason), None, self._failed
        )
        self.models.messages.say("good", self.tr("{name} has another price.").format(name=line.article.name))

    # ---- the copy of a receipt ------------------------------------------------------------------------------

    def receipt_chosen(self, key: str) -> None:
        """What the cashier says of a receipt; the one copy of it takes a right."""
        from pos_app.domain.rights import Right, Wish

        if key == "card_slip":
            self.card_slip_wanted.emit()
            return
        if key != "copy":
            self.models.receipt.choose(key)
            return
        what = self.tr("Print the one copy of the receipt")
        self._approvals.ask(Wish(Right.COPY), what, self._copy, self._show_receipt)

    def _copy(self, approval: Approval) -> None:
        if approval.approved_by:
            self._show_receipt()
        self.models.receipt.approved_by = approval.approved_by
        self.models.receipt.choose("copy")

    def _show_receipt(self) -> None:
        self.deck.open("done")
        self.models.receipt.show()

    # ---- practice -------------------------------------------------------------------------------------------

    def practise(self) -> None:
        """Begin to practise, where somebody may allow it; in practice, end it."""
        from pos_app.domain.rights import Right, Wish

        if self.models.is_practice:
            self.practice_over.emit()
        elif not self.models.can_practise:
            self.models.messages.say("look", self.tr("Nothing can be practised on this till."))
        elif self._may(needs_basket=False):
            what = self.tr("Practise on this till: nothing of it is for real")
            self._approvals.ask(Wish(Right.TRAINING), what, self._practise)

    def _practise(self, approval: Approval) -> None:
        from pos_app.services import counter_acts

        services = self.models.services
        self.models.store.run(
            lambda: counter_acts.training(services, approval, begins=True),
            lambda _: self.practice_wanted.emit(approval),
            self._failed,
        )

    # ---- what is taken back on the way ----------------------------------------------------------------------

    def _corrected(self, before: Basket, after: Basket) -> None:
        """Lines that went, or became fewer, after they were rung up."""
        if not taken_back(before, after):
            return
        from pos_app.services import counter_acts

        services, cashier_id = self.models.services, self.models.sale.cashier_id
        self.models.store.run(
            lambda: counter_acts.journal_corrections(services, cashier_id, before, after), None, self._failed
        )

    def _looked_up(self, article: Article) -> None:
        """A price was asked for and nothing sold: the books count it."""
        from pos_app.services import counter_acts

        services, cashier_id = self.models.services, self.models.sale.cashier_id
        self.models.store.run(
            lambda: counter_acts.price_looked_up(services, cashier_id, article), None, self._failed
        )

    def signed_out(self, cashier_id: str) -> None:
        """Somebody locked the till."""
        from pos_app.services import counter_acts

        services = self.models.services
        self.models.store.run(lambda: counter_acts.signed_out(services, cashier_id), None, self._failed)

    # ---- underneath -----------------------------------------------------------------------------------------

    def accept(self) -> None:
        """Enter in the panel."""
        self.models.reasons.accept()

    def ask(self, why: Why, answer: Callable[[str, int], None]) -> None:
        """Ask for a reason, and a price where ``why`` wants one; ``answer`` gets both."""
        if not self._is_connected:
            self._is_connected = True
            self.models.reasons.answered.connect(self._answered)
        reasons = self.models.reasons
        ask = Ask(self.tr("Choose a reason"), 0, 0)
        if why.price_decimals >= 0:
            ask = Ask(self.tr("New price"), why.price_decimals, 9)
        self.deck.open(PANEL, ask, reasons.typed)
        self._answer = answer
        reasons.begin(why)

    def _answered(self, reason: str, price: int) -> None:
        if self._answer is not None and self.deck.name == PANEL:
            self._answer(reason, price)

    def _may(self, *, needs_basket: bool) -> bool:
        sale = self.models.sale
        if sale.in_payment:
            sale.blocked.emit()
            return False
        if needs_basket and sale.basket.is_empty:
            self._refuse(Refused(Refusal.BASKET_EMPTY))
            return False
        return True

    def _refuse(self, refused: Refused) -> None:
        self.models.sale.refused.emit(refused)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, CannotSell):
            self.models.sale.stopped.emit(error)
        elif isinstance(error, Refused):
            self._refuse(error)
        else:
            log.error("an act at the counter could not be journalled", exc_info=error)
