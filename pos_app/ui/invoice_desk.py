"""The acts of handing goods out on an account: who is sent the invoice, who allows it, then the sale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from pos_app.domain.errors import Refusal, Refused
from pos_app.ui.approval_desk import ApprovalDesk
from pos_app.ui.models import Models
from pos_app.ui.panel_deck import PanelDeck
from pos_app.ui.viewmodels.entry import Ask

if TYPE_CHECKING:  # nobody is sent an invoice before the first paint
    from pos_app.domain.account_customer import AccountCustomer
    from pos_app.domain.basket import Basket
    from pos_app.domain.rights import Approval

PANEL = "invoice"


class InvoiceDesk(QObject):
    """Nothing is handed out before the sale is durable, whoever allowed it (DURABLE-FIRST)."""

    def __init__(
        self, models: Models, deck: PanelDeck, approvals: ApprovalDesk, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.models = models
        self.deck = deck
        self._approvals = approvals

    def begin(self) -> None:
        """Invoice was chosen as the way to pay."""
        self.models.payment.begin(self._ask)

    def _ask(self) -> None:
        from pos_app.domain.sale import check_invoice
        from pos_app.domain.tender import Tender, TenderKind
        from pos_app.services.counter_rules import check_taken

        sale = self.models.sale
        due = sale.quote.settlement.due_minor
        try:
            check_taken(self.models.services, TenderKind.INVOICE)
            check_invoice(sale.basket, (*sale.tenders, Tender(TenderKind.INVOICE, due)))
            if due <= 0:
                raise Refused(Refusal.TENDER_NOT_POSITIVE)
        except Refused as refused:
            sale.refused.emit(refused)
            return
        self.models.entry.clear()
        self._open()

    def _open(self) -> None:
        self.deck.open(PANEL, Ask(self.tr("Organisation number"), 0, 12))
        self.models.invoice.begin()

    def accept(self) -> None:
        """Enter in the panel: the customer stands; may it be handed out?"""
        from pos_app.domain.rights import Right, Wish

        customer = self.models.invoice.customer()
        if customer is None:
            return
        basket, due = self.models.sale.basket, self.models.sale.quote.settlement.due_minor
        what = self.tr("Hand out goods for {amount} to {name}, to be invoiced").format(
            amount=self.models.words.money(due), name=customer.name
        )
        self._approvals.ask(
            Wish(Right.INVOICE, due),
            what,
            lambda approval: self._allowed(approval, customer, basket, due),
            self._open,
        )

    def _allowed(self, approval: Approval, customer: AccountCustomer, basket: Basket, due: int) -> None:
        """What was allowed is this basket at this price, and no other that came of it meanwhile."""
        from pos_app.domain.tender import invoice

        sale = self.models.sale
        if sale.basket is not basket or sale.quote.settlement.due_minor != due:
            self.models.messages.say("look", self.tr("The sale changed meanwhile. Ask once more."))
            return
        self.models.payment.take_invoice(invoice(due, customer, approval.approved_by))
