"""The acts about goods: what a scan put on the basket, weights and prices asked for, the line, discounts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pos_app.domain.catalogue import Article
from pos_app.domain.errors import Refusal, Refused
from pos_app.services.counter_rules import closes_soon
from pos_app.ui.models import Models
from pos_app.ui.panel_deck import PanelDeck
from pos_app.ui.viewmodels.entry import Ask

if TYPE_CHECKING:  # nobody gives a discount before the first paint
    from pos_app.domain.basket import DepositSlip
    from pos_app.domain.rights import Approval


class GoodsDesk(QObject):
    """Everything between a code and a line of the basket."""

    refused = Signal(object)
    right_wanted = Signal(object, str, object)
    """A :class:`Wish`, what it is in words, and what is done with the :class:`Approval`."""

    def __init__(self, models: Models, deck: PanelDeck, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.models = models
        self.deck = deck
        models.sale.added.connect(self._added)
        models.sale.measure_wanted.connect(self._measure_wanted)
        models.sale.shown.connect(self._code_shown)
        models.sale.slip_added.connect(self._slip_added)
        models.discount.ask_changed.connect(self._discount_asks)

    # ---- told after a scan ----------------------------------------------------------------------------------

    def _added(self, article: Article) -> None:
        sale = self.models.sale
        line = sale.basket.lines[-1]
        why_not = sale.line_refusal(line.line_id)
        if why_not:
            self.models.messages.say("stop", why_not)
            return
        text = f"{article.name}  {self.models.words.price_of(article)}"
        if line.quantity_milli != 1000:
            quantity = self.models.words.quantity(line.quantity_milli, article.unit)
            text = f"{quantity} × {article.name}  {self.models.words.price_of(article)}"
        soon = closes_soon(self.models.services, sale.basket) if article.protection is not None else ""
        if soon:
            self.models.messages.say(
                "look", self.tr("{text} – to be paid before {time}").format(text=text, time=soon)
            )
        else:
            self.models.messages.say("good", text)

    def _slip_added(self, slip: DepositSlip) -> None:
        worth = self.models.words.amount(slip.amount_minor)
        self.models.messages.say("good", self.tr("Deposit slip {amount}").format(amount=worth))

    def _code_shown(self, code: str) -> None:
        """A coupon or code is on the sale: what it gives, or why it gives nothing yet."""
        sale = self.models.sale
        told = sale.explaining.about(sale.quote.decision, code)
        used = any(each.number == code for each in sale.quote.decision.coupons_used)
        claimed = any(each.key == f"code:{code}" for each in sale.quote.decision.consumes)
        self.models.messages.say(
            "good" if used or claimed else "look", told or self.tr("Noted: {code}").format(code=code)
        )

    # ---- asked before a line ---------------------------------------------------------------------------------

    def _measure_wanted(self, article: Article, reason: Refusal) -> None:
        ask = self.models.measure.begin(article, reason)
        self.deck.open("measure", ask, self.models.measure.typed)
        self.models.measure.show()

    # ---- the line and its discount ---------------------------------------------------------------------------

    def open_discount(self) -> None:
        """Discount on the selected line or the basket."""
        sale = self.models.sale
        if not sale.basket.lines:
            self.refused.emit(Refused(Refusal.BASKET_EMPTY))
            return
        if sale.in_payment:
            sale.blocked.emit()
            return
        self.deck.open("discount", Ask(self.tr("Percent"), 2, 6), self.models.discount.typed)
        self.models.discount.begin()

    def _discount_asks(self, ask: Ask) -> None:
        if self.deck.name == "discount":
            self.deck.ask(ask)

    def give_discount(self) -> None:
        """Enter in the discount panel: given at once, or once somebody allows so much."""
        found = self.models.discount.proposed()
        if found is None:
            return
        from pos_app.domain.rights import Right, Wish

        discount, line_id, share = found

        def give(approval: Approval) -> None:
            allowed = replace(discount, approved_by=approval.approved_by)
            if self.models.sale.give_discount(allowed, line_id) and self.deck.name == "discount":
                self.deck.close()

        wish = Wish(Right.DISCOUNT, basis_points=share)
        self.right_wanted.emit(wish, self.models.discount.told(), give)

    def line(self) -> None:
        """The selected line: a typed number sets its quantity, else its panel opens."""
        typed = self.models.entry.text
        sale = self.models.sale
        if typed and not self.deck.name:
            if not sale.basket.lines and typed.isdigit():
                self.count_next(int(typed))
            else:
                self.models.entry.clear()
                self.models.line_panel.set_typed(typed)
            return
        if sale.selected_slip is not None:
            self.refused.emit(Refused(Refusal.DEPOSIT_SLIP_NO_GOODS))
            return
        if sale.basket.is_empty:
            self.refused.emit(Refused(Refusal.BASKET_EMPTY))
            return
        self.deck.open("line", self.models.line_panel.ask())
        self.models.line_panel.show()

    def count_next(self, pieces: int) -> None:
        """The next scan counts so many pieces."""
        self.models.entry.clear()
        if 0 < pieces <= 9999:
            self.models.sale.next_pieces = pieces
            self.models.messages.say("quiet", self.tr("{count} of the next article").format(count=pieces))

    def line_accepted(self) -> None:
        """Enter in the line panel: a typed quantity, or done."""
        typed = self.models.entry.text
        if not typed or self.models.line_panel.set_typed(typed):
            self.deck.close()
        else:
            self.models.entry.clear()

    def measure_accepted(self) -> None:
        """Enter in the weight or price panel."""
        before = self.deck.name
        if self.models.measure.accept() and self.deck.name == before:
            self.deck.close()

    def remove_line(self) -> None:
        """Take the selected line away."""
        if self.deck.name == "line":
            self.deck.close()
        self.models.sale.remove_line()
